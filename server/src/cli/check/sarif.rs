//! What was found as a log in the format that editors and code reviews read: SARIF 2.1.0, OASIS Standard.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::path::Path;

use engine::diagnostic::{Code, Diagnostic, Span};
use invokers::invoker::{CODES, Fault};
use serde::Serialize;
use url::Url;

use super::report::Report;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Where the repository has a page for each code.
const PAGES: &str = "docs/errors";

/// `sarifLog`; the other types are named as the standard names them.
#[derive(Debug, Serialize)]
pub(super) struct SarifLog {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    help: Message,
    /// It has to be absolute, so it is given only where the pages are.
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    /// The first column behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// The log of one run.
pub(super) fn log(report: &Report) -> SarifLog {
    let processes = report.processes.iter().flat_map(|one| {
        one.diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, &one.path))
    });
    let invokers = report.invokers.iter().flat_map(|one| {
        one.faults.iter().map(|fault| of_fault(fault, &one.files.folder.join(fault.file.name())))
    });
    let results = processes.chain(invokers).collect();
    let driver = Driver { name: "usher", version: env!("CARGO_PKG_VERSION"), rules: rules() };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    SarifLog { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

/// All codes with their titles, in the order of [`rule_index`].
fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Code::ALL.iter().map(|code| (code.name(), code.title())).chain(CODES.iter().copied())
}

fn rules() -> Vec<Rule> {
    codes()
        .map(|(id, title)| {
            let page = format!("{PAGES}/{id}.md");
            Rule {
                id,
                short_description: Message { text: title.to_owned() },
                help: Message { text: format!("{title}. See {page}.") },
                help_uri: absolute(Path::new(&page)),
            }
        })
        .collect()
}

fn rule_index(code: &str) -> Option<usize> {
    codes().position(|(other, _)| other == code)
}

fn absolute(path: &Path) -> Option<String> {
    Url::from_file_path(path.canonicalize().ok()?).ok().map(String::from)
}

fn of_diagnostic(diagnostic: &Diagnostic, path: &Path) -> SarifResult {
    let region = |Span { line, column, length }| Region {
        start_line: line,
        start_column: column,
        end_column: Some(column + length),
    };
    let way = diagnostic.counterexample.as_ref();
    let way = way.map(|way| format!("This happens on the way {way}."));
    let help = diagnostic.help.as_ref().map(|help| format!("Help: {help}"));
    let message = [Some(diagnostic.message.clone()), way, help];
    let related = diagnostic.labels.iter().enumerate().map(|(id, label)| Location {
        id: Some(id),
        message: Some(Message { text: label.text.clone() }),
        ..location(path, region(label.span))
    });
    let place = location(path, region(diagnostic.span));
    SarifResult {
        related_locations: related.collect(),
        ..result(diagnostic.code.name(), message, place)
    }
}

fn of_fault(fault: &Fault, path: &Path) -> SarifResult {
    let region = Region { start_line: fault.line, start_column: fault.column, end_column: None };
    let help = fault.help.as_ref().map(|help| format!("Help: {help}"));
    result(fault.code, [Some(fault.message.clone()), None, help], location(path, region))
}

fn result(code: &'static str, message: [Option<String>; 3], place: Location) -> SarifResult {
    let lines: Vec<String> = message.into_iter().flatten().collect();
    SarifResult {
        rule_id: code,
        rule_index: rule_index(code),
        level: "error",
        message: Message { text: lines.join("\n") },
        locations: [place],
        related_locations: Vec::new(),
    }
}

fn location(path: &Path, region: Region) -> Location {
    let artifact_location = ArtifactLocation { uri: uri(path) };
    Location { id: None, physical: PhysicalLocation { artifact_location, region }, message: None }
}

/// A path as a URI: relative ones stay relative, so that a log can be read on another machine.
fn uri(path: &Path) -> String {
    if path.is_absolute()
        && let Ok(url) = Url::from_file_path(path)
    {
        return url.into();
    }
    // Written as that of a file at the root, a path is escaped where it has to be.
    let rooted = Url::from_file_path(Path::new("/").join(path));
    let text = rooted.map_or_else(|()| path.display().to_string(), String::from);
    text.strip_prefix("file:///").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let check = |path: &str, expected: &str| assert_eq!(uri(Path::new(path)), expected);
        check("processes/a.yaml", "processes/a.yaml");
        check("my processes/ä#1.yaml", "my%20processes/%C3%A4%231.yaml");
        check("/a b/c.yaml", "file:///a%20b/c.yaml");
    }

    #[test]
    fn every_code_is_a_rule_of_its_own() {
        for (index, (code, _)) in codes().enumerate() {
            assert_eq!(rule_index(code), Some(index), "{code}");
        }
    }
}
