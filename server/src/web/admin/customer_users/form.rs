//! The form of a customer user, in the groups in which OTRS shows it.

use axum::response::Response;
use engine::customer::{CustomerId, Validity};

use super::super::record::{Shown, validity};
use super::{LIST, NEW};
use crate::store::customer::{self, CustomerPage};
use crate::store::records::CustomerUser;
use crate::web::admin::chrome;
use crate::web::error::WebError;
use crate::web::session::SignedIn;
use crate::web::view::admin::{Group, RecordFormPage};
use crate::web::view::chrome::Part;
use crate::web::view::input::{Input, InputKind, Summary};
use crate::web::view::{Link, path};
use crate::web::{Web, page, store_failed};

/// The inputs with what is stored.
pub(super) async fn groups(web: &Web, user: Option<&CustomerUser>) -> Result<Vec<Group>, WebError> {
    let text = |name: &str, label: &str, length_max, holds: fn(&CustomerUser) -> &String| {
        // Another person's data: what the browser knows of the admin is not to be offered, and the input
        // above the password is not his login.
        Input::text(name, label, length_max)
            .autocomplete("off")
            .holding(user.map(holds).cloned().unwrap_or_default())
    };
    let email =
        Input { kind: InputKind::Email, ..text("UserEmail", "Email", 150, |user| &user.email) };
    Ok(vec![
        Group {
            legend: "Person".to_owned(),
            inputs: vec![
                text("UserTitle", "Title or salutation", 50, |user| &user.title),
                text("UserFirstname", "First name", 100, |user| &user.first_name).required(),
                text("UserLastname", "Last name", 100, |user| &user.last_name).required(),
                email.required(),
                customer_input(web, user).await?,
                text("UserPhone", "Phone", 150, |user| &user.phone),
                text("UserFax", "Fax", 150, |user| &user.fax),
                text("UserMobile", "Mobile", 150, |user| &user.mobile),
            ],
        },
        Group {
            legend: "Address".to_owned(),
            inputs: vec![
                text("UserStreet", "Street", 150, |user| &user.street),
                text("UserZip", "Zip", 200, |user| &user.zip),
                text("UserCity", "City", 200, |user| &user.city),
                text("UserCountry", "Country", 200, |user| &user.country),
            ],
        },
        access(user),
        Group {
            legend: "Miscellaneous".to_owned(),
            inputs: vec![
                text("UserComment", "Comment", 250, |user| &user.comment)
                    .hint("A full sentence; it is shown in the list."),
            ],
        },
    ])
}

fn access(user: Option<&CustomerUser>) -> Group {
    let (login, hint) = match user {
        // Tickets, articles and journals name people by it.
        Some(user) => (
            Input::new(
                "UserLogin",
                "Login",
                InputKind::ReadOnly { text: user.login.clone(), href: None },
            ),
            "Leave it empty to keep the password. A new one ends all sessions of the person.",
        ),
        None => (
            Input::text("UserLogin", "Login", 191)
                .required()
                .autocomplete("off")
                .hint("Letters, digits and . _ @ + - are possible. It cannot be changed later."),
            "Leave it empty, and the person gets a mail with a link to choose one.",
        ),
    };
    let password = Input::new("UserPassword", "Password", InputKind::Password)
        .hint(hint)
        .autocomplete("new-password");
    Group {
        legend: "Access".to_owned(),
        inputs: vec![login, password, validity(user.map_or(Validity::Valid, |user| user.validity))],
    }
}

/// A dropdown of the valid customers; if there are more than fit one, a text.
async fn customer_input(web: &Web, user: Option<&CustomerUser>) -> Result<Input, WebError> {
    let limit = CustomerPage { after: None, limit: customer::PAGE_MAX };
    let customers = customer::search(web.app.store().read(), "", false, &limit).await;
    let customers = customers.map_err(store_failed("listing customers"))?;
    let own = user.map(|user| user.customer_id.clone()).unwrap_or_default();
    let full = u64::try_from(customers.len()).is_ok_and(|length| length >= customer::PAGE_MAX);
    let mut options: Vec<(String, String)> = customers
        .into_iter()
        .map(|customer| {
            (customer.customer_id.clone(), format!("{} ({})", customer.name, customer.customer_id))
        })
        .collect();
    // Of a customer that is not valid (any more), but his.
    if !own.is_empty() && options.iter().all(|(id, _)| *id != own) {
        options.push((own.clone(), own.clone()));
    }
    let kind = if full {
        InputKind::Text { length_max: CustomerId::LENGTH_MAX }
    } else {
        InputKind::Dropdown { options, empty: own.is_empty().then(|| "Please choose".to_owned()) }
    };
    let label = if full { "CustomerID" } else { "Customer" };
    Ok(Input::new("UserCustomerID", label, kind).required().holding(own))
}

pub(super) fn form_page(
    web: &Web,
    me: &SignedIn,
    user: Option<&CustomerUser>,
    shown: Shown,
) -> Result<Response, WebError> {
    let inputs = shown.groups.iter().flat_map(|group| &group.inputs);
    let template = RecordFormPage {
        chrome: chrome(web, me, Part::CustomerUsers),
        up: match user {
            Some(user) => Link::new(path(LIST, &user.login), user.full_name()),
            None => Link::new(LIST, "Customer users"),
        },
        heading: user.map_or_else(
            || "Add customer user".to_owned(),
            |user| format!("Edit {}", user.full_name()),
        ),
        description: String::new(),
        action: user
            .map_or_else(|| NEW.to_owned(), |user| format!("{}/edit", path(LIST, &user.login))),
        version: user.map(|user| user.version),
        conflict: shown.conflict,
        summary: Summary::of(inputs, &shown.others),
        groups: shown.groups,
        submit: if user.is_some() { "Save" } else { "Create" }.to_owned(),
    };
    page(shown.status, &template)
}
