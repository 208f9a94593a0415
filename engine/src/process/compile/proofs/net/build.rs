//! A net made of activities.

use super::{At, Kind, Net, Place, Vias, Way};
use crate::process::graph::Edge;
use crate::process::{Activity, ActivityIdx, ActivityKind};

/// The net of a process, with those flows of `next` that `can_take` says can be taken.
pub(super) fn build<'a>(
    activities: impl Iterator<Item = &'a Activity>,
    start: ActivityIdx,
    can_take: &dyn Fn(ActivityIdx, usize) -> bool,
) -> Net {
    let mut vias = Vias::new();
    let mut places = Vec::new();
    for (position, activity) in activities.enumerate() {
        let idx = ActivityIdx(position);
        let at = at(idx);
        let next = activity.kind.next().iter().enumerate();
        let kind = kind(&activity.kind);
        let is_parallel = kind == Kind::Parallel;
        let next = next.filter(|(position, _)| is_parallel || can_take(idx, *position));
        let next = next.map(|(position, flow)| (Edge::Flow(position), flow.to));
        let on_error = activity.kind.on_error().iter().enumerate();
        let on_error = on_error.map(|(position, flow)| (Edge::Error(position), flow.to));
        let expire = activity.expire.iter().map(|expire| (Edge::Expire, expire.to));
        let ways: Vec<Way> = next
            .chain(on_error)
            .chain(expire)
            .map(|(edge, to)| match edge {
                // The first flow of a parallel stands for the one move that takes them all.
                Edge::Flow(1..) if is_parallel => Way { to: self::at(to), via: Vias::NOTHING },
                Edge::Flow(_) | Edge::Error(_) | Edge::Expire => {
                    Way { to: self::at(to), via: vias.one(at, edge) }
                }
            })
            .collect();
        places.push(Place {
            kind,
            ways,
            invocation: is_invocation(&activity.kind).then_some(Vias::NOTHING),
            withdrawal: None,
        });
    }
    Net { places, start: at(start), vias }
}

/// The place of an activity.
pub(super) fn at(activity: ActivityIdx) -> At {
    At::try_from(activity.0).unwrap_or(At::MAX)
}

fn kind(kind: &ActivityKind) -> Kind {
    match kind {
        ActivityKind::Parallel { .. } => Kind::Parallel,
        ActivityKind::Join { wait_for, region, .. } => {
            let mut region: Vec<At> = region.iter().map(|&activity| at(activity)).collect();
            region.sort_unstable();
            Kind::Join { needed: *wait_for, region }
        }
        ActivityKind::End { .. } => Kind::End,
        ActivityKind::UserTask { .. }
        | ActivityKind::ServiceTask { .. }
        | ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Wait { .. }
        | ActivityKind::Call { .. }
        | ActivityKind::ForEach { .. } => Kind::Step,
    }
}

/// Whether somebody else works while a token stands there.
const fn is_invocation(kind: &ActivityKind) -> bool {
    match kind {
        ActivityKind::ServiceTask { .. }
        | ActivityKind::Call { .. }
        | ActivityKind::ForEach { .. } => true,
        ActivityKind::UserTask { .. }
        | ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::Wait { .. }
        | ActivityKind::End { .. } => false,
    }
}
