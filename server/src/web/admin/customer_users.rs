//! Customer users (persons): list, detail, add, edit.

mod form;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use invokers::rpc::OperationName;

use super::record::{self, Saved, Seen, Shown, VERSION, params, refused, typed};
use super::{
    RECORDS_PER_PAGE, TICKETS_OF_RECORD, chrome, everything, is_full, list_tickets, table,
};
use crate::store::customer;
use crate::store::customer_user::{self, CustomerUserFilter, CustomerUserPage};
use crate::store::records::CustomerUser;
use crate::store::ticket::{TicketFilter, TicketPage};
use crate::web::error::WebError;
use crate::web::form::{Form, Query};
use crate::web::session::SignedIn;
use crate::web::view::admin::{RecordLine, RecordPage, RecordsPage, Related};
use crate::web::view::chrome::Part;
use crate::web::view::input::{Input, InputKind};
use crate::web::view::moment::Moment;
use crate::web::view::{Badge, Fact, Link, path, query};
use crate::web::{Web, page, see, store_failed};
use form::{form_page, groups};

const LIST: &str = "/admin/customer-users";
const NEW: &str = "/admin/new-customer-user";

/// `GET /admin/customer-users`
pub async fn list(
    State(web): State<Web>,
    me: SignedIn,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let (text, after) = (asked.get("text"), asked.get("after"));
    let filter = CustomerUserFilter {
        term: text.to_owned(),
        include_invalid: true,
        ..CustomerUserFilter::default()
    };
    let limit = CustomerUserPage {
        after: Some(after.to_owned()).filter(|after| !after.is_empty()),
        limit: RECORDS_PER_PAGE,
    };
    let users = customer_user::search(web.app.store().read(), &filter, &limit).await;
    let users = users.map_err(store_failed("listing customer users"))?;
    let more = users.last().filter(|_| is_full(&users, RECORDS_PER_PAGE));
    let template = RecordsPage {
        chrome: chrome(&web, &me, Part::CustomerUsers),
        heading: "Customer users".to_owned(),
        action: LIST.to_owned(),
        search: Input::new("text", "Login, name, email or CustomerID", InputKind::Search)
            .holding(text),
        add: Link::new(NEW, "Add customer user"),
        done: None,
        columns: vec!["Login", "Name", "Email", "Customer", "Comment", "Validity"],
        more: more.map(|last| query(LIST, &[("text", text), ("after", &last.login)])),
        rows: users.into_iter().map(line).collect(),
    };
    page(StatusCode::OK, &template)
}

fn line(user: CustomerUser) -> RecordLine {
    RecordLine {
        href: path(LIST, &user.login),
        validity: Badge::validity(user.validity),
        cells: vec![user.full_name(), user.email, user.customer_id, user.comment],
        name: user.login,
    }
}

async fn get(web: &Web, login: &str) -> Result<CustomerUser, WebError> {
    let found = customer_user::get(web.app.store().read(), login).await;
    found.map_err(store_failed("reading a customer user"))?.ok_or(WebError::NotFound)
}

/// `GET /admin/customer-users/{login}`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Path(login): Path<String>,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let user = get(&web, &login).await?;
    let reads = web.app.store().read();
    let groups = customer_user::groups_of(reads, &user.login)
        .await
        .map_err(store_failed("reading groups"))?;
    let customer = customer::get(reads, &user.customer_id)
        .await
        .map_err(store_failed("reading a customer"))?;
    let customer_name = customer.map_or_else(|| user.customer_id.clone(), |customer| customer.name);
    let filter = TicketFilter { customer_user: Some(user.login.clone()), ..everything() };
    let tickets =
        list_tickets(&web, &filter, &TicketPage { before: None, limit: TICKETS_OF_RECORD }).await?;
    let done = match asked.get("saved") {
        "" => None,
        "new" if user.has_password => Some("The customer user has been created."),
        "new" => Some(
            "The customer user has been created, and a link to choose a password is on its way.",
        ),
        _ => Some("The customer user has been saved."),
    };
    let template = RecordPage {
        chrome: chrome(&web, &me, Part::CustomerUsers),
        up: Link::new(LIST, "Customer users"),
        heading: user.full_name(),
        subheading: format!("{} · {}", user.login, user.email),
        validity: Badge::validity(user.validity),
        edit: Some(Link::new(format!("{}/edit", path(LIST, &user.login)), "Edit customer user")),
        done: done.map(str::to_owned),
        facts: facts(&user, &customer_name),
        tickets: table(&web, tickets),
        all_tickets: query("/admin/tickets", &[("customer-user", &user.login)]),
        related: Related {
            heading: "Effective groups".to_owned(),
            empty: "In no group.".to_owned(),
            items: groups.into_iter().map(|name| Fact::new(name, "")).collect(),
            add: None,
        },
    };
    page(StatusCode::OK, &template)
}

