//! The file of a plan: written for people to read and edit, and read again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use engine::migration::Mapping;
use serde::Deserialize;
use serde_json::json;

use super::Failure;

/// The largest plan that is read, in bytes: a million tickets and more.
const PLAN_LENGTH_MAX: u64 = 512 * 1024 * 1024;

const HEAD: &str = "\
# A plan of `usher migrate plan`. Nothing has been moved yet.
# To have tickets go on elsewhere, edit `moves` (activity of theirs: activity of the new version) or `fill` (field of
# the new version: [input], where a ticket has no value for it), and plan again:
#   usher migrate plan --with THIS-FILE --output THIS-FILE
# To move the tickets: usher migrate apply THIS-FILE. A line that is deleted is a ticket that stays.
";

/// See the module.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// The process's name.
    pub(crate) process: String,
    /// The new version.
    pub(crate) to: To,
    #[serde(default)]
    pub(crate) moves: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) fill: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) tickets: Vec<Planned>,
    #[serde(default)]
    pub(crate) cannot: Vec<Stuck>,
}

/// Where tickets go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct To {
    /// The document, seen from where the command runs.
    pub(crate) file: PathBuf,
    /// Its hash.
    pub(crate) hash: String,
}

/// A ticket that can be moved.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    pub(crate) number: String,
    /// The version of its state.
    pub(crate) version: u64,
    /// The hash of the version of the process that it is on.
    pub(crate) from: String,
    /// The activities where it stands.
    pub(crate) at: Vec<String>,
    /// Where it would stand.
    pub(crate) to: Vec<String>,
    /// What else is worth knowing.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

/// A ticket that cannot be moved.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stuck {
    pub(crate) number: String,
    pub(crate) at: Vec<String>,
    pub(crate) because: Vec<String>,
}

impl Plan {
    /// Reads the file of a plan.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error: &dyn std::fmt::Display| -> Failure {
            format!("cannot read {}: {error}", path.display()).into()
        };
        let length = std::fs::metadata(path).map_err(|error| unreadable(&error))?.len();
        if length > PLAN_LENGTH_MAX {
            return Err(unreadable(&format!("it has more than {PLAN_LENGTH_MAX} bytes")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
        let size = text.len().max(1);
        // A plan is as long as there are tickets; its length alone bounds what reading it takes.
        let options = serde_saphyr::options! {
            with_snippet: false,
            budget: serde_saphyr::budget! {
                max_reader_input_bytes: None,
                max_events: size,
                max_nodes: size,
                max_total_scalar_bytes: size,
                max_aliases: 0,
                max_anchors: 0,
            },
        };
        serde_saphyr::from_str_with_options(&text, options).map_err(|error| {
            let place = error.location().map_or_else(String::new, |place| {
                format!("line {}, column {}: ", place.line(), place.column())
            });
            unreadable(&format!("{place}{}", error.without_snippet()))
        })
    }

    /// What the designer says beyond what the names say.
    pub(crate) fn mapping(&self) -> Mapping {
        Mapping { moves: self.moves.clone(), fill: self.fill.clone() }
    }

    /// As a file; a line for each ticket, so that one finds and deletes it.
    pub(crate) fn to_yaml(&self) -> String {
        let mut text = HEAD.to_owned();
        let file = self.to.file.display().to_string();
        put(&mut text, format_args!("process: {}", json!(self.process)));
        put(&mut text, format_args!("to: {{ file: {}, hash: {} }}", json!(file), self.to.hash));
        map(&mut text, "moves", &self.moves, |to| json!(to).to_string());
        map(&mut text, "fill", &self.fill, |input| list(input));
        head(&mut text, "tickets", self.tickets.is_empty());
        for Planned { number, version, from, at, to, notes } in &self.tickets {
            let notes = match notes.as_slice() {
                [] => String::new(),
                notes => format!(", notes: {}", list(notes)),
            };
            put(
                &mut text,
                format_args!(
                    "  - {{ number: {}, version: {version}, from: {}, at: {}, to: {}{notes} }}",
                    json!(number),
                    json!(from),
                    list(at),
                    list(to)
                ),
            );
        }
        head(&mut text, "cannot", self.cannot.is_empty());
        for Stuck { number, at, because } in &self.cannot {
            put(
                &mut text,
                format_args!(
                    "  - {{ number: {}, at: {}, because: {} }}",
                    json!(number),
                    list(at),
                    list(because)
                ),
            );
        }
        text
    }
}

fn head(text: &mut String, key: &str, is_empty: bool) {
    put(text, format_args!("{key}:{}", if is_empty { " []" } else { "" }));
}

fn map<V>(text: &mut String, key: &str, map: &BTreeMap<String, V>, value: impl Fn(&V) -> String) {
    put(text, format_args!("{key}:{}", if map.is_empty() { " {}" } else { "" }));
    for (name, one) in map {
        put(text, format_args!("  {}: {}", json!(name), value(one)));
    }
}

/// Texts as JSON writes them, which is YAML, too.
fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| json!(text).to_string()).collect();
    format!("[{}]", quoted.join(", "))
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let written = writeln!(text, "{line}");
    debug_assert!(written.is_ok(), "a string takes what is written to it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_whatever_it_holds() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("plan.yaml");
        let odd = "a: \"b\" # 'c'\n\t{ü} - no".to_owned();
        let plan = Plan {
            process: "order".to_owned(),
            to: To { file: PathBuf::from("a folder/order.yaml"), hash: "0123e456".to_owned() },
            moves: [("yes".to_owned(), "null".to_owned())].into(),
            fill: [("Colour".to_owned(), vec![odd.clone(), "1".to_owned()])].into(),
            tickets: vec![Planned {
                number: "2026112010000001".to_owned(),
                version: 7,
                from: "0123456789".to_owned(),
                at: vec!["on".to_owned()],
                to: vec!["buy".to_owned(), "sell".to_owned()],
                notes: vec![odd.clone()],
            }],
            cannot: vec![Stuck { number: "1".to_owned(), at: Vec::new(), because: vec![odd] }],
        };
        std::fs::write(&path, plan.to_yaml()).unwrap();
        assert_eq!(format!("{:?}", Plan::read(&path).unwrap()), format!("{plan:?}"));
    }

    #[test]
    fn a_long_plan_can_be_read_and_a_fault_is_located() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("plan.yaml");
        let one = Planned {
            number: "1".to_owned(),
            version: 1,
            from: "0".to_owned(),
            at: vec!["buy".to_owned()],
            to: vec!["buy".to_owned()],
            notes: Vec::new(),
        };
        let mut plan = Plan {
            process: "order".to_owned(),
            to: To { file: PathBuf::from("order.yaml"), hash: "00".to_owned() },
            moves: BTreeMap::new(),
            fill: BTreeMap::new(),
            tickets: vec![one; 50_000],
            cannot: Vec::new(),
        };
        std::fs::write(&path, plan.to_yaml()).unwrap();
        assert_eq!(Plan::read(&path).unwrap().tickets.len(), 50_000);

        plan.tickets.clear();
        std::fs::write(&path, plan.to_yaml() + "colour: red\n").unwrap();
        let said = Plan::read(&path).unwrap_err().to_string();
        assert!(said.contains("line 12, column 1") && said.contains("colour"), "{said}");
    }
}
