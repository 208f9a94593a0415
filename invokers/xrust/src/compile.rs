//! Compiles a stylesheet for `xrust`'s evaluator.
//!
//! `xrust` brings a compiler of its own, but it accepts much that it then evaluates wrongly without a word: it strips
//! `<xsl:text> </xsl:text>`, concatenates where XSLT 1.0 takes the first node, ignores predicates of patterns, compares
//! `//N > 5` as text, and more. So the stylesheet is read here, strictly, and translated into the building blocks of
//! which `xrust`'s evaluator is right; what cannot be said in them is refused with its place and what to write instead.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::error::StylesheetFault;
use crate::limits::{FAULTS, STYLESHEET_BYTES};
use crate::sheet::{self, Element, SheetAttribute, XSLT};
use crate::tree::{KnownNames, Whitespace};
use crate::xml::{FaultKind, line_and_column};
use crate::xpath::ExprFault;

mod attribute;
mod body;
mod call;
mod expr;
mod function;
mod guard;
mod instruction;
mod literal;
mod path;
mod pattern;
mod program;
mod scope;
mod template;
mod top;

pub(crate) use guard::Guards;
pub(crate) use program::{OutputMethod, Program};

/// Compiles; all faults at once.
pub(crate) fn compile(text: &str) -> Result<Program, Vec<StylesheetFault>> {
    let faults = Faults { text, all: RefCell::default() };
    if text.len() > STYLESHEET_BYTES {
        faults.add(0, format!("the stylesheet is larger than {STYLESHEET_BYTES} bytes"), None);
        return Err(faults.into_all());
    }
    let root = match sheet::read(text) {
        Ok(root) => root,
        Err(fault) => {
            let (message, help) = xml_fault(fault.kind);
            faults.add(fault.offset, message, help);
            return Err(faults.into_all());
        }
    };
    let program = top::stylesheet(&root, &faults);
    let all = faults.into_all();
    match program {
        Some(program) if all.is_empty() => Ok(program),
        _ => Err(all),
    }
}

fn xml_fault(kind: FaultKind) -> (String, Option<String>) {
    match kind {
        FaultKind::Malformed(message) if message.contains("the prefix `xsl`") => (
            format!("not a well-formed stylesheet: {message}"),
            Some(format!("write `xmlns:xsl=\"{XSLT}\"` in the root element")),
        ),
        FaultKind::Malformed(message) => (format!("not well-formed XML: {message}"), None),
        FaultKind::DocumentType => (
            "a document type declaration (DOCTYPE) is not accepted".to_owned(),
            Some("remove it".to_owned()),
        ),
        FaultKind::Entity(name) => (
            format!("the entity `&{name};` is not defined"),
            Some("write the character itself".to_owned()),
        ),
        FaultKind::TooDeep(limit) => {
            (format!("the stylesheet nests deeper than {limit} elements"), None)
        }
        FaultKind::Full => ("the stylesheet has too many elements".to_owned(), None),
    }
}

/// Collects faults with their places.
struct Faults<'t> {
    text: &'t str,
    all: RefCell<Vec<StylesheetFault>>,
}

impl Faults<'_> {
    fn add(&self, offset: usize, message: impl Into<String>, help: Option<String>) {
        let (line, column) = line_and_column(self.text, offset);
        let fault = StylesheetFault { line, column, message: message.into(), help };
        let mut all = self.all.borrow_mut();
        // A template that is compiled for several sets of arguments reports the same fault again.
        if all.len() < FAULTS && !all.contains(&fault) {
            all.push(fault);
        }
    }

    fn at(&self, element: &Element, message: impl Into<String>, help: impl Into<String>) {
        self.add(element.offset, message, Some(help.into()));
    }

    /// A fault within the expression at `start`.
    fn expression(&self, start: usize, fault: ExprFault) {
        self.add(start.saturating_add(fault.offset), fault.message, fault.help);
    }

    fn into_all(self) -> Vec<StylesheetFault> {
        let mut all = self.all.into_inner();
        all.sort_by_key(|fault| (fault.line, fault.column));
        all
    }
}

/// What is gathered from the whole stylesheet while compiling.
#[derive(Default)]
struct Gathered {
    known: KnownNames,
    prefixes: HashMap<Rc<str>, Rc<str>>,
    guards: Guards,
    whitespace: Whitespace,
    method: OutputMethod,
    n_variables: usize,
}

/// An attribute that has to be there.
fn required<'e>(
    element: &'e Element,
    name: &str,
    faults: &Faults<'_>,
) -> Option<&'e SheetAttribute> {
    let found = element.attribute(name).filter(|attribute| !attribute.value.trim().is_empty());
    if found.is_none() {
        faults.at(
            element,
            format!("`xsl:{}` needs the attribute `{name}`", element.local),
            format!("add `{name}=\"...\"`"),
        );
    }
    found
}
