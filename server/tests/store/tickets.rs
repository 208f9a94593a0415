//! Tickets: what is saved is what is loaded, and lists show what they should.

mod lists;
mod random;
mod runs;

use engine::event::{Changes, Decision, Event, Outcome, SetBy, Submission, UNDELIVERED};
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::state::{Failure, Notice, State, Token};
use engine::ticket::{Article, Priority, Ticket, TicketState};
use engine::value::Value;
use jiff::SignedDuration;
use server::store::records::{SenderKind, TicketId};
use server::store::ticket::{NewTicket, TicketFault};
use server::store::{Store, WriteError, article, definition, journal, ticket};

use crate::support::{act, now, store_with_acme, try_act};

const SOURCE: &str = r#"
process: everything
name: Everything
start: { activity: ask, by: customer-users }
ticket: { title: "A ticket", queue: Misc, priority: 3 normal }
fields:
  Name: { label: Name, type: text }
  Text: { label: Text, type: textarea }
  Count: { label: Count, type: integer, min: -1000, max: 1000 }
  Agreed: { label: Agreed, type: checkbox }
  Day: { label: Day, type: date }
  Colours: { label: Colours, type: multiselect, options: { r: red, g: green, b: blue } }
activities:
  ask:
    user-task: Ask
    dialogs:
      - { name: Ask, by: requester, fields: { Name: required, Text: optional, Count: optional, Agreed: optional, Day: optional, Colours: optional }, submit: Go }
    next: add
  add:
    service-task: add
    name: Add it
    next: done
    on-error: { any: { to: ask, tell: "Please try again." } }
  done: { end: closed successful }
"#;

fn process() -> Process {
    compile(SOURCE.as_bytes(), &Surroundings::default()).unwrap_or_else(|faults| {
        panic!("{:?}", faults.iter().map(|fault| &fault.message).collect::<Vec<_>>())
    })
}

/// A ticket of anna of ACME that waits at `ask`.
fn state(process: &Process, number: &str) -> State {
    State {
        version: 1,
        at: now(),
        tokens: vec![Token { activity: process.activity_idx("ask").unwrap(), entry: 1 }],
        next_entry: 2,
        values: vec![None; process.fields().len()],
        ticket: Ticket {
            number: number.to_owned(),
            title: format!("Ticket {number}"),
            state: TicketState::New,
            queue: "Misc".to_owned(),
            priority: Priority::Normal,
            customer_id: "ACME".to_owned(),
            customer_user: "anna".to_owned(),
            kind: String::new(),
            owner: None,
            locked: false,
        },
        notice: None,
        failure: None,
        timers: vec![],
        children: vec![],
        undoable: vec![],
        background: vec![],
        submitter: None,
        parent: None,
    }
}

async fn deploy(store: &Store) -> String {
    act(store, |tx| {
        Box::pin(async move { Ok(definition::put(tx, "everything", SOURCE, now()).await?) })
    })
    .await
}

async fn insert(
    store: &Store,
    id: i64,
    hash: &str,
    state: &State,
) -> Result<(), WriteError<TicketFault>> {
    let (hash, state) = (hash.to_owned(), state.clone());
    try_act(store, move |tx| {
        Box::pin(async move {
            let process = process();
            let id = TicketId(id);
            let new =
                NewTicket { id, definition: &hash, process: &process, state: &state, depth: 0 };
            ticket::insert(tx, &new).await
        })
    })
    .await
}

async fn update(
    store: &Store,
    id: i64,
    before: &State,
    state: &State,
) -> Result<(), WriteError<TicketFault>> {
    let (before, state) = (before.clone(), state.clone());
    try_act(store, move |tx| {
        Box::pin(async move {
            let locked = ticket::lock_version(tx, TicketId(id)).await?;
            assert_eq!(locked.is_some(), id == 1);
            ticket::update(tx, TicketId(id), &before, &state, &process()).await
        })
    })
    .await
}

async fn load(store: &Store, id: i64) -> server::store::records::StoredTicket {
    ticket::load_row(store.read(), TicketId(id))
        .await
        .unwrap()
        .unwrap()
        .into_state(&process())
        .unwrap()
}

