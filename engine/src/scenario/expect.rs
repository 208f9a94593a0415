//! What a scenario expects, beside what is there.

use super::Record;
use crate::action::Recipient;
use crate::diagnostic::Span;
use crate::event::Effect;
use crate::process::FieldIdx;
use crate::simulation::World;
use crate::value::Value;

/// Something that is expected, and where that is said.
#[derive(Debug, Clone)]
pub(super) struct Expectation {
    pub(super) place: Span,
    pub(super) aspect: Aspect,
}

/// What can be expected. Mails, articles, invocations and begun processes are those of what happened last.
#[derive(Debug, Clone)]
pub(super) enum Aspect {
    /// The activities at which tokens stand, sorted.
    At(Vec<String>),
    /// The activities for which others are at work, sorted; as often as something is under way.
    WaitsFor(Vec<String>),
    /// The invokers that were fired.
    Invoked(Vec<String>),
    /// The processes that were begun.
    Begun(Vec<Record>),
    /// The sentence for the customer beside the form; empty for none.
    Told(String),
    /// The code of the last failure; empty for none.
    Error(String),
    /// An attribute of the ticket.
    Ticket(TicketPart, String),
    /// What a field holds.
    Field(FieldIdx, Vec<String>),
    /// The mails that were sent.
    Mails(Vec<Record>),
    /// The articles that were written.
    Articles(Vec<Record>),
}

/// The parts of a mail; a mere text is its subject.
pub(super) const MAIL: [&str; 4] = ["subject", "to", "body", "link"];
/// The parts of an article; a mere text is its body.
pub(super) const ARTICLE: [&str; 3] = ["body", "subject", "visible-to"];
/// The parts of a begun process; a mere text is its name.
pub(super) const BEGUN: [&str; 2] = ["process", "with"];

/// The attributes of a ticket that can be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TicketPart {
    State,
    Title,
    Queue,
    Priority,
    Kind,
    Owner,
    Customer,
    CustomerUser,
    Lock,
}

impl TicketPart {
    pub(super) const ALL: [Self; 9] = [
        Self::State,
        Self::Title,
        Self::Queue,
        Self::Priority,
        Self::Kind,
        Self::Owner,
        Self::Customer,
        Self::CustomerUser,
        Self::Lock,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Title => "title",
            Self::Queue => "queue",
            Self::Priority => "priority",
            Self::Kind => "type",
            Self::Owner => "owner",
            Self::Customer => "customer",
            Self::CustomerUser => "customer-user",
            Self::Lock => "lock",
        }
    }

    fn of(self, world: &World<'_>) -> String {
        let ticket = &world.state().ticket;
        match self {
            Self::State => ticket.state.name().to_owned(),
            Self::Title => ticket.title.clone(),
            Self::Queue => ticket.queue.clone(),
            Self::Priority => ticket.priority.name().to_owned(),
            Self::Kind => ticket.kind.clone(),
            Self::Owner => ticket.owner.clone().unwrap_or_default(),
            Self::Customer => ticket.customer_id.clone(),
            Self::CustomerUser => ticket.customer_user.clone(),
            Self::Lock => ticket.locked.to_string(),
        }
    }
}

impl Expectation {
    /// Whether it says what others are at work at.
    pub(super) const fn says_what_is_under_way(&self) -> bool {
        matches!(self.aspect, Aspect::WaitsFor(_))
    }

    /// What is wrong, if anything is: a sentence with what was expected and what was found.
    pub(super) fn differs(&self, world: &World<'_>) -> Option<String> {
        let (what, expected, found) = match &self.aspect {
            Aspect::At(names) => ("at", names_of(names), names_of(&at(world))),
            Aspect::WaitsFor(names) => ("waits-for", names_of(names), names_of(&under_way(world))),
            Aspect::Invoked(names) => ("invoked", names_of(names), names_of(&invoked(world))),
            Aspect::Begun(records) => return records_differ("begun", records, &begun(world)),
            Aspect::Mails(records) => return records_differ("mails", records, &mails(world)),
            Aspect::Articles(records) => {
                return records_differ("articles", records, &articles(world));
            }
            Aspect::Told(sentence) => {
                let told = world.state().notice.as_ref().map(|notice| notice.text.as_str());
                ("told", quoted(sentence), quoted(told.unwrap_or_default()))
            }
            Aspect::Error(code) => {
                let failure = world.state().failure.as_ref().map(|failure| failure.code.as_str());
                ("error", quoted(code), quoted(failure.unwrap_or_default()))
            }
            Aspect::Ticket(part, expected) => {
                (part.name(), quoted(expected), quoted(&part.of(world)))
            }
            Aspect::Field(field, input) => {
                let declared = world.process().field(*field);
                // Written as it would be held: 1.50 is 1.5.
                let expected = declared.parse(input).ok().flatten();
                let expected = expected.map_or_else(|| input.clone(), |value| value.to_input());
                let found = world.state().value(*field).map(Value::to_input);
                (&*declared.name, names_of(&expected), names_of(&found.unwrap_or_default()))
            }
        };
        (expected != found).then(|| format!("`{what}` is {found}; expected: {expected}"))
    }
}

