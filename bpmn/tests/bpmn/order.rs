//! Exports have the order of elements, and the attributes, of the standard's schemas.
//!
//! The tables are transcripts of the types of Semantic.xsd, BPMNDI.xsd, DI.xsd and DC.xsd (OMG formal/2011-01-03)
//! that exports use: for each element its sequence, the inherited part first. `?` is at most one, `*` any number,
//! `+` one or more, nothing is exactly one. `FLOW_ELEMENT` and the like stand for substitution groups.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use crate::support::{exported, processes};

const BASE: &str = "documentation* extensionElements?";
const FLOW_NODE: &str =
    "documentation* extensionElements? auditing? monitoring? categoryValueRef* incoming* outgoing*";
const ACTIVITY: &str = "ioSpecification? property* dataInputAssociation* dataOutputAssociation* resourceRole* \
     LOOP?";
const CATCH: &str =
    "property* dataOutput* dataOutputAssociation* outputSet? DEFINITION* eventDefinitionRef*";
const THROW: &str =
    "property* dataInput* dataInputAssociation* inputSet? DEFINITION* eventDefinitionRef*";

const LOOP: [&str; 2] = ["multiInstanceLoopCharacteristics", "standardLoopCharacteristics"];
const DEFINITION: [&str; 5] = [
    "compensateEventDefinition",
    "errorEventDefinition",
    "messageEventDefinition",
    "terminateEventDefinition",
    "timerEventDefinition",
];
const FLOW_ELEMENT: [&str; 14] = [
    "boundaryEvent",
    "callActivity",
    "complexGateway",
    "endEvent",
    "exclusiveGateway",
    "intermediateCatchEvent",
    "parallelGateway",
    "receiveTask",
    "scriptTask",
    "sequenceFlow",
    "serviceTask",
    "startEvent",
    "subProcess",
    "userTask",
];
const ROOT: [&str; 3] = ["error", "message", "process"];
const TIME: [&str; 3] = ["timeCycle", "timeDate", "timeDuration"];

/// The sequence of an element's content.
fn sequence(element: &str) -> String {
    match element {
        "definitions" => "import* extension* ROOT* BPMNDiagram* relationship*".to_owned(),
        "message"
        | "error"
        | "association"
        | "errorEventDefinition"
        | "terminateEventDefinition"
        | "compensateEventDefinition" => BASE.to_owned(),
        "process" => format!(
            "{BASE} supportedInterfaceRef* ioSpecification? ioBinding* auditing? monitoring? property* laneSet* FLOW_ELEMENT* association* resourceRole* \
             correlationSubscription* supports*"
        ),
        "subProcess" => format!("{FLOW_NODE} {ACTIVITY} laneSet* FLOW_ELEMENT* association*"),
        "userTask" => format!("{FLOW_NODE} {ACTIVITY} rendering*"),
        "scriptTask" => format!("{FLOW_NODE} {ACTIVITY} script?"),
        "serviceTask" | "receiveTask" | "callActivity" => format!("{FLOW_NODE} {ACTIVITY}"),
        "exclusiveGateway" | "parallelGateway" => FLOW_NODE.to_owned(),
        "complexGateway" => format!("{FLOW_NODE} activationCondition?"),
        "startEvent" | "intermediateCatchEvent" | "boundaryEvent" => format!("{FLOW_NODE} {CATCH}"),
        "endEvent" => format!("{FLOW_NODE} {THROW}"),
        "sequenceFlow" => {
            format!("{BASE} auditing? monitoring? categoryValueRef* conditionExpression?")
        }
        "timerEventDefinition" => format!("{BASE} TIME?"),
        "messageEventDefinition" => format!("{BASE} operationRef?"),
        "multiInstanceLoopCharacteristics" => format!(
            "{BASE} loopCardinality? loopDataInputRef? loopDataOutputRef? inputDataItem? outputDataItem? \
             complexBehaviorDefinition* completionCondition?"
        ),
        "documentation"
        | "incoming"
        | "outgoing"
        | "conditionExpression"
        | "activationCondition"
        | "timeCycle"
        | "timeDate"
        | "timeDuration"
        | "waypoint"
        | "Bounds" => String::new(),
        "BPMNDiagram" => "BPMNPlane BPMNLabelStyle*".to_owned(),
        "BPMNPlane" => "extension? PLANE*".to_owned(),
        "BPMNShape" => "extension? Bounds BPMNLabel?".to_owned(),
        "BPMNEdge" => "extension? waypoint waypoint+ BPMNLabel?".to_owned(),
        "BPMNLabel" => "extension? Bounds?".to_owned(),
        other => panic!("no sequence is known of `{other}`"),
    }
}

