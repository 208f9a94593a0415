//! The server is told to stop.

use rustix::process::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Duration, sleep, timeout};

use crate::check::{healthy, look};
use crate::person::{FORM, Person};
use crate::process::{PATIENCE, Place, Running};

/// The head of a registration, whose body has so many bytes.
fn head(clara: &Person, authority: &str, length: usize) -> String {
    format!(
        "POST /portal/start/customer-user-registration HTTP/1.1\r\nHost: {authority}\r\n\
         Cookie: {}\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n",
        clara.cookie()
    )
}

async fn stops_in_order(signal: Signal) {
    let place = Place::new();
    let mut server = Running::start(&place, None).await;
    let clara = Person::sign_in(&server.url, "clara").await;
    let authority = server.url.authority().to_owned();
    let body = clara.registration("nina");
    let (first, rest) = body.split_at(body.len() / 2);

    // Half of a request has arrived, and a connection waits for one, when the signal comes.
    let mut under_way = TcpStream::connect(&authority).await.unwrap();
    let idle = TcpStream::connect(&authority).await.unwrap();
    under_way.write_all(head(&clara, &authority, body.len()).as_bytes()).await.unwrap();
    under_way.write_all(first.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    server.signal(signal);
    let began = tokio::time::Instant::now();
    while TcpStream::connect(&authority).await.is_ok() {
        assert!(began.elapsed() < PATIENCE, "it takes nothing new");
        sleep(Duration::from_millis(10)).await;
    }
    under_way.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, under_way.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let status = server.ended().await;
    assert_eq!(status.code(), Some(0));
    drop(idle);

    healthy(&place).await;
    let found = look(&place).await;
    assert_eq!(found.registered, ["nina"]);
    assert_eq!(found.tickets.len(), 1);
}

#[tokio::test]
async fn a_server_that_is_asked_to_end_answers_what_is_under_way() {
    stops_in_order(Signal::TERM).await;
}

#[tokio::test]
async fn a_server_that_is_interrupted_answers_what_is_under_way() {
    stops_in_order(Signal::INT).await;
}
