//! The state machine: state + event + now -> new state + effects + decisions.
//!
//! [`start`] makes the first state of a process ticket, [`step`] every further one. Both move the
//! tokens until each rests: at a user task, at a wait, at an invocation or process whose end is not known
//! yet, at a join that waits for others, or at an end. A refused event leaves the state as it was.

mod change;
mod children;
mod end;
mod input;
mod run;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tests_support;
mod timers;

use jiff::Timestamp;

use crate::access::Actor;
use crate::event::{Decision, Effect, Event, Outcome, Submission, UNDELIVERED};
use crate::field::InputFault;
use crate::process::{ActivityKind, Dialog, Process, WaitFor};
use crate::state::{State, Token};
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
    /// Nothing waits for the end of that invocation, process or timer: a late or repeated answer.
    #[error("nothing waits for the end of entry {entry}")]
    NotAwaited {
        /// Its entry number.
        entry: u32,
    },
    /// The timer's moment has not come.
    #[error("the timer of entry {entry} is not due before {at}")]
    NotDue {
        /// The entry number of the token that it belongs to.
        entry: u32,
        /// When it is.
        at: Timestamp,
    },
    /// The process does not wait for that message.
    #[error("the process does not wait for a message `{name}`")]
    NoSuchMessage {
        /// The message that came.
        name: String,
    },
    /// The process has ended.
    #[error("the process has ended")]
    Over,
    /// The process begins with a form, which was not given; or was given, and it begins without.
    #[error("the process begins {}", if *.needed { "with a form" } else { "without a form" })]
    Submission {
        /// Whether one is needed.
        needed: bool,
    },
    /// A migration leads out of the version that is asked.
    #[error("a migration is no step within one version")]
    OtherVersion,
    /// A ticket begins with its first event, and with no other.
    #[error("a ticket begins with its first event, and with no other")]
    NotFirst,
}

/// Begins a process. `number` and what the event says about customers come from the server.
pub fn start(
    process: &Process,
    number: &str,
    event: &Event,
    now: Timestamp,
) -> Result<Step, Refusal> {
    if let Event::Started { actor, submission } = event {
        return start_by(process, number, actor, submission.as_ref(), now);
    }
    let Event::Called { customer_id, customer_user, parent, values } = event else {
        return Err(Refusal::NotFirst);
    };
    let mut state = first_state(process, number, customer_id, customer_user, now);
    state.parent.clone_from(parent);
    let mut run = Run::new(process, state, now);
    run.receive(values);
    run.title();
    let token = run.enter(process.start().activity);
    run.arrive(token);
    Ok(run.finish())
}

