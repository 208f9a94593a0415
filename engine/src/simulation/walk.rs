//! A walk drawn by lot through a process: looks for places where it gets stuck.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::values::{self, Constants, Lot, PEOPLE};
use super::{Asked, Awaited, PassFault, World};
use crate::access::{Actor, Clause, People};
use crate::event::{Changes, Event, Outcome, ProcessEnd, Submission};
use crate::process::{
    ActivityIdx, ActivityKind, Dialog, ErrorMatch, FieldIdx, FieldMode, Process, WaitFor,
};
use crate::state::State;
use crate::step::{Refusal, awaited_messages};
use crate::value::Value;

/// How often a form is filled in anew when its values are refused.
const FORMS_MAX: usize = 50;

/// How a walk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkEnd {
    /// The process ended at this activity.
    Ended(ActivityIdx),
    /// It was still under way when the walk had made all its steps.
    UnderWay,
    /// Nothing could happen any more: a fault of the process.
    Stuck {
        /// The activities at which it stood.
        at: Vec<ActivityIdx>,
        /// Why.
        why: String,
    },
}

/// A process that is walked through again and again.
#[derive(Debug)]
pub struct Walker<'p> {
    process: &'p Process,
    constants: Constants,
}

/// Something that can happen next.
enum Choice<'p> {
    Submit { activity: ActivityIdx, position: usize, dialog: &'p Dialog, actor: Actor },
    ComeBack(Awaited),
    Message { name: &'p str, fields: &'p [FieldIdx] },
    Timer(Timestamp),
}

impl<'p> Walker<'p> {
    /// Prepares to walk through a process.
    pub fn new(process: &'p Process) -> Self {
        Self { process, constants: Constants::of(process) }
    }

    /// One walk of at most `n_steps_max` steps. The world is none where the process could not be begun.
    pub fn walk(
        &self,
        lot: &mut Lot,
        n_steps_max: usize,
        now: Timestamp,
    ) -> (Option<World<'p>>, WalkEnd) {
        let mut world = match self.begin(lot, now) {
            Ok(world) => world,
            Err(why) => {
                let at = vec![self.process.start().activity];
                return (None, WalkEnd::Stuck { at, why });
            }
        };
        for _ in 0..n_steps_max {
            if world.is_over() {
                break;
            }
            if let Err(why) = self.go_on(&mut world, lot) {
                let at = world.state().tokens.iter().map(|token| token.activity).collect();
                return (Some(world), WalkEnd::Stuck { at, why });
            }
        }
        let end = world.state().tokens.first().filter(|_| world.is_over());
        let end = end.map_or(WalkEnd::UnderWay, |token| WalkEnd::Ended(token.activity));
        (Some(world), end)
    }

