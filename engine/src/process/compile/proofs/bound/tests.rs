//! The analysis against all runs of the token game, on processes made at random.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::access::Clause;
use crate::action::Action;
use crate::delay::Delay;
use crate::field::{Field, FieldKind};
use crate::process::compile::InvokerFacts;
use crate::process::{
    Activity, Dialog, DialogField, ErrorFlow, ErrorMatch, Expire, FieldMode, Flow, Start,
    TicketDefaults,
};
use crate::template::Template;
use crate::ticket::{Priority, TicketState};

const N_FIELDS: usize = 4;

fn name(field: usize) -> String {
    format!("F{field}")
}

/// The number in a name such as `F3` or `a3`.
fn number(name: &str) -> usize {
    name.trim_start_matches(['F', 'a']).parse().unwrap()
}

fn template(text: &str) -> Template {
    let fields = (0..N_FIELDS).map(|field| (name(field), FieldIdx(field))).collect();
    Template::parse(text, &fields).unwrap()
}

fn set(field: usize) -> Action {
    Action::SetField { field: FieldIdx(field), to: template("x") }
}

fn note(text: &str) -> Action {
    Action::Note { visible_to_customer: false, subject: template("x"), body: template(text) }
}

/// A process of these activities, which begins with the first; its first field has a default.
fn process(activities: Vec<(ActivityKind, Option<Expire>)>) -> Process {
    let field = |at| Field {
        name: name(at),
        label: name(at),
        hint: String::new(),
        kind: FieldKind::Checkbox,
        default: (at == 0).then_some(crate::value::Value::Boolean(true)),
        check: None,
    };
    let activities = activities.into_iter().enumerate().map(|(at, (kind, expire))| Activity {
        name: format!("a{at}"),
        label: format!("a{at}"),
        kind,
        on_enter: Vec::new(),
        expire,
        remind: None,
        line: at + 1,
    });
    Process {
        name: "p".to_owned(),
        title: "P".to_owned(),
        description: String::new(),
        start: Start { activity: ActivityIdx(0), by: Clause::default() },
        ticket: TicketDefaults {
            title: template("x"),
            queue: "Q".to_owned(),
            priority: Priority::Normal,
        },
        company: None,
        fields: (0..N_FIELDS).map(field).collect(),
        activities: activities.collect(),
        field_by_name: (0..N_FIELDS).map(|field| (name(field), FieldIdx(field))).collect(),
        activity_by_name: BTreeMap::new(),
    }
}

fn flow(to: usize, actions: Vec<Action>) -> Flow {
    Flow { when: None, actions, to: ActivityIdx(to) }
}

/// Parts of a process. Whatever they set and read are fields, but for `error` in `Fails`.
#[derive(Debug, Clone)]
enum Part {
    Set(usize),
    Read(usize),
    /// A user task with these dialogs, each of which asks for a field, and an expiry that sets one.
    Ask(Vec<usize>, Option<usize>),
    Either(Vec<Vec<Self>>),
    /// Goes back to its begin.
    Loop(Vec<Self>),
    /// Branches, and how many of them must come.
    Branches(Vec<Vec<Self>>, usize),
    /// A service task that sets a field; what follows a failure sets and reads on.
    Invoke(usize, Vec<Self>),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let field = 0..N_FIELDS;
    let leaf = prop_oneof![
        3 => field.clone().prop_map(Part::Set),
        3 => field.clone().prop_map(Part::Read),
        1 => (prop::collection::vec(field.clone(), 1..3), prop::option::of(field))
            .prop_map(|(asked, expire)| Part::Ask(asked, expire)),
    ];
    let part = leaf.prop_recursive(3, 12, 3, move |inner| {
        let sequence = prop::collection::vec(inner, 0..4);
        let several = prop::collection::vec(sequence.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Part::Either),
            sequence.clone().prop_map(Part::Loop),
            (several, 1..4_usize).prop_map(|(all, n)| {
                let n = n.min(all.len());
                Part::Branches(all, n)
            }),
            (0..N_FIELDS, sequence).prop_map(|(sets, then)| Part::Invoke(sets, then)),
        ]
    });
    prop::collection::vec(part, 1..6)
}

