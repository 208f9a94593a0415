//! The state machine, driven by compiled documents.

mod actions;
mod children;
mod compensation;
mod dialogs;
mod messages;
mod parallel;
mod story;
mod timers;
mod whatever;

use proptest::prelude::*;

use super::*;
use crate::event::Changes;
use crate::process::compile::{Surroundings, compile};
use crate::step::tests_support::NOW;
use story::{
    NUMBER, Story, anna, customer_user, field, rejected, replay, started, submission, undelivered,
    where_it_is,
};

const REGISTRATION: &str = include_str!("../../../processes/customer-user-registration.yaml");
/// What the requester reads once the customer user is there.
const WELCOME: &str =
    "article: Ben Miller can now choose a password: a link was sent to ben@acme.example.";

fn registration() -> Process {
    compile(REGISTRATION.as_bytes(), &Surroundings::default()).unwrap()
}

fn request(login: &str) -> Submission {
    submission(
        "request",
        &[
            ("UserFirstname", "Ben"),
            ("UserLastname", "Miller"),
            ("UserLogin", login),
            ("UserEmail", "ben@acme.example"),
        ],
    )
}

fn accepted(response: &str) -> Outcome {
    let changes = Changes {
        fields: vec![("RequestResponse".into(), vec![response.into()])],
        ..Changes::default()
    };
    Outcome::Accepted { changes }
}

/// A registration that waits for its invocation.
fn requested() -> Story {
    Story::begin(registration(), anna(), Some(request("ben")))
}

#[test]
fn a_customer_user_is_registered() {
    let mut story = requested();
    story.check("create, new\ninvoke 2 customer-user-add");
    assert_eq!(story.state.ticket.title, "New customer user ben");
    assert_eq!(story.state.ticket.queue, "Registrations");
    assert_eq!(story.state.ticket.customer_id, "ACME");
    assert_eq!(story.state.ticket.customer_user, "anna");
    story.end(accepted("created")).check(&format!("active, closed successful\n{WELCOME}"));
    assert_eq!(field(&story.state, &story.process, "RequestResponse"), "created");
    assert_eq!(story.state.version, 2);
}

#[test]
fn a_taken_login_is_asked_for_again() {
    let mut story = requested();
    story.end(rejected("CustomerUser.LoginExists", "There is a customer user ben.")).check(
        "request, new\n\
         notice UserLogin: The login ben is taken. Please choose another one.\n\
         article: The login ben is taken. Please choose another one.",
    );
    assert_eq!(
        field(&story.state, &story.process, "UserFirstname"),
        "Ben",
        "the form is still filled in"
    );
    story.submit(request("ben.miller")).check("create, new\ninvoke 4 customer-user-add");
    story.end(accepted("created")).check(&format!("active, closed successful\n{WELCOME}"));
    assert_eq!(story.state.failure, None);
}

#[test]
fn a_bad_email_is_asked_for_again() {
    for code in ["CustomerUser.EmailInUse", "CustomerUser.EmailInvalid"] {
        let mut story = requested();
        story.end(rejected(code, "no"));
        assert_eq!(where_it_is(&story.process, &story.state), "request");
        assert_eq!(
            story.state.notice.as_ref().unwrap().field,
            story.process.field_idx("UserEmail")
        );
    }
}

#[test]
fn an_undelivered_request_ends_and_says_so() {
    requested().end(undelivered()).check(
        "failed, closed unsuccessful\n\
         notice : Your request was closed. Please contact the administrator.\n\
         article: We could not reach the user directory. An administrator has been informed.\n\
         article: Your request was closed. Please contact the administrator.\n\
         notify admins: [Ticket#2026112010000011] Customer user self-administration: closed unsuccessful\n\
         Ticket 2026112010000011 \"New customer user ben\" of anna (ACME) was ended as closed unsuccessful.\n\n\
         Activity: create\n\
         Code: undelivered\n\
         Reason: no answer after 5 attempts: connection refused\n",
    );
}

#[test]
fn any_other_rejection_ends_and_gives_the_reason() {
    requested().end(rejected("CustomerUser.Forbidden", "Not allowed here.")).check(
        "failed, closed unsuccessful\n\
         notice : Your request was closed. Please contact the administrator.\n\
         article: The customer user could not be created: Not allowed here.\n\
         article: Your request was closed. Please contact the administrator.\n\
         notify admins: [Ticket#2026112010000011] Customer user self-administration: closed unsuccessful\n\
         Ticket 2026112010000011 \"New customer user ben\" of anna (ACME) was ended as closed unsuccessful.\n\n\
         Activity: create\n\
         Code: CustomerUser.Forbidden\n\
         Reason: Not allowed here.\n",
    );
}

