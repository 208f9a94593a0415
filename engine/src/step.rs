//! The state machine: state + event -> new state + effects + decisions.
//!
//! [`start`] makes the first state of a process ticket, [`step`] every further one. Both move the
//! tokens until each rests: at a user task, at a service task whose invocation is under way, or at an
//! end. A refused event leaves the state as it was.

mod change;
mod input;
mod run;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tests_support;

use crate::access::Actor;
use crate::event::{Decision, Effect, Event, Outcome, Submission};
use crate::field::InputFault;
use crate::process::{ActivityKind, Dialog, Process};
use crate::state::{Failure, State, Token};
use crate::ticket::{TITLE_LENGTH_MAX, Ticket, TicketState};

use run::Run;

/// What a step decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The state from now on.
    pub state: State,
    /// What others must carry out, in this order.
    pub effects: Vec<Effect>,
    /// Why, for the journal.
    pub decisions: Vec<Decision>,
}

/// Why an event was not accepted; the state is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The `by` clause does not name the actor.
    #[error("`{login}` may not do this")]
    NotPermitted {
        /// Who tried.
        login: String,
    },
    /// Somebody else was faster.
    #[error("the form was made for version {seen}, the ticket is at version {current}")]
    Stale {
        /// The version that the form was made for.
        seen: u64,
        /// The version now.
        current: u64,
    },
    /// The process does not wait at that dialog.
    #[error("the process does not wait for dialog {dialog} of `{activity}`")]
    NotHere {
        /// The activity that was named.
        activity: String,
        /// The dialog's position that was named.
        dialog: usize,
    },
    /// Some of the input is wrong.
    #[error("{} of the fields cannot be accepted", faults.len())]
    Invalid {
        /// Field name and fault, in the order of the dialog, unknown names last.
        faults: Vec<(String, InputFault)>,
    },
    /// No token waits for that invocation: a late or repeated answer.
    #[error("nothing waits for invocation {entry}")]
    NotAwaited {
        /// The invocation's entry number.
        entry: u32,
    },
    /// The process begins with a form, which was not given; or was given, and it begins without.
    #[error("the process begins {}", if *.needed { "with a form" } else { "without a form" })]
    Submission {
        /// Whether one is needed.
        needed: bool,
    },
}

/// Begins a process. `number` and the requester's customer come from the server.
pub fn start(
    process: &Process,
    actor: &Actor,
    number: &str,
    submission: Option<&Submission>,
) -> Result<Step, Refusal> {
    let not_permitted = || Refusal::NotPermitted { login: actor.login().to_owned() };
    if !process.start().by.permits(actor, None) {
        return Err(not_permitted());
    }
    let (customer_id, customer_user) = match actor {
        Actor::CustomerUser { login, customer_id, .. } => (customer_id.clone(), login.clone()),
        // An agent's own ticket belongs to no customer; nobody but agents sees it.
        Actor::Agent { .. } => (String::new(), String::new()),
        Actor::System => return Err(not_permitted()),
    };
    let ticket = Ticket {
        number: number.to_owned(),
        title: String::new(),
        state: TicketState::New,
        queue: process.ticket().queue.clone(),
        priority: process.ticket().priority,
        customer_id,
        customer_user,
    };
    let state = State {
        version: 0,
        tokens: Vec::new(),
        next_entry: 1,
        values: process.fields().iter().map(|field| field.default.clone()).collect(),
        ticket,
        notice: None,
        failure: None,
    };
    let mut run = Run::new(process, state);
    let token = run.enter(process.start().activity);
    let waits = matches!(process.activity(token.activity).kind, ActivityKind::UserTask { .. });
    match submission {
        Some(submission) if waits => {
            run.arrive(token);
            submit(&mut run, actor, submission)?;
        }
        None if !waits => {
            run.title();
            run.arrive(token);
        }
        Some(_) | None => return Err(Refusal::Submission { needed: waits }),
    }
    Ok(run.finish())
}

