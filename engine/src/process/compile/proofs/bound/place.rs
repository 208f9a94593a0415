//! Where in the document a name is read.

use super::passage::{Read, Reader};
use super::written;
use crate::diagnostic::Span;
use crate::name::Name;
use crate::process::compile::Compiler;
use crate::process::compile::activities::Places;
use crate::process::document::text::Origin;
use crate::process::{ActivityIdx, Process};

impl Compiler<'_> {
    /// The name within its text where that is known, or else the name of the activity.
    pub(super) fn place_of(
        &self,
        process: &Process,
        places: &[Places],
        at: Option<ActivityIdx>,
        read: &Read<'_>,
    ) -> Span {
        let name = written(process, read.name);
        let place = at.and_then(|at| places.get(at.0));
        let found = match read.by {
            Reader::Template(template) => self.within(template.origin, name, in_template),
            Reader::Condition(condition) => self.within(condition.origin, name, in_condition),
            Reader::Shown(_) | Reader::By(_) | Reader::Company | Reader::Key => {
                self.mentioned(places, place, read.name)
            }
            Reader::Mapping(_) => None,
        };
        let start = Span { line: 1, column: 1, length: 0 };
        found.or_else(|| place.map(|place| place.name)).unwrap_or(start)
    }

    fn within(
        &self,
        origin: Origin,
        name: &str,
        find: impl Fn(&str, &str) -> Option<usize>,
    ) -> Option<Span> {
        let text = self.texts.get(origin.0?)?;
        let found = find(&text.value, name);
        Some(found.map_or(text.span, |at| text.locate(self.lines, at, name.len())))
    }

    /// The first place in an activity, or before all of them, where a key names the field.
    fn mentioned(&self, places: &[Places], place: Option<&Places>, name: Name) -> Option<Span> {
        let Name::Field(field) = name else { return None };
        let begin = place.map_or(0, |place| place.name.line);
        let lines = places.iter().map(|place| place.name.line);
        let end = lines.filter(|line| *line > begin).min().unwrap_or(usize::MAX);
        let spans =
            self.mentions.iter().filter(|(known, _)| *known == field).map(|(_, span)| *span);
        spans.filter(|span| (begin..end).contains(&span.line)).min()
    }
}

/// The byte at which a template reads a name.
fn in_template(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some((before, after)) = text.get(from..)?.split_once("{{") {
        let (inside, _) = after.split_once("}}")?;
        let begin = from + before.len() + 2;
        if inside.trim() == name {
            return Some(begin + inside.len() - inside.trim_start().len());
        }
        from = begin + inside.len() + 2;
    }
    None
}

/// The byte at which a condition reads a name: outside of its texts, and as a whole word.
fn in_condition(text: &str, name: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut quote = None;
    let mut before = ' ';
    let mut letters = text.char_indices();
    while let Some((at, c)) = letters.next() {
        match quote {
            Some(_) if c == '\\' => drop(letters.next()),
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {
                let rest = text.get(at..).and_then(|rest| rest.strip_prefix(name));
                let is_whole = |rest: &str| {
                    // A method follows the name behind a dot.
                    !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                };
                if !is_part(before) && rest.is_some_and(is_whole) {
                    return Some(at);
                }
            }
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(find: impl Fn(&str, &str) -> Option<usize>, text: &str, expected: Option<usize>) {
        assert_eq!(find(text, "Days"), expected, "{text}");
    }

    #[test]
    fn a_name_is_found_where_it_is_read() {
        check(in_template, "Days: {{Days}}", Some(8));
        check(in_template, "{{ DaysOff }} of {{  Days }}", Some(21));
        check(in_template, "{{ Day", None);
        check(in_condition, "Days > 1", Some(0));
        check(in_condition, "Kind == \"Days\" && (Days > 1)", Some(19));
        check(in_condition, "'\\'Days' == Kind || DaysOff > MyDays || size(Days) > 1", Some(45));
        check(in_condition, "\"a\".startsWith(Days)", Some(15));
        check(in_condition, "Days.contains(\"a\")", Some(0));
    }
}