#[test]
fn a_customer_user_is_removed() {
    let mut story = requested();
    story.end(accepted("created"));
    story.submit(submission("active", &[("ValidState", "1")])).check("active, closed successful");
    story.submit(submission("active", &[("ValidState", "2")]));
    story.check("deactivate, closed successful\ninvoke 5 customer-user-update");
    story.end(rejected("CustomerUser.NotFound", "There is no such customer user.")).check(
        "active, closed successful\n\
         notice : The customer user could not be changed: There is no such customer user. \
         Please try again later, or contact the administrator.\n\
         article: The customer user could not be changed: There is no such customer user. \
         Please try again later, or contact the administrator.",
    );
    story.submit(submission("active", &[("ValidState", "2")])).end(accepted("updated")).check(
        "removed, closed successful\n\
         notice : The customer user ben has been deactivated and can no longer sign in.\n\
         article: The customer user ben has been deactivated and can no longer sign in.",
    );
}

#[test]
fn a_decision_is_written_down_with_what_it_read() {
    let mut story = requested();
    story.end(accepted("created")).submit(submission("active", &[("ValidState", "3")]));
    let evaluated: Vec<_> =
        story.last.decisions.iter().filter(|d| matches!(d, Decision::Evaluated { .. })).collect();
    let expected = Decision::Evaluated {
        activity: story.process.activity_idx("active").unwrap(),
        when: "ValidState != \"1\"".into(),
        reads: vec![("ValidState".into(), "3".into())],
        holds: true,
    };
    assert_eq!(evaluated, [&expected]);
}

#[test]
fn a_stale_form_is_refused() {
    let mut story = requested();
    story.end(accepted("created")).submit(submission("active", &[("ValidState", "1")]));
    let event = Event::Submitted {
        actor: anna(),
        submission: submission("active", &[("ValidState", "2")]),
        seen: 2,
    };
    assert_eq!(story.refused(&event), Refusal::Stale { seen: 2, current: 3 });
}

#[test]
fn a_forged_activity_or_dialog_is_refused() {
    let mut story = requested();
    story.end(accepted("created"));
    for (activity, dialog) in
        [("request", 0), ("create", 0), ("failed", 0), ("none", 0), ("active", 1)]
    {
        let forged = Submission { dialog, ..submission(activity, &[("ValidState", "2")]) };
        assert_eq!(
            story.refused_submission(anna(), forged),
            Refusal::NotHere { activity: activity.into(), dialog }
        );
    }
    let elsewhere = submission("active", &[("ValidState", "1")]);
    assert_eq!(
        start(&story.process, NUMBER, &started(&anna(), Some(&elsewhere)), NOW).unwrap_err(),
        Refusal::NotHere { activity: "active".into(), dialog: 0 }
    );
}

#[test]
fn every_fault_of_an_input_is_named() {
    let mut values = request("b n").values;
    values.remove("UserFirstname");
    values.insert("UserEmail".into(), vec!["ben@acme.example".into(), "ben@acme.example".into()]);
    values.insert("ValidState".into(), vec!["2".into()]);
    values.insert("TicketID".into(), vec!["1".into()]);
    let input = Submission { activity: "request".into(), dialog: 0, values };
    let refusal = start(&registration(), NUMBER, &started(&anna(), Some(&input)), NOW).unwrap_err();
    let fault = |name: &str, fault: InputFault| (name.to_owned(), fault);
    assert_eq!(
        refusal,
        Refusal::Invalid {
            faults: vec![
                fault("UserFirstname", InputFault::Missing),
                fault("UserLogin", InputFault::Pattern),
                fault("UserEmail", InputFault::Repeated),
                fault("TicketID", InputFault::Unknown),
                fault("ValidState", InputFault::Unknown),
            ]
        }
    );
}

#[test]
fn a_field_for_reading_is_not_written() {
    let mut story = requested();
    story.end(accepted("created"));
    let forged = submission("active", &[("ValidState", "1"), ("UserLogin", "root")]);
    let faults = vec![("UserLogin".to_owned(), InputFault::ReadOnly)];
    assert_eq!(story.refused_submission(anna(), forged), Refusal::Invalid { faults });
}

