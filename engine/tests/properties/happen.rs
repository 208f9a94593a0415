//! What happens to a process ticket, drawn by lot: what it waits for, and what it must refuse.

use std::collections::BTreeMap;

use engine::access::{Actor, Clause};
use engine::event::{Changes, Event, Outcome, ProcessEnd, Submission};
use engine::process::{ActivityIdx, ActivityKind, Dialog, FieldIdx, FieldMode, Process, WaitFor};
use engine::simulation::values::{Constants, Lot, input};
use engine::simulation::walk::someone;
use engine::state::{Parent, State, TimerKind, Token};
use engine::step::{Step, awaited_messages, start};
use engine::ticket::Article;
use jiff::{SignedDuration, Timestamp};

/// An event, when it comes, and whether it must be accepted.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) at: Timestamp,
    pub(crate) event: Event,
    pub(crate) is_accepted: bool,
}

/// The first event of a ticket, and what it gives; none if nobody who is drawn may begin.
pub(crate) fn begin(process: &Process, number: &str, lot: &mut Lot) -> Option<(Happening, Step)> {
    let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    let first = process.start().activity;
    for _ in 0..20 {
        let event =
            if lot.once_in(4) { called(process, lot) } else { started(process, first, lot) };
        if let Ok(step) = start(process, number, &event, at) {
            return Some((Happening { at, event, is_accepted: true }, step));
        }
    }
    None
}

fn called(process: &Process, lot: &mut Lot) -> Event {
    let parent = Parent { ticket: "2026112010000028".to_owned(), entry: 3, item: 1 };
    let mut values = BTreeMap::from([("Nothing".to_owned(), vec!["x".to_owned()])]);
    for field in process.fields().iter().filter(|_| lot.once_in(3)).collect::<Vec<_>>() {
        values.insert(field.name.clone(), input(None, field, &Constants::default(), lot));
    }
    Event::Called {
        customer_id: "ACME".to_owned(),
        customer_user: "anna".to_owned(),
        parent: lot.once_in(2).then_some(parent),
        values,
    }
}

fn started(process: &Process, first: ActivityIdx, lot: &mut Lot) -> Event {
    let ActivityKind::UserTask { dialogs, .. } = &process.activity(first).kind else {
        let actor = someone(&Clause::default(), None, lot);
        return Event::Started { actor, submission: None };
    };
    let position = lot.below(dialogs.len());
    let actor = someone(&dialogs[position].by, None, lot);
    let submission = submission(process, first, position, &dialogs[position], lot);
    Event::Started { actor, submission: Some(submission) }
}

/// Something that may happen now or later.
pub(crate) fn draw(process: &Process, state: &State, lot: &mut Lot) -> Happening {
    let pause = i64::try_from(lot.below(3) * lot.below(40_000)).unwrap();
    let now = state.at + SignedDuration::from_secs(pause);
    let world = World { process, state, now };
    loop {
        let drawn = match lot.below(20) {
            0..=5 => world.submit(lot),
            6 => world.submit_wrongly(lot),
            7..=9 => world.invocation(lot),
            10 => Some(world.late(lot)),
            11..=13 => world.timer(lot),
            14 => world.message(lot),
            15 => world.happening(
                Event::Message { name: "nothing".to_owned(), values: BTreeMap::new() },
                false,
            ),
            16 => world.items(lot),
            17 => world.child(lot),
            18 if lot.once_in(10) => world.cancel(lot),
            _ => None,
        };
        if let Some(drawn) = drawn {
            return drawn;
        }
    }
}

/// Something that brings the process on without a person who fills in a form; none if it waits for one alone.
pub(crate) fn helpful(process: &Process, state: &State, lot: &mut Lot) -> Option<Happening> {
    let world = World { process, state, now: state.at };
    let asked = world.invocation(lot).or_else(|| world.items(lot)).or_else(|| world.child(lot));
    asked.or_else(|| world.message(lot)).or_else(|| {
        let timer = state.timers.iter().find(|timer| timer.kind == TimerKind::Wait)?;
        let event = Event::Due { entry: timer.entry, timer: timer.kind };
        Some(Happening { at: state.at.max(timer.at), event, is_accepted: true })
    })
}

#[derive(Clone, Copy)]
struct World<'w> {
    process: &'w Process,
    state: &'w State,
    now: Timestamp,
}

impl<'w> World<'w> {
    #[expect(clippy::unnecessary_wraps, reason = "as the others, which may find nothing")]
    const fn happening(self, event: Event, is_accepted: bool) -> Option<Happening> {
        Some(Happening { at: self.now, event, is_accepted })
    }

