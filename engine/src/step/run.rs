//! One step under way: tokens move until each rests.

use crate::action::Recipient;
use crate::event::{Decision, Effect};
use crate::process::{ActivityIdx, ActivityKind, ErrorFlow, ErrorMatch, FieldIdx, Flow, Process};
use crate::state::{Notice, State, Token};
use crate::template::Template;
use crate::ticket::Article;

use super::Step;

pub(super) struct Run<'p> {
    pub(super) process: &'p Process,
    pub(super) state: State,
    pub(super) effects: Vec<Effect>,
    pub(super) decisions: Vec<Decision>,
}

impl<'p> Run<'p> {
    pub(super) fn new(process: &'p Process, state: State) -> Self {
        Self { process, state, effects: Vec::new(), decisions: Vec::new() }
    }

    pub(super) fn finish(mut self) -> Step {
        self.state.version += 1;
        Step { state: self.state, effects: self.effects, decisions: self.decisions }
    }

    /// Puts a new token on an activity, without anything happening there yet.
    pub(super) fn enter(&mut self, activity: ActivityIdx) -> Token {
        let token = Token { activity, entry: self.state.next_entry };
        self.state.next_entry += 1;
        self.state.tokens.push(token);
        self.decisions.push(Decision::Entered { activity, entry: token.entry });
        token
    }

    /// What happens when a token is at a new place: its actions, then on until it rests. A cycle
    /// without a rest does not compile, so this ends.
    pub(super) fn arrive(&mut self, token: Token) {
        let process = self.process;
        let activity = process.activity(token.activity);
        self.act(&activity.on_enter);
        match &activity.kind {
            ActivityKind::UserTask { .. } => {}
            ActivityKind::ServiceTask { invoker, .. } => {
                self.effects.push(Effect::Invoke { entry: token.entry, invoker: invoker.clone() });
            }
            ActivityKind::Do { actions, .. } => {
                self.act(actions);
                self.leave(token);
            }
            ActivityKind::Choice { .. } => self.leave(token),
            ActivityKind::End { state, tell, notify } => {
                self.set_state(*state);
                if let Some(tell) = tell {
                    self.tell(tell, None);
                }
                if let Some(to) = notify {
                    self.report(*to);
                }
            }
        }
    }

    /// Takes the first flow that applies. The compiler has proven that one does: the last has no
    /// condition.
    pub(super) fn leave(&mut self, token: Token) {
        let process = self.process;
        for flow in process.activity(token.activity).kind.next() {
            if self.applies(token.activity, flow) {
                self.take(token, flow.to, None, |run| run.act(&flow.actions));
                return;
            }
        }
    }

    fn applies(&mut self, activity: ActivityIdx, flow: &Flow) -> bool {
        let Some(when) = &flow.when else { return true };
        let evaluation = when.evaluate(&self.state);
        self.decisions.push(Decision::Evaluated {
            activity,
            when: when.source().to_owned(),
            reads: evaluation.reads,
            holds: evaluation.holds,
        });
        evaluation.holds
    }

    /// Takes the error path for the failure in the state.
    pub(super) fn fail(&mut self, token: Token) {
        let process = self.process;
        let code = self.state.failure.as_ref().map_or("", |failure| failure.code.as_str());
        let taken =
            process.activity(token.activity).kind.on_error().iter().find(|flow| match &flow.on {
                ErrorMatch::Code(expected) => expected == code,
                ErrorMatch::Undelivered => code == crate::event::UNDELIVERED,
                ErrorMatch::Any => true,
            });
        // The compiler has proven that one applies: `any` is always there.
        if let Some(flow) = taken {
            self.take(token, flow.to, Some(flow.on.label()), |run| run.take_error(flow));
        }
    }

    fn take_error(&mut self, flow: &ErrorFlow) {
        if let Some(tell) = &flow.tell {
            self.tell(tell, flow.field);
        }
        self.act(&flow.actions);
    }

    fn take(
        &mut self,
        token: Token,
        to: ActivityIdx,
        on_error: Option<&str>,
        actions: impl FnOnce(&mut Self),
    ) {
        self.decisions.push(Decision::Took {
            from: token.activity,
            to,
            on_error: on_error.map(str::to_owned),
        });
        actions(self);
        self.state.tokens.retain(|other| other.entry != token.entry);
        let token = self.enter(to);
        self.arrive(token);
    }

    /// Tells the customer a sentence: beside the form, and as an article that stays.
    fn tell(&mut self, tell: &Template, field: Option<FieldIdx>) {
        let text = tell.render(&self.state);
        self.effects.push(Effect::WriteArticle(Article {
            visible_to_customer: true,
            subject: self.process.title().to_owned(),
            body: text.clone(),
        }));
        self.decisions.push(Decision::Told { text: text.clone(), field });
        self.state.notice = Some(Notice { text, field });
    }

    /// Mails the reason of an end.
    fn report(&mut self, to: Recipient) {
        let ticket = &self.state.ticket;
        let reason = self.state.failure.as_ref().map_or_else(
            || "No invocation failed.".to_owned(),
            |failure| {
                let activity = &self.process.activity(failure.activity).name;
                format!("Activity: {activity}\nCode: {}\nReason: {}", failure.code, failure.message)
            },
        );
        let subject =
            format!("[Ticket#{}] {}: {}", ticket.number, self.process.title(), ticket.state);
        let body = format!(
            "Ticket {} \"{}\" of {} ({}) was ended as {}.\n\n{reason}\n",
            ticket.number, ticket.title, ticket.customer_user, ticket.customer_id, ticket.state
        );
        self.effects.push(Effect::Notify { to, subject, body });
    }
}
