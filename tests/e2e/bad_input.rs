//! Whatever a browser sends: a clear sentence, what was typed is still there, and nothing half done.

use server::sample;
use server::web::form::{BODY_LENGTH_MAX, PAIRS_MAX};

use crate::portal::{CREATE, PROCESS, fill, invitation, open_registration, register};
use crate::support::Server;
use crate::visitor::{FORM, Form, Page, Visitor};

const CONTROL: &str = "This contains a control character, which is not possible.";
const PATTERN: &str =
    "This contains a character that is not possible here, or is not in the form asked for.";
const NO_EMAIL: &str = "This is not an email address like name@example.org.";
const MISSING: &str = "Please fill in this field.";

/// The two forms into which a registration is typed: before there is a ticket, and again in it.
async fn forms(server: &Server) -> (Visitor, [Form; 2]) {
    let mut clara = Visitor::signed_in(server, sample::CUSTOMER_ADMIN).await;
    let start = fill(open_registration(&mut clara).await.form(CREATE), "nina");
    let again = fill(register(&mut clara, "otto").await.form(CREATE), "nina");
    (clara, [start, again])
}

#[tokio::test]
async fn a_wrong_value_is_said_beside_its_field() {
    let server = Server::start().await;
    let (mut clara, forms) = forms(&server).await;
    let before = server.contents().await;
    let (long_login, long_name) = ("n".repeat(192), "n".repeat(101));
    let long_email = format!("{}@acme.example", "n".repeat(65));
    let cases: [(&str, &str, &str); 21] = [
        ("UserLogin", "", MISSING),
        ("UserLogin", " \t ", MISSING),
        ("UserFirstname", "", MISSING),
        ("UserLastname", "\u{a0}", MISSING),
        ("UserEmail", "", MISSING),
        ("UserLogin", &long_login, "This is too long: 192 characters, at most 191 are possible."),
        (
            "UserFirstname",
            &long_name,
            "This is too long: 101 characters, at most 100 are possible.",
        ),
        ("UserEmail", &long_email, NO_EMAIL),
        ("UserFirstname", "Ni\u{0}na", CONTROL),
        ("UserFirstname", "Ni\u{7}na", CONTROL),
        ("UserFirstname", "Ni\nna", CONTROL),
        ("UserLastname", "New\u{85}comer", CONTROL),
        ("UserLogin", "ni\tna", CONTROL),
        ("UserLogin", "ni na", PATTERN),
        ("UserLogin", "nina<b>", PATTERN),
        ("UserLogin", "nina&co", PATTERN),
        ("UserLogin", "n\u{456}na", PATTERN),
        ("UserLogin", "nina\u{1d11e}", PATTERN),
        ("UserEmail", "nina", NO_EMAIL),
        ("UserEmail", "nina@acme", NO_EMAIL),
        ("UserEmail", "nina@acme.example, otto@acme.example", NO_EMAIL),
    ];
    for form in &forms {
        for (field, value, sentence) in cases {
            let page = clara.submit(form.clone().fill(field, value)).await;
            let what = format!("{} {field} {value:?}", form.action);
            assert_eq!(page.status, 422, "{what}");
            assert_eq!(page.fault_beside(field).as_deref(), Some(sentence), "{what}");
            assert!(page.text("form [role=alert]").starts_with("Please correct this "), "{what}");
            check_typed(&page, form, field);
            // A control character does not travel in an attribute; all else comes back as typed.
            if sentence != CONTROL {
                assert_eq!(page.form(CREATE).value(field), value, "{what}");
            }
        }
    }
    assert_eq!(server.contents().await, before);
    for form in forms {
        assert_eq!(clara.submit(form.fill("UserLogin", "n")).await.first_status, 303);
    }
    server.finish().await;
}

