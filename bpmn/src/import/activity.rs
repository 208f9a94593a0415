//! Flow nodes as activities.

use super::graph::{Flow, FlowIdx, Graph, Item, NodeIdx, Role};
use super::names::{kebab, label, spoken};
use super::read::called;
use super::{FAILED, FINISHED, Import};
use crate::node::{Entries, Node};
use crate::xml::Element;
use crate::{Place, duration, property};

/// The button of a dialog that only says that something is done.
const DONE: &str = "Done";
/// What the customer reads when a process of another tool ends without success.
const CLOSED: &str = "Your request was closed. Please contact the administrator.";

/// An activity in the making: keyword, what the language has of it, and what we wrote in extension elements.
struct Draft {
    entries: Entries,
    own: Entries,
}

impl Draft {
    /// Adds an entry, unless what we wrote has it.
    fn add(&mut self, key: &str, node: Node) {
        if !self.own.iter().any(|(other, _)| other == key) {
            self.entries.push((key.to_owned(), node));
        }
    }
}

impl<'x> Import<'x> {
    /// Finds a name for each node that is an activity.
    pub(super) fn name_nodes(&mut self, graph: &Graph<'x>) {
        // Ours first: they keep theirs.
        for ours in [true, false] {
            for (node, item) in graph.nodes.iter().enumerate() {
                let own = item.element.extension("activity").and_then(|own| own.attribute("name"));
                let own = own.filter(|name| ours && self.names.take(name));
                let name = match own {
                    Some(name) => name.to_owned(),
                    None if !ours && !self.activities.contains_key(&node) => {
                        let element = item.element;
                        let name = label(element).and_then(|label| kebab(&label));
                        let name = name.or_else(|| kebab(&element.name));
                        self.names.unique(&name.unwrap_or_default(), |n| format!("-{n}"))
                    }
                    None => continue,
                };
                self.activities.insert(node, name);
            }
        }
    }

    /// The name of the activity that a node is.
    pub(super) fn activity_at(&mut self, graph: &Graph<'x>, node: NodeIdx, place: Place) -> String {
        let role = graph.node(node).map(|item| item.role);
        if let Some(Role::Folded | Role::Compensation | Role::Boundary | Role::Start) = role {
            self.fault(place, "this flow leads to an element to which none can");
        }
        self.activities.get(&node).cloned().unwrap_or_default()
    }

    pub(super) fn activity_entries(&mut self, graph: &Graph<'x>, process: &'x Element) -> Entries {
        let decisions: Vec<NodeIdx> =
            (0..graph.nodes.len()).filter_map(|node| graph.decision(node)).collect();
        let mut activities = Entries::new();
        for (node, item) in graph.nodes.iter().enumerate() {
            let is_folded = decisions.contains(&node) || graph.merge(node).is_some();
            let is_none = matches!(
                item.role,
                Role::Start | Role::Boundary | Role::Compensation | Role::Folded | Role::Refused
            );
            if is_folded || is_none {
                continue;
            }
            let entries = self.activity(graph, node, item, process);
            let name = self.activities.get(&node).cloned().unwrap_or_default();
            activities.push((name, Node::mapping(item.element.place, entries)));
        }
        self.unused(graph, process);
        self.refuse_ends_in_branches(graph);
        let place = process.place;
        if let Some(name) = self.finished.clone() {
            let entries = self.end("closed successful", place, "Finished");
            activities.push((name, Node::mapping(place, entries)));
        }
        if let Some(name) = self.failed.clone() {
            let mut entries = self.end("closed unsuccessful", place, "Failed");
            entries.push(("tell".to_owned(), Node::text(place, CLOSED)));
            entries.push(("notify".to_owned(), Node::text(place, "admins")));
            activities.push((name, Node::mapping(place, entries)));
        }
        activities
    }

    fn end(&mut self, state: &str, place: Place, label: &str) -> Entries {
        let label = self.labels.unique(label, |n| format!(" ({n})"));
        vec![
            ("end".to_owned(), Node::text(place, state)),
            ("name".to_owned(), Node::text(place, label)),
        ]
    }

