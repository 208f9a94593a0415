//! Flow nodes as activities.

use super::graph::{Graph, Item, NodeIdx, Role};
use super::names::{kebab, label, spoken};
use super::read::called;
use super::{FAILED, Import};
use crate::node::{Entries, Node};
use crate::xml::Element;
use crate::{Place, property};

/// The button of a dialog that only says that something is done.
const DONE: &str = "Done";
/// What the customer reads when a process of another tool ends without success.
const CLOSED: &str = "Your request was closed. Please contact the administrator.";

/// An activity in the making: keyword, what the language has of it, and what we wrote in extension elements.
pub(super) struct Draft {
    entries: Entries,
    own: Entries,
}

impl Draft {
    /// Adds an entry, unless what we wrote has it.
    pub(super) fn add(&mut self, key: &str, node: Node) {
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
        self.splits = graph.splits_by_join();
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

    /// The parallel gateway whose branches a joining one gathers, if there is one such.
    fn split_of(&self, join: NodeIdx) -> Option<NodeIdx> {
        match self.splits.get(&join).map(Vec::as_slice) {
            Some([split]) => Some(*split),
            Some(_) | None => None,
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
            match self.split_of(node).and_then(|split| self.activities.get(&split)) {
                Some(split) => draft.add("join", Node::text(place, split.clone())),
                None => self.fault(
                    place,
                    "no parallel gateway splits into exactly the branches that this one gathers",
                ),
            }
        }
        draft.add("name", label);
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
}
