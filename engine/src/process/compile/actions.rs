//! Lists of actions.

use super::Compiler;
use crate::action::{Action, Recipient};
use crate::diagnostic::{Code, Diagnostic};
use crate::process::document::Node;
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::template::Template;
use crate::ticket::TicketState;

const ACTIONS: [&str; 4] = ["set-state", "set-field", "note", "notify"];

impl Compiler<'_> {
    /// The actions of a list; those with faults are left out.
    pub(super) fn actions(&mut self, node: &Node, what: &str) -> Vec<Action> {
        let nodes = list(node, what, &mut self.faults).unwrap_or_default();
        nodes.iter().filter_map(|node| self.action(node)).collect()
    }

    fn action(&mut self, node: &Node) -> Option<Action> {
        let [(keyword, value)] = entries(node, "an action", &mut self.faults)? else {
            let message = "an action is a mapping of one keyword";
            self.faults.push(
                Diagnostic::new(Code::WrongType, node.span, message)
                    .help("begin each action with `- `"),
            );
            return None;
        };
        match keyword.value.as_str() {
            "set-state" => {
                let text = text(value, "set-state", keyword.span, &mut self.faults)?;
                Some(Action::SetState(self.ticket_state(text)?))
            }
            "set-field" => self.set_field(keyword, value),
            "note" => self.note(keyword, value),
            "notify" => self.notify(keyword, value),
            other => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    keyword.span,
                    format!("there is no action `{other}`"),
                );
                self.faults.push_named(diagnostic, other, ACTIONS);
                None
            }
        }
    }

    pub(super) fn ticket_state(&mut self, text: &Text) -> Option<TicketState> {
        self.one_of(text, "ticket state", &TicketState::ALL, TicketState::name)
    }

    fn set_field(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping =
            Mapping::open(value, "`set-field`", keyword.span, &["field", "to"], &mut self.faults)?;
        let field =
            mapping.require_text("field", &mut self.faults).and_then(|text| self.field_named(text));
        let text = mapping.require_text("to", &mut self.faults)?;
        let (field, to) = (field?, self.template(text)?);
        if to.reads().next().is_none() {
            self.check_constant(field, text);
        }
        Some(Action::SetField { field, to })
    }

    /// A value without names in it is known now: whether the field allows it, too.
    fn check_constant(&mut self, field: crate::process::FieldIdx, text: &Text) {
        let Some(kind) = self.fields.kind(field) else { return };
        let probe = crate::field::Field {
            name: String::new(),
            label: String::new(),
            hint: String::new(),
            kind: kind.clone(),
            default: None,
            check: None,
        };
        if let Err(fault) = probe.parse(std::slice::from_ref(&text.value)) {
            let message = format!("the field does not allow this value: {fault}");
            self.faults.push(Diagnostic::new(Code::BadLimit, text.span, message));
        }
    }

    fn note(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let keys = ["subject", "body", "visible-to"];
        let mapping = Mapping::open(value, "`note`", keyword.span, &keys, &mut self.faults)?;
        let (subject, body) = self.subject_and_body(mapping);
        let visible_to_customer = match mapping.text("visible-to", &mut self.faults) {
            // What is not said to be for the customer is not.
            None => false,
            Some(text) => {
                self.one_of(text, "kind of reader", &["customer", "agents"], |name| name)?
                    == "customer"
            }
        };
        Some(Action::Note { visible_to_customer, subject: subject?, body: body? })
    }

    fn notify(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::open(
            value,
            "`notify`",
            keyword.span,
            &["to", "subject", "body"],
            &mut self.faults,
        )?;
        let to = mapping.require_text("to", &mut self.faults).and_then(|text| self.recipient(text));
        let (subject, body) = self.subject_and_body(mapping);
        Some(Action::Notify { to: to?, subject: subject?, body: body?, link: None })
    }

    /// A recipient who has a name.
    pub(super) fn recipient(&mut self, text: &Text) -> Option<Recipient> {
        let names = Recipient::NAMED.each_ref().map(Recipient::name);
        let name = self.one_of(text, "recipient", &names, |name| name)?;
        Recipient::NAMED.into_iter().find(|recipient| recipient.name() == name)
    }

    fn subject_and_body(&mut self, mapping: Mapping<'_>) -> (Option<Template>, Option<Template>) {
        let subject = mapping.require_text("subject", &mut self.faults).and_then(|text| {
            self.line(text, "subject")?;
            self.template(text)
        });
        let body =
            mapping.require_text("body", &mut self.faults).and_then(|text| self.template(text));
        (subject, body)
    }
}
