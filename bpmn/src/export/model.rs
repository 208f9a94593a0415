//! The elements of a process before they are written.

use std::collections::{BTreeMap, BTreeSet};

use engine::map::arrange::Outline;
use engine::process::{ActivityIdx, Process};

use super::join::Merges;
use crate::node::{Entries, Node, take};
use crate::xml::{Element, is_legal};

/// Index of a node in [`Model::nodes`].
pub(super) type NodeIdx = usize;

/// A flow node.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) id: String,
    /// The element's name in BPMN.
    pub(super) tag: &'static str,
    pub(super) name: Option<String>,
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Our own elements in its `extensionElements`.
    pub(super) extensions: Vec<Element>,
    /// What stands behind its flows: event definitions and the like.
    pub(super) tail: Vec<Element>,
    /// The activity to whose border it is attached.
    pub(super) host: Option<NodeIdx>,
}

/// A sequence flow.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) id: String,
    pub(super) from: NodeIdx,
    pub(super) to: NodeIdx,
    pub(super) when: Option<String>,
    /// Whether other flows of the same source have conditions.
    pub(super) is_default: bool,
    pub(super) extensions: Vec<Element>,
}

/// Everything that is written.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) definitions: String,
    pub(super) process: String,
    /// What stands in the process's own `extensionElements`.
    pub(super) entries: Entries,
    pub(super) nodes: Vec<Shape>,
    pub(super) flows: Vec<Flow>,
    /// From a boundary event to what compensates.
    pub(super) associations: Vec<(String, NodeIdx, NodeIdx)>,
    /// Ids of messages by name.
    pub(super) messages: BTreeMap<String, String>,
    /// Ids of errors by code.
    pub(super) errors: BTreeMap<String, String>,
    ids: BTreeSet<String>,
    /// Where flows to each activity lead, and from where its own leave.
    entrances: Vec<NodeIdx>,
    exits: Vec<NodeIdx>,
    merges: Merges,
}

impl Model {
    pub(super) fn of(mut document: Entries, process: &Process) -> Self {
        let mut model = Self { merges: Merges::of(process), ..Self::default() };
        let activities = take(&mut document, "activities").map(Node::into_entries);
        let activities = activities.unwrap_or_default();
        // What others refer to comes first, so that it gets the id that it should have.
        model.process = model.id(process.name());
        let ids: Vec<String> = activities.iter().map(|(name, _)| model.id(name)).collect();
        model.entrances = vec![0; ids.len()];
        model.exits = vec![0; ids.len()];
        model.definitions = model.id("definitions");
        let is_kept = !process.title().chars().all(is_legal);
        document.retain(|(key, _)| key != "process" && (key != "name" || is_kept));
        model.entries = document;
        let start = model.start();
        let mut parts = Vec::new();
        for (position, (id, (_, node))) in ids.into_iter().zip(activities).enumerate() {
            let idx = ActivityIdx(position);
            if let Some(activity) = process.activities().get(position) {
                let entries = node.into_entries();
                parts.push((idx, model.activity(idx, activity, &id, entries, process)));
            }
        }
        let to = process.start().activity;
        let to = model.entrance(None, to);
        model.flow(start, to, Vec::new());
        for (idx, part) in parts {
            model.connect(idx, part, process);
        }
        model.merge_flows();
        model
    }

    fn start(&mut self) -> NodeIdx {
        let id = self.id("start");
        self.node(Shape::new(id, "startEvent"))
    }

    /// A name that can be an id and is none yet.
    pub(super) fn id(&mut self, wish: &str) -> String {
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let mut base: String = wish.chars().map(|c| if ok(c) { c } else { '-' }).collect();
        if !base.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            base.insert(0, '_');
        }
        let numbered = (2..).map(|n| format!("{base}.{n}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|id| !self.ids.contains(id));
        let id = free.unwrap_or(base);
        self.ids.insert(id.clone());
        id
    }

    pub(super) fn node(&mut self, node: Shape) -> NodeIdx {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// A flow without condition; its index.
    pub(super) fn flow(&mut self, from: NodeIdx, to: NodeIdx, extensions: Vec<Element>) -> usize {
        let id = self.id(&format!("flow-{}", self.flows.len() + 1));
        self.flows.push(Flow { id, from, to, when: None, is_default: false, extensions });
        self.flows.len() - 1
    }

    pub(super) fn message(&mut self, name: &str) -> String {
        if let Some(id) = self.messages.get(name) {
            return id.clone();
        }
        let id = self.id(&format!("message-{name}"));
        self.messages.insert(name.to_owned(), id.clone());
        id
    }

    pub(super) fn error(&mut self, code: &str) -> String {
        if let Some(id) = self.errors.get(code) {
            return id.clone();
        }
        let id = self.id(&format!("error-{code}"));
        self.errors.insert(code.to_owned(), id.clone());
        id
    }

    /// Sets where flows to an activity lead, and from where its own leave.
    pub(super) fn place(&mut self, idx: ActivityIdx, entrance: NodeIdx, exit: NodeIdx) {
        if let (Some(in_), Some(out)) = (self.entrances.get_mut(idx.0), self.exits.get_mut(idx.0)) {
            (*in_, *out) = (entrance, exit);
        }
    }

    pub(super) fn exit(&self, idx: ActivityIdx) -> NodeIdx {
        self.exits.get(idx.0).copied().unwrap_or_default()
    }

    /// Where a flow to an activity leads: to itself, or to the gateway that gathers such flows before it.
    pub(super) fn entrance(&mut self, edge: Option<super::join::Edge>, to: ActivityIdx) -> NodeIdx {
        let target = self.entrances.get(to.0).copied().unwrap_or_default();
        let Some(group) = self.merges.group(edge, to) else { return target };
        if let Some(gateway) = self.merges.gateway(group) {
            return gateway;
        }
        let name = self.nodes.get(target).map(|node| node.id.clone()).unwrap_or_default();
        let id = self.id(&format!("{name}-merge"));
        let mut gateway = Shape::new(id, "exclusiveGateway");
        gateway.extensions.push(fold("merge"));
        let gateway = self.node(gateway);
        self.merges.set_gateway(group, gateway, target);
        gateway
    }

    /// Leads from the gateways that gather flows to what they stand before.
    fn merge_flows(&mut self) {
        for (gateway, target) in self.merges.gateways() {
            self.flow(gateway, target, Vec::new());
        }
    }
}

impl Shape {
    pub(super) const fn new(id: String, tag: &'static str) -> Self {
        Self {
            id,
            tag,
            name: None,
            attributes: Vec::new(),
            extensions: Vec::new(),
            tail: Vec::new(),
            host: None,
        }
    }

    pub(super) fn outline(&self) -> Outline {
        if self.tag.ends_with("Gateway") {
            Outline::Diamond
        } else if self.tag.ends_with("Event") {
            Outline::Circle
        } else {
            Outline::Rectangle
        }
    }
}

/// Marks a gateway that the language has no activity for: import folds it back.
pub(super) fn fold(of: &str) -> Element {
    Element::new(crate::xml::Space::Usher, "fold").with("of", of)
}
