//! Pass counts as a table.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::suite::Verdict;

#[derive(Default)]
struct Counts {
    pass: usize,
    wrong: usize,
    error: usize,
    panic: usize,
    hang: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        *match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Wrong(_) => &mut self.wrong,
            Verdict::Error(_) => &mut self.error,
            Verdict::Panic => &mut self.panic,
            Verdict::Hang => &mut self.hang,
        } += 1;
    }
}

/// Prints the counts by suite and by feature: of the cases that libxslt passes, and by suite of all.
pub(crate) fn print(cases: &[Case], verdicts: &[Verdict]) {
    let mut all: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut suites: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut features: BTreeMap<&str, Counts> = BTreeMap::new();
    for (case, verdict) in cases.iter().zip(verdicts) {
        let suite = case.id.split('/').next().unwrap_or_default();
        for key in [suite, "all suites"] {
            all.entry(key).or_default().add(verdict);
            if case.libxslt {
                suites.entry(key).or_default().add(verdict);
            }
        }
        if case.libxslt {
            for feature in &case.features {
                features.entry(feature).or_default().add(verdict);
            }
        }
    }
    show("suite (cases that libxslt passes)", &suites);
    show("suite (all cases)", &all);
    show("feature", &features);
}

fn show(title: &str, counts: &BTreeMap<&str, Counts>) {
    println!(
        "\n{title:34} {:>6} {:>6} {:>7} {:>6} {:>6} {:>6}",
        "pass", "of", "wrong", "error", "panic", "hang"
    );
    for (key, Counts { pass, wrong, error, panic, hang }) in counts {
        let n = pass + wrong + error + panic + hang;
        println!("{key:34} {pass:>6} {n:>6} {wrong:>7} {error:>6} {panic:>6} {hang:>6}");
    }
}
