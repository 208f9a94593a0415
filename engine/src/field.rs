//! Dynamic fields: what a designer declares, and how posted text becomes a value.

use jiff::civil::{Date, DateTime};
use regex::{Regex, RegexBuilder};
use rust_decimal::Decimal;

use crate::condition::Condition;
use crate::template::Template;
use crate::value::{Attachment, Value};

/// The longest text for a field that declares no `max_length`, in characters.
pub const TEXT_LENGTH_MAX: usize = 250;
/// The same for a textarea.
pub const TEXTAREA_LENGTH_MAX: usize = 16_000;
/// The largest compiled pattern, in bytes: bounds the memory that a process of many fields keeps.
pub const PATTERN_SIZE_MAX: usize = 1024 * 1024;
/// RFC 5321, 4.5.3.1: a path is at most 256 octets, angle brackets included.
pub const EMAIL_LENGTH_MAX: usize = 254;

/// A field as the designer declared it.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name in documents, conditions and mappings.
    pub name: String,
    /// What people read.
    pub label: String,
    /// A sentence below the input; may be empty.
    pub hint: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What it holds before anybody fills it in.
    pub default: Option<Value>,
    /// What must hold whenever a person or a message sets it.
    pub check: Option<Check>,
}

/// `check: { that: ..., message: ... }`: a condition over all fields, with the sentence for whoever breaks it.
#[derive(Debug, Clone)]
pub struct Check {
    /// What must hold.
    pub that: Condition,
    /// What is said if it does not.
    pub message: Template,
}

/// The types of fields with their constraints.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// One line.
    Text {
        /// In characters.
        length_max: usize,
        /// What the whole text must look like.
        pattern: Option<Pattern>,
    },
    /// Several lines.
    Textarea {
        /// In characters.
        length_max: usize,
    },
    /// An address as in RFC 5321, of which we check what must hold for any mail server.
    Email,
    /// A whole number.
    Integer {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// Yes or no; absent means no.
    Checkbox,
    /// One of several options: key and label.
    Dropdown {
        /// In the order offered.
        options: Vec<(String, String)>,
    },
    /// Any of several options: key and label.
    Multiselect {
        /// In the order offered.
        options: Vec<(String, String)>,
    },
    /// A day.
    Date,
    /// A number with decimals.
    Decimal {
        /// The smallest.
        min: Decimal,
        /// The largest.
        max: Decimal,
    },
    /// A day and a time of day, in UTC.
    DateTime,
    /// The login of a customer user; the server checks that there is one, and that whoever fills in the form
    /// may know him.
    CustomerUser,
    /// The id of a customer, checked likewise.
    Customer,
    /// An uploaded file.
    Attachment,
}

/// The longest login or id that a field of type customer-user or customer holds, in characters.
pub const ID_LENGTH_MAX: usize = 191;

impl FieldKind {
    /// The keyword in the document.
    pub const fn keyword(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Textarea { .. } => "textarea",
            Self::Email => "email",
            Self::Integer { .. } => "integer",
            Self::Checkbox => "checkbox",
            Self::Dropdown { .. } => "dropdown",
            Self::Multiselect { .. } => "multiselect",
            Self::Date => "date",
            Self::Decimal { .. } => "decimal",
            Self::DateTime => "date-time",
            Self::CustomerUser => "customer-user",
            Self::Customer => "customer",
            Self::Attachment => "attachment",
        }
    }

    /// The options of a dropdown or multiselect; none for the others.
    pub fn options(&self) -> &[(String, String)] {
        match self {
            Self::Dropdown { options } | Self::Multiselect { options } => options,
            Self::Text { .. }
            | Self::Textarea { .. }
            | Self::Email
            | Self::Integer { .. }
            | Self::Checkbox
            | Self::Date
            | Self::Decimal { .. }
            | Self::DateTime
            | Self::CustomerUser
            | Self::Customer
            | Self::Attachment => &[],
        }
    }
}

/// A regular expression that must match a whole text.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    whole: Regex,
}

impl Pattern {
    /// Compiles `source`, anchored at both ends.
    ///
    /// # Errors
    /// What the `regex` crate says about it.
    pub fn parse(source: &str) -> Result<Self, regex::Error> {
        // Parsed alone first: "a)(b" would be whole once wrapped.
        let build = |source: &str| RegexBuilder::new(source).size_limit(PATTERN_SIZE_MAX).build();
        build(source)?;
        Ok(Self { source: source.to_owned(), whole: build(&format!("^(?:{source})$"))? })
    }

