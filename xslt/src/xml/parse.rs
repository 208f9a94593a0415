//! Builds the tree from the events of the text.

use std::cell::OnceCell;

use quick_xml::Reader;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::ReadOptions;
use super::chars::survey;
use super::doctype::Doctype;
use super::known::Known;
use super::prolog::{check_comment, split_instruction};
use super::source::{Budget, Place, Source};
use super::tag::Tag;
use super::text::{Run, lines};
use crate::error::{ErrorKind, Result, TransformError};
use crate::names::{Atom, Name, Names};
use crate::tree::{Document, TreeBuilder};

/// A document that is being read.
#[derive(Debug)]
pub(super) struct Parse<'a> {
    pub(super) source: Source<'a>,
    pub(super) names: &'a Names<'a>,
    pub(super) options: ReadOptions<'a>,
    pub(super) doctype: &'a OnceCell<Doctype>,
    pub(super) budget: Budget<'a>,
    pub(super) builder: TreeBuilder,
    /// The open elements.
    pub(super) levels: Vec<Level>,
    /// The start tag that is being read; kept for its buffers.
    pub(super) tag: Tag,
    has_root: bool,
    pub(super) run: Run,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    /// Where it begins in the document.
    pub(super) at: usize,
    /// Whether white space is left out in it.
    pub(super) strips: bool,
    /// Whether `xml:space` says that white space is kept.
    pub(super) preserves: bool,
    /// How many namespaces are declared at it and around it.
    pub(super) n_namespaces: usize,
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl<'a> Parse<'a> {
    pub(super) fn new(
        text: &'a str,
        names: &'a Names<'_>,
        options: ReadOptions<'a>,
        doctype: &'a OnceCell<Doctype>,
    ) -> Result<Self> {
        let limit = options.limits.input_bytes;
        if text.len() > limit {
            return Err(TransformError::new(ErrorKind::InputTooLarge { limit }));
        }
        let place = Place { text, address: options.address };
        let survey = survey(text);
        if let Some(at) = survey.illegal {
            let c = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, u32::from);
            return Err(place.malformed(at, format!("the character U+{c:04X} is not allowed")));
        }
        let mut builder = TreeBuilder::new();
        let document = builder.document_mut();
        // Most tags are one half of a pair, and next to text; short documents of nothing but tags have more.
        let n_nodes = survey.n_tags + survey.n_tags / 2 + survey.n_equals;
        document.nodes.reserve(n_nodes.min(text.len() / 8).min(options.limits.nodes));
        document.text.reserve(text.len() / 2);
        Ok(Self {
            source: Source {
                text,
                reference: None,
                has_cr: survey.has_cr,
                has_bracket: survey.has_bracket,
                nesting: 0,
            },
            names,
            options,
            doctype,
            budget: Budget::new(place, limit),
            builder,
            levels: Vec::new(),
            tag: Tag::default(),
            has_root: false,
            run: Run::default(),
        })
    }

    /// Reads all.
    pub(super) fn document(mut self) -> Result<Document> {
        self.mark(0);
        let from = self.prolog()?;
        self.content(self.source, from)?;
        if !self.has_root {
            return Err(self.budget.malformed(self.source.text.len(), "there is no element"));
        }
        let mut document = self.builder.finish();
        document.address = self.options.address.into();
        if let Some(doctype) = self.doctype.get() {
            document.unparsed = doctype.unparsed().to_vec();
        }
        Ok(document)
    }

    /// Reads the rest of a text. What is opened in it has to be closed in it.
    pub(super) fn content(&mut self, source: Source<'_>, from: usize) -> Result<()> {
        let rest = source.text.get(from..).unwrap_or_default();
        if rest.starts_with('\u{FEFF}') {
            // In the middle of a document that is a character like others, but not for the reader.
            self.text(source, "\u{FEFF}", from)?;
        }
        let n_outer = self.levels.len();
        let mut reader = Reader::from_str(rest);
        // What the reader leaves out at the start it does not count either.
        let from = from + if rest.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let mut known = Known::new();
        loop {
            let start = from + position(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = from + position(reader.error_position());
                    return Err(self.fault(source, at, &error));
                }
            };
            match event {
                Event::Text(text) => self.text(source, &text, start)?,
                Event::Start(tag) => {
                    let (n_name, n_rest) = (tag.name().0.len(), tag.attributes_raw().len());
                    self.start(source, &mut known, start, n_name, n_rest)?;
                }
                Event::End(_) => self.end(),
                Event::Empty(tag) => {
                    let (n_name, n_rest) = (tag.name().0.len(), tag.attributes_raw().len());
                    self.start(source, &mut known, start, n_name, n_rest)?;
                    self.end();
                }
                Event::GeneralRef(name) => self.reference(source, &name, start)?,
                Event::CData(text) => self.cdata(source, &text, start)?,
                Event::Comment(text) => self.comment(source, &text, start)?,
                Event::PI(content) => self.instruction(source, &content, start)?,
                Event::Decl(_) => {
                    let message = "an XML declaration is only allowed at the very start";
                    return Err(self.malformed(source, start, message));
                }
                Event::DocType(_) => {
                    let message = "a document type declaration is not allowed here";
                    return Err(self.malformed(source, start, message));
                }
                Event::Eof => break,
            }
            let limit = self.options.limits.nodes;
            if self.builder.n_nodes() > limit {
                return Err(TransformError::new(ErrorKind::TooManyNodes { limit }));
            }
        }
        if self.levels.len() > n_outer {
            return Err(self.unclosed());
        }
        Ok(())
    }

    pub(super) fn malformed(
        &self,
        source: Source<'_>,
        at: usize,
        message: impl Into<String>,
    ) -> TransformError {
        self.budget.malformed(source.at(at), message)
    }

    #[cold]
    fn fault(&self, source: Source<'_>, at: usize, error: &quick_xml::Error) -> TransformError {
        let message = match error {
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                let opened = self.levels.last().map_or(0, |level| level.at);
                let (line, column) = super::line_and_column(self.source.text, opened);
                format!("`</{found}>` does not close `{expected}`, which begins at {line}:{column}")
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                format!("`</{name}>` closes an element that is not open")
            }
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                "`&` has to be written `&amp;`".to_owned()
            }
            quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                "`<!` begins neither a comment nor a CDATA section".to_owned()
            }
            quick_xml::Error::Syntax(error) => error.to_string(),
            quick_xml::Error::IllFormed(error) => error.to_string(),
            quick_xml::Error::Io(_)
            | quick_xml::Error::InvalidAttr(_)
            | quick_xml::Error::Encoding(_)
            | quick_xml::Error::Escape(_)
            | quick_xml::Error::Namespace(_) => error.to_string(),
        };
        self.malformed(source, at, message)
    }

    #[cold]
    fn unclosed(&self) -> TransformError {
        let at = self.levels.last().map_or(0, |level| level.at);
        let tag = self.source.text.get(at..).and_then(|rest| rest.strip_prefix('<'));
        let name = tag.and_then(|tag| tag.split([' ', '\t', '\n', '\r', '/', '>']).next());
        let message = match name {
            Some(name) => format!("the element `{name}` is not closed"),
            None => "an element of this entity is not closed".to_owned(),
        };
        self.budget.malformed(at, message)
    }

    /// Notes where the newest node is in the document.
    pub(super) fn mark(&mut self, at: usize) {
        if self.options.offsets {
            let n_nodes = self.builder.n_nodes();
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.builder.document_mut().offsets.resize(n_nodes, at);
        }
    }

    /// Opens the document's element or one within it.
    pub(super) fn open(&mut self, source: Source<'_>, at: usize) -> Result<()> {
        if self.levels.is_empty() {
            if self.has_root {
                let message = "there is more than one root element";
                return Err(self.malformed(source, at, message));
            }
            self.has_root = true;
        }
        let limit = self.options.limits.depth;
        if self.levels.len() >= limit {
            return Err(TransformError::new(ErrorKind::TooDeep { limit }));
        }
        self.end_text();
        Ok(())
    }

    fn end(&mut self) {
        self.end_text();
        self.levels.pop();
        self.builder.end_element();
    }

    pub(super) fn comment(&mut self, source: Source<'_>, text: &str, at: usize) -> Result<()> {
        check_comment(text).map_err(|message| self.malformed(source, at, message))?;
        self.end_text();
        self.builder.comment(&lines(source, text))?;
        self.mark(source.at(at));
        Ok(())
    }

    pub(super) fn instruction(
        &mut self,
        source: Source<'_>,
        content: &str,
        at: usize,
    ) -> Result<()> {
        let (target, data) =
            split_instruction(content).map_err(|message| self.malformed(source, at, message))?;
        self.end_text();
        let target: Name = self.names.name(Atom::EMPTY, target);
        self.builder.processing_instruction(target, &lines(source, data))?;
        self.mark(source.at(at));
        Ok(())
    }
}
