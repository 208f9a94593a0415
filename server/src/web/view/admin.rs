//! The agents' pages.

use askama::Template;

use super::chrome::Chrome;
use super::history::Timeline;
use super::input::{Input, Summary};
use super::moment::Moment;
use super::next::Next;
use super::progress::Progress;
use super::ticket::TicketTable;
use super::{Badge, Fact, Link, Tone};

/// `/admin`
#[derive(Debug, Template)]
#[template(path = "admin/dashboard.html")]
pub struct DashboardPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Tickets by state.
    pub tallies: Vec<Tally>,
    /// Tickets by why they failed.
    pub failures: Vec<FailureTally>,
    /// The last ones that were closed.
    pub recent: TicketTable,
}

/// A count with the list that it counts.
#[derive(Debug, Clone)]
pub struct Tally {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: u64,
    /// The list.
    pub href: String,
    /// What it means.
    pub tone: Tone,
}

/// How many tickets failed for one reason.
#[derive(Debug, Clone)]
pub struct FailureTally {
    /// The code.
    pub code: String,
    /// The last sentence that came with it.
    pub message: String,
    /// How many.
    pub count: u64,
    /// The list.
    pub href: String,
}

/// `/admin/tickets`
#[derive(Debug, Template)]
#[template(path = "admin/tickets.html")]
pub struct TicketsPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The filters' inputs.
    pub filters: Vec<Input>,
    /// Whether any filter is set.
    pub filtered: bool,
    /// What is wrong with the filters.
    pub summary: Option<Summary>,
    /// The tickets, newest first.
    pub tickets: TicketTable,
    /// The next page.
    pub older: Option<String>,
}

/// `/admin/tickets/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/ticket.html")]
pub struct TicketPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The ticket's title.
    pub heading: String,
    /// The ticket's number.
    pub number: String,
    /// The process's title.
    pub process: String,
    /// The ticket's state.
    pub state: Badge,
    /// Why it failed.
    pub failure: Option<FailureBox>,
    /// What the agent can do.
    pub next: Next,
    /// What it waits for: a sentence each.
    pub waits: Vec<String>,
    /// The last tickets that it has begun.
    pub begun: TicketTable,
    /// The ticket's attributes.
    pub attributes: Vec<Fact>,
    /// The process's fields.
    pub fields: Vec<FieldLine>,
    /// All articles.
    pub articles: Timeline,
    /// All invocations.
    pub invocations: Vec<InvocationBox>,
    /// Everything that was decided.
    pub journal: Timeline,
    /// The steps.
    pub progress: Progress,
    /// The process map with the path taken, as SVG made by the engine.
    pub map: Option<String>,
    /// Ends the process by hand; for admins, while it has not ended.
    pub cancel: Option<CancelForm>,
}

/// A form that ends a process by hand.
#[derive(Debug, Clone)]
pub struct CancelForm {
    /// Where it is posted to.
    pub action: String,
    /// Why.
    pub reason: Input,
}

/// Why a ticket failed.
#[derive(Debug, Clone)]
pub struct FailureBox {
    /// Whether the ticket has ended with it.
    pub heading: &'static str,
    /// The code.
    pub code: String,
    /// The sentence.
    pub message: String,
    /// The activity whose invocation failed.
    pub activity: String,
}

/// A dynamic field with what it holds.
#[derive(Debug, Clone)]
pub struct FieldLine {
    /// The name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What it holds; may be empty.
    pub value: String,
    /// The file that it holds.
    pub href: Option<String>,
}

/// An invocation with its documents.
#[derive(Debug, Clone)]
pub struct InvocationBox {
    /// The invoker's name.
    pub invoker: String,
    /// How it ended, or that it has not.
    pub status: Badge,
    /// Attempts, times and so on: label and value.
    pub facts: Vec<(String, String)>,
    /// Label and text, in the order in which they arose.
    pub documents: Vec<(String, String)>,
}

/// `/admin/customers` and `/admin/customer-users`
#[derive(Debug, Template)]
#[template(path = "admin/customers.html")]
pub struct RecordsPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// What is listed.
    pub heading: String,
    /// The list's own path.
    pub action: String,
    /// The search's input.
    pub search: Input,
    /// To add one.
    pub add: Link,
    /// What was done before.
    pub done: Option<String>,
    /// The columns' headings: the name first, the validity last.
    pub columns: Vec<&'static str>,
    /// The records.
    pub rows: Vec<RecordLine>,
    /// The next page.
    pub more: Option<String>,
}

/// A customer or customer user in a list.
#[derive(Debug, Clone)]
pub struct RecordLine {
    /// Its page.
    pub href: String,
    /// The first column.
    pub name: String,
    /// The columns in between.
    pub cells: Vec<String>,
    /// The last column.
    pub validity: Badge,
}

/// `/admin/customers/{id}` and `/admin/customer-users/{login}`
#[derive(Debug, Template)]
#[template(path = "admin/record.html")]
pub struct RecordPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The list that it is part of.
    pub up: Link,
    /// The name.
    pub heading: String,
    /// The key, and what else tells it apart.
    pub subheading: String,
    /// Whether it may be used.
    pub validity: Badge,
    /// To change it.
    pub edit: Option<Link>,
    /// What was done before.
    pub done: Option<String>,
    /// All that is known.
    pub facts: Vec<Fact>,
    /// Its last tickets.
    pub tickets: TicketTable,
    /// All its tickets.
    pub all_tickets: String,
    /// What belongs to it.
    pub related: Related,
}

