//! Everything that a customer administrator needs, without a mouse.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::Browser;
use crate::story::tell;

/// How often Tab is pressed at most to reach something.
const TABS_MAX: usize = 30;

/// Where the focus is seen: an outline on what has it, or on the card that it stands for.
const FOCUS: &str = "
    const at = document.activeElement;
    const seen = [at, at.closest('.pick')].filter(Boolean).map((element) => getComputedStyle(element));
    const outlined = seen.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    const label = at.labels?.[0]?.firstChild.textContent ?? at.textContent;
    return [label.trim(), outlined];
";

async fn press(browser: &Browser, keys: &str) {
    let focused = browser.client.active_element().await.expect("a focus");
    focused.send_keys(keys).await.expect("keys");
}

/// Presses Tab until this has the focus; every stop on the way is seen.
async fn tab_to(browser: &Browser, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..TABS_MAX {
        press(browser, &Key::Tab.to_string()).await;
        let at = browser.client.execute(FOCUS, Vec::new()).await.expect("a focus");
        let found = at[0].as_str().unwrap_or_default().to_owned();
        assert_eq!(at[1], Value::Bool(true), "the focus on “{found}” cannot be seen");
        if found == name {
            return;
        }
        passed.push(found);
    }
    panic!("Tab does not reach {name}, but {passed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_user_is_registered_with_the_keyboard_alone() {
    let enter = Key::Enter.to_string();
    tell("keyboard", &["keyboard"], async move |browsers| {
        let [clara] = browsers.try_into().unwrap_or_else(|_| panic!("one browser"));
        clara.open("login").await;
        // The first stop leads past the head of the page.
        tab_to(&clara, "Skip to content").await;
        clara.photograph("30-skip-link").await;
        press(&clara, &enter).await;
        tab_to(&clara, "Login").await;
        press(&clara, "clara").await;
        tab_to(&clara, "Password").await;
        press(&clara, "usher-demo").await;
        clara.follow(press(&clara, &enter)).await;
        assert_eq!(clara.path().await, "/portal");
        tab_to(&clara, "Customer user self-administration").await;
        clara.photograph("31-card-focused").await;
        clara.follow(press(&clara, &enter)).await;
        for (label, text) in [
            ("First name", "Nina"),
            ("Last name", "Newcomer"),
            ("User login", "nina"),
            ("Email", "nina@acme.example"),
        ] {
            tab_to(&clara, label).await;
            press(&clara, text).await;
        }
        clara.photograph("32-form-focused").await;
        clara.follow(press(&clara, &enter)).await;
        clara.sees("closed successful").await;
        tab_to(&clara, "Show the process map").await;
        press(&clara, &enter).await;
        let map = clara.client.find(Locator::Css(".map svg")).await.expect("the map");
        assert!(map.is_displayed().await.expect("a map"));
        clara.console_is_silent_but(&[]).await;
    })
    .await;
}
