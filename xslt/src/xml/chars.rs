//! The characters of XML, and which of them names are made of.

/// Whether a text is an `NCName` (Namespaces in XML 1.0, with the characters of XML 1.0, fifth edition).
pub(crate) fn is_ncname(text: &str) -> bool {
    match text.as_bytes() {
        [first, rest @ ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            rest.iter().all(|b| is_ascii_ncname_byte(*b))
                || text.chars().skip(1).all(is_ncname_char)
        }
        [] => false,
        [_, ..] => {
            let mut chars = text.chars();
            chars.next().is_some_and(is_name_start) && chars.all(is_ncname_char)
        }
    }
}

const fn is_ascii_ncname_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether an `NCName` may begin with this character.
pub(crate) const fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Whether an `NCName` may have this character after the first.
pub(crate) const fn is_ncname_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether a text is a `Name`: like an `NCName`, but with colons.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == ':' || is_name_start(c))
        && chars.all(|c| c == ':' || is_ncname_char(c))
}

/// Whether a text is nothing but white space as XML has it.
pub(crate) fn is_space(text: &str) -> bool {
    text.bytes().all(is_space_byte)
}

pub(super) const fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The characters of XML 1.0 (section 2.2).
pub(super) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// What one pass over all bytes of a text finds out, so that later passes can be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// Where the first character is that XML does not allow.
    pub(super) illegal: Option<usize>,
    /// Whether there are carriage returns, so that line ends have to be normalised.
    pub(super) has_cr: bool,
    /// Whether there are closing brackets, so that there may be a stray end of a CDATA section.
    pub(super) has_bracket: bool,
    /// How many `<` there are.
    pub(super) n_tags: usize,
    /// How many `=` there are: at least one for each attribute.
    pub(super) n_equals: usize,
}

/// Bytes that are looked at together; compilers make vector instructions of it.
const BLOCK: usize = 64;

pub(super) fn survey(text: &str) -> Survey {
    let mut survey = Survey::default();
    let bytes = text.as_bytes();
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for (i, block) in blocks.iter().enumerate() {
        if look_at(block, &mut survey) && survey.illegal.is_none() {
            survey.illegal = first_illegal(bytes, i * BLOCK, (i + 1) * BLOCK);
        }
    }
    let mut last = [b' '; BLOCK];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    if look_at(&last, &mut survey) && survey.illegal.is_none() {
        survey.illegal = first_illegal(bytes, blocks.len() * BLOCK, bytes.len());
    }
    survey
}

/// Whether there may be a character in the block that XML does not allow.
fn look_at(block: &[u8; BLOCK], survey: &mut Survey) -> bool {
    let (mut suspect, mut cr, mut bracket, mut tags, mut equals) =
        (false, false, false, 0_u8, 0_u8);
    for byte in block {
        // 0xEF is the first byte of U+FFFE and U+FFFF.
        let is_control = *byte < b' ' && *byte != b'\t' && *byte != b'\n' && *byte != b'\r';
        suspect |= is_control || *byte == 0xEF;
        cr |= *byte == b'\r';
        bracket |= *byte == b']';
        tags += u8::from(*byte == b'<');
        equals += u8::from(*byte == b'=');
    }
    survey.has_cr |= cr;
    survey.has_bracket |= bracket;
    survey.n_tags += usize::from(tags);
    survey.n_equals += usize::from(equals);
    suspect
}

fn first_illegal(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    (from..to).find(|at| match bytes.get(*at..) {
        Some([0xEF, 0xBF, 0xBE | 0xBF, ..]) => true,
        Some([byte, ..]) => *byte < b' ' && !is_space_byte(*byte),
        Some([]) | None => false,
    })
}

/// Appends a text with its line ends normalised (XML 1.0, section 2.11).
pub(super) fn push_lines(text: &str, into: &mut String) {
    let mut pieces = text.split('\r');
    into.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !piece.starts_with('\n') {
            into.push('\n');
        }
        into.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_ncname, is_space, survey};

    #[test]
    fn names_and_spaces_are_told_from_other_text() {
        for name in ["a", "_", "a-b.c", "é", "a·", "aé0", "\u{10000}"] {
            assert!(is_ncname(name), "{name}");
        }
        for other in ["", "1", "-a", "a:b", "a b", "é,", "a×", "·a", "a\u{37E}"] {
            assert!(!is_ncname(other), "{other}");
        }
        assert!(is_space("") && is_space(" \t\r\n"));
        assert!(!is_space("\u{A0}") && !is_space(" a"));
    }

    #[test]
    fn characters_that_are_not_allowed_are_found_anywhere() {
        for n_before in [0, 1, 60, 61, 62, 63, 64, 65, 127, 128, 200] {
            let before = "x".repeat(n_before);
            for wrong in ["\u{1}", "\u{FFFF}", "\u{1F}"] {
                for after in ["", "y", "\u{FFFD}\u{F000}\u{7F}\u{80}"] {
                    let text = format!("{before}{wrong}{after}");
                    assert_eq!(survey(&text).illegal, Some(n_before), "{text:?}");
                }
            }
            let fine = format!("{before}\u{FFFD}\u{F000}\u{7F}\u{85}\t\r\n");
            assert_eq!(survey(&fine).illegal, None, "{fine:?}");
        }
    }
}
