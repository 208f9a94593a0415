//! The cases that are known to miss, each with its reason, as `xslt/CONFORMANCE.md` lists them.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::suite::Verdict;

/// The list has to name exactly the misses among the given cases: a miss that is not listed fails, and so does one that
/// is listed and passes.
pub(crate) fn check(cases: &[Case], verdicts: &[Verdict]) {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CONFORMANCE.md"))
        .expect("the list of misses");
    let listed: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split('`').next())
        .collect();
    let mut faults = Vec::new();
    for (case, verdict) in cases.iter().zip(verdicts) {
        let is_listed = listed.contains(&*case.id);
        match verdict {
            Verdict::Pass if is_listed => {
                faults.push(format!("{}: listed, but it passes", case.id));
            }
            Verdict::Wrong(_) | Verdict::Error(_) | Verdict::Panic | Verdict::Hang
                if !is_listed =>
            {
                let mark = if case.libxslt { "" } else { " (libxslt misses it, too)" };
                let what: String = format!("{verdict:?}").chars().take(160).collect();
                faults.push(format!("{}{mark}: not listed: {what}", case.id));
            }
            Verdict::Pass
            | Verdict::Wrong(_)
            | Verdict::Error(_)
            | Verdict::Panic
            | Verdict::Hang => {}
        }
    }
    assert!(faults.is_empty(), "xslt/CONFORMANCE.md:\n{}", faults.join("\n"));
}
