//! The step `expect`.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::process::document::mapping::{entries, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::scenario::expect::{ARTICLE, Aspect, BEGUN, Expectation, MAIL, TicketPart};

/// What can be expected besides the parts of the ticket.
const KEYS: [&str; 9] =
    ["at", "waits-for", "invoked", "begun", "told", "error", "fields", "mails", "articles"];

impl Reader<'_> {
    pub(super) fn expectations(
        &mut self,
        keyword: &Text,
        value: &Node,
    ) -> Option<Vec<Expectation>> {
        let given = entries(value, &keyword.value, &mut self.faults)?;
        let mut all = Vec::new();
        for (key, node) in given {
            if key.value == "fields" {
                for (name, node) in entries(node, &key.value, &mut self.faults)? {
                    let field = self.field(name)?;
                    let input = self.input(node, &name.value)?;
                    all.push(Expectation { place: name.span, aspect: Aspect::Field(field, input) });
                }
                continue;
            }
            let aspect = self.aspect(key, node)?;
            all.push(Expectation { place: key.span, aspect });
        }
        if all.is_empty() {
            self.wrong(keyword.span, "this expects nothing");
        }
        Some(all)
    }

    fn aspect(&mut self, key: &Text, node: &Node) -> Option<Aspect> {
        Some(match key.value.as_str() {
            "at" => Aspect::At(self.activities(node, key)?),
            "waits-for" => Aspect::WaitsFor(self.activities(node, key)?),
            "invoked" => Aspect::Invoked(self.invokers(node, key)?),
            "begun" => Aspect::Begun(self.records(node, "begun", &BEGUN)?),
            "told" => Aspect::Told(self.sentence(node, key)?),
            "error" => Aspect::Error(self.sentence(node, key)?),
            "mails" => Aspect::Mails(self.records(node, "mails", &MAIL)?),
            "articles" => Aspect::Articles(self.records(node, "articles", &ARTICLE)?),
            name => {
                let Some(part) = TicketPart::ALL.into_iter().find(|part| part.name() == name)
                else {
                    let known = KEYS.into_iter().chain(TicketPart::ALL.map(TicketPart::name));
                    let message = format!("`expect` has no key `{name}`");
                    let diagnostic = Diagnostic::new(Code::ScenarioKey, key.span, message);
                    self.faults.push_named(diagnostic, name, known);
                    return None;
                };
                Aspect::Ticket(part, self.sentence(node, key)?)
            }
        })
    }

    /// A text; an empty one where there is nothing.
    fn sentence(&mut self, node: &Node, key: &Text) -> Option<String> {
        if matches!(node.kind, Kind::Empty) {
            return Some(String::new());
        }
        Some(text(node, &key.value, key.span, &mut self.faults)?.value.clone())
    }

    /// The names of activities; one may stand several times.
    fn activities(&mut self, node: &Node, key: &Text) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for text in self.named_texts(node, &key.value)? {
            self.activity(text)?;
            names.push(text.value.clone());
        }
        names.sort();
        Some(names)
    }

    fn invokers(&mut self, node: &Node, key: &Text) -> Option<Vec<String>> {
        let process = self.process;
        let mut names = Vec::new();
        for text in self.named_texts(node, &key.value)? {
            if process.invokers().all(|known| known != text.value) {
                let known: Vec<&str> = process.invokers().collect();
                self.unknown(text, "invoker", known);
            }
            names.push(text.value.clone());
        }
        Some(names)
    }
}
