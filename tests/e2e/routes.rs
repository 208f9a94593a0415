//! Every route of the golden file, tried by everybody: what the policy says is what happens.

use reqwest::Method;
use server::password::Password;
use server::people::{self, NewAgent};
use server::policy::{Policy, Verdict, Who};
use server::sample;

use crate::portal::{PROCESS, invitation, register};
use crate::support::{Server, root};
use crate::visitor::{Page, Visitor};

/// A route of the golden file.
struct Route {
    method: Method,
    path: String,
    policy: Policy,
}

/// The first part of the golden file: method, path and policy.
fn routes() -> Vec<Route> {
    let golden = std::fs::read_to_string(root().join("server/tests/golden/routes.txt")).unwrap();
    let lines = golden.lines().skip(1).take_while(|line| !line.is_empty());
    lines
        .map(|line| {
            let [method, path, policy] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            Route {
                method: method.parse().unwrap(),
                path: path.to_owned(),
                policy: Policy::ALL.into_iter().find(|known| known.name() == policy).unwrap(),
            }
        })
        .collect()
}

/// The path with its parts filled in, so that there is something behind each.
fn fill(path: &str, ticket: &str, token: &str) -> String {
    let id = if path.contains("/tickets/") { ticket } else { "ACME" };
    let filled = path
        .replace("{id}", id)
        .replace("{login}", "nina")
        .replace("{process}", PROCESS)
        .replace("{name}", PROCESS)
        .replace("{number}", "1")
        .replace("{field}", "UserLogin")
        .replace("{token}", token)
        .replace("{file}", "usher.css");
    assert!(!filled.contains('{'), "{filled}");
    filled
}

async fn rosa(server: &Server) -> Visitor {
    let new = NewAgent {
        login: "rosa".into(),
        first_name: "Rosa".into(),
        last_name: "Review".into(),
        email: "rosa@usher.example".into(),
        groups: Vec::new(),
    };
    let password = Password::parse(sample::PASSWORD.into(), "rosa").unwrap();
    let hash = server.app.passwords().hash(password).await.unwrap();
    people::add_agent(server.app.store(), new, hash, server.clock.now()).await.unwrap();
    Visitor::signed_in(server, "rosa").await
}

/// Whether an answer is what the policy said; `expected` is the status of who is let through.
fn check(who: &str, route: &Route, path: &str, page: &Page, verdict: Verdict, expected: &[u16]) {
    let what = format!("{who}: {} {path}: {} {}", route.method, page.first_status, page.path);
    match verdict {
        Verdict::Permitted => assert!(expected.contains(&page.first_status), "{what}"),
        Verdict::SignInFirst => {
            assert_eq!(page.first_status, 303, "{what}");
            assert!(page.path.starts_with("/login"), "{what}");
            assert_eq!(page.heading(), "Sign in", "{what}");
        }
        Verdict::Forbidden => {
            assert_eq!(page.first_status, 403, "{what}");
            assert_eq!(page.heading(), "This page is not for you", "{what}");
        }
        Verdict::Absent => assert_eq!(page.first_status, 404, "{what}"),
    }
}

#[tokio::test]
async fn every_route_answers_everybody_as_its_policy_says() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, "nina").await;
    let ticket = page.path.rsplit('/').next().unwrap().to_owned();
    let link = invitation(&mut clara, "nina@acme.example").await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    let style = clara.get("/login").await.attributes("link[rel=stylesheet]", "href");
    let mut people = [
        ("nobody", Who::Nobody, Visitor::new(&server)),
        ("otto", Who::CustomerUser, Visitor::signed_in(&server, sample::CUSTOMER_USER).await),
        ("clara", Who::CustomerUser, clara),
        ("rosa", Who::Agent, rosa(&server).await),
        ("admin", Who::Admin, Visitor::signed_in(&server, sample::ADMIN).await),
    ];
    let before = server.contents().await;
    let routes = routes();
    assert!(routes.len() > 30, "the golden file has been read");
    for route in routes.iter().filter(|route| !matches!(route.path.as_str(), "/login" | "/logout"))
    {
        let path = if route.path == "/assets/{file}" {
            style[0].clone()
        } else {
            fill(&route.path, &ticket, &token)
        };
        for (name, who, visitor) in &mut people {
            let verdict = route.policy.verdict(*who, true);
            // A form that says nothing is refused by whoever is let through, and changes nothing.
            let (page, mut expected) = if route.method == Method::GET {
                (visitor.get(&path).await, vec![200])
            } else {
                (visitor.post(&path, &[]).await, vec![400, 409, 422])
            };
            match (route.path.as_str(), *name) {
                ("/", _) => expected = vec![303],
                ("/rpc", _) => expected = vec![401],
                (path, _) if path.starts_with("/api/") => expected = vec![401],
                // The token is that of an invitation.
                (path, _) if path.starts_with("/messages/") => expected = vec![410],
                // The field holds no file.
                (path, _) if path.contains("/attachments/") => expected = vec![404],
                // Otto is a customer user, but neither the process nor the ticket is for him.
                (path, "otto") if path.contains("tickets") || path.contains("start") => {
                    expected = vec![404];
                }
                _ => {}
            }
            check(name, route, &path, &page, verdict, &expected);
        }
    }
    assert_eq!(server.contents().await, before, "an empty form changed something");
    server.finish().await;
}

#[tokio::test]
async fn outside_of_a_demonstration_there_is_no_outbox() {
    let server = Server::start_configured(|config| config.demo = false).await;
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    assert_eq!(admin.get("/demo/outbox").await.status, 404);
    assert_eq!(Visitor::new(&server).get("/demo/outbox").await.status, 404);
    server.finish().await;
}

#[tokio::test]
async fn another_method_or_path_is_refused() {
    let server = Server::start().await;
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    assert_eq!(admin.post("/admin/tickets", &[]).await.status, 405);
    assert_eq!(admin.get("/rpc").await.status, 405);
    for path in ["/admin/tickets/x/submit/y", "/admin/", "/portal/..%2Fadmin", "/.git/config"] {
        assert_eq!(admin.get(path).await.status, 404, "{path}");
    }
    server.finish().await;
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_that_was_asked_for() {
    let server = Server::start().await;
    let mut admin = Visitor::new(&server);
    let page = admin.get("/admin/tickets?state=open").await;
    assert_eq!(page.heading(), "Sign in");
    let form = page.form("Sign in").fill("login", "admin").fill("password", sample::PASSWORD);
    let page = admin.submit(form).await;
    assert_eq!(page.path, "/admin/tickets?state=open");
    // And out again, for good.
    let page = admin.submit(page_form_of_sign_out()).await;
    assert!(page.main().contains("You have signed out."), "{}", page.main());
    assert_eq!(admin.get("/admin").await.heading(), "Sign in");
    server.finish().await;
}

fn page_form_of_sign_out() -> crate::visitor::Form {
    crate::visitor::Form { action: "/logout".into(), fields: Vec::new() }
}

#[tokio::test]
async fn another_site_cannot_post_for_somebody() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = crate::portal::open_registration(&mut clara).await.form(crate::portal::CREATE);
    let form = crate::portal::fill(form, "mole");
    let before = server.contents().await;
    clara.comes_from("cross-site");
    assert_eq!(clara.submit(form.clone()).await.status, 403);
    clara.comes_from("same-site");
    assert_eq!(clara.submit(form.clone()).await.status, 403);
    assert_eq!(server.contents().await, before);
    clara.comes_from("same-origin");
    assert_eq!(clara.submit(form).await.first_status, 303);
    server.finish().await;
}
