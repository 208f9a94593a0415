//! A process as BPMN.
//!
//! `model` makes the elements, `activity`, `wait` and `border` those of each activity, `join` the gateways that gather several flows
//! before a parallel or a join, `semantic` writes them and `diagram` where they stand.

mod activity;
mod border;
mod diagram;
mod join;
mod model;
mod semantic;
mod wait;

use engine::diagnostic::Diagnostic;
use engine::process::Process;
use engine::process::document::tree;

use crate::node::Node;
use crate::xml::{self, Element};
use model::Model;

/// The language of conditions.
pub(crate) const CEL: &str = "https://cel.dev";

/// Writes a process as a BPMN document with one diagram. `source` is the document that `process` was compiled
/// from: what BPMN has no place for is copied from there.
///
/// # Errors
/// What keeps `source` from being read; nothing, if it is what `process` was compiled from.
pub fn export(source: &[u8], process: &Process) -> Result<String, Vec<Diagnostic>> {
    let document = Node::from(tree(source)?).into_entries();
    let model = Model::of(document, process);
    let root = Element::bpmn("definitions")
        .with("id", &*model.definitions)
        .with("name", process.title())
        .with("targetNamespace", "urn:usher:processes")
        .with("expressionLanguage", CEL)
        .with("exporter", "Usher")
        .holding(semantic::roots(&model))
        .holding([semantic::process(&model, process), diagram::diagram(&model)]);
    Ok(xml::write(&root))
}
