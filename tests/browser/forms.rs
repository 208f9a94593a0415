//! Forms with every type of field, tickets in several places at once, and what ends them.

use std::fs;

use fantoccini::Locator;

use crate::browser::Browser;
use crate::process::Place;
use crate::story::{PASSWORD, sign_in, tell_at};

const NEWCOMER: &str = "\
process: newcomer
name: A newcomer
description: Prepares everything for somebody who begins to work with you.
start: { activity: ask, by: customer-users }
company: { groups: [customer-admins] }
ticket: { title: \"Newcomer {{ Name }}\", queue: Misc }
fields:
  Name: { label: Name, type: text }
  Begins: { label: First day, type: date-time, hint: In UTC. }
  Hours: { label: Hours a week, type: decimal, min: 1, max: 40 }
  Buddy: { label: Buddy, type: customer-user, hint: Somebody of your company who shows the way. }
  Contract: { label: Contract, type: attachment, hint: \"A PDF, at most 10 MiB.\" }
  Desk: { label: Desk, type: text }
  Laptop: { label: Laptop, type: text }
activities:
  ask:
    user-task: Announce a newcomer
    dialogs:
      - name: Newcomer
        fields: { Name: required, Begins: required, Hours: optional, Buddy: required, Contract: required }
        submit: Announce
    next: both
  both: { parallel: Prepare, next: [desk, laptop, confirm] }
  desk:
    user-task: Find a desk
    dialogs:
      - { name: Desk, by: requester, fields: { Contract: read-only, Desk: required }, submit: The desk is ready }
    remind: { after: 3d, notify: customer-user }
    next: ready
  laptop:
    user-task: Order a laptop
    dialogs: [ { name: Laptop, by: { fields: [Buddy] }, fields: { Laptop: required }, submit: The laptop is ready } ]
    expire: { after: 10d, to: late, tell: Nobody ordered a laptop. }
    next: ready
  confirm:
    do: [ { notify: { to: customer-user, subject: Please confirm, body: \"Is all of it right?\", link: confirmed } } ]
    name: Ask for a confirmation
    next: wait
  wait: { wait: The confirmation of what you announced, message: confirmed, next: ready }
  ready: { join: both, name: All is prepared, next: pause }
  pause: { wait: The first day, until: Begins, next: done }
  late: { end: closed unsuccessful }
  done: { end: closed successful }
";

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_is_announced_prepared_and_called_off() {
    let mut place = Place::new();
    place.processes = place.folder.path().join("processes");
    fs::create_dir(&place.processes).expect("a folder");
    fs::write(place.processes.join("newcomer.yaml"), NEWCOMER).expect("written");
    let file = place.folder.path().join("contract.pdf");
    fs::write(&file, "%PDF-1.7").expect("written");
    let file = file.to_string_lossy().into_owned();
    tell_at(place, "newcomer", &["clara", "admin"], async move |browsers| {
        let [clara, admin] = browsers.try_into().unwrap_or_else(|_| panic!("two browsers"));
        announce(&clara, &file).await;
        prepare(&clara).await;
        call_off(&admin).await;
        clara.client.refresh().await.expect("a page");
        clara.sees("The newcomer does not come.").await;
        // Where it was taken away from is not done.
        let steps = clara.client.find(Locator::Css("ol.progress")).await.expect("the steps");
        let steps = steps.text().await.expect("a text");
        assert!(steps.ends_with("Ended\nEnded without success"), "{steps}");
        assert!(!steps.contains("The first day"), "{steps}");
        clara.picture("46-cancelled").await;
        clara.console_is_silent_but(&[]).await;
    })
    .await;
}

async fn announce(clara: &Browser, file: &str) {
    clara.open("portal/start/newcomer").await;
    sign_in(clara, "clara", PASSWORD).await;
    clara.picture("40-form-with-file").await;
    clara.choose_file("Contract", file).await;
    clara.fill("Name", "Nina").await;
    clara.fill("Hours a week", "38.5").await;
    clara.fill("Buddy", "greta").await;
    clara.click("Announce").await;
    // What is wrong is said, and the file is kept.
    let said = clara.description("Buddy").await;
    assert!(said.contains("There is no such customer user."), "{said}");
    let kept = clara.description("Contract").await;
    assert!(kept.contains("contract.pdf 8 bytes"), "{kept}");
    clara.picture("41-form-keeps-file").await;
    clara.fill("Buddy", "clara").await;
    clara.set_value("First day", "2031-03-03T09:00").await;
    clara.click("Announce").await;
    clara.sees("Newcomer Nina").await;
    clara.console_is_silent_but(&[422]).await;
}

async fn prepare(clara: &Browser) {
    for button in ["The desk is ready", "The laptop is ready"] {
        let xpath = format!("//button[normalize-space(.)=\"{button}\"]");
        clara.client.find(Locator::XPath(&xpath)).await.expect("a button");
    }
    clara.picture("42-two-forms").await;
    clara.fill("Laptop", "X1").await;
    clara.click("The laptop is ready").await;
    let ticket = clara.path().await;
    clara.open("demo/outbox").await;
    let link = clara.client.find(Locator::Css("a[href*='/messages/']")).await.expect("a link");
    let link = link.prop("href").await.expect("an address").expect("an address");
    clara.client.goto(&link).await.expect("a page");
    clara.picture("43-message").await;
    clara.click("Confirm").await;
    clara.picture("44-message-sent").await;
    clara.open(ticket.trim_start_matches('/')).await;
    clara.fill("Desk", "12").await;
    clara.click("The desk is ready").await;
    clara.sees("Waiting until 3 March 2031: The first day.").await;
    clara.unfold("Show the process map").await;
    clara.picture("45-waiting").await;
    clara.console_is_silent_but(&[]).await;
}

async fn call_off(admin: &Browser) {
    admin.open("admin/tickets").await;
    sign_in(admin, "admin", PASSWORD).await;
    admin.click("Newcomer Nina").await;
    admin.sees("Waiting until 3 Mar 2031, 09:00 UTC: The first day.").await;
    admin.picture("47-waiting-of-admin").await;
    admin.fill("Reason", "The newcomer does not come.").await;
    admin.click("End it as unsuccessful").await;
    admin.sees("closed unsuccessful").await;
    admin.picture("48-cancelled-of-admin").await;
    admin.open("admin/processes/newcomer").await;
    admin.sees("current").await;
    admin.picture("49-process-with-versions").await;
    admin.console_is_silent_but(&[]).await;
}
