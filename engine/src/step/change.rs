//! What actions and mappings do to the state.

use crate::action::Action;
use crate::event::{Changes, Decision, Effect, SetBy};
use crate::process::FieldIdx;
use crate::template::Template;
use crate::ticket::{Article, TITLE_LENGTH_MAX, TicketState};
use crate::value::Value;

use super::run::Run;

/// The longest subject of an article or mail, in characters.
const SUBJECT_LENGTH_MAX: usize = 200;

impl Run<'_> {
    /// Carries out actions in their order.
    pub(super) fn act(&mut self, actions: &[Action]) {
        for action in actions {
            match action {
                Action::SetState(state) => self.set_state(*state),
                Action::SetField { field, to } => {
                    let text = to.render(&self.state);
                    self.set_field(*field, &[text], SetBy::Action);
                }
                Action::Note { visible_to_customer, subject, body } => {
                    let (subject, body) = self.render(subject, body);
                    self.effects.push(Effect::WriteArticle(Article {
                        visible_to_customer: *visible_to_customer,
                        subject,
                        body,
                    }));
                }
                Action::Notify { to, subject, body } => {
                    let (subject, body) = self.render(subject, body);
                    self.effects.push(Effect::Notify { to: *to, subject, body });
                }
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
            self.state.ticket.title.clone_from(&title);
            self.decisions.push(Decision::SetTitle(title));
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
    fn set_field(&mut self, field: FieldIdx, input: &[String], by: SetBy) {
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

    /// Sets a field from a person's input.
    pub(super) fn fill(&mut self, field: FieldIdx, value: Option<Value>) {
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
