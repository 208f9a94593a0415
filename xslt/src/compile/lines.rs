//! From byte offsets to lines and columns.

/// Where lines begin, to turn offsets into lines and columns without going through the text each time.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// How many characters are before each block of the text; nothing if each is one byte.
    characters: Vec<usize>,
}

/// The size of the blocks of [`Lines::characters`].
const BLOCK: usize = 256;

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut starts = vec![0];
        starts.extend(ends.map(|(at, _)| at + 1));
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut n_characters = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(n_characters);
                n_characters += characters(block);
            }
            before.push(n_characters);
        }
        Self { starts, characters: before }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let Some(before) = self.characters.get(offset / BLOCK) else { return offset };
        let rest = text.as_bytes().get(offset - offset % BLOCK..offset).unwrap_or_default();
        before + characters(rest)
    }

    /// Line and column, both from 1.
    pub(super) fn line_and_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters_before(text, offset) - self.characters_before(text, start) + 1;
        (line, column)
    }
}

/// Where the byte of an attribute's value at `offset` is in its source, which has references for some characters.
pub(super) fn source_offset(source: &str, offset: usize) -> usize {
    let mut value = 0;
    let mut rest = source;
    while value < offset {
        let Some(first) = rest.chars().next() else { break };
        let (n_source, n_value) = match first {
            '&' => match reference(rest) {
                Some(found) => found,
                None => break,
            },
            '\r' if rest.starts_with("\r\n") => (2, 1),
            _ => (first.len_utf8(), first.len_utf8()),
        };
        value += n_value;
        rest = rest.get(n_source..).unwrap_or_default();
    }
    source.len() - rest.len()
}

/// The lengths of a reference at the beginning of a text, and of the character that it stands for.
fn reference(text: &str) -> Option<(usize, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "lt" | "gt" | "amp" | "quot" | "apos" => 'a',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((end + 1, character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Lines, source_offset};

    #[test]
    fn lines_and_columns_are_those_of_a_plain_count() {
        let (long, whole) = ("é".repeat(700) + "\nx\n", "é".repeat(BLOCK));
        for text in ["", "a", "a\nbc\n\nd", "\n", "ä€\n𝄞x", &long, &whole] {
            let lines = Lines::new(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let (line, column) = crate::xml::line_and_column(text, offset);
                let expected = (usize::try_from(line).unwrap(), usize::try_from(column).unwrap());
                assert_eq!(lines.line_and_column(text, offset), expected, "{text:?} {offset}");
            }
        }
    }

    #[test]
    fn an_offset_in_a_value_is_found_in_its_source() {
        let cases = [
            ("a &lt; b\"", 4, 7),
            ("&#228;bc\"", 2, 6),
            ("&#xe4;bc\"", 3, 7),
            ("a\r\nb\"", 2, 3),
            ("&own;abc\"", 2, 0),
            ("abc\"", 0, 0),
        ];
        for (source, offset, expected) in cases {
            assert_eq!(source_offset(source, offset), expected, "{source}");
        }
    }
}