    fn activity(
        &mut self,
        graph: &Graph<'x>,
        node: NodeIdx,
        item: &Item<'x>,
        process: &'x Element,
    ) -> Entries {
        let element = item.element;
        let own = property::entries_of(element, "activity", &mut self.faults);
        let is_own = own.is_some();
        let mut draft =
            Draft { entries: Vec::new(), own: own.map(|(_, own)| own).unwrap_or_default() };
        let label = self.label(element, node, is_own);
        match item.role {
            Role::UserTask => self.user_task(element, &label, is_own, &mut draft),
            Role::ServiceTask => self.service_task(element, &label, is_own, &mut draft),
            Role::Script => draft.add("name", label),
            Role::Exclusive => draft.add("choice", label),
            Role::Parallel | Role::Complex => self.parallel(graph, node, item, label, &mut draft),
            Role::Catch | Role::Receive | Role::Waiting => {
                self.wait(element, item.role, label, &mut draft);
            }
            Role::Call => self.call(element, label, &mut draft),
            Role::End => Self::end_event(element, label, is_own, &mut draft),
            Role::Start | Role::Boundary | Role::Compensation | Role::Folded | Role::Refused => {}
        }
        let Draft { mut entries, own } = draft;
        entries.extend(own);
        if item.role != Role::End {
            let next = self.next(graph, node, item);
            entries.push(("next".to_owned(), next));
        }
        self.border(graph, node, item, process, &mut entries);
        entries
    }

    /// What people read. Names of other tools may be missing or the same; ours are left as they are.
    fn label(&mut self, element: &Element, node: NodeIdx, is_own: bool) -> Node {
        if let (true, Some(name)) = (is_own, element.attribute("name")) {
            self.labels.take(name);
            return Node::text(element.place, name);
        }
        let name = self.activities.get(&node).map(|name| spoken(name)).unwrap_or_default();
        let wish = label(element).unwrap_or(name);
        Node::text(element.place, self.labels.unique(&wish, |n| format!(" ({n})")))
    }

    fn user_task(&mut self, element: &Element, label: &Node, is_own: bool, draft: &mut Draft) {
        draft.add("user-task", label.clone());
        if is_own {
            return;
        }
        if element.name == "task" {
            self.note("the type of `task`: it became a user task", element.place);
        }
        let place = element.place;
        let mut dialog = vec![("name".to_owned(), label.clone())];
        if let Some(documentation) = element.first("documentation")
            && !documentation.text.trim().is_empty()
        {
            let text = Node::text(documentation.place, documentation.text.trim());
            dialog.push(("description".to_owned(), text));
        }
        dialog.push(("submit".to_owned(), Node::text(place, DONE)));
        let dialogs = Node::list(place, vec![Node::mapping(place, dialog)]);
        draft.add("dialogs", dialogs);
    }

    fn service_task(&mut self, element: &Element, label: &Node, is_own: bool, draft: &mut Draft) {
        if !is_own {
            let invoker = self.invoker(element);
            draft.add("service-task", invoker);
        }
        draft.add("name", label.clone());
    }

    /// The invoker that a service task of another tool would need.
    pub(super) fn invoker(&mut self, element: &Element) -> Node {
        let names = ["name", "implementation", "id"];
        let name = names.iter().find_map(|name| element.attribute(name).and_then(kebab));
        let name = name.unwrap_or_else(|| "invoker".to_owned());
        self.added.push((element.place, format!("the invoker `{name}`, which is to be made")));
        Node::text(element.place, name)
    }

    fn wait(&mut self, element: &Element, role: Role, label: Node, draft: &mut Draft) {
        draft.add("wait", label);
        let event = if role == Role::Waiting {
            element.first("intermediateCatchEvent")
        } else {
            Some(element)
        };
        let timer = event.and_then(|event| event.first("timerEventDefinition"));
        let message = event.and_then(|event| event.first("messageEventDefinition"));
        if let Some(timer) = timer {
            self.timer(timer, draft);
        } else if message.is_some() || role == Role::Receive {
            let reference = message.unwrap_or(element).attribute("messageRef");
            let name = self.message(element, reference);
            draft.add("message", name);
        } else {
            self.fault(
                element.place,
                format!("the {}{} waits for nothing", element.name, called(element)),
            );
        }
    }

    fn timer(&mut self, timer: &Element, draft: &mut Draft) {
        if let Some(duration) = timer.first("timeDuration") {
            let delay = self.delay(duration);
            draft.add("after", delay);
        } else if let Some(date) = timer.first("timeDate") {
            draft.add("until", Node::text(date.place, date.text.trim()));
        } else {
            self.fault(
                timer.place,
                "a wait needs a `timeDuration`, or a `timeDate` that names a field",
            );
        }
    }

