//! The cases that are known to miss, each with its reason, as `xslt/CONFORMANCE.md` lists them.

use std::collections::BTreeSet;

use crate::Verdict;
use crate::case::Case;

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
        match (verdict, listed.contains(&*case.id)) {
            (Verdict::Pass, true) => faults.push(format!("{}: listed, but it passes", case.id)),
            (Verdict::Pass, false) => {}
            (_, true) => {}
            (verdict, false) => {
                let what = match verdict {
                    Verdict::Wrong(_) => "wrong result".to_owned(),
                    other => format!("{other:?}").chars().take(160).collect(),
                };
                let mark = if case.libxslt { "" } else { " (libxslt misses it, too)" };
                faults.push(format!("{}{mark}: not listed: {what}", case.id));
            }
        }
    }
    assert!(faults.is_empty(), "xslt/CONFORMANCE.md:\n{}", faults.join("\n"));
}
