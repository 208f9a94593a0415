//! A plan as a document, with all that the language has beside the ways.

use std::collections::{BTreeMap, BTreeSet};

use engine::process::compile::{InvokerFacts, ProcessFacts, Surroundings};
use engine::simulation::values::Lot;

use crate::plan::{Flow, Kind, Plan, Step};
use crate::wild::rests;

/// A document, and where things are in it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) source: String,
    /// For each activity its line, and those of its flows.
    pub(crate) lines: Vec<(usize, Vec<usize>)>,
}

/// What the documents refer to.
pub(crate) fn surroundings() -> Surroundings {
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    let fire = InvokerFacts { fields: set(&["Title"]), sets: Some(set(&["Count"])) };
    let undo = InvokerFacts { fields: set(&[]), sets: Some(set(&[])) };
    let other = ProcessFacts { fields: set(&["Theirs", "Back"]), ..ProcessFacts::default() };
    Surroundings {
        invokers: Some(BTreeMap::from([("fire".to_owned(), fire), ("undo".to_owned(), undo)])),
        queues: Some(set(&["Staff", "Office"])),
        processes: Some(BTreeMap::from([("other".to_owned(), other)])),
    }
}

const FIELDS: &str = r#"fields:
  Colour: { label: Colour, type: dropdown, options: { red: Red, green: Green, blue: Blue }, default: red }
  Agreed: { label: Agreed, type: checkbox, default: false }
  Count: { label: Count, type: integer, min: 0, max: 3, default: 1, check: { that: Count < 3 || Agreed, message: "{{ Count }} is too much." } }
  Title: { label: Title, type: text, max_length: 20, pattern: '[a-z]+', default: abc }
  Why: { label: Why, type: textarea, max_length: 200, default: "one\ntwo" }
  Mail: { label: Mail, type: email, default: a@example.org }
  Price: { label: Price, type: decimal, min: 0, max: 99.99, default: 2.50 }
  Places: { label: Places, type: multiselect, options: [Rome, Paris, Oslo], default: [Rome, Oslo] }
  Leaves: { label: Leaves, type: date, default: 2026-12-01 }
  Returns: { label: Returns, type: date-time, default: 2026-12-31T18:00 }
  Deputy: { label: Deputy, type: customer-user, default: ben }
  Company: { label: Company, type: customer, default: ACME }
  Upload: { label: Upload, type: attachment }
  Unfinished: { label: Unfinished, type: textarea, default: none yet }
activities:"#;

/// Fields as a dialog may offer them, with a default for those that are hidden.
const OFFERED: [(&str, &str); 11] = [
    ("Colour", "blue"),
    ("Agreed", "true"),
    ("Count", "2"),
    ("Title", "hidden"),
    ("Why", "three"),
    ("Mail", "b@example.org"),
    ("Price", "1.5"),
    ("Places", "[Paris]"),
    ("Leaves", "2027-01-01"),
    ("Returns", "2027-01-01T08:00"),
    ("Company", "ACME"),
];

pub(crate) fn write(plan: &Plan, lot: &mut Lot) -> Document {
    let is_message = |step: &Step| step.kind == Kind::WaitMessage;
    let mut writer = Writer {
        plan,
        lot,
        lines: Vec::new(),
        message: plan.steps.iter().position(is_message).map(message),
    };
    writer.head();
    let places = (0..plan.steps.len()).map(|position| writer.activity(position)).collect();
    let source = writer.lines.join("\n") + "\n";
    Document { source, lines: places }
}

/// The message that the activity at a position awaits.
fn message(position: usize) -> String {
    format!("message-{}", position % 2)
}

struct Writer<'w> {
    plan: &'w Plan,
    lot: &'w mut Lot,
    lines: Vec<String>,
    /// A message that some wait awaits.
    message: Option<String>,
}

