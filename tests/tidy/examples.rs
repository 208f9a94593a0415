//! Every example in the documents, given to the code that it is about.
//!
//! The info string of a fence says what an example is: `yaml` is a whole process, `yaml fields` and
//! `yaml activities` go into the guide's skeleton, `yaml invoker` is an `invoker.yaml`, `cel` holds a
//! condition on each line, `xslt` is a whole stylesheet, `yaml scenarios` holds scenarios of the shipped process,
//! `yaml scenarios guest` those of the guide's. `refused` behind it means that it must not compile.

use std::collections::BTreeMap;
use std::path::Path;

use engine::condition::{Condition, Fields};
use engine::diagnostic::render;
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::scenario;
use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::Mappers;
use server::config::Secrets;
use server::process_library;

use super::documents::{blocks, read};
use super::sources::root;

/// The shipped mappings.
pub(crate) fn surroundings() -> Surroundings {
    let invokers = process_library::read_invokers(&root().join("mappings")).expect("the mappings");
    let mappers = Mappers::new(1);
    let compiled: BTreeMap<&str, Invoker> = invokers
        .iter()
        .map(|files| {
            (&*files.name, files.compile(&mappers, &Secrets::Unneeded).expect("a mapping"))
        })
        .collect();
    // Examples begin processes that are not there.
    let known = process_library::surroundings(
        compiled.keys().copied(),
        |name| compiled.get(name),
        std::iter::empty(),
    );
    Surroundings { processes: None, ..known }
}

/// Compiles a process or fails with everything that is wrong with it; editors find nothing wrong, either.
pub(crate) fn compiled(source: &str, place: &str) -> Process {
    let process = compile(source.as_bytes(), &surroundings())
        .unwrap_or_else(|faults| panic!("{place}\n{}", render(&faults, source, place)));
    refuse_invalid(source, place);
    process
}

/// Fails if a process is not what the committed JSON Schema says.
fn refuse_invalid(source: &str, place: &str) {
    let schema = serde_json::from_str(&read("docs/process.schema.json")).expect("a schema");
    let validator = jsonschema::draft7::new(&schema).expect("a schema of draft-07");
    let document = serde_saphyr::from_str(source).expect("YAML");
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{place}: {}", faults.join("\n"));
}

/// The process of the guide into which its parts are put.
pub(crate) fn skeleton() -> String {
    let guide = read("docs/designers-guide.md");
    let (_, text) = blocks(&guide, "yaml")
        .into_iter()
        .find(|(_, text)| text.starts_with("process: skeleton\n"))
        .expect("the guide's skeleton");
    text
}

/// The skeleton with a part of a process in it, under the mark `# fields` or `# activities`.
pub(crate) fn embedded(skeleton: &str, part: &str, text: &str) -> String {
    let indented: String = text.lines().flat_map(|line| ["  ", line, "\n"]).collect();
    let text = skeleton.replacen(&format!("  # {part}\n"), &indented, 1);
    assert!(text.len() > skeleton.len(), "the skeleton has no place for {part}");
    if part != "activities" {
        return text;
    }
    let first = indented.trim_start().split(':').next().expect("an activity");
    let text = text.replacen("- to: done # first", &format!("- to: {first}"), 1);
    assert!(text.contains(&format!("- to: {first}\n")), "the skeleton leads to no example");
    text
}

#[test]
fn whole_processes_compile() {
    let mut checked = 0;
    for document in ["README.md", "docs/designers-guide.md"] {
        for (line, text) in blocks(&read(document), "yaml") {
            assert!(text.starts_with("process:"), "{document}:{line}: not a whole process");
            compiled(&text, &format!("{document}:{line}"));
            checked += 1;
        }
    }
    assert!(checked >= 3, "only {checked}");
}

#[test]
fn parts_of_processes_compile_in_the_skeleton() {
    let (guide, skeleton) = (read("docs/designers-guide.md"), skeleton());
    for part in ["fields", "activities"] {
        let examples = blocks(&guide, &format!("yaml {part}"));
        assert!(!examples.is_empty(), "no example of {part}");
        for (line, text) in examples {
            compiled(&embedded(&skeleton, part, &text), &format!("docs/designers-guide.md:{line}"));
        }
    }
}

#[test]
fn scenarios_of_the_guide_pass() {
    let process = compiled(&read("processes/customer-user-registration.yaml"), "the process");
    let examples = blocks(&read("docs/designers-guide.md"), "yaml scenarios");
    assert!(!examples.is_empty(), "no example");
    for (line, text) in examples {
        let place = format!("docs/designers-guide.md:{line}");
        let suite = scenario::read(text.as_bytes(), &process)
            .unwrap_or_else(|faults| panic!("{}", render(&faults, &text, &place)));
        for scenario in &suite.scenarios {
            let report = scenario.run(&process);
            let faults = render(&report.diagnostics, &text, &place);
            assert!(report.diagnostics.is_empty(), "{faults}");
        }
    }
}

#[test]
fn no_fence_of_a_designers_language_is_left_unchecked() {
    let known = [
        "yaml",
        "yaml fields",
        "yaml activities",
        "yaml activities refused",
        "yaml invoker",
        "yaml scenarios",
        "yaml scenarios guest",
        "cel",
        "cel refused",
        "xslt",
    ];
    for document in ["README.md", "docs/designers-guide.md"] {
        for line in read(document).lines().filter_map(|line| line.strip_prefix("```")) {
            let language = line.split(' ').next().unwrap_or_default();
            let ours = ["yaml", "cel", "xslt"].contains(&language);
            assert!(!ours || known.contains(&line), "{document}: nothing checks `{line}`");
        }
    }
}

