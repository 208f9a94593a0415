//! What a token reads and fills on its way through an activity, in the order of `step`.

use std::collections::BTreeMap;

use super::filled::{Filled, Slot};
use crate::action::{Action, Input, Recipient};
use crate::condition::Condition;
use crate::event::{SOME_UNSUCCESSFUL, UNREADABLE};
use crate::name::Name;
use crate::process::compile::InvokerFacts;
use crate::process::graph::Edge;
use crate::process::{
    Activity, ActivityIdx, ActivityKind, Dialog, ErrorFlow, ErrorMatch, FieldIdx, FieldMode, Flow,
    Items, Process, WaitFor,
};
use crate::template::Template;

/// One token at one activity, from its coming to its going on.
#[derive(Debug, Default)]
pub(super) struct Passage<'p> {
    /// Until it rests or goes on.
    pub(super) arrival: Vec<Op<'p>>,
    /// What may make it go on.
    pub(super) departures: Vec<Departure<'p>>,
}

/// One of the things that make a token go on.
#[derive(Debug)]
pub(super) struct Departure<'p> {
    /// The dialog that is submitted, if there are several.
    pub(super) dialog: Option<&'p str>,
    /// Before it is known where the token goes.
    pub(super) ops: Vec<Op<'p>>,
    pub(super) ways: Vec<Way<'p>>,
}

