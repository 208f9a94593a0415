//! A registration from beginning to end, as everybody concerned sees it.

use std::panic::resume_unwind;

use fantoccini::Locator;
use tokio::task::JoinSet;

use crate::browser::Browser;
use crate::driver::Driver;
use crate::process::{Place, Running};

pub(crate) const PASSWORD: &str = "usher-demo";
const NINAS_PASSWORD: &str = "four plain words together";

/// Runs a story with so many browsers over a fresh demo, and closes everything whatever comes of it.
pub(crate) async fn tell<S, F>(name: &'static str, browsers: &[&str], story: S)
where
    S: FnOnce(Vec<Browser>) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    tell_at(Place::new(), name, browsers, story).await;
}

/// The same over another installation.
pub(crate) async fn tell_at<S, F>(place: Place, name: &'static str, browsers: &[&str], story: S)
where
    S: FnOnce(Vec<Browser>) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let server = Running::start(&place, None).await;
    let driver = Driver::start().await;
    let mut open = Vec::new();
    for browser in browsers {
        open.push(Browser::new(driver.browser(browser).await, &server.url));
    }
    let mut telling = JoinSet::new();
    telling.spawn(story(open.clone()));
    let told = telling.join_next().await.expect("a story");
    for (browser, whose) in open.into_iter().zip(browsers) {
        if told.is_err() {
            browser.photograph(&format!("failed.{name}.{whose}")).await;
        }
        browser.client.close().await.expect("the browser to close");
    }
    if let Err(failed) = told {
        resume_unwind(failed.into_panic());
    }
    server.stop().await;
}

pub(crate) async fn sign_in(browser: &Browser, login: &str, password: &str) {
    browser.fill("Login", login).await;
    browser.fill("Password", password).await;
    browser.click("Sign in").await;
}

