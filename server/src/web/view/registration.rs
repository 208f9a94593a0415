//! Views of the registration process as it goes: the real document, through the real engine.

use engine::access::Actor;
use engine::event::{Changes, Event, Outcome, Submission};
use engine::field::InputFault;
use engine::process::compile::{Surroundings, compile};
use engine::process::{ActivityIdx, Process};
use engine::state::State;
use engine::step::{Refusal, open_dialogs, start, step};
use jiff::Timestamp;

use super::dialog::{DialogAt, DialogForm};
use super::history::{self, Entry, Note};
use super::input::InputKind;
use super::progress::Progress;
use super::{journal, moment::Moment};
use crate::web::form::Form;

fn process() -> Process {
    let source = include_bytes!("../../../../processes/customer-user-registration.yaml");
    compile(source, &Surroundings::default()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn clara() -> Actor {
    Actor::CustomerUser {
        login: "clara".into(),
        customer_id: "ACME".into(),
        groups: vec!["customer-admins".into()],
    }
}

fn submission(form: &str) -> Submission {
    super::dialog::submission(Form::parse(form.as_bytes(), 10_000).unwrap()).unwrap().0
}

const FILLED_IN: &str = "usher.activity=request&usher.dialog=0&UserFirstname=Ben&UserLastname=Berg&UserLogin=ben&UserEmail=ben%40acme.example";

/// When entry `seq` of the journal was written.
fn at(seq: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seq * 60).unwrap()
}

/// A ticket on its way: state and journal.
struct Story {
    process: Process,
    state: State,
    journal: Vec<(Event, Vec<engine::event::Decision>)>,
}

impl Story {
    fn begun() -> Self {
        let process = process();
        let submission = submission(FILLED_IN);
        let event = Event::Started { actor: clara(), submission: Some(submission) };
        let step = start(&process, "1", &event, at(0)).unwrap();
        Self { process, state: step.state, journal: vec![(event, step.decisions)] }
    }

    fn then(mut self, event: Event) -> Self {
        let step = step(&self.process, &self.state, &event, at(0)).unwrap();
        self.state = step.state;
        self.journal.push((event, step.decisions));
        self
    }

    fn ended(self, outcome: Outcome) -> Self {
        let entry = self.state.tokens[0].entry;
        self.then(Event::Ended { entry, outcome })
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        (1..)
            .zip(&self.journal)
            .map(|(seq, (event, decisions))| Entry {
                process: &self.process,
                seq,
                at: at(seq),
                event,
                decisions,
            })
            .collect()
    }

    fn steps(&self) -> String {
        let progress = Progress::of(
            &self.process,
            &history::entered(&self.process, &self.entries()),
            &self.state,
        );
        let steps: Vec<String> =
            progress.steps.iter().map(|step| format!("{} {:?}", step.label, step.place)).collect();
        steps.join(", ")
    }

    fn form(&self) -> DialogForm {
        let (token, position, dialog) = open_dialogs(&self.process, &self.state, &clara())[0];
        let at = DialogAt { process: &self.process, activity: token.activity, position, dialog };
        DialogForm::new(at, Some(&self.state), "/t/submit".into())
    }
}

fn rejected(code: &str) -> Outcome {
    Outcome::Rejected { code: code.into(), message: "no".into(), changes: Changes::default() }
}

#[test]
fn a_form_begins_with_the_defaults_and_says_what_is_required() {
    let process = process();
    let activity = process.start().activity;
    let engine::process::ActivityKind::UserTask { dialogs, .. } = &process.activity(activity).kind
    else {
        panic!("the process begins with a user task");
    };
    let form = DialogForm::new(
        DialogAt { process: &process, activity, position: 0, dialog: &dialogs[0] },
        None,
        "/s".into(),
    );
    let names: Vec<&str> = form.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["UserFirstname", "UserLastname", "UserLogin", "UserEmail"]);
    assert!(form.inputs.iter().all(|input| input.required && input.values.is_empty()));
    assert_eq!((form.seen, form.submit.as_str()), (None, "Create customer user"));
}

#[test]
fn faults_stand_beside_their_inputs_and_what_was_typed_is_kept() {
    let bad = submission(
        "usher.activity=request&usher.dialog=0&UserFirstname=Ben&UserLogin=b+n&UserEmail=x&Extra=1",
    );
    let event = Event::Started { actor: clara(), submission: Some(bad.clone()) };
    let Err(Refusal::Invalid { faults }) = start(&process(), "1", &event, at(0)) else {
        panic!("accepted")
    };
    let story = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    let form = story.form().typed(&bad).faulty(&faults);
    let shown: Vec<(&str, Option<&str>)> =
        form.inputs.iter().map(|input| (input.value(), input.fault.as_deref())).collect();
    let pattern = InputFault::Pattern.to_string();
    let email = InputFault::NotAnEmail.to_string();
    assert_eq!(
        shown,
        [
            ("Ben", None),
            ("", Some("Please fill in this field.")),
            ("b n", Some(&*pattern)),
            ("x", Some(&*email))
        ]
    );
    let summary: Vec<String> =
        form.summary.unwrap().items.into_iter().map(|item| item.text).collect();
    assert_eq!(summary.len(), 4);
    assert_eq!(summary[3], "Extra: This form has no such field.");
}