    fn kind(self, token: Token) -> &'w ActivityKind {
        &self.process.activity(token.activity).kind
    }

    /// A form as it may be filled in.
    fn form(self, lot: &mut Lot) -> Option<(&'w Dialog, Submission)> {
        let is_form = |token: &&Token| matches!(self.kind(**token), ActivityKind::UserTask { .. });
        let tokens: Vec<&Token> = self.state.tokens.iter().filter(is_form).collect();
        let token = **lot.one_of(&tokens)?;
        let ActivityKind::UserTask { dialogs, .. } = self.kind(token) else { return None };
        let position = lot.below(dialogs.len());
        let dialog = &dialogs[position];
        Some((dialog, submission(self.process, token.activity, position, dialog, lot)))
    }

    fn submit(self, lot: &mut Lot) -> Option<Happening> {
        let (dialog, submission) = self.form(lot)?;
        let actor = someone(&dialog.by, Some(self.state), lot);
        let is_permitted = dialog.by.permits_in(&actor, self.state);
        let seen = self.state.version;
        self.happening(Event::Submitted { actor, submission, seen }, is_permitted)
    }

    fn submit_wrongly(self, lot: &mut Lot) -> Option<Happening> {
        let (dialog, mut submission) = self.form(lot)?;
        let mut actor = someone(&dialog.by, Some(self.state), lot);
        let mut seen = self.state.version;
        match lot.below(7) {
            0 => seen -= 1,
            1 => drop(submission.values.insert("Nothing".to_owned(), vec!["x".to_owned()])),
            2 => submission.dialog = 99,
            3 => "s99".clone_into(&mut submission.activity),
            4 => actor = Actor::System,
            wrong => {
                let wrong =
                    if wrong == 5 { "\u{1}" } else { "wrong, and much too long for any field" };
                let places =
                    dialog.fields.iter().filter(|offered| offered.mode == FieldMode::Required);
                let place = places
                    .map(|offered| self.process.field(offered.field))
                    .find(|field| field.parse(&[wrong.to_owned()]).is_err())?;
                submission.values.insert(place.name.clone(), vec![wrong.to_owned()]);
            }
        }
        self.happening(Event::Submitted { actor, submission, seen }, false)
    }

    /// An invocation that is under way ends.
    fn invocation(self, lot: &mut Lot) -> Option<Happening> {
        let waits = |token: &&Token| matches!(self.kind(**token), ActivityKind::ServiceTask { .. });
        let waiting = self.state.tokens.iter().filter(waits).map(|token| token.entry);
        let background = self.state.background.iter().map(|background| background.entry);
        let entries: Vec<u32> = waiting.chain(background).collect();
        let entry = *lot.one_of(&entries)?;
        self.happening(Event::Ended { entry, outcome: self.outcome(lot) }, true)
    }

    fn outcome(self, lot: &mut Lot) -> Outcome {
        let message = "Not today.".to_owned();
        match lot.below(5) {
            0 | 1 => Outcome::Accepted { changes: self.changes(lot) },
            2 => Outcome::Rejected {
                code: "Fire.Refused".to_owned(),
                message,
                changes: self.changes(lot),
            },
            3 => Outcome::Rejected {
                code: "Fire.Other".to_owned(),
                message,
                changes: Changes::default(),
            },
            _ => Outcome::Undelivered { attempts: 5, last_error: "connection refused".to_owned() },
        }
    }

    /// What a mapping wants changed, some of it impossible.
    fn changes(self, lot: &mut Lot) -> Changes {
        let one_of =
            |lot: &mut Lot, all: [&str; 2]| lot.once_in(3).then(|| all[lot.below(2)].to_owned());
        let mut changes = Changes {
            state: one_of(lot, ["open", "no such state"]),
            title: one_of(lot, ["Another title", "A\u{7}title"]),
            fields: vec![("Count".to_owned(), vec![lot.below(6).to_string()])],
            articles: Vec::new(),
        };
        let fields = self.process.fields();
        for field in (0..lot.below(3)).map(|_| &fields[lot.below(fields.len())]).collect::<Vec<_>>()
        {
            let value = match lot.below(4) {
                0 => Vec::new(),
                1 => vec!["nonsense \u{2}".to_owned()],
                _ => input(None, field, &Constants::default(), lot),
            };
            changes.fields.push((field.name.clone(), value));
        }
        if lot.once_in(4) {
            changes.fields.push(("Nothing".to_owned(), vec!["x".to_owned()]));
            let (subject, body) = ("Said".to_owned(), "It was so.".to_owned());
            changes.articles.push(Article { visible_to_customer: true, subject, body });
        }
        changes
    }

    /// What nobody waits for, or not any more.
    fn late(self, lot: &mut Lot) -> Happening {
        let entry = self.state.next_entry + 7;
        let end = self.process_end(lot, &[]);
        let event = match lot.below(6) {
            0 => Event::Ended { entry, outcome: self.outcome(lot) },
            1 => Event::Due { entry, timer: TimerKind::Expire },
            2 => Event::Collected { entry, items: Ok(Vec::new()) },
            3 => Event::Returned { entry, item: 0, end },
            4 => {
                let child = lot.one_of(&self.state.children);
                let entry = child.map_or(entry, |child| child.entry);
                Event::Returned { entry, item: 9999, end }
            }
            _ => {
                let actor = someone(&Clause::default(), None, lot);
                Event::Started { actor, submission: None }
            }
        };
        Happening { at: self.now, event, is_accepted: false }
    }

    fn timer(self, lot: &mut Lot) -> Option<Happening> {
        let timer = *lot.one_of(&self.state.timers)?;
        let event = Event::Due { entry: timer.entry, timer: timer.kind };
        let is_due = timer.at <= self.now;
        if is_due || lot.once_in(4) {
            return self.happening(event, is_due);
        }
        Some(Happening { at: timer.at, event, is_accepted: true })
    }

    fn message(self, lot: &mut Lot) -> Option<Happening> {
        let awaited = awaited_messages(self.process, self.state);
        let (_, name) = *lot.one_of(&awaited)?;
        // Of several that wait for it, the first one gets it.
        let (token, _) = awaited.iter().find(|(_, other)| *other == name)?;
        let ActivityKind::Wait { on: WaitFor::Message { fields, .. }, .. } = self.kind(*token)
        else {
            return None;
        };
        let mut values = BTreeMap::new();
        for field in fields {
            values.extend([filled(self.process, *field, lot)]);
        }
        let name = name.to_owned();
        if lot.once_in(8) {
            values.insert("Nothing".to_owned(), vec!["x".to_owned()]);
            return self.happening(Event::Message { name, values }, false);
        }
        self.happening(Event::Message { name, values }, true)
    }

    fn items(self, lot: &mut Lot) -> Option<Happening> {
        let collects = |token: &&Token| {
            matches!(self.kind(**token), ActivityKind::ForEach { .. })
                && self.state.children.iter().all(|child| child.entry != token.entry)
        };
        let tokens: Vec<&Token> = self.state.tokens.iter().filter(collects).collect();
        let token = **lot.one_of(&tokens)?;
        let ActivityKind::ForEach { columns, .. } = self.kind(token) else { return None };
        let items = if lot.once_in(4) {
            Err("The file has no header.".to_owned())
        } else {
            let row = |row: usize| columns.iter().map(|column| format!("{column} {row}")).collect();
            Ok((0..lot.below(4)).map(row).collect())
        };
        self.happening(Event::Collected { entry: token.entry, items }, true)
    }

    /// A process that this one began ends; or, once more, one that has.
    fn child(self, lot: &mut Lot) -> Option<Happening> {
        let is_under_way = |child: &&engine::state::Child| child.end.is_none();
        let children: Vec<_> = self.state.children.iter().filter(is_under_way).collect();
        let child = *lot.one_of(&children)?;
        let token = self.state.token(child.entry)?;
        let take = if let ActivityKind::Call { take, .. } = self.kind(token) {
            take.as_slice()
        } else {
            &[]
        };
        let end = self.process_end(lot, take);
        self.happening(Event::Returned { entry: child.entry, item: child.item, end }, true)
    }

    fn process_end(self, lot: &mut Lot, take: &[engine::process::Output]) -> ProcessEnd {
        let mut values = BTreeMap::new();
        for output in take.iter().filter(|_| !lot.once_in(4)).collect::<Vec<_>>() {
            let field = self.process.field(output.field);
            values.insert(output.from.clone(), input(None, field, &Constants::default(), lot));
        }
        ProcessEnd { is_successful: !lot.once_in(3), reason: "It is so.".to_owned(), values }
    }

    fn cancel(self, lot: &mut Lot) -> Option<Happening> {
        let is_end = |token: &Token| matches!(self.kind(*token), ActivityKind::End { .. });
        let is_over = self.state.tokens.iter().all(is_end);
        let agent = Actor::Agent { login: "otto".to_owned(), groups: Vec::new() };
        let is_agent = !lot.once_in(4);
        let actor = if is_agent { agent } else { Actor::System };
        let reason = "Nobody wants it any more.".to_owned();
        self.happening(Event::Cancelled { actor, reason }, is_agent && !is_over)
    }
}

/// A dialog as it is filled in by who reads it.
fn submission(
    process: &Process,
    activity: ActivityIdx,
    position: usize,
    dialog: &Dialog,
    lot: &mut Lot,
) -> Submission {
    let mut values = BTreeMap::new();
    for offered in &dialog.fields {
        let is_given = match offered.mode {
            FieldMode::Required => true,
            FieldMode::Optional => !lot.once_in(3),
            FieldMode::ReadOnly | FieldMode::Hidden => false,
        };
        if is_given {
            values.extend([filled(process, offered.field, lot)]);
        }
    }
    Submission { activity: process.activity(activity).name.clone(), dialog: position, values }
}

/// A field with something that it allows, whatever the others hold.
fn filled(process: &Process, field: FieldIdx, lot: &mut Lot) -> (String, Vec<String>) {
    let field = process.field(field);
    let mut value = input(None, field, &Constants::default(), lot);
    if field.name == "Count" && value == ["3"] {
        value = vec!["2".to_owned()];
    }
    (field.name.clone(), value)
}
