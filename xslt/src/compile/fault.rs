//! Collects what is wrong with a stylesheet.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::error::{CompileError, Diagnostic, Location};
use crate::limits;
use crate::program::Place;

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    list: RefCell<Vec<Fault>>,
    incomplete: Cell<bool>,
}

#[derive(Debug)]
struct Fault {
    place: Place,
    message: String,
    help: Option<String>,
}

/// A module, as far as diagnostics need it.
#[derive(Debug)]
pub(super) struct Excerpts<'a> {
    pub(super) address: &'a Arc<str>,
    pub(super) text: &'a str,
}

impl Faults {
    pub(super) fn push(&self, place: Place, message: String, help: Option<String>) {
        let mut list = self.list.borrow_mut();
        let known = list.iter().any(|fault| fault.place == place && fault.message == message);
        if list.len() < limits::FAULTS && !known {
            list.push(Fault { place, message, help });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// Says that a module is missing: names that are not found may be defined there, so they are no faults.
    pub(super) fn set_incomplete(&self) {
        self.incomplete.set(true);
    }

    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete.get()
    }

    /// The faults in the order of their places.
    pub(super) fn error(&self, modules: &[Excerpts<'_>]) -> CompileError {
        let mut list = self.list.take();
        list.sort_by_key(|fault| (fault.place.module, fault.place.line, fault.place.column));
        let diagnostics = list.into_iter().map(|fault| diagnostic(fault, modules)).collect();
        CompileError { diagnostics }
    }
}

fn diagnostic(fault: Fault, modules: &[Excerpts<'_>]) -> Diagnostic {
    /// What is shown of a long line after the place.
    const AFTER: usize = 160;
    let Fault { place, message, help } = fault;
    let Place { module, line, column } = place;
    let module = modules.get(usize::from(module));
    let number = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    let text = module.and_then(|module| module.text.lines().nth(number)).unwrap_or_default();
    let shown = usize::try_from(column).unwrap_or(usize::MAX).saturating_add(AFTER);
    let address = module.map_or_else(|| Arc::from(""), |module| Arc::clone(module.address));
    Diagnostic {
        location: Location { module: address, line, column },
        message,
        help,
        excerpt: text.chars().take(shown).collect(),
    }
}

/// The candidate that a misspelt name was probably meant to be.
pub(super) fn closest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    const LONGEST: usize = 64;
    if written.len() > LONGEST {
        return None;
    }
    let most = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::osa_distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= most && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Names as a list: `` `a`, `b` or `c` ``.
pub(super) fn listed(names: &[&str], word: &str) -> String {
    let quoted = |names: &[&str]| {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    };
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("{} {word} `{last}`", quoted(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::{closest, listed};

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let names = ["value-of", "variable", "when"];
        let cases = [
            ("vlaue-of", Some("value-of")),
            ("valueof", Some("value-of")),
            ("varable", Some("variable")),
            ("whn", Some("when")),
            ("choose", None),
            ("x", None),
        ];
        for (written, expected) in cases {
            assert_eq!(closest(written, names), expected, "{written}");
        }
    }

    #[test]
    fn names_are_listed_in_a_sentence() {
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
