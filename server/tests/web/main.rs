//! The real router: every route against every role, and what surrounds the routes.

#[cfg(test)]
mod site;

use axum::body::Body;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN,
    SET_COOKIE,
};
use axum::http::{Request, StatusCode};
use server::sample;

use site::{AGENT, Site, routes};

#[tokio::test]
async fn every_route_answers_each_role_as_its_policy_says() {
    let site = Site::open("http://127.0.0.1/", false).await;
    let roles = [
        ("nobody", String::new()),
        ("customer-user", site.sign_in(sample::CUSTOMER_USER).await),
        ("agent", site.sign_in(AGENT).await),
        ("admin", site.sign_in(sample::ADMIN).await),
    ];
    for (role, cookie) in &roles {
        for (method, path, policy) in routes() {
            if path == "/logout" {
                continue;
            }
            let answer = site.call(method, &path, cookie, "").await;
            let expected = match (policy, *role) {
                ("customer-user" | "agent" | "admin", "nobody") => "sign in",
                ("customer-user", "agent" | "admin")
                | ("agent", "customer-user")
                | ("admin", "customer-user" | "agent") => "forbidden",
                ("demo-only", _) => "absent",
                _ => "answered",
            };
            let to_login = answer.header(LOCATION).starts_with("/login");
            let actual = match answer.status() {
                StatusCode::SEE_OTHER if to_login && path != "/" => "sign in",
                StatusCode::FORBIDDEN => "forbidden",
                StatusCode::NOT_FOUND if policy == "demo-only" => "absent",
                _ => "answered",
            };
            assert_eq!(actual, expected, "{role}: {method} {path} ({policy}), {}", answer.status());
            assert!(!answer.status().is_server_error(), "{role}: {method} {path}");
        }
    }
}

#[tokio::test]
async fn no_page_of_a_person_is_kept_by_a_browser_and_nothing_else_is_loaded() {
    let site = Site::open("http://127.0.0.1/", false).await;
    let cookie = site.sign_in(sample::CUSTOMER_ADMIN).await;
    for path in ["/portal", "/portal/tickets/9", "/login", "/nothing"] {
        let answer = site.call("GET", path, &cookie, "").await;
        assert_eq!(answer.header(CACHE_CONTROL), "no-store", "{path}");
        assert!(
            answer
                .header(CONTENT_SECURITY_POLICY)
                .starts_with("default-src 'none'; style-src 'self'")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    let page = site.call("GET", "/login", "", "").await.body;
    let stylesheet = page.split('"').find(|quoted| quoted.starts_with("/assets/usher.")).unwrap();
    let answer = site.call("GET", stylesheet, "", "").await;
    assert_eq!(answer.header(CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!(answer.header(CONTENT_TYPE), "text/css; charset=utf-8");
}

#[tokio::test]
async fn another_sites_page_cannot_post_to_us() {
    let site = Site::open("http://usher.example/", false).await;
    let cookie = site.sign_in(sample::CUSTOMER_ADMIN).await;
    let post = |name: &str, value: &str| {
        Request::builder()
            .method("POST")
            .uri("/portal/start/customer-user-registration")
            .header("host", "usher.example")
            .header(COOKIE, &cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from("usher.activity=request&usher.dialog=0"))
            .unwrap()
    };
    let foreign = site.send(post(ORIGIN.as_str(), "http://evil.example")).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.body.contains("a page of another site"), "{}", foreign.body);
    assert_eq!(
        site.send(post("sec-fetch-site", "cross-site")).await.status(),
        StatusCode::FORBIDDEN
    );
    let own = site.send(post("sec-fetch-site", "same-origin")).await;
    assert_eq!(own.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_has_bounds() {
    let site = Site::open("http://127.0.0.1/", false).await;
    let long = site.call("POST", "/login", "", &"a".repeat(300_000)).await;
    assert_eq!(long.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(long.body.contains("That is too much"), "{}", long.body);
    let many = site.call("POST", "/login", "", &"a&".repeat(201)).await;
    assert_eq!(many.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let binary = site.call("POST", "/login", "", "login=%FF").await;
    assert_eq!(binary.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_program_is_told_in_json() {
    let site = Site::open("http://127.0.0.1/", false).await;
    let request = Request::builder().uri("/nothing").header(ACCEPT, "application/json");
    let answer = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.header(CONTENT_TYPE), "application/json");
}

#[tokio::test]
async fn a_login_that_fails_too_often_waits_whether_it_exists_or_not() {
    let site = Site::open("http://127.0.0.1/", false).await;
    for login in [sample::CUSTOMER_USER, "nobody"] {
        let mut statuses = Vec::new();
        let mut bodies = Vec::new();
        for _ in 0..6 {
            let answer =
                site.call("POST", "/login", "", &format!("login={login}&password=wrong")).await;
            statuses.push(answer.status().as_u16());
            bodies.push(answer.body.replace(login, "(login)"));
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429], "{login}");
        assert!(bodies[4].contains("Login and password do not match."));
        // Not even the right password helps while the login waits.
        let form = format!("login={login}&password={}", sample::PASSWORD);
        assert_eq!(
            site.call("POST", "/login", "", &form).await.status(),
            StatusCode::TOO_MANY_REQUESTS
        );
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let site = Site::open("http://127.0.0.1/", false).await;
    let cookie = site.sign_in(sample::CUSTOMER_USER).await;
    assert_eq!(site.call("GET", "/portal", &cookie, "").await.status(), StatusCode::OK);
    let out = site.call("POST", "/logout", &cookie, "").await;
    assert!(out.header(SET_COOKIE).contains("Max-Age=0"));
    let after = site.call("GET", "/portal", &cookie, "").await;
    assert_eq!(after.header(LOCATION), "/login?next=%2Fportal");
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_it() {
    let site = Site::open("https://usher.example/", false).await;
    let form = format!("login={}&password={}", sample::ADMIN, sample::PASSWORD);
    let answer = site.call("POST", "/login", "", &form).await;
    let cookie = answer.header(SET_COOKIE);
    assert!(cookie.starts_with("__Host-usher_session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}
