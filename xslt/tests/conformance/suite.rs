//! Running the cases.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::case::{self, Case, Files};
use crate::{canonical, misses, table};
use xslt::{Compiler, Limits};

/// The least share of the cases that libxslt passes, in percent.
const SHARE: usize = 97;

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    /// Another result than the expected one.
    Wrong(String),
    /// The stylesheet was refused, or the transformation failed.
    Error(String),
    Panic,
    /// It ran into the bound of time.
    Hang,
}

fn run(case: &Case) -> Verdict {
    let files = Files(&case.files);
    let (Some(stylesheet), Some(source)) =
        (case.files.get(&case.stylesheet), case.files.get(&case.source))
    else {
        return Verdict::Error("the case names files that it has not".to_owned());
    };
    let compiler = Compiler::new().resolver(&files).address(&*case.stylesheet);
    let compiled = match compiler.compile(stylesheet) {
        Ok(compiled) => compiled,
        Err(error) => return Verdict::Error(error.to_string()),
    };
    let limits = Limits { time: Duration::from_secs(10), ..Limits::default() };
    let transformation = compiled.transformation().limits(limits).resolver(&files);
    match transformation.address(&*case.source).run(source) {
        Ok(output) => {
            let text = canonical::decode(&output.bytes);
            if canonical::is_same(&text, &case.expected) {
                Verdict::Pass
            } else {
                Verdict::Wrong(text)
            }
        }
        Err(error) if matches!(error.kind(), xslt::ErrorKind::TimedOut { .. }) => Verdict::Hang,
        Err(error) => Verdict::Error(error.to_string()),
    }
}

fn run_all(cases: &[Case]) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut verdicts = Vec::new();
        while let Some((at, case)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            cases.get(at).map(|case| (at, case))
        } {
            let verdict = catch_unwind(AssertUnwindSafe(|| run(case)));
            verdicts.push((at, verdict.unwrap_or(Verdict::Panic)));
        }
        verdicts
    };
    let mut verdicts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    verdicts.sort_by_key(|(at, _)| *at);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a suite is told by the environment where its cases are"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn foreign_cases_give_what_they_ask_for() {
    let Some(folder) = variable("XSLT_CONFORMANCE") else {
        println!("XSLT_CONFORMANCE is not set: the foreign cases did not run");
        return;
    };
    let mut cases = case::load(Path::new(&folder));
    if let Some(part) = variable("XSLT_CONFORMANCE_ONLY") {
        cases.retain(|case| case.id.contains(&part));
        for (case, verdict) in cases.iter().zip(run_all(&cases)) {
            println!(
                "--- {} (libxslt: {})\nexpected: {}\n{verdict:?}",
                case.id, case.libxslt, case.expected
            );
        }
        return;
    }
    let verdicts = run_all(&cases);
    table::print(&cases, &verdicts);

    for (case, verdict) in cases.iter().zip(&verdicts) {
        assert!(!matches!(verdict, Verdict::Panic | Verdict::Hang), "{}: {verdict:?}", case.id);
    }
    misses::check(&cases, &verdicts);
    let of_libxslt = || cases.iter().zip(&verdicts).filter(|(case, _)| case.libxslt);
    let n_passed = of_libxslt().filter(|(_, verdict)| **verdict == Verdict::Pass).count();
    let n_all = of_libxslt().count();
    assert!(n_all > 0, "there are no cases in {}", Path::new(&folder).display());
    assert!(
        n_passed * 100 >= n_all * SHARE,
        "{n_passed} of {n_all} cases that libxslt passes: less than {SHARE} %"
    );
}
