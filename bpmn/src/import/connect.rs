//! Reading flows, and joining nodes by them.

use super::Import;
use super::graph::{Flow, Graph, Role};
use super::read::called;
use crate::export::CEL;
use crate::xml::Element;
use crate::{Fault, Place, property};

impl<'x> Import<'x> {
    pub(super) fn flow(&mut self, element: &'x Element, graph: &mut Graph<'x>) {
        let mut end = |name: &str| {
            let reference = element.attribute(name).unwrap_or_default();
            let found = graph.find(reference);
            if found.is_none() {
                let message =
                    format!("the flow's {name} `{reference}` is no element of the process");
                self.faults.push(Fault::new(element.place, message));
            }
            found
        };
        let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else { return };
        let own = property::entries_of(element, "flow", &mut self.faults);
        let mut entries = own.map(|(_, entries)| entries).unwrap_or_default();
        if let Some(extensions) = element.first("extensionElements") {
            self.extensions(extensions);
        }
        let own = crate::node::take(&mut entries, "when");
        let written = own.and_then(|node| node.value().map(|when| (node.place, when.clone())));
        let when = written.or_else(|| self.condition(element));
        graph.flows.push(Flow { element, from, to, when, entries });
    }

    fn condition(&mut self, flow: &Element) -> Option<(Place, String)> {
        let condition = flow.first("conditionExpression")?;
        let text = match condition.attribute("language") {
            Some(CEL) => condition.text.as_str(),
            None => condition.text.trim(),
            Some(other) => {
                let message = format!("conditions in the language `{other}` cannot be read");
                let help = format!("write it in CEL, with language=\"{CEL}\"");
                self.faults.push(Fault::new(condition.place, message).help(help));
                return None;
            }
        };
        (!text.is_empty()).then(|| (condition.place, text.to_owned()))
    }

    /// Finds the hosts of boundary events.
    pub(super) fn attach(&mut self, graph: &mut Graph<'x>) {
        for index in 0..graph.nodes.len() {
            let Some(item) = graph.nodes.get(index).filter(|item| item.role == Role::Boundary)
            else {
                continue;
            };
            let reference = item.element.attribute("attachedToRef").unwrap_or_default();
            let host = graph.find(reference).filter(|host| *host != index);
            if host.is_none() {
                let message = format!(
                    "the event is attached to `{reference}`, which is no element of the process"
                );
                self.faults.push(Fault::new(item.element.place, message));
            }
            if let Some(item) = graph.nodes.get_mut(index) {
                item.host = host;
            }
            if let Some(host) = host.and_then(|host| graph.nodes.get_mut(host)) {
                host.events.push(index);
            }
        }
    }

    /// Gives each node its flows: the outgoing ones in the order in which it names them.
    pub(super) fn order(&mut self, graph: &mut Graph<'x>) {
        for (index, flow) in graph.flows.iter().enumerate() {
            if let Some(item) = graph.nodes.get_mut(flow.from) {
                item.outgoing.push(index);
            }
            if let Some(item) = graph.nodes.get_mut(flow.to) {
                item.incoming.push(index);
            }
        }
        let Graph { nodes, flows, .. } = graph;
        for item in nodes {
            let named: Vec<&str> =
                item.element.each("outgoing").map(|name| name.text.trim()).collect();
            item.outgoing.sort_by_key(|index| {
                let id = flows.get(*index).and_then(|flow| flow.element.attribute("id"));
                named.iter().position(|name| Some(*name) == id).unwrap_or(named.len())
            });
        }
        for item in &graph.nodes {
            let is_entered = !item.incoming.is_empty();
            let is_apart = matches!(item.role, Role::Start | Role::Boundary | Role::Compensation);
            if is_entered && is_apart {
                let message =
                    format!("a flow leads to the {}{}", item.element.name, called(item.element));
                self.faults.push(Fault::new(item.element.place, message));
            }
            let is_left = !item.outgoing.is_empty();
            if is_left && matches!(item.role, Role::End | Role::Compensation) {
                let message =
                    format!("a flow leaves the {}{}", item.element.name, called(item.element));
                self.faults.push(Fault::new(item.element.place, message));
            }
        }
    }
}
