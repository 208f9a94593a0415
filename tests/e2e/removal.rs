//! A customer administrator marks a customer user for removal, from the ticket that created him.

use engine::customer::Validity;
use server::sample;
use server::store::customer_user;
use server::store::records::CustomerUser;

use crate::portal::{invitation, register};
use crate::support::Server;
use crate::visitor::{Page, Visitor};

const PASSWORD: &str = "a fine day";
/// What an admin knows of nina beside what Clara has given.
const MORE: [(&str, &str); 10] = [
    ("UserTitle", "Dr"),
    ("UserPhone", "+44 117 496 0001"),
    ("UserFax", "+44 117 496 0002"),
    ("UserMobile", "+44 7700 900003"),
    ("UserStreet", "4 Mill Lane"),
    ("UserZip", "BS1 5TR"),
    ("UserCity", "Bristol"),
    ("UserCountry", "United Kingdom"),
    ("UserComment", "Head of “widgets” & more."),
    ("UserFirstname", "Nina Maria"),
];

/// Clara has registered nina, who has a password and is signed in; an admin has completed her record.
async fn begin() -> (Server, Visitor, Visitor, String) {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let ticket = register(&mut clara, "nina").await.path;
    let mut nina = Visitor::new(&server);
    let link = invitation(&mut nina, "nina@acme.example").await;
    let form = nina.get(&link).await.form("Set password");
    nina.submit(form.fill("password", PASSWORD).fill("again", PASSWORD)).await;
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let mut form = admin.get("/admin/customer-users/nina/edit").await.form("Save");
    for (name, value) in MORE {
        form = form.fill(name, value);
    }
    assert_eq!(admin.submit(form).await.first_status, 303);
    assert_eq!(nina.sign_in("nina", PASSWORD).await.path, "/portal");
    (server, clara, nina, ticket)
}

/// All that the admin has given is there to be kept.
fn check_known(user: &CustomerUser) {
    let known = [
        &user.title,
        &user.phone,
        &user.fax,
        &user.mobile,
        &user.street,
        &user.zip,
        &user.city,
        &user.country,
        &user.comment,
        &user.first_name,
    ];
    assert_eq!(known, MORE.each_ref().map(|(_, value)| *value));
}

/// Chooses the dialog on the closed ticket.
async fn open_removal(clara: &mut Visitor, ticket: &str) -> Page {
    let page = clara.get(ticket).await;
    assert!(!page.offers("Save"), "a closed ticket presses nobody with a form");
    let link = page.link("Mark for removal").unwrap_or_else(|| panic!("{}", page.main()));
    clara.get(&link).await
}

#[tokio::test]
async fn a_customer_user_who_is_marked_for_removal_is_out_at_once() {
    let (server, mut clara, mut nina, ticket) = begin().await;
    let before = server.customer_user("nina").await.unwrap();
    check_known(&before);
    let hash = customer_user::password_hash(server.app.store().read(), "nina").await.unwrap();
    assert!(hash.is_some());
    assert_eq!(nina.get("/portal").await.first_status, 200);

    let page = open_removal(&mut clara, &ticket).await;
    let form = page.form("Save");
    assert_eq!(form.value("ValidState"), "1");
    let page = clara.submit(form.fill("ValidState", "2")).await;
    assert_eq!((page.first_status, page.status), (303, 200));
    assert_eq!(
        page.text(".message-good[role=status]"),
        "The customer user nina has been deactivated and can no longer sign in."
    );
    assert_eq!(page.text(".head .badge"), "closed successful");
    assert!(page.link("Mark for removal").is_none(), "{}", page.main());

    // Validity, version and who changed it last are the only columns that differ.
    let after = server.customer_user("nina").await.unwrap();
    assert_eq!(after.validity, Validity::Invalid);
    assert_eq!(after.changed_by, "clara");
    let expected = CustomerUser {
        validity: Validity::Invalid,
        version: before.version + 1,
        changed_by: after.changed_by.clone(),
        changed: after.changed,
        ..before
    };
    assert_eq!(after, expected);
    let hash_now = customer_user::password_hash(server.app.store().read(), "nina").await.unwrap();
    assert_eq!(hash_now, hash);

    // Her session has ended, and there is no other way in.
    let page = nina.get("/portal").await;
    assert_eq!((page.first_status, page.path.as_str()), (303, "/login?next=%2Fportal"));
    let page = nina.sign_in("nina", PASSWORD).await;
    assert_eq!(page.status, 422);
    assert!(page.main().contains("Login and password do not match."), "{}", page.main());
    server.finish().await;
}

#[tokio::test]
async fn leaving_a_customer_user_valid_changes_nothing_of_him() {
    let (server, mut clara, mut nina, ticket) = begin().await;
    let before = server.customer_user("nina").await.unwrap();
    let form = open_removal(&mut clara, &ticket).await.form("Save");
    let page = clara.submit(form.fill("ValidState", "1")).await;
    assert_eq!(page.first_status, 303);
    assert!(page.link("Mark for removal").is_some(), "{}", page.main());
    assert_eq!(server.customer_user("nina").await.unwrap(), before);
    assert_eq!(nina.get("/portal").await.first_status, 200);
    // And then again in earnest.
    let form = open_removal(&mut clara, &ticket).await.form("Save");
    clara.submit(form.fill("ValidState", "3")).await;
    let after = server.customer_user("nina").await.unwrap();
    assert_eq!(after.validity, Validity::InvalidTemporarily);
    assert_eq!(nina.get("/portal").await.first_status, 303);
    server.finish().await;
}

#[tokio::test]
async fn an_invitation_that_is_still_open_ends_with_the_customer_user() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let ticket = register(&mut clara, "nina").await.path;
    let mut nina = Visitor::new(&server);
    let link = invitation(&mut nina, "nina@acme.example").await;
    let form = nina.get(&link).await.form("Set password");
    let removal = open_removal(&mut clara, &ticket).await.form("Save");
    clara.submit(removal.fill("ValidState", "2")).await;
    assert_eq!(nina.get(&link).await.status, 410);
    let chosen = form.fill("password", PASSWORD).fill("again", PASSWORD);
    assert_eq!(nina.submit(chosen).await.status, 410);
    assert!(!server.customer_user("nina").await.unwrap().has_password);
    server.finish().await;
}
