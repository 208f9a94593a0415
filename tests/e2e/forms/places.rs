//! A ticket in several places at once, and one that waits.

use jiff::SignedDuration;
use server::sample;

use super::{begin, serve, ticket};
use crate::visitor::Visitor;

const NEWCOMER: &str = "\
process: newcomer
name: Newcomer
start: { activity: ask, by: customer-users }
company: { groups: [customer-admins] }
ticket: { title: A newcomer, queue: Misc }
fields:
  Buddy: { label: Buddy, type: customer-user }
  Desk: { label: Desk, type: text }
  Laptop: { label: Laptop, type: text }
  Comment: { label: Comment, type: text }
activities:
  ask:
    user-task: Ask
    dialogs: [ { name: Newcomer, fields: { Buddy: required }, submit: Send } ]
    next: both
  both: { parallel: Prepare, next: [desk, laptop] }
  desk:
    user-task: Find a desk
    dialogs: [ { name: Desk, by: requester, fields: { Desk: required, Comment: optional }, submit: The desk is ready } ]
    remind: { after: 3d, notify: customer-user }
    next: ready
  laptop:
    user-task: Order a laptop
    dialogs:
      - { name: Laptop, by: { fields: [Buddy] }, fields: { Laptop: required, Comment: optional }, submit: The laptop is ready }
    expire: { after: 10d, to: late, tell: Nobody ordered a laptop. }
    next: ready
  ready: { join: both, name: All is prepared, next: pause }
  pause: { wait: The first day, after: 7d, next: done }
  late: { end: closed unsuccessful }
  done: { end: closed successful }
";

#[tokio::test]
async fn each_of_two_people_finishes_his_branch() {
    let (server, _folder) = serve(&[NEWCOMER]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let start = clara.get("/portal/start/newcomer").await;
    let steps = ["Ask", "Find a desk", "Order a laptop", "The first day", "Done"];
    assert_eq!(start.texts(".step-name"), steps);
    let form = begin(&mut clara, "newcomer").await.fill("Buddy", "otto");
    let page = clara.submit(form).await;
    let path = ticket(&page).to_owned();
    assert!(page.offers("The desk is ready") && !page.offers("The laptop is ready"));
    for part in [
        "“Find a desk”: A reminder goes out on 23 November 2026.",
        "Somebody else has to act now: Order a laptop. It closes by itself on 30 November 2026.",
    ] {
        assert!(page.main().contains(part), "{part}: {}", page.main());
    }
    let now = page.texts("[aria-current=step] .step-name");
    assert_eq!(now, ["Find a desk", "Order a laptop"]);

    let mut otto = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    let form = otto.get(&path).await.form("The laptop is ready");
    let page = otto.submit(form.fill("Laptop", "X1")).await;
    assert!(!page.offers("The laptop is ready"), "{}", page.main());
    let form = clara.get(&path).await.form("The desk is ready");
    let page = clara.submit(form.fill("Desk", "12")).await;
    assert!(
        page.main().contains("Waiting until 27 November 2026: The first day."),
        "{}",
        page.main()
    );

    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&path.replace("/portal/", "/admin/")).await;
    let waits = page.section("What it waits for");
    assert!(waits.contains("Waiting until 27 Nov 2026, 12:00 UTC: The first day."), "{waits}");
    server.finish().await;
}

#[tokio::test]
async fn one_person_fills_in_two_forms_on_one_page() {
    let (server, _folder) = serve(&[NEWCOMER]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "newcomer").await.fill("Buddy", "clara");
    let page = clara.submit(form).await;
    let path = ticket(&page).to_owned();
    assert!(page.offers("The desk is ready") && page.offers("The laptop is ready"));
    let ids = page.attributes("[id]", "id");
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    // What is wrong with one form stands beside it; the other is as it was.
    let faulty = clara.submit(page.form("The laptop is ready").fill("Comment", "Soon")).await;
    assert_eq!(faulty.fault_beside("Laptop").as_deref(), Some("Please fill in this field."));
    assert_eq!(faulty.fault_beside("Desk"), None);
    assert_eq!(faulty.form("The laptop is ready").value("Comment"), "Soon");
    assert_eq!(faulty.form("The desk is ready").value("Comment"), "");
    let page = clara.submit(faulty.form("The laptop is ready").fill("Laptop", "X1")).await;
    assert!(page.offers("The desk is ready") && !page.offers("The laptop is ready"));
    let page = clara.submit(page.form("The desk is ready").fill("Desk", "12")).await;
    assert_eq!(page.path, path);
    assert!(page.main().contains("The first day"), "{}", page.main());
    server.clock.advance(SignedDuration::from_hours(1));
    server.finish().await;
}

const MOVE: &str = "\
process: move
name: Move
start: { activity: ask, by: customer-users }
ticket: { title: The move, queue: Misc }
fields:
  Rooms: { label: Rooms, type: textarea }
activities:
  ask:
    user-task: Ask
    dialogs: [ { name: Move, fields: { Rooms: required }, submit: Send } ]
    next: each
  each:
    for-each: room
    name: Move the rooms
    lines: Rooms
    with: { Room: \"{{ item.value }}\" }
    next: done
    on-error: { any: { to: failed, tell: Not all rooms were moved. } }
  failed: { end: closed unsuccessful, tell: Not all rooms were moved., notify: admins }
  done: { end: closed successful }
";

const ROOM: &str = "\
process: room
name: Room
start: { activity: move, by: customer-users }
ticket: { title: \"Room {{ Room }}\", queue: Misc }
fields:
  Room: { label: Room, type: text, default: none }
activities:
  move:
    user-task: Move it
    dialogs: [ { name: Room, by: requester, fields: { Room: read-only }, submit: It is moved } ]
    next: done
  done: { end: closed successful }
";

#[tokio::test]
async fn the_page_of_a_ticket_leads_to_those_that_it_began_and_back() {
    let (server, _folder) = serve(&[MOVE, ROOM]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "move").await.fill("Rooms", "N1\nN2");
    let path = ticket(&clara.submit(form).await).to_owned();
    let begun = std::time::Instant::now();
    let page = loop {
        let page = clara.get(&path).await;
        if page.main().contains("0 of 2 items are done") && page.link("Room N2").is_some() {
            break page;
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{}", page.main());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let child = clara.get(&page.link("Room N1").unwrap()).await;
    assert_eq!(child.link("The move").as_deref(), Some(&*path));
    clara.submit(child.form("It is moved")).await;
    loop {
        let page = clara.get(&path).await;
        if page.main().contains("1 of 2 items are done") {
            break;
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{}", page.main());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let path = path.replace("/portal/", "/admin/");
    let page = admin.get(&path).await;
    let child = admin.get(&page.link("Room N2").unwrap()).await;
    let number = page.texts("h1 + p .number").remove(0);
    assert_eq!(child.link(&number).as_deref(), Some(&*path));
    server.finish().await;
}
