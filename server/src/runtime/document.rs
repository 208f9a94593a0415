//! The request document of an invocation, from what the runtime holds.

use engine::access::Actor;
use engine::event::Event;
use engine::process::Process;
use engine::state::State;
use engine::ticket::Article;
use invokers::document::{ActorElement, ArticleElement, DocumentError, TicketDocument};

use crate::store::ticket::TicketId;

/// The event's name in request documents and on screens.
pub fn event_name(event: &Event) -> &'static str {
    match event {
        Event::Started { .. } => "ProcessStarted",
        Event::Submitted { .. } => "DialogSubmitted",
        Event::Ended { .. } => "InvocationEnded",
    }
}

/// Who made the event happen.
pub fn actor(event: &Event) -> &Actor {
    match event {
        Event::Started { actor, .. } | Event::Submitted { actor, .. } => actor,
        Event::Ended { .. } => &Actor::System,
    }
}

/// The document as XML.
pub(super) fn request(
    ticket: TicketId,
    process: &Process,
    state: &State,
    articles: Vec<&Article>,
    event: &Event,
) -> Result<String, DocumentError> {
    let actor = actor(event);
    let (kind, customer_id) = match actor {
        Actor::CustomerUser { customer_id, .. } => ("customer-user", customer_id.clone()),
        Actor::Agent { .. } => ("agent", String::new()),
        Actor::System => ("system", String::new()),
    };
    let attributes = &state.ticket;
    TicketDocument {
        ticket_id: ticket.0,
        number: attributes.number.clone(),
        title: attributes.title.clone(),
        state: attributes.state.name().to_owned(),
        queue: attributes.queue.clone(),
        priority: attributes.priority.name().to_owned(),
        customer_id: attributes.customer_id.clone(),
        customer_user: attributes.customer_user.clone(),
        process: process.name().to_owned(),
        activity: state.tokens.first().map(|token| process.activity(token.activity).name.clone()).unwrap_or_default(),
        fields: process
            .fields()
            .iter()
            .zip(&state.values)
            .map(|(field, value)| (field.name.clone(), value.as_ref().map(engine::value::Value::to_input).unwrap_or_default()))
            .collect(),
        articles: articles
            .into_iter()
            .map(|article| ArticleElement {
                subject: article.subject.clone(),
                body: article.body.clone(),
                visible_to_customer: article.visible_to_customer,
            })
            .collect(),
        event: event_name(event).to_owned(),
        actor: ActorElement { login: actor.login().to_owned(), kind: kind.to_owned(), customer_id },
    }
    .to_xml()
}
