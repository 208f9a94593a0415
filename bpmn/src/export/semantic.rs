//! The process itself. The order of elements is that of the standard's schema (Semantic.xsd).

use engine::process::Process;

use super::CEL;
use super::activity::formal;
use super::model::{Flow, Model, Shape};
use crate::node::take_text;
use crate::property;
use crate::xml::{Element, is_legal};

/// What stands beside the process: messages and errors.
pub(super) fn roots(model: &Model) -> Vec<Element> {
    let messages = model
        .messages
        .iter()
        .map(|(name, id)| Element::bpmn("message").with("id", &**id).with("name", &**name));
    let errors = model.errors.iter().map(|(code, id)| {
        Element::bpmn("error").with("id", &**id).with("name", &**code).with("errorCode", &**code)
    });
    messages.chain(errors).collect()
}

pub(super) fn process(model: &Model, process: &Process) -> Element {
    let mut entries = model.entries.clone();
    let mut element = Element::bpmn("process").with("id", &*model.process);
    element = element.with("name", process.title()).with("isExecutable", "true");
    if process.description().chars().all(is_legal) {
        let description = take_text(&mut entries, "description");
        let description = description.filter(|text| !text.is_empty());
        element
            .children
            .extend(description.map(|text| Element::bpmn("documentation").containing(text)));
    }
    let own = property::element("process", &entries).with("name", process.name());
    element
        .holding([Element::bpmn("extensionElements").holding([own])])
        .holding(model.nodes.iter().enumerate().map(|(index, node)| shape(model, index, node)))
        .holding(model.flows.iter().map(|flow| sequence_flow(model, flow)))
        .holding(model.associations.iter().map(|(id, from, to)| {
            Element::bpmn("association")
                .with("id", &**id)
                .with("associationDirection", "One")
                .with("sourceRef", id_of(model, *from))
                .with("targetRef", id_of(model, *to))
        }))
}

fn shape(model: &Model, index: usize, node: &Shape) -> Element {
    let mut element = Element::bpmn(node.tag).with("id", &*node.id);
    if let Some(name) = &node.name {
        element = element.with("name", &**name);
    }
    let flows = |is_mine: fn(&Flow) -> usize, name: &'static str| {
        let mine = model.flows.iter().filter(move |flow| is_mine(flow) == index);
        mine.map(move |flow| Element::bpmn(name).containing(&*flow.id))
    };
    let incoming: Vec<Element> = flows(|flow| flow.to, "incoming").collect();
    let outgoing: Vec<Element> = flows(|flow| flow.from, "outgoing").collect();
    for (key, value) in &node.attributes {
        element = element.with(key, &**value);
    }
    if node.tag.ends_with("Gateway") {
        let direction = match (incoming.len(), outgoing.len()) {
            (0 | 1, 2..) => Some("Diverging"),
            (2.., 0 | 1) => Some("Converging"),
            (2.., 2..) => Some("Mixed"),
            (0 | 1, 0 | 1) => None,
        };
        if let Some(direction) = direction {
            element = element.with("gatewayDirection", direction);
        }
    }
    extended(element, &node.extensions)
        .holding(incoming)
        .holding(outgoing)
        .holding(node.tail.clone())
}

fn sequence_flow(model: &Model, flow: &Flow) -> Element {
    let mut element = Element::bpmn("sequenceFlow").with("id", &*flow.id);
    if let Some(name) = label(flow) {
        element = element.with("name", name);
    }
    let element =
        element.with("sourceRef", id_of(model, flow.from)).with("targetRef", id_of(model, flow.to));
    let condition =
        flow.when.as_ref().map(|when| formal("conditionExpression", &**when).with("language", CEL));
    extended(element, &flow.extensions).holding(condition)
}

/// What stands beside a flow: tools show its name, not its condition.
pub(super) fn label(flow: &Flow) -> Option<&str> {
    flow.when.as_deref().or_else(|| flow.is_default.then_some("otherwise"))
}

fn extended(element: Element, extensions: &[Element]) -> Element {
    if extensions.is_empty() {
        return element;
    }
    element.holding([Element::bpmn("extensionElements").holding(extensions.to_vec())])
}

pub(super) fn id_of(model: &Model, node: usize) -> &str {
    model.nodes.get(node).map_or("", |node| &node.id)
}