impl Writer<'_> {
    fn head(&mut self) {
        let title = self.one_of(&["Drawn", "\"{{ Title }} of {{ ticket.customer_user }}\""]);
        let priority = self.one_of(&["", ", priority: 4 high"]);
        let company = self.one_of(&["", "company: { groups: [heads] }\n"]);
        self.lines.extend(
            format!(
                "process: drawn\nname: Drawn by lot\nstart: {{ activity: s{}, by: anyone }}\n\
                 ticket: {{ title: {title}, queue: Staff{priority} }}\n{company}{FIELDS}",
                self.plan.start
            )
            .lines()
            .map(str::to_owned),
        );
    }

    fn one_of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.lot.below(all.len())]
    }

    fn push(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Writes an activity; its line and those of its flows.
    fn activity(&mut self, position: usize) -> (usize, Vec<usize>) {
        let step = &self.plan.steps[position];
        self.push(format!("  s{position}:"));
        let line = self.lines.len();
        self.keyword(position, step.kind);
        if rests(step.kind) {
            if self.lot.once_in(3) {
                let actions = self.actions();
                self.push(format!("    on-enter: {actions}"));
            }
            self.remind();
        }
        if let Some(to) = step.expire {
            let tell = self.tell(false);
            let rest = if self.lot.once_in(3) {
                format!(", do: {}", self.actions())
            } else {
                String::new()
            };
            let after = self.one_of(&["1d", "36h", "1w 2d"]);
            self.push(format!("    expire: {{ after: {after}, to: s{to}, tell: {tell}{rest} }}"));
        }
        if !step.errors.is_empty() {
            self.push("    on-error:");
            for (label, to) in &step.errors {
                let tell = self.tell(true);
                let rest = if self.lot.once_in(3) {
                    format!(", do: {}", self.actions())
                } else {
                    String::new()
                };
                self.push(format!("      {label}: {{ to: s{to}, tell: {tell}{rest} }}"));
            }
        }
        (line, self.flows(step))
    }

    fn flows(&mut self, step: &Step) -> Vec<usize> {
        if let ([Flow { when: None, to }], true) = (step.next.as_slice(), self.lot.once_in(2)) {
            self.push(format!("    next: s{to}"));
            return vec![self.lines.len()];
        }
        if step.next.is_empty() {
            return Vec::new();
        }
        self.push("    next:");
        let mut lines = Vec::new();
        for Flow { when, to } in &step.next {
            let when = when.as_ref().map(|when| format!("when: '{}', ", when.text()));
            let rest = if self.lot.once_in(4) {
                format!(", do: {}", self.actions())
            } else {
                String::new()
            };
            self.push(format!("      - {{ {}to: s{to}{rest} }}", when.unwrap_or_default()));
            lines.push(self.lines.len());
        }
        lines
    }

    fn keyword(&mut self, position: usize, kind: Kind) {
        match kind {
            Kind::UserTask => {
                self.push(format!("    user-task: Step {position}"));
                self.push("    dialogs:");
                for number in 0..=self.lot.below(3) {
                    self.dialog(position, number);
                }
            }
            Kind::ServiceTask => {
                self.push("    service-task: fire");
                if self.lot.once_in(2) {
                    self.push("    compensate: undo");
                }
            }
            Kind::Do => {
                let actions = self.actions();
                self.push(format!("    do: {actions}"));
            }
            Kind::Choice => self.push(format!("    choice: Step {position}")),
            Kind::Parallel => self.push(format!("    parallel: Step {position}")),
            Kind::Join { of, wait_for } => {
                self.push(format!("    join: s{of}"));
                if wait_for < self.plan.steps[of].next.len() || self.lot.once_in(3) {
                    self.push(format!("    wait-for: {wait_for}"));
                }
            }
            Kind::WaitAfter | Kind::WaitUntil | Kind::WaitMessage => self.wait(position, kind),
            Kind::Call => {
                self.push("    call: other");
                if self.lot.once_in(2) {
                    let value = self.one_of(&["\"{{ Why }}\"", "\"{{ Places }}\"", "fixed"]);
                    self.push(format!("    with: {{ Theirs: {value} }}"));
                    let field = self.one_of(&["Count", "Title", "Agreed", "Leaves"]);
                    self.push(format!("    take: {{ {field}: Back }}"));
                }
            }
            Kind::ForEach => self.for_each(),
            Kind::End { is_successful } => self.end(is_successful),
        }
    }

    fn wait(&mut self, position: usize, kind: Kind) {
        self.push(format!("    wait: Step {position}"));
        if kind == Kind::WaitAfter {
            let after = self.one_of(&["90m", "3d", "30s"]);
            self.push(format!("    after: {after}"));
        } else if kind == Kind::WaitUntil {
            let field = self.one_of(&["Leaves", "Returns"]);
            self.push(format!("    until: {field}"));
        } else {
            self.push(format!("    message: {}", message(position)));
            let fields = self.one_of(&["[]", "[Why, Agreed]", "[Count]"]);
            self.push(format!("    fields: {fields}"));
        }
    }

    fn for_each(&mut self) {
        self.push("    for-each: other");
        let with_file = 4 - usize::from(!self.plan.asks_file);
        let (items, value) = [
            ("lines: Why", "{{ item.value }} of {{ Title }}"),
            ("choices: Places", "{{ item.value }}"),
            ("customer-users: true", "{{ item.email }} {{ item.login }}"),
            ("rows: Upload", "{{ item.Name }} {{ item.first-name }}"),
        ][self.lot.below(with_file)];
        self.push(format!("    {items}"));
        self.push(format!("    with: {{ Theirs: \"{value}\" }}"));
        if self.lot.once_in(2) {
            self.push("    failed: Unfinished");
        }
    }

    fn end(&mut self, is_successful: bool) {
        if is_successful {
            self.push("    end: closed successful");
            if self.lot.once_in(2) {
                let notify =
                    self.one_of(&["customer-user", "owner", "{ field: Mail }", "{ group: heads }"]);
                self.push(format!("    notify: {notify}"));
            }
        } else {
            let tell = self.tell(false);
            self.push("    end: closed unsuccessful");
            self.push(format!("    tell: {tell}"));
            self.push("    notify: admins");
        }
    }

    fn dialog(&mut self, position: usize, number: usize) {
        let by = [
            "requester",
            "anyone",
            "customer-users",
            "agents",
            "{ groups: [helpers] }",
            "{ people: customer-users, fields: [Deputy] }",
            "{ customers: [ACME] }",
            "{ users: [anna] }",
        ][self.lot.below(8)];
        let mut fields = Vec::new();
        if self.plan.asks_file && position == self.plan.start {
            fields.push("Upload: optional".to_owned());
        }
        if self.lot.once_in(6) {
            // Never left empty: nobody could submit the dialogs that it opens.
            fields.push("Deputy: required".to_owned());
        }
        for (field, default) in OFFERED {
            if self.lot.once_in(3) {
                fields.push(match self.lot.below(6) {
                    0 | 1 => format!("{field}: required"),
                    2 => format!("{field}: optional"),
                    3 => format!("{field}: {{ mode: optional, default: {default} }}"),
                    4 => format!("{field}: read-only"),
                    _ => format!("{field}: {{ mode: hidden, default: {default} }}"),
                });
            }
        }
        let fields = fields.join(", ");
        self.push(format!("      - {{ name: Dialog {number}, by: {by}, fields: {{ {fields} }} }}"));
    }

    fn remind(&mut self) {
        if self.lot.once_in(5) {
            let notify = self.one_of(&["customer-user", "admins", "{ field: Deputy }"]);
            let rest = self.one_of(&[
                "",
                ", every: 2d",
                ", every: 1w, subject: Still open, body: \"{{ Title }}\"",
            ]);
            self.push(format!("    remind: {{ after: 12h, notify: {notify}{rest} }}"));
        }
    }

    /// A sentence for the customer.
    fn tell(&mut self, has_failed: bool) -> &'static str {
        match self.lot.below(3) {
            0 if has_failed => "\"It failed: {{ error.message }}\"",
            1 => "\"{{ Title }} ended on {{ today }} in {{ ticket.queue }}.\"",
            _ => "It is so.",
        }
    }

    fn actions(&mut self) -> String {
        let actions: Vec<String> = (0..=self.lot.below(3)).map(|_| self.action()).collect();
        format!("[{}]", actions.join(", "))
    }

    fn action(&mut self) -> String {
        let link = match &self.message {
            Some(message) if self.lot.once_in(2) => format!(", link: {message}"),
            Some(_) | None => String::new(),
        };
        let owner = if self.plan.asks_file { "{{ submitter }}" } else { "{{ Deputy }}" };
        match self.lot.below(20) {
            0 => "{ set-state: pending reminder }".to_owned(),
            1 => "{ set-queue: Office }".to_owned(),
            2 => "{ set-priority: 5 very high }".to_owned(),
            3 => "{ set-type: Travel }".to_owned(),
            4 => "{ set-title: \"{{ ticket.title }} {{ Colour }}\" }".to_owned(),
            5 => format!("{{ set-owner: \"{owner}\" }}"),
            6 => "{ set-owner: \"\" }".to_owned(),
            7 => {
                "{ set-customer: { customer: \"{{ Company }}\", customer-user: \"{{ Deputy }}\" } }"
                    .to_owned()
            }
            8 => "{ lock: true }".to_owned(),
            9 => {
                "{ note: { subject: Note, body: \"{{ Why }}\", visible-to: customer } }".to_owned()
            }
            10 => format!(
                "{{ notify: {{ to: owner, subject: Look, body: \"{{{{ Places }}}}\"{link} }} }}"
            ),
            11 => "{ create-ticket: { process: other, with: { Theirs: \"{{ Price }}\" } } }"
                .to_owned(),
            12 => "{ invoke: fire }".to_owned(),
            13 => "{ set-field: { field: Colour, to: green } }".to_owned(),
            14 => "{ set-field: { field: Count, to: 2 } }".to_owned(),
            15 => "{ set-field: { field: Agreed, to: true } }".to_owned(),
            16 => "{ set-field: { field: Why, to: \"{{ Title }}\" } }".to_owned(),
            17 => "{ set-field: { field: Title, to: \"{{ Why }}\" } }".to_owned(),
            18 => "{ set-field: { field: Places, to: \"\" } }".to_owned(),
            _ => "{ set-field: { field: Deputy, to: \"{{ ticket.customer_user }}\" } }".to_owned(),
        }
    }
}
