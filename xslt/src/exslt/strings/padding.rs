//! `str:padding` and `str:align`.

/// The longest padding, in characters.
const LONGEST: usize = 100_000;

/// Where a text stands in its padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alignment {
    Left,
    Right,
    Center,
}

/// As many characters of the repeated pattern; of spaces if it is empty.
pub(super) fn padding(length: f64, pattern: &str) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "casts saturate; what is no number is 0"
    )]
    let length = (length as usize).min(LONGEST);
    let pattern = if pattern.is_empty() { " " } else { pattern };
    pattern.chars().cycle().take(length).collect()
}

/// The text laid over the padding; cut off if it is longer.
pub(super) fn align(text: &str, padding: &str, alignment: Alignment) -> String {
    let (n_text, n_padding) = (text.chars().count(), padding.chars().count());
    let Some(n_free) = n_padding.checked_sub(n_text) else {
        return text.chars().take(n_padding).collect();
    };
    let n_before = match alignment {
        Alignment::Left => 0,
        Alignment::Right => n_free,
        Alignment::Center => n_free / 2,
    };
    let before = padding.chars().take(n_before);
    before.chain(text.chars()).chain(padding.chars().skip(n_before + n_text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_repeated_to_the_length() {
        let check = |length: f64, pattern: &str, expected: &str| {
            assert_eq!(padding(length, pattern), expected, "{length} {pattern}");
        };
        check(5.0, "", "     ");
        check(5.0, "ab", "ababa");
        check(2.7, "\u{e9}\u{2013}", "\u{e9}\u{2013}");
        check(0.0, "x", "");
        check(-1.0, "x", "");
        check(f64::NAN, "x", "");
        assert_eq!(padding(f64::INFINITY, "ab").len(), LONGEST);
    }

    #[test]
    fn a_text_is_laid_over_its_padding() {
        let check = |text: &str, padding: &str, alignment: Alignment, expected: &str| {
            assert_eq!(align(text, padding, alignment), expected, "{text} {alignment:?}");
        };
        check("abc", "------", Alignment::Left, "abc---");
        check("abc", "------", Alignment::Right, "---abc");
        check("abc", "------", Alignment::Center, "-abc--");
        check("abc", "12345", Alignment::Center, "1abc5");
        check("abc", "----", Alignment::Center, "abc-");
        check("abcdef", "---", Alignment::Right, "abc");
        check("abcdef", "---", Alignment::Center, "abc");
        check("", "---", Alignment::Left, "---");
        check("ab", "", Alignment::Left, "");
        check(
            "d\u{e9}ja",
            "\u{2013}\u{2013}\u{2013}\u{2013}\u{2013}",
            Alignment::Right,
            "\u{2013}d\u{e9}ja",
        );
    }
}