/// Lays parts out as activities, from the last to the first.
struct Layout {
    activities: Vec<Option<(ActivityKind, Option<Expire>)>>,
}

impl Layout {
    fn reserve(&mut self) -> usize {
        self.activities.push(None);
        self.activities.len() - 1
    }

    fn put(&mut self, kind: ActivityKind) -> usize {
        self.activities.push(Some((kind, None)));
        self.activities.len() - 1
    }

    fn sequence(&mut self, parts: &[Part], then: usize) -> usize {
        parts.iter().rev().fold(then, |then, part| self.part(part, then))
    }

    fn part(&mut self, part: &Part, then: usize) -> usize {
        let next = vec![flow(then, Vec::new())];
        match part {
            Part::Set(field) => self.put(ActivityKind::Do { actions: vec![set(*field)], next }),
            Part::Read(field) => {
                let actions = vec![note(&format!("{{{{ {} }}}}", name(*field)))];
                self.put(ActivityKind::Do { actions, next })
            }
            Part::Ask(asked, expire) => {
                let dialog = |(at, field): (usize, &usize)| Dialog {
                    name: format!("d{at}"),
                    by: Clause::default(),
                    description: String::new(),
                    fields: vec![DialogField {
                        field: FieldIdx(*field),
                        mode: FieldMode::Optional,
                        default: None,
                    }],
                    submit: String::new(),
                };
                let dialogs = asked.iter().enumerate().map(dialog).collect();
                let at = self.put(ActivityKind::UserTask { dialogs, next });
                self.activities[at].as_mut().unwrap().1 = expire.map(|field| Expire {
                    after: Delay::parse("1d").unwrap(),
                    to: ActivityIdx(then),
                    tell: None,
                    actions: vec![set(field)],
                });
                at
            }
            Part::Either(ways) => {
                let next = ways.iter().map(|way| flow(self.sequence(way, then), Vec::new()));
                let next = next.collect();
                self.put(ActivityKind::Choice { next })
            }
            Part::Loop(body) => {
                let back = self.reserve();
                let first = self.sequence(body, back);
                let next = vec![flow(first, Vec::new()), flow(then, Vec::new())];
                self.activities[back] = Some((ActivityKind::Choice { next }, None));
                first
            }
            Part::Branches(branches, wait_for) => {
                let of = self.reserve();
                let (wait_for, region) = (*wait_for, Vec::new());
                let of_at = ActivityIdx(of);
                let join = self.put(ActivityKind::Join { of: of_at, wait_for, region, next });
                let next =
                    branches.iter().map(|branch| flow(self.sequence(branch, join), Vec::new()));
                let next = next.collect();
                self.activities[of] = Some((ActivityKind::Parallel { next }, None));
                of
            }
            Part::Invoke(sets, failed) => {
                let to = ActivityIdx(self.sequence(failed, then));
                let on_error =
                    |on| ErrorFlow { on, to, tell: None, field: None, actions: Vec::new() };
                self.put(ActivityKind::ServiceTask {
                    invoker: name(*sets),
                    next,
                    on_error: vec![on_error(ErrorMatch::Undelivered), on_error(ErrorMatch::Any)],
                    compensate: None,
                })
            }
        }
    }
}

/// The activities begin with a `do` of nothing at 0.
fn laid_out(parts: &[Part]) -> Process {
    let mut layout = Layout { activities: Vec::new() };
    let begin = layout.reserve();
    let end = layout.put(ActivityKind::End {
        state: TicketState::ClosedSuccessful,
        tell: None,
        notify: None,
    });
    let first = layout.sequence(parts, end);
    let next = vec![flow(first, Vec::new())];
    layout.activities[begin] = Some((ActivityKind::Do { actions: Vec::new(), next }, None));
    process(layout.activities.into_iter().map(Option::unwrap).collect())
}

