//! Walks by lot.

use std::collections::BTreeMap;
use std::process::ExitCode;

use engine::process::{ActivityIdx, Process};
use engine::simulation::coverage::Coverage;
use engine::simulation::values::Lot;
use engine::simulation::walk::{WalkEnd, Walker};
use jiff::Timestamp;
use serde_json::json;

use super::Simulate;
use crate::cli::check::counted;
use crate::cli::{complain, say};

/// How many walks that got stuck are told; the others are counted.
const STUCK_TOLD_MAX: usize = 10;

/// Walks, and tells where the walks ended.
pub(super) fn run(options: &Simulate, process: &Process, now: Timestamp) -> ExitCode {
    let name = |activity: ActivityIdx| process.activity(activity).name.clone();
    // Any number will do that is another one the next time.
    let by_lot = u64::try_from(now.as_microsecond()).unwrap_or_default();
    let seed = options.seed.unwrap_or(by_lot);
    complain(&format!("the seed is {seed}"));
    let walker = Walker::new(process);
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    let mut coverage = Coverage::default();
    let mut stuck = Vec::new();
    for run in 0..options.runs {
        let seed = seed.wrapping_add(run);
        let (world, end) = walker.walk(&mut Lot::new(seed), options.steps, now);
        if let Some(world) = &world {
            coverage.merge(world.coverage());
        }
        let end = match end {
            WalkEnd::Ended(activity) => name(activity),
            WalkEnd::UnderWay => "under way".to_owned(),
            WalkEnd::Stuck { at, why } => {
                let at: Vec<String> = at.into_iter().map(name).collect();
                stuck.push((seed, at.join(", "), why));
                "stuck".to_owned()
            }
        };
        *ends.entry(end).or_default() += 1;
    }
    let missed = coverage.missed(process);
    let missed: Vec<String> = missed.iter().map(|element| element.describe(process)).collect();
    if options.json {
        let stuck: Vec<_> = stuck
            .iter()
            .map(|(seed, at, why)| json!({ "seed": seed, "at": at, "why": why }))
            .collect();
        say(&json!({ "seed": seed, "runs": options.runs, "ends": ends, "stuck": stuck, "missed": missed })
            .to_string());
    } else {
        for (end, count) in &ends {
            say(&format!("{count:>8}  {end}"));
        }
        for (seed, at, why) in stuck.iter().take(STUCK_TOLD_MAX) {
            say(&format!("stuck at {at} (--seed {seed} --runs 1): {why}"));
        }
        for missed in &missed {
            say(&format!("never reached: {missed}"));
        }
    }
    let walks = counted(usize::try_from(options.runs).unwrap_or(usize::MAX), "walk", "walks");
    complain(&format!("{walks}, {} stuck", stuck.len()));
    if stuck.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
