//! Text with `{{ name }}` in it.
//!
//! One pass: what a field holds is never read as template text again. Nothing is escaped here; the
//! place where the text lands (HTML page, mail header, XML) escapes it.

use std::collections::BTreeMap;

use crate::name::{Name, Scope};
use crate::process::FieldIdx;
use crate::process::document::text::Origin;

/// The longest text a rendered template gives, in bytes; longer ones are cut at a character. Bounds
/// what many long fields in one template can store.
pub const RENDERED_LENGTH_MAX: usize = 64 * 1024;

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    source: String,
    parts: Vec<Part>,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(Name),
}

/// What is wrong with a template, and at which byte of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum TemplateFault {
    #[error("`{{{{` without `}}}}`")]
    Unclosed { at: usize },
    #[error("unknown name `{name}`")]
    UnknownName { at: usize, name: String },
}

impl Template {
    /// Parses `source` where these fields are declared; reports every fault.
    pub fn parse(
        source: &str,
        fields: &BTreeMap<String, FieldIdx>,
    ) -> Result<Self, Vec<TemplateFault>> {
        Self::parse_by(source, |name| Name::resolve(name, fields))
    }

    /// The same where an item of a `for-each` is at hand: `item.column` is its text, if there is such a column.
    /// Columns are numbered in the order of their first use, behind those that are there already.
    pub fn parse_item(
        source: &str,
        fields: &BTreeMap<String, FieldIdx>,
        is_column: impl Fn(&str) -> bool,
        columns: &mut Vec<String>,
    ) -> Result<Self, Vec<TemplateFault>> {
        Self::parse_by(source, |name| match name.strip_prefix("item.") {
            Some(column) if is_column(column) => {
                let known = columns.iter().position(|known| known == column);
                Some(Name::Item(known.unwrap_or_else(|| {
                    columns.push(column.to_owned());
                    columns.len() - 1
                })))
            }
            Some(_) | None => Name::resolve(name, fields),
        })
    }

    fn parse_by(
        source: &str,
        mut resolve: impl FnMut(&str) -> Option<Name>,
    ) -> Result<Self, Vec<TemplateFault>> {
        let mut parts = Vec::new();
        let mut faults = Vec::new();
        let mut rest = source;
        while let Some((text, after)) = rest.split_once("{{") {
            let at = source.len() - after.len() - 2;
            push_text(&mut parts, text);
            let Some((name, tail)) = after.split_once("}}") else {
                faults.push(TemplateFault::Unclosed { at });
                rest = "";
                break;
            };
            match resolve(name.trim()) {
                Some(name) => parts.push(Part::Name(name)),
                None => {
                    faults.push(TemplateFault::UnknownName { at, name: name.trim().to_owned() });
                }
            }
            rest = tail;
        }
        push_text(&mut parts, rest);
        let origin = Origin::default();
        if faults.is_empty() {
            Ok(Self { source: source.to_owned(), parts, origin })
        } else {
            Err(faults)
        }
    }

    /// The template as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names that the template reads, in the order of their first use.
    pub fn reads(&self) -> impl Iterator<Item = Name> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Name(name) => Some(*name),
        })
    }

    /// The text in a scope; an absent value gives nothing.
    pub fn render(&self, scope: &impl Scope) -> String {
        let mut text = String::with_capacity(self.source.len());
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Name(name) => {
                    if let Some(value) = scope.lookup(*name) {
                        text.push_str(&value.to_text());
                    }
                }
            }
        }
        cut(&mut text, RENDERED_LENGTH_MAX);
        text
    }

    /// The input that it gives a field: a template of one name alone passes that value on as it is.
    pub fn input(&self, scope: &impl Scope) -> Vec<String> {
        match self.parts.as_slice() {
            [Part::Name(name)] => {
                scope.lookup(*name).map(|value| value.to_input()).unwrap_or_default()
            }
            _ => vec![self.render(scope)],
        }
    }

    /// As [`Template::render`], on one line of at most `length_max` characters: for titles and mail
    /// subjects, where a line break would start a header of its own.
    pub fn render_line(&self, scope: &impl Scope, length_max: usize) -> String {
        let text = self.render(scope);
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(length_max).collect()
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

/// Cuts `text` to at most `length_max` bytes, at a character.
fn cut(text: &mut String, length_max: usize) {
    if text.len() > length_max {
        let end = (0..=length_max).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::tests_support::state_with;

    fn fields() -> BTreeMap<String, FieldIdx> {
        BTreeMap::from([("UserLogin".to_owned(), FieldIdx(0)), ("Comment".to_owned(), FieldIdx(1))])
    }

    fn check(source: &str, values: &[Option<&str>], expected: &str) {
        let template = Template::parse(source, &fields()).unwrap();
        assert_eq!(template.render(&state_with(values)), expected);
    }

    fn check_fault(source: &str, expected: &str) {
        let faults = Template::parse(source, &fields()).unwrap_err();
        let text: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
        assert_eq!(text.join("\n"), expected);
    }

    #[test]
    fn names_are_replaced() {
        check("The login {{ UserLogin }} is taken.", &[Some("anna")], "The login anna is taken.");
        check("{{UserLogin}}{{ Comment }}", &[Some("a"), None], "a");
        check("no names", &[], "no names");
        check("{{ ticket.state }}", &[], "new");
    }

    #[test]
    fn what_a_field_holds_is_never_a_template() {
        check("{{ UserLogin }}", &[Some("{{ Comment }}"), Some("secret")], "{{ Comment }}");
    }

    #[test]
    fn faults_are_located() {
        check_fault(
            "a {{ Userlogin }} {{",
            "UnknownName { at: 2, name: \"Userlogin\" }\nUnclosed { at: 18 }",
        );
    }

    #[test]
    fn columns_of_an_item_are_numbered_and_those_there_are_not_are_unknown() {
        let mut columns = vec!["login".to_owned()];
        let mut parse = |source: &str| {
            let is_column = |name: &str| name != "age";
            Template::parse_item(source, &fields(), is_column, &mut columns)
        };
        let template =
            parse("{{ item.email }} {{item.login}} {{ UserLogin }} {{ item.email }}").unwrap();
        let names: Vec<Name> = template.reads().collect();
        assert_eq!(names, [Name::Item(1), Name::Item(0), Name::Field(FieldIdx(0)), Name::Item(1)]);
        let fault = TemplateFault::UnknownName { at: 0, name: "item.age".into() };
        assert_eq!(parse("{{ item.age }}"), Err(vec![fault]));
        assert_eq!(columns, ["login", "email"]);
    }

    #[test]
    fn a_line_has_no_line_breaks() {
        let template = Template::parse("{{ UserLogin }}", &fields()).unwrap();
        assert_eq!(template.render_line(&state_with(&[Some("a\r\nBcc: b")]), 6), "a  Bcc");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let mut text = "aäa".to_owned();
        cut(&mut text, 2);
        assert_eq!(text, "a");
    }
}