    /// As written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }
}

/// What is wrong with an input, as a sentence to stand beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum InputFault {
    #[error("Please fill in this field.")]
    Missing,
    #[error("Please give this only once.")]
    Repeated,
    #[error("This is too long: {length} characters, at most {length_max} are possible.")]
    TooLong { length: usize, length_max: usize },
    #[error("This contains a control character, which is not possible.")]
    ControlCharacter,
    #[error(
        "This contains a character that is not possible here, or is not in the form asked for."
    )]
    Pattern,
    #[error("This is not an email address like name@example.org.")]
    NotAnEmail,
    #[error("Please give a whole number from {min} to {max}.")]
    NotAnInteger { min: i64, max: i64 },
    #[error("Please choose one of the options.")]
    NotAnOption,
    #[error("Please give a date like 2026-12-31.")]
    NotADate,
    #[error("Please give a number from {min} to {max}.")]
    NotADecimal { min: Decimal, max: Decimal },
    #[error("Please give a date and a time like 2026-12-31T18:00.")]
    NotADateTime,
    #[error("There is no such customer user.")]
    NotACustomerUser,
    #[error("There is no such customer.")]
    NotACustomer,
    #[error("Please choose a file.")]
    NotAFile,
    #[error("This file is too large: {length} bytes, at most {length_max} are possible.")]
    FileTooLarge { length: u64, length_max: u64 },
    #[error("{0}")]
    Check(String),
    #[error("This cannot be changed here.")]
    ReadOnly,
    #[error("This form has no such field.")]
    Unknown,
}

impl Field {
    /// A field without a name: what is possible for its kind can be asked of it.
    pub(crate) const fn of_kind(kind: FieldKind) -> Self {
        Self {
            name: String::new(),
            label: String::new(),
            hint: String::new(),
            kind,
            default: None,
            check: None,
        }
    }

    /// The value of what was posted; `None` if nothing was. Surrounding white space does not count.
    pub fn parse(&self, input: &[String]) -> Result<Option<Value>, InputFault> {
        if let FieldKind::Multiselect { options } = &self.kind {
            return parse_list(options, input);
        }
        let text = match input {
            [] => "",
            [text] => text.trim(),
            [_, _, ..] => return Err(InputFault::Repeated),
        };
        if text.is_empty() {
            return Ok(None);
        }
        self.parse_text(text).map(Some)
    }

    fn parse_text(&self, text: &str) -> Result<Value, InputFault> {
        match &self.kind {
            FieldKind::Text { length_max, pattern } => {
                check_line(text, *length_max)?;
                match pattern {
                    Some(pattern) if !pattern.matches(text) => Err(InputFault::Pattern),
                    Some(_) | None => Ok(Value::Text(text.to_owned())),
                }
            }
            FieldKind::Textarea { length_max } => {
                let text = text.replace("\r\n", "\n");
                check_length(&text, *length_max)?;
                if text.chars().any(|c| is_unprintable(c) && c != '\n' && c != '\t') {
                    return Err(InputFault::ControlCharacter);
                }
                Ok(Value::Text(text))
            }
            FieldKind::Email => {
                check_line(text, EMAIL_LENGTH_MAX)?;
                if is_email(text) {
                    Ok(Value::Text(text.to_owned()))
                } else {
                    Err(InputFault::NotAnEmail)
                }
            }
            FieldKind::Integer { min, max } => match text.parse::<i64>() {
                Ok(number) if (*min..=*max).contains(&number) => Ok(Value::Integer(number)),
                Ok(_) | Err(_) => Err(InputFault::NotAnInteger { min: *min, max: *max }),
            },
            FieldKind::Checkbox => match text {
                "1" | "on" | "true" => Ok(Value::Boolean(true)),
                "0" | "off" | "false" => Ok(Value::Boolean(false)),
                _ => Err(InputFault::NotAnOption),
            },
            FieldKind::Dropdown { options } => {
                if options.iter().any(|(key, _)| key == text) {
                    Ok(Value::Text(text.to_owned()))
                } else {
                    Err(InputFault::NotAnOption)
                }
            }
            // A multiselect is parsed from all inputs, before it comes to one text.
            FieldKind::Multiselect { options } => {
                parse_list(options, &[text.to_owned()])?.ok_or(InputFault::Missing)
            }
            FieldKind::Date => {
                let date = text.parse::<Date>().ok().filter(|date| date.year() >= 0);
                date.map(Value::Date).ok_or(InputFault::NotADate)
            }
            FieldKind::Decimal { min, max } => match Decimal::from_str_exact(text) {
                Ok(number) if (*min..=*max).contains(&number) => {
                    Ok(Value::Decimal(number.normalize()))
                }
                Ok(_) | Err(_) => Err(InputFault::NotADecimal { min: *min, max: *max }),
            },
            FieldKind::DateTime => match text.parse::<DateTime>() {
                Ok(moment) if moment.year() >= 0 => Ok(Value::DateTime(to_minute(moment))),
                Ok(_) | Err(_) => Err(InputFault::NotADateTime),
            },
            FieldKind::CustomerUser | FieldKind::Customer => {
                check_line(text, ID_LENGTH_MAX)?;
                Ok(Value::Text(text.to_owned()))
            }
            FieldKind::Attachment => {
                Attachment::parse(text).map(Value::Attachment).ok_or(InputFault::NotAFile)
            }
        }
    }

