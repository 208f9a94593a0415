//! A ticket with everything that is known of it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::step::Refusal;
use engine::value::Value;
use invokers::redact;

use super::{TICKETS_PER_PAGE, chrome, everything, list_tickets, table};
use crate::policy::Who;
use crate::runtime::StepError;
use crate::store::records::{Invocation, InvocationStatus, SenderKind, StoredArticle};
use crate::store::ticket::TicketFilter;
use crate::store::{self, article, invocation};
use crate::web::error::WebError;
use crate::web::form::{Form, Query};
use crate::web::posted::Posted;
use crate::web::session::SignedIn;
use crate::web::ticket::{self, Again, Loaded, Shown};
use crate::web::view::admin::{CancelForm, FailureBox, FieldLine, InvocationBox, TicketPage};
use crate::web::view::chrome::Part;
use crate::web::view::history::{HistoryItem, Timeline};
use crate::web::view::input::{Input, InputKind};
use crate::web::view::moment::Moment;
use crate::web::view::ticket::TicketTable;
use crate::web::view::waits::Precision;
use crate::web::view::{Badge, Fact, Tone, journal, path};
use crate::web::{Web, page, see, store_failed};

/// The posted name of the reason for ending a process by hand.
const REASON: &str = "reason";
/// In characters: a few sentences.
const REASON_LENGTH_MAX: usize = 1_000;

/// `GET /admin/tickets/{id}`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Response, WebError> {
    let loaded = ticket::load(&web, &me.actor(), &id).await?;
    render(&web, &me, &loaded, Besides { chosen: query.get("step"), ..Besides::default() }).await
}

/// `POST /admin/tickets/{id}/submit`
pub async fn submit(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let loaded = ticket::load(&web, &actor, &id).await?;
    match ticket::submit(&web, &me, &loaded, posted).await? {
        None => Ok(see(&path("/admin/tickets", &id))),
        Some(again) => {
            let loaded = ticket::load(&web, &actor, &id).await?;
            render(&web, &me, &loaded, Besides { again: Some(&again), ..Besides::default() }).await
        }
    }
}

/// `POST /admin/tickets/{id}/cancel`: ends the process by hand.
pub async fn cancel(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let loaded = ticket::load(&web, &actor, &id).await?;
    let mut reason = cancel_reason();
    reason.values = vec![form.get(REASON).to_owned()];
    let length = reason.value().chars().count();
    if length == 0 {
        reason.fault = Some("Please say why, in a sentence for the customer.".to_owned());
    } else if length > REASON_LENGTH_MAX {
        reason.fault =
            Some(format!("This is too long: at most {REASON_LENGTH_MAX} characters are possible."));
    }
    if reason.fault.is_some() {
        let shown = Besides { chosen: "", again: None, reason: Some(reason) };
        return render(&web, &me, &loaded, shown).await;
    }
    match web.app.cancel(&actor, loaded.stored.id, reason.value()).await {
        // Whoever was faster has ended it; the page says how.
        Ok(()) | Err(StepError::Refused(Refusal::Over)) => Ok(see(&path("/admin/tickets", &id))),
        Err(StepError::NoSuchTicket) => Err(WebError::NotFound),
        Err(error) => Err(WebError::internal("ending a process", error)),
    }
}

fn cancel_reason() -> Input {
    Input::new(REASON, "Reason", InputKind::Textarea)
        .required()
        .hint("A sentence that the customer reads. What has been done is undone where the process says how.")
}

/// What the page shows besides the ticket.
#[derive(Default)]
struct Besides<'s> {
    chosen: &'s str,
    again: Option<&'s Again>,
    /// The reason for ending the process, as it was posted.
    reason: Option<Input>,
}

