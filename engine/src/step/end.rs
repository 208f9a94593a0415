//! Ends: what closes a ticket, and what undoes its invocations.

use crate::access::Actor;
use crate::action::Recipient;
use crate::event::{Decision, EXPIRED, Effect, Outcome, ProcessEnd};
use crate::process::{ActivityIdx, ActivityKind};
use crate::state::{Background, Token};
use crate::template::Template;
use crate::ticket::{Article, TicketState};

use super::Refusal;
use super::run::Run;

impl Run<'_> {
    /// A token came to an end: the ticket is closed, and what waits elsewhere is withdrawn.
    pub(super) fn end(
        &mut self,
        token: Token,
        state: TicketState,
        tell: Option<&Template>,
        notify: Option<&Recipient>,
    ) {
        self.withdraw_all_but(Some(token));
        self.set_state(state);
        if let Some(tell) = tell {
            self.tell(tell, None);
        }
        if let Some(to) = notify {
            self.report(to.clone());
        }
        self.close(state == TicketState::ClosedSuccessful);
    }

    /// An agent ended the process.
    pub(super) fn cancel(&mut self, actor: &Actor, reason: &str) -> Result<(), Refusal> {
        if !matches!(actor, Actor::Agent { .. }) {
            return Err(Refusal::NotPermitted { login: actor.login().to_owned() });
        }
        if self.is_over() {
            return Err(Refusal::Over);
        }
        self.withdraw_all_but(None);
        self.decisions.push(Decision::Cancelled { reason: reason.to_owned() });
        self.set_state(TicketState::ClosedUnsuccessful);
        self.say(reason.to_owned(), None);
        self.close(false);
        Ok(())
    }

    /// Whether no token can move any more.
    pub(super) fn is_over(&self) -> bool {
        let at_end = |token: &Token| matches!(self.activity(*token).kind, ActivityKind::End { .. });
        self.state.tokens.iter().all(at_end)
    }

    fn withdraw_all_but(&mut self, last: Option<Token>) {
        let others: Vec<Token> =
            self.state.tokens.iter().copied().filter(|token| Some(*token) != last).collect();
        for token in others {
            self.withdraw(token);
        }
    }

    /// Undoes what was done, if it ended unsuccessfully, and tells whoever waits for it.
    fn close(&mut self, is_successful: bool) {
        if is_successful {
            self.state.undoable.clear();
        } else {
            self.undo_next();
        }
        let Some(parent) = self.state.parent.clone() else { return };
        let values = self.process.fields().iter().zip(&self.state.values);
        let values = values
            .filter_map(|(field, value)| Some((field.name.clone(), value.as_ref()?.to_input())));
        let said = self.state.notice.as_ref().map(|notice| notice.text.clone());
        let failed = || self.state.failure.as_ref().map(|failure| failure.message.clone());
        let reason = said.or_else(failed).unwrap_or_default();
        let end = ProcessEnd { is_successful, reason, values: values.collect() };
        self.effects.push(Effect::Return { parent, end });
    }

    /// Keeps an accepted service task in mind, if it can be undone.
    pub(super) fn remember_to_undo(&mut self, activity: ActivityIdx) {
        if let ActivityKind::ServiceTask { compensate: Some(_), .. } =
            &self.process.activity(activity).kind
        {
            self.state.undoable.push(activity);
        }
    }

    /// Undoes the last accepted service task; its end brings the one before.
    fn undo_next(&mut self) {
        while let Some(activity) = self.state.undoable.pop() {
            if let ActivityKind::ServiceTask { compensate: Some(invoker), .. } =
                &self.process.activity(activity).kind
            {
                self.invoke(activity, invoker, true);
                return;
            }
        }
    }

    /// Fires an invoker for whose end no token waits.
    pub(super) fn invoke(&mut self, activity: ActivityIdx, invoker: &str, compensates: bool) {
        let entry = self.next_entry();
        let invoker = invoker.to_owned();
        self.effects.push(Effect::Invoke { entry, invoker: invoker.clone() });
        self.state.background.push(Background { entry, activity, invoker, compensates });
    }

    /// The end of an invocation for which no token waits.
    pub(super) fn conclude(&mut self, entry: u32, outcome: &Outcome) -> Result<(), Refusal> {
        let position = self.state.background.iter().position(|other| other.entry == entry);
        let Some(position) = position else { return Err(Refusal::NotAwaited { entry }) };
        let Background { activity, invoker, compensates, .. } =
            self.state.background.remove(position);
        let failure = match outcome {
            Outcome::Accepted { changes } => {
                self.apply(changes);
                None
            }
            Outcome::Rejected { code, message, changes } => {
                self.apply(changes);
                Some(format!("{code}: {message}"))
            }
            Outcome::Undelivered { attempts, last_error } => {
                Some(format!("no answer after {attempts} attempts: {last_error}"))
            }
        };
        if let Some(failure) = &failure {
            self.complain(activity, &invoker, compensates, failure);
        }
        self.decisions.push(Decision::Concluded { activity, invoker, compensates, failure });
        if compensates {
            self.undo_next();
        }
        Ok(())
    }

    /// Tells those who can mend it that an invocation failed which has no error path.
    fn complain(&mut self, activity: ActivityIdx, invoker: &str, undoes: bool, failure: &str) {
        let activity = &self.process.activity(activity).label;
        let what = if undoes {
            format!("\"{activity}\" could not be undone by `{invoker}`")
        } else {
            format!("`{invoker}`, fired at \"{activity}\", failed")
        };
        let body = format!("{what}.\n\nReason: {failure}\n");
        let ticket = &self.state.ticket;
        let subject = format!("[Ticket#{}] {}: {what}", ticket.number, self.process.title());
        self.effects.push(Effect::WriteArticle(Article {
            visible_to_customer: false,
            subject: what,
            body: body.clone(),
        }));
        self.effects.push(Effect::Notify { to: Recipient::Admins, subject, body, link: None });
    }

    /// The deadline that led here, if one did.
    fn deadline(&self) -> String {
        let expired = self.decisions.iter().rev().find_map(|decision| {
            let Decision::Took { from, on_error: Some(label), .. } = decision else { return None };
            (label == EXPIRED).then_some(*from)
        });
        expired.map_or_else(
            || "No invocation failed.".to_owned(),
            |from| {
                format!(
                    "Activity: {}\nReason: its deadline passed",
                    self.process.activity(from).name
                )
            },
        )
    }

    /// Mails the reason of an end.
    fn report(&mut self, to: Recipient) {
        let ticket = &self.state.ticket;
        let reason = self.state.failure.as_ref().map_or_else(
            || self.deadline(),
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
        self.effects.push(Effect::Notify { to, subject, body, link: None });
    }
}