fn conditions(info: &str, check: impl Fn(&str, bool)) {
    let process = compiled(&skeleton(), "the skeleton");
    let fields = Fields {
        by_name: process
            .fields()
            .iter()
            .filter_map(|field| Some((field.name.clone(), process.field_idx(&field.name)?)))
            .collect(),
        kinds: process.fields().iter().map(|field| Some(field.kind.clone())).collect(),
    };
    let examples = blocks(&read("docs/designers-guide.md"), info);
    assert!(!examples.is_empty(), "no example of {info}");
    for condition in examples.iter().flat_map(|(_, text)| text.lines()) {
        check(condition, Condition::parse(condition, &fields).is_ok());
    }
}

#[test]
fn conditions_are_what_the_guide_says() {
    conditions("cel", |condition, compiles| assert!(compiles, "refused: {condition}"));
    conditions("cel refused", |condition, compiles| assert!(!compiles, "possible: {condition}"));
}

#[test]
fn the_readmes_mistakes_are_reported_as_it_shows() {
    let readme = read("README.md");
    let (_, mut source) = blocks(&readme, "yaml").into_iter().next().expect("the first process");
    let (_, mistakes) = blocks(&readme, "diff").into_iter().next().expect("the mistakes");
    let mut lines = mistakes.lines();
    let mut made = 0;
    while let Some(right) = lines.next() {
        let right = right.strip_prefix('-').expect("a line as it is");
        let wrong =
            lines.next().and_then(|line| line.strip_prefix('+')).expect("a line with a mistake");
        assert_eq!(source.matches(right).count(), 1, "{right}");
        source = source.replacen(right, wrong, 1);
        made += 1;
    }
    assert_eq!(made, 3, "the README speaks of three mistakes");
    let faults = compile(source.as_bytes(), &surroundings()).expect_err("mistakes");
    let path = Path::new("processes/equipment-request.yaml");
    let rendered = process_library::render(&faults, source.as_bytes(), path);
    let shown = format!("$ cargo run -- check processes\n{}\n", rendered.trim_end());
    let in_readme = blocks(&readme, "console").into_iter().any(|(_, text)| text == shown);
    assert!(in_readme, "README.md should show:\n{shown}");
}

#[test]
fn stylesheets_of_the_guide_compile() {
    let mappers = Mappers::new(1);
    let examples = blocks(&read("docs/designers-guide.md"), "xslt");
    assert!(examples.len() >= 2, "only {}", examples.len());
    for (line, text) in examples {
        let compiled = mappers.default_mapper().compile(&text);
        assert!(compiled.is_ok(), "docs/designers-guide.md:{line}: {:?}", compiled.err());
    }
}

#[test]
fn what_the_guide_says_that_xrust_refuses_it_does_and_what_it_offers_instead_works() {
    let mappers = Mappers::new(1);
    let xrust = mappers.get("xrust").expect("the feature `xrust` is on in these tests");
    let compiles = |expression: &str| {
        let expression = expression.replace('&', "&amp;").replace('<', "&lt;");
        let sheet = format!(
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\
             <xsl:template match=\"/\"><xsl:variable name=\"this\" select=\".\"/>\
             <R><xsl:copy-of select=\"{expression}\"/></R></xsl:template></xsl:stylesheet>"
        );
        assert!(
            mappers.default_mapper().compile(&sheet).is_ok(),
            "the default engine refuses {expression}"
        );
        xrust.compile(&sheet).is_ok()
    };
    let guide = read("docs/designers-guide.md");
    let rows = guide
        .lines()
        .skip_while(|line| !line.starts_with("| XPath that `xrust` refuses"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut checked = 0;
    for row in rows {
        let cells: Vec<Option<&str>> = row.split('|').map(|cell| cell.split('`').nth(1)).collect();
        let [_, Some(refused), instead, _] = cells[..] else { panic!("{row}") };
        assert!(!compiles(refused), "possible: {refused}");
        assert!(instead.is_none_or(compiles), "refused: {row}");
        checked += 1;
    }
    assert!(checked >= 5, "only {checked}");
}

#[test]
fn invoker_files_of_the_guide_are_read() {
    let mappers = Mappers::new(1);
    let mapping = |name: &str| read(&format!("mappings/customer-user-add/{name}"));
    let (outbound, inbound) = (mapping("outbound.xsl"), mapping("inbound.xsl"));
    let examples = blocks(&read("docs/designers-guide.md"), "yaml invoker");
    assert!(!examples.is_empty(), "no example");
    for (line, text) in examples {
        let source = InvokerSource {
            name: "example",
            yaml: text.as_bytes(),
            outbound: Some(&outbound),
            inbound: Some(&inbound),
        };
        let loaded = Invoker::load(&source, &mappers, &|_| Some("secret".to_owned().into()));
        assert!(loaded.is_ok(), "docs/designers-guide.md:{line}: {:?}", loaded.err());
    }
}

#[test]
fn a_process_without_the_fields_of_its_mappings_is_refused() {
    let task = "create: { service-task: customer-user-add, next: done, on-error: { any: { to: failed, tell: No. } } }";
    let source = embedded(&skeleton(), "activities", task);
    compiled(&source, "the skeleton");
    let without: Vec<&str> =
        source.lines().filter(|line| !line.starts_with("  ValidState:")).collect();
    let faults = compile(without.join("\n").as_bytes(), &surroundings()).expect_err("a fault");
    let found: Vec<String> = faults.iter().map(|fault| fault.code.to_string()).collect();
    assert_eq!(found, ["P0027"]);
}
