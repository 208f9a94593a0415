//! Functions that `xrust` computes over what a reader sees as one character, where `XPath` counts code points.
//!
//! The two agree unless a document has characters that join their neighbours (combining accents, joined emoji) or,
//! for `normalize-space`, blanks that are none in XML (no-break space). A stylesheet that uses such a function
//! refuses such a document, rather than map it wrongly.

use unicode_segmentation::UnicodeSegmentation;

use crate::error::TransformError;
use crate::xml::XML_SPACE;

/// What a stylesheet uses, by the name of the first such function.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Guards {
    pub(super) joining: Option<&'static str>,
    pub(super) blanks: Option<&'static str>,
}

impl Guards {
    /// Whether documents have to be looked at.
    pub(crate) fn are_needed(self) -> bool {
        self.joining.is_some() || self.blanks.is_some()
    }

    /// The first character of a text that a used function would treat wrongly.
    pub(crate) fn check(self, text: &str) -> Option<TransformError> {
        if text.is_ascii() && !text.contains('\r') {
            return None;
        }
        text.chars().find_map(|c| {
            let function = match (self.joining, self.blanks) {
                (Some(function), _) if joins(c) => function,
                (_, Some(function)) if c.is_whitespace() && !XML_SPACE.contains(&c) => function,
                _ => return None,
            };
            Some(TransformError::UnsupportedCharacter { character: c, function })
        })
    }
}

/// Whether a character may form one unit with a neighbour.
fn joins(c: char) -> bool {
    if c.is_ascii() {
        return c == '\r';
    }
    let counts_two = |pair: [char; 2]| String::from_iter(pair).graphemes(true).count() == 2;
    !(counts_two(['a', c]) && counts_two([c, 'a']) && counts_two([c, c]))
}

#[cfg(test)]
mod tests {
    use super::joins;

    #[test]
    fn letters_and_plain_emoji_stand_alone_and_accents_and_flags_do_not() {
        for c in ['a', 'ä', 'ß', '漢', '가', '😀', '\u{A0}', '€'] {
            assert!(!joins(c), "{c:?}");
        }
        for c in ['\u{301}', '\u{200D}', '\u{FE0F}', '🇩', '\u{1F3FD}', 'ᄀ', '\r'] {
            assert!(joins(c), "{c:?}");
        }
    }
}
