//! The activities on which a join that does not wait for all branches withdraws tokens.

use engine::process::ActivityKind;
use engine::process::compile::compile;

use super::surroundings;

/// Checks how many branches the join `met` waits for, and its region.
fn check(activities: &str, expected: &str) {
    let source = format!(
        "process: p\nname: P\nstart: {{ activity: fork }}\nticket: {{ title: T, queue: Staff }}\nactivities:\n{activities}"
    );
    let process = compile(source.as_bytes(), &surroundings()).unwrap();
    let met = process.activity(process.activity_idx("met").unwrap());
    let ActivityKind::Join { wait_for, region, .. } = &met.kind else { panic!("{met:?}") };
    let region: Vec<&str> = region.iter().map(|idx| process.activity(*idx).name.as_str()).collect();
    assert_eq!(format!("{wait_for}: {}", region.join(" ")), expected);
}

#[test]
fn a_join_that_waits_for_all_withdraws_nothing() {
    let activities = "  fork: { parallel: Fork, next: [a, b] }
  a: { user-task: A, dialogs: [{}], next: met }
  b: { user-task: B, dialogs: [{}], next: met }
  met: { join: fork, next: done }
  done: { end: closed successful }
";
    check(activities, "2: ");
    check(&activities.replace("join: fork,", "join: fork, wait-for: 2,"), "2: ");
    check(&activities.replace("join: fork,", "join: fork, wait-for: 1,"), "1: a b");
}

#[test]
fn a_region_is_what_the_branches_reach_before_the_join() {
    check(
        "  fork: { parallel: Fork, next: [a, b, met] }
  a: { user-task: A, dialogs: [{}], next: c, expire: { after: 1d, to: late, tell: Late. } }
  b: { choice: B, next: [{ when: ticket.queue == \"Staff\", to: c2 }, met] }
  c: { wait: C, after: 1d, next: met }
  c2: { user-task: C again, dialogs: [{}], next: [{ when: ticket.owner == \"x\", to: c2 }, met] }
  late: { do: [], next: met }
  met: { join: fork, wait-for: 2, next: after }
  after: { user-task: After, dialogs: [{}], next: done }
  done: { end: closed successful }
",
        "2: a b c c2 late",
    );
}
