//! Reading markup from front to back: the prolog and the document type declaration.

use super::chars::{is_name_start, is_ncname_char, is_space_byte};
use super::source::{Place, Source};
use crate::error::{Result, TransformError};

/// A position in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t, 'a> {
    pub(super) source: Source<'t>,
    pub(super) place: Place<'a>,
    pub(super) position: usize,
}

impl<'t> Cursor<'t, '_> {
    /// What is yet to be read.
    pub(super) fn rest(&self) -> &'t str {
        self.source.text.get(self.position..).unwrap_or_default()
    }

    pub(super) fn at_end(&self) -> bool {
        self.position >= self.source.text.len()
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> TransformError {
        self.fault_at(self.position, message)
    }

    pub(super) fn fault_at(&self, position: usize, message: impl Into<String>) -> TransformError {
        self.place.malformed(self.source.at(position), message)
    }

    /// Skips what is given, if it is next.
    pub(super) fn eat(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        if is_next {
            self.position += what.len();
        }
        is_next
    }

    pub(super) fn expect(&mut self, what: &str) -> Result<()> {
        if self.eat(what) { Ok(()) } else { Err(self.fault(format!("`{what}` is expected"))) }
    }

    /// Skips white space; whether there was any.
    pub(super) fn space(&mut self) -> bool {
        let n = self.rest().bytes().take_while(|byte| is_space_byte(*byte)).count();
        self.position += n;
        n > 0
    }

    pub(super) fn expect_space(&mut self) -> Result<()> {
        if self.space() { Ok(()) } else { Err(self.fault("white space is expected")) }
    }

    fn take(&mut self, length: usize) -> &'t str {
        let taken = self.rest().get(..length).unwrap_or_default();
        self.position += taken.len();
        taken
    }

    /// Characters that names may have, be it at their start or not (`Nmtoken`); possibly none.
    pub(super) fn token(&mut self) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| c != ':' && !is_ncname_char(c)).unwrap_or(rest.len());
        self.take(length)
    }

    pub(super) fn name(&mut self) -> Result<&'t str> {
        if self.rest().starts_with(|c| c == ':' || is_name_start(c)) {
            Ok(self.token())
        } else {
            Err(self.fault("a name is expected"))
        }
    }

    /// What is between quotes, and where it begins.
    pub(super) fn quoted(&mut self) -> Result<(&'t str, usize)> {
        let Some(quote) = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Err(self.fault("a text in quotes is expected"));
        };
        let Some(length) = self.rest().get(1..).and_then(|rest| rest.find(quote)) else {
            return Err(self.fault("the quotes are not closed"));
        };
        self.position += 1;
        let at = self.position;
        let text = self.take(length);
        self.position += 1;
        Ok((text, at))
    }

    /// What comes before `end`, which is skipped too; `what` it belongs to is for messages.
    pub(super) fn until(&mut self, end: &str, what: &str, start: usize) -> Result<&'t str> {
        let Some(length) = self.rest().find(end) else {
            return Err(self.fault_at(start, format!("{what} is not closed")));
        };
        let text = self.take(length);
        self.position += end.len();
        Ok(text)
    }
}
