//! Mails reach the people they are for, whatever the mail server does meanwhile.

use std::net::SocketAddr;
use std::process::Command as Process;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use regex::Regex;
use server::mails::relay::Relay;
use server::sample;
use server::store::records::MailState;
use server::store::{Command, Failed, Tx, mail};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::portal::register;
use crate::support::Server;
use crate::visitor::Visitor;

/// What the mail server took over.
#[derive(Debug, Clone, Default)]
struct Received {
    /// The lines of the envelope: `MAIL` and `RCPT`.
    envelope: Vec<String>,
    /// Header and body.
    text: String,
}

impl Received {
    fn head(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().0
    }
}

/// A mail server that keeps what it is given.
struct MailServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    _serving: JoinSet<()>,
}

impl MailServer {
    /// Answers `RCPT` with `rcpt`.
    async fn start(address: &str, rcpt: &'static str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let mut serving = JoinSet::new();
        let kept = Arc::clone(&received);
        serving.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                if let Some(mail) = receive(stream, rcpt).await {
                    kept.lock().unwrap().push(mail);
                }
            }
        });
        Self { address, received, _serving: serving }
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// One session of SMTP; the mail that was taken over in it.
async fn receive(stream: TcpStream, rcpt: &str) -> Option<Received> {
    let mut stream = BufReader::new(stream);
    let (mut mail, mut whole, mut data) = (Received::default(), None, false);
    let mut answer = "220 sink.example ready".to_owned();
    loop {
        if !answer.is_empty() {
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return whole;
        }
        let verb = line.get(..4).unwrap_or_default().to_owned();
        answer = match (data, verb.as_str()) {
            (true, _) if line == ".\r\n" => {
                (data, whole) = (false, Some(mail.clone()));
                "250 taken over".to_owned()
            }
            (true, _) => {
                mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
                String::new()
            }
            (false, "EHLO") => "250 sink.example".to_owned(),
            (false, "MAIL" | "RCPT") => {
                mail.envelope.push(line.trim_end().to_owned());
                if verb == "RCPT" { rcpt.to_owned() } else { "250 ok".to_owned() }
            }
            (false, "DATA") => {
                data = true;
                "354 go on".to_owned()
            }
            (false, "QUIT") => "221 bye".to_owned(),
            (false, _) => "500 what?".to_owned(),
        };
    }
}

/// A server that hands mails over to the mail server at an address.
async fn delivering(address: SocketAddr) -> Server {
    let relay =
        Relay::new(&format!("smtp://{address}"), "Usher <usher@example.org>", None).unwrap();
    Server::start_configured(|config| config.relay = Some(relay)).await
}