async fn render(
    web: &Web,
    me: &SignedIn,
    loaded: &Loaded,
    shown: Besides<'_>,
) -> Result<Response, WebError> {
    let Besides { chosen, again, reason } = shown;
    let status = match (&reason, again) {
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, Some(again)) => again.status(),
        (None, None) => StatusCode::OK,
    };
    let Loaded { stored, process, .. } = loaded;
    let reads = web.app.store().read();
    let articles =
        article::list(reads, stored.id, false).await.map_err(store_failed("reading articles"))?;
    let invocations =
        invocation::list(reads, stored.id).await.map_err(store_failed("reading invocations"))?;
    let base = path("/admin/tickets", &stored.id.to_string());
    let known = ticket::known(web, me, process).await?;
    let how = Shown { base: &base, chosen, again, known: &known, precision: Precision::Minute };
    let mut next = loaded.next(&me.actor(), &how);
    let waits = std::mem::take(&mut next.waits);
    let template = TicketPage {
        chrome: chrome(web, me, Part::Tickets),
        heading: stored.state.ticket.title.clone(),
        number: stored.state.ticket.number.clone(),
        process: process.title().to_owned(),
        state: Badge::state(stored.state.ticket.state),
        failure: stored.state.failure.as_ref().map(|failure| FailureBox {
            heading: if stored.state.ticket.state.is_closed() {
                "Why it failed"
            } else {
                "The last failure"
            },
            code: failure.code.clone(),
            message: failure.message.clone(),
            activity: process.activity(failure.activity).name.clone(),
        }),
        next,
        waits,
        attributes: attributes(loaded, me.who() == Who::Admin, parent(web, loaded).await?),
        begun: begun(web, loaded).await?,
        fields: fields(loaded, &base),
        articles: Timeline { items: articles.into_iter().map(article_item).collect() },
        invocations: invocations.into_iter().map(invocation_box).collect(),
        journal: journal::timeline(&loaded.entries()),
        progress: loaded.progress(),
        map: Some(loaded.map()),
        cancel: (me.who() == Who::Admin && !loaded.is_over()).then(|| CancelForm {
            action: format!("{base}/cancel"),
            reason: reason.unwrap_or_else(cancel_reason),
        }),
    };
    page(status, &template)
}

fn attributes(loaded: &Loaded, is_admin: bool, parent: Option<Fact>) -> Vec<Fact> {
    let ticket = &loaded.stored.state.ticket;
    let record = |label: &str, area: &str, key: &str| match key {
        "" => Fact::new(label, "none"),
        // Only admins can follow the link.
        key if is_admin => Fact::linked(label, key, path(area, key)),
        key => Fact::new(label, key),
    };
    let moment = |at| Moment::new(at).text;
    let mut facts = vec![
        Fact::new("Number", &ticket.number),
        Fact::new("State", ticket.state.name()),
        Fact::new("Queue", &ticket.queue),
        Fact::new("Priority", ticket.priority.name()),
        Fact::new("Owner", ticket.owner.as_deref().unwrap_or("nobody")),
        Fact::new("Lock", if ticket.locked { "locked" } else { "not locked" }),
        record("Customer", "/admin/customers", &ticket.customer_id),
        record("Customer user", "/admin/customer-users", &ticket.customer_user),
        Fact::new("Created", moment(loaded.stored.created)),
        Fact::new("Changed", moment(loaded.stored.changed)),
    ];
    if !ticket.kind.is_empty() {
        facts.push(Fact::new("Type", &ticket.kind));
    }
    facts.extend(parent);
    facts.extend(loaded.stored.closed.map(|closed| Fact::new("Closed", moment(closed))));
    facts.push(Fact::new("Version", loaded.stored.state.version.to_string()));
    let definition: String = loaded.stored.definition.chars().take(12).collect();
    facts.push(Fact::new("Process version", definition));
    facts
}

