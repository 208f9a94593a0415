//! Names for what has none of ours.

use std::collections::BTreeSet;

use crate::xml::Element;

/// Long names are cut: nobody reads more, and a number may follow.
const LENGTH_MAX: usize = 60;
/// The longest label that the language has, in characters, less what a number takes.
const LABEL_MAX: usize = 190;

/// Names that are taken.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Takes a name; `false` if it is taken.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }

    /// Takes a name, with a number if it is taken: `wait`, `wait-2`; labels `Wait (2)`.
    pub(super) fn unique(&mut self, wish: &str, number: impl Fn(usize) -> String) -> String {
        let numbered = (2..).map(|n| format!("{wish}{}", number(n)));
        let free = std::iter::once(wish.to_owned()).chain(numbered).find(|name| self.take(name));
        free.unwrap_or_default()
    }
}

/// Small letters, digits and `-`, beginning with a letter; `None` if nothing is left of the text.
pub(super) fn kebab(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut was_small = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && was_small {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
        was_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        if name.len() >= LENGTH_MAX {
            break;
        }
    }
    let name = name.trim_matches(|c: char| !c.is_ascii_alphabetic() && !c.is_ascii_digit());
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    (!name.is_empty()).then(|| name.to_owned())
}

/// An element's name on one line; `None` if it has none.
pub(super) fn label(element: &Element) -> Option<String> {
    element.attribute("name").map(line).filter(|text| !text.is_empty())
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LABEL_MAX).collect::<String>().trim_end().to_owned()
}

/// A name as people would say it.
pub(super) fn spoken(name: &str) -> String {
    let mut letters = name.chars().map(|c| if c == '-' { ' ' } else { c });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(kebab(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn texts_become_names() {
        check("Assign Approver", Some("assign-approver"));
        check("sendTask", Some("send-task"));
        check("  2. Prüfung\n(neu) ", Some("pr-fung-neu"));
        check("URLCheck2Go", Some("urlcheck2-go"));
        check("123 - ?", None);
        check("", None);
    }

    #[test]
    fn names_are_taken_once() {
        let mut names = Names::default();
        let number = |n: usize| format!("-{n}");
        let found: Vec<String> = (0..3).map(|_| names.unique("wait", number)).collect();
        assert_eq!(found, ["wait", "wait-2", "wait-3"]);
    }
}
