//! The way from markup to the writer: gathers it, encodes it, hands it over in pieces.

use std::io::Write;

use super::encoding::{Choice, Encoding};
use crate::error::{ErrorKind, Result, TransformError};

/// Bytes that are gathered before they are handed over.
const PIECE: usize = 32 * 1024;

/// Takes text, gives bytes.
pub(super) struct Sink<'a> {
    writer: &'a mut dyn Write,
    gathered: String,
    encoding: Encoding,
    /// The name of the encoding, as it is declared.
    name: Box<str>,
    bytes: Vec<u8>,
    n_written: usize,
    limit: usize,
}

impl<'a> Sink<'a> {
    /// Writes at most `limit` bytes in the encoding of that name.
    pub(super) fn new(writer: &'a mut dyn Write, label: Option<&str>, limit: usize) -> Self {
        let Choice { encoding, name, mark } = Choice::of(label);
        let mut gathered = String::with_capacity(4096);
        if mark {
            gathered.push('\u{FEFF}');
        }
        Self { writer, gathered, encoding, name, bytes: Vec::new(), n_written: 0, limit }
    }

    pub(super) fn encoding_name(&self) -> &str {
        &self.name
    }

    /// Adds markup or escaped text. What is added is handed over by [`Sink::settle`].
    #[inline]
    pub(super) fn push(&mut self, text: &str) {
        self.gathered.push_str(text);
    }

    #[inline]
    pub(super) fn push_char(&mut self, c: char) {
        self.gathered.push(c);
    }

    /// Adds a name, which has to be there in the encoding.
    pub(super) fn push_name(&mut self, name: &str) -> Result<()> {
        if !self.encoding.is_complete()
            && !name.is_ascii()
            && !name.chars().all(|c| self.encoding.has(c))
        {
            let message = format!("the name `{name}` cannot be written in {}", self.name);
            return Err(TransformError::new(ErrorKind::Write { message }));
        }
        self.push(name);
        Ok(())
    }

    /// Whether the encoding has the character.
    pub(super) fn has(&self, c: char) -> bool {
        self.encoding.has(c)
    }

    /// Adds text of any length through a function that escapes it.
    pub(super) fn push_escaped(
        &mut self,
        mut text: &str,
        escape: impl Fn(&mut String, &str),
    ) -> Result<()> {
        while text.len() > PIECE {
            let (piece, rest) = text.split_at(text.floor_char_boundary(PIECE));
            escape(&mut self.gathered, piece);
            self.settle()?;
            text = rest;
        }
        escape(&mut self.gathered, text);
        self.settle()
    }

    /// Whether there is room for so many bytes more.
    pub(super) fn check_room(&self, n_bytes: usize) -> Result<()> {
        if n_bytes > self.limit {
            return Err(TransformError::new(ErrorKind::OutputTooLarge { limit: self.limit }));
        }
        Ok(())
    }

    /// Hands over what was gathered, if it is enough.
    #[inline]
    pub(super) fn settle(&mut self) -> Result<()> {
        if self.gathered.len() < PIECE { Ok(()) } else { self.flush(false) }
    }

    fn flush(&mut self, last: bool) -> Result<()> {
        let bytes = if matches!(self.encoding, Encoding::Utf8) {
            self.gathered.as_bytes()
        } else {
            self.bytes.clear();
            self.encoding.encode(&self.gathered, last, &mut self.bytes);
            self.bytes.as_slice()
        };
        self.n_written = self.n_written.saturating_add(bytes.len());
        if self.n_written > self.limit {
            return Err(TransformError::new(ErrorKind::OutputTooLarge { limit: self.limit }));
        }
        self.writer.write_all(bytes).map_err(|error| failed(&error))?;
        self.gathered.clear();
        Ok(())
    }

    /// Hands over the rest.
    pub(super) fn finish(mut self) -> Result<()> {
        self.flush(true)?;
        self.writer.flush().map_err(|error| failed(&error))
    }
}

fn failed(error: &std::io::Error) -> TransformError {
    TransformError::new(ErrorKind::Write { message: error.to_string() })
}