fn facts(user: &CustomerUser, customer_name: &str) -> Vec<Fact> {
    let given = [
        ("Title or salutation", &user.title),
        ("Phone", &user.phone),
        ("Fax", &user.fax),
        ("Mobile", &user.mobile),
        ("Street", &user.street),
        ("Zip", &user.zip),
        ("City", &user.city),
        ("Country", &user.country),
        ("Comment", &user.comment),
    ];
    let mut facts =
        vec![Fact::linked("Customer", customer_name, path("/admin/customers", &user.customer_id))];
    facts.extend(
        given
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| Fact::new(label, text)),
    );
    facts.push(Fact::new("Password", if user.has_password { "set" } else { "not set yet" }));
    if user.login_failed > 0 {
        facts.push(Fact::new("Failed attempts to sign in", user.login_failed.to_string()));
    }
    facts.push(Fact::new(
        "Changed",
        format!("{} by {}", Moment::new(user.changed).text, user.changed_by),
    ));
    facts
}

/// `GET /admin/new-customer-user`
pub async fn new(
    State(web): State<Web>,
    me: SignedIn,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let mut groups = groups(&web, None).await?;
    for input in groups.iter_mut().flat_map(|group| &mut group.inputs) {
        if input.name == "UserCustomerID" {
            input.values = vec![asked.get("customer").to_owned()];
        }
    }
    form_page(&web, &me, None, Shown::first(groups))
}

/// `POST /admin/new-customer-user`
pub async fn create(
    State(web): State<Web>,
    me: SignedIn,
    form: Form,
) -> Result<Response, WebError> {
    let mut groups = groups(&web, None).await?;
    typed(&mut groups, &form);
    let Some(params) = params(&mut groups, &form) else {
        return form_page(&web, &me, None, Shown::again(groups, Vec::new()));
    };
    match record::save(&web, &me, OperationName::CustomerUserAdd, params, Seen::New).await? {
        Saved::Done | Saved::Conflict => {
            Ok(see(&query(&path(LIST, form.get("UserLogin")), &[("saved", "new")])))
        }
        Saved::Refused(refusal) => {
            let others = refused(&mut groups, refusal);
            form_page(&web, &me, None, Shown::again(groups, others))
        }
    }
}

/// `GET /admin/customer-users/{login}/edit`
pub async fn edit(
    State(web): State<Web>,
    me: SignedIn,
    Path(login): Path<String>,
) -> Result<Response, WebError> {
    let user = get(&web, &login).await?;
    let groups = groups(&web, Some(&user)).await?;
    form_page(&web, &me, Some(&user), Shown::first(groups))
}

/// `POST /admin/customer-users/{login}/edit`
pub async fn save(
    State(web): State<Web>,
    me: SignedIn,
    Path(login): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let user = get(&web, &login).await?;
    let mut groups = groups(&web, Some(&user)).await?;
    typed(&mut groups, &form);
    let Some(mut params) = params(&mut groups, &form) else {
        return form_page(&web, &me, Some(&user), Shown::again(groups, Vec::new()));
    };
    params.insert("ID".to_owned(), user.login.clone().into());
    let seen = Seen::CustomerUser {
        login: user.login.clone(),
        version: form.get(VERSION).parse().unwrap_or_default(),
    };
    match record::save(&web, &me, OperationName::CustomerUserUpdate, params, seen).await? {
        Saved::Done => Ok(see(&query(&path(LIST, &user.login), &[("saved", "1")]))),
        Saved::Conflict => {
            // Read again: it may have changed between our reading and our writing.
            let user = get(&web, &login).await?;
            let conflict = record::conflict(&user.changed_by, user.changed);
            let shown = Shown {
                status: StatusCode::CONFLICT,
                groups,
                others: Vec::new(),
                conflict: Some(conflict),
            };
            form_page(&web, &me, Some(&user), shown)
        }
        Saved::Refused(refusal) => {
            let others = refused(&mut groups, refusal);
            form_page(&web, &me, Some(&user), Shown::again(groups, others))
        }
    }
}
