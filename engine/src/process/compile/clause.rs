//! The `by` clause.

use super::Compiler;
use crate::access::{Clause, People};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::document::mapping::{Mapping, list, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::language::Construct;
use crate::process::language::parts::CLAUSE;

impl Compiler<'_> {
    /// Who may: a kind of people, or a mapping of everything that must hold. `key` is the clause's place.
    pub(super) fn clause(
        &mut self,
        node: &Node,
        key: Span,
        construct: &Construct,
    ) -> Option<Clause> {
        if let Kind::Text(text) = &node.kind {
            let people = self.one_of(text, "kind of people", &People::ALL, People::name)?;
            return Some(Clause { people, ..Clause::default() });
        }
        let mapping = Mapping::of(node, construct, key, &mut self.faults)?;
        // An empty clause would permit everybody, which nobody writes by leaving things out.
        if CLAUSE.names().all(|key| mapping.get(key).is_none()) {
            let diagnostic =
                Diagnostic::new(Code::MissingKey, node.span, "this says nothing about who may")
                    .help("for everybody who is signed in, write `anyone`");
            self.faults.push(diagnostic);
            return None;
        }
        let people = match mapping.text("people", &mut self.faults) {
            Some(text) => self.one_of(text, "kind of people", &People::ALL, People::name)?,
            None => People::Anyone,
        };
        let groups = self.names(mapping, "groups");
        let customers = self.names(mapping, "customers");
        let users = self.names(mapping, "users");
        let fields = match mapping.get("fields") {
            // Without a ticket there is no field that could name anybody.
            Some((key, node)) if construct.key("fields").is_some() => {
                self.refuse_nobody(key, node)?;
                self.fields_named(key, node, &["customer-user"])
            }
            Some(_) | None => Some(Vec::new()),
        };
        Some(Clause {
            people,
            groups: groups?,
            customers: customers?,
            users: users?,
            fields: fields?,
        })
    }

    /// The nodes of a list that must not be empty.
    fn refuse_nobody<'n>(&mut self, key: &Text, node: &'n Node) -> Option<&'n [Node]> {
        let nodes = list(node, &key.value, &mut self.faults)?;
        if nodes.is_empty() {
            let message = format!("`{}` is empty: nobody could do this", key.value);
            self.faults.push(
                Diagnostic::new(Code::BadLimit, key.span, message)
                    .help("leave it out, or name somebody"),
            );
            return None;
        }
        Some(nodes)
    }

    /// A list of names; none if the key is not given.
    fn names(&mut self, mapping: Mapping<'_>, key: &'static str) -> Option<Vec<String>> {
        let Some((key, node)) = mapping.get(key) else { return Some(Vec::new()) };
        let nodes = self.refuse_nobody(key, node)?;
        let names: Vec<Option<String>> = nodes
            .iter()
            .map(|node| {
                text(node, &key.value, node.span, &mut self.faults)
                    .and_then(|text| self.line(text, &key.value))
            })
            .collect();
        names.into_iter().collect()
    }
}