fn start_by(
    process: &Process,
    number: &str,
    actor: &Actor,
    submission: Option<&Submission>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let not_permitted = || Refusal::NotPermitted { login: actor.login().to_owned() };
    if !process.start().by.permits(actor, None) {
        return Err(not_permitted());
    }
    let (customer_id, customer_user) = match actor {
        Actor::CustomerUser { login, customer_id, .. } => (customer_id.as_str(), login.as_str()),
        // An agent's own ticket belongs to no customer; nobody but agents sees it.
        Actor::Agent { .. } => ("", ""),
        Actor::System => return Err(not_permitted()),
    };
    let state = first_state(process, number, customer_id, customer_user, now);
    let mut run = Run::new(process, state, now);
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

/// A ticket before its first event.
fn first_state(
    process: &Process,
    number: &str,
    customer_id: &str,
    customer_user: &str,
    now: Timestamp,
) -> State {
    let ticket = Ticket {
        number: number.to_owned(),
        title: String::new(),
        state: TicketState::New,
        queue: process.ticket().queue.clone(),
        priority: process.ticket().priority,
        customer_id: customer_id.to_owned(),
        customer_user: customer_user.to_owned(),
        kind: String::new(),
        owner: None,
        locked: false,
    };
    State {
        version: 0,
        at: now,
        tokens: Vec::new(),
        next_entry: 1,
        values: process.fields().iter().map(|field| field.default.clone()).collect(),
        ticket,
        notice: None,
        failure: None,
        timers: Vec::new(),
        children: Vec::new(),
        undoable: Vec::new(),
        background: Vec::new(),
        submitter: None,
        parent: None,
    }
}

/// One event of a process ticket that has begun.
pub fn step(
    process: &Process,
    state: &State,
    event: &Event,
    now: Timestamp,
) -> Result<Step, Refusal> {
    step_owned(process, state.clone(), event, now)
}

/// The same for whoever does not need the state any more, also when the event is refused.
pub fn step_owned(
    process: &Process,
    state: State,
    event: &Event,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let mut run = Run::new(process, state, now);
    match event {
        Event::Started { .. } | Event::Called { .. } => return Err(Refusal::NotFirst),
        Event::Submitted { actor, submission, seen } => {
            if *seen != run.state.version {
                return Err(Refusal::Stale { seen: *seen, current: run.state.version });
            }
            submit(&mut run, actor, submission)?;
        }
        Event::Ended { entry, outcome } => end_invocation(&mut run, *entry, outcome)?,
        Event::Due { entry, timer } => run.due(*entry, *timer)?,
        Event::Message { name, values } => run.message(name, values)?,
        Event::Collected { entry, items } => run.collected(*entry, items)?,
        Event::Returned { entry, item, end } => run.returned(*entry, *item, end)?,
        Event::Cancelled { actor, reason } => run.cancel(actor, reason)?,
        Event::Reassigned { customer_user, .. } => run.reassign(customer_user)?,
        Event::Migrated { .. } | Event::Restored { .. } => return Err(Refusal::OtherVersion),
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
                if dialog.by.permits_in(actor, state) {
                    open.push((token, position, dialog));
                }
            }
        }
    }
    open
}

/// The messages for which the process waits now.
pub fn awaited_messages<'p>(process: &'p Process, state: &State) -> Vec<(Token, &'p str)> {
    let mut awaited = Vec::new();
    for &token in &state.tokens {
        if let ActivityKind::Wait { on: WaitFor::Message { name, .. }, .. } =
            &process.activity(token.activity).kind
        {
            awaited.push((token, name.as_str()));
        }
    }
    awaited
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
    if !dialog.by.permits_in(actor, &run.state) {
        return Err(Refusal::NotPermitted { login: actor.login().to_owned() });
    }
    let values =
        input::parse(process, dialog, submission).map_err(|faults| Refusal::Invalid { faults })?;
    run.state.submitter = Some(actor.login().to_owned());
    run.fill_all(values)?;
    run.state.notice = None;
    if run.state.version == 0 {
        // The first submission names the ticket, before anything speaks of it.
        run.title();
    }
    run.leave(token);
    Ok(())
}

/// The end of the invocation with this entry number: a service task's, or one in the background.
fn end_invocation(run: &mut Run<'_>, entry: u32, outcome: &Outcome) -> Result<(), Refusal> {
    let process = run.process;
    let token = run.state.token(entry).filter(|token| {
        matches!(process.activity(token.activity).kind, ActivityKind::ServiceTask { .. })
    });
    let Some(token) = token else { return run.conclude(entry, outcome) };
    match outcome {
        Outcome::Accepted { changes } => {
            run.state.failure = None;
            run.apply(changes);
            run.remember_to_undo(token.activity);
            run.leave(token);
        }
        Outcome::Rejected { code, message, changes } => {
            run.apply(changes);
            run.fail(token, code, message);
        }
        Outcome::Undelivered { attempts, last_error } => {
            let message = format!("no answer after {attempts} attempts: {last_error}");
            run.fail(token, UNDELIVERED, &message);
        }
    }
    Ok(())
}

impl Run<'_> {
    /// Gives the new ticket its title, once the first submission has filled its fields.
    fn title(&mut self) {
        self.state.ticket.title =
            self.process.ticket().title.render_line(&self.state, TITLE_LENGTH_MAX);
    }
}