/// Each invoker sets the field of its name.
fn surroundings() -> Surroundings {
    let facts =
        |field| InvokerFacts { fields: BTreeSet::new(), sets: Some(BTreeSet::from([name(field)])) };
    Surroundings {
        invokers: Some((0..N_FIELDS).map(|field| (name(field), facts(field))).collect()),
        queues: None,
        processes: Some(BTreeMap::new()),
    }
}

/// A token: where it is, and the fields that it knows to be filled.
type Token = (usize, BTreeSet<usize>);

/// All runs of the token game: every marking that is reached is gone on from in every way, once.
struct Runs<'p> {
    process: &'p Process,
    seen: BTreeSet<Vec<Token>>,
    open: Vec<Vec<Token>>,
    unfilled: BTreeSet<(usize, usize)>,
}

impl Runs<'_> {
    fn reach(&mut self, mut marking: Vec<Token>) {
        marking.sort();
        if self.seen.insert(marking.clone()) {
            self.open.push(marking);
        }
    }

    fn act(&mut self, at: usize, actions: &[Action], known: &mut BTreeSet<usize>) {
        for action in actions {
            if let Action::SetField { field, .. } = action {
                known.insert(field.0);
            } else if let Action::Note { body, .. } = action {
                for read in body.reads() {
                    let Name::Field(field) = read else { continue };
                    if !known.contains(&field.0) {
                        self.unfilled.insert((at, field.0));
                    }
                }
            }
        }
    }

    /// Everything that can happen next to one token of a marking.
    fn go_on(&mut self, marking: &[Token], position: usize) {
        let (at, known) = marking[position].clone();
        let mut others = marking.to_vec();
        others.remove(position);
        let goes = |run: &mut Self, to: ActivityIdx, known: BTreeSet<usize>| {
            let mut marking = others.clone();
            marking.push((to.0, known));
            run.reach(marking);
        };
        let with = |known: &BTreeSet<usize>, more: &[usize]| -> BTreeSet<usize> {
            known.iter().chain(more).copied().collect()
        };
        let process = self.process;
        let activity = process.activity(ActivityIdx(at));
        match &activity.kind {
            ActivityKind::UserTask { dialogs, next } => {
                for dialog in dialogs {
                    let asked: Vec<usize> = dialog.fields.iter().map(|f| f.field.0).collect();
                    goes(self, next[0].to, with(&known, &asked));
                }
                if let Some(expire) = &activity.expire {
                    let mut known = known.clone();
                    self.act(at, &expire.actions, &mut known);
                    goes(self, expire.to, known);
                }
            }
            ActivityKind::ServiceTask { invoker, next, on_error, .. } => {
                let sets = number(invoker);
                goes(self, next[0].to, with(&known, &[sets]));
                goes(self, on_error[0].to, known.clone());
                goes(self, on_error[1].to, with(&known, &[sets]));
            }
            ActivityKind::Do { actions, next } => {
                let mut known = known;
                self.act(at, actions, &mut known);
                goes(self, next[0].to, known);
            }
            ActivityKind::Choice { next } => {
                for flow in next {
                    goes(self, flow.to, known.clone());
                }
            }
            ActivityKind::Parallel { next } => {
                let mut marking = others;
                marking.extend(next.iter().map(|flow| (flow.to.0, known.clone())));
                self.reach(marking);
            }
            ActivityKind::Join { next, .. } => self.join(marking, at, next[0].to),
            ActivityKind::Wait { .. }
            | ActivityKind::Call { .. }
            | ActivityKind::ForEach { .. }
            | ActivityKind::End { .. } => {}
        }
    }

    /// Any tokens that are enough may be the first to come; what is left of the branches is withdrawn.
    fn join(&mut self, marking: &[Token], at: usize, to: ActivityIdx) {
        let ActivityKind::Join { of, wait_for, .. } = self.process.activity(ActivityIdx(at)).kind
        else {
            return;
        };
        let region = self.region(of.0, at);
        let (here, others): (Vec<&Token>, Vec<&Token>) =
            marking.iter().partition(|(place, _)| *place == at);
        let outside = others.into_iter().filter(|(place, _)| !region.contains(place));
        let outside: Vec<Token> = outside.cloned().collect();
        for chosen in 0..1_u32 << here.len() {
            let chosen = here.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            let chosen: Vec<&BTreeSet<usize>> = chosen.map(|(_, (_, known))| known).collect();
            if chosen.len() == wait_for {
                let mut marking = outside.clone();
                marking.push((to.0, chosen.into_iter().flatten().copied().collect()));
                self.reach(marking);
            }
        }
    }

    /// What lies between a parallel and its join.
    fn region(&self, of: usize, join: usize) -> BTreeSet<usize> {
        let mut region = BTreeSet::new();
        let mut open = vec![of];
        while let Some(at) = open.pop() {
            let activity = self.process.activity(ActivityIdx(at));
            let next = activity.kind.next().iter().map(|flow| flow.to.0);
            let on_error = activity.kind.on_error().iter().map(|flow| flow.to.0);
            let expire = activity.expire.iter().map(|expire| expire.to.0);
            for to in next.chain(on_error).chain(expire) {
                if to != join && region.insert(to) {
                    open.push(to);
                }
            }
        }
        region
    }
}

