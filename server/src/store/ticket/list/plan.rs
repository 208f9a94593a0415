//! The plans of the hot lists: each reads its page off an index, without a scan of all tickets or a sort.

use sea_orm::{ConnectionTrait, DbBackend, QueryTrait as _, Statement};

use super::*;
use crate::store::error::Failed;
use crate::store::transaction::{Command, Reads as _, Tx};
use crate::store::{Store, job, timer};

async fn explain(connection: &impl ConnectionTrait, statement: Statement) -> Vec<String> {
    let explain = Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement };
    let rows = connection.query_all_raw(explain).await.unwrap();
    let details = rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap());
    // Whether a subquery also gets a Bloom filter is a detail of it.
    details.filter(|detail| detail != "CREATE BLOOM FILTER").collect()
}

async fn check(store: &Store, filter: &TicketFilter, expected: &[&str]) {
    let page = TicketPage { before: Some(TicketId(1_000)), limit: 25 };
    let mut plan = Vec::new();
    for way in ways(&filter.visible_to) {
        plan.extend(
            explain(store.read().connection(), query(filter, way, &page).build(DbBackend::Sqlite))
                .await,
        );
    }
    assert_eq!(plan, expected, "{filter:?}");
}

/// Many tickets of few customers: what the planner sees after `ANALYZE`.
struct Fill;

impl Command for Fill {
    type Output = ();
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
        for sql in FILL {
            tx.connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

const FILL: [&str; 5] = [
    "INSERT INTO process_definition (hash, name, source, deployed_at) VALUES ('h', 'p', '', 0)",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO ticket \
     SELECT i, i, 't', 't', CASE i % 20 WHEN 0 THEN 'open' ELSE 'closed successful' END, i % 20 <> 0, 'q', \
     '3 normal', 'c' || (i % 50), 'u' || (i % 500), '', NULL, 0, 'p' || (i % 7), 'h', 1, '[]', 1, \
     '[]', '[]', '[]', NULL, NULL, 0, '', NULL, NULL, NULL, \
     CASE i % 10 WHEN 0 THEN 'undelivered' END, NULL, i, i, NULL, \
     CASE i % 9 WHEN 0 THEN 'n' || (i % 90) END FROM n",
    "INSERT INTO ticket_field SELECT id, 'UserLogin', 0, 'text', 'l' || id, NULL, 'l' || id FROM ticket",
    "INSERT INTO ticket_field SELECT id, 'ValidState', 0, 'text', id % 20, NULL, id % 20 FROM ticket",
    "ANALYZE",
];

fn all() -> TicketFilter {
    TicketFilter { visible_to: Visibility::Everything, ..TicketFilter::default() }
}

#[tokio::test]
async fn the_hot_lists_are_read_off_their_indexes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("usher.db");
    let store = Store::open(&path).await.unwrap();
    hot_lists(&store).await;
    store.write(Fill).await.unwrap();
    // Opened anew, so that the planner knows the statistics.
    store.close().await.unwrap();
    hot_lists(&Store::open(&path).await.unwrap()).await;
}

async fn hot_lists(store: &Store) {
    let index = |name: &str, columns: &str| {
        format!("SEARCH ticket USING INDEX ticket_{name} ({columns} AND id<?)")
    };
    let visible_to = Visibility::CustomerUser {
        login: "u1".to_owned(),
        customer_id: "c1".to_owned(),
        company_processes: vec!["p1".to_owned()],
    };
    let portal = TicketFilter { visible_to, ..TicketFilter::default() };
    let own = index("customer_user_id", "customer_user=?");
    let company = index("customer_id_id", "customer_id=?");
    check(store, &portal, &[own.as_str(), &company]).await;
    check(store, &all(), &["SEARCH ticket USING INTEGER PRIMARY KEY (rowid<?)"]).await;
    let closed = TicketFilter { closed: Some(true), customer_id: Some("c1".to_owned()), ..all() };
    check(store, &closed, &[&index("customer_id_closed_id", "customer_id=? AND closed=?")]).await;
    let state = TicketFilter { state: Some(TicketState::Open), ..all() };
    check(store, &state, &[&index("state_id", "state=?")]).await;
    let reason = TicketFilter { failure_code: Some("undelivered".to_owned()), ..all() };
    check(store, &reason, &[&index("failure_code_id", "failure_code=?")]).await;
    let process = TicketFilter { process: Some("p1".to_owned()), ..all() };
    check(store, &process, &[&index("process_id", "process=?")]).await;
    let begun = TicketFilter { parent: Some("n9".to_owned()), ..all() };
    check(store, &begun, &[&index("parent_number_id", "parent_number=?")]).await;
    let holding = |holds| TicketFilter {
        field: Some(FieldFilter { name: "UserLogin".to_owned(), holds }),
        ..all()
    };
    let by_field = |columns: &str| {
        let field =
            "SEARCH ticket_field USING COVERING INDEX ticket_field_name_search_key_ticket_id";
        [
            "SEARCH ticket USING INTEGER PRIMARY KEY (rowid=?)",
            "LIST SUBQUERY 1",
            &format!("{field} ({columns})"),
        ]
        .map(str::to_owned)
    };
    let equal = holding(FieldMatch::Equal("l7".to_owned()));
    check(store, &equal, &by_field("name=? AND search_key=?").each_ref().map(String::as_str)).await;
    let prefix = holding(FieldMatch::Prefix("l7".to_owned()));
    check(
        store,
        &prefix,
        &by_field("name=? AND search_key>? AND search_key<?").each_ref().map(String::as_str),
    )
    .await;
}

#[tokio::test]
async fn counts_and_claims_are_read_off_their_indexes() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("usher.db")).await.unwrap();
    let counts =
        explain(store.read().connection(), counting(&all()).unwrap().build(DbBackend::Sqlite))
            .await;
    assert_eq!(counts, ["SCAN ticket USING COVERING INDEX ticket_state_failure_code"]);
    let due = job::due(jiff::Timestamp::UNIX_EPOCH, 20).build(DbBackend::Sqlite);
    let due = explain(store.read().connection(), due).await;
    assert_eq!(due, ["SEARCH job USING INDEX job_run_at_id (run_at<?)"]);
    let timers = timer::due(jiff::Timestamp::UNIX_EPOCH, 20).build(DbBackend::Sqlite);
    let timers = explain(store.read().connection(), timers).await;
    assert_eq!(timers, ["SEARCH timer USING INDEX timer_next_at_id (next_at<?)"]);
}
