//! Every diagnostic code has a page in `docs/errors/` whose example triggers it: a process, or scenarios for one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engine::diagnostic::{Code, Diagnostic, render};
use engine::process::compile::{InvokerFacts, ProcessFacts, Surroundings, compile};
use engine::scenario;

const REGISTRATION: &str = include_str!("../../processes/customer-user-registration.yaml");
/// A process that reminds every hour.
const NAGGING: &str = "process: nagging
name: Nagging
start: { activity: pause }
ticket: { title: Nagging, queue: Staff }
activities:
  pause:
    wait: An answer
    message: answered
    remind: { after: 1h, every: 1h, notify: admins }
    next: done
  done: { end: closed successful }
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors")
}

#[expect(clippy::disallowed_methods, reason = "the pages are what this test is about")]
fn page(code: Code) -> String {
    std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap_or_default()
}

/// The YAML between the page's fences.
fn example(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("```yaml\n")?;
    rest.split_once("```").map(|(yaml, _)| yaml)
}

fn surroundings() -> Surroundings {
    let facts =
        InvokerFacts { fields: BTreeSet::from(["Days".to_owned()]), sets: Some(BTreeSet::new()) };
    Surroundings {
        invokers: Some(BTreeMap::from([("book-holiday".to_owned(), facts)])),
        queues: Some(BTreeSet::from(["Staff".to_owned()])),
        processes: Some(BTreeMap::from([("find-deputy".to_owned(), ProcessFacts::default())])),
    }
}

/// What is wrong with an example: a process that does not compile, or scenarios that are wrong or do not pass.
#[expect(clippy::expect_used, reason = "an example that is not as it should be fails its test")]
fn faults(code: Code, yaml: &str) -> Vec<Diagnostic> {
    if code.name().starts_with('P') {
        return compile(yaml.as_bytes(), &surroundings()).expect_err("the example is wrong");
    }
    let is_nagging = scenario::process_name(yaml.as_bytes()).as_deref() == Some("nagging");
    let process = if is_nagging { NAGGING } else { REGISTRATION };
    let process = compile(process.as_bytes(), &Surroundings::default()).expect("a process");
    match scenario::read(yaml.as_bytes(), &process) {
        Err(faults) => faults,
        Ok(suite) => suite.scenarios.iter().flat_map(|one| one.run(&process).diagnostics).collect(),
    }
}

#[test]
fn every_code_has_a_page_with_its_title_and_how_to_mend_it() {
    for &code in Code::ALL {
        let page = page(code);
        assert_eq!(page.lines().next(), Some(format!("# {code}: {}", code.title()).as_str()));
        assert!(page.contains("\n## How to mend it\n"), "{code}");
    }
}

#[test]
fn every_page_has_an_example_that_gives_exactly_its_code() {
    for &code in Code::ALL {
        let page = page(code);
        let yaml = example(&page).expect("a page has an example");
        let faults = faults(code, yaml);
        let codes: BTreeSet<Code> = faults.iter().map(|fault| fault.code).collect();
        let text = render(&faults, yaml, "example.yaml");
        assert_eq!(codes, BTreeSet::from([code]), "{text}");
    }
}

#[test]
fn every_page_is_about_a_code() {
    let pages: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(['P', 'S']))
        .collect();
    let expected = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(pages, expected);
}
