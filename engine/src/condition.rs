//! Conditions of flows: a total subset of CEL.
//!
//! The `cel` crate parses; we check the types of its syntax tree (`condition/check.rs`) and
//! evaluate a form of our own (`condition/form.rs`). A condition that parses cannot fail: nothing in
//! the subset divides, overflows, converts or indexes, and an absent value is the default of its
//! type (`""`, `0`, `false`, the empty list).

mod bounds;
pub mod cases;
mod check;
mod form;
mod types;

use std::collections::BTreeMap;

use cel::parser::Parser;

use crate::field::FieldKind;
use crate::name::{Name, Scope};
use crate::process::FieldIdx;
use crate::process::document::text::Origin;
use crate::state::State;
pub(crate) use check::last_line;
use form::{Form, Held};

/// The longest condition, in bytes: bounds the parser's work; a decision that needs more is better
/// spread over several flows.
pub const CONDITION_LENGTH_MAX: usize = 1000;
/// The most brackets around anything: the parser needs up to 200 kB of stack for each in a build
/// without optimisation, and threads have 2 MB.
pub const CONDITION_DEPTH_MAX: usize = 5;

/// A condition, typed and total.
#[derive(Debug, Clone)]
pub struct Condition {
    source: String,
    form: Form,
    reads: Vec<(String, Name)>,
    pub(crate) origin: Origin,
}

impl PartialEq for Condition {
    /// Within one process the source says it all.
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.reads == other.reads
    }
}

/// How a condition came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether it held.
    pub holds: bool,
    /// The names of the condition, with what they held.
    pub reads: Vec<(String, String)>,
}

/// The fields that a condition may read.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// What each field name means.
    pub by_name: BTreeMap<String, FieldIdx>,
    /// What each field holds, by index; `None` if its declaration has a fault of its own.
    pub kinds: Vec<Option<FieldKind>>,
}

impl Fields {
    pub(crate) fn kind(&self, field: FieldIdx) -> Option<&FieldKind> {
        self.kinds.get(field.0).and_then(Option::as_ref)
    }
}

/// What is wrong with a condition, and at which bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionFault {
    /// The first byte.
    pub at: usize,
    /// How many bytes.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl ConditionFault {
    fn new(at: usize, length: usize, message: impl Into<String>) -> Self {
        Self { at, length, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Condition {
    /// Parses and checks `source` where these fields are declared.
    ///
    /// # Errors
    /// Every fault of its types and names; of its syntax the first.
    pub fn parse(source: &str, fields: &Fields) -> Result<Self, Vec<ConditionFault>> {
        bounds::check(source).map_err(|fault| vec![fault])?;
        let (tree, info) = Parser::new()
            .error_recovery_limit(1)
            .parse_with_source_info(source)
            .map_err(|errors| vec![syntax(source, &errors)])?;
        let (form, reads) = check::check(&tree, &info, source, fields)?;
        Ok(Self { source: source.to_owned(), form, reads, origin: Origin::default() })
    }

    /// As written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names that it reads, in the order of their first use.
    pub fn reads(&self) -> impl Iterator<Item = Name> {
        self.reads.iter().map(|(_, name)| *name)
    }

    /// Evaluates it over a state; total: a condition that compiled cannot fail.
    pub fn evaluate(&self, state: &State) -> Evaluation {
        let text = |name: Name| state.lookup(name).map(|value| value.to_text()).unwrap_or_default();
        Evaluation {
            holds: matches!(self.form.evaluate(state), Held::Boolean(true)),
            reads: self
                .reads
                .iter()
                .map(|(written, name)| (written.clone(), text(*name)))
                .collect(),
        }
    }
}

/// The first syntax error, in words for people who do not know the parser.
fn syntax(source: &str, errors: &cel::ParseErrors) -> ConditionFault {
    let Some(error) = errors.errors.first() else {
        return ConditionFault::new(0, source.len(), "this is not a condition");
    };
    let (line, column) =
        (usize::try_from(error.pos.0).unwrap_or(1), usize::try_from(error.pos.1).unwrap_or(1));
    let line_start: usize =
        source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.get(line_start..).unwrap_or_default();
    let at = line_start
        + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    let length = source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let reason = reason(&error.msg, source.get(at..at + length).unwrap_or_default());
    let fault = ConditionFault::new(at, length, format!("this is not a condition: {reason}"));
    match misspelt_operator(source) {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// The parser's message without its jargon.
fn reason(message: &str, at: &str) -> String {
    let message = message.strip_prefix("Syntax error: ").unwrap_or(message);
    let message = message.split(" expecting ").next().unwrap_or_default();
    if message.starts_with("token recognition error") {
        return format!("`{at}` means nothing here");
    }
    let unexpected = ["mismatched input ", "extraneous input ", "no viable alternative at input "]
        .iter()
        .find_map(|jargon| message.strip_prefix(jargon));
    let message =
        unexpected.map_or_else(|| message.to_owned(), |input| format!("unexpected {input}"));
    message.replace("'<EOF>'", "end").replace("at end", "at the end")
}

/// Operators of other languages.
fn misspelt_operator(source: &str) -> Option<&'static str> {
    let bare: String = source.split(['"', '\'']).step_by(2).collect::<Vec<_>>().join(" ");
    let word = |wanted: &str| bare.split_whitespace().any(|word| word.eq_ignore_ascii_case(wanted));
    let single_equals =
        bare.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", "").contains('=');
    if single_equals {
        Some("`==` compares")
    } else if word("and") || word("or") || word("not") {
        Some("`&&` is and, `||` is or, `!` is not")
    } else if bare.contains("<>") {
        Some("`!=` is unequal")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