/// The other fields hold what was typed.
fn check_typed(page: &Page, typed: &Form, but: &str) {
    let form = page.form(CREATE);
    for name in ["UserFirstname", "UserLastname", "UserLogin", "UserEmail"] {
        if name != but {
            assert_eq!(form.value(name), typed.value(name), "{name}");
        }
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let server = Server::start().await;
    let (mut clara, [form, _]) = forms(&server).await;
    let before = server.contents().await;
    let page = clara
        .submit(form.fill("UserFirstname", "").fill("UserLogin", "a b").without("UserEmail"))
        .await;
    assert_eq!(page.status, 422);
    let summary = page.text("form [role=alert]");
    assert!(summary.starts_with("Please correct these 3 things"), "{summary}");
    assert_eq!(page.fault_beside("UserFirstname").as_deref(), Some(MISSING));
    assert_eq!(page.fault_beside("UserLogin").as_deref(), Some(PATTERN));
    assert_eq!(page.fault_beside("UserEmail").as_deref(), Some(MISSING));
    assert_eq!(page.fault_beside("UserLastname"), None);
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_field_that_is_given_twice_is_refused() {
    let server = Server::start().await;
    let (mut clara, forms) = forms(&server).await;
    let before = server.contents().await;
    for form in forms {
        let page = clara.submit(form.forge("UserLogin", "mole")).await;
        assert_eq!(page.status, 422);
        let sentence = "Please give this only once.";
        assert_eq!(page.fault_beside("UserLogin").as_deref(), Some(sentence));
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn the_longest_values_are_accepted() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = open_registration(&mut clara).await.form(CREATE);
    let (login, name) = ("n".repeat(191), "\u{1f600}".repeat(100));
    // 64 octets before the sign, 150 characters altogether: what the directory keeps.
    let email = format!("{}@{}.{}.example", "n".repeat(64), "a".repeat(38), "b".repeat(37));
    assert_eq!(email.len(), 149);
    let form = form.fill("UserLogin", &login).fill("UserFirstname", &name);
    let form = form.fill("UserLastname", &name).fill("UserEmail", &email);
    let page = clara.submit(form).await;
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    let user = server.customer_user(&login).await.unwrap();
    assert_eq!((user.first_name, user.last_name, user.email), (name.clone(), name, email));
    server.finish().await;
}

#[tokio::test]
async fn an_email_address_that_the_directory_cannot_keep_comes_back_to_the_form() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = fill(open_registration(&mut clara).await.form(CREATE), "nina");
    // Possible by RFC 5321, and longer than the directory's column.
    let email = format!("nina@{}.{}.{}.example", "a".repeat(60), "b".repeat(60), "c".repeat(60));
    let page = clara.submit(form.fill("UserEmail", &email)).await;
    let fault = page.fault_beside("UserEmail");
    assert!(fault.unwrap().contains("cannot be used. Please check it for mistakes."));
    let page = clara.submit(page.form(CREATE).fill("UserEmail", "nina@acme.example")).await;
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    server.finish().await;
}

#[tokio::test]
async fn special_characters_survive_everywhere_and_are_never_markup() {
    let names = [
        ("<b>Ni&na</b>", "O'New\"comer"),
        ("&amp;&#60;", "]]>{{ UserLogin }}"),
        ("\u{1d11e}\u{1f600} Ni\u{308}na", "\u{43d}\u{438}\u{43d}\u{430} \u{645}\u{646}\u{649}"),
        ("<script>alert(1)</script>", "%s %00 \\0 ${x} <!--"),
        ("a  b", "\u{feff}x\u{200b}"),
        ("\u{202e}x", "y\u{2028}z\u{fffd}"),
    ];
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    for (number, (first, last)) in names.into_iter().enumerate() {
        let login = format!("nina{number}");
        let form = fill(open_registration(&mut clara).await.form(CREATE), &login);
        let form = form.fill("UserFirstname", first).fill("UserLastname", last);
        // Once back from a refusal, in the form's fields.
        let page = clara.submit(form.clone().fill("UserEmail", "x")).await;
        assert_eq!(page.form(CREATE).value("UserFirstname"), first);
        assert_eq!(page.form(CREATE).value("UserLastname"), last);
        let page = clara.submit(form).await;
        assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
        let user = server.customer_user(&login).await.unwrap();
        assert_eq!((user.first_name.as_str(), user.last_name.as_str()), (first, last));
        check_shown(&page, first, last);
        check_shown(&admin.get(&page.path.replace("/portal", "/admin")).await, first, last);
        let record = admin.get(&format!("/admin/customer-users/{login}")).await;
        check_shown(&record, first, last);
        let edit = admin.get(&format!("/admin/customer-users/{login}/edit")).await.form("Save");
        assert_eq!((edit.value("UserFirstname"), edit.value("UserLastname")), (first, last));
        let mail = server.mails().await.remove(0);
        assert!(mail.body.contains(&format!("Hello {first} {last},")), "{}", mail.body);
        let outbox = clara.get("/demo/outbox").await;
        check_shown(&outbox, first, last);
        let link = invitation(&mut clara, &format!("{login}@acme.example")).await;
        assert!(link.starts_with("/set-password/"));
    }
    server.finish().await;
}

/// The texts are on the page as texts; no element has been made of them.
fn check_shown(page: &Page, first: &str, last: &str) {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = page.main();
    for name in [first, last] {
        assert!(text.contains(&folded(name)), "{}: {name} in {text}", page.path);
    }
    assert!(page.texts("main b, script").is_empty(), "{}: markup", page.path);
}

#[tokio::test]
async fn a_form_made_for_an_older_version_comes_back_with_what_happened() {
    let server = Server::start().await;
    let (mut clara, [_, form]) = forms(&server).await;
    let mut other = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    // The other browser tries a login that is taken as well: the step stays open.
    other.submit(form.clone().fill("UserLogin", "greta")).await;
    let before = server.contents().await;
    let page = clara.submit(form.clone().fill("UserLastname", "N. & <co>")).await;
    assert_eq!((page.first_status, page.status), (409, 409));
    let alert = page.text(".message-wait[role=alert]");
    for part in [
        "This request has changed while you were typing",
        "What you typed has not been sent, and is still in the form.",
        "“New customer user” sent by you, 20 Nov 2026, 12:00 UTC.",
        "User login is now “greta”.",
        "“Create the customer user” could not be done, 20 Nov 2026, 12:00 UTC.",
        "The login greta is taken. Please choose another one.",
    ] {
        assert!(alert.contains(part), "{part} in {alert}");
    }
    let again = page.form(CREATE);
    assert_eq!((again.value("UserLogin"), again.value("UserLastname")), ("nina", "N. & <co>"));
    assert_eq!(server.contents().await, before);
    // The form that came back is made for the version of now.
    let page = clara.submit(again).await;
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    assert_eq!(server.customer_user("nina").await.unwrap().last_name, "N. & <co>");

    // Now the step is over: what was typed is listed, since there is no form to keep it.
    let before = server.contents().await;
    let page = other.submit(form.fill("UserLogin", "nora")).await;
    assert_eq!(page.status, 409);
    let alert = page.text(".message-wait[role=alert]");
    assert!(alert.contains("The step that you filled in is not possible any more."), "{alert}");
    assert!(alert.contains("You typed for User login: “nora”"), "{alert}");
    assert!(!page.offers(CREATE));
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_forged_step_or_version_is_refused() {
    let server = Server::start().await;
    let (mut clara, [start, again]) = forms(&server).await;
    let before = server.contents().await;
    let cases: [(&str, &str, u16, u16); 14] = [
        ("usher.activity", "active", 400, 409),
        ("usher.activity", "create", 400, 409),
        ("usher.activity", "failed", 400, 409),
        ("usher.activity", "no-such-activity", 400, 409),
        ("usher.activity", "", 400, 409),
        ("usher.dialog", "1", 400, 409),
        ("usher.dialog", "18446744073709551615", 400, 409),
        ("usher.dialog", "18446744073709551616", 400, 400),
        ("usher.dialog", "-1", 400, 400),
        ("usher.dialog", "x", 400, 400),
        ("usher.dialog", "", 400, 400),
        ("usher.version", "0", 0, 409),
        ("usher.version", "99", 0, 409),
        ("usher.version", "x", 0, 400),
    ];
    for (name, value, at_start, in_ticket) in cases {
        if at_start > 0 {
            let page = clara.submit(start.clone().fill(name, value)).await;
            assert_eq!(page.status, at_start, "start: {name}={value}");
            assert_eq!(page.heading(), "That did not work");
        }
        let page = clara.submit(again.clone().fill(name, value)).await;
        assert_eq!(page.status, in_ticket, "ticket: {name}={value}");
    }
    for name in ["usher.activity", "usher.dialog"] {
        assert_eq!(clara.submit(start.clone().without(name)).await.status, 400);
        assert_eq!(clara.submit(again.clone().without(name)).await.status, 400);
    }
    let page = clara.submit(again.clone().without("usher.version")).await;
    assert_eq!(page.status, 400);
    assert!(page.main().contains("the form's version is missing"), "{}", page.main());
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused_as_a_whole() {
    let server = Server::start().await;
    let (mut clara, forms) = forms(&server).await;
    let before = server.contents().await;
    for form in forms {
        let body = form.body();
        let (action, with) = (form.action.as_str(), |more: &str| format!("{body}&{more}"));
        let filler = |length: usize| with(&format!("x={}", "x".repeat(length - body.len() - 3)));
        let many = with(&vec!["x=1"; PAIRS_MAX].join("&"));
        let multipart = "multipart/form-data; boundary=x";
        let cases: [(&str, String, u16, &str); 12] = [
            (FORM, filler(BODY_LENGTH_MAX + 1), 413, "larger than we accept"),
            (FORM, many, 413, "the form has more than 200 fields"),
            (FORM, with("UserTitle=%FF"), 400, "the form is not in UTF-8"),
            (FORM, with("UserTitle=%C3%28"), 400, "the form is not in UTF-8"),
            (FORM, with("UserTitle=%ED%A0%80"), 400, "the form is not in UTF-8"),
            (FORM, with("%FF=x"), 400, "the form is not in UTF-8"),
            (FORM, String::new(), 400, "the form does not say which step it is for"),
            (FORM, r#"{"UserLogin":"mole"}"#.into(), 400, "does not say which step"),
            ("application/json", body.clone(), 415, "is not of the type"),
            ("text/plain", body.clone(), 415, "is not of the type"),
            ("", body.clone(), 415, "is not of the type"),
            (multipart, "--x--\r\n".into(), 400, "does not say which step"),
        ];
        for (media_type, body, status, sentence) in cases {
            let what: String = format!("{media_type} {body}").chars().take(80).collect();
            let page = clara.post_body(action, media_type, body).await;
            assert_eq!(page.status, status, "{what}: {}", page.main());
            assert!(page.main().contains(sentence), "{what}: {}", page.main());
            assert_eq!(page.texts("main a.button"), ["Go to the start page"], "{what}");
        }
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_query_has_a_bound() {
    let server = Server::start().await;
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let long = format!("/admin/tickets?text={}", "x".repeat(9_000));
    assert_eq!(admin.get(&long).await.status, 413);
    assert_eq!(admin.get("/admin/tickets?text=%FF").await.status, 400);
    assert_eq!(admin.get(&format!("/portal/start/{PROCESS}%FF")).await.status, 403);
    assert_eq!(admin.get("/admin/tickets?before=x&text=%25_*").await.status, 200);
    server.finish().await;
}