/// A flow, error flow or deadline.
#[derive(Debug)]
pub(super) struct Way<'p> {
    pub(super) edge: Edge,
    pub(super) to: ActivityIdx,
    pub(super) ops: Vec<Op<'p>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Op<'p> {
    Read(Read<'p>),
    Fill(Filled),
    /// An invocation succeeded: there is no error any more.
    ForgetError,
}

/// A name that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'p> {
    pub(super) name: Name,
    pub(super) by: Reader<'p>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Reader<'p> {
    Template(&'p Template),
    Condition(&'p Condition),
    /// The outbound mapping of this invoker.
    Mapping(&'p str),
    /// This dialog shows the field.
    Shown(&'p str),
    /// The field names who may submit this dialog.
    By(&'p str),
    /// The field names who sees the ticket.
    Company,
    /// The value of a key is the field.
    Key,
}

/// What fills a read name; nothing for names that always hold something, or whose absence says something.
pub(super) const fn slot(name: Name) -> Option<Slot> {
    match name {
        Name::Field(field) => Some(Slot::Field(field)),
        Name::ErrorCode | Name::ErrorMessage => Some(Slot::Error),
        Name::Submitter => Some(Slot::Submitter),
        Name::TicketNumber
        | Name::TicketTitle
        | Name::TicketState
        | Name::TicketQueue
        | Name::TicketPriority
        | Name::TicketCustomerId
        | Name::TicketCustomerUser
        | Name::TicketOwner
        | Name::TicketKind
        | Name::Today
        | Name::Item(_) => None,
    }
}

/// Where passages are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct World<'p> {
    pub(super) process: &'p Process,
    /// What mappings read and set, if that is known.
    pub(super) invokers: Option<&'p BTreeMap<String, InvokerFacts>>,
}

impl<'p> World<'p> {
    /// `disturbed`: other branches may end an invocation while a token rests here.
    pub(super) fn passage(self, activity: &'p Activity, disturbed: bool) -> Passage<'p> {
        let mut arrival = Ops { world: self, list: Vec::new() };
        arrival.actions(&activity.on_enter);
        arrival.arrival(&activity.kind);
        if disturbed && activity.kind.rests() {
            arrival.list.push(Op::ForgetError);
        }
        if let ActivityKind::UserTask { dialogs, .. } = &activity.kind {
            for dialog in dialogs {
                arrival.open(dialog);
            }
        }
        if let Some(remind) = &activity.remind {
            arrival.recipient(&remind.notify);
            arrival.templates(remind.subject.iter().chain(&remind.body));
        }
        let mut departures = self.departures(&activity.kind);
        let on_error = activity.kind.on_error().iter().enumerate();
        departures
            .extend(on_error.map(|(position, _)| self.error_departure(&activity.kind, position)));
        departures.extend(activity.expire.as_ref().map(|expire| {
            let mut ops = self.ops();
            ops.templates(&expire.tell);
            ops.actions(&expire.actions);
            departure(Vec::new(), vec![Way { edge: Edge::Expire, to: expire.to, ops: ops.list }])
        }));
        Passage { arrival: arrival.list, departures }
    }

    const fn ops(self) -> Ops<'p> {
        Ops { world: self, list: Vec::new() }
    }

    /// What makes a token go on by `next`.
    fn departures(self, kind: &'p ActivityKind) -> Vec<Departure<'p>> {
        let mut ops = self.ops();
        match kind {
            ActivityKind::UserTask { dialogs, next } => {
                let is_one = dialogs.len() == 1;
                let of = |dialog: &'p Dialog| {
                    let mut ops = self.ops();
                    ops.submission(dialog);
                    let departure = self.onward(ops, next);
                    Departure { dialog: (!is_one).then_some(&*dialog.name), ..departure }
                };
                return dialogs.iter().map(of).collect();
            }
            ActivityKind::ServiceTask { invoker, compensate, .. } => {
                ops.fill(self.sets(invoker));
                ops.list.push(Op::ForgetError);
                // From now on the process may be ended unsuccessfully, if only by an agent.
                if let Some(invoker) = compensate {
                    ops.mapping(invoker);
                }
            }
            ActivityKind::Wait { on: WaitFor::Message { fields, .. }, .. } => {
                ops.fill(fields.iter().copied().collect());
                ops.checks(fields.iter().copied());
            }
            ActivityKind::Call { take, .. } => {
                ops.fill(take.iter().map(|output| output.field).collect());
                ops.list.push(Op::ForgetError);
            }
            ActivityKind::ForEach { failed, .. } => {
                ops.fill(failed.iter().copied().collect());
                ops.list.push(Op::ForgetError);
            }
            ActivityKind::Do { .. }
            | ActivityKind::Choice { .. }
            | ActivityKind::Parallel { .. }
            | ActivityKind::Join { .. }
            | ActivityKind::Wait { .. } => {}
            ActivityKind::End { .. } => return Vec::new(),
        }
        vec![self.onward(ops, kind.next())]
    }

    /// By the first flow that applies: any condition may be asked.
    fn onward(self, mut ops: Ops<'p>, next: &'p [Flow]) -> Departure<'p> {
        next.iter().filter_map(|flow| flow.when.as_ref()).for_each(|when| ops.condition(when));
        let way = |(position, flow): (usize, &'p Flow)| {
            let mut ops = self.ops();
            ops.actions(&flow.actions);
            Way { edge: Edge::Flow(position), to: flow.to, ops: ops.list }
        };
        departure(ops.list, next.iter().enumerate().map(way).collect())
    }

    fn error_departure(self, kind: &'p ActivityKind, position: usize) -> Departure<'p> {
        let mut ops = self.ops();
        let mut ways = Vec::new();
        if let Some((flow, before)) = kind.on_error().get(..=position).and_then(<[_]>::split_last) {
            ops.fill(self.set_by_failure(kind, flow, before));
            let mut filled = Filled::NOTHING;
            filled.put(Slot::Error, true);
            ops.fill(filled);
            let mut then = self.ops();
            then.templates(&flow.tell);
            then.actions(&flow.actions);
            ways.push(Way { edge: Edge::Error(position), to: flow.to, ops: then.list });
        }
        departure(ops.list, ways)
    }

    /// What is set wherever this error flow is taken: a rejection has an answer, which is mapped.
    fn set_by_failure(self, kind: &ActivityKind, flow: &ErrorFlow, before: &[ErrorFlow]) -> Filled {
        let caught_before = |other: &ErrorMatch| before.iter().any(|flow| flow.on == *other);
        match (kind, &flow.on) {
            (ActivityKind::ServiceTask { invoker, .. }, ErrorMatch::Code(_)) => self.sets(invoker),
            (ActivityKind::ServiceTask { invoker, .. }, ErrorMatch::Any)
                if caught_before(&ErrorMatch::Undelivered) =>
            {
                self.sets(invoker)
            }
            (ActivityKind::ForEach { failed, .. }, ErrorMatch::Code(code))
                if code == SOME_UNSUCCESSFUL =>
            {
                failed.iter().copied().collect()
            }
            (ActivityKind::ForEach { failed, .. }, ErrorMatch::Any)
                if caught_before(&ErrorMatch::Code(UNREADABLE.to_owned())) =>
            {
                failed.iter().copied().collect()
            }
            (_, _) => Filled::NOTHING,
        }
    }

    /// The fields that an invoker's inbound mapping sets.
    fn sets(self, invoker: &str) -> Filled {
        let facts = self.invokers.and_then(|invokers| invokers.get(invoker));
        match facts.and_then(|facts| facts.sets.as_ref()) {
            Some(names) => names.iter().filter_map(|name| self.process.field_idx(name)).collect(),
            None => (0..self.process.fields().len()).map(FieldIdx).collect(),
        }
    }
}

const fn departure<'p>(ops: Vec<Op<'p>>, ways: Vec<Way<'p>>) -> Departure<'p> {
    Departure { dialog: None, ops, ways }
}

/// A list of operations that grows.
#[derive(Debug)]
pub(super) struct Ops<'p> {
    pub(super) world: World<'p>,
    pub(super) list: Vec<Op<'p>>,
}

impl<'p> Ops<'p> {
    fn fill(&mut self, filled: Filled) {
        if filled != Filled::NOTHING {
            self.list.push(Op::Fill(filled));
        }
    }

    pub(super) fn read(&mut self, name: Name, by: Reader<'p>) {
        self.list.push(Op::Read(Read { name, by }));
    }

    pub(super) fn templates(&mut self, templates: impl IntoIterator<Item = &'p Template>) {
        for template in templates {
            template.reads().for_each(|name| self.read(name, Reader::Template(template)));
        }
    }

    fn condition(&mut self, condition: &'p Condition) {
        condition.reads().for_each(|name| self.read(name, Reader::Condition(condition)));
    }

    fn mapping(&mut self, invoker: &'p str) {
        let World { process, invokers } = self.world;
        let facts = invokers.and_then(|invokers| invokers.get(invoker));
        for field in facts.into_iter().flat_map(|facts| &facts.fields) {
            if let Some(field) = process.field_idx(field) {
                self.read(Name::Field(field), Reader::Mapping(invoker));
            }
        }
    }

    fn inputs(&mut self, with: &'p [Input]) {
        self.templates(with.iter().map(|input| &input.value));
    }

    fn recipient(&mut self, recipient: &Recipient) {
        if let Recipient::Field(field) = recipient {
            self.read(Name::Field(*field), Reader::Key);
        }
    }

    /// What happens at once when a token comes, besides `on-enter`.
    fn arrival(&mut self, kind: &'p ActivityKind) {
        match kind {
            ActivityKind::ServiceTask { invoker, .. } => self.mapping(invoker),
            ActivityKind::Do { actions, .. } => self.actions(actions),
            ActivityKind::Wait { on: WaitFor::Until(field), .. } => {
                self.read(Name::Field(*field), Reader::Key);
            }
            ActivityKind::Call { with, .. } => self.inputs(with),
            ActivityKind::ForEach { items, with, .. } => {
                if let Items::Lines(field) | Items::Choices(field) | Items::Rows(field) = items {
                    self.read(Name::Field(*field), Reader::Key);
                }
                self.inputs(with);
            }
            ActivityKind::End { tell, notify, .. } => {
                self.templates(tell);
                if let Some(recipient) = notify {
                    self.recipient(recipient);
                }
            }
            ActivityKind::UserTask { .. }
            | ActivityKind::Choice { .. }
            | ActivityKind::Parallel { .. }
            | ActivityKind::Join { .. }
            | ActivityKind::Wait { on: WaitFor::After(_) | WaitFor::Message { .. }, .. } => {}
        }
    }

    /// A dialog that waits for somebody.
    fn open(&mut self, dialog: &'p Dialog) {
        for field in &dialog.by.fields {
            self.read(Name::Field(*field), Reader::By(&dialog.name));
        }
        for offered in dialog.fields.iter().filter(|offered| offered.mode == FieldMode::ReadOnly) {
            self.read(Name::Field(offered.field), Reader::Shown(&dialog.name));
        }
    }

    /// A dialog that somebody submits.
    fn submission(&mut self, dialog: &'p Dialog) {
        let asked = dialog.fields.iter().filter(|offered| match offered.mode {
            FieldMode::Required | FieldMode::Optional => true,
            FieldMode::Hidden => offered.default.is_some(),
            FieldMode::ReadOnly => false,
        });
        let asked: Vec<FieldIdx> = asked.map(|offered| offered.field).collect();
        let mut filled: Filled = asked.iter().copied().collect();
        filled.put(Slot::Submitter, true);
        self.fill(filled);
        self.checks(asked.into_iter());
    }

    /// What is checked once these fields are set.
    fn checks(&mut self, fields: impl Iterator<Item = FieldIdx>) {
        let process = self.world.process;
        for check in fields.filter_map(|field| process.field(field).check.as_ref()) {
            self.condition(&check.that);
            self.templates([&check.message]);
        }
    }

    fn actions(&mut self, actions: &'p [Action]) {
        for action in actions {
            match action {
                Action::SetField { field, to } => {
                    self.templates([to]);
                    self.fill(Filled::from_iter([*field]));
                }
                Action::SetTitle(text) | Action::SetOwner(text) => self.templates([text]),
                Action::SetCustomer { customer, customer_user } => {
                    self.templates([customer, customer_user]);
                }
                Action::Note { subject, body, .. } => self.templates([subject, body]),
                Action::Notify { to, subject, body, .. } => {
                    self.recipient(to);
                    self.templates([subject, body]);
                }
                Action::CreateTicket { with, .. } => self.inputs(with),
                // What its answer sets, it sets at some later time.
                Action::Invoke(invoker) => self.mapping(invoker),
                Action::SetState(_)
                | Action::SetQueue(_)
                | Action::SetPriority(_)
                | Action::SetType(_)
                | Action::Lock(_) => {}
            }
        }
    }
}