    /// What people read for a value: an option's label instead of its key.
    pub fn display(&self, value: &Value) -> String {
        let label = |key: &String| {
            self.kind
                .options()
                .iter()
                .find(|(option, _)| option == key)
                .map_or(key, |(_, label)| label)
                .clone()
        };
        match value {
            Value::Text(key) if !self.kind.options().is_empty() => label(key),
            Value::List(keys) => keys.iter().map(label).collect::<Vec<_>>().join(", "),
            Value::Boolean(checked) => if *checked { "yes" } else { "no" }.to_owned(),
            Value::DateTime(moment) => moment.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Decimal(_)
            | Value::Date(_)
            | Value::Attachment(_) => value.to_text(),
        }
    }
}

/// Without seconds: they are not asked for.
fn to_minute(moment: DateTime) -> DateTime {
    moment.with().second(0).subsec_nanosecond(0).build().unwrap_or(moment)
}

fn parse_list(options: &[(String, String)], input: &[String]) -> Result<Option<Value>, InputFault> {
    let given = || input.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    if given().any(|text| options.iter().all(|(key, _)| key != text)) {
        return Err(InputFault::NotAnOption);
    }
    let keys: Vec<String> = options
        .iter()
        .filter(|(key, _)| given().any(|text| text == key))
        .map(|(key, _)| key.clone())
        .collect();
    Ok(if keys.is_empty() { None } else { Some(Value::List(keys)) })
}

fn check_line(text: &str, length_max: usize) -> Result<(), InputFault> {
    check_length(text, length_max)?;
    if text.chars().any(is_unprintable) { Err(InputFault::ControlCharacter) } else { Ok(()) }
}

/// Control characters, and the two others that XML 1.0 (2.2, Char) cannot carry to a mapping.
pub fn is_unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

fn check_length(text: &str, length_max: usize) -> Result<(), InputFault> {
    let length = text.chars().count();
    if length > length_max { Err(InputFault::TooLong { length, length_max }) } else { Ok(()) }
}

