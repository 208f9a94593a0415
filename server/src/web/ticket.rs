//! What the portal and the agents' pages have in common about one ticket: loading it for somebody who
//! may see it, what that person can do with it, and doing it.

use std::sync::Arc;

use axum::http::StatusCode;
use engine::access::Actor;
use engine::event::Submission;
use engine::field::InputFault;
use engine::map;
use engine::process::{ActivityKind, Process, WaitFor};
use engine::state::TimerKind;
use engine::step::{Refusal, open_dialogs};

use super::Web;
use super::error::WebError;
use super::form::Form;
use super::view::dialog::{self, DialogAt, DialogForm};
use super::view::history::{self, Entry};
use super::view::moment::Moment;
use super::view::next::{Message, Next, NextStep};
use super::view::progress::Progress;
use super::view::{Card, Link, Tone, query};
use crate::policy;
use crate::runtime::{StepError, migration};
use crate::store::journal;
use crate::store::records::{StoredJournalEntry, StoredTicket, TicketId};

/// How many pages of the journal are read: a bound on the page's length and on the time to make it.
const JOURNAL_PAGES_MAX: usize = 4;

/// A ticket that the person may see.
#[derive(Debug)]
pub struct Loaded {
    /// The ticket.
    pub stored: StoredTicket,
    /// The version of the process on which it runs.
    pub process: Arc<Process>,
    /// What happened to it, each step with the version that was the ticket's then.
    pub journal: Vec<(StoredJournalEntry, Arc<Process>)>,
}

/// The ticket of an id in a path; not found if `actor` may not see it.
pub async fn load(web: &Web, actor: &Actor, id: &str) -> Result<Loaded, WebError> {
    let id =
        TicketId(id.parse().map_err(|_not_a_number: std::num::ParseIntError| WebError::NotFound)?);
    let loaded =
        web.app.load(id).await.map_err(|error| WebError::internal("loading a ticket", error))?;
    let (stored, process) = loaded.ok_or(WebError::NotFound)?;
    if !policy::sees_ticket(actor, &process, &stored.state.ticket)
        && !policy::is_named(actor, &process, &stored.state)
    {
        return Err(WebError::NotFound);
    }
    let mut journal: Vec<(StoredJournalEntry, Arc<Process>)> = Vec::new();
    for _ in 0..JOURNAL_PAGES_MAX {
        let after = journal.last().map_or(0, |(entry, _)| entry.seq);
        let page = web.app.journal(id, after).await;
        let page = page.map_err(|error| WebError::internal("reading a journal", error))?;
        let was_last = u64::try_from(page.len()).is_ok_and(|length| length < journal::PAGE_MAX);
        journal.extend(page);
        if was_last {
            break;
        }
    }
    Ok(Loaded { stored, process, journal })
}

/// A submission that was not accepted: what was typed, and why it was not.
#[derive(Debug)]
pub struct Again {
    /// What was typed.
    pub submission: Submission,
    /// Why it was not accepted.
    pub why: Why,
}

/// Why a submission was not accepted.
#[derive(Debug)]
pub enum Why {
    /// Some of the input is wrong.
    Invalid(Vec<(String, InputFault)>),
    /// The ticket has changed since this version.
    Stale(u64),
}

impl Again {
    /// The status of the page that shows the form again.
    pub const fn status(&self) -> StatusCode {
        match self.why {
            Why::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Why::Stale(_) => StatusCode::CONFLICT,
        }
    }
}