#[test]
fn what_the_ticket_tells_stands_beside_its_field() {
    let form = Story::begun().ended(rejected("CustomerUser.LoginExists")).form();
    let told = form.inputs.iter().find(|input| input.name == "UserLogin").unwrap();
    assert_eq!(told.fault.as_deref(), Some("The login ben is taken. Please choose another one."));
    assert_eq!(told.value(), "ben");
    assert_eq!(form.seen, Some(2));
}

#[test]
fn fields_that_cannot_be_changed_are_text() {
    let form = Story::begun().ended(Outcome::Accepted { changes: Changes::default() }).form();
    let kinds: Vec<bool> =
        form.inputs.iter().map(|input| matches!(input.kind, InputKind::ReadOnly { .. })).collect();
    assert_eq!(kinds, [true, true, true, false]);
    assert!(form.to_string().contains(r#"<option value="1" selected>valid</option>"#));
}

#[test]
fn a_form_that_does_not_say_what_it_is_for_is_none() {
    let parse = |form: &str| super::dialog::submission(Form::parse(form.as_bytes(), 1000).unwrap());
    assert!(parse("UserLogin=ben").is_none());
    assert!(parse("usher.activity=request&usher.dialog=first").is_none());
    assert!(parse("usher.activity=request&usher.dialog=0&usher.version=-1").is_none());
    let (submission, seen) =
        parse("usher.activity=a&usher.dialog=1&usher.version=7&R=n&R=s").unwrap();
    assert_eq!((submission.dialog, seen), (1, Some(7)));
    assert_eq!(submission.values["R"], ["n", "s"]);
}

#[test]
fn progress_says_what_is_done_and_what_is_to_come() {
    let labels = |progress: Progress| {
        progress
            .steps
            .into_iter()
            .map(|step| format!("{:?}", step.place))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(labels(Progress::before(&process())), "Now Ahead Ahead");
    let story = Story::begun();
    assert_eq!(
        story.steps(),
        "Enter the new customer user Done, Create the customer user UnderWay, Customer user maintenance Ahead"
    );
    let back = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    assert_eq!(
        back.steps(),
        "Enter the new customer user Now, Create the customer user Ahead, Customer user maintenance Ahead"
    );
    let done = Story::begun().ended(Outcome::Accepted { changes: Changes::default() });
    assert_eq!(
        done.steps(),
        "Enter the new customer user Done, Create the customer user Done, Customer user maintenance Open"
    );
    let failed = Story::begun().ended(rejected("Other.Code"));
    assert_eq!(
        failed.steps(),
        "Enter the new customer user Done, Create the customer user Done, Request failed Failed"
    );
}

#[test]
fn a_customer_reads_what_happened_newest_first_and_without_codes() {
    let story = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    let entries = story.entries();
    let note =
        Note { at: entries[1].at, subject: "Message", body: "The login ben is taken.", author: "" };
    let read = |me: &str| {
        let timeline = history::for_customer(&entries, &[note], me);
        timeline
            .items
            .into_iter()
            .map(|item| format!("{}|{}|{}", item.heading, item.who, item.body))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("clara"),
        [
            "Message||The login ben is taken.",
            "“Create the customer user” could not be done||",
            "Request begun|by you|",
        ]
    );
    assert_eq!(read("otto")[2], "Request begun|by clara|");
}

#[test]
fn what_happened_meanwhile_is_said_since_the_version_seen() {
    let story = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    let entries = story.entries();
    let at = Moment::new(entries[1].at).text;
    assert_eq!(
        history::since(&entries, 1, "clara"),
        [
            format!("“Create the customer user” could not be done, {at}."),
            "The login ben is taken. Please choose another one.".to_owned(),
        ]
    );
    assert!(history::since(&entries, 2, "clara").is_empty());
}

#[test]
fn the_journal_says_every_decision() {
    let story = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    let timeline = journal::timeline(&story.entries());
    let last = &timeline.items[1];
    assert_eq!(last.heading, "2. Invocation 2 of create rejected: CustomerUser.LoginExists");
    assert_eq!(
        last.notes,
        [
            "Took the error path CustomerUser.LoginExists from create to request",
            "Told the customer beside UserLogin: “The login ben is taken. Please choose another one.”",
            "Entered request as entry 3",
        ]
    );
}

#[test]
fn the_map_knows_the_path() {
    let story = Story::begun().ended(rejected("CustomerUser.LoginExists"));
    let overlay = history::overlay(&story.process, &story.entries(), &story.state);
    let at = |name| story.process.activity_idx(name).unwrap();
    assert_eq!(overlay.at, [at("request")]);
    assert_eq!(
        overlay.taken,
        [
            (at("request"), at("create"), None),
            (at("create"), at("request"), Some("CustomerUser.LoginExists".to_owned())),
        ]
    );
    let visits: Vec<(ActivityIdx, usize)> = overlay.visits.into_iter().collect();
    assert_eq!(visits, [(at("request"), 2), (at("create"), 1)]);
}

#[test]
fn defaults_that_nobody_has_touched_are_not_filled_in() {
    let story = Story::begun();
    let names: Vec<&str> = history::filled(&story.process, &story.entries())
        .into_iter()
        .map(|idx| story.process.field(idx).name.as_str())
        .collect();
    assert_eq!(names, ["UserFirstname", "UserLastname", "UserLogin", "UserEmail"]);
}
