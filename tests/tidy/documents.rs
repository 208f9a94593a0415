//! Documents against the code: links, the picture, the promises, the pages of errors.

use engine::map::{Overlay, svg};
use engine::process::compile::{Surroundings, compile};
use regex::Regex;

use super::sources::{files, root};

/// A document of the repository.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a document: info string, first line's number, so that a fault can be found, and text.
pub(crate) fn fences(document: &str) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let mut lines = document.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else { continue };
        let body: Vec<(usize, &str)> =
            lines.by_ref().take_while(|(_, line)| !line.starts_with("```")).collect();
        let first = body.first().map_or(0, |(number, _)| number + 1);
        let text: String = body.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
        found.push((fence.to_owned(), first, text));
    }
    found
}

/// Those whose info string is exactly `info`.
pub(crate) fn blocks(document: &str, info: &str) -> Vec<(usize, String)> {
    let fences = fences(document).into_iter().filter(|(fence, ..)| fence == info);
    fences.map(|(_, line, text)| (line, text)).collect()
}

#[test]
fn links_between_documents_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]+)(#[^)]*)?\)").expect("a pattern");
    for path in files(&root()) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a document");
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let there = path.parent().expect("a folder").join(target);
            assert!(there.exists(), "{}: `{target}` leads nowhere", path.display());
        }
    }
}

#[test]
fn the_main_documents_are_there() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "docs/designers-guide.md",
        "docs/operators-guide.md",
    ] {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn readme_names_the_two_commands() {
    let readme = read("README.md");
    for command in ["cargo run --release -- demo", "tests/run"] {
        assert!(readme.contains(command), "README.md does not name `{command}`");
    }
}

#[test]
fn the_picture_shows_the_process_as_it_is() {
    let source = read("processes/customer-user-registration.yaml");
    let process = compile(source.as_bytes(), &Surroundings::default()).expect("a process");
    let picture = read("docs/images/registration-map.svg");
    assert_eq!(
        picture.trim_end(),
        svg(&process, &Overlay::default()).trim_end(),
        "draw it again: usher map processes/customer-user-registration.yaml -o docs/images/registration-map.svg"
    );
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let promise = Regex::new(r"`(\w+)` \(\[([\w/.]+\.rs)\]\(").expect("a pattern");
    let architecture = read("ARCHITECTURE.md");
    let promises = architecture
        .lines()
        .skip_while(|line| !line.starts_with("## Promises"))
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut rows = 0;
    for row in promises.filter(|line| line.starts_with("| ") && !line.starts_with("| Promise")) {
        rows += 1;
        let mut tests = 0;
        for found in promise.captures_iter(row) {
            tests += 1;
            let (name, file) = (&found[1], &found[2]);
            assert!(read(file).contains(&format!("fn {name}(")), "{file} has no test `{name}`");
        }
        assert!(tests > 0, "no test is named: {row}");
    }
    assert!(rows >= 7, "{rows} promises are in the table");
}

#[test]
fn every_page_of_an_error_is_linked_from_the_designers_guide() {
    let guide = read("docs/designers-guide.md");
    for path in files(&root().join("docs/errors")) {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(guide.contains(&format!("(errors/{name})")), "{name} is not linked");
    }
}

#[test]
fn every_decision_says_why_and_what_follows() {
    for path in files(&root().join("docs/decisions")) {
        let text = std::fs::read_to_string(&path).expect("a decision");
        let number = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let number = number.split('-').next().expect("a number").trim_start_matches('0');
        assert!(text.starts_with(&format!("# {number}. ")), "{}: its number", path.display());
        assert!(text.contains("\n## What we decided\n"), "{}: no decision", path.display());
        assert!(text.contains("\n## What follows\n"), "{}: no consequence", path.display());
    }
}

#[test]
fn files_that_documents_name_are_there() {
    let named = Regex::new(
        r"`((?:engine|invokers|migrations|server|tests|processes|mappings|docs)/[\w./-]+\.\w+)`",
    )
    .expect("a pattern");
    for document in
        ["README.md", "ARCHITECTURE.md", "docs/designers-guide.md", "docs/operators-guide.md"]
    {
        for found in named.captures_iter(&read(document)) {
            // What the reader is to write is no file of ours.
            let example = ["equipment-request", "my-", "processes/guest."];
            if example.iter().any(|name| found[1].contains(name)) {
                continue;
            }
            assert!(root().join(&found[1]).exists(), "{document} names `{}`", &found[1]);
        }
    }
}