/// Whether `text` can be a mailbox: one `@`, a local part of at most 64 octets without white space,
/// and a domain name of labels (RFC 5321, 4.1.2, without quoted strings and address literals).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        });
    let domain_ok = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    local_ok && domain_ok && text.len() <= EMAIL_LENGTH_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FieldKind, input: &[&str], expected: &str) {
        let field = Field {
            name: "F".into(),
            label: "F".into(),
            hint: String::new(),
            kind,
            default: None,
            check: None,
        };
        let input: Vec<String> = input.iter().map(|&text| text.to_owned()).collect();
        let result = match field.parse(&input) {
            Ok(None) => "absent".to_owned(),
            Ok(Some(value)) => format!("{value:?}"),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(result, expected, "{input:?}");
    }

    fn login() -> FieldKind {
        FieldKind::Text { length_max: 8, pattern: Some(Pattern::parse("[a-z]+|[0-9]+").unwrap()) }
    }

    fn colours() -> Vec<(String, String)> {
        vec![("r".into(), "red".into()), ("g".into(), "green".into())]
    }

    #[test]
    fn text_is_trimmed_bounded_and_matched_whole() {
        check(login(), &[" anna "], r#"Text("anna")"#);
        check(login(), &[], "absent");
        check(login(), &["  "], "absent");
        check(login(), &["a", "b"], "Please give this only once.");
        check(login(), &["annaannaa"], "This is too long: 9 characters, at most 8 are possible.");
        for character in ['\u{b}', '\u{ffff}'] {
            check(
                login(),
                &[&format!("a{character}b")],
                "This contains a control character, which is not possible.",
            );
        }
        check(
            login(),
            &["a1"],
            "This contains a character that is not possible here, or is not in the form asked for.",
        );
    }

    #[test]
    fn text_from_all_planes_survives() {
        check(FieldKind::Text { length_max: 9, pattern: None }, &["<&>𝄞ä"], r#"Text("<&>𝄞ä")"#);
    }

    #[test]
    fn a_textarea_keeps_its_lines() {
        check(FieldKind::Textarea { length_max: 9 }, &["a\r\nb\tc"], r#"Text("a\nb\tc")"#);
        check(
            FieldKind::Textarea { length_max: 9 },
            &["a\0"],
            "This contains a control character, which is not possible.",
        );
    }

    #[test]
    fn an_email_has_a_local_part_and_a_domain() {
        check(FieldKind::Email, &["anna.b@example.org"], r#"Text("anna.b@example.org")"#);
        for bad in [
            "anna",
            "@example.org",
            "anna@",
            "anna@example",
            "a..b@example.org",
            "anna@-x.org",
            "a b@example.org",
        ] {
            check(FieldKind::Email, &[bad], "This is not an email address like name@example.org.");
        }
    }

    #[test]
    fn numbers_dates_and_options_are_checked() {
        check(FieldKind::Integer { min: 1, max: 3 }, &["2"], "Integer(2)");
        check(
            FieldKind::Integer { min: 1, max: 3 },
            &["4"],
            "Please give a whole number from 1 to 3.",
        );
        check(
            FieldKind::Integer { min: 1, max: 3 },
            &["two"],
            "Please give a whole number from 1 to 3.",
        );
        check(FieldKind::Date, &["2026-02-28"], "Date(2026-02-28)");
        check(FieldKind::Date, &["2026-02-30"], "Please give a date like 2026-12-31.");
        check(FieldKind::Date, &["-000001-02-03"], "Please give a date like 2026-12-31.");
        let moment = |text: &str, expected: &str| check(FieldKind::DateTime, &[text], expected);
        moment("2026-02-28T18:30", "DateTime(2026-02-28T18:30:00)");
        moment("2026-02-28T18:30:59", "DateTime(2026-02-28T18:30:00)");
        moment("2026-02-28T25:00", "Please give a date and a time like 2026-12-31T18:00.");
        let price = FieldKind::Decimal { min: Decimal::ZERO, max: Decimal::new(99_99, 2) };
        check(price.clone(), &["12.50"], "Decimal(12.5)");
        check(price, &["100"], "Please give a number from 0 to 99.99.");
        let hash = "0123456789abcdef".repeat(4);
        let file = |text: &str, expected: &str| check(FieldKind::Attachment, &[text], expected);
        file("rows.csv", "Please choose a file.");
        file(&format!("{hash} 12 ../rows.csv"), "Please choose a file.");
        file(
            &format!("{hash} 12 my rows.csv"),
            &format!(
                "Attachment(Attachment {{ hash: {hash:?}, length: 12, file_name: \"my rows.csv\" }})"
            ),
        );
        check(FieldKind::Dropdown { options: colours() }, &["r"], r#"Text("r")"#);
        check(
            FieldKind::Dropdown { options: colours() },
            &["red"],
            "Please choose one of the options.",
        );
        check(
            FieldKind::Multiselect { options: colours() },
            &["g", "r", "g"],
            r#"List(["r", "g"])"#,
        );
        check(
            FieldKind::Multiselect { options: colours() },
            &["b"],
            "Please choose one of the options.",
        );
        check(FieldKind::Checkbox, &["on"], "Boolean(true)");
    }

    #[test]
    fn a_pattern_cannot_break_out_of_its_anchors() {
        Pattern::parse("a)|(b").unwrap_err();
        assert!(!Pattern::parse("a|b").unwrap().matches("ab"));
    }
}