#[test]
fn only_who_may_begins_and_goes_on() {
    let process = registration();
    let refused = |login: &str| Refusal::NotPermitted { login: login.into() };
    let carl = customer_user("carl", &[]);
    assert_eq!(
        start(&process, NUMBER, &started(&carl, Some(&request("ben"))), NOW).unwrap_err(),
        refused("carl")
    );
    assert_eq!(
        start(&process, NUMBER, &started(&Actor::System, Some(&request("ben"))), NOW).unwrap_err(),
        refused("system")
    );
    let mut story = requested();
    story.end(rejected("CustomerUser.LoginExists", "taken"));
    let dora = customer_user("dora", &["customer-admins"]);
    assert_eq!(
        story.refused_submission(dora.clone(), request("eve")),
        refused("dora"),
        "only the requester"
    );
    assert!(open_dialogs(&story.process, &story.state, &dora).is_empty());
    assert_eq!(open_dialogs(&story.process, &story.state, &anna()).len(), 1);
    story.submit(request("eve")).end(accepted("created"));
    assert_eq!(
        open_dialogs(&story.process, &story.state, &dora).len(),
        1,
        "any administrator of the customer"
    );
    let marked = submission("active", &[("ValidState", "2")]);
    assert_eq!(story.refused_submission(carl, marked), refused("carl"));
}

#[test]
fn a_late_or_repeated_answer_is_refused() {
    let mut story = requested();
    story.end(rejected("CustomerUser.LoginExists", "taken")).submit(request("ben.miller"));
    for entry in [0, 1, 2, 3, 5] {
        let late = Event::Ended { entry, outcome: accepted("late") };
        assert_eq!(story.refused(&late), Refusal::NotAwaited { entry });
    }
    story.end(accepted("created"));
    let repeated = Event::Ended { entry: 4, outcome: accepted("again") };
    assert_eq!(story.refused(&repeated), Refusal::NotAwaited { entry: 4 });
    let at_a_form =
        Event::Ended { entry: story.state.tokens[0].entry, outcome: accepted("forged") };
    assert!(matches!(story.refused(&at_a_form), Refusal::NotAwaited { .. }));
}

#[test]
fn a_process_begins_with_its_form_and_only_once() {
    let process = registration();
    let needed = Refusal::Submission { needed: true };
    assert_eq!(start(&process, NUMBER, &started(&anna(), None), NOW).unwrap_err(), needed);
    let story = requested();
    let again = Event::Started { actor: anna(), submission: Some(request("ben")) };
    assert_eq!(story.refused(&again), Refusal::NotFirst);
}

#[test]
fn what_a_mapping_may_not_do_is_left_out_and_said() {
    let mut story = requested();
    let changes = Changes {
        state: Some("closed".into()),
        title: Some("a\nb".into()),
        fields: vec![
            ("Nothing".into(), vec!["1".into()]),
            ("UserEmail".into(), vec!["nobody".into()]),
            ("UserLogin".into(), vec![]),
        ],
        articles: vec![],
    };
    story
        .end(Outcome::Accepted { changes })
        .check(&format!("active, closed successful\n{WELCOME}"));
    let ignored: Vec<&str> = story
        .last
        .decisions
        .iter()
        .filter_map(|decision| {
            if let Decision::Ignored { what } = decision { Some(what.as_str()) } else { None }
        })
        .collect();
    assert_eq!(
        ignored,
        [
            "the process has no field `Nothing`",
            "field `UserEmail`: This is not an email address like name@example.org.",
            "there is no ticket state `closed`",
        ]
    );
    assert_eq!(story.state.ticket.title, "a b");
    assert_eq!(field(&story.state, &story.process, "UserLogin"), "");
}

#[test]
fn actions_choices_and_automatic_activities_run_in_order() {
    let source = r#"
process: leave
name: Leave
start: { activity: sort, by: anyone }
ticket: { title: "Leave of {{ ticket.customer_user }}", queue: Leave }
fields:
  Days: { label: Days, type: integer, min: 0, max: 30, default: 7 }
  Remark: { label: Remark, type: text }
activities:
  sort:
    choice: How long
    next:
      - { when: Days > 20, to: long }
      - { when: Days > 5 && ticket.queue == "Leave", to: write, do: [ { set-field: { field: Remark, to: "{{ Days }} days" } } ] }
      - long
  write:
    do:
      - set-state: open
      - note: { subject: "For {{ ticket.customer_user }}", body: "{{ Remark }}", visible-to: customer }
      - note: { subject: Inner, body: Not for customers }
      - notify: { to: customer-user, subject: "Leave {{ Remark }}", body: Granted }
      - set-field: { field: Days, to: "9{{ Days }}" }
    next: done
  long: { user-task: Discuss it, dialogs: [ {} ], next: done }
  done: { end: closed successful }
"#;
    let process = compile(source.as_bytes(), &Surroundings::default()).unwrap();
    let mut story = Story::begin(process, anna(), None);
    story.check(
        "done, closed successful\n\
         article: 7 days\n\
         article: Not for customers\n\
         notify customer-user: Leave 7 days\nGranted",
    );
    assert_eq!(story.state.ticket.title, "Leave of anna");
    assert_eq!(field(&story.state, &story.process, "Days"), "7", "97 is too much");
    let visible: Vec<bool> = story
        .last
        .effects
        .iter()
        .filter_map(|effect| {
            let Effect::WriteArticle(article) = effect else { return None };
            Some(article.visible_to_customer)
        })
        .collect();
    assert_eq!(visible, [true, false]);
}