/// Waits until the newest mail is as wanted.
async fn until(
    server: &Server,
    what: &str,
    wanted: impl Fn(&server::store::records::Mail) -> bool,
) {
    for _ in 0..500 {
        if server.mails().await.first().is_some_and(&wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not {what}: {:?}", server.mails().await);
}

fn is_sent(mail: &server::store::records::Mail) -> bool {
    matches!(mail.state, MailState::Sent(_))
}

async fn register_nina(server: &Server) {
    let mut clara = Visitor::signed_in(server, sample::CUSTOMER_ADMIN).await;
    register(&mut clara, "nina").await;
}

struct Post {
    to: &'static str,
    subject: &'static str,
    now: Timestamp,
}

impl Command for Post {
    type Output = i64;
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<i64, Failed<Self::Refusal>> {
        Ok(mail::insert(tx, self.to, self.subject, "Grüße\n.\nEnd\n", self.now).await?)
    }
}

async fn post(server: &Server, to: &'static str, subject: &'static str) {
    let now = server.clock.now();
    server.app.store().write(Post { to, subject, now }).await.unwrap();
}

#[tokio::test]
async fn a_new_person_is_sent_the_invitation() {
    let sink = MailServer::start("127.0.0.1:0", "250 ok").await;
    let server = delivering(sink.address).await;
    register_nina(&server).await;
    until(&server, "sent", is_sent).await;
    let received = sink.received();
    assert_eq!(received.len(), 1, "{received:?}");
    let envelope = &received[0].envelope;
    assert!(envelope[0].starts_with("MAIL FROM:<usher@example.org>"), "{envelope:?}");
    assert!(envelope[1].starts_with("RCPT TO:<nina@acme.example>"), "{envelope:?}");
    let link = Regex::new(r"http://\S+(/set-password/\S+)").unwrap();
    // Quoted-printable breaks the long line of the link.
    let text = received[0].text.replace("=\r\n", "");
    let path = link.captures(&text).expect("a link")[1].to_owned();
    let page = Visitor::new(&server).get(&path).await;
    assert_eq!(page.status, 200, "the link opens the form: {}", page.main());
    let kept = &server.mails().await[0];
    assert_eq!(kept.body, "", "the link is not kept once it was sent");
    server.finish().await;
}

#[tokio::test]
async fn a_mail_is_delivered_once_the_mail_server_is_back() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let server = delivering(address).await;
    register_nina(&server).await;
    until(&server, "tried", |mail| mail.attempts == 1).await;
    let waiting = server.mails().await.remove(0);
    assert!(matches!(waiting.state, MailState::Waiting(at) if at > server.clock.now()));
    assert!(waiting.last_error.unwrap().contains("was not reached"));
    let sink = MailServer::start(&address.to_string(), "250 ok").await;
    server.clock.advance(SignedDuration::from_mins(1));
    until(&server, "sent", is_sent).await;
    assert_eq!(sink.received().len(), 1);
    let sent = server.mails().await.remove(0);
    assert_eq!((sent.attempts, sent.last_error), (2, None));
    server.finish().await;
}

#[tokio::test]
async fn a_mail_that_is_not_taken_for_now_is_tried_again_and_given_up_at_last() {
    let sink = MailServer::start("127.0.0.1:0", "451 later").await;
    let server = delivering(sink.address).await;
    register_nina(&server).await;
    for attempts in 1..=20 {
        until(&server, "tried", |mail| mail.attempts == attempts).await;
        server.clock.advance(SignedDuration::from_hours(4));
    }
    until(&server, "given up", |mail| mail.state == MailState::GivenUp).await;
    assert_eq!(sink.received().len(), 0);
    server.finish().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_given_up_and_the_doctor_says_so() {
    let sink = MailServer::start("127.0.0.1:0", "550 no such mailbox").await;
    let server = delivering(sink.address).await;
    register_nina(&server).await;
    until(&server, "given up", |mail| mail.state == MailState::GivenUp).await;
    let mail = server.mails().await.remove(0);
    assert_eq!(mail.attempts, 1);
    assert!(mail.last_error.unwrap().contains("no such mailbox"));
    let database = server.app.config().paths.database.clone();
    let doctor = Process::new(crate::binary::usher())
        .args(["doctor", "--database"])
        .arg(database)
        .current_dir(crate::binary::root())
        .output()
        .unwrap();
    let text = String::from_utf8(doctor.stdout).unwrap();
    let finding = text.lines().find(|line| line.contains(" mails: ")).expect("a finding");
    assert!(finding.starts_with("WRONG") && finding.contains("no such mailbox"), "{finding}");
    assert_eq!(doctor.status.code(), Some(1));
    server.finish().await;
}

#[tokio::test]
async fn an_address_that_is_none_is_given_up_untried() {
    let sink = MailServer::start("127.0.0.1:0", "250 ok").await;
    let server = delivering(sink.address).await;
    post(&server, "nina@acme.example>\r\nRCPT TO:<eve@evil.example", "Hi").await;
    until(&server, "given up", |mail| mail.state == MailState::GivenUp).await;
    assert_eq!(sink.received().len(), 0);
    server.finish().await;
}

#[tokio::test]
async fn a_subject_of_many_lines_and_languages_is_one_header() {
    let sink = MailServer::start("127.0.0.1:0", "250 ok").await;
    let server = delivering(sink.address).await;
    post(&server, "nina@acme.example", "Grüße\r\nBcc: eve@evil.example\r\n\r\n日本").await;
    until(&server, "sent", is_sent).await;
    let mail = sink.received().remove(0);
    assert_eq!(mail.envelope.len(), 2, "{:?}", mail.envelope);
    assert!(!mail.head().contains("\r\nBcc"), "{}", mail.head());
    assert_eq!(mail.head().matches("\r\nSubject: ").count(), 1, "{}", mail.head());
    let subject = mail.head().split("Subject: ").nth(1).unwrap().replace("\r\n ", "\n ");
    let subject = subject.split("\r\n").next().unwrap();
    assert_eq!(decoded(subject), "Grüße Bcc: eve@evil.example 日本");
    server.finish().await;
}

/// A header's value as it was before it was encoded; RFC 2047, where words that touch are one.
fn decoded(value: &str) -> String {
    let word = Regex::new(r"=\?utf-8\?b\?([^?]*)\?=").unwrap();
    let joined = Regex::new(r"\?=\s+=\?").unwrap().replace_all(value, "?==?").replace('\n', "");
    let replaced = word.replace_all(&joined, |found: &regex::Captures<'_>| {
        String::from_utf8(STANDARD.decode(&found[1]).unwrap()).unwrap()
    });
    replaced.into_owned()
}
