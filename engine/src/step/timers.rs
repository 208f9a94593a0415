//! Timers and messages.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::action::Recipient;
use crate::event::{Decision, Effect};
use crate::process::{Activity, ActivityKind, Remind, WaitFor};
use crate::state::{Timer, TimerKind, Token};
use crate::value::Value;

use super::change::SUBJECT_LENGTH_MAX;
use super::run::Run;
use super::{Refusal, input};

impl Run<'_> {
    /// Sets the timers of a token that has come to an activity.
    pub(super) fn set_timers(&mut self, token: Token, activity: &Activity) {
        if let ActivityKind::Wait { on, .. } = &activity.kind {
            match on {
                WaitFor::After(delay) => {
                    self.set_timer(token, TimerKind::Wait, delay.after(self.now));
                }
                WaitFor::Until(field) => {
                    let at = self.state.value(*field).and_then(Value::moment).unwrap_or(self.now);
                    self.set_timer(token, TimerKind::Wait, at.max(self.now));
                }
                WaitFor::Message { .. } => {}
            }
        }
        if let Some(remind) = &activity.remind {
            self.set_timer(token, TimerKind::Remind, remind.after.after(self.now));
        }
        if let Some(expire) = &activity.expire {
            self.set_timer(token, TimerKind::Expire, expire.after.after(self.now));
        }
    }

    fn set_timer(&mut self, token: Token, kind: TimerKind, at: Timestamp) {
        self.state.timers.push(Timer { entry: token.entry, kind, at });
    }

    /// The moment of a timer came.
    pub(super) fn due(&mut self, entry: u32, kind: TimerKind) -> Result<(), Refusal> {
        let not_awaited = Refusal::NotAwaited { entry };
        let timers = &mut self.state.timers;
        let position = timers.iter().position(|timer| timer.entry == entry && timer.kind == kind);
        let timer = position.and_then(|position| timers.get(position).copied());
        let (Some(position), Some(timer)) = (position, timer) else { return Err(not_awaited) };
        if timer.at > self.now {
            return Err(Refusal::NotDue { entry, at: timer.at });
        }
        timers.remove(position);
        let Some(token) = self.state.token(entry) else { return Err(not_awaited) };
        let activity = self.activity(token);
        match kind {
            TimerKind::Wait => self.leave(token),
            TimerKind::Remind => {
                if let Some(remind) = &activity.remind {
                    self.remind(token, activity, remind, timer.at);
                }
            }
            TimerKind::Expire => {
                if let Some(expire) = &activity.expire {
                    self.expire(token, expire);
                }
            }
        }
        Ok(())
    }

    fn remind(&mut self, token: Token, activity: &Activity, remind: &Remind, was_due: Timestamp) {
        let ticket = &self.state.ticket;
        let subject = match &remind.subject {
            Some(subject) => subject.render_line(&self.state, SUBJECT_LENGTH_MAX),
            None => format!("[Ticket#{}] Reminder: {}", ticket.number, activity.label),
        };
        let body = match &remind.body {
            Some(body) => body.render(&self.state),
            None => format!(
                "\"{}\" still waits: {}.\n\nTicket {} \"{}\"\n",
                self.process.title(),
                activity.label,
                ticket.number,
                ticket.title
            ),
        };
        self.notify(remind.notify.clone(), subject, body, None);
        self.decisions.push(Decision::Reminded { activity: token.activity });
        if let Some(every) = remind.every {
            // What was missed while nothing ran is not made up for.
            let next = every.after(was_due);
            let next = if next > self.now { next } else { every.after(self.now) };
            self.set_timer(token, TimerKind::Remind, next);
        }
    }

    /// Mails somebody.
    pub(super) fn notify(
        &mut self,
        to: Recipient,
        subject: String,
        body: String,
        link: Option<String>,
    ) {
        self.effects.push(Effect::Notify { to, subject, body, link });
    }

    /// A message came.
    pub(super) fn message(
        &mut self,
        name: &str,
        values: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), Refusal> {
        let process = self.process;
        let waiting = self.state.tokens.iter().find_map(|token| {
            let ActivityKind::Wait { on: WaitFor::Message { name: awaited, fields }, .. } =
                &process.activity(token.activity).kind
            else {
                return None;
            };
            (awaited == name).then_some((*token, fields))
        });
        let Some((token, fields)) = waiting else {
            return Err(Refusal::NoSuchMessage { name: name.to_owned() });
        };
        let values = input::parse_message(process, fields, values)
            .map_err(|faults| Refusal::Invalid { faults })?;
        self.fill_all(values)?;
        self.leave(token);
        Ok(())
    }
}