    /// A duration as the language writes it.
    pub(super) fn delay(&mut self, duration: &Element) -> Node {
        let text = duration.text.trim();
        let delay = duration::read(text);
        if delay.is_none() {
            let text: String = text.chars().take(40).collect();
            let message = format!("`{text}` is no duration of at most ten years, like P3DT12H");
            self.fault(duration.place, message);
        }
        Node::text(duration.place, delay.unwrap_or_default())
    }

    /// The name of a message.
    fn message(&mut self, element: &Element, reference: Option<&str>) -> Node {
        let known = reference.and_then(|id| {
            let local = id.rsplit_once(':').map_or(id, |(_, local)| local);
            self.messages.get(id).or_else(|| self.messages.get(local)).copied()
        });
        let is_name = |name: &&str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let name = match known.filter(is_name) {
            Some(name) => Some(name.to_owned()),
            None => {
                known.and_then(kebab).or_else(|| label(element).and_then(|label| kebab(&label)))
            }
        };
        Node::text(element.place, name.unwrap_or_else(|| "message".to_owned()))
    }

    fn call(&mut self, element: &Element, label: Node, draft: &mut Draft) {
        let is_each = element.first("multiInstanceLoopCharacteristics").is_some();
        let keyword = if is_each { "for-each" } else { "call" };
        match element.attribute("calledElement") {
            Some(process) => {
                let local = process.rsplit_once(':').map_or(process, |(_, local)| local);
                let is_name = local
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
                let name = if is_name { Some(local.to_owned()) } else { kebab(local) };
                draft.add(keyword, Node::text(element.place, name.unwrap_or_default()));
            }
            None if draft.own.iter().any(|(key, _)| key == keyword) => {}
            None => {
                let message =
                    format!("the call activity{} does not say what it calls", called(element));
                self.fault(element.place, message);
            }
        }
        draft.add("name", label);
    }

    fn end_event(element: &Element, label: Node, is_own: bool, draft: &mut Draft) {
        let is_error = element.first("errorEventDefinition").is_some();
        let state = if is_error { "closed unsuccessful" } else { "closed successful" };
        draft.add("end", Node::text(element.place, state));
        draft.add("name", label);
        if is_error && !is_own {
            draft.add("tell", Node::text(element.place, CLOSED));
            draft.add("notify", Node::text(element.place, "admins"));
        }
    }

    /// A gateway that splits or gathers; which, its flows say.
    fn parallel(
        &mut self,
        graph: &Graph<'x>,
        node: NodeIdx,
        item: &Item<'x>,
        label: Node,
        draft: &mut Draft,
    ) {
        let place = item.element.place;
        let own = draft.own.iter().position(|(key, _)| key == "join");
        let is_join = own.is_some() || item.incoming.len() > 1;
        if !is_join && item.outgoing.len() > 1 {
            draft.add("parallel", label);
            return;
        }
        if item.outgoing.len() > 1 && own.is_none() {
            self.fault(place, "this gateway both gathers and splits: make two of it");
            return;
        }
        if !is_join {
            self.fault(place, "this gateway neither gathers nor splits: take it out");
            return;
        }
        // The parallel that it names, if that is still there; else the one that it closes.
        let named = own.and_then(|at| draft.own.get(at)).and_then(|(_, node)| node.value());
        let is_there = named.is_some_and(|name| {
            let mut splits = graph.splits();
            splits.any(|split| self.activities.get(&split) == Some(name))
        });
        if !is_there {
            if let Some(at) = own {
                draft.own.remove(at);
            }
            match graph.split_of(node).and_then(|split| self.activities.get(&split)) {
                Some(split) => draft.add("join", Node::text(place, split.clone())),
                None => self.fault(
                    place,
                    "no parallel gateway splits into exactly the branches that this one gathers",
                ),
            }
        }
        draft.add("name", label);
    }

    /// The flows of `next`.
    fn next(&mut self, graph: &Graph<'x>, node: NodeIdx, item: &Item<'x>) -> Node {
        let decision = graph.decision(node);
        let flows = graph.outgoing(decision.unwrap_or(node)).to_vec();
        let decides = decision.is_some() || item.role == Role::Exclusive;
        let place = item.element.place;
        if flows.is_empty() {
            return self.finish(item);
        }
        let is_split = item.role == Role::Parallel && flows.len() > 1;
        if !decides && !is_split && flows.len() > 1 {
            let message = format!(
                "{} flows leave the {}{} at once: put a gateway behind it",
                flows.len(),
                item.element.name,
                called(item.element)
            );
            self.fault(place, message);
        }
        let default = graph.node(decision.unwrap_or(node));
        let default = default.and_then(|gateway| gateway.element.attribute("default"));
        let flows = self.in_order(graph, &flows, default, decides);
        let mut nodes: Vec<Node> = Vec::new();
        for flow in &flows {
            if let (false, Some((at, _))) = (decides, &flow.when) {
                self.fault(
                    *at,
                    "a condition stands at a flow that no exclusive gateway decides on",
                );
            }
            nodes.push(self.flow_node(graph, flow, default));
        }
        match nodes.as_slice() {
            [one] if one.value().is_some() => one.clone(),
            _ => Node::list(place, nodes),
        }
    }

