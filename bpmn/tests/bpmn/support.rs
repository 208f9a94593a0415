//! Processes to try, and how they are compared.

use std::path::{Path, PathBuf};

use engine::diagnostic::render;
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use regex::Regex;

pub(crate) fn folder(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The files of a folder that end so, with their names.
pub(crate) fn files(folder: &Path, end: &str) -> Vec<(String, Vec<u8>)> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(end));
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
}

/// Our own processes, and those that show every element of the language.
pub(crate) fn processes() -> Vec<(String, Vec<u8>)> {
    let mut processes = files(&folder("../processes"), ".yaml");
    processes.retain(|(name, _)| !name.ends_with(".test.yaml"));
    processes.extend(files(&folder("tests/bpmn/processes"), ".yaml"));
    assert!(processes.len() > 5);
    processes
}

pub(crate) fn compiled(name: &str, source: &[u8]) -> Process {
    compile(source, &Surroundings::default()).unwrap_or_else(|diagnostics| {
        panic!("{name}:\n{}", render(&diagnostics, &String::from_utf8_lossy(source), name))
    })
}

/// A process without the lines of its document.
pub(crate) fn canonical(process: &Process) -> String {
    let line = Regex::new(r"\bline: \d+").unwrap();
    line.replace_all(&format!("{process:#?}"), "line: _").into_owned()
}

pub(crate) fn exported(name: &str, source: &[u8]) -> String {
    bpmn::export(source, &compiled(name, source))
        .unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

pub(crate) fn lines(faults: &[bpmn::Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[expect(
    clippy::disallowed_methods,
    reason = "where foreign files are and how long to run, the environment says"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