#[test]
fn the_first_form_is_entered_and_names_the_ticket_before_anything_follows() {
    let source = r#"
process: leave
name: Leave
start: { activity: ask }
ticket: { title: "{{ Days }} days", queue: Leave }
fields:
  Days: { label: Days, type: integer }
activities:
  ask:
    user-task: Ask
    on-enter: [ { set-state: open } ]
    dialogs: [ { fields: { Days: required } } ]
    next: write
  write:
    do: [ { note: { subject: Leave, body: "{{ ticket.title }}, {{ ticket.state }}" } } ]
    next: wait
  wait: { user-task: Wait, dialogs: [ {} ], next: done }
  done: { end: closed successful }
"#;
    let process = compile(source.as_bytes(), &Surroundings::default()).unwrap();
    let mut story = Story::begin(process, anna(), Some(submission("ask", &[("Days", "3")])));
    story.check("wait, open\narticle: 3 days, open");
    story.submit(submission("wait", &[])).check("done, closed successful");
    assert_eq!(story.state.ticket.title, "3 days");
}

/// Events as anybody might send them: right ones, wrong ones, late ones.
fn any_event() -> impl Strategy<Value = Event> {
    let actor = prop_oneof![
        Just(anna()),
        Just(customer_user("dora", &["customer-admins"])),
        Just(customer_user("carl", &[]))
    ];
    let text = prop_oneof![
        Just("1".to_owned()),
        Just("2".to_owned()),
        Just("ben@acme.example".to_owned()),
        ".{0,9}"
    ];
    let name = prop::sample::select(vec![
        "UserFirstname",
        "UserLastname",
        "UserLogin",
        "UserEmail",
        "ValidState",
        "X",
    ]);
    let values = prop::collection::btree_map(
        name.prop_map(str::to_owned),
        prop::collection::vec(text, 0..3),
        0..6,
    );
    let forged = (prop::sample::select(vec!["request", "active", "create"]), 0..2_usize, values)
        .prop_map(|(activity, dialog, values)| Submission {
            activity: activity.to_owned(),
            dialog,
            values,
        });
    let right = prop_oneof![
        Just(request("ben")),
        Just(submission("active", &[("ValidState", "1")])),
        Just(submission("active", &[("ValidState", "2")])),
    ];
    let code =
        prop::sample::select(vec!["CustomerUser.LoginExists", "CustomerUser.EmailInUse", "X.Y"]);
    let outcome = prop_oneof![
        Just(accepted("ok")),
        code.prop_map(|code| rejected(code, "no")),
        Just(undelivered()),
    ];
    prop_oneof![
        (actor, prop_oneof![forged, right], 0..20_u64)
            .prop_map(|(actor, submission, seen)| Event::Submitted { actor, submission, seen }),
        (0..20_u32, outcome).prop_map(|(entry, outcome)| Event::Ended { entry, outcome }),
    ]
}

/// Makes an event fit the state half of the time, so that stories get on.
fn aim(event: Event, state: &State, fit: bool) -> Event {
    if !fit {
        return event;
    }
    let mut event = event;
    if let Event::Submitted { seen, .. } = &mut event {
        *seen = state.version;
    } else if let Event::Ended { entry, .. } = &mut event {
        *entry = state.tokens[0].entry;
    }
    event
}

proptest! {
    #[test]
    fn whatever_happens_tokens_rest_and_the_journal_replays(
        events in prop::collection::vec((any_event(), any::<bool>()), 1..30)
    ) {
        let process = registration();
        let mut story = Story::begin(process, anna(), Some(request("ben")));
        for (event, fit) in events {
            let event = aim(event, &story.state, fit);
            let before = story.state.clone();
            if let Ok(step) = step(&story.process, &story.state, &event, NOW) {
                prop_assert_eq!(step.state.version, before.version + 1);
                story.state = step.state;
                story.journal.push((NOW, event));
            } else { prop_assert_eq!(&story.state, &before) }
            prop_assert_eq!(story.state.tokens.len(), 1);
            for token in &story.state.tokens {
                let kind = &story.process.activity(token.activity).kind;
                let is_end = matches!(kind, ActivityKind::End { .. });
                prop_assert!(kind.rests() || is_end);
                prop_assert!(token.entry < story.state.next_entry);
            }
        }
        prop_assert_eq!(replay(&story.process, &story.journal), story.state);
    }
}
