//! How far a process ticket has come: the steps done, the one now, and the way that it usually takes
//! from there.

use std::collections::{BTreeMap, VecDeque};

use askama::Template;
use engine::action::Action;
use engine::process::{ActivityIdx, ActivityKind, Process};
use engine::state::State;
use engine::ticket::TicketState;

/// The steps, in order.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/progress.html")]
pub struct Progress {
    /// The steps, in order.
    pub steps: Vec<ProgressStep>,
}

impl askama::filters::HtmlSafe for Progress {}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressStep {
    /// The activity's label.
    pub label: String,
    /// Where it is, seen from now.
    pub place: Place,
}

/// Where a step is, seen from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind.
    Done,
    /// A person must do something.
    Now,
    /// The system is at it.
    UnderWay,
    /// The ticket is closed and can still be taken up here.
    Open,
    /// The end, without success.
    Failed,
    /// Ahead.
    Ahead,
}

impl Place {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "step-done",
            Self::Now | Self::UnderWay | Self::Open => "step-now",
            Self::Failed => "step-failed",
            Self::Ahead => "step-ahead",
        }
    }

    const fn note(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Now => "Now",
            Self::UnderWay => "Under way",
            Self::Open => "Possible at any time",
            Self::Failed => "Ended without success",
            Self::Ahead => "To come",
        }
    }

    const fn is_now(self) -> bool {
        match self {
            Self::Now | Self::UnderWay | Self::Open | Self::Failed => true,
            Self::Done | Self::Ahead => false,
        }
    }
}

impl Progress {
    /// The steps before a ticket exists.
    pub fn before(process: &Process) -> Self {
        let start = process.start().activity;
        let mut steps = vec![step(process, start, Place::Now)];
        steps.extend(
            ahead(process, start).into_iter().map(|activity| step(process, activity, Place::Ahead)),
        );
        Self { steps }
    }

    /// The steps of a ticket that entered these activities, in this order.
    pub fn of(process: &Process, entered: &[ActivityIdx], state: &State) -> Self {
        // At a join it waits for what stands elsewhere; that is where it is.
        let at: Vec<ActivityIdx> = state.tokens.iter().map(|token| token.activity).collect();
        let now: Vec<ActivityIdx> =
            at.iter().copied().filter(|&activity| is_shown(process, activity)).collect();
        let mut done: Vec<ActivityIdx> = Vec::new();
        for &activity in entered {
            // Back at an earlier step, what came after it is to be done again.
            if let Some(again) = done.iter().position(|&earlier| earlier == activity) {
                done.truncate(again);
            }
            done.push(activity);
        }
        done.retain(|activity| !at.contains(activity));
        let mut steps: Vec<ProgressStep> = done
            .into_iter()
            .filter(|&activity| is_shown(process, activity))
            .map(|activity| step(process, activity, Place::Done))
            .collect();
        let closed = state.ticket.state.is_closed();
        steps.extend(
            now.iter()
                .map(|&activity| step(process, activity, place_now(process, activity, closed))),
        );
        if state.tokens.is_empty() && closed {
            // Ended by hand, at no activity of the process.
            steps.push(ProgressStep { label: "Ended".to_owned(), place: Place::Failed });
        }
        if !closed && let Some(&first) = now.first() {
            steps.extend(
                ahead(process, first)
                    .into_iter()
                    .filter(|activity| !now.contains(activity))
                    .map(|activity| step(process, activity, Place::Ahead)),
            );
        }
        Self { steps }
    }
}

fn step(process: &Process, activity: ActivityIdx, place: Place) -> ProgressStep {
    ProgressStep { label: process.activity(activity).label.clone(), place }
}

/// Decisions and actions happen in between; people wait for none of them.
fn is_shown(process: &Process, activity: ActivityIdx) -> bool {
    let kind = &process.activity(activity).kind;
    kind.rests() || matches!(kind, ActivityKind::End { .. })
}

fn place_now(process: &Process, activity: ActivityIdx, closed: bool) -> Place {
    match &process.activity(activity).kind {
        ActivityKind::End { state: TicketState::ClosedUnsuccessful, .. } => Place::Failed,
        ActivityKind::End { .. } => Place::Done,
        ActivityKind::ServiceTask { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::Wait { .. }
        | ActivityKind::Call { .. }
        | ActivityKind::ForEach { .. } => Place::UnderWay,
        ActivityKind::UserTask { .. }
        | ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. } => {
            if closed {
                Place::Open
            } else {
                Place::Now
            }
        }
    }
}

/// The shortest way without failures from `from` to where the ticket is closed, without `from`; of what is done at once
/// all branches.
fn ahead(process: &Process, from: ActivityIdx) -> Vec<ActivityIdx> {
    let mut way = with_branches(process, &way(process, from, |activity| closes(process, activity)));
    way.retain(|&activity| is_shown(process, activity));
    way
}

/// The shortest way from `from` to a goal, without `from`; empty if there is none.
fn way(
    process: &Process,
    from: ActivityIdx,
    is_goal: impl Fn(ActivityIdx) -> bool,
) -> Vec<ActivityIdx> {
    let mut came_from = BTreeMap::from([(from, from)]);
    let mut queue = VecDeque::from([from]);
    while let Some(activity) = queue.pop_front() {
        if activity != from && is_goal(activity) {
            let mut way = Vec::new();
            let mut at = activity;
            while at != from {
                way.push(at);
                at = came_from.get(&at).copied().unwrap_or(from);
            }
            way.reverse();
            return way;
        }
        for flow in process.activity(activity).kind.next() {
            came_from.entry(flow.to).or_insert_with(|| {
                queue.push_back(flow.to);
                activity
            });
        }
    }
    Vec::new()
}

/// A way with all branches of each parallel whose join it reaches, in the place of the one that it takes.
fn with_branches(process: &Process, way_on: &[ActivityIdx]) -> Vec<ActivityIdx> {
    let mut all = Vec::new();
    let mut rest = way_on.iter().copied();
    while let Some(activity) = rest.next() {
        all.push(activity);
        let ActivityKind::Parallel { next } = &process.activity(activity).kind else { continue };
        let is_join = |other: ActivityIdx| matches!(process.activity(other).kind, ActivityKind::Join { of, .. } if of == activity);
        if !rest.clone().any(is_join) {
            continue;
        }
        for flow in next.iter().filter(|flow| !is_join(flow.to)) {
            let mut branch = vec![flow.to];
            branch.extend(way(process, flow.to, is_join));
            branch.retain(|&activity| !is_join(activity));
            all.extend(with_branches(process, &branch));
        }
        all.extend(rest.find(|&other| is_join(other)));
    }
    all
}

fn closes(process: &Process, activity: ActivityIdx) -> bool {
    let activity = process.activity(activity);
    let by_action =
        |action: &Action| matches!(action, Action::SetState(state) if state.is_closed());
    let own: &[Action] = match &activity.kind {
        ActivityKind::End { .. } => return true,
        ActivityKind::Do { actions, .. } => actions,
        ActivityKind::UserTask { .. }
        | ActivityKind::ServiceTask { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::Wait { .. }
        | ActivityKind::Call { .. }
        | ActivityKind::ForEach { .. } => &[],
    };
    own.iter().chain(&activity.on_enter).any(by_action)
}
