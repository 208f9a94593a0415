//! What actions and mappings do to the state.

use std::collections::BTreeMap;

use crate::action::Action;
use crate::event::{Attribute, Changes, Decision, Effect, SetBy};
use crate::process::{ActivityIdx, FieldIdx};
use crate::template::Template;
use crate::ticket::{Article, TITLE_LENGTH_MAX, TicketState};
use crate::value::Value;

use super::run::Run;
use super::{Refusal, input};

/// The longest login or id: width of `ticket.customer_user` and its like.
const NAME_LENGTH_MAX: usize = 191;
/// The longest subject of an article or mail, in characters.
pub(super) const SUBJECT_LENGTH_MAX: usize = 200;

impl Run<'_> {
    /// Carries out actions of an activity in their order.
    pub(super) fn act(&mut self, at: ActivityIdx, actions: &[Action]) {
        for action in actions {
            match action {
                Action::SetState(state) => self.set_state(*state),
                Action::SetField { field, to } => {
                    let input = to.input(&self.state);
                    self.set_field(*field, &input, SetBy::Action);
                }
                Action::SetTitle(title) => {
                    let title = title.render_line(&self.state, TITLE_LENGTH_MAX);
                    self.set_title(title);
                }
                Action::SetQueue(queue) => {
                    self.state.ticket.queue.clone_from(queue);
                    self.set_attribute(Attribute::Queue, Some(queue.clone()));
                }
                Action::SetPriority(priority) => {
                    self.state.ticket.priority = *priority;
                    self.set_attribute(Attribute::Priority, Some(priority.name().to_owned()));
                }
                Action::SetType(kind) => {
                    self.state.ticket.kind.clone_from(kind);
                    self.set_attribute(Attribute::Kind, Some(kind.clone()));
                }
                Action::SetOwner(owner) => {
                    let owner = Some(self.name_of(owner)).filter(|owner| !owner.is_empty());
                    self.state.ticket.owner.clone_from(&owner);
                    self.set_attribute(Attribute::Owner, owner);
                }
                Action::SetCustomer { customer, customer_user } => {
                    self.set_customer(customer, customer_user);
                }
                Action::Lock(locked) => {
                    self.state.ticket.locked = *locked;
                    let text = if *locked { "1" } else { "0" };
                    self.set_attribute(Attribute::Lock, Some(text.to_owned()));
                }
                Action::CreateTicket { process, with } => self.begin(process, with),
                Action::Invoke(invoker) => self.invoke(at, invoker, false),
                Action::Note { visible_to_customer, subject, body } => {
                    let (subject, body) = self.render(subject, body);
                    self.effects.push(Effect::WriteArticle(Article {
                        visible_to_customer: *visible_to_customer,
                        subject,
                        body,
                    }));
                }
                Action::Notify { to, subject, body, link } => {
                    let (subject, body) = self.render(subject, body);
                    self.notify(to.clone(), subject, body, link.clone());
                }
            }
        }
    }

    fn set_attribute(&mut self, attribute: Attribute, to: Option<String>) {
        self.decisions.push(Decision::SetAttribute { attribute, to });
    }

    fn set_customer(&mut self, customer: &Template, customer_user: &Template) {
        let (customer, user) = (self.name_of(customer), self.name_of(customer_user));
        self.state.ticket.customer_id.clone_from(&customer);
        self.state.ticket.customer_user.clone_from(&user);
        self.set_attribute(Attribute::Customer, Some(customer));
        self.set_attribute(Attribute::CustomerUser, Some(user));
    }

    /// Somebody else of its customer has the ticket from now on.
    pub(super) fn reassign(&mut self, customer_user: &str) -> Result<(), Refusal> {
        if self.is_over() {
            return Err(Refusal::Over);
        }
        customer_user.clone_into(&mut self.state.ticket.customer_user);
        self.set_attribute(Attribute::CustomerUser, Some(customer_user.to_owned()));
        Ok(())
    }

    /// A login or id that a template gives.
    fn name_of(&self, template: &Template) -> String {
        template.render_line(&self.state, NAME_LENGTH_MAX).trim().to_owned()
    }

    fn set_title(&mut self, title: String) {
        self.state.ticket.title.clone_from(&title);
        self.decisions.push(Decision::SetTitle(title));
    }

    /// Takes over what the process that began this one gives.
    pub(super) fn receive(&mut self, values: &BTreeMap<String, Vec<String>>) {
        for (name, input) in values {
            match self.process.field_idx(name) {
                Some(field) => self.set_field(field, input, SetBy::Process),
                None => self.ignore(format!("the process has no field `{name}`")),
            }
        }
    }

    fn render(&self, subject: &Template, body: &Template) -> (String, String) {
        (subject.render_line(&self.state, SUBJECT_LENGTH_MAX), body.render(&self.state))
    }

    /// Applies what an inbound mapping asks for. What the process does not know is left out, and said.
    pub(super) fn apply(&mut self, changes: &Changes) {
        for (name, input) in &changes.fields {
            match self.process.field_idx(name) {
                Some(field) => self.set_field(field, input, SetBy::Mapping),
                None => self.ignore(format!("the process has no field `{name}`")),
            }
        }
        if let Some(title) = &changes.title {
            let title: String = title
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .take(TITLE_LENGTH_MAX)
                .collect();
            self.set_title(title);
        }
        if let Some(name) = &changes.state {
            match TicketState::parse(name) {
                Some(state) => self.set_state(state),
                None => self.ignore(format!("there is no ticket state `{name}`")),
            }
        }
        self.effects.extend(changes.articles.iter().cloned().map(Effect::WriteArticle));
    }

    pub(super) fn set_state(&mut self, state: TicketState) {
        self.state.ticket.state = state;
        self.decisions.push(Decision::SetState(state));
    }

    /// Sets a field from text that no person typed. What the field does not allow is left out, and said.
    pub(super) fn set_field(&mut self, field: FieldIdx, input: &[String], by: SetBy) {
        match self.process.field(field).parse(input) {
            Ok(value) => {
                self.put(field, value.clone());
                self.decisions.push(Decision::SetField { field, value, by });
            }
            Err(fault) => {
                let name = &self.process.field(field).name;
                self.ignore(format!("field `{name}`: {fault}"));
            }
        }
    }

    /// Sets fields from a person's input, unless what they hold then does not pass their checks.
    pub(super) fn fill_all(
        &mut self,
        values: Vec<(FieldIdx, Option<Value>)>,
    ) -> Result<(), Refusal> {
        let filled: Vec<FieldIdx> = values.iter().map(|(field, _)| *field).collect();
        for (field, value) in values {
            self.fill(field, value);
        }
        let faults = input::unchecked(self.process, &filled, &self.state);
        if faults.is_empty() { Ok(()) } else { Err(Refusal::Invalid { faults }) }
    }

    /// Sets a field from a person's input.
    fn fill(&mut self, field: FieldIdx, value: Option<Value>) {
        if self.state.value(field) != value.as_ref() {
            self.put(field, value.clone());
            self.decisions.push(Decision::Filled { field, value });
        }
    }

    fn put(&mut self, field: FieldIdx, value: Option<Value>) {
        if let Some(place) = self.state.values.get_mut(field.0) {
            *place = value;
        }
    }

    fn ignore(&mut self, what: String) {
        self.decisions.push(Decision::Ignored { what });
    }
}
