//! The elements of an activity: its own, and the gateway at which it decides.

use engine::process::graph::Edge as Reason;
use engine::process::{Activity, ActivityIdx, ActivityKind, Process};
use engine::ticket::TicketState;

use super::model::{Model, NodeIdx, Shape, fold};
use crate::Place;
use crate::node::{Entries, Node, take};
use crate::property;
use crate::xml::{Element, is_legal};

/// The code of the error with which an unsuccessful process ends: a call fails with it.
pub(crate) const UNSUCCESSFUL: &str = "Process.Unsuccessful";

/// What of an activity leads on, once all activities have elements.
pub(super) struct Part {
    /// What the flows of `next` carry besides target and condition.
    next: Vec<Entries>,
    /// The boundary events of `on-error` and `expire`.
    errors: Vec<NodeIdx>,
    expire: Option<NodeIdx>,
}

impl Model {
    /// Makes the elements of an activity, of which `entries` is the document's part.
    pub(super) fn activity(
        &mut self,
        idx: ActivityIdx,
        activity: &Activity,
        id: &str,
        mut entries: Entries,
        process: &Process,
    ) -> Part {
        let next = take(&mut entries, "next").map(Node::into_list).unwrap_or_default();
        let next = next.into_iter().map(|flow| without(flow, &["to", "when"])).collect();
        let on_error = take(&mut entries, "on-error").map(Node::into_entries).unwrap_or_default();
        let expire = take(&mut entries, "expire");
        let remind = take(&mut entries, "remind");
        take(&mut entries, "compensate");

        let mut shape = Shape::new(id.to_owned(), "task");
        self.shape_of(activity, &mut entries, &mut shape, process);
        shape.name = Some(activity.label.clone());
        shape
            .extensions
            .push(property::element("activity", &entries).with("name", &*activity.name));
        let node = self.node(shape);
        let exit = if decides(activity) { self.decision(node, id) } else { node };
        self.place(idx, node, exit);

        let flows = activity.kind.on_error().iter().zip(on_error);
        let errors = flows.map(|(flow, (_, node_of_flow))| {
            let entries = without(node_of_flow, &["to"]);
            self.error_event(node, id, &flow.on, &entries)
        });
        let errors = errors.collect();
        let expire = activity.expire.as_ref().zip(expire).map(|(expire, entries)| {
            self.expire_event(node, id, expire, &without(entries, &["to", "after"]))
        });
        if let Some((remind, entries)) = activity.remind.as_ref().zip(remind) {
            self.remind_event(node, id, remind, without(entries, &["after", "every"]));
        }
        if let ActivityKind::ServiceTask { compensate: Some(invoker), .. } = &activity.kind {
            self.compensation(node, id, invoker);
        }
        Part { next, errors, expire }
    }

    /// The element of its kind. What the element says is taken out of the entries.
    fn shape_of(
        &mut self,
        activity: &Activity,
        entries: &mut Entries,
        shape: &mut Shape,
        process: &Process,
    ) {
        // The label is the element's name, if XML can write it.
        let is_named_by_keyword = matches!(
            activity.kind,
            ActivityKind::UserTask { .. }
                | ActivityKind::Choice { .. }
                | ActivityKind::Parallel { .. }
                | ActivityKind::Wait { .. }
        );
        if activity.label.chars().all(is_legal) {
            take(entries, if is_named_by_keyword { activity.kind.keyword() } else { "name" });
        }
        shape.tag = match &activity.kind {
            ActivityKind::UserTask { .. } => "userTask",
            ActivityKind::ServiceTask { .. } => "serviceTask",
            ActivityKind::Do { .. } => "scriptTask",
            ActivityKind::Choice { .. } => "exclusiveGateway",
            ActivityKind::Parallel { .. } => "parallelGateway",
            ActivityKind::Join { of, wait_for, .. } => {
                let n_branches = process.activity(*of).kind.next().len();
                if *wait_for < n_branches {
                    let condition = format!("activationCount >= {wait_for}");
                    shape.tail.push(formal("activationCondition", condition));
                    "complexGateway"
                } else {
                    "parallelGateway"
                }
            }
            ActivityKind::Wait { on, .. } => self.wait(activity, on, entries, shape),
            ActivityKind::Call { process, .. } => called(entries, "call", process, shape),
            ActivityKind::ForEach { process, .. } => {
                shape.tail.push(
                    Element::bpmn("multiInstanceLoopCharacteristics").with("isSequential", "false"),
                );
                called(entries, "for-each", process, shape)
            }
            ActivityKind::End { state, .. } => {
                self.end(*state, entries, shape);
                "endEvent"
            }
        };
    }

