//! The elements of a process: which the language has, which say nothing that it needs, and which it refuses.

use super::graph::{Graph, Item, Role};
use super::{Import, is_ours};
use crate::xml::{Element, Space};
use crate::{Fault, Place};

/// The most flow nodes: the language has at most 500 activities.
const NODES_MAX: usize = 1000;

/// What stands in a process and says nothing that the language needs: it is left out, with a note.
const LEFT_OUT: [&str; 19] = [
    "artifact",
    "auditing",
    "correlationSubscription",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "group",
    "humanPerformer",
    "ioBinding",
    "ioSpecification",
    "laneSet",
    "monitoring",
    "performer",
    "potentialOwner",
    "property",
    "resourceRole",
    "supportedInterfaceRef",
    "supports",
    "textAnnotation",
];

/// The same in a flow node.
const LEFT_OUT_OF_NODE: [&str; 16] = [
    "auditing",
    "categoryValueRef",
    "dataInput",
    "dataInputAssociation",
    "dataOutput",
    "dataOutputAssociation",
    "humanPerformer",
    "inputSet",
    "ioSpecification",
    "monitoring",
    "outputSet",
    "performer",
    "potentialOwner",
    "property",
    "rendering",
    "resourceRole",
];

/// What the language has instead of what it refuses.
const INSTEAD: [(&str, &str); 9] = [
    ("adHocSubProcess", "a user task with several dialogs"),
    ("eventBasedGateway", "a wait for a message, with a deadline"),
    ("inclusiveGateway", "a parallel gateway whose branches begin with an exclusive one"),
    ("intermediateThrowEvent", "a service task"),
    ("multiInstanceLoopCharacteristics", "a `for-each` of another process"),
    ("scriptTask", "a service task: scripts are not carried out"),
    ("standardLoopCharacteristics", "a flow back, from an exclusive gateway"),
    ("subProcess", "a process of its own, and a call activity"),
    ("transaction", "a process of its own, and a call activity"),
];