/// The ticket that waits for this one.
async fn parent(web: &Web, loaded: &Loaded) -> Result<Option<Fact>, WebError> {
    let Some(parent) = &loaded.stored.state.parent else { return Ok(None) };
    let number = parent.ticket.as_str();
    let id = store::ticket::id_of_number(web.app.store().read(), number).await;
    let id = id.map_err(store_failed("finding a ticket"))?;
    let label = "Begun by ticket";
    Ok(Some(match id {
        Some(id) => Fact::linked(label, number, path("/admin/tickets", &id.to_string())),
        None => Fact::new(label, number),
    }))
}

/// The tickets that this one has begun and whose end it awaited.
async fn begun(web: &Web, loaded: &Loaded) -> Result<TicketTable, WebError> {
    let filter =
        TicketFilter { parent: Some(loaded.stored.state.ticket.number.clone()), ..everything() };
    let page = store::ticket::TicketPage { before: None, limit: TICKETS_PER_PAGE };
    Ok(table(web, list_tickets(web, &filter, &page).await?))
}

fn fields(loaded: &Loaded, base: &str) -> Vec<FieldLine> {
    let process = &loaded.process;
    let value = |name: &str| process.field_idx(name).and_then(|idx| loaded.stored.state.value(idx));
    process
        .fields()
        .iter()
        .map(|field| FieldLine {
            name: field.name.clone(),
            label: field.label.clone(),
            value: value(&field.name).map(|value: &Value| field.display(value)).unwrap_or_default(),
            href: matches!(value(&field.name), Some(Value::Attachment(_)))
                .then(|| path(&format!("{base}/attachments"), &field.name)),
        })
        .collect()
}

fn article_item(article: StoredArticle) -> HistoryItem {
    let (tone, mark) = if article.visible_to_customer {
        (Tone::Calm, Badge::new(Tone::Calm, "visible to the customer"))
    } else {
        (Tone::Wait, Badge::new(Tone::Wait, "internal"))
    };
    let who = match article.sender {
        SenderKind::CustomerUser => format!("by customer user {}", article.author),
        SenderKind::Agent => format!("by agent {}", article.author),
        SenderKind::System => "by the process".to_owned(),
    };
    HistoryItem {
        tone,
        heading: article.subject,
        mark: Some(mark),
        who,
        at: Moment::new(article.created),
        body: article.body,
        notes: Vec::new(),
    }
}

fn invocation_box(invocation: Invocation) -> InvocationBox {
    let tone = match invocation.status {
        InvocationStatus::Pending => Tone::Wait,
        InvocationStatus::Accepted => Tone::Good,
        InvocationStatus::Rejected | InvocationStatus::Undelivered => Tone::Bad,
        InvocationStatus::Cancelled => Tone::Neutral,
    };
    let given = [
        ("Entry", Some(invocation.entry.to_string())),
        ("Attempts", Some(invocation.attempts.to_string())),
        ("Code", invocation.code),
        ("Message", invocation.message),
        ("Cause", invocation.error),
        ("Started", Some(Moment::new(invocation.started).text)),
        ("Ended", invocation.ended.map(|ended| Moment::new(ended).text)),
        ("Duration", invocation.duration_us.map(duration)),
        ("Idempotency key", Some(invocation.idempotency_key)),
    ];
    let documents = [
        ("Request document", Some(redact::xml(&invocation.document))),
        ("Mapped request", invocation.request),
        ("Exchange", invocation.exchange),
        ("Response", invocation.response),
        ("Mapped response", invocation.changes),
    ];
    let some = |(label, text): (&str, Option<String>)| {
        text.filter(|text| !text.is_empty()).map(|text| (label.to_owned(), text))
    };
    InvocationBox {
        invoker: invocation.invoker,
        status: Badge::new(tone, invocation.status.name()),
        facts: given.into_iter().filter_map(some).collect(),
        documents: documents.into_iter().filter_map(some).collect(),
    }
}

/// In milliseconds with one digit behind the point.
fn duration(micros: i64) -> String {
    format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_duration_is_shown_in_milliseconds() {
        assert_eq!(super::duration(1_234_567), "1234.5 ms");
        assert_eq!(super::duration(90), "0.0 ms");
    }
}
