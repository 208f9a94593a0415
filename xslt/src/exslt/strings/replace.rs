//! `str:replace`.

use crate::error::Result;
use crate::run::Run;

/// Texts to be replaced, and what takes their places.
#[derive(Debug)]
pub(super) struct Replacement<'t> {
    /// The longest first; none is empty.
    pairs: Vec<(&'t str, &'t str)>,
    /// What comes between characters that are not replaced: what the empty text is replaced by.
    between: Option<&'t str>,
    /// How many steps it may take to look for all of them at one place.
    n_steps: usize,
}

impl<'t> Replacement<'t> {
    /// The n-th text of `by` takes the place of the n-th of `sought`; where there is none, nothing does.
    pub(super) fn new(sought: &'t [String], by: &'t [String]) -> Self {
        let by = by.iter().map(String::as_str).chain(std::iter::repeat(""));
        let all = sought.iter().map(String::as_str).zip(by);
        let (mut pairs, empty): (Vec<_>, Vec<_>) = all.partition(|(from, _)| !from.is_empty());
        pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        let n_steps = pairs.iter().map(|(from, _)| 1 + from.len() / 512).sum::<usize>() + 1;
        Self { pairs, n_steps, between: empty.first().map(|(_, to)| *to) }
    }

    pub(super) fn apply(&self, run: &Run<'_>, text: &str) -> Result<String> {
        let mut out = String::with_capacity(text.len());
        if let ([(from, to)], None) = (self.pairs.as_slice(), self.between) {
            let mut end = 0;
            for (at, found) in text.match_indices(from) {
                run.tick(1)?;
                out.push_str(text.get(end..at).unwrap_or_default());
                out.push_str(to);
                run.check_length(out.len())?;
                end = at + found.len();
            }
            out.push_str(text.get(end..).unwrap_or_default());
            return Ok(out);
        }
        let mut rest = text;
        let mut was_copied = false;
        while let Some(first) = rest.chars().next() {
            run.tick(self.n_steps)?;
            let found =
                self.pairs.iter().find_map(|(from, to)| Some((rest.strip_prefix(from)?, to)));
            if let Some((after, to)) = found {
                out.push_str(to);
                rest = after;
            } else {
                if was_copied {
                    out.push_str(self.between.unwrap_or_default());
                }
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
            was_copied = found.is_none();
            run.check_length(out.len())?;
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exslt::tests::with_run;

    fn check(text: &str, sought: &[&str], by: &[&str], expected: &str) {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (sought, by) = (owned(sought), owned(by));
        with_run(|run| {
            let found = Replacement::new(&sought, &by).apply(run, text).unwrap();
            assert_eq!(found, expected, "{text} {sought:?} {by:?}");
        });
    }

    #[test]
    fn all_places_are_replaced() {
        check("aabb", &["a"], &["x"], "xxbb");
        check("aaa", &["aa"], &["b"], "ba");
        check("aaa", &["a"], &[""], "");
        check("aaa", &["a"], &[], "");
        check("", &["a"], &["x"], "");
        check("a1b2c3", &[], &["x"], "a1b2c3");
        check("Price is $1.10", &["$", "\\"], &["\\$", "$\\backslash$"], "Price is \\$1.10");
    }

    #[test]
    fn texts_without_a_replacement_vanish() {
        check("a1b2c3", &["1", "3", "2"], &["x"], "axbc");
        check("fee, fi, fo, fum", &["fee", "fi", "fo", "fum"], &["j"], "j, , , ");
    }

    #[test]
    fn the_longest_text_is_replaced_first() {
        check("a1231212", &["12", "1", "123"], &["1", "3", "2"], "a211");
    }

    #[test]
    fn the_empty_text_stands_between_characters() {
        check("aabb", &[""], &["x"], "axaxbxb");
        check("a", &[""], &["x"], "a");
        check("ab1c", &["", "1"], &["x", "y"], "axbyc");
        check("1ab1", &["", "1"], &["x", "y"], "yaxby");
        check("ab1c11d", &["", "1"], &["x", "y"], "axbycyyd");
    }
}
