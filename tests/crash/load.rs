//! The server is killed at any moment while many people register customer users.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use engine::ticket::TicketState;
use rustix::process::Signal;
use server::store::records::JobCounts;
use tokio::task::JoinSet;
use tokio::time::sleep;
use url::Url;

use crate::check::{Found, healthy, look};
use crate::person::Person;
use crate::places::{Directory, point_to};
use crate::process::{PATIENCE, Place, Running};

/// How many register at once.
const CLIENTS: usize = 8;

/// Some moment of the next second, another one each time.
async fn a_while() {
    let chance = RandomState::new().hash_one(0);
    sleep(Duration::from_millis(200 + chance % 1_000)).await;
}

/// Registers one customer user after the other until the server is gone; the logins that it has promised.
async fn register(person: Person, url: Url, name: String) -> Vec<String> {
    let mut promised = Vec::new();
    loop {
        let login = format!("{name}-{}", promised.len());
        match person.register(&url, &login).await {
            Ok(page) if page.is_done() => promised.push(login),
            Ok(page) => panic!("{login}: {} {}", page.status, page.body),
            Err(_gone) => return promised,
        }
    }
}

/// People at work.
struct Crowd(JoinSet<Vec<String>>);

impl Crowd {
    fn start(person: &Person, url: &Url, round: usize) -> Self {
        let one = |client| register(person.clone(), url.clone(), format!("r{round}-{client}"));
        Self((0..CLIENTS).map(one).collect())
    }

    async fn promised(self) -> Vec<String> {
        self.0.join_all().await.concat()
    }
}

/// Every promised registration is there, and nothing is half there: each request is closed, once for a login.
fn complete(promised: &[String], found: &Found, registered: &[String]) {
    assert!(promised.len() > CLIENTS, "there was little to lose: {promised:?}");
    for login in promised {
        assert!(found.tickets.contains_key(login), "the request for {login} is lost");
    }
    for (login, states) in &found.tickets {
        assert_eq!(*states, [TicketState::ClosedSuccessful], "{login}");
    }
    // Also the other way round: nobody is registered without a request.
    let requested: BTreeSet<_> = found.tickets.keys().collect();
    assert_eq!(requested, registered.iter().collect());
    assert_eq!(registered.len(), requested.len(), "nobody is registered twice");
    assert_eq!(found.jobs, JobCounts::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_survives_a_kill_at_any_moment() {
    let place = Place::new();
    let mut server = Running::start(&place, None).await;
    let clara = Person::sign_in(&server.url, "clara").await;
    let mut promised = Vec::new();
    for round in 0..10 {
        let crowd = Crowd::start(&clara, &server.url, round);
        a_while().await;
        server.signal(Signal::KILL);
        server.ended().await;
        promised.extend(crowd.promised().await);
        server = Running::start(&place, None).await;
    }
    server.stop().await;
    healthy(&place).await;
    let found = look(&place).await;
    complete(&promised, &found, &found.registered);
    println!("{} registrations promised, {} made", promised.len(), found.registered.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_comes_about_whichever_of_two_servers_is_killed() {
    let mut directory = Directory::start().await;
    let place = directory.caller("near").await;
    let mut server = Running::start(&place, None).await;
    let clara = Person::sign_in(&server.url, "clara").await;
    let mut promised = Vec::new();
    for round in 0..6 {
        let crowd = Crowd::start(&clara, &server.url, round);
        a_while().await;
        if round % 2 == 1 {
            // What is called meanwhile is not delivered, and called again.
            directory.running.signal(Signal::KILL);
            directory.running.ended().await;
            a_while().await;
            directory.running = Running::start(&directory.place, None).await;
            point_to(&place, &directory.running.url);
        }
        server.signal(Signal::KILL);
        server.ended().await;
        promised.extend(crowd.promised().await);
        server = Running::start(&place, None).await;
    }
    until_idle(&clara, &server.url).await;
    server.stop().await;
    directory.running.stop().await;
    healthy(&place).await;
    healthy(&directory.place).await;
    let registered = look(&directory.place).await.registered;
    complete(&promised, &look(&place).await, &registered);
    println!("{} registrations promised, {} made", promised.len(), registered.len());
}

/// Waits until she has no open requests.
async fn until_idle(person: &Person, url: &Url) {
    let began = tokio::time::Instant::now();
    loop {
        let home = person.get(url, "portal").await.expect("the home page").body;
        if home.contains("You have no open requests.") {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "requests stay open: {home}");
        sleep(Duration::from_millis(100)).await;
    }
}