/// Submits a form; `None` if it was accepted. The ticket has been loaded, so the person may see it.
pub async fn submit(
    web: &Web,
    actor: &Actor,
    ticket: TicketId,
    form: Form,
) -> Result<Option<Again>, WebError> {
    let (submission, seen) = read(form)?;
    let seen = seen.ok_or_else(|| incomplete("the form's version is missing"))?;
    match web.app.submit(actor, ticket, submission.clone(), seen).await {
        Ok(()) => Ok(None),
        Err(StepError::Refused(refusal)) => match refusal {
            Refusal::Invalid { faults } => {
                Ok(Some(Again { submission, why: Why::Invalid(faults) }))
            }
            // What is not possible here (any more) is treated as changed: the page says what is.
            Refusal::Stale { .. } | Refusal::NotHere { .. } | Refusal::NotPermitted { .. } => {
                Ok(Some(Again { submission, why: Why::Stale(seen) }))
            }
            Refusal::NotAwaited { .. }
            | Refusal::NotDue { .. }
            | Refusal::NoSuchMessage { .. }
            | Refusal::Over
            | Refusal::NotFirst
            | Refusal::OtherVersion
            | Refusal::Submission { .. } => Err(WebError::internal("submitting a dialog", refusal)),
        },
        Err(StepError::NoSuchTicket) => Err(WebError::NotFound),
        Err(error) => Err(WebError::internal("submitting a dialog", error)),
    }
}

/// What a form submits, and the version that the person saw.
pub fn read(form: Form) -> Result<(Submission, Option<u64>), WebError> {
    dialog::submission(form).ok_or_else(|| incomplete("the form does not say which step it is for"))
}

fn incomplete(reason: &str) -> WebError {
    WebError::BadRequest { reason: reason.to_owned() }
}

impl Loaded {
    /// Whether no token can move any more.
    pub fn is_over(&self) -> bool {
        migration::is_over(&self.process, &self.stored.state)
    }

