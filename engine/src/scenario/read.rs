//! Reading a document of scenarios against the process that it tests.

mod expect;
mod parts;
mod steps;

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{BEGINNING, NUMBER, Scenario, Step, Suite};
use crate::access::Actor;
use crate::diagnostic::{Code, Diagnostic, Faults, Lines, Span};
use crate::process::Process;
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::process::document::{self, Node};

const START: Span = Span { line: 1, column: 1, length: 0 };

/// The name of the process that a document of scenarios is about, if it says so.
pub fn process_name(source: &[u8]) -> Option<String> {
    let lines = Lines::new(document::decode(source).ok()?);
    let mut faults = Faults::default();
    let root = document::read(&lines, &mut faults)?;
    let mut found = entries(&root, "scenarios", &mut faults)?.iter();
    let (_, node) = found.find(|(key, _)| key.value == "process")?;
    Some(text(node, "process", node.span, &mut faults)?.value.clone())
}

/// Reads a document of scenarios; `process` is the one that they are for.
///
/// # Errors
/// Every fault that was found, by position.
pub fn read(source: &[u8], process: &Process) -> Result<Suite, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let suite = match document::decode(source) {
        Ok(text) => {
            let lines = Lines::new(text);
            let root = document::read(&lines, &mut faults);
            let mut reader = Reader { process, people: BTreeMap::new(), faults };
            let suite = root.and_then(|root| reader.suite(&root));
            faults = reader.faults;
            suite
        }
        Err(diagnostic) => {
            faults.push(*diagnostic);
            None
        }
    };
    match suite {
        Some(suite) if faults.is_empty() => Ok(suite),
        Some(_) | None => Err(faults.into_sorted().into_iter().map(of_scenarios).collect()),
    }
}

/// A fault of the document's form, under the codes of scenarios.
fn of_scenarios(mut diagnostic: Diagnostic) -> Diagnostic {
    let code = diagnostic.code;
    if matches!(code, Code::NotText | Code::NotYaml) {
        // What the readers of documents offer is about processes.
        diagnostic.help = diagnostic.help.filter(|help| !help.contains("process"));
        diagnostic.code = Code::ScenariosUnreadable;
    } else if matches!(code, Code::UnknownKey | Code::RepeatedKey | Code::MissingKey) {
        diagnostic.code = Code::ScenarioKey;
    } else if code == Code::WrongType {
        diagnostic.code = Code::ScenarioValue;
    }
    diagnostic
}

/// A document under reading.
struct Reader<'r> {
    process: &'r Process,
    people: BTreeMap<String, Actor>,
    faults: Faults,
}

impl Reader<'_> {
    fn suite(&mut self, root: &Node) -> Option<Suite> {
        let keys = ["process", "people", "scenarios"];
        let top = Mapping::open(root, "a file of scenarios", START, &keys, &mut self.faults)?;
        let process = top.require_text("process", &mut self.faults)?;
        if process.value != self.process.name() {
            let known = [self.process.name()];
            self.unknown(process, "process", known);
        }
        if let Some((key, node)) = top.get("people") {
            for (name, node) in entries(node, &key.value, &mut self.faults)? {
                if let Some(actor) = self.person(name, node) {
                    self.people.insert(name.value.clone(), actor);
                }
            }
        }
        let (key, node) = top.require("scenarios", &mut self.faults)?;
        let nodes = list(node, &key.value, &mut self.faults)?;
        let scenarios: Vec<Option<Scenario>> =
            nodes.iter().map(|node| self.scenario(node)).collect();
        let scenarios: Vec<Scenario> = scenarios.into_iter().collect::<Option<_>>()?;
        self.refuse_repeated_names(&scenarios);
        Some(Suite { process: process.value.clone(), scenarios })
    }

    fn refuse_repeated_names(&mut self, scenarios: &[Scenario]) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for scenario in scenarios {
            if let Some(&earlier) = first.get(&*scenario.name) {
                let message = format!("`{}` is the name of two scenarios", scenario.name);
                let diagnostic = Diagnostic::new(Code::ScenarioValue, scenario.place, message);
                self.faults.push(diagnostic.label(earlier, "the first one"));
            }
            first.insert(&scenario.name, scenario.place);
        }
    }

    fn person(&mut self, name: &Text, node: &Node) -> Option<Actor> {
        let keys = ["login", "customer", "groups", "agent"];
        let mapping = Mapping::open(node, "a person", name.span, &keys, &mut self.faults)?;
        let groups = match mapping.get("groups") {
            Some((key, node)) => self.texts(node, &key.value)?,
            None => Vec::new(),
        };
        let is_agent = match mapping.text("agent", &mut self.faults) {
            Some(text) => self.boolean(text)?,
            None => false,
        };
        let login = mapping.text("login", &mut self.faults).unwrap_or(name).value.clone();
        if !is_agent {
            let customer_id = mapping.require_text("customer", &mut self.faults)?.value.clone();
            return Some(Actor::CustomerUser { login, customer_id, groups });
        }
        if let Some((key, _)) = mapping.get("customer") {
            self.wrong(key.span, "an agent belongs to no customer");
        }
        Some(Actor::Agent { login, groups })
    }

    fn scenario(&mut self, node: &Node) -> Option<Scenario> {
        let keys = ["name", "at", "number", "steps"];
        let mapping = Mapping::open(node, "a scenario", node.span, &keys, &mut self.faults)?;
        let name = mapping.require_text("name", &mut self.faults);
        let at = match mapping.text("at", &mut self.faults) {
            Some(text) => self.moment(text),
            None => Some(BEGINNING),
        };
        let number = mapping.text("number", &mut self.faults);
        let number = number.map_or_else(|| NUMBER.to_owned(), |text| text.value.clone());
        let (key, node) = mapping.require("steps", &mut self.faults)?;
        let nodes = list(node, &key.value, &mut self.faults)?;
        let steps: Vec<Option<Step>> = nodes.iter().map(|node| self.step(node)).collect();
        let steps: Option<Vec<Step>> = steps.into_iter().collect();
        let name = name?;
        Some(Scenario {
            name: name.value.clone(),
            place: name.span,
            at: at?,
            number,
            steps: steps?,
        })
    }

    fn moment(&mut self, text: &Text) -> Option<jiff::Timestamp> {
        let moment = text.value.parse::<DateTime>().ok();
        let moment = moment.and_then(|moment| TimeZone::UTC.to_timestamp(moment).ok());
        if moment.is_none() {
            self.wrong(text.span, "`at` is a moment in UTC, like 2026-12-31T18:00");
        }
        moment
    }
}
