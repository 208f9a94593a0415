//! The cases of mappings.

use std::collections::BTreeMap;

use invokers::case::{Case, CaseError, CaseReport};
use invokers::invoker::SourceFile;
use invokers::mapper::Mappers;
use serde_json::json;

use super::{Counts, Test};
use crate::cli::check::counted;
use crate::cli::{chain, say};
use crate::config::Secrets;
use crate::process_library::InvokerFiles;

impl Test {
    /// Runs the cases of these invokers.
    pub(super) async fn run_cases(
        &self,
        invokers: &[InvokerFiles],
        counts: &mut Counts,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let mappers = Mappers::new(1);
        for invoker in invokers {
            self.run_invoker(invoker, &mappers, counts).await?;
        }
        Ok(())
    }

    async fn run_invoker(
        &self,
        files: &InvokerFiles,
        mappers: &Mappers,
        counts: &mut Counts,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let invoker = match files.compile(mappers, &Secrets::Unneeded) {
            Ok(invoker) => invoker,
            Err(faults) => {
                for fault in &faults {
                    say(files.render(fault).trim_end());
                }
                counts.count(false);
                return Ok(());
            }
        };
        let mut covered: BTreeMap<SourceFile, BTreeMap<u32, u64>> = BTreeMap::new();
        let mut n_cases: BTreeMap<SourceFile, usize> = BTreeMap::new();
        for case in files.read_cases()? {
            let report = case.run(&invoker).await;
            counts.count(report.result.is_ok());
            *n_cases.entry(case.mapping()).or_default() += 1;
            let lines = covered.entry(case.mapping()).or_default();
            for (line, times) in &report.lines {
                *lines.entry(*line).or_default() += times;
            }
            self.tell_case(files, &case, &report);
        }
        for mapping in [SourceFile::Outbound, SourceFile::Inbound] {
            let n_cases = n_cases.get(&mapping).copied().unwrap_or_default();
            self.tell_coverage(files, mapping, n_cases, covered.get(&mapping));
        }
        Ok(())
    }

    fn tell_case(&self, files: &InvokerFiles, case: &Case, report: &CaseReport) {
        let place = files.folder.join("cases").join(case.file_name()).display().to_string();
        let fault = report.result.as_ref().err();
        if self.json {
            let difference = match fault {
                Some(CaseError::Different { expected, written }) => {
                    json!({ "expected": expected, "written": written })
                }
                Some(CaseError::Mapping(_) | CaseError::Expected(_)) | None => json!(null),
            };
            say(&json!({
                "case": place,
                "passed": fault.is_none(),
                "error": fault.map(|fault| chain(fault)),
                "difference": difference,
                "messages": report.messages,
            })
            .to_string());
            return;
        }
        for message in &report.messages {
            say(&format!("{place}: says: {message}"));
        }
        if let Some(fault) = fault {
            say(&format!("{place}: {}", chain(fault)));
            if let CaseError::Different { expected, written } = fault {
                for line in difference(expected, written) {
                    say(&line);
                }
            }
        }
    }

    fn tell_coverage(
        &self,
        files: &InvokerFiles,
        mapping: SourceFile,
        n_cases: usize,
        lines: Option<&BTreeMap<u32, u64>>,
    ) {
        let place = files.folder.join(mapping.name()).display().to_string();
        let lines = lines.filter(|lines| !lines.is_empty());
        let n_lines = lines.map_or(0, BTreeMap::len);
        let missed: Vec<u32> = lines
            .into_iter()
            .flatten()
            .filter_map(|(line, times)| (*times == 0).then_some(*line))
            .collect();
        if self.json {
            let n_covered = n_lines - missed.len();
            say(&json!({ "mapping": place, "cases": n_cases, "lines": n_lines, "covered": n_covered, "missed": missed })
                .to_string());
            return;
        }
        let cases = counted(n_cases, "case", "cases");
        let share = match lines {
            None => "coverage unknown".to_owned(),
            Some(_) if missed.is_empty() => format!("all {n_lines} lines covered"),
            Some(_) => {
                let missed_lines: Vec<String> = missed.iter().map(u32::to_string).collect();
                format!(
                    "{} of {n_lines} lines covered ({} %), not {}",
                    n_lines - missed.len(),
                    (n_lines - missed.len()) * 100 / n_lines,
                    missed_lines.join(", ")
                )
            }
        };
        say(&format!("{place}: {cases}, {share}"));
    }
}

/// The lines that differ, `-` expected and `+` written, between those that are the same at both ends.
fn difference(expected: &str, written: &str) -> Vec<String> {
    let (expected, written): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), written.lines().collect());
    let n_before = expected.iter().zip(&written).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[&str]| lines.len() - n_before;
    let n_after = expected
        .iter()
        .rev()
        .zip(written.iter().rev())
        .take(rest(&expected).min(rest(&written)))
        .take_while(|(a, b)| a == b)
        .count();
    let middle = |lines: &[&str], sign: char| -> Vec<String> {
        let n_middle = lines.len() - n_before - n_after;
        lines.iter().skip(n_before).take(n_middle).map(|line| format!("  {sign} {line}")).collect()
    };
    let mut all = middle(&expected, '-');
    all.extend(middle(&written, '+'));
    all
}