    /// An end withdraws whatever still waits, as terminate and error ends do.
    fn end(&mut self, state: TicketState, entries: &mut Entries, shape: &mut Shape) {
        match state {
            TicketState::ClosedUnsuccessful => {
                take(entries, "end");
                let error = self.error(UNSUCCESSFUL);
                let definition = Element::bpmn("errorEventDefinition").with("errorRef", error);
                shape.tail.push(definition);
            }
            TicketState::ClosedSuccessful => {
                take(entries, "end");
                shape.tail.push(Element::bpmn("terminateEventDefinition"));
            }
            TicketState::New | TicketState::Open | TicketState::PendingReminder => {
                shape.tail.push(Element::bpmn("terminateEventDefinition"));
            }
        }
    }

    /// The gateway at which an activity with several flows decides.
    fn decision(&mut self, node: NodeIdx, name: &str) -> NodeIdx {
        let id = self.id(&format!("{name}-next"));
        let mut gateway = Shape::new(id, "exclusiveGateway");
        gateway.extensions.push(fold("next"));
        let gateway = self.node(gateway);
        self.flow(node, gateway, Vec::new());
        gateway
    }

    /// Makes the flows that leave an activity.
    pub(super) fn connect(&mut self, idx: ActivityIdx, part: Part, process: &Process) {
        let activity = process.activity(idx);
        let exit = self.exit(idx);
        let next = activity.kind.next();
        let is_decided = next.len() > 1 && !matches!(activity.kind, ActivityKind::Parallel { .. });
        let mut default = None;
        for (nth, (flow, mut entries)) in next.iter().zip(part.next).enumerate() {
            let to = self.entrance(Some((idx, Reason::Flow(nth))), flow.to);
            let when = flow.when.as_ref().map(|condition| condition.source().to_owned());
            if let Some(when) = when.as_ref().filter(|when| !when.chars().all(is_legal)) {
                let when = Node::text(Place::START, when);
                entries.push(("when".to_owned(), when));
            }
            let extensions = if entries.is_empty() {
                Vec::new()
            } else {
                vec![property::element("flow", &entries)]
            };
            let made = self.flow(exit, to, extensions);
            if let Some(flow) = self.flows.get_mut(made) {
                flow.is_default = is_decided && when.is_none();
                if flow.is_default {
                    default = Some(flow.id.clone());
                }
                flow.when = when;
            }
        }
        if let (Some(default), Some(node)) = (default, self.nodes.get_mut(exit)) {
            node.attributes.push(("default", default));
        }
        for (nth, (flow, event)) in activity.kind.on_error().iter().zip(part.errors).enumerate() {
            let to = self.entrance(Some((idx, Reason::Error(nth))), flow.to);
            self.flow(event, to, Vec::new());
        }
        if let Some((expire, event)) = activity.expire.as_ref().zip(part.expire) {
            let to = self.entrance(Some((idx, Reason::Expire)), expire.to);
            self.flow(event, to, Vec::new());
        }
    }
}

/// Whether an activity that is no gateway needs one for its flows.
fn decides(activity: &Activity) -> bool {
    let next = activity.kind.next();
    let is_gateway =
        matches!(activity.kind, ActivityKind::Choice { .. } | ActivityKind::Parallel { .. });
    !is_gateway && (next.len() > 1 || next.iter().any(|flow| flow.when.is_some()))
}

/// A call's element, with the name of what it calls where that can be written there.
fn called(entries: &mut Entries, key: &str, process: &str, shape: &mut Shape) -> &'static str {
    if process.starts_with(|c: char| c.is_ascii_lowercase()) {
        take(entries, key);
        shape.attributes.push(("calledElement", process.to_owned()));
    }
    "callActivity"
}

/// What a mapping holds besides these keys; nothing of a text.
fn without(node: Node, keys: &[&str]) -> Entries {
    let mut entries = node.into_entries();
    entries.retain(|(key, _)| !keys.contains(&key.as_str()));
    entries
}

pub(super) fn timer(time: Element) -> Element {
    Element::bpmn("timerEventDefinition").holding([time])
}

pub(super) fn formal(name: &str, body: impl Into<String>) -> Element {
    Element::bpmn(name).with("xsi:type", "tFormalExpression").containing(body)
}