    /// The flows, the default one last; a gateway has at most one.
    fn in_order<'g>(
        &mut self,
        graph: &'g Graph<'x>,
        flows: &[FlowIdx],
        default: Option<&str>,
        decides: bool,
    ) -> Vec<&'g Flow<'x>> {
        let flows = flows.iter().filter_map(|flow| graph.flows.get(*flow));
        let is_default = |flow: &Flow<'_>| {
            flow.when.is_none() || (default.is_some() && flow.element.attribute("id") == default)
        };
        let (last, mut first): (Vec<_>, Vec<_>) =
            flows.partition(|flow| decides && is_default(flow));
        if last.len() > 1 {
            for flow in last.iter().filter(|flow| flow.element.attribute("id") != default) {
                let message = format!(
                    "the flow{} has no condition, and is not the gateway's default",
                    called(flow.element)
                );
                self.fault(flow.element.place, message);
            }
        }
        first.extend(last);
        first
    }

    fn flow_node(&mut self, graph: &Graph<'x>, flow: &Flow<'x>, default: Option<&str>) -> Node {
        let place = flow.element.place;
        let to = Node::text(place, self.activity_at(graph, graph.target(flow), place));
        let is_default = default.is_some() && flow.element.attribute("id") == default;
        let when = flow.when.as_ref().filter(|_| !is_default);
        if when.is_none() && flow.entries.is_empty() {
            return to;
        }
        let mut entries = Entries::new();
        if let Some((at, when)) = when {
            entries.push(("when".to_owned(), Node::text(*at, when)));
        }
        entries.push(("to".to_owned(), to));
        entries.extend(flow.entries.clone());
        Node::mapping(place, entries)
    }

    /// A path without an end event ends all the same.
    fn finish(&mut self, item: &Item<'x>) -> Node {
        let place = item.element.place;
        self.added.push((place, format!("the end behind{}", called(item.element))));
        let name = match self.finished.clone() {
            Some(name) => name,
            None => self.names.unique(FINISHED, |n| format!("-{n}")),
        };
        self.finished = Some(name.clone());
        Node::text(place, name)
    }

    /// The activity to which failures lead that nothing else catches.
    pub(super) fn failed(&mut self) -> String {
        if let Some(name) = self.failed.clone() {
            return name;
        }
        let name = self.names.unique(FAILED, |n| format!("-{n}"));
        self.failed = Some(name.clone());
        name
    }

    /// An end of ours withdraws whatever still waits; a none end event of BPMN does not.
    fn refuse_ends_in_branches(&mut self, graph: &Graph<'x>) {
        let mut withdrawing = std::collections::BTreeSet::new();
        for split in graph.splits() {
            let joins = graph.nodes.iter().enumerate().filter(|(node, item)| {
                item.role == Role::Parallel
                    && item.incoming.len() > 1
                    && graph.split_of(*node) == Some(split)
            });
            let stop: Vec<NodeIdx> = joins.map(|(node, _)| node).chain([split]).collect();
            for branch in graph.outgoing(split) {
                withdrawing.extend(graph.reach(*branch, &stop).0);
            }
        }
        for item in withdrawing.into_iter().filter_map(|node| graph.node(node)) {
            let is_none_end = item.role == Role::End
                && !super::is_ours(item.element)
                && !item.element.children.iter().any(|part| part.name.ends_with("EventDefinition"));
            let is_implicit = item.outgoing.is_empty()
                && !matches!(
                    item.role,
                    Role::End | Role::Folded | Role::Refused | Role::Compensation
                );
            if is_none_end || is_implicit {
                let message = format!(
                    "a branch ends at the {}{} and the others go on: an end here ends the whole process",
                    item.element.name,
                    called(item.element)
                );
                self.fault(item.element.place, message);
            }
        }
    }
}
