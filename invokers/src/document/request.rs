//! The ticket as the outbound mapping reads it.

use engine::access::Actor;
use engine::process::{ActivityIdx, Process};
use engine::state::State;
use jiff::Timestamp;

use super::DocumentFault;
use super::write::XmlWriter;

/// Everything about a ticket that a mapping may read. The names in the document are OTRS', so that
/// its mappings run unchanged: `RootElement/Ticket/DynamicField[Name = 'UserLogin']/Value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketDocument {
    /// `TicketID`: the row's id.
    pub ticket_id: i64,
    /// `TicketNumber`: what people quote.
    pub number: String,
    /// `Title`
    pub title: String,
    /// `State`: its name, such as `open`.
    pub state: String,
    /// `Queue`: its name.
    pub queue: String,
    /// `Priority`: its name, such as `3 normal`.
    pub priority: String,
    /// `CustomerID`: the company.
    pub customer_id: String,
    /// `CustomerUserID`: the login of the customer user who began it.
    pub customer_user: String,
    /// `Created`: as in RFC 3339.
    pub created: Timestamp,
    /// `ProcessName`: the process's key.
    pub process: String,
    /// `ActivityName`: the key of the service task.
    pub activity: String,
    /// `DynamicField`: every declared field with its values; none if it is absent.
    pub fields: Vec<(String, Vec<String>)>,
    /// `Article`: oldest first.
    pub articles: Vec<ArticleDocument>,
    /// `Event`: why the invoker was fired.
    pub event: String,
    /// `Actor`: on whose behalf.
    pub actor: Actor,
}

/// An article of the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleDocument {
    /// `ArticleID`: the row's id.
    pub article_id: i64,
    /// `Subject`
    pub subject: String,
    /// `Body`: plain text.
    pub body: String,
    /// `IsVisibleForCustomer`: `1` or `0`.
    pub visible_to_customer: bool,
    /// `CreateTime`: as in RFC 3339.
    pub created: Timestamp,
}

/// `Event` for an invoker that a service task fired.
pub const EVENT_SERVICE_TASK: &str = "ServiceTask";

impl TicketDocument {
    /// The document of a ticket whose process stands at the service task `activity`.
    pub fn new(
        process: &Process,
        state: &State,
        activity: ActivityIdx,
        ticket_id: i64,
        created: Timestamp,
        actor: Actor,
    ) -> Self {
        let ticket = &state.ticket;
        let values = process.fields().iter().zip(&state.values);
        Self {
            ticket_id,
            number: ticket.number.clone(),
            title: ticket.title.clone(),
            state: ticket.state.name().to_owned(),
            queue: ticket.queue.clone(),
            priority: ticket.priority.name().to_owned(),
            customer_id: ticket.customer_id.clone(),
            customer_user: ticket.customer_user.clone(),
            created,
            process: process.name().to_owned(),
            activity: process.activity(activity).name.clone(),
            fields: values
                .map(|(field, value)| {
                    (
                        field.name.clone(),
                        value.as_ref().map_or_else(Vec::new, engine::value::Value::to_input),
                    )
                })
                .collect(),
            articles: vec![],
            event: EVENT_SERVICE_TASK.to_owned(),
            actor,
        }
    }

    /// The document as XML. A character that XML cannot carry is refused, never dropped: a login without
    /// it would be another login.
    pub fn to_xml(&self) -> Result<String, DocumentFault> {
        let mut writer = XmlWriter::new();
        writer.element("RootElement", |writer| {
            writer.element("Ticket", |writer| self.write_ticket(writer))?;
            writer.leaf("Event", &self.event)?;
            writer.element("Actor", |writer| self.write_actor(writer))
        })?;
        Ok(writer.finish())
    }

    fn write_ticket(&self, writer: &mut XmlWriter) -> Result<(), DocumentFault> {
        writer.leaf("TicketID", &self.ticket_id.to_string())?;
        writer.leaf("TicketNumber", &self.number)?;
        writer.leaf("Title", &self.title)?;
        writer.leaf("State", &self.state)?;
        writer.leaf("Queue", &self.queue)?;
        writer.leaf("Priority", &self.priority)?;
        writer.leaf("CustomerID", &self.customer_id)?;
        writer.leaf("CustomerUserID", &self.customer_user)?;
        writer.leaf("Created", &self.created.to_string())?;
        writer.leaf("ProcessName", &self.process)?;
        writer.leaf("ActivityName", &self.activity)?;
        for (name, values) in &self.fields {
            writer.element("DynamicField", |writer| {
                writer.leaf("Name", name)?;
                values.iter().try_for_each(|value| writer.leaf("Value", value))
            })?;
        }
        self.articles.iter().try_for_each(|article| article.write(writer))
    }

    fn write_actor(&self, writer: &mut XmlWriter) -> Result<(), DocumentFault> {
        let (kind, customer_id) = match &self.actor {
            Actor::CustomerUser { customer_id, .. } => ("customer-user", customer_id.as_str()),
            Actor::Agent { .. } => ("agent", ""),
            Actor::System => ("system", ""),
        };
        writer.leaf("UserLogin", self.actor.login())?;
        writer.leaf("CustomerID", customer_id)?;
        writer.leaf("Type", kind)
    }
}

impl ArticleDocument {
    fn write(&self, writer: &mut XmlWriter) -> Result<(), DocumentFault> {
        writer.element("Article", |writer| {
            writer.leaf("ArticleID", &self.article_id.to_string())?;
            writer.leaf("Subject", &self.subject)?;
            writer.leaf("Body", &self.body)?;
            writer
                .leaf("IsVisibleForCustomer", if self.visible_to_customer { "1" } else { "0" })?;
            writer.leaf("CreateTime", &self.created.to_string())
        })
    }
}
