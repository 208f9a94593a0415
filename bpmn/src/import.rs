//! BPMN as a process document.
//!
//! `read` tells what the language has from what it has not, `connect` joins it by its flows, `graph` knows what
//! leads where. `activity` makes activities of flow nodes, with `flows`, `wait`, and `border` for the events at
//! their borders; `names` names what has no name of ours.

mod activity;
mod border;
mod connect;
mod flows;
mod graph;
mod names;
mod read;
mod wait;

use std::collections::BTreeMap;

use engine::process::compile::{Surroundings, compile};

use crate::node::{Entries, Node, take};
use crate::xml::{self, Element, Space};
use crate::yaml::{self, Yaml};
use crate::{Fault, Place, property};
use graph::{Graph, NodeIdx, Role};
use names::{Names, kebab, label};

/// The most faults that are listed.
const FAULTS_MAX: usize = 200;
/// The queue of a process that names none.
const QUEUE: &str = "Requests";
/// What names an activity that was made here, without an element of its own.
const FAILED: &str = "failed";
const FINISHED: &str = "finished";

/// Reads a BPMN file as the YAML of a process document. What [`crate::export()`] wrote gives an equal process. What
/// was left out of a file of another tool is said in comments at the beginning.
///
/// The document compiles, as far as that can be said without knowing which invokers, queues and other processes
/// there are.
///
/// # Errors
/// Everything that keeps the file from being a process, by place; at most 200 of them.
pub fn import(xml: &[u8]) -> Result<String, Vec<Fault>> {
    let root = xml::read(xml).map_err(|fault| vec![fault])?;
    let mut import = Import::default();
    let yaml = import.document(&root);
    match yaml {
        Some(yaml) if import.faults.is_empty() => proven(yaml),
        Some(_) | None => Err(sorted(import.faults)),
    }
}

/// Whether we wrote an element for an activity.
fn is_ours(element: &Element) -> bool {
    element.extension("activity").is_some()
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort();
    faults.dedup();
    let n_more = faults.len().saturating_sub(FAULTS_MAX);
    faults.truncate(FAULTS_MAX);
    if let (1.., Some(last)) = (n_more, faults.last_mut()) {
        last.message = format!("{}; {n_more} more faults are not shown", last.message);
    }
    faults
}

#[derive(Debug, Default)]
struct Import<'x> {
    faults: Vec<Fault>,
    /// What was left out, and where.
    left_out: BTreeMap<String, Vec<Place>>,
    /// What was added, for the comments.
    added: Vec<(Place, String)>,
    names: Names,
    labels: Names,
    /// The activity names of nodes.
    activities: BTreeMap<NodeIdx, String>,
    /// The activity to which failures lead that nothing else catches, once one does.
    failed: Option<String>,
    /// The activity at which paths end that have no end event, once there is one.
    finished: Option<String>,
    /// For each gateway that gathers branches, those that split into them.
    splits: BTreeMap<NodeIdx, Vec<NodeIdx>>,
    /// Names and codes of messages and errors, by id.
    messages: BTreeMap<&'x str, &'x str>,
    errors: BTreeMap<&'x str, Option<&'x str>>,
}

impl<'x> Import<'x> {
    fn fault(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(Fault::new(place, message));
    }

    fn document(&mut self, root: &'x Element) -> Option<Yaml> {
        if !root.is(Space::Bpmn, "definitions") {
            let message = format!("this is `{}`, not the `definitions` of BPMN 2.0", root.name);
            self.fault(root.place, message);
            return None;
        }
        let process = self.roots(root)?;
        let graph = self.elements(process);
        let own = property::entries_of(process, "process", &mut self.faults);
        let is_own = own.is_some();
        let mut entries = own.map(|(_, entries)| entries).unwrap_or_default();
        let participant = root.each("collaboration").flat_map(|it| it.each("participant"));
        let participant = participant
            .filter(|it| it.attribute("processRef") == process.attribute("id"))
            .find_map(label);
        let title = label(process).or(participant).or_else(|| label(root));
        let title = title.unwrap_or_else(|| "Imported process".to_owned());

        self.name_nodes(&graph);
        let start = self.start(&graph, process, take(&mut entries, "start"));
        let activities = self.activity_entries(&graph, process);

        let place = process.place;
        let text = |value: &str| Node::text(place, value);
        let own_name = process.extension("process").and_then(|own| own.attribute("name"));
        let name = own_name.map(str::to_owned);
        let name = name.or_else(|| kebab(process.attribute("name").unwrap_or(&title)));
        let name = name.or_else(|| process.attribute("id").and_then(kebab));
        let name = name.unwrap_or_else(|| "imported".to_owned());
        let mut document: Entries = vec![("process".to_owned(), text(&name))];
        let title = if is_own { process.attribute("name").unwrap_or(&title) } else { &title };
        if !entries.iter().any(|(key, _)| key == "name") {
            document.push(("name".to_owned(), text(title)));
        }
        if let Some(documentation) = process.first("documentation")
            && !documentation.text.trim().is_empty()
            && !entries.iter().any(|(key, _)| key == "description")
        {
            let description = if is_own { &documentation.text } else { documentation.text.trim() };
            document.push(("description".to_owned(), Node::text(documentation.place, description)));
        }
        document.push(("start".to_owned(), start?));
        if !entries.iter().any(|(key, _)| key == "ticket") {
            self.added.push((place, format!("the ticket's title, and its queue `{QUEUE}`")));
            let ticket = vec![("title".to_owned(), text(title)), ("queue".to_owned(), text(QUEUE))];
            document.push(("ticket".to_owned(), Node::mapping(place, ticket)));
        }
        document.extend(entries);
        document.push(("activities".to_owned(), Node::mapping(place, activities)));
        let mut yaml = yaml::write(&Node::mapping(place, document));
        yaml.prepend(&self.comments());
        Some(yaml)
    }

