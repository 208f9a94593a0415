//! Bytes of a text as lines and columns.

use std::ops::Range;

use super::Span;

/// A text and where its lines begin.
#[derive(Debug)]
pub(crate) struct Lines<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    pub(crate) const fn text(&self) -> &'s str {
        self.text
    }

    /// The place of a range of bytes; of its first line if it has several.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let line = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let line_start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(line_start..range.start).unwrap_or_default();
        let inside = self.text.get(range).unwrap_or_default();
        let inside = inside.split('\n').next().unwrap_or_default().trim_end();
        Span { line: line + 1, column: before.chars().count() + 1, length: inside.chars().count() }
    }

    /// The bytes of a place.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let line_start =
            self.starts.get(span.line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let rest = self.text.get(line_start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let start = byte(span.column.saturating_sub(1));
        let end = byte(span.column.saturating_sub(1).saturating_add(span.length));
        line_start + start..line_start + end
    }

    /// A line's text, counted from 1.
    pub(crate) fn line(&self, line: usize) -> &'s str {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default().trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, expected: (usize, usize, usize)) {
        let lines = Lines::new(text);
        let span = lines.span(range);
        assert_eq!((span.line, span.column, span.length), expected, "{text:?}");
    }

    #[test]
    fn places_count_characters_from_one() {
        check("", 0..0, (1, 1, 0));
        check("ab\ncd", 3..5, (2, 1, 2));
        check("ä: ö", 4..6, (1, 4, 1));
        check("ab\ncd", 1..5, (1, 2, 1));
        check("ab\n", 3..3, (2, 1, 0));
    }

    #[test]
    fn a_place_leads_back_to_its_bytes() {
        let lines = Lines::new("x\nä: ö\n");
        let span = lines.span(6..8);
        assert_eq!(lines.range(span), 6..8);
        assert_eq!(lines.line(2), "ä: ö");
        assert_eq!(lines.range(Span { line: 99, column: 9, length: 9 }), 9..9);
    }
}
