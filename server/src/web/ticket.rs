//! What the portal and the agents' pages have in common about one ticket: loading it for somebody who
//! may see it, what that person can do with it, and doing it.

use std::sync::Arc;

use axum::http::StatusCode;
use engine::access::Actor;
use engine::event::{Event, Submission};
use engine::field::{FieldKind, InputFault};
use engine::map;
use engine::process::{ActivityKind, FieldMode, Process};
use engine::state::State;
use engine::step::{Refusal, open_dialogs};
use engine::ticket::TicketState;
use engine::value::Attachment;

use super::error::WebError;
use super::posted::{Posted, PostedFile};
use super::session::SignedIn;
use super::view::dialog::{self, DialogAt, DialogForm, Known};
use super::view::history::{self, Entry};
use super::view::next::{Message, Next, NextStep};
use super::view::progress::Progress;
use super::view::waits::{Precision, waits};
use super::view::{Card, Link, Tone, query};
use super::{Web, store_failed, write_failed};
use crate::admission::Source;
use crate::policy;
use crate::runtime::{StepError, migration};
use crate::store::customer_user::{CustomerUserFilter, CustomerUserPage};
use crate::store::records::{StoredJournalEntry, StoredTicket, TicketId};
use crate::store::upload::{Keep, Upload, UploadFault};
use crate::store::{WriteError, attachment, customer, customer_user, journal};

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
    let (stored, process) = visible(web, actor, id).await?.ok_or(WebError::NotFound)?;
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

/// The ticket, if there is one that `actor` may see.
pub async fn visible(
    web: &Web,
    actor: &Actor,
    id: TicketId,
) -> Result<Option<(StoredTicket, Arc<Process>)>, WebError> {
    let loaded = web.app.load(id).await;
    let loaded = loaded.map_err(|error| WebError::internal("loading a ticket", error))?;
    Ok(loaded.filter(|(stored, process)| {
        policy::sees_ticket(actor, process, &stored.state.ticket)
            || policy::is_named(actor, process, &stored.state)
    }))
}

/// How a ticket is shown to a person.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The ticket's page.
    pub base: &'a str,
    /// The dialog that the person chose.
    pub chosen: &'a str,
    /// What was not accepted.
    pub again: Option<&'a Again>,
    /// Whom the person may know.
    pub known: &'a Known,
    /// How moments are said.
    pub precision: Precision,
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

/// A form as it came, with its files stored.
#[derive(Debug)]
pub struct Submitted {
    /// What it submits.
    pub submission: Submission,
    /// The version that the person saw; none before the ticket exists.
    pub seen: Option<u64>,
    /// What is wrong with it that the engine cannot know.
    pub faults: Vec<(String, InputFault)>,
}

