//! Boundary events: deadlines, reminders, failures and compensation.

use super::graph::{Graph, Item, NodeIdx, Role};
use super::read::called;
use super::{Import, is_ours};
use crate::node::{Entries, Node, take};
use crate::property;
use crate::xml::Element;

impl<'x> Import<'x> {
    /// Adds what the events at the border of a node mean.
    pub(super) fn border(
        &mut self,
        graph: &Graph<'x>,
        node: NodeIdx,
        item: &Item<'x>,
        process: &'x Element,
        entries: &mut Entries,
    ) {
        let mut on_error = Entries::new();
        for event in graph.nodes.iter().filter(|event| event.host == Some(node)) {
            let element = event.element;
            let added = if let Some(timer) = element.first("timerEventDefinition") {
                self.timer_event(graph, event, timer)
            } else if let Some(error) = element.first("errorEventDefinition") {
                let (label, flow) = self.error_event(graph, event, error);
                if on_error.iter().any(|(other, _)| *other == label) {
                    self.fault(
                        element.place,
                        format!("the failure `{label}` is caught twice here"),
                    );
                }
                on_error.push((label, flow));
                None
            } else if element.first("compensateEventDefinition").is_some() {
                let invoker = self.compensation(graph, event, process);
                invoker.map(|invoker| ("compensate", invoker))
            } else {
                let message = format!("the boundary event{} waits for nothing", called(element));
                self.fault(element.place, message);
                None
            };
            if let Some((key, value)) = added {
                if entries.iter().any(|(other, _)| other == key) {
                    let message = format!("a second event of this kind; there can be one `{key}`");
                    self.fault(element.place, message);
                } else {
                    entries.push((key.to_owned(), value));
                }
            }
        }
        let fails = matches!(item.role, Role::ServiceTask | Role::Call);
        if fails && !is_ours(item.element) {
            self.catch_any(item, &mut on_error);
        }
        // What catches everything comes last.
        on_error.sort_by_key(|(label, _)| label == "any");
        if !on_error.is_empty() {
            entries.push(("on-error".to_owned(), Node::mapping(item.element.place, on_error)));
        }
    }

    /// A service task or call of another tool that nothing catches: BPMN ends the process then.
    fn catch_any(&mut self, item: &Item<'x>, on_error: &mut Entries) {
        if on_error.iter().any(|(label, _)| label == "any") {
            return;
        }
        let place = item.element.place;
        let failed = self.failed();
        self.added
            .push((place, format!("the way to `{failed}` when{} fails", called(item.element))));
        let flow = vec![
            ("to".to_owned(), Node::text(place, failed)),
            ("tell".to_owned(), Node::text(place, "A step failed: {{ error.message }}")),
        ];
        on_error.push(("any".to_owned(), Node::mapping(place, flow)));
    }

    /// The activity to which a boundary event leads.
    fn way(&mut self, graph: &Graph<'x>, event: &Item<'x>) -> Node {
        let place = event.element.place;
        let [flow] = event.outgoing.as_slice() else {
            let message = format!(
                "{} flows leave the boundary event{}; it needs one",
                event.outgoing.len(),
                called(event.element)
            );
            self.fault(place, message);
            return Node::text(place, "");
        };
        let Some(flow) = graph.flows.get(*flow) else { return Node::text(place, "") };
        if let Some((at, _)) = &flow.when {
            self.fault(*at, "the flow from a boundary event has a condition");
        }
        Node::text(place, self.activity_at(graph, graph.target(flow), place))
    }

    fn own(&mut self, element: &Element) -> Option<Entries> {
        property::entries_of(element, "event", &mut self.faults).map(|(_, entries)| entries)
    }

