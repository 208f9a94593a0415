//! The link with which a new customer user chooses a password: once, in time, for nobody else.

use jiff::SignedDuration;
use server::sample;

use crate::portal::{invitation, register};
use crate::support::Server;
use crate::visitor::{Page, Visitor};

const PASSWORD: &str = "a fine day";

/// A server on which nina has been registered, and the path of her invitation.
async fn invited() -> (Server, Visitor, String) {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    register(&mut clara, "nina").await;
    let mut nina = Visitor::new(&server);
    let link = invitation(&mut nina, "nina@acme.example").await;
    (server, nina, link)
}

async fn choose(nina: &mut Visitor, link: &str, password: &str, again: &str) -> Page {
    let form = nina.get(link).await.form("Set password");
    nina.submit(form.fill("password", password).fill("again", again)).await
}

fn check_gone(page: &Page) {
    assert_eq!(page.status, 410);
    assert_eq!(page.heading(), "This link is not valid any more");
    assert!(!page.body.contains("nina"), "{}", page.main());
}

#[tokio::test]
async fn a_password_that_is_refused_does_not_use_the_link_up() {
    let (server, mut nina, link) = invited().await;
    let cases = [
        ("short", "short", "password", "Please choose a password of at least 8 characters."),
        (
            "aaaaaaaaaa",
            "aaaaaaaaaa",
            "password",
            "Please choose a password of more than one character repeated.",
        ),
        (PASSWORD, "a fine night", "again", "This is not the same as the password above."),
    ];
    for (password, again, field, sentence) in cases {
        let page = choose(&mut nina, &link, password, again).await;
        assert_eq!(page.status, 422, "{password}");
        assert_eq!(page.fault_beside(field).as_deref(), Some(sentence), "{password}");
        assert!(!page.body.contains(password), "the password came back");
        assert!(!server.customer_user("nina").await.unwrap().has_password);
    }
    assert_eq!(choose(&mut nina, &link, PASSWORD, PASSWORD).await.path, "/login?done=password");
    assert_eq!(nina.sign_in("nina", PASSWORD).await.path, "/portal");
    server.finish().await;
}

#[tokio::test]
async fn a_link_works_once() {
    let (server, mut nina, link) = invited().await;
    let form = nina.get(&link).await.form("Set password");
    choose(&mut nina, &link, PASSWORD, PASSWORD).await;
    check_gone(&nina.get(&link).await);
    let late = form.fill("password", "another day").fill("again", "another day");
    check_gone(&nina.submit(late).await);
    let page = nina.sign_in("nina", "another day").await;
    assert_eq!(page.status, 422);
    assert!(page.main().contains("Login and password do not match."), "{}", page.main());
    assert_eq!(nina.sign_in("nina", PASSWORD).await.path, "/portal");
    server.finish().await;
}

#[tokio::test]
async fn a_link_works_for_three_days() {
    let (server, mut nina, link) = invited().await;
    let form = nina.get(&link).await.form("Set password");
    server.clock.advance(SignedDuration::from_hours(72) - SignedDuration::from_secs(1));
    assert_eq!(nina.get(&link).await.status, 200);
    server.clock.advance(SignedDuration::from_secs(1));
    check_gone(&nina.get(&link).await);
    check_gone(&nina.submit(form.fill("password", PASSWORD).fill("again", PASSWORD)).await);
    assert!(!server.customer_user("nina").await.unwrap().has_password);
    server.finish().await;
}

#[tokio::test]
async fn a_link_that_was_changed_opens_nothing() {
    let (server, mut nina, link) = invited().await;
    let mut changed = link.clone();
    let last = if changed.pop() == Some('0') { '1' } else { '0' };
    changed.push(last);
    for path in [changed.as_str(), "/set-password/x", "/set-password/%00"] {
        check_gone(&nina.get(path).await);
    }
    server.finish().await;
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let (server, mut nina, link) = invited().await;
    choose(&mut nina, &link, PASSWORD, PASSWORD).await;
    nina.sign_in("nina", PASSWORD).await;
    assert_eq!(nina.get("/portal").await.first_status, 200);
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let form = admin.get("/admin/customer-users/nina/edit").await.form("Save");
    let page = admin.submit(form.fill("UserPassword", "another day")).await;
    assert_eq!(page.first_status, 303, "{}", page.main());
    let page = nina.get("/portal").await;
    assert_eq!((page.first_status, page.heading().as_str()), (303, "Sign in"));
    assert_eq!(nina.sign_in("nina", PASSWORD).await.status, 422);
    assert_eq!(nina.sign_in("nina", "another day").await.path, "/portal");
    server.finish().await;
}