impl<'x> Import<'x> {
    /// Reads the nodes and flows of a process.
    pub(super) fn elements(&mut self, process: &'x Element) -> Graph<'x> {
        let mut graph = Graph::default();
        let mut flows = Vec::new();
        for child in &process.children {
            if child.space != Space::Bpmn {
                self.leave_out(child);
                continue;
            }
            match child.name.as_str() {
                // Associations are looked at once it is known what they join.
                "documentation" | "association" => {}
                "extensionElements" => self.extensions(child),
                "sequenceFlow" => flows.push(child),
                name if LEFT_OUT.contains(&name) => self.leave_out(child),
                _ => self.node(child, &mut graph),
            }
        }
        if graph.nodes.len() > NODES_MAX {
            let message = format!(
                "there are {} flow nodes; at most {NODES_MAX} are possible",
                graph.nodes.len()
            );
            self.faults.push(Fault::new(process.place, message));
            graph.nodes.clear();
            graph.by_id.clear();
            return graph;
        }
        for flow in flows {
            self.flow(flow, &mut graph);
        }
        self.attach(&mut graph);
        self.order(&mut graph);
        graph
    }

    fn node(&mut self, element: &'x Element, graph: &mut Graph<'x>) {
        let role = self.role(element).unwrap_or(Role::Refused);
        if role != Role::Refused {
            self.parts(element, role);
        }
        let index = graph.nodes.len();
        match element.attribute("id") {
            Some(id) if graph.by_id.contains_key(id) => {
                let message = format!("the id `{id}` is given twice");
                self.faults.push(Fault::new(element.place, message));
            }
            Some(id) => drop(graph.by_id.insert(id, index)),
            None => {}
        }
        let (incoming, outgoing) = (Vec::new(), Vec::new());
        graph.nodes.push(Item {
            element,
            role,
            outgoing,
            incoming,
            host: None,
            events: Vec::new(),
        });
    }

    /// What a flow node is to us; `None` after it was refused.
    fn role(&mut self, element: &Element) -> Option<Role> {
        let has_own = is_ours(element);
        let is_true = |name| matches!(element.attribute(name), Some("true" | "1"));
        let fold = element.extension("fold").and_then(|fold| fold.attribute("of"));
        let role = match element.name.as_str() {
            "startEvent" => Role::Start,
            "endEvent" if fold == Some("remind") => Role::Folded,
            "endEvent" => Role::End,
            "task" | "manualTask" | "userTask" => Role::UserTask,
            "serviceTask" | "sendTask" | "businessRuleTask" if is_true("isForCompensation") => {
                Role::Compensation
            }
            "serviceTask" | "sendTask" | "businessRuleTask" => Role::ServiceTask,
            "receiveTask" => Role::Receive,
            "callActivity" => Role::Call,
            "intermediateCatchEvent" => Role::Catch,
            "boundaryEvent" => Role::Boundary,
            "exclusiveGateway" => Role::Exclusive,
            "parallelGateway" => Role::Parallel,
            "scriptTask" if has_own => Role::Script,
            "complexGateway" if has_own => Role::Complex,
            "subProcess" if has_own => Role::Waiting,
            _ => {
                self.refuse(element);
                return None;
            }
        };
        for quantity in ["startQuantity", "completionQuantity"] {
            if element.attribute(quantity).is_some_and(|value| value != "1") {
                let message = format!("`{quantity}` of a {} can only be 1", element.name);
                self.faults.push(Fault::new(element.place, message));
            }
        }
        if is_true("isForCompensation") && role != Role::Compensation {
            let message = format!("a `{}` cannot compensate: a service task can", element.name);
            self.faults.push(Fault::new(element.place, message));
        }
        if is_true("instantiate") || is_true("parallelMultiple") {
            let message =
                format!("a `{}` that begins the process has no counterpart", element.name);
            self.faults.push(Fault::new(element.place, message));
        }
        Some(role)
    }

    /// Looks at what stands in a flow node.
    fn parts(&mut self, element: &Element, role: Role) {
        let mut n_definitions = 0;
        for child in &element.children {
            let is_ours = is_ours(element);
            let is_known = match child.name.as_str() {
                _ if child.space != Space::Bpmn => false,
                "documentation" | "incoming" | "outgoing" => true,
                "extensionElements" => {
                    self.extensions(child);
                    true
                }
                "activationCondition" => role == Role::Complex,
                "multiInstanceLoopCharacteristics" => role == Role::Call && is_ours,
                "script" => role == Role::Script,
                name if name.ends_with("EventDefinition") => {
                    n_definitions += 1;
                    is_possible(role, name)
                }
                _ if role == Role::Waiting => true,
                name => {
                    LEFT_OUT_OF_NODE.contains(&name) && {
                        self.leave_out(child);
                        true
                    }
                }
            };
            if !is_known {
                if child.space == Space::Bpmn {
                    self.refuse_in(child, element);
                } else {
                    self.leave_out(child);
                }
            }
        }
        if n_definitions > 1 || element.first("eventDefinitionRef").is_some() {
            let message = format!("a `{}` can have one event definition, of its own", element.name);
            self.faults.push(Fault::new(element.place, message));
        }
    }

    fn refuse(&mut self, element: &Element) {
        let message = format!("`{}`{} has no counterpart", element.name, called(element));
        self.push_refusal(element, message);
    }

    fn refuse_in(&mut self, child: &Element, element: &Element) {
        let message = format!(
            "`{}` of the {}{} has no counterpart",
            child.name,
            element.name,
            called(element)
        );
        self.push_refusal(child, message);
    }

    fn push_refusal(&mut self, element: &Element, message: String) {
        let mut fault = Fault::new(element.place, message);
        let instead = INSTEAD.iter().find(|(name, _)| *name == element.name);
        fault.help = instead.map(|(_, instead)| format!("use {instead}"));
        self.faults.push(fault);
    }

    pub(super) fn extensions(&mut self, extensions: &Element) {
        for child in extensions.children.iter().filter(|child| child.space != Space::Usher) {
            self.note("extensionElements of other tools", child.place);
        }
    }

    pub(super) fn leave_out(&mut self, element: &Element) {
        let name =
            if element.space == Space::Bpmn { &element.name } else { "elements of other tools" };
        self.note(name, element.place);
    }

    pub(super) fn note(&mut self, what: &str, place: Place) {
        self.left_out.entry(what.to_owned()).or_default().push(place);
    }
}

/// Whether an event of this role may have a definition of this name.
fn is_possible(role: Role, definition: &str) -> bool {
    match role {
        Role::End => matches!(definition, "terminateEventDefinition" | "errorEventDefinition"),
        Role::Catch => matches!(definition, "timerEventDefinition" | "messageEventDefinition"),
        Role::Boundary => matches!(
            definition,
            "timerEventDefinition" | "errorEventDefinition" | "compensateEventDefinition"
        ),
        Role::Folded => true,
        Role::Start
        | Role::UserTask
        | Role::ServiceTask
        | Role::Script
        | Role::Receive
        | Role::Call
        | Role::Waiting
        | Role::Exclusive
        | Role::Parallel
        | Role::Complex
        | Role::Compensation
        | Role::Refused => false,
    }
}

/// ` "Name"`, for sentences.
pub(super) fn called(element: &Element) -> String {
    let name = element.attribute("name").map(super::names::line);
    let name = name.or_else(|| element.attribute("id").map(super::names::line));
    name.map(|name| format!(" \"{name}\"")).unwrap_or_default()
}