    /// The journal as views read it.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        self.journal
            .iter()
            .map(|(stored, process)| Entry {
                process,
                seq: stored.seq,
                at: stored.at,
                event: &stored.event,
                decisions: &stored.decisions,
            })
            .collect()
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let entered = history::entered(&self.process, &self.entries());
        Progress::of(&self.process, &entered, &self.stored.state)
    }

    /// The process map with the path that it took.
    pub fn map(&self) -> String {
        let overlay = history::overlay(&self.process, &self.entries(), &self.stored.state);
        map::svg(&self.process, &overlay)
    }

    /// What `actor` can do. `base` is the ticket's page, `chosen` the dialog that he chose.
    pub fn next(&self, actor: &Actor, base: &str, chosen: &str, again: Option<&Again>) -> Next {
        let state = &self.stored.state;
        let open = open_dialogs(&self.process, state, actor);
        let wanted = again.map_or_else(
            || chosen.to_owned(),
            |again| key(&again.submission.activity, again.submission.dialog),
        );
        let conflict = again.and_then(|again| match &again.why {
            Why::Stale(seen) => Some(self.conflict(again, *seen, actor)),
            Why::Invalid(_) => None,
        });
        let key_of = |at: &DialogAt<'_>| key(&self.process.activity(at.activity).name, at.position);
        let process = &self.process;
        let dialogs: Vec<DialogAt<'_>> = open
            .into_iter()
            .map(|(token, position, dialog)| DialogAt {
                process,
                activity: token.activity,
                position,
                dialog,
            })
            .collect();
        // A closed ticket shows what is possible, but presses nobody with a form.
        let only =
            dialogs.first().filter(|_| dialogs.len() == 1 && !state.ticket.state.is_closed());
        let found = dialogs.iter().find(|at| key_of(at) == wanted).or(only);
        let step = match found {
            Some(at) => NextStep::Form(self.form(
                *at,
                base,
                dialogs.len(),
                again.filter(|_| key_of(at) == wanted),
            )),
            None if dialogs.is_empty() => self.waiting(),
            None => NextStep::Choice(
                dialogs
                    .iter()
                    .map(|at| Card {
                        href: query(base, &[("step", &key_of(at))]),
                        title: at.dialog.name.clone(),
                        description: at.dialog.description.clone(),
                    })
                    .collect(),
            ),
        };
        Next { conflict, notice: self.notice(&step), step }
    }

    fn form(
        &self,
        at: DialogAt<'_>,
        base: &str,
        count: usize,
        again: Option<&Again>,
    ) -> DialogForm {
        let mut form = DialogForm::new(at, Some(&self.stored.state), format!("{base}/submit"));
        if let Some(again) = again {
            form = form.typed(&again.submission);
            if let Why::Invalid(faults) = &again.why {
                form = form.faulty(faults);
            }
        }
        let back =
            if count > 1 || self.stored.state.ticket.state.is_closed() { "Not now" } else { "" };
        form.back = (!back.is_empty()).then(|| Link::new(base, back));
        form
    }

    /// What happened since the form was made; and if the form is gone, what was typed into it.
    fn conflict(&self, again: &Again, seen: u64, actor: &Actor) -> Vec<String> {
        let mut lines = history::since(&self.entries(), seen, actor.login());
        let open = open_dialogs(&self.process, &self.stored.state, actor);
        let still_open = open.iter().any(|(token, position, _)| {
            self.process.activity(token.activity).name == again.submission.activity
                && *position == again.submission.dialog
        });
        if !still_open {
            lines.push("The step that you filled in is not possible any more.".to_owned());
            for (name, values) in &again.submission.values {
                if let Some(idx) = self.process.field_idx(name) {
                    lines.push(format!(
                        "You typed for {}: “{}”",
                        self.process.field(idx).label,
                        values.join(", ")
                    ));
                }
            }
        }
        lines
    }

    /// What the ticket tells the person, unless it stands beside a field of the form.
    fn notice(&self, step: &NextStep) -> Option<Message> {
        let state = &self.stored.state;
        let notice = state.notice.as_ref()?;
        if let (NextStep::Form(form), Some(field)) = (step, notice.field)
            && form.offers(&self.process.field(field).name)
        {
            return None;
        }
        let tone = match (&state.failure, state.ticket.state.is_closed()) {
            (Some(_), _) => Tone::Bad,
            (None, true) => Tone::Good,
            (None, false) => Tone::Calm,
        };
        Some(Message { tone, text: notice.text.clone() })
    }

    fn waiting(&self) -> NextStep {
        let state = &self.stored.state;
        let Some(token) = state.tokens.first() else { return NextStep::Nothing };
        let activity = self.process.activity(token.activity);
        let label = &activity.label;
        let text = match &activity.kind {
            ActivityKind::ServiceTask { .. }
            | ActivityKind::Call { .. }
            | ActivityKind::ForEach { .. } => format!(
                "We are at it: {label}. Nothing needs to be done by you; please look in again later."
            ),
            ActivityKind::Wait { on: WaitFor::Message { .. }, .. } => {
                format!("We are waiting for an answer: {label}. It may come by mail.")
            }
            ActivityKind::Wait { .. } => {
                let until = state
                    .timers
                    .iter()
                    .find(|timer| timer.entry == token.entry && timer.kind == TimerKind::Wait);
                let until = until.map_or_else(String::new, |timer| {
                    format!(" until {}", Moment::new(timer.at).text)
                });
                format!("Waiting{until}: {label}. Nothing needs to be done by you.")
            }
            ActivityKind::UserTask { .. } if !state.ticket.state.is_closed() => {
                format!("Somebody else has to act now: {label}. Nothing needs to be done by you.")
            }
            ActivityKind::Join { .. } => {
                format!("Waiting for others: {label}. Nothing needs to be done by you.")
            }
            ActivityKind::UserTask { .. }
            | ActivityKind::Do { .. }
            | ActivityKind::Choice { .. }
            | ActivityKind::Parallel { .. }
            | ActivityKind::End { .. } => return NextStep::Nothing,
        };
        NextStep::Waiting(text)
    }
}

/// Names a dialog in a query.
fn key(activity: &str, position: usize) -> String {
    format!("{activity}.{position}")
}
