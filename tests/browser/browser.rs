//! A person at a browser: reads, fills in and clicks by what stands on the page.

use std::fs;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::binary;
use crate::driver::{console, devtools};
use crate::process::PATIENCE;

/// Finds what keeps people from using a page.
const LOOK: &str = include_str!("look.js");

#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    server: Url,
}

impl Browser {
    pub(crate) fn new(client: Client, server: &Url) -> Self {
        Self { client, server: server.clone() }
    }

    pub(crate) async fn open(&self, path: &str) {
        let url = self.server.join(path).expect("an address");
        self.client.goto(url.as_str()).await.expect("a page");
    }

    /// The path of the page that is shown.
    pub(crate) async fn path(&self) -> String {
        self.client.current_url().await.expect("an address").path().to_owned()
    }

    async fn find(&self, what: &str, xpath: &str) -> Element {
        match self.client.find(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(error) => panic!("no {what} ({error}) on the page:\n{}", self.text().await),
        }
    }

    /// The input with this label.
    async fn input(&self, label: &str) -> Element {
        let xpath = format!("//*[@id=//label[normalize-space(text()[1])='{label}']/@for]");
        self.find(&format!("input labelled {label}"), &xpath).await
    }

    /// Types into the input with this label, in the place of what is there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let input = self.input(label).await;
        input.clear().await.expect("an empty input");
        input.send_keys(text).await.expect("what is typed");
    }

    /// Chooses a file for the input with this label.
    pub(crate) async fn choose_file(&self, label: &str, path: &str) {
        // Not cleared before: that is for what is typed.
        self.input(label).await.send_keys(path).await.expect("a file");
    }

    /// Puts a value into the input with this label whose keys depend on the machine's language.
    pub(crate) async fn set_value(&self, label: &str, value: &str) {
        let input = self.input(label).await;
        let input = serde_json::to_value(input).expect("an element");
        let set = "arguments[0].value = arguments[1]";
        self.client.execute(set, vec![input, json!(value)]).await.expect("a value");
    }

    /// Chooses from the list with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        self.input(label).await.select_by_label(option).await.expect("an option");
    }

    /// What the input with this label holds.
    pub(crate) async fn value(&self, label: &str) -> String {
        let value = self.input(label).await.prop("value").await.expect("a value");
        value.unwrap_or_default()
    }

    /// What a screen reader says of the input with this label, besides its label.
    pub(crate) async fn description(&self, label: &str) -> String {
        let input = self.input(label).await;
        let ids = input.attr("aria-describedby").await.expect("an attribute").unwrap_or_default();
        let mut texts = Vec::new();
        for id in ids.split_whitespace() {
            let element = self.find("description", &format!("//*[@id='{id}']")).await;
            texts.push(element.text().await.expect("a text"));
        }
        texts.join(" ")
    }

    /// Clicks the button or link with this text, and waits for the page to which it leads.
    pub(crate) async fn click(&self, text: &str) {
        self.click_within("body", text).await;
    }

    /// Clicks the button or link with this text in that part of the page.
    pub(crate) async fn click_within(&self, part: &str, text: &str) {
        let named = |tag| format!("//{part}//{tag}[normalize-space(.)=\"{text}\"]");
        let xpath = ["button", "a"].map(named).join(" | ");
        let element = self.find(&format!("button or link “{text}”"), &xpath).await;
        self.follow(async { element.click().await.expect("a click") }).await;
    }

    /// Opens or closes the part of the page with this summary.
    pub(crate) async fn unfold(&self, summary: &str) {
        let xpath = format!("//summary[normalize-space(.)=\"{summary}\"]");
        self.find(summary, &xpath).await.click().await.expect("a click");
    }

    /// Does something that leads to another page, and waits until that is there.
    pub(crate) async fn follow(&self, action: impl Future<Output = ()>) {
        let mark = "window.before = true";
        self.client.execute(mark, Vec::new()).await.expect("a mark on the page");
        action.await;
        let began = Instant::now();
        let arrived = "return !window.before && document.readyState === 'complete'";
        // In between there is no page that could answer.
        while self.client.execute(arrived, Vec::new()).await.ok() != Some(Value::Bool(true)) {
            assert!(began.elapsed() < PATIENCE, "no other page comes");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// All that can be read on the page.
    pub(crate) async fn text(&self) -> String {
        let body = self.client.find(Locator::Css("body")).await.expect("a body");
        body.text().await.expect("a text")
    }

    /// This can be read on the page.
    pub(crate) async fn sees(&self, text: &str) {
        let page = self.text().await;
        assert!(page.contains(text), "“{text}” is not on the page:\n{page}");
    }

    /// Photographs the page wide, narrow and dark, and looks each over.
    pub(crate) async fn picture(&self, name: &str) {
        self.look(name).await;
        self.width(Some(400)).await;
        self.look(&format!("{name}.narrow")).await;
        self.width(None).await;
        self.scheme("dark").await;
        self.look(&format!("{name}.dark")).await;
        self.scheme("").await;
    }

    async fn width(&self, width: Option<u32>) {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        match width {
            Some(_) => devtools(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await,
            None => devtools(&self.client, "Emulation.clearDeviceMetricsOverride", json!({})).await,
        };
    }

    async fn scheme(&self, scheme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            // Colours are not looked at half way.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        devtools(&self.client, "Emulation.setEmulatedMedia", features).await;
    }

    async fn look(&self, name: &str) {
        self.photograph(name).await;
        let faults = self.client.execute(LOOK, Vec::new()).await.expect("a look");
        let faults: Vec<&str> =
            faults.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert!(faults.is_empty(), "{name} has faults:\n{}", faults.join("\n"));
    }

    /// The whole page, also what is below the window.
    pub(crate) async fn photograph(&self, name: &str) {
        let metrics = devtools(&self.client, "Page.getLayoutMetrics", json!({})).await;
        let size = &metrics["cssContentSize"];
        let clip =
            json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = devtools(&self.client, "Page.captureScreenshot", wanted).await;
        let bytes = STANDARD.decode(picture["data"].as_str().expect("a picture")).expect("base64");
        let folder = binary::root().join("target/screenshots");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("{name}.png")), bytes).expect("written");
    }

    /// The console says nothing, except of answers with these statuses.
    pub(crate) async fn console_is_silent_but(&self, statuses: &[u16]) {
        for line in console(&self.client).await {
            let expected =
                |status: &u16| line.contains(&format!("responded with a status of {status} "));
            assert!(statuses.iter().any(expected), "the console says: {line}");
        }
    }
}