/// Every activity with a field that it reads and that is not filled in some run; nothing if there are
/// too many runs to go through.
fn unfilled_in_some_run(process: &Process) -> Option<BTreeSet<(usize, usize)>> {
    let mut runs =
        Runs { process, seen: BTreeSet::new(), open: Vec::new(), unfilled: BTreeSet::new() };
    runs.reach(vec![(0, BTreeSet::from([0]))]);
    while let Some(marking) = runs.open.pop() {
        if runs.seen.len() > 5_000 {
            return None;
        }
        (0..marking.len()).for_each(|position| runs.go_on(&marking, position));
    }
    Some(runs.unfilled)
}

fn found(process: &Process) -> BTreeSet<(usize, usize)> {
    let surroundings = surroundings();
    let fields = findings(process, &surroundings).into_iter().filter_map(|finding| {
        let Name::Field(field) = finding.read.name else { return None };
        Some((finding.at?.0, field.0))
    });
    fields.collect()
}

#[test]
fn who_sees_the_ticket_is_known_when_it_begins() {
    let check = |field, expected: &[&str]| {
        let mut process = laid_out(&[]);
        process.company = Some(Clause { fields: vec![FieldIdx(field)], ..Clause::default() });
        let surroundings = surroundings();
        let found = findings(&process, &surroundings);
        let paths: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(paths, expected, "F{field}");
    };
    check(0, &[]);
    check(1, &["a0"]);
}

proptest! {
    #[test]
    fn what_is_found_is_what_some_run_leaves_unfilled(parts in parts()) {
        let process = laid_out(&parts);
        if let Some(expected) = unfilled_in_some_run(&process) {
            prop_assert_eq!(found(&process), expected);
        }
    }

    /// The path that is shown is one: each step leads to the next, and the last is where it is read.
    #[test]
    fn a_path_leads_to_the_read(parts in parts()) {
        let process = laid_out(&parts);
        for finding in findings(&process, &surroundings()) {
            let steps: Vec<&str> = finding.path.split(' ').filter(|step| step.starts_with('a')).collect();
            prop_assert_eq!(steps.first(), Some(&"a0"));
            let last = format!("a{}", finding.at.unwrap().0);
            prop_assert_eq!(steps.last(), Some(&&*last), "{}", finding.path);
            for pair in steps.windows(2) {
                let activity = process.activity(ActivityIdx(number(pair[0])));
                let next = activity.kind.next().iter().map(|flow| flow.to);
                let on_error = activity.kind.on_error().iter().map(|flow| flow.to);
                let mut targets = next.chain(on_error).chain(activity.expire.iter().map(|e| e.to));
                prop_assert!(targets.any(|to| to.0 == number(pair[1])), "{}", finding.path);
            }
        }
    }
}
