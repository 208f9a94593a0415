//! What is not known here: `xsl:fallback` (XSLT 1.0, sections 2.5 and 15).

use super::super::module::suspect;
use super::super::scope::Local;
use crate::compile::sheet::{Child, Markup};
use crate::compile::space::Ambient;
use crate::compile::template::Frame;
use crate::compile::vocabulary::{self, Definition};
use crate::program::Op;

/// An extension element, or an element of a later version: what its fallbacks say, else an error when it is reached.
pub(super) fn unknown<'a>(frame: &mut Frame<'a>, element: Markup<'a>, ambient: &Ambient) -> Op {
    let mut fallbacks = Vec::new();
    let mut found = false;
    for child in element.children(false) {
        match child {
            Child::Element(fallback) if fallback.is("fallback") => {
                found = true;
                let ambient = ambient.enter(fallback);
                fallbacks.extend(frame.content(fallback, &ambient));
            }
            Child::Element(_) | Child::Text(..) => {}
        }
    }
    if found {
        Op::Block(fallbacks.into_boxed_slice())
    } else {
        Op::Unknown { name: element.written().into() }
    }
}

/// An element in the namespace of XSLT that XSLT 1.0 does not have.
pub(super) fn xslt<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    if ambient.forwards {
        return Some(unknown(frame, element, ambient));
    }
    vocabulary::unknown_element(element);
    // It may have been meant as a variable: its uses are not to be reported as well.
    if let Some(name) = suspect(element) {
        frame.excuse(Local { name, slot: 0, place: element.place() });
    }
    None
}

/// An element that XSLT has, but not in a template.
pub(super) fn misplaced<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    definition: &Definition,
    ambient: &Ambient,
) -> Option<Op> {
    if ambient.forwards {
        return Some(unknown(frame, element, ambient));
    }
    vocabulary::misplaced(element, definition);
    if let Some(name) = suspect(element) {
        frame.excuse(Local { name, slot: 0, place: element.place() });
    }
    None
}
