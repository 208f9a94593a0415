//! Lists: filters, pages, and who sees what.

use engine::process::Process;
use engine::state::{Failure, State};
use engine::ticket::TicketState;
use engine::value::Value;
use server::store::Store;
use server::store::records::{TicketCount, TicketId};
use server::store::ticket::{self, FieldFilter, FieldMatch, TicketFilter, TicketPage, Visibility};

use super::{deploy, insert, process, state};
use crate::support::{Place, store_with_acme};

/// Tickets 1..=6 of anna and ben of ACME, of gus of Globex, and of nobody (6).
async fn store() -> (Place, Store) {
    let (place, store) = store_with_acme().await;
    let (process, hash) = (process(), deploy(&store).await);
    for (id, customer_id, login, name) in [
        (1, "ACME", "anna", "Ännchen"),
        (2, "ACME", "ben", "anna_b"),
        (3, "Globex", "gus", "annab"),
        (4, "ACME", "anna", "100%"),
        (5, "Globex", "anna", "x"),
        (6, "", "", "x"),
    ] {
        let state = of(&process, id, customer_id, login, name);
        insert(&store, id, &hash, &state).await.unwrap();
    }
    (place, store)
}

fn of(process: &Process, id: i64, customer_id: &str, login: &str, name: &str) -> State {
    let mut state = state(process, &format!("20261120{id}"));
    state.ticket.customer_id = customer_id.to_owned();
    state.ticket.customer_user = login.to_owned();
    state.values[process.field_idx("Name").unwrap().0] = Some(Value::Text(name.to_owned()));
    state.values[process.field_idx("Colours").unwrap().0] =
        Some(Value::List(vec!["r".to_owned(), "g".to_owned()]));
    if id == 4 {
        state.ticket.state = TicketState::ClosedUnsuccessful;
        let activity = process.activity_idx("add").unwrap();
        let (code, message) =
            ("CustomerUser.LoginExists".to_owned(), "The login is taken.".to_owned());
        state.failure = Some(Failure { activity, code, message });
    }
    state
}

async fn check(store: &Store, filter: TicketFilter, expected: &[i64]) {
    let page = TicketPage { before: None, limit: 10 };
    let rows = ticket::list(store.read(), &filter, &page).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), expected, "{filter:?}");
}

fn all() -> TicketFilter {
    TicketFilter { visible_to: Visibility::Everything, ..TicketFilter::default() }
}

fn seen_by(login: &str, customer_id: &str, processes: &[&str]) -> TicketFilter {
    let visible_to = Visibility::CustomerUser {
        login: login.to_owned(),
        customer_id: customer_id.to_owned(),
        company_processes: processes.iter().map(|&process| process.to_owned()).collect(),
    };
    TicketFilter { visible_to, ..TicketFilter::default() }
}

#[tokio::test]
async fn each_sees_what_is_his() {
    let (_place, store) = store().await;
    check(&store, all(), &[6, 5, 4, 3, 2, 1]).await;
    check(&store, TicketFilter::default(), &[]).await;
    check(&store, seen_by("anna", "ACME", &[]), &[5, 4, 1]).await;
    check(&store, seen_by("anna", "ACME", &["everything"]), &[5, 4, 2, 1]).await;
    check(&store, seen_by("anna", "ACME", &["something"]), &[5, 4, 1]).await;
    check(&store, seen_by("gus", "Globex", &["everything"]), &[5, 3]).await;
    // An agent's own ticket belongs to nobody, not to those who have no customer.
    check(&store, seen_by("", "", &["everything"]), &[]).await;
}