/// The attributes that an element must and may have.
fn attributes(element: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match element {
        "definitions" => (&["targetNamespace"], &["id", "name", "expressionLanguage", "exporter"]),
        "error" => (&["id"], &["name", "errorCode"]),
        "process" => (&["id"], &["name", "isExecutable"]),
        "exclusiveGateway" | "complexGateway" => {
            (&["id"], &["name", "gatewayDirection", "default"])
        }
        "parallelGateway" => (&["id"], &["name", "gatewayDirection"]),
        "serviceTask" => (&["id"], &["name", "isForCompensation"]),
        "receiveTask" => (&["id"], &["name", "messageRef"]),
        "callActivity" => (&["id"], &["name", "calledElement"]),
        "boundaryEvent" => (&["id", "attachedToRef"], &["name", "cancelActivity"]),
        "sequenceFlow" => (&["id", "sourceRef", "targetRef"], &["name"]),
        "association" => (&["id", "sourceRef", "targetRef"], &["associationDirection"]),
        "message"
        | "userTask"
        | "scriptTask"
        | "subProcess"
        | "startEvent"
        | "endEvent"
        | "intermediateCatchEvent" => (&["id"], &["name"]),
        "errorEventDefinition" => (&[], &["errorRef"]),
        "messageEventDefinition" => (&[], &["messageRef"]),
        "multiInstanceLoopCharacteristics" => (&[], &["isSequential"]),
        "conditionExpression"
        | "activationCondition"
        | "timeDate"
        | "timeDuration"
        | "timeCycle" => (&["type"], &["language"]),
        "BPMNDiagram" => (&["id"], &[]),
        "BPMNShape" => (&["id", "bpmnElement"], &["isMarkerVisible", "isExpanded"]),
        "BPMNPlane" | "BPMNEdge" => (&["id", "bpmnElement"], &[]),
        "Bounds" => (&["x", "y", "width", "height"], &[]),
        "waypoint" => (&["x", "y"], &[]),
        _ => (&[], &[]),
    }
}

fn is_one_of(group: &str, name: &str) -> bool {
    match group {
        "LOOP" => LOOP.contains(&name),
        "DEFINITION" => DEFINITION.contains(&name),
        "FLOW_ELEMENT" => FLOW_ELEMENT.contains(&name),
        "ROOT" => ROOT.contains(&name),
        "TIME" => TIME.contains(&name),
        "PLANE" => matches!(name, "BPMNShape" | "BPMNEdge"),
        _ => group == name,
    }
}

fn is_in_order(children: &[&str], sequence: &str) -> bool {
    let mut rest = children;
    for particle in sequence.split_whitespace() {
        let group = particle.trim_end_matches(['?', '*', '+']);
        let n_found = rest.iter().take_while(|name| is_one_of(group, name)).count();
        let (n_min, n_max) = match particle.strip_prefix(group) {
            Some("?") => (0, 1),
            Some("*") => (0, usize::MAX),
            Some("+") => (1, usize::MAX),
            _ => (1, 1),
        };
        if n_found < n_min {
            return false;
        }
        rest = &rest[n_found.min(n_max)..];
    }
    rest.is_empty()
}

fn check(name: &str, node: Node<'_, '_>) {
    let tag = node.tag_name().name();
    if tag == "extensionElements" {
        let usher = Some("urn:usher:process:1");
        assert!(
            node.children().filter(Node::is_element).all(|it| it.tag_name().namespace() == usher)
        );
        return;
    }
    let children: Vec<&str> =
        node.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect();
    let sequence = sequence(tag);
    assert!(
        is_in_order(&children, &sequence),
        "{name}: `{tag}` holds {children:?}, not {sequence}"
    );
    let (must, may) = attributes(tag);
    let given: BTreeSet<&str> = node.attributes().map(|attribute| attribute.name()).collect();
    for wanted in must {
        assert!(given.contains(wanted), "{name}: `{tag}` has no `{wanted}`");
    }
    for found in given {
        assert!(must.contains(&found) || may.contains(&found), "{name}: `{tag}` has `{found}`");
    }
    for child in node.children().filter(Node::is_element) {
        check(name, child);
    }
}

/// Ids are names without colons, each given once; references name what they may name.
fn check_references(name: &str, document: &Document<'_>) {
    let mut ids = BTreeSet::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        let first = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let rest = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        assert!(first && rest, "{name}: `{id}` cannot be an id");
        assert!(ids.insert(id), "{name}: the id `{id}` is given twice");
    }
    let references = [
        "sourceRef",
        "targetRef",
        "attachedToRef",
        "default",
        "errorRef",
        "messageRef",
        "bpmnElement",
    ];
    for node in document.descendants().filter(Node::is_element) {
        let is_reference = matches!(node.tag_name().name(), "incoming" | "outgoing");
        let text = is_reference.then(|| node.text().unwrap_or_default());
        let named = references.iter().filter_map(|name| node.attribute(*name)).chain(text);
        for reference in named {
            assert!(ids.contains(reference), "{name}: there is no `{reference}`");
        }
    }
}

#[test]
fn exports_keep_to_the_schemas() {
    for (name, source) in processes() {
        let xml = exported(&name, &source);
        let document = Document::parse(&xml).unwrap();
        check(&name, document.root_element());
        check_references(&name, &document);
    }
}

#[test]
fn every_kind_of_element_is_exported_somewhere() {
    let texts: String = processes().iter().map(|(name, source)| exported(name, source)).collect();
    for element in
        FLOW_ELEMENT.iter().chain(&DEFINITION).chain(&TIME).chain(&ROOT).chain(&LOOP[..1])
    {
        assert!(texts.contains(&format!("<{element}")), "no test exports `{element}`");
    }
}

#[test]
fn the_check_of_the_order_can_fail() {
    let sequence = sequence("BPMNEdge");
    assert!(is_in_order(&["waypoint", "waypoint", "BPMNLabel"], &sequence));
    assert!(!is_in_order(&["waypoint"], &sequence));
    assert!(!is_in_order(&["BPMNLabel", "waypoint", "waypoint"], &sequence));
    assert!(!is_in_order(&["outgoing", "incoming"], FLOW_NODE));
    assert!(!is_in_order(&["other"], FLOW_NODE));
}