async fn fill_registration(browser: &Browser, email: &str) {
    browser.fill("First name", "Nina").await;
    browser.fill("Last name", "Newcomer").await;
    browser.fill("User login", "nina").await;
    browser.fill("Email", email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_user_is_registered_signs_in_and_is_removed() {
    tell("registration", &["clara", "nina"], async |browsers| {
        let [clara, nina] = browsers.try_into().unwrap_or_else(|_| panic!("two browsers"));
        register(&clara).await;
        register_again(&clara).await;
        accept_invitation(&clara, &nina).await;
        remove(&clara, &nina).await;
        review(&clara).await;
    })
    .await;
}

async fn register(clara: &Browser) {
    clara.open("").await;
    clara.picture("01-sign-in").await;
    sign_in(clara, "clara", "wrong").await;
    clara.sees("Login and password do not match.").await;
    clara.picture("02-sign-in-refused").await;
    sign_in(clara, "clara", PASSWORD).await;
    assert_eq!(clara.path().await, "/portal");
    clara.sees("You have no open requests.").await;
    clara.picture("03-home").await;
    clara.click("Customer user self-administration").await;
    clara.picture("04-form").await;
    clara.fill("First name", "Nina").await;
    clara.click("Create customer user").await;
    // What is missing is said above and beside the inputs; what was typed is kept.
    assert_eq!(clara.value("First name").await, "Nina");
    assert_ne!(clara.description("Last name").await, "");
    clara.picture("05-form-incomplete").await;
    fill_registration(clara, "nina@acme.example").await;
    clara.click("Create customer user").await;
    clara.sees("closed successful").await;
    clara.sees("New customer user nina").await;
    clara.unfold("Show the process map").await;
    let map = clara.client.find(Locator::Css(".map svg")).await.expect("the map");
    assert!(map.is_displayed().await.expect("a map"));
    clara.picture("06-registered").await;
    clara.console_is_silent_but(&[422]).await;
}

async fn register_again(clara: &Browser) {
    clara.open("portal").await;
    clara.sees("My closed requests").await;
    clara.click("Customer user self-administration").await;
    fill_registration(clara, "nina.2@acme.example").await;
    clara.click("Create customer user").await;
    let said = clara.description("User login").await;
    assert!(said.contains("The login nina is taken. Please choose another one."), "{said}");
    let kept = ["First name", "Last name", "User login", "Email"];
    for (label, value) in kept.into_iter().zip(["Nina", "Newcomer", "nina", "nina.2@acme.example"])
    {
        assert_eq!(clara.value(label).await, value);
    }
    clara.picture("07-login-taken").await;
    clara.open("portal").await;
    clara.picture("08-home-with-requests").await;
    clara.console_is_silent_but(&[]).await;
}

async fn accept_invitation(clara: &Browser, nina: &Browser) {
    clara.open("demo/outbox").await;
    clara.sees("nina@acme.example").await;
    clara.picture("09-outbox").await;
    let link = clara.client.find(Locator::Css("a[href*='/set-password/']")).await.expect("a link");
    let link = link.prop("href").await.expect("an address").expect("an address");
    nina.client.goto(&link).await.expect("a page");
    nina.sees("nina").await;
    nina.picture("10-set-password").await;
    nina.fill("New password", NINAS_PASSWORD).await;
    nina.fill("The same again", "something else").await;
    nina.click("Set password").await;
    nina.sees("This is not the same as the password above.").await;
    nina.fill("New password", NINAS_PASSWORD).await;
    nina.fill("The same again", NINAS_PASSWORD).await;
    nina.click("Set password").await;
    nina.sees("Your password has been set.").await;
    sign_in(nina, "nina", NINAS_PASSWORD).await;
    assert_eq!(nina.path().await, "/portal");
    nina.sees("There is nothing that you can start at the moment.").await;
    nina.picture("11-home-of-nina").await;
    nina.console_is_silent_but(&[422]).await;
    // The link has been used up.
    clara.client.goto(&link).await.expect("a page");
    clara.sees("This link is not valid any more").await;
    clara.picture("12-link-used-up").await;
    clara.console_is_silent_but(&[410]).await;
}

async fn remove(clara: &Browser, nina: &Browser) {
    clara.open("portal").await;
    clara
        .click_within("section[@aria-labelledby='closed-heading']", "New customer user nina")
        .await;
    clara.click("Mark for removal").await;
    clara.choose("User valid", "invalid").await;
    clara.picture("13-mark-for-removal").await;
    clara.click("Save").await;
    clara.sees("The customer user nina has been deactivated and can no longer sign in.").await;
    clara.picture("14-removed").await;
    nina.client.refresh().await.expect("a page");
    assert_eq!(nina.path().await, "/login");
    sign_in(nina, "nina", NINAS_PASSWORD).await;
    nina.sees("Login and password do not match.").await;
    nina.console_is_silent_but(&[422]).await;
    clara.click("Sign out").await;
    clara.sees("You have signed out.").await;
    clara.console_is_silent_but(&[]).await;
}

async fn review(admin: &Browser) {
    sign_in(admin, "admin", PASSWORD).await;
    assert_eq!(admin.path().await, "/admin");
    admin.picture("15-dashboard").await;
    admin.click("All process tickets").await;
    admin.choose("State", "closed successful").await;
    admin.click("Show").await;
    let rows = admin.client.find_all(Locator::Css("tbody tr")).await.expect("rows");
    assert_eq!(rows.len(), 1, "the other request is open");
    admin.picture("16-tickets").await;
    admin.click_within("tbody", "New customer user nina").await;
    admin.sees("Journal").await;
    admin.sees("customer-user-add").await;
    admin.sees("customer-user-update").await;
    for documents in admin.client.find_all(Locator::Css("details > summary")).await.expect("some") {
        documents.click().await.expect("a click");
    }
    admin.sees("<UserLogin>nina</UserLogin>").await;
    admin.picture("17-ticket-of-admin").await;
    for (name, path) in [
        ("18-customers", "admin/customers"),
        ("19-customer", "admin/customers/ACME"),
        ("20-customer-user", "admin/customer-users/nina"),
        ("21-edit-customer-user", "admin/customer-users/nina/edit"),
        ("22-process", "admin/processes/customer-user-registration"),
        ("23-processes", "admin/processes"),
        ("24-customer-users", "admin/customer-users"),
        ("25-new-customer", "admin/new-customer"),
    ] {
        admin.open(path).await;
        admin.picture(name).await;
    }
    admin.console_is_silent_but(&[]).await;
    admin.open("admin/nothing-here").await;
    admin.picture("26-not-found").await;
    admin.console_is_silent_but(&[404]).await;
}
