//! What a database holds, looked at while no server runs on it.

use std::collections::BTreeMap;

use engine::ticket::TicketState;
use jiff::Timestamp;
use server::store::customer_user::{self, CustomerUserFilter, CustomerUserPage};
use server::store::records::{InvocationStatus, JobCounts, TicketRow};
use server::store::ticket::{self, TicketFilter, TicketPage, Visibility};
use server::store::{Store, invocation, job, mail};

use crate::process::Place;

/// A page of a list.
const PAGE: u64 = 200;

/// What registrations have left.
#[derive(Debug)]
pub(crate) struct Found {
    /// The states of the tickets of each login.
    pub(crate) tickets: BTreeMap<String, Vec<TicketState>>,
    /// How often the operation was called for each ticket of a login; 0: not to its end.
    pub(crate) attempts: BTreeMap<String, Vec<u32>>,
    /// The logins of Nina Newcomers.
    pub(crate) registered: Vec<String>,
    /// To whom mails were written, each address as often as that.
    pub(crate) mails: Vec<String>,
    /// The jobs that are left.
    pub(crate) jobs: JobCounts,
}

/// Looks.
pub(crate) async fn look(place: &Place) -> Found {
    let store = Store::open(&place.database()).await.expect("the database");
    let mut found = Found {
        tickets: BTreeMap::new(),
        attempts: BTreeMap::new(),
        registered: registered(&store).await,
        mails: mail::list(store.read(), PAGE)
            .await
            .expect("mails")
            .into_iter()
            .map(|mail| mail.to_address)
            .collect(),
        jobs: job::counts(store.read(), Timestamp::MAX).await.expect("jobs"),
    };
    for row in tickets(&store).await {
        let login = row.title.strip_prefix("New customer user ").expect("a registration");
        found.tickets.entry(login.to_owned()).or_default().push(row.state);
        let invocations = invocation::list(store.read(), row.id).await.expect("invocations");
        let ended = invocations.iter().filter(|ended| ended.status == InvocationStatus::Accepted);
        let attempts = found.attempts.entry(login.to_owned()).or_default();
        attempts.push(ended.map(|ended| ended.attempts).sum());
    }
    store.close().await.expect("the database to close");
    found
}

async fn tickets(store: &Store) -> Vec<TicketRow> {
    let filter = TicketFilter { visible_to: Visibility::Everything, ..TicketFilter::default() };
    let mut found: Vec<TicketRow> = Vec::new();
    loop {
        let page = TicketPage { before: found.last().map(|row| row.id), limit: PAGE };
        let rows = ticket::list(store.read(), &filter, &page).await.expect("tickets");
        if rows.is_empty() {
            return found;
        }
        found.extend(rows);
    }
}

async fn registered(store: &Store) -> Vec<String> {
    let filter = CustomerUserFilter {
        term: "newcomer".to_owned(),
        customer_id: Some("ACME".to_owned()),
        include_invalid: true,
    };
    let mut found: Vec<String> = Vec::new();
    loop {
        let page = CustomerUserPage { after: found.last().cloned(), limit: PAGE };
        let users = customer_user::search(store.read(), &filter, &page).await.expect("users");
        if users.is_empty() {
            return found;
        }
        found.extend(users.into_iter().map(|user| user.login));
    }
}

impl Found {
    /// Whether there is nothing: neither a ticket nor anything that one would have done.
    pub(crate) fn is_nothing(&self) -> bool {
        self.tickets.is_empty()
            && self.registered.is_empty()
            && self.mails.is_empty()
            && self.jobs == JobCounts::default()
    }
}

/// Nothing is wrong with an installation, as `usher doctor` sees it: the file is sound, and every journal
/// replays to what is stored.
pub(crate) async fn healthy(place: &Place) {
    let output = place.run(&["doctor", "--json"]).await;
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{}: {text}", output.status);
    let findings: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |what: &str| findings.iter().find(|finding| finding["what"] == what);
    for what in ["database", "jobs", "journals"] {
        assert_eq!(of(what).map(|finding| &finding["ok"]), Some(&true.into()), "{what}: {text}");
    }
}
