//! Seeds, and how many cases there are.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use engine::simulation::values::Lot;

#[expect(clippy::disallowed_methods, reason = "a run may be told its seed by the environment")]
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")))
}

#[expect(clippy::disallowed_methods, reason = "a run has other seeds each time, which it prints")]
fn from_clock() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() << 20
}

/// What was counted.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Counts one more.
pub(crate) fn count(counts: &mut Counts, what: impl Into<String>) {
    *counts.entry(what.into()).or_default() += 1;
}

/// Tries `n_cases` cases, unless the environment says how many, prints what they counted, and says whether they are
/// so many that everything must have happened.
pub(crate) fn all(
    name: &str,
    n_cases: u64,
    case: impl Fn(&mut Lot, &mut Counts),
) -> (Counts, bool) {
    let n_enough = n_cases;
    let n_cases = number("USHER_PROPERTY_CASES").unwrap_or(n_cases);
    let first = number("USHER_PROPERTY_SEED").unwrap_or_else(from_clock);
    println!("{name}: {n_cases} cases from USHER_PROPERTY_SEED={first}");
    let mut counts = Counts::new();
    for seed in (0..n_cases).map(|position| first.wrapping_add(position)) {
        let tried = catch_unwind(AssertUnwindSafe(|| case(&mut Lot::new(seed), &mut counts)));
        if let Err(panic) = tried {
            println!(
                "{name} fails: USHER_PROPERTY_SEED={seed} USHER_PROPERTY_CASES=1 tries it again"
            );
            resume_unwind(panic);
        }
    }
    let counted: Vec<String> = counts.iter().map(|(what, n)| format!("{what} {n}")).collect();
    println!("{name}: {}", counted.join(", "));
    (counts, n_cases >= n_enough)
}

/// Each of these has happened: what no case comes to is not checked by any.
pub(crate) fn assert_all_counted(counts: &Counts, names: &[&str]) {
    for name in names {
        assert!(counts.get(*name).is_some_and(|n| *n > 0), "no case counts `{name}`");
    }
}
