//! Docs against the code and the shipped examples.

use super::sources::{files, root};

#[test]
fn links_between_documents_lead_somewhere() {
    let link = regex::Regex::new(r"\]\(([^)#\s]+)(#[^)]*)?\)").expect("a pattern");
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
        "docs/designers-guide.md",
        "docs/operators-guide.md",
    ] {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn readme_names_the_two_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    for command in ["cargo run --release -- demo", "tests/run"] {
        assert!(readme.contains(command), "README.md does not name `{command}`");
    }
}