/// Submits a form; `None` if it was accepted. The ticket has been loaded, so the person may see it.
pub async fn submit(
    web: &Web,
    me: &SignedIn,
    loaded: &Loaded,
    posted: Posted,
) -> Result<Option<Again>, WebError> {
    let actor = me.actor();
    let state = &loaded.stored.state;
    let submitted = read(web, me, &loaded.process, Some(state), posted).await?;
    let Submitted { submission, seen, faults } = submitted;
    let seen = seen.ok_or_else(|| incomplete("the form's version is missing"))?;
    let files = files(&loaded.process, &submission);
    let decide = || {
        let event = Event::Submitted { actor: actor.clone(), submission: submission.clone(), seen };
        engine::step::step(&loaded.process, state, &event, web.app.clock().now()).err()
    };
    let tried = if let Some(refusal) = refusal(faults, &files, decide) {
        Err(StepError::Refused(refusal))
    } else {
        keep(web, me, files).await?;
        web.app.submit(&actor, loaded.stored.id, submission.clone(), seen).await
    };
    match tried {
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

/// Why a submission is refused before it is tried.
///
/// `decide` asks the engine. It is asked if there are faults, so that
/// everything that is wrong is said at once; and if there are files, so that those of a refused form are not kept.
pub fn refusal(
    faults: Vec<(String, InputFault)>,
    files: &[String],
    decide: impl FnOnce() -> Option<Refusal>,
) -> Option<Refusal> {
    if faults.is_empty() && files.is_empty() {
        return None;
    }
    match decide() {
        Some(Refusal::Invalid { faults: found }) => {
            let is_new = |name: &String| faults.iter().all(|(other, _)| other != name);
            let found: Vec<_> = found.into_iter().filter(|(name, _)| is_new(name)).collect();
            Some(Refusal::Invalid { faults: faults.into_iter().chain(found).collect() })
        }
        Some(other) => Some(other),
        None => (!faults.is_empty()).then_some(Refusal::Invalid { faults }),
    }
}

/// What a form submits. Its files are stored, so that a form that comes back keeps them.
pub async fn read(
    web: &Web,
    me: &SignedIn,
    process: &Process,
    state: Option<&State>,
    posted: Posted,
) -> Result<Submitted, WebError> {
    let read = dialog::submission(posted.form);
    let (mut submission, seen) =
        read.ok_or_else(|| incomplete("the form does not say which step it is for"))?;
    let mut faults = Vec::new();
    for file in posted.files {
        if !takes_file(process, &submission, &file.field) {
            return Err(incomplete("a file came for a field that takes none"));
        }
        let name = file.field.clone();
        // The new one takes the place of one that was kept.
        submission.values.remove(&name);
        match store_file(web, me, file).await? {
            Ok(stored) => drop(submission.values.insert(name, vec![stored.to_input()])),
            Err(fault) => faults.push((name, fault)),
        }
    }
    let actor = me.actor();
    let source = Source::Person { actor: &actor, person: me.0.principal.person() };
    let unknown = web.app.admit(process, state, &source, &mut submission.values).await;
    faults.extend(unknown.map_err(store_failed("looking up what a form names"))?);
    Ok(Submitted { submission, seen, faults })
}

/// Whether the dialog asks for a file in this field.
fn takes_file(process: &Process, submission: &Submission, field: &str) -> bool {
    let activity = process.activity_idx(&submission.activity).map(|idx| process.activity(idx));
    let Some(ActivityKind::UserTask { dialogs, .. }) = activity.map(|activity| &activity.kind)
    else {
        return false;
    };
    let offered = dialogs.get(submission.dialog).into_iter().flat_map(|dialog| &dialog.fields);
    offered.into_iter().any(|offered| {
        let declared = process.field(offered.field);
        declared.name == field
            && matches!(declared.kind, FieldKind::Attachment)
            && matches!(offered.mode, FieldMode::Required | FieldMode::Optional)
    })
}

async fn store_file(
    web: &Web,
    me: &SignedIn,
    file: PostedFile,
) -> Result<Result<Attachment, InputFault>, WebError> {
    let bytes = match file.content {
        Ok(bytes) => bytes,
        Err(length) => {
            let length_max = u64::try_from(attachment::LENGTH_MAX).unwrap_or(u64::MAX);
            return Ok(Err(InputFault::FileTooLarge { length, length_max }));
        }
    };
    let person = me.0.principal.person();
    let upload = Upload { person, file_name: file.file_name, bytes, now: web.app.clock().now() };
    match web.app.store().write(upload).await {
        Ok(stored) => Ok(Ok(stored)),
        Err(WriteError::Refused(UploadFault::TooMuch)) => {
            let sentence =
                "You have uploaded too much within a day. Please try again tomorrow.".to_owned();
            Ok(Err(InputFault::Check(sentence)))
        }
        Err(WriteError::Refused(UploadFault::Attachment(_))) => Ok(Err(InputFault::NotAFile)),
        Err(WriteError::Store(error)) => Err(WebError::internal("storing a file", error)),
    }
}

/// The hashes of a submission's files.
pub fn files(process: &Process, submission: &Submission) -> Vec<String> {
    let is_file = |name: &str| {
        let field = process.field_idx(name).map(|idx| process.field(idx));
        field.is_some_and(|field| matches!(field.kind, FieldKind::Attachment))
    };
    let files = submission.values.iter().filter(|(name, _)| is_file(name));
    let files = files.flat_map(|(_, input)| input).filter_map(|text| Attachment::parse(text));
    files.map(|file| file.hash).collect()
}

/// Notes that files are sent, so that they stay.
pub async fn keep(web: &Web, me: &SignedIn, hashes: Vec<String>) -> Result<(), WebError> {
    if hashes.is_empty() {
        return Ok(());
    }
    let keep = Keep { person: me.0.principal.person(), hashes };
    web.app.store().write(keep).await.map_err(write_failed("keeping a file"))
}

/// Whom the person may know, as far as forms of the process ask for somebody.
pub async fn known(web: &Web, me: &SignedIn, process: &Process) -> Result<Known, WebError> {
    let asks =
        |wanted: fn(&FieldKind) -> bool| process.fields().iter().any(|field| wanted(&field.kind));
    let Some(customer_id) = me.customer_id() else { return Ok(Known::default()) };
    if !policy::sees_colleagues(&me.actor(), process) {
        return Ok(Known::default());
    }
    let reads = web.app.store().read();
    let mut known = Known::default();
    if asks(|kind| matches!(kind, FieldKind::CustomerUser)) {
        let filter = CustomerUserFilter {
            customer_id: Some(customer_id.to_owned()),
            ..CustomerUserFilter::default()
        };
        let page = CustomerUserPage { after: None, limit: customer_user::PAGE_MAX };
        let people = customer_user::search(reads, &filter, &page).await;
        let people = people.map_err(store_failed("reading customer users"))?;
        known.people = people.iter().map(|one| (one.login.clone(), one.full_name())).collect();
    }
    if asks(|kind| matches!(kind, FieldKind::Customer)) {
        let own = customer::get(reads, customer_id).await;
        let own = own.map_err(store_failed("reading a customer"))?;
        known.customers = own.into_iter().map(|own| (own.customer_id, own.name)).collect();
    }
    Ok(known)
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

    /// What `actor` can do, and what else the ticket waits for.
    pub fn next(&self, actor: &Actor, shown: &Shown<'_>) -> Next {
        let state = &self.stored.state;
        let process = &self.process;
        let open = open_dialogs(process, state, actor);
        let conflict = shown.again.and_then(|again| match &again.why {
            Why::Stale(seen) => Some(self.conflict(again, *seen, actor)),
            Why::Invalid(_) => None,
        });
        let dialogs: Vec<DialogAt<'_>> = open
            .iter()
            .map(|(token, position, dialog)| DialogAt {
                process,
                activity: token.activity,
                position: *position,
                dialog,
            })
            .collect();
        let steps = self.steps(&dialogs, shown);
        let is_mine = |token| open.iter().any(|(other, ..)| *other == token);
        Next {
            conflict,
            notice: self.notice(&steps),
            steps,
            waits: waits(process, state, is_mine, shown.precision),
        }
    }

    /// A form or a choice of forms for each activity that has dialogs for the person.
    fn steps(&self, dialogs: &[DialogAt<'_>], shown: &Shown<'_>) -> Vec<NextStep> {
        let wanted = shown.again.map_or_else(
            || shown.chosen.to_owned(),
            |again| key(&again.submission.activity, again.submission.dialog),
        );
        let key_of = |at: &DialogAt<'_>| key(&self.process.activity(at.activity).name, at.position);
        let is_closed = self.stored.state.ticket.state.is_closed();
        let mut steps = Vec::new();
        for dialogs in dialogs.chunk_by(|one, other| one.activity == other.activity) {
            // A closed ticket shows what is possible, but presses nobody with a form.
            let only = dialogs.first().filter(|_| dialogs.len() == 1 && !is_closed);
            let found = dialogs.iter().find(|at| key_of(at) == wanted).or(only);
            steps.push(match found {
                Some(at) => {
                    let again = shown.again.filter(|_| key_of(at) == wanted);
                    NextStep::Form(self.form(*at, dialogs.len(), again, shown))
                }
                None => NextStep::Choice(
                    dialogs
                        .iter()
                        .map(|at| Card {
                            href: query(shown.base, &[("step", &key_of(at))]),
                            title: at.dialog.name.clone(),
                            description: at.dialog.description.clone(),
                        })
                        .collect(),
                ),
            });
        }
        if steps.len() > 1 {
            let apart = |step| match step {
                NextStep::Form(form) => NextStep::Form(form.apart()),
                NextStep::Choice(cards) => NextStep::Choice(cards),
            };
            steps = steps.into_iter().map(apart).collect();
        }
        steps
    }

    fn form(
        &self,
        at: DialogAt<'_>,
        count: usize,
        again: Option<&Again>,
        shown: &Shown<'_>,
    ) -> DialogForm {
        let base = shown.base;
        let mut form = DialogForm::new(at, Some(&self.stored.state), format!("{base}/submit"))
            .linked(&self.process, base)
            .suggesting(&self.process, shown.known);
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
    fn notice(&self, steps: &[NextStep]) -> Option<Message> {
        let state = &self.stored.state;
        let notice = state.notice.as_ref()?;
        let offers = |step: &NextStep, name: &str| match step {
            NextStep::Form(form) => form.offers(name),
            NextStep::Choice(_) => false,
        };
        if let Some(field) = notice.field
            && steps.iter().any(|step| offers(step, &self.process.field(field).name))
        {
            return None;
        }
        let tone = match (&state.failure, state.ticket.state) {
            (Some(_), _) | (None, TicketState::ClosedUnsuccessful) => Tone::Bad,
            (None, TicketState::ClosedSuccessful) => Tone::Good,
            (None, TicketState::New | TicketState::Open | TicketState::PendingReminder) => {
                Tone::Calm
            }
        };
        Some(Message { tone, text: notice.text.clone() })
    }
}

/// Names a dialog in a query.
fn key(activity: &str, position: usize) -> String {
    format!("{activity}.{position}")
}
