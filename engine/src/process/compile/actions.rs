//! Lists of actions, and whom they mail.

use super::Compiler;
use crate::action::{Action, READERS, Recipient};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::Field;
use crate::process::FieldIdx;
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::language::actions::{
    ACTION, CREATE_TICKET, NOTE, NOTIFY, RECIPIENT, SET_CUSTOMER, SET_FIELD,
};
use crate::template::Template;
use crate::ticket::{Priority, TicketState};

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
            "set-field" => self.set_field(keyword, value),
            "set-customer" => self.set_customer(keyword, value),
            "note" => self.note(keyword, value),
            "notify" => self.notify(keyword, value),
            "create-ticket" => self.create_ticket(keyword, value),
            other if ACTION.key(other).is_some() => {
                let text = text(value, other, keyword.span, &mut self.faults)?;
                self.short_action(other, text)
            }
            other => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    keyword.span,
                    format!("there is no action `{other}`"),
                );
                self.faults.push_named(diagnostic, other, ACTION.names());
                None
            }
        }
    }

    /// An action of one text.
    fn short_action(&mut self, keyword: &str, text: &Text) -> Option<Action> {
        Some(match keyword {
            "set-state" => Action::SetState(self.one_of(
                text,
                "ticket state",
                &TicketState::ALL,
                TicketState::name,
            )?),
            "set-queue" => Action::SetQueue(self.queue(text)?),
            "set-priority" => Action::SetPriority(self.one_of(
                text,
                "priority",
                &Priority::ALL,
                Priority::name,
            )?),
            "set-type" => Action::SetType(self.line(text, "set-type")?),
            "set-title" => Action::SetTitle(self.subject(text, "set-title")?),
            "set-owner" => Action::SetOwner(self.template(text)?),
            "lock" => Action::Lock(self.flag(text, "lock")?),
            _ => Action::Invoke(self.invoker_name(text)?),
        })
    }

    fn set_field(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::of(value, &SET_FIELD, keyword.span, &mut self.faults)?;
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
    fn check_constant(&mut self, field: FieldIdx, text: &Text) {
        let Some(kind) = self.fields.kind(field) else { return };
        let probe = Field::of_kind(kind.clone());
        if let Err(fault) = probe.parse(std::slice::from_ref(&text.value)) {
            let message = format!("the field does not allow this value: {fault}");
            self.faults.push(Diagnostic::new(Code::BadLimit, text.span, message));
        }
    }

    fn set_customer(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::of(value, &SET_CUSTOMER, keyword.span, &mut self.faults)?;
        let mut template =
            |key| mapping.require_text(key, &mut self.faults).and_then(|text| self.template(text));
        let (customer, customer_user) = (template("customer"), template("customer-user"));
        Some(Action::SetCustomer { customer: customer?, customer_user: customer_user? })
    }

    fn note(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::of(value, &NOTE, keyword.span, &mut self.faults)?;
        let (subject, body) = self.subject_and_body(mapping);
        let visible_to_customer = match mapping.text("visible-to", &mut self.faults) {
            // What is not said to be for the customer is not.
            None => false,
            Some(text) => self.one_of(text, "kind of reader", &READERS, |name| name)? == "customer",
        };
        Some(Action::Note { visible_to_customer, subject: subject?, body: body? })
    }

    fn notify(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::of(value, &NOTIFY, keyword.span, &mut self.faults)?;
        let to = mapping.require("to", &mut self.faults);
        let to = to.and_then(|(key, node)| self.recipient(key, node));
        let (subject, body) = self.subject_and_body(mapping);
        let link = match mapping.text("link", &mut self.faults) {
            None => None,
            Some(text) => Some(self.message_named(text)?),
        };
        Some(Action::Notify { to: to?, subject: subject?, body: body?, link })
    }

    /// A message that some wait awaits: a link to any other would lead nowhere.
    fn message_named(&mut self, text: &Text) -> Option<String> {
        if self.outline.messages.contains(&text.value) {
            return Some(text.value.clone());
        }
        let message = format!("no `wait` awaits a message `{}`", text.value);
        let diagnostic = Diagnostic::new(Code::UnknownMessage, text.span, message);
        let awaited = self.outline.messages.iter().map(String::as_str);
        self.faults.push_named(diagnostic, &text.value, awaited);
        None
    }

    /// Who gets a mail: somebody with a name, or a group, or whom a field names.
    pub(super) fn recipient(&mut self, key: &Text, node: &Node) -> Option<Recipient> {
        if !matches!(node.kind, Kind::Mapping(_)) {
            let text = text(node, &key.value, key.span, &mut self.faults)?;
            let names = Recipient::NAMED.each_ref().map(Recipient::name);
            let name = self.one_of(text, "recipient", &names, |name| name)?;
            return Recipient::NAMED.into_iter().find(|recipient| recipient.name() == name);
        }
        let mapping = Mapping::of(node, &RECIPIENT, key.span, &mut self.faults)?;
        let (key, node) = self.one_key(mapping, RECIPIENT.name, &RECIPIENT.choices())?;
        let text = text(node, &key.value, key.span, &mut self.faults)?;
        Some(if key.value == "group" {
            Recipient::Group(self.line(text, "group")?)
        } else {
            Recipient::Field(self.field_of(text, "field", &["customer-user", "email"])?)
        })
    }

    fn create_ticket(&mut self, keyword: &Text, value: &Node) -> Option<Action> {
        let mapping = Mapping::of(value, &CREATE_TICKET, keyword.span, &mut self.faults)?;
        let process = mapping.require_text("process", &mut self.faults);
        let process = process.and_then(|text| self.called_process(text));
        let with = self.with(mapping, process.as_deref(), None);
        Some(Action::CreateTicket { process: process?, with: with? })
    }

    fn subject_and_body(&mut self, mapping: Mapping<'_>) -> (Option<Template>, Option<Template>) {
        let subject = mapping.require_text("subject", &mut self.faults);
        let subject = subject.and_then(|text| self.subject(text, "subject"));
        let body =
            mapping.require_text("body", &mut self.faults).and_then(|text| self.template(text));
        (subject, body)
    }
}
