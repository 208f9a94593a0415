//! A compiled stylesheet, ready for `xrust`. It cannot leave the thread that compiled it.

use std::collections::HashMap;
use std::rc::Rc;

use xrust::transform::template::Template;

use super::Guards;
use crate::emit::T;
use crate::tree::{KnownNames, Whitespace, XNode};

/// What the result is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OutputMethod {
    #[default]
    Xml,
    Text,
}

pub(crate) struct Program {
    /// Sets the global variables and applies templates to the document.
    pub(crate) main: T,
    pub(crate) templates: Vec<Template<XNode>>,
    pub(crate) known: Rc<KnownNames>,
    pub(crate) prefixes: Rc<HashMap<Rc<str>, Rc<str>>>,
    pub(crate) whitespace: Whitespace,
    pub(crate) guards: Guards,
    pub(crate) method: OutputMethod,
}
