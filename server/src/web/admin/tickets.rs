//! The list of process tickets with its filters.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::ticket::TicketState;

use super::{TICKETS_PER_PAGE, chrome, everything, is_full, list_tickets, table};
use crate::store::records::TicketId;
use crate::store::ticket::{FieldFilter, FieldMatch, TicketFilter, TicketPage};
use crate::web::error::WebError;
use crate::web::form::{Form, Query};
use crate::web::session::SignedIn;
use crate::web::view::admin::TicketsPage;
use crate::web::view::chrome::Part;
use crate::web::view::input::{Input, InputKind, Summary};
use crate::web::view::query;
use crate::web::view::ticket::TicketTable;
use crate::web::{Web, page};

/// The names of the filters, in the order shown.
const FILTERS: [&str; 9] = [
    "state",
    "outcome",
    "reason",
    "process",
    "customer",
    "customer-user",
    "field",
    "value",
    "text",
];

/// `GET /admin/tickets`
pub async fn list(
    State(web): State<Web>,
    me: SignedIn,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let mut inputs = inputs(&web, &asked);
    let filter = filter(&asked, &mut inputs);
    let before = asked.get("before").parse().ok().map(TicketId);
    let rows = match &filter {
        Some(filter) => {
            list_tickets(&web, filter, &TicketPage { before, limit: TICKETS_PER_PAGE }).await?
        }
        None => Vec::new(),
    };
    let older = rows.last().filter(|_| is_full(&rows, TICKETS_PER_PAGE)).map(|row| {
        let before = row.id.to_string();
        let mut pairs: Vec<(&str, &str)> =
            FILTERS.iter().map(|&name| (name, asked.get(name))).collect();
        pairs.push(("before", &before));
        query("/admin/tickets", &pairs)
    });
    let template = TicketsPage {
        chrome: chrome(&web, &me, Part::Tickets),
        filtered: FILTERS.iter().any(|name| !asked.get(name).is_empty()),
        summary: Summary::of(&inputs, &[]),
        filters: inputs,
        tickets: if rows.is_empty() { TicketTable::default() } else { table(&web, rows) },
        older,
    };
    page(StatusCode::OK, &template)
}

fn inputs(web: &Web, asked: &Form) -> Vec<Input> {
    let all = |options: Vec<(String, String)>| InputKind::Dropdown {
        options,
        empty: Some("All".to_owned()),
    };
    let states = TicketState::ALL
        .into_iter()
        .map(|state| (state.name().to_owned(), state.name().to_owned()));
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|outcome| (outcome.name().to_owned(), outcome.name().to_owned()));
    let processes = web.app.library().current().map(|version| &version.process);
    let processes =
        processes.map(|process| (process.name().to_owned(), process.title().to_owned()));
    let mut inputs = vec![
        Input::new("state", "State", all(states.collect())),
        Input::new("outcome", "Outcome", all(outcomes.collect())),
        Input::text("reason", "Reason code", 100),
        Input::new("process", "Process", all(processes.collect())),
        Input::text("customer", "CustomerID", 150),
        Input::text("customer-user", "Customer user’s login", 191),
        Input::text("field", "Field name", 100),
        Input::text("value", "Field value begins with", 250),
        Input::new("text", "Number or title", InputKind::Search),
    ];
    for input in &mut inputs {
        input.values = vec![asked.get(&input.name).to_owned()];
    }
    inputs
}

/// How a process ticket came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    UnderWay,
    Successful,
    Unsuccessful,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::UnderWay, Self::Successful, Self::Unsuccessful];

    const fn name(self) -> &'static str {
        match self {
            Self::UnderWay => "under way",
            Self::Successful => "successful",
            Self::Unsuccessful => "unsuccessful",
        }
    }

    /// The states that count as this outcome.
    const fn includes(self, state: TicketState) -> bool {
        match self {
            Self::UnderWay => !state.is_closed(),
            Self::Successful => matches!(state, TicketState::ClosedSuccessful),
            Self::Unsuccessful => matches!(state, TicketState::ClosedUnsuccessful),
        }
    }
}

/// What was asked for; `None` if it cannot be, and then an input says why.
fn filter(asked: &Form, inputs: &mut [Input]) -> Option<TicketFilter> {
    let given = |name: &str| Some(asked.get(name).to_owned()).filter(|text| !text.is_empty());
    let mut fault = |name: &str, sentence: &str| {
        if let Some(input) = inputs.iter_mut().find(|input| input.name == name) {
            input.fault = Some(sentence.to_owned());
        }
    };
    let mut filter = everything();
    let mut whole = true;
    if let Some(name) = given("state") {
        filter.state = TicketState::parse(&name);
        if filter.state.is_none() {
            fault("state", "There is no such state.");
            whole = false;
        }
    }
    if let Some(name) = given("outcome") {
        match Outcome::ALL.into_iter().find(|outcome| outcome.name() == name) {
            Some(outcome) if filter.state.is_some_and(|state| !outcome.includes(state)) => {
                fault("outcome", "No ticket in the chosen state has this outcome.");
                whole = false;
            }
            Some(Outcome::UnderWay) => filter.closed = Some(false),
            Some(Outcome::Successful) => filter.state = Some(TicketState::ClosedSuccessful),
            Some(Outcome::Unsuccessful) => filter.state = Some(TicketState::ClosedUnsuccessful),
            None => {
                fault("outcome", "There is no such outcome.");
                whole = false;
            }
        }
    }
    match (given("field"), given("value")) {
        (Some(name), Some(value)) => {
            filter.field = Some(FieldFilter { name, holds: FieldMatch::Prefix(value) });
        }
        (Some(_), None) => {
            fault("value", "Please give the value as well.");
            whole = false;
        }
        (None, Some(_)) => {
            fault("field", "Please give the field’s name as well.");
            whole = false;
        }
        (None, None) => {}
    }
    filter.failure_code = given("reason");
    filter.process = given("process");
    filter.customer_id = given("customer");
    filter.customer_user = given("customer-user");
    filter.text = given("text");
    whole.then_some(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: &str) {
        let asked = Form::parse(query.as_bytes(), 1000).unwrap();
        let mut inputs: Vec<Input> =
            FILTERS.iter().map(|name| Input::text(name, name, 100)).collect();
        let text = match filter(&asked, &mut inputs) {
            Some(filter) => format!(
                "{:?} {:?} {:?}",
                filter.closed,
                filter.state.map(TicketState::name),
                filter.failure_code
            ),
            None => {
                inputs.iter().filter_map(|input| input.fault.clone()).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(text, expected, "{query}");
    }

    #[test]
    fn filters_narrow_the_list() {
        check("", "None None None");
        check("state=open&reason=undelivered", r#"None Some("open") Some("undelivered")"#);
        check("outcome=under+way", "Some(false) None None");
        check("outcome=unsuccessful", r#"None Some("closed unsuccessful") None"#);
    }

    #[test]
    fn what_cannot_be_asked_for_is_said_beside_the_filter() {
        check("state=lost", "There is no such state.");
        check("state=open&outcome=successful", "No ticket in the chosen state has this outcome.");
        check("field=UserLogin", "Please give the value as well.");
        check("value=a", "Please give the field’s name as well.");
    }
}
