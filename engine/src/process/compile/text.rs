//! Names, lines, numbers and templates.

use rust_decimal::Decimal;

use super::Compiler;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Name;
use crate::process::document::text::{Origin, Style, Text};
use crate::template::{Template, TemplateFault};

/// The longest name of a process, field, activity, queue, group or person: what columns hold.
const NAME_LENGTH_MAX: usize = 200;
/// The longest label, heading or subject, in characters: what fits a line on a screen.
const LINE_LENGTH_MAX: usize = 200;

/// Words that conditions read as something else.
const RESERVED: [&str; 27] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "error",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "item",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "size",
    "submitter",
    "ticket",
    "today",
    "true",
    "var",
    "void",
    "while",
];

impl Compiler<'_> {
    pub(super) fn process_name(&mut self, text: &Text) -> Option<String> {
        let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        self.name(text, text.value.chars().all(ok), "small letters, digits and `-`")
    }

    pub(super) fn activity_name(&mut self, text: &Text) -> Option<String> {
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let first = text.value.starts_with(|c: char| c.is_ascii_alphabetic());
        self.name(
            text,
            first && text.value.chars().all(ok),
            "letters, digits, `-` and `_`, beginning with a letter",
        )
    }

    pub(super) fn field_name(&mut self, text: &Text) -> Option<String> {
        let ok = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let first = text.value.starts_with(|c: char| c.is_ascii_alphabetic());
        if RESERVED.contains(&text.value.as_str()) {
            let message = format!(
                "`{}` cannot be the name of a field: conditions read it as something else",
                text.value
            );
            self.faults.push(Diagnostic::new(Code::BadName, text.span, message));
            return None;
        }
        self.name(
            text,
            first && text.value.chars().all(ok),
            "letters, digits and `_`, beginning with a letter",
        )
    }

    fn name(&mut self, text: &Text, is_ok: bool, form: &str) -> Option<String> {
        if is_ok && !text.value.is_empty() && text.value.len() <= NAME_LENGTH_MAX {
            return Some(text.value.clone());
        }
        let message = format!("`{}` is not in the form of such names", text.value);
        let help = format!("use {form}; at most {NAME_LENGTH_MAX} of them");
        self.faults.push(Diagnostic::new(Code::BadName, text.span, message).help(help));
        None
    }

    /// Text on one line.
    pub(super) fn line(&mut self, text: &Text, what: &str) -> Option<String> {
        let value = text.value.trim();
        let fault = if value.is_empty() {
            "is empty".to_owned()
        } else if value.chars().any(char::is_control) {
            "must be one line".to_owned()
        } else if value.chars().count() > LINE_LENGTH_MAX {
            format!(
                "has {} characters; at most {LINE_LENGTH_MAX} are possible",
                value.chars().count()
            )
        } else {
            return Some(value.to_owned());
        };
        self.faults.push(Diagnostic::new(Code::BadLimit, text.span, format!("`{what}` {fault}")));
        None
    }

    /// A whole number written without quotation marks.
    pub(super) fn number(&mut self, text: &Text, what: &str) -> Option<i64> {
        let number = if text.style == Style::Plain { text.value.parse().ok() } else { None };
        if number.is_none() {
            let message = format!("`{what}` must be a whole number; this is `{}`", text.value);
            self.faults.push(Diagnostic::new(Code::WrongType, text.span, message));
        }
        number
    }

    /// The same with decimals.
    pub(super) fn decimal_number(&mut self, text: &Text, what: &str) -> Option<Decimal> {
        let number = Decimal::from_str_exact(&text.value).ok();
        let number = number.filter(|_| text.style == Style::Plain);
        if number.is_none() {
            let message = format!("`{what}` must be a number like 2.5; this is `{}`", text.value);
            self.faults.push(Diagnostic::new(Code::WrongType, text.span, message));
        }
        number
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, text: &Text, what: &str) -> Option<bool> {
        match text.value.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let message = format!("`{what}` must be `true` or `false`; this is `{other}`");
                self.faults.push(Diagnostic::new(Code::NotAValue, text.span, message));
                None
            }
        }
    }

    /// One of a closed set of values.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        text: &Text,
        what: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all.iter().copied().find(|&value| name(value) == text.value);
        if found.is_none() {
            let message = format!("there is no {what} `{}`", text.value);
            let names: Vec<&str> = all.iter().map(|&value| name(value)).collect();
            let diagnostic = Diagnostic::new(Code::NotAValue, text.span, message);
            self.faults.push_named(diagnostic, &text.value, names.iter().copied());
        }
        found
    }

    /// Keeps a text, so that proofs can point into it.
    pub(super) fn origin(&mut self, text: &Text) -> Origin {
        self.texts.push(text.clone());
        Origin(Some(self.texts.len() - 1))
    }

    fn placed(&mut self, mut template: Template, text: &Text) -> Template {
        template.origin = self.origin(text);
        template
    }

    /// Text with names in it.
    pub(super) fn template(&mut self, text: &Text) -> Option<Template> {
        match Template::parse(&text.value, &self.fields.by_name) {
            Ok(template) => Some(self.placed(template, text)),
            Err(faults) => self.refuse_template(text, faults, None),
        }
    }

    /// The same where `item.column` is a name, too.
    pub(super) fn item_template(&mut self, text: &Text, columns: &mut Columns) -> Option<Template> {
        let possible = columns.possible;
        let is_column = |name: &str| match possible {
            [] => is_column(name),
            _ => possible.contains(&name),
        };
        let fields = &self.fields.by_name;
        match Template::parse_item(&text.value, fields, is_column, &mut columns.read) {
            Ok(template) => Some(self.placed(template, text)),
            Err(faults) => self.refuse_template(text, faults, Some(possible)),
        }
    }

    /// One line with names in it.
    pub(super) fn subject(&mut self, text: &Text, what: &str) -> Option<Template> {
        self.line(text, what)?;
        self.template(text)
    }

    fn refuse_template(
        &mut self,
        text: &Text,
        faults: Vec<TemplateFault>,
        columns: Option<&[&str]>,
    ) -> Option<Template> {
        let items = columns.unwrap_or_default().iter();
        let items: Vec<String> = items.map(|column| format!("item.{column}")).collect();
        for fault in faults {
            let message = fault.to_string();
            match fault {
                TemplateFault::Unclosed { at } => {
                    let span = text.locate(self.lines, at, 2);
                    let diagnostic = Diagnostic::new(Code::BadTemplate, span, message);
                    self.faults.push(diagnostic.help("a name is written `{{ Name }}`"));
                }
                TemplateFault::UnknownName { at, name } => {
                    // The name stands somewhere behind the brackets.
                    let behind = text.value.get(at + 2..).unwrap_or_default();
                    let n_blanks = behind.len() - behind.trim_start().len();
                    let span = text.locate(self.lines, at + 2 + n_blanks, name.len());
                    let diagnostic = Diagnostic::new(Code::BadTemplate, span, message);
                    if let Some(help) = item_help(&name, columns) {
                        self.faults.push(diagnostic.help(help));
                        continue;
                    }
                    let built_in = Name::BUILT_IN.iter().map(|(name, _)| *name);
                    let names = items.iter().chain(self.fields.by_name.keys());
                    let names = names.map(String::as_str).chain(built_in);
                    self.faults.push_named(diagnostic, &name, names);
                }
            }
        }
        None
    }
}

/// The columns of an item of a for-each.
pub(super) struct Columns {
    /// Those that there are; none: those that a file will have.
    possible: &'static [&'static str],
    /// Those that were read so far.
    pub(super) read: Vec<String>,
}

impl Columns {
    /// Those that a file will have.
    pub(super) const ANY: Self = Self { possible: &[], read: Vec::new() };

    /// These. The first is always read: it says which item failed.
    pub(super) fn of(possible: &'static [&'static str]) -> Self {
        let first = possible.first().map(|&first| first.to_owned());
        Self { possible, read: first.into_iter().collect() }
    }
}

/// What to do about a name that looks like a column where there is none of it.
fn item_help(name: &str, columns: Option<&[&str]>) -> Option<&'static str> {
    let is_item = name == "item" || name.starts_with("item.");
    match columns {
        None if is_item => Some("an item is at hand in `with` of a for-each only"),
        Some([]) if is_item => {
            Some("a column is written `item.name`; its name has letters, digits, `_` and `-`")
        }
        _ => None,
    }
}

/// Whether a file can have a column of this name.
fn is_column(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= NAME_LENGTH_MAX
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}