/// One event of a process ticket that has begun.
pub fn step(process: &Process, state: &State, event: &Event) -> Result<Step, Refusal> {
    let mut run = Run::new(process, state.clone());
    match event {
        Event::Started { .. } => return Err(Refusal::Submission { needed: false }),
        Event::Submitted { actor, submission, seen } => {
            if *seen != state.version {
                return Err(Refusal::Stale { seen: *seen, current: state.version });
            }
            submit(&mut run, actor, submission)?;
        }
        Event::Ended { entry, outcome } => {
            let token =
                awaiting(process, state, *entry).ok_or(Refusal::NotAwaited { entry: *entry })?;
            end_invocation(&mut run, token, outcome);
        }
    }
    Ok(run.finish())
}

/// The dialogs that `actor` may submit now: activity, position and dialog.
pub fn open_dialogs<'p>(
    process: &'p Process,
    state: &State,
    actor: &Actor,
) -> Vec<(Token, usize, &'p Dialog)> {
    let mut open = Vec::new();
    for &token in &state.tokens {
        if let ActivityKind::UserTask { dialogs, .. } = &process.activity(token.activity).kind {
            for (position, dialog) in dialogs.iter().enumerate() {
                if dialog.by.permits(actor, Some(&state.ticket.customer_user)) {
                    open.push((token, position, dialog));
                }
            }
        }
    }
    open
}

/// Checks a submission and moves its token on.
fn submit(run: &mut Run<'_>, actor: &Actor, submission: &Submission) -> Result<(), Refusal> {
    let not_here =
        || Refusal::NotHere { activity: submission.activity.clone(), dialog: submission.dialog };
    let process = run.process;
    let token = process
        .activity_idx(&submission.activity)
        .and_then(|activity| run.state.token_at(activity))
        .ok_or_else(not_here)?;
    let ActivityKind::UserTask { dialogs, .. } = &process.activity(token.activity).kind else {
        return Err(not_here());
    };
    let dialog = dialogs.get(submission.dialog).ok_or_else(not_here)?;
    if !dialog.by.permits(actor, Some(&run.state.ticket.customer_user)) {
        return Err(Refusal::NotPermitted { login: actor.login().to_owned() });
    }
    let values =
        input::parse(process, dialog, submission).map_err(|faults| Refusal::Invalid { faults })?;
    for (field, value) in values {
        run.fill(field, value);
    }
    run.state.notice = None;
    if run.state.version == 0 {
        // The first submission names the ticket, before anything speaks of it.
        run.title();
    }
    run.leave(token);
    Ok(())
}

/// The token that waits for the invocation of this number.
fn awaiting(process: &Process, state: &State, entry: u32) -> Option<Token> {
    let token = state.token(entry)?;
    matches!(process.activity(token.activity).kind, ActivityKind::ServiceTask { .. })
        .then_some(token)
}

fn end_invocation(run: &mut Run<'_>, token: Token, outcome: &Outcome) {
    match outcome {
        Outcome::Accepted { changes } => {
            run.state.failure = None;
            run.apply(changes);
            run.leave(token);
        }
        Outcome::Rejected { code, message, changes } => {
            run.state.failure = Some(Failure {
                activity: token.activity,
                code: code.clone(),
                message: message.clone(),
            });
            run.apply(changes);
            run.fail(token);
        }
        Outcome::Undelivered { attempts, last_error } => {
            run.state.failure = Some(Failure {
                activity: token.activity,
                code: crate::event::UNDELIVERED.to_owned(),
                message: format!("no answer after {attempts} attempts: {last_error}"),
            });
            run.fail(token);
        }
    }
}

impl Run<'_> {
    /// Gives the new ticket its title, once the first submission has filled its fields.
    fn title(&mut self) {
        self.state.ticket.title =
            self.process.ticket().title.render_line(&self.state, TITLE_LENGTH_MAX);
    }
}
