//! Customers (companies): list, detail, add, edit.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::customer::{CustomerId, Validity};
use invokers::rpc::OperationName;

use super::record::{self, Saved, Seen, Shown, VERSION, params, refused, typed, validity};
use super::{
    RECORDS_PER_PAGE, TICKETS_OF_RECORD, chrome, everything, is_full, list_tickets, table,
};
use crate::store::customer::{self, CustomerPage};
use crate::store::customer_user::{self, CustomerUserFilter, CustomerUserPage};
use crate::store::records::Customer;
use crate::store::ticket::{TicketFilter, TicketPage};
use crate::web::error::WebError;
use crate::web::form::{Form, Query};
use crate::web::session::SignedIn;
use crate::web::view::admin::{
    Group, RecordFormPage, RecordLine, RecordPage, RecordsPage, Related,
};
use crate::web::view::chrome::Part;
use crate::web::view::input::{Input, InputKind, Summary};
use crate::web::view::moment::Moment;
use crate::web::view::{Badge, Fact, Link, path, query};
use crate::web::{Web, page, see, store_failed};

const LIST: &str = "/admin/customers";
const NEW: &str = "/admin/new-customer";
/// How many customer users the page of a customer shows.
const PEOPLE_MAX: u64 = 50;

/// `GET /admin/customers`
pub async fn list(
    State(web): State<Web>,
    me: SignedIn,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let (text, after) = (asked.get("text"), asked.get("after"));
    let limit = CustomerPage {
        after: Some(after.to_owned()).filter(|after| !after.is_empty()),
        limit: RECORDS_PER_PAGE,
    };
    let customers = customer::search(web.app.store().read(), text, true, &limit).await;
    let customers = customers.map_err(store_failed("listing customers"))?;
    let more = customers.last().filter(|_| is_full(&customers, RECORDS_PER_PAGE));
    let template = RecordsPage {
        chrome: chrome(&web, &me, Part::Customers),
        heading: "Customers".to_owned(),
        action: LIST.to_owned(),
        search: Input::new("text", "CustomerID or name", InputKind::Search).holding(text),
        add: Link::new(NEW, "Add customer"),
        done: None,
        columns: vec!["CustomerID", "Name", "City", "Comment", "Validity"],
        more: more.map(|last| query(LIST, &[("text", text), ("after", &last.customer_id)])),
        rows: customers.into_iter().map(line).collect(),
    };
    page(StatusCode::OK, &template)
}

fn line(customer: Customer) -> RecordLine {
    RecordLine {
        href: path(LIST, &customer.customer_id),
        validity: Badge::validity(customer.validity),
        name: customer.customer_id,
        cells: vec![customer.name, customer.city, customer.comment],
    }
}

async fn get(web: &Web, id: &str) -> Result<Customer, WebError> {
    let found = customer::get(web.app.store().read(), id)
        .await
        .map_err(store_failed("reading a customer"))?;
    found.ok_or(WebError::NotFound)
}

/// `GET /admin/customers/{id}`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let customer = get(&web, &id).await?;
    let id = &customer.customer_id;
    let filter = TicketFilter { customer_id: Some(id.clone()), ..everything() };
    let tickets =
        list_tickets(&web, &filter, &TicketPage { before: None, limit: TICKETS_OF_RECORD }).await?;
    let of_customer = CustomerUserFilter {
        customer_id: Some(id.clone()),
        include_invalid: true,
        ..Default::default()
    };
    let people_page = CustomerUserPage { after: None, limit: PEOPLE_MAX };
    let people = customer_user::search(web.app.store().read(), &of_customer, &people_page).await;
    let people = people.map_err(store_failed("listing customer users"))?;
    let item = |user: &crate::store::records::CustomerUser| {
        let href = path("/admin/customer-users", &user.login);
        let mark = if user.validity == Validity::Valid { "" } else { user.validity.name() };
        Fact { label: user.full_name(), value: mark.to_owned(), href: Some(href) }
    };
    let template = RecordPage {
        chrome: chrome(&web, &me, Part::Customers),
        up: Link::new(LIST, "Customers"),
        heading: customer.name.clone(),
        subheading: id.clone(),
        validity: Badge::validity(customer.validity),
        edit: Some(Link::new(format!("{}/edit", path(LIST, id)), "Edit customer")),
        done: (!asked.get("saved").is_empty()).then(|| "The customer has been saved.".to_owned()),
        facts: facts(&customer),
        tickets: table(&web, tickets),
        all_tickets: query("/admin/tickets", &[("customer", id)]),
        related: Related {
            heading: "Customer users".to_owned(),
            empty: "There are none yet.".to_owned(),
            items: people.iter().map(item).collect(),
            add: Some(Link::new(
                query("/admin/new-customer-user", &[("customer", id)]),
                "Add customer user",
            )),
        },
    };
    page(StatusCode::OK, &template)
}

fn facts(customer: &Customer) -> Vec<Fact> {
    let given = [
        ("Street", &customer.street),
        ("Zip", &customer.zip),
        ("City", &customer.city),
        ("Country", &customer.country),
        ("Comment", &customer.comment),
    ];
    let mut facts: Vec<Fact> = given
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| Fact::new(label, text))
        .collect();
    let url = &customer.url;
    if url.starts_with("https://") || url.starts_with("http://") {
        facts.push(Fact::linked("Web", url, url));
    } else if !url.is_empty() {
        facts.push(Fact::new("Web", url));
    }
    let changed = format!("{} by {}", Moment::new(customer.changed).text, customer.changed_by);
    facts.push(Fact::new("Changed", changed));
    facts
}