/// The activities at which tokens stand.
pub(super) fn at(world: &World<'_>) -> Vec<String> {
    let tokens = world.state().tokens.iter();
    let name = |activity| world.process().activity(activity).name.clone();
    sorted(tokens.map(|token| name(token.activity)))
}

/// The activities for which others are at work.
pub(super) fn under_way(world: &World<'_>) -> Vec<String> {
    let name = |activity| world.process().activity(activity).name.clone();
    sorted(world.awaited().into_iter().map(|awaited| name(awaited.activity)))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn invoked(world: &World<'_>) -> Vec<String> {
    let invokers = world.last_effects().iter().filter_map(|effect| {
        if let Effect::Invoke { invoker, .. } = effect { Some(invoker.clone()) } else { None }
    });
    invokers.collect()
}

fn begun(world: &World<'_>) -> Vec<Record> {
    let begun = world.last_effects().iter().filter_map(|effect| {
        let Effect::Begin { process, values, .. } = effect else { return None };
        let mut record: Record =
            values.iter().map(|(name, input)| (format!("with {name}"), input.clone())).collect();
        record.insert("process".to_owned(), vec![process.clone()]);
        Some(record)
    });
    begun.collect()
}

fn mails(world: &World<'_>) -> Vec<Record> {
    let mails = world.last_effects().iter().filter_map(|effect| {
        let Effect::Notify { to, subject, body, link } = effect else { return None };
        let mut record = Record::from([
            ("subject".to_owned(), vec![subject.clone()]),
            ("to".to_owned(), vec![recipient(to, world)]),
            ("body".to_owned(), vec![body.clone()]),
        ]);
        record.extend(link.iter().map(|link| ("link".to_owned(), vec![link.clone()])));
        Some(record)
    });
    mails.collect()
}

fn recipient(to: &Recipient, world: &World<'_>) -> String {
    match to {
        Recipient::CustomerUser | Recipient::Admins | Recipient::Owner => to.name().to_owned(),
        Recipient::Group(group) => format!("group {group}"),
        Recipient::Field(field) => format!("field {}", world.process().field(*field).name),
    }
}

fn articles(world: &World<'_>) -> Vec<Record> {
    let articles = world.last_effects().iter().filter_map(|effect| {
        let Effect::WriteArticle(article) = effect else { return None };
        let reader = if article.visible_to_customer { "customer" } else { "agents" };
        Some(Record::from([
            ("body".to_owned(), vec![article.body.clone()]),
            ("subject".to_owned(), vec![article.subject.clone()]),
            ("visible-to".to_owned(), vec![reader.to_owned()]),
        ]))
    });
    articles.collect()
}

/// Of what is found, only the parts that are expected are compared.
fn records_differ(what: &str, expected: &[Record], found: &[Record]) -> Option<String> {
    let agrees = |(expected, found): (&Record, &Record)| {
        expected.iter().all(|(key, texts)| found.get(key) == Some(texts))
    };
    if expected.len() == found.len() && expected.iter().zip(found).all(agrees) {
        return None;
    }
    Some(format!("`{what}` are {}; expected: {}", list_of(found), list_of(expected)))
}

fn list_of(records: &[Record]) -> String {
    if records.is_empty() {
        return "none".to_owned();
    }
    let one = |record: &Record| {
        let part = |(key, texts): (&String, &Vec<String>)| format!("{key}: {}", names_of(texts));
        format!("{{ {} }}", record.iter().map(part).collect::<Vec<_>>().join(", "))
    };
    records.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn names_of(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", "),
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") }
}