#[tokio::test]
async fn a_step_is_stored_on_the_version_it_was_made_from_alone() {
    let (_place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    let before = state(&process, "2026112010000011");
    insert(&store, 1, &hash, &before).await.unwrap();
    let name = process.field_idx("Name").unwrap();
    let colours = process.field_idx("Colours").unwrap();
    let mut after = before.clone();
    after.version = 2;
    after.values[name.0] = Some(Value::Text("x".to_owned()));
    after.values[colours.0] = Some(Value::List(vec!["r".to_owned(), "b".to_owned()]));
    after.notice = Some(Notice { text: "Please try again.".to_owned(), field: Some(name) });
    let at = process.activity_idx("add").unwrap();
    after.failure =
        Some(Failure { activity: at, code: UNDELIVERED.to_owned(), message: "no".to_owned() });
    update(&store, 1, &before, &after).await.unwrap();
    assert_eq!(load(&store, 1).await.state, after);
    let stale = update(&store, 1, &before, &after).await;
    assert_eq!(stale, Err(WriteError::Refused(TicketFault::VersionConflict)));
    let nothing = update(&store, 2, &before, &after).await;
    assert_eq!(nothing, Err(WriteError::Refused(TicketFault::VersionConflict)));
    // One element goes, another value stays.
    let mut again = after.clone();
    again.version = 3;
    again.values[colours.0] = Some(Value::List(vec!["b".to_owned()]));
    again.notice = None;
    again.failure = None;
    update(&store, 1, &after, &again).await.unwrap();
    assert_eq!(load(&store, 1).await.state, again);
}

#[tokio::test]
async fn a_ticket_is_closed_since_it_was_closed() {
    let (_place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    let mut state = state(&process, "1");
    insert(&store, 1, &hash, &state).await.unwrap();
    let closed_after = async |state: &mut State, to: TicketState, minutes: i64| {
        let before = state.clone();
        state.version += 1;
        state.ticket.state = to;
        let at = now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
        state.at = at;
        update(&store, 1, &before, state).await.unwrap();
        let stored = load(&store, 1).await;
        assert_eq!((stored.created, stored.changed), (now(), at));
        stored.closed.map(|closed| closed.duration_since(now()).as_mins())
    };
    assert_eq!(closed_after(&mut state, TicketState::Open, 1).await, None);
    assert_eq!(closed_after(&mut state, TicketState::ClosedSuccessful, 2).await, Some(2));
    assert_eq!(closed_after(&mut state, TicketState::ClosedUnsuccessful, 3).await, Some(2));
    assert_eq!(closed_after(&mut state, TicketState::Open, 4).await, None);
    assert_eq!(closed_after(&mut state, TicketState::ClosedSuccessful, 5).await, Some(5));
}

#[tokio::test]
async fn a_ticket_has_its_own_number_and_a_definition_that_is_deployed() {
    let (_place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    insert(&store, 1, &hash, &state(&process, "1")).await.unwrap();
    let number = insert(&store, 2, &hash, &state(&process, "1")).await;
    assert_eq!(number, Err(WriteError::Refused(TicketFault::NumberExists)));
    let definition = insert(&store, 2, "0000", &state(&process, "2")).await;
    assert_eq!(definition, Err(WriteError::Refused(TicketFault::NoSuchDefinition)));
    assert_eq!(ticket::id_of_number(store.read(), "1").await.unwrap(), Some(TicketId(1)));
    assert_eq!(ticket::id_of_number(store.read(), "2").await.unwrap(), None);
}

#[tokio::test]
async fn a_definition_that_does_not_fit_is_an_inconsistency_with_a_name() {
    let (_place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    insert(&store, 1, &hash, &state(&process, "1")).await.unwrap();
    let other =
        [("activity: ask", "activity: query"), ("  ask:", "  query:"), ("to: ask", "to: query")];
    let other = other.iter().fold(SOURCE.to_owned(), |source, (from, to)| source.replace(from, to));
    let other = compile(other.as_bytes(), &Surroundings::default()).unwrap();
    let raw = ticket::load_row(store.read(), TicketId(1)).await.unwrap().unwrap();
    assert_eq!((raw.process(), raw.definition()), ("everything", hash.as_str()));
    assert_eq!(
        raw.into_state(&other).unwrap_err().to_string(),
        "ticket 1: the process has no activity `ask`"
    );
}

#[tokio::test]
async fn the_journal_gives_back_every_event_and_decision() {
    let (_place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    insert(&store, 1, &hash, &state(&process, "1")).await.unwrap();
    let steps = steps(&process);
    let (written, definition) = (steps.clone(), hash.clone());
    act(&store, move |tx| {
        Box::pin(async move {
            for (event, decisions) in &written {
                let seq = journal::next_seq(tx, TicketId(1)).await?;
                let entry = journal::NewEntry {
                    ticket: TicketId(1),
                    seq,
                    at: now(),
                    definition: &definition,
                    process: &self::process(),
                    event,
                    decisions,
                };
                journal::append(tx, &entry).await?;
            }
            Ok(())
        })
    })
    .await;
    let raw = journal::list(store.read(), TicketId(1), 0).await.unwrap();
    assert!(raw.iter().all(|entry| entry.definition() == hash));
    let read: Vec<_> = raw.iter().map(|entry| entry.read(&process).unwrap()).collect();
    assert_eq!(read.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=6).collect::<Vec<_>>());
    assert_eq!(
        read.into_iter().map(|entry| (entry.event, entry.decisions)).collect::<Vec<_>>(),
        steps
    );
    assert_eq!(journal::list(store.read(), TicketId(1), 4).await.unwrap().len(), 2);
}

/// Each event and decision once.
fn steps(process: &Process) -> Vec<(Event, Vec<Decision>)> {
    use engine::access::Actor;
    let name = process.field_idx("Name").unwrap();
    let (ask, add) = (process.activity_idx("ask").unwrap(), process.activity_idx("add").unwrap());
    let anna = Actor::CustomerUser {
        login: "anna".to_owned(),
        customer_id: "ACME".to_owned(),
        groups: vec!["customer-admins".to_owned()],
    };
    let submission = Submission {
        activity: "ask".to_owned(),
        dialog: 0,
        values: [("Colours".to_owned(), vec!["r".to_owned(), "g".to_owned()])].into(),
    };
    let changes = Changes {
        state: Some("open".to_owned()),
        title: Some("\"𝄞\"".to_owned()),
        fields: vec![("Name".to_owned(), vec![]), ("Name".to_owned(), vec!["x".to_owned()])],
        articles: vec![Article {
            visible_to_customer: true,
            subject: "s".to_owned(),
            body: "a\nb".to_owned(),
        }],
    };
    let values = [
        Value::Text("x".to_owned()),
        Value::Integer(i64::MIN),
        Value::Boolean(true),
        Value::Date("2026-02-28".parse().unwrap()),
        Value::List(vec!["r".to_owned()]),
    ];
    let filled = values
        .into_iter()
        .map(|value| Decision::Filled { field: name, value: Some(value) })
        .collect();
    let (code, message) = ("CustomerUser.LoginExists".to_owned(), "taken".to_owned());
    let agent = Actor::Agent { login: "root".to_owned(), groups: vec![] };
    vec![
        (Event::Started { actor: anna, submission: Some(submission.clone()) }, filled),
        (Event::Started { actor: Actor::System, submission: None }, vec![]),
        (
            Event::Submitted { actor: agent, submission, seen: u64::MAX },
            vec![
                Decision::Entered { activity: ask, entry: 7 },
                Decision::Evaluated {
                    activity: ask,
                    when: "Name == \"x\"".to_owned(),
                    reads: vec![("Name".to_owned(), "x".to_owned())],
                    holds: true,
                },
                Decision::Took { from: ask, to: add, on_error: None },
            ],
        ),
        (
            Event::Ended { entry: 7, outcome: Outcome::Accepted { changes: changes.clone() } },
            vec![
                Decision::SetState(TicketState::PendingReminder),
                Decision::SetField { field: name, value: None, by: SetBy::Action },
                Decision::SetField {
                    field: name,
                    value: Some(Value::Integer(1)),
                    by: SetBy::Mapping,
                },
                Decision::SetTitle("t".to_owned()),
            ],
        ),
        (
            Event::Ended { entry: 8, outcome: Outcome::Rejected { code, message, changes } },
            vec![Decision::Took { from: add, to: ask, on_error: Some("any".to_owned()) }],
        ),
        (
            Event::Ended {
                entry: 9,
                outcome: Outcome::Undelivered { attempts: 5, last_error: "no".to_owned() },
            },
            vec![
                Decision::Ignored { what: "w".to_owned() },
                Decision::Told { text: "t".to_owned(), field: Some(name) },
                Decision::Told { text: "t".to_owned(), field: None },
            ],
        ),
    ]
}

#[tokio::test]
async fn a_step_is_journalled_once() {
    let (_place, store) = store_with_acme().await;
    let hash = deploy(&store).await;
    insert(&store, 1, &hash, &state(&process(), "1")).await.unwrap();
    let append = async || {
        let definition = hash.clone();
        try_act::<_, (), std::convert::Infallible>(&store, move |tx| {
            Box::pin(async move {
                let event =
                    Event::Started { actor: engine::access::Actor::System, submission: None };
                let entry = journal::NewEntry {
                    ticket: TicketId(1),
                    seq: 1,
                    at: now(),
                    definition: &definition,
                    process: &process(),
                    event: &event,
                    decisions: &[],
                };
                Ok(journal::append(tx, &entry).await?)
            })
        })
        .await
    };
    append().await.unwrap();
    assert_eq!(append().await.unwrap_err().to_string(), "the command could not be stored");
}

#[tokio::test]
async fn a_customer_user_sees_the_articles_that_are_for_him() {
    let (_place, store) = store_with_acme().await;
    let hash = deploy(&store).await;
    insert(&store, 1, &hash, &state(&process(), "1")).await.unwrap();
    act(&store, |tx| {
        Box::pin(async move {
            let article = |visible_to_customer, subject: &str| Article {
                visible_to_customer,
                subject: subject.to_owned(),
                body: String::new(),
            };
            let first = [article(true, "one"), article(false, "two")];
            article::insert(tx, TicketId(1), SenderKind::System, "system", &first, now()).await?;
            article::insert(
                tx,
                TicketId(1),
                SenderKind::Agent,
                "root",
                &[article(true, "three")],
                now(),
            )
            .await?;
            Ok(())
        })
    })
    .await;
    let subjects = async |visible_only: bool| {
        let articles = article::list(store.read(), TicketId(1), visible_only).await.unwrap();
        articles.into_iter().map(|article| article.subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects(false).await, ["one", "two", "three"]);
    assert_eq!(subjects(true).await, ["one", "three"]);
}
