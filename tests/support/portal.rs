//! What customer administrators do in the portal, in the words of the stories.

use crate::visitor::{Form, Page, Visitor};

/// The shipped process.
pub(crate) const PROCESS: &str = "customer-user-registration";
/// The title under which the portal offers it.
pub(crate) const PROCESS_TITLE: &str = "Customer user self-administration";
/// The button of its first form.
pub(crate) const CREATE: &str = "Create customer user";

/// Opens the registration's form from the portal.
pub(crate) async fn open_registration(visitor: &mut Visitor) -> Page {
    let home = visitor.get("/portal").await;
    let link = home.link(PROCESS_TITLE).unwrap_or_else(|| panic!("not offered: {}", home.main()));
    visitor.get(&link).await
}

/// Fills in the registration's form for this login.
pub(crate) fn fill(form: Form, login: &str) -> Form {
    form.fill("UserFirstname", "Nina")
        .fill("UserLastname", "Newcomer")
        .fill("UserLogin", login)
        .fill("UserEmail", &format!("{login}@acme.example"))
}

/// Registers a customer user; the ticket's page, or the form's with what is wrong.
pub(crate) async fn register(visitor: &mut Visitor, login: &str) -> Page {
    let form = open_registration(visitor).await.form(CREATE);
    visitor.submit(fill(form, login)).await
}

/// The path of the newest invitation in the outbox, which is for `address`.
pub(crate) async fn invitation(visitor: &mut Visitor, address: &str) -> String {
    let outbox = visitor.get("/demo/outbox").await;
    let mail = outbox.texts("article").into_iter().next().unwrap();
    assert!(mail.contains(&format!("to {address} ")), "{mail}");
    let link = outbox.attributes("article a", "href").into_iter().next().unwrap();
    let url: url::Url = link.parse().unwrap();
    assert!(url.path().starts_with("/set-password/"), "{url}");
    url.path().to_owned()
}
