//! Text, and the references in it.

use std::borrow::Cow;

use super::chars::{is_space, push_lines};
use super::doctype::Entity;
use super::parse::Parse;
use super::source::Source;
use super::value::Reference;
use crate::error::{Result, TransformError};

/// The text since the last tag, comment or instruction: one node, whatever pieces it comes in.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// White space that is left out unless more text follows.
    held: String,
    held_at: usize,
    /// Whether some of the text is in the tree, so that the rest belongs there too.
    is_kept: bool,
}

impl Parse<'_> {
    pub(super) fn text(&mut self, source: Source<'_>, text: &str, at: usize) -> Result<()> {
        if self.levels.is_empty() {
            return match text.find(|c| !super::SPACE.contains(&c)) {
                None => Ok(()),
                Some(i) => Err(self.outside(source, at + i)),
            };
        }
        if source.has_bracket
            && let Some(i) = text.as_bytes().windows(3).position(|three| three == b"]]>")
        {
            let message = "`]]>` has to be written `]]&gt;`";
            return Err(self.malformed(source, at + i, message));
        }
        self.add(&lines(source, text), source.at(at))
    }

    pub(super) fn cdata(&mut self, source: Source<'_>, text: &str, at: usize) -> Result<()> {
        if self.levels.is_empty() {
            return Err(self.outside(source, at));
        }
        self.add(&lines(source, text), source.at(at))
    }

    #[cold]
    fn outside(&self, source: Source<'_>, at: usize) -> TransformError {
        self.malformed(source, at, "text is not allowed outside of the root element")
    }

    /// Adds text to the tree, or holds it back as long as it is white space to be left out.
    pub(super) fn add(&mut self, text: &str, at: usize) -> Result<()> {
        let run = &mut self.run;
        if !run.is_kept && self.levels.last().is_some_and(|level| level.strips) {
            if is_space(text) {
                if run.held.is_empty() {
                    run.held_at = at;
                }
                run.held.push_str(text);
                return Ok(());
            }
            run.is_kept = true;
            if !run.held.is_empty() {
                self.builder.text(&run.held, false)?;
                run.held.clear();
                let held_at = run.held_at;
                self.mark(held_at);
            }
        }
        self.builder.text(text, false)?;
        self.mark(at);
        Ok(())
    }

    /// Puts in what a reference in the content stands for.
    pub(super) fn reference(&mut self, source: Source<'_>, name: &str, at: usize) -> Result<()> {
        if self.levels.is_empty() {
            return Err(self.outside(source, at));
        }
        let reference =
            Reference::parse(name).map_err(|message| self.malformed(source, at, message))?;
        let name = match reference {
            Reference::Character(c) => {
                return self.add(c.encode_utf8(&mut [0; 4]), source.at(at));
            }
            Reference::Entity(name) => name,
        };
        match self.budget.entity(self.doctype.get(), source, at, name)? {
            Entity::External => {
                let message = format!(
                    "the entity `{name}` is outside of the document, and what is outside is never read"
                );
                Err(self.malformed(source, at, message))
            }
            Entity::Internal(text) => {
                let inner = self.budget.enter(source, at, name, text)?;
                if text.contains(['<', '&']) {
                    self.content(inner, 0)
                } else {
                    self.text(inner, text, 0)
                }
            }
            Entity::Unparsed => {
                let message = format!("the entity `{name}` is not XML and cannot be put in");
                Err(self.malformed(source, at, message))
            }
        }
    }

    /// Ends the text that came before some markup.
    pub(super) fn end_text(&mut self) {
        self.run.held.clear();
        self.run.is_kept = false;
    }
}

/// The text with its line ends normalised.
pub(super) fn lines<'x>(source: Source<'_>, text: &'x str) -> Cow<'x, str> {
    if source.has_cr && text.contains('\r') {
        let mut normal = String::with_capacity(text.len());
        push_lines(text, &mut normal);
        Cow::Owned(normal)
    } else {
        Cow::Borrowed(text)
    }
}
