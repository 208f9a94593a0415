//! What the tests share.

use std::fmt::Write as _;
use std::sync::Arc;

use engine::access::Actor;
use engine::event::{Changes, Outcome};
use invokers::document::tree;
use invokers::document::{ArticleDocument, TicketDocument};
use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::{Mapper, Mappers, Mapping, MappingError, MappingFault, Running};

/// A mapper whose mappings write what their text says, whatever they read; `!` in front makes them stop,
/// and text that is no XML does not compile. For tests that are about everything but mapping.
#[derive(Debug)]
pub(crate) struct Reciting;

#[derive(Debug)]
struct Recitation(String);

impl Mapper for Reciting {
    fn name(&self) -> &'static str {
        "reciting"
    }

    fn compile(&self, text: &str) -> Result<Arc<dyn Mapping>, Vec<MappingFault>> {
        match tree::parse(text.trim_start_matches('!')) {
            Ok(_) => Ok(Arc::new(Recitation(text.to_owned()))),
            Err(fault) => Err(vec![MappingFault {
                line: 1,
                column: 2,
                message: fault.to_string(),
                help: None,
            }]),
        }
    }
}

impl Mapping for Recitation {
    fn run<'a>(&'a self, _source: &'a str) -> Running<'a> {
        Box::pin(async move {
            match self.0.strip_prefix('!') {
                None => Ok(self.0.clone()),
                Some(_) => Err(MappingError::Stopped("it was told to".to_owned())),
            }
        })
    }
}

/// The engines of which the default one recites.
pub(crate) fn mappers() -> Mappers {
    Mappers::with_default(Box::new(Reciting), 1)
}

/// An invoker in this process whose mappings recite.
pub(crate) fn reciting(outbound: &str, inbound: &str) -> Invoker {
    let source = InvokerSource {
        name: "test",
        yaml: b"operation: CustomerUser.Add",
        outbound: Some(outbound),
        inbound: Some(inbound),
    };
    Invoker::load(&source, &mappers(), &|_| None).unwrap()
}

pub(crate) fn boss() -> Actor {
    Actor::CustomerUser { login: "boss".into(), customer_id: "ACME".into(), groups: vec![] }
}

/// A ticket with these fields and an article.
pub(crate) fn ticket(fields: &[(&str, &[&str])]) -> TicketDocument {
    let created = "2026-11-20T11:12:13Z".parse().unwrap();
    TicketDocument {
        ticket_id: 17,
        number: "2026112010000017".into(),
        title: "New customer user anna".into(),
        state: "open".into(),
        queue: "Registrations".into(),
        priority: "3 normal".into(),
        customer_id: "ACME".into(),
        customer_user: "boss".into(),
        created,
        process: "customer-user-registration".into(),
        activity: "create".into(),
        fields: fields
            .iter()
            .map(|(name, values)| {
                ((*name).to_owned(), values.iter().map(|&value| value.to_owned()).collect())
            })
            .collect(),
        articles: vec![ArticleDocument {
            article_id: 3,
            subject: "Welcome".into(),
            body: "Hello\nAnna".into(),
            visible_to_customer: true,
            created,
        }],
        event: "ServiceTask".into(),
        actor: boss(),
    }
}

/// Changes as text, a line each.
pub(crate) fn changes(changes: &Changes) -> String {
    let mut out = String::new();
    if let Some(state) = &changes.state {
        writeln!(out, "state {state}").unwrap();
    }
    if let Some(title) = &changes.title {
        writeln!(out, "title {title}").unwrap();
    }
    for (name, values) in &changes.fields {
        writeln!(out, "field {name} {values:?}").unwrap();
    }
    for article in &changes.articles {
        let to = if article.visible_to_customer { "customer" } else { "agents" };
        writeln!(out, "article to {to}: {} | {}", article.subject, article.body).unwrap();
    }
    out
}

/// An outcome as text.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted { changes: asked } => format!("accepted\n{}", changes(asked)),
        Outcome::Rejected { code, message, changes: asked } => {
            format!("rejected {code}: {message}\n{}", changes(asked))
        }
        Outcome::Undelivered { attempts, last_error } => {
            format!("undelivered {attempts} {last_error}\n")
        }
    }
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