/// What belongs to a record: a customer's customer users, a customer user's groups.
#[derive(Debug, Clone)]
pub struct Related {
    /// What is listed.
    pub heading: String,
    /// Said when there are none.
    pub empty: String,
    /// The items; the value is an addition.
    pub items: Vec<Fact>,
    /// To add one.
    pub add: Option<Link>,
}

/// The form of a customer or customer user.
#[derive(Debug, Template)]
#[template(path = "admin/record_form.html")]
pub struct RecordFormPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Where to go without saving.
    pub up: Link,
    /// What is made or changed.
    pub heading: String,
    /// What one should know before; may be empty.
    pub description: String,
    /// Where it is posted to.
    pub action: String,
    /// The record's version that the person sees.
    pub version: Option<i64>,
    /// What somebody else changed.
    pub conflict: Option<String>,
    /// What is wrong.
    pub summary: Option<Summary>,
    /// The inputs in their groups.
    pub groups: Vec<Group>,
    /// The button's text.
    pub submit: String,
}

/// Inputs that belong together.
#[derive(Debug, Clone)]
pub struct Group {
    /// What they are about.
    pub legend: String,
    /// The inputs.
    pub inputs: Vec<Input>,
}

/// `/admin/processes`
#[derive(Debug, Template)]
#[template(path = "admin/processes.html")]
pub struct ProcessesPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The current versions.
    pub processes: Vec<ProcessCard>,
}

/// A process in a list.
#[derive(Debug, Clone)]
pub struct ProcessCard {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Its name in documents.
    pub name: String,
    /// The beginning of its content's hash.
    pub version: String,
    /// How many activities it has.
    pub activity_count: usize,
}

/// `/admin/processes/{name}`
#[derive(Debug, Template)]
#[template(path = "admin/process.html")]
pub struct ProcessPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Its title.
    pub heading: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Its name in documents.
    pub name: String,
    /// Its content's hash.
    pub version: String,
    /// Its tickets.
    pub tickets: String,
    /// Its map, as SVG made by the engine.
    pub map: Option<String>,
    /// Its last versions, newest first.
    pub versions: Vec<VersionLine>,
    /// Its activities.
    pub activities: Vec<ActivityLine>,
    /// Its fields.
    pub fields: Vec<FieldDeclaration>,
}

/// A version of a process in a list.
#[derive(Debug, Clone)]
pub struct VersionLine {
    /// The beginning of its content's hash.
    pub hash: String,
    /// Whether new tickets begin with it.
    pub is_current: bool,
    /// When it was deployed first.
    pub deployed: Moment,
    /// How many open tickets run on it.
    pub open_count: u64,
    /// What is different from the version before; none for the first.
    pub changes: Option<Vec<String>>,
}

/// An activity in a list.
#[derive(Debug, Clone)]
pub struct ActivityLine {
    /// The key in the document.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The keyword in the document.
    pub kind: &'static str,
    /// Its dialogs, its invoker, its final state.
    pub what: String,
    /// The page of the process that it begins.
    pub href: Option<String>,
    /// Where it goes on, one line each.
    pub flows: Vec<String>,
}

/// A field's declaration in a list.
#[derive(Debug, Clone)]
pub struct FieldDeclaration {
    /// The key in the document.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The keyword in the document.
    pub kind: &'static str,
    /// What it holds at first; may be empty.
    pub default: String,
}

/// `/demo/outbox`
#[derive(Debug, Template)]
#[template(path = "admin/outbox.html")]
pub struct OutboxPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The mails, newest first.
    pub mails: Vec<MailBox>,
}

/// A mail.
#[derive(Debug, Clone)]
pub struct MailBox {
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was written.
    pub at: Moment,
    /// The text with its links.
    pub body: Vec<BodyPart>,
}

/// A part of a mail's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyPart {
    /// Plain text.
    Text(String),
    /// An address that begins with `http://` or `https://`.
    Link(String),
}

impl BodyPart {
    /// Finds the links in a plain text.
    pub fn parse(text: &str) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for word in text.split_inclusive(char::is_whitespace) {
            let address = word.trim_end();
            if address.starts_with("http://") || address.starts_with("https://") {
                parts.push(Self::Link(address.to_owned()));
                parts.push(Self::Text(word.chars().skip(address.chars().count()).collect()));
            } else if let Some(Self::Text(before)) = parts.last_mut() {
                before.push_str(word);
            } else {
                parts.push(Self::Text(word.to_owned()));
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_plain_text() {
        let parts =
            BodyPart::parse("Please open\nhttp://localhost/set-password/x\njavascript:alert(1)");
        assert_eq!(
            parts,
            [
                BodyPart::Text("Please open\n".into()),
                BodyPart::Link("http://localhost/set-password/x".into()),
                BodyPart::Text("\njavascript:alert(1)".into()),
            ]
        );
    }
}