    fn timer_event(
        &mut self,
        graph: &Graph<'x>,
        event: &Item<'x>,
        timer: &Element,
    ) -> Option<(&'static str, Node)> {
        let element = event.element;
        let own = self.own(element);
        let interrupts = !matches!(element.attribute("cancelActivity"), Some("false" | "0"));
        if !interrupts {
            if let Some(own) = own {
                return Some(("remind", self.remind(element, timer, own)));
            }
            let message = format!(
                "the timer{} does not interrupt what it is attached to: only a reminder of ours can do so",
                called(element)
            );
            self.fault(element.place, message);
            return None;
        }
        let Some(duration) = timer.first("timeDuration") else {
            self.fault(timer.place, "a deadline needs a `timeDuration`");
            return None;
        };
        let after = self.delay(duration);
        let mut entries =
            vec![("after".to_owned(), after), ("to".to_owned(), self.way(graph, event))];
        entries.extend(own.unwrap_or_else(|| {
            let tell = Node::text(element.place, "There was no answer in time.");
            vec![("tell".to_owned(), tell)]
        }));
        Some(("expire", Node::mapping(element.place, entries)))
    }

    fn remind(&mut self, element: &Element, timer: &Element, mut own: Entries) -> Node {
        let mut entries = Entries::new();
        if let Some(duration) = timer.first("timeDuration") {
            entries.push(("after".to_owned(), self.delay(duration)));
        } else if let Some(cycle) = timer.first("timeCycle") {
            let text = cycle.text.trim();
            let mut duration = cycle.clone();
            text.strip_prefix("R/").unwrap_or(text).clone_into(&mut duration.text);
            let every = self.delay(&duration);
            let after = take(&mut own, "after").unwrap_or_else(|| every.clone());
            entries.push(("after".to_owned(), after));
            entries.push(("every".to_owned(), every));
        } else {
            self.fault(timer.place, "a reminder needs a `timeDuration` or a `timeCycle`");
        }
        entries.extend(own);
        Node::mapping(element.place, entries)
    }

    fn error_event(
        &mut self,
        graph: &Graph<'x>,
        event: &Item<'x>,
        error: &Element,
    ) -> (String, Node) {
        let element = event.element;
        let label = error.attribute("errorRef").and_then(|id| {
            let local = id.rsplit_once(':').map_or(id, |(_, local)| local);
            let code = self.errors.get(id).or_else(|| self.errors.get(local)).copied();
            if code.is_none() {
                self.fault(error.place, format!("there is no error `{id}`"));
            }
            // An error without a code is as good as none.
            code.flatten()
        });
        let label = label.unwrap_or("any").to_owned();
        let mut entries = vec![("to".to_owned(), self.way(graph, event))];
        entries.extend(self.own(element).unwrap_or_else(|| {
            let tell = Node::text(element.place, "A step failed: {{ error.message }}");
            vec![("tell".to_owned(), tell)]
        }));
        (label, Node::mapping(element.place, entries))
    }

    /// The invoker that an association leads to.
    fn compensation(
        &mut self,
        graph: &Graph<'x>,
        event: &Item<'x>,
        process: &'x Element,
    ) -> Option<Node> {
        let id = event.element.attribute("id");
        let association = process
            .each("association")
            .find(|association| id.is_some() && association.attribute("sourceRef") == id);
        let task = association.and_then(|association| association.attribute("targetRef"));
        let task = task.and_then(|task| graph.find(task)).and_then(|task| graph.node(task));
        let Some(task) = task.filter(|task| task.role == Role::Compensation) else {
            let message = "no association leads from here to a service task that compensates";
            self.fault(event.element.place, message);
            return None;
        };
        let own = property::entries_of(task.element, "compensation", &mut self.faults);
        let own = own.and_then(|(_, mut own)| take(&mut own, "service-task"));
        Some(own.unwrap_or_else(|| self.invoker(task.element)))
    }

    /// Says what associations and tasks that compensate nothing meant nothing.
    pub(super) fn unused(&mut self, graph: &Graph<'x>, process: &'x Element) {
        let mut compensating = Vec::new();
        for association in process.each("association") {
            let end = |name| association.attribute(name).and_then(|id| graph.find(id));
            let source = end("sourceRef").and_then(|node| graph.node(node));
            if source.is_some_and(|source| source.role == Role::Boundary) {
                compensating.extend(end("targetRef"));
            } else {
                self.leave_out(association);
            }
        }
        for (node, item) in graph.nodes.iter().enumerate() {
            if item.role == Role::Compensation && !compensating.contains(&node) {
                let message = format!(
                    "no boundary event leads to the task{}, which compensates",
                    called(item.element)
                );
                self.fault(item.element.place, message);
            }
        }
    }
}