/// The form's inputs with what is stored.
fn groups(customer: Option<&Customer>) -> Vec<Group> {
    let text = |name: &str, label: &str, length_max, holds: fn(&Customer) -> &String| {
        Input::text(name, label, length_max)
            .holding(customer.map(holds).cloned().unwrap_or_default())
    };
    let id = match customer {
        // Tickets and people name their customer by it.
        Some(customer) => Input::new("CustomerID", "CustomerID", InputKind::ReadOnly { text: customer.customer_id.clone(), href: None }),
        None => Input::text("CustomerID", "CustomerID", CustomerId::LENGTH_MAX)
            .required()
            .hint("The internal name: letters, digits, space and . _ - / & +. It cannot be changed later."),
    };
    vec![
        Group {
            legend: "Customer".to_owned(),
            inputs: vec![
                text("CustomerCompanyName", "Name", 191, |customer| &customer.name)
                    .required()
                    .hint("The full name of the company."),
                id,
                validity(customer.map_or(Validity::Valid, |customer| customer.validity)),
            ],
        },
        Group {
            legend: "Address".to_owned(),
            inputs: vec![
                text("CustomerCompanyStreet", "Street", 200, |customer| &customer.street),
                text("CustomerCompanyZIP", "Zip", 200, |customer| &customer.zip),
                text("CustomerCompanyCity", "City", 200, |customer| &customer.city),
                text("CustomerCompanyCountry", "Country", 200, |customer| &customer.country),
            ],
        },
        Group {
            legend: "Miscellaneous".to_owned(),
            inputs: vec![
                text("CustomerCompanyURL", "Web page", 200, |customer| &customer.url),
                text("CustomerCompanyComment", "Comment", 250, |customer| &customer.comment)
                    .hint("A full sentence; it is shown in the list."),
            ],
        },
    ]
}

fn form_page(
    web: &Web,
    me: &SignedIn,
    customer: Option<&Customer>,
    shown: Shown,
) -> Result<Response, WebError> {
    let inputs = shown.groups.iter().flat_map(|group| &group.inputs);
    let template = RecordFormPage {
        chrome: chrome(web, me, Part::Customers),
        up: match customer {
            Some(customer) => Link::new(path(LIST, &customer.customer_id), &customer.name),
            None => Link::new(LIST, "Customers"),
        },
        heading: customer.map_or_else(
            || "Add customer".to_owned(),
            |customer| format!("Edit {}", customer.name),
        ),
        description: String::new(),
        action: customer.map_or_else(
            || NEW.to_owned(),
            |customer| format!("{}/edit", path(LIST, &customer.customer_id)),
        ),
        version: customer.map(|customer| customer.version),
        conflict: shown.conflict,
        summary: Summary::of(inputs, &shown.others),
        groups: shown.groups,
        submit: if customer.is_some() { "Save" } else { "Create" }.to_owned(),
    };
    page(shown.status, &template)
}

/// `GET /admin/new-customer`
pub async fn new(State(web): State<Web>, me: SignedIn) -> Result<Response, WebError> {
    form_page(&web, &me, None, Shown::first(groups(None)))
}

/// `POST /admin/new-customer`
pub async fn create(
    State(web): State<Web>,
    me: SignedIn,
    form: Form,
) -> Result<Response, WebError> {
    let mut groups = groups(None);
    typed(&mut groups, &form);
    let Some(params) = params(&mut groups, &form) else {
        return form_page(&web, &me, None, Shown::again(groups, Vec::new()));
    };
    match record::save(&web, &me, OperationName::CustomerAdd, params, Seen::New).await? {
        Saved::Done | Saved::Conflict => {
            Ok(see(&query(&path(LIST, form.get("CustomerID")), &[("saved", "1")])))
        }
        Saved::Refused(refusal) => {
            let others = refused(&mut groups, refusal);
            form_page(&web, &me, None, Shown::again(groups, others))
        }
    }
}

/// `GET /admin/customers/{id}/edit`
pub async fn edit(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let customer = get(&web, &id).await?;
    form_page(&web, &me, Some(&customer), Shown::first(groups(Some(&customer))))
}

/// `POST /admin/customers/{id}/edit`
pub async fn save(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let customer = get(&web, &id).await?;
    let mut groups = groups(Some(&customer));
    typed(&mut groups, &form);
    let Some(mut params) = params(&mut groups, &form) else {
        return form_page(&web, &me, Some(&customer), Shown::again(groups, Vec::new()));
    };
    params.insert("CustomerID".to_owned(), customer.customer_id.clone().into());
    let seen = Seen::Customer {
        id: customer.customer_id.clone(),
        version: form.get(VERSION).parse().unwrap_or_default(),
    };
    match record::save(&web, &me, OperationName::CustomerUpdate, params, seen).await? {
        Saved::Done => Ok(see(&query(&path(LIST, &customer.customer_id), &[("saved", "1")]))),
        Saved::Conflict => {
            // Read again: it may have changed between our reading and our writing.
            let customer = get(&web, &id).await?;
            let conflict = record::conflict(&customer.changed_by, customer.changed);
            let shown = Shown {
                status: StatusCode::CONFLICT,
                groups,
                others: Vec::new(),
                conflict: Some(conflict),
            };
            form_page(&web, &me, Some(&customer), shown)
        }
        Saved::Refused(refusal) => {
            let others = refused(&mut groups, refusal);
            form_page(&web, &me, Some(&customer), Shown::again(groups, others))
        }
    }
}