    /// Reads what stands beside the process, and finds the process.
    fn roots(&mut self, root: &'x Element) -> Option<&'x Element> {
        let mut found: Option<&Element> = None;
        for child in &root.children {
            match child.name.as_str() {
                _ if child.space == Space::Shapes => {}
                _ if child.space != Space::Bpmn => self.leave_out(child),
                "process" if child.first("startEvent").is_some() || is_full(child) => match found {
                    None => found = Some(child),
                    Some(first) => {
                        let message = format!(
                            "this is a second process{}; one file can hold one",
                            read::called(child)
                        );
                        let help = format!("the first one begins in line {}", first.place.line);
                        self.faults.push(Fault::new(child.place, message).help(help));
                    }
                },
                "message" => {
                    if let Some(id) = child.attribute("id") {
                        self.messages.insert(id, child.attribute("name").unwrap_or(id));
                    }
                }
                "error" => {
                    if let Some(id) = child.attribute("id") {
                        self.errors.insert(id, child.attribute("errorCode"));
                    }
                }
                _ => self.leave_out(child),
            }
        }
        if found.is_none() {
            self.fault(root.place, "there is no process with elements in it");
        }
        found
    }

    /// What the comments at the beginning of the document say.
    fn comments(&self) -> Vec<(Place, String)> {
        let added = self.added.iter().map(|(place, what)| (*place, format!("Added: {what}")));
        let left_out = self.left_out.iter().map(|(what, places)| {
            let what: String = what.chars().filter(|c| !c.is_control()).collect();
            let mut lines: Vec<usize> = places.iter().map(|place| place.line).collect();
            lines.dedup();
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            let plural = if lines.len() == 1 { "" } else { "s" };
            let place = places.first().copied().unwrap_or(Place::START);
            (place, format!("Left out: {what} (line{plural} {})", lines.join(", ")))
        });
        added.chain(left_out).collect()
    }

    /// Where the process begins, and who may begin it.
    fn start(&mut self, graph: &Graph<'x>, process: &Element, own: Option<Node>) -> Option<Node> {
        let mut entries = own.map(Node::into_entries).unwrap_or_default();
        take(&mut entries, "activity");
        let mut starts =
            graph.nodes.iter().enumerate().filter(|(_, item)| item.role == Role::Start);
        let Some((node, item)) = starts.next() else {
            self.fault(process.place, "the process has no start event");
            return None;
        };
        for (_, second) in starts {
            self.fault(
                second.element.place,
                "this is a second start event; a process can have one",
            );
        }
        let [flow] = graph.outgoing(node) else {
            let n_flows = graph.outgoing(node).len();
            self.fault(
                item.element.place,
                format!("{n_flows} flows leave the start event; it needs one"),
            );
            return None;
        };
        let flow = graph.flows.get(*flow)?;
        if let Some((place, _)) = flow.when {
            self.fault(place, "the flow from the start event has a condition");
        }
        let to = self.activity_at(graph, graph.target(flow), flow.element.place);
        let activity = Node::text(item.element.place, to);
        entries.insert(0, ("activity".to_owned(), activity));
        Some(Node::mapping(item.element.place, entries))
    }
}

/// The document, if it compiles.
fn proven(yaml: Yaml) -> Result<String, Vec<Fault>> {
    let Err(diagnostics) = compile(yaml.text.as_bytes(), &Surroundings::default()) else {
        return Ok(yaml.text);
    };
    let faults = diagnostics.into_iter().map(|diagnostic| {
        let place = yaml.place(diagnostic.span.line);
        let path = diagnostic.counterexample.map(|path| format!(": {path}")).unwrap_or_default();
        let message = format!("{}: {}{path}", diagnostic.code, diagnostic.message);
        Fault { place, message, help: diagnostic.help }
    });
    Err(sorted(faults.collect()))
}

/// Whether a process has flow nodes: one that stands for a pool of others has none.
fn is_full(process: &Element) -> bool {
    process.first("sequenceFlow").is_some()
        || process.children.iter().any(|child| {
            let name = child.name.as_str();
            ["Event", "Task", "task", "Gateway", "Activity"].iter().any(|end| name.ends_with(end))
        })
}
