//! Texts of the document, and where each of their characters stands.

use std::ops::Range;

use crate::diagnostic::{Lines, Span};

/// A scalar of the document.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
    /// The bytes of the source that it was read from, quotation marks included.
    pub(crate) raw: Range<usize>,
    pub(crate) style: Style,
}

/// Which of the texts of its document something was read from; `None`: of none. It is no part of what was
/// read, so that all are equal.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin(pub(crate) Option<usize>);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// How a text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` or `>`
    Block,
}

impl Text {
    /// The place of `length` bytes from byte `at` of the value; the whole text where that is not known.
    pub(crate) fn locate(&self, lines: &Lines<'_>, at: usize, length: usize) -> Span {
        let found = self.source_offset(lines, at).zip(self.source_offset(lines, at + length));
        found.map_or(self.span, |(start, end)| lines.span(start..end.max(start)))
    }

    /// The source byte of a byte of the value: source and value are walked side by side, and what
    /// YAML folds, escapes or doubles is stepped over.
    fn source_offset(&self, lines: &Lines<'_>, at: usize) -> Option<usize> {
        let raw = lines.text().get(self.raw.clone())?;
        let mut source = raw.char_indices().peekable();
        match self.style {
            Style::Plain => {}
            Style::SingleQuoted | Style::DoubleQuoted => {
                source.next_if(|&(_, c)| c == '\'' || c == '"');
            }
            Style::Block => {
                // The indicator's line, if the place includes it, and the indentation.
                if raw.starts_with(['|', '>']) {
                    while source.next_if(|&(_, c)| c != '\n').is_some() {}
                }
                while source.next_if(|&(_, c)| c.is_whitespace()).is_some() {}
            }
        }
        for (offset, wanted) in self.value.char_indices() {
            // Indentation and the blanks around a fold are not part of the value.
            while !wanted.is_whitespace() && source.next_if(|&(_, c)| c.is_whitespace()).is_some() {
            }
            if offset >= at {
                break;
            }
            match source.next()? {
                (_, c) if c == wanted => {
                    if c == '\'' && self.style == Style::SingleQuoted {
                        source.next_if(|&(_, c)| c == '\'');
                    }
                }
                (_, '\\') if self.style == Style::DoubleQuoted => skip_escape(&mut source),
                (_, c) if c.is_whitespace() && wanted.is_whitespace() => {}
                (_, _) => return None,
            }
        }
        let quote = usize::from(matches!(self.style, Style::SingleQuoted | Style::DoubleQuoted));
        let end = self.raw.end.saturating_sub(quote);
        Some(source.peek().map_or(end, |&(offset, _)| self.raw.start + offset))
    }
}

/// Steps over an escape after its backslash.
fn skip_escape(source: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    let digits = match source.next() {
        Some((_, 'x')) => 2,
        Some((_, 'u')) => 4,
        Some((_, 'U')) => 8,
        Some(_) | None => 0,
    };
    for _ in 0..digits {
        source.next();
    }
}