    fn begin(&self, lot: &mut Lot, now: Timestamp) -> Result<World<'p>, String> {
        let start = self.process.start();
        let actor = someone(&start.by, None, lot);
        let ActivityKind::UserTask { dialogs, .. } = &self.process.activity(start.activity).kind
        else {
            let event = Event::Started { actor, submission: None };
            return World::begin(self.process, "1", &event, now).map_err(|why| why.to_string());
        };
        let mut refusal = "it begins with a form that has no dialog".to_owned();
        for _ in 0..FORMS_MAX {
            let position = lot.below(dialogs.len());
            let Some(dialog) = dialogs.get(position) else { break };
            let submission = self.submission(None, start.activity, position, dialog, lot);
            let event = Event::Started { actor: actor.clone(), submission: Some(submission) };
            match World::begin(self.process, "1", &event, now) {
                Ok(world) => return Ok(world),
                Err(why) => refusal = why.to_string(),
            }
        }
        Err(format!("{FORMS_MAX} forms were refused, the last one because {refusal}"))
    }

    fn go_on(&self, world: &mut World<'p>, lot: &mut Lot) -> Result<(), String> {
        let mut choices = self.choices(world, lot);
        let mut refusals = Vec::new();
        while !choices.is_empty() {
            let choice = choices.swap_remove(lot.below(choices.len()));
            match self.take(world, &choice, lot) {
                Ok(()) => return Ok(()),
                Err(why) => refusals.push(why),
            }
        }
        refusals.dedup();
        Err(if refusals.is_empty() {
            "nobody may act, and nothing is awaited".to_owned()
        } else {
            refusals.join("; ")
        })
    }

    /// Everything that can happen now.
    fn choices(&self, world: &World<'p>, lot: &mut Lot) -> Vec<Choice<'p>> {
        let state = world.state();
        let mut choices: Vec<Choice<'p>> =
            world.awaited().into_iter().map(Choice::ComeBack).collect();
        for token in &state.tokens {
            let activity = self.process.activity(token.activity);
            if let ActivityKind::UserTask { dialogs, .. } = &activity.kind {
                for (position, dialog) in dialogs.iter().enumerate() {
                    let actor = someone(&dialog.by, Some(state), lot);
                    if dialog.by.permits_in(&actor, state) {
                        let activity = token.activity;
                        choices.push(Choice::Submit { activity, position, dialog, actor });
                    }
                }
            }
        }
        for (token, name) in awaited_messages(self.process, state) {
            if let ActivityKind::Wait { on: WaitFor::Message { fields, .. }, .. } =
                &self.process.activity(token.activity).kind
            {
                choices.push(Choice::Message { name, fields });
            }
        }
        choices.extend(world.next_timer().map(|timer| Choice::Timer(timer.at)));
        choices
    }

    fn take(
        &self,
        world: &mut World<'p>,
        choice: &Choice<'p>,
        lot: &mut Lot,
    ) -> Result<(), String> {
        match choice {
            Choice::ComeBack(awaited) => self.come_back(world, awaited, lot),
            Choice::Submit { activity, position, dialog, actor } => try_forms(|| {
                let submission = self.submission(Some(world), *activity, *position, dialog, lot);
                world.submit(actor.clone(), submission)
            }),
            Choice::Message { name, fields } => try_forms(|| {
                let mut values = BTreeMap::new();
                for &field in *fields {
                    let field = self.process.field(field);
                    let input = values::input(Some(world), field, &self.constants, lot);
                    values.insert(field.name.clone(), input);
                }
                world.message(name, values)
            }),
            Choice::Timer(at) => {
                world.pass_until(*at).map(drop).map_err(|fault: PassFault| fault.to_string())
            }
        }
    }

    fn submission(
        &self,
        world: Option<&World<'p>>,
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
                let field = self.process.field(offered.field);
                let input = values::input(world, field, &self.constants, lot);
                values.insert(field.name.clone(), input);
            }
        }
        let activity = self.process.activity(activity).name.clone();
        Submission { activity, dialog: position, values }
    }

    fn come_back(
        &self,
        world: &mut World<'p>,
        awaited: &Awaited,
        lot: &mut Lot,
    ) -> Result<(), String> {
        let kind = &self.process.activity(awaited.activity).kind;
        let result = match &awaited.what {
            Asked::Invocation { .. } => world.answer(awaited.entry, outcome(kind, lot)),
            Asked::Items => {
                let items = items(kind, lot);
                world.collect(awaited.entry, items)
            }
            Asked::Process { item } => {
                let end = ProcessEnd {
                    is_successful: !lot.once_in(3),
                    reason: "The walk wanted it so.".to_owned(),
                    values: self.given_back(world, kind, lot),
                };
                world.end_child(awaited.entry, *item, end)
            }
        };
        result.map_err(|refusal| refusal.to_string())
    }

    fn given_back(
        &self,
        world: &World<'p>,
        kind: &ActivityKind,
        lot: &mut Lot,
    ) -> BTreeMap<String, Vec<String>> {
        let ActivityKind::Call { take, .. } = kind else { return BTreeMap::new() };
        let mut values = BTreeMap::new();
        for output in take {
            let field = self.process.field(output.field);
            let input = values::input(Some(world), field, &self.constants, lot);
            values.insert(output.from.clone(), input);
        }
        values
    }
}

/// Fills in a form until it is accepted.
fn try_forms(mut attempt: impl FnMut() -> Result<(), Refusal>) -> Result<(), String> {
    let mut last = String::new();
    for _ in 0..FORMS_MAX {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(refusal) => last = refusal.to_string(),
        }
    }
    Err(format!("{FORMS_MAX} forms were refused, the last one because {last}"))
}

/// How an invocation ends: half of the time well, otherwise in one of the ways that the activity names, or another.
fn outcome(kind: &ActivityKind, lot: &mut Lot) -> Outcome {
    if lot.once_in(2) {
        return Outcome::Accepted { changes: Changes::default() };
    }
    let error = lot.one_of(kind.on_error()).map(|flow| &flow.on);
    let code = match error {
        Some(ErrorMatch::Undelivered) => {
            return Outcome::Undelivered { attempts: 1, last_error: "no connection".to_owned() };
        }
        Some(ErrorMatch::Code(code)) => code.clone(),
        Some(ErrorMatch::Any) | None => "Walk.Refused".to_owned(),
    };
    let message = "The walk wanted it so.".to_owned();
    Outcome::Rejected { code, message, changes: Changes::default() }
}

fn items(kind: &ActivityKind, lot: &mut Lot) -> Result<Vec<Vec<String>>, String> {
    let ActivityKind::ForEach { columns, .. } = kind else { return Ok(Vec::new()) };
    if lot.once_in(4) {
        return Err("The walk wanted it so.".to_owned());
    }
    let rows = 0..lot.below(4);
    Ok(rows.map(|row| columns.iter().map(|column| format!("{column}{row}")).collect()).collect())
}

/// A person whom a clause permits, if there can be one; at the start there is no state yet.
pub fn someone(by: &Clause, state: Option<&State>, lot: &mut Lot) -> Actor {
    let groups = by.groups.clone();
    let named = by.fields.iter().find_map(|field| state?.value(*field).map(Value::to_text));
    let requester = state.map(|state| state.ticket.customer_user.clone());
    if by.people == People::Agents {
        let login = by.users.first().cloned().unwrap_or_else(|| "agent".to_owned());
        return Actor::Agent { login, groups };
    }
    let login = named
        .or_else(|| requester.filter(|_| by.people == People::Requester))
        .or_else(|| lot.one_of(&by.users).cloned())
        .or_else(|| lot.one_of(&PEOPLE).map(|&login| login.to_owned()))
        .unwrap_or_default();
    let customer = state.map(|state| state.ticket.customer_id.clone());
    let customer_id =
        by.customers.first().cloned().or(customer).unwrap_or_else(|| "ACME".to_owned());
    Actor::CustomerUser { login, customer_id, groups }
}
