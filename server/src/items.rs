//! The items of a `for-each` that the engine cannot read by itself: customer users, and rows of a CSV file.

use csv::{ReaderBuilder, StringRecord, Trim};
use engine::event::ItemSource;
use engine::field::TEXTAREA_LENGTH_MAX;
use engine::process::{ITEMS_MAX, Items};

use crate::store::customer_user::{CustomerUserFilter, CustomerUserPage, PAGE_MAX};
use crate::store::records::CustomerUser;
use crate::store::{Reads, StoreError, attachment, customer_user};

/// One row of texts for each item, in the order of the columns; or a sentence that says why they cannot be read.
pub type Rows = Result<Vec<Vec<String>>, String>;

/// Reads the items.
pub async fn read(
    reads: &impl Reads,
    source: &ItemSource,
    columns: &[String],
) -> Result<Rows, StoreError> {
    match source {
        ItemSource::CustomerUsers { customer_id } => people(reads, customer_id, columns).await,
        ItemSource::Rows(file) => Ok(match attachment::get(reads, &file.hash).await? {
            Some(bytes) => rows(&bytes, columns)
                .map_err(|fault| format!("The file {} cannot be read: {fault}.", file.file_name)),
            None => Err(format!("The file {} is not there any more.", file.file_name)),
        }),
    }
}

/// The valid customer users of a customer, in the order of their logins.
async fn people(
    reads: &impl Reads,
    customer_id: &str,
    columns: &[String],
) -> Result<Rows, StoreError> {
    let filter = CustomerUserFilter {
        customer_id: Some(customer_id.to_owned()),
        ..CustomerUserFilter::default()
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut page = CustomerUserPage { after: None, limit: PAGE_MAX };
    loop {
        let found = customer_user::search(reads, &filter, &page).await?;
        let Some(last) = found.last() else { return Ok(Ok(rows)) };
        page.after = Some(last.login.clone());
        rows.extend(found.iter().map(|user| texts(user, columns)));
        if rows.len() > ITEMS_MAX {
            return Ok(Err(format!("There are more than {ITEMS_MAX} customer users.")));
        }
    }
}

fn texts(user: &CustomerUser, columns: &[String]) -> Vec<String> {
    let person = Items::PERSON.into_iter().zip([
        &user.login,
        &user.first_name,
        &user.last_name,
        &user.email,
    ]);
    let text = |column: &String| {
        person.clone().find(|(name, _)| name == column).map(|(_, text)| text.clone())
    };
    columns.iter().map(|column| text(column).unwrap_or_default()).collect()
}

/// The rows of a CSV file (RFC 4180) whose first line names its columns. Parted by commas, or by semicolons as
/// spreadsheets do where a comma is the decimal sign.
fn rows(bytes: &[u8], columns: &[String]) -> Rows {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let before = bytes.get(..fault.valid_up_to()).unwrap_or_default();
        format!("line {} is not UTF-8", before.split(|byte| *byte == b'\n').count())
    })?;
    let header = text.lines().next().unwrap_or_default();
    let of = |sign: char| header.matches(sign).count();
    let delimiter = if of(';') > of(',') { b';' } else { b',' };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|fault| located(&fault))?.clone();
    if header.iter().all(str::is_empty) {
        return Err("it is empty".to_owned());
    }
    let places = columns
        .iter()
        .map(|column| place(&header, column))
        .collect::<Result<Vec<usize>, String>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| located(&fault))?;
        let line = record.position().map_or(0, csv::Position::line);
        if rows.len() == ITEMS_MAX {
            return Err(format!("line {line}: there are more than {ITEMS_MAX} rows"));
        }
        let texts: Vec<String> =
            places.iter().map(|place| record.get(*place).unwrap_or_default().to_owned()).collect();
        if texts.iter().any(|text| text.chars().count() > TEXTAREA_LENGTH_MAX) {
            return Err(format!(
                "line {line}: a value is longer than {TEXTAREA_LENGTH_MAX} characters"
            ));
        }
        rows.push(texts);
    }
    Ok(rows)
}

fn place(header: &StringRecord, column: &str) -> Result<usize, String> {
    let mut places = header.iter().enumerate().filter(|(_, name)| *name == column);
    match (places.next(), places.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some(_), Some(_)) => Err(format!("line 1: there are two columns {column}")),
        (None, _) => {
            let names: Vec<&str> = header.iter().collect();
            Err(format!("line 1: there is no column {column}; there are {}", names.join(", ")))
        }
    }
}

fn located(fault: &csv::Error) -> String {
    let line = fault.position().map_or(1, csv::Position::line);
    if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = fault.kind() {
        format!("line {line}: there are {len} values, but {expected_len} columns")
    } else {
        format!("line {line}: {fault}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], columns: &[&str], expected: Result<&[&[&str]], &str>) {
        let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let found = rows(bytes, &columns);
        let expected = expected.map_err(str::to_owned).map(|rows| {
            let texts = |row: &&[&str]| row.iter().map(|&text| text.to_owned()).collect();
            rows.iter().map(texts).collect::<Vec<Vec<String>>>()
        });
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let rows: &[&[&str]] = &[&["anna", "Berg"], &["ben", "Bo"]];
        let columns = ["login", "name"];
        check(b"login,name\nanna,Berg\nben,Bo\n", &columns, Ok(rows));
        check(b"name,x,login\nBerg,1,anna\nBo,2,ben", &columns, Ok(rows));
        check(b"login;name\r\nanna;Berg\r\n\r\nben; Bo \r\n", &columns, Ok(rows));
        check(b"\xef\xbb\xbflogin,name\nanna,Berg\nben,Bo", &columns, Ok(rows));
        check(b"login,name\n", &columns, Ok(&[]));
        check(b"a;b\n\"x;y\";\"two\nlines\"\n", &["a", "b"], Ok(&[&["x;y", "two\nlines"]]));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line() {
        check(b"", &["login"], Err("it is empty"));
        check(b"a,b\n1,2\n", &["c"], Err("line 1: there is no column c; there are a, b"));
        check(b"a,a\n1,2\n", &["a"], Err("line 1: there are two columns a"));
        check(b"a,b\n1,2\n3\n", &["a"], Err("line 3: there are 1 values, but 2 columns"));
        check(b"a\nb\n\xff\n", &["a"], Err("line 3 is not UTF-8"));
        let long = format!("a\n{}\n", "x".repeat(TEXTAREA_LENGTH_MAX + 1));
        check(long.as_bytes(), &["a"], Err("line 2: a value is longer than 16000 characters"));
        let many = format!("a\n{}", "x\n".repeat(ITEMS_MAX + 1));
        check(many.as_bytes(), &["a"], Err("line 1002: there are more than 1000 rows"));
    }
}