#[tokio::test]
async fn every_part_of_a_filter_must_hold() {
    let (_place, store) = store().await;
    check(&store, TicketFilter { closed: Some(true), ..all() }, &[4]).await;
    check(
        &store,
        TicketFilter { closed: Some(false), customer_id: Some("ACME".into()), ..all() },
        &[2, 1],
    )
    .await;
    check(
        &store,
        TicketFilter { state: Some(TicketState::New), customer_user: Some("anna".into()), ..all() },
        &[5, 1],
    )
    .await;
    check(&store, TicketFilter { process: Some("something".into()), ..all() }, &[]).await;
    check(
        &store,
        TicketFilter { failure_code: Some("CustomerUser.LoginExists".into()), ..all() },
        &[4],
    )
    .await;
    check(&store, TicketFilter { text: Some("TICKET 1120*3".into()), ..all() }, &[3]).await;
    let mine = seen_by("anna", "ACME", &["everything"]);
    check(&store, TicketFilter { customer_user: Some("ben".into()), ..mine.clone() }, &[2]).await;
    check(&store, TicketFilter { customer_user: Some("gus".into()), ..mine }, &[]).await;
}

#[tokio::test]
async fn every_field_can_be_searched_for() {
    let (_place, store) = store().await;
    let holds = |name: &str, holds: FieldMatch| TicketFilter {
        field: Some(FieldFilter { name: name.to_owned(), holds }),
        ..all()
    };
    let equal = |name: &str, value: &str| holds(name, FieldMatch::Equal(value.to_owned()));
    let prefix = |name: &str, value: &str| holds(name, FieldMatch::Prefix(value.to_owned()));
    check(&store, equal("Name", "ÄNNCHEN"), &[1]).await;
    check(&store, equal("Name", "anna"), &[]).await;
    check(&store, prefix("Name", "ANNA"), &[3, 2]).await;
    check(&store, prefix("Name", "anna_"), &[2]).await;
    check(&store, prefix("Name", "100%"), &[4]).await;
    check(&store, prefix("Name", ""), &[6, 5, 4, 3, 2, 1]).await;
    check(&store, equal("Colours", "g"), &[6, 5, 4, 3, 2, 1]).await;
    check(&store, equal("Text", "x"), &[]).await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let (_place, store) = store().await;
    let filter = seen_by("anna", "ACME", &["everything"]);
    let mut before = None;
    let mut pages = Vec::new();
    loop {
        let page =
            ticket::list(store.read(), &filter, &TicketPage { before, limit: 3 }).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        pages.push(page.iter().map(|row| row.id.0).collect::<Vec<_>>());
    }
    assert_eq!(pages, [vec![5, 4, 2], vec![1]]);
}

#[tokio::test]
async fn a_row_says_where_it_stands_and_why() {
    let (_place, store) = store().await;
    let page = TicketPage { before: Some(TicketId(5)), limit: 1 };
    let rows = ticket::list(store.read(), &all(), &page).await.unwrap();
    let row = rows.first().unwrap();
    assert_eq!((row.number.as_str(), row.activity_label.as_str()), ("202611204", "Ask"));
    assert_eq!(row.failure_message.as_deref(), Some("The login is taken."));
    assert!(row.closed.is_some());
    let fields =
        ticket::fields_of(store.read(), &[TicketId(4), TicketId(6)], &["Name", "Colours", "Day"])
            .await
            .unwrap();
    let shown: Vec<_> = fields
        .iter()
        .flat_map(|(id, fields)| {
            fields.iter().map(move |(name, value)| format!("{id} {name}={value}"))
        })
        .collect();
    assert_eq!(shown, ["4 Colours=r, g", "4 Name=100%", "6 Colours=r, g", "6 Name=x"]);
}

#[tokio::test]
async fn tickets_are_counted_by_state_and_reason() {
    let (_place, store) = store().await;
    let failed = TicketCount {
        state: TicketState::ClosedUnsuccessful,
        failure_code: Some("CustomerUser.LoginExists".to_owned()),
        count: 1,
    };
    let new = |count| TicketCount { state: TicketState::New, failure_code: None, count };
    assert_eq!(ticket::counts(store.read(), &all()).await.unwrap(), [failed.clone(), new(5)]);
    let annas = seen_by("anna", "ACME", &["everything"]);
    assert_eq!(ticket::counts(store.read(), &annas).await.unwrap(), [failed, new(3)]);
    assert_eq!(ticket::counts(store.read(), &TicketFilter::default()).await.unwrap(), []);
}
