//! Which crate may import which, and what may not come in at all.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

fn metadata() -> Metadata {
    MetadataCommand::new().exec().expect("cargo metadata")
}

/// Crate -> the crates of ours that it may import; DESIGN 2. Missing crates may import nothing of ours.
const MAY_IMPORT: [(&str, &[&str]); 8] = [
    ("engine", &[]),
    ("bpmn", &["engine"]),
    ("xrust-engine", &[]),
    ("xslt", &[]),
    ("migrations", &[]),
    ("invokers", &["engine", "xrust-engine", "xslt"]),
    ("server", &["bpmn", "engine", "invokers", "migrations", "xslt"]),
    ("tests", &["bpmn", "engine", "invokers", "server"]),
];

#[test]
fn crates_import_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let metadata = metadata();
    let ours: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    assert_eq!(
        ours,
        allowed.keys().copied().collect(),
        "the table names every crate of the workspace"
    );
    for package in metadata.workspace_packages() {
        for dependency in &package.dependencies {
            if ours.contains(dependency.name.as_str()) {
                assert!(
                    allowed[package.name.as_str()].contains(&dependency.name.as_str()),
                    "`{}` may not import `{}`",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

/// Crates that must not come in, and why.
const BANNED: [(&str, &str); 5] = [
    ("openssl-sys", "rustls is the one TLS"),
    ("native-tls", "rustls is the one TLS"),
    ("aws-lc-sys", "ring is the one provider; this is the largest C build of all"),
    ("serde_yml", "its advisory says that it is unsound"),
    ("evalexpr", "AGPL"),
];

#[test]
fn banned_crates_are_not_in_the_tree() {
    let metadata = metadata();
    for (name, why) in BANNED {
        assert!(
            metadata.packages.iter().all(|package| package.name != name),
            "`{name}` came in: {why}"
        );
    }
}

/// Crates that others bring along and ours do not use, and why.
const NOT_FOR_US: [(&str, &str); 3] = [
    ("chrono", "jiff is the one calendar; `xrust` needs it"),
    ("time", "jiff is the one calendar"),
    ("rand", "`getrandom` and the system's randomness suffice"),
];

#[test]
fn crates_that_others_bring_along_are_not_used_by_ours() {
    for package in metadata().workspace_packages() {
        for (name, why) in NOT_FOR_US {
            assert!(
                package.dependencies.iter().all(|dependency| dependency.name != name),
                "`{}` uses `{name}`: {why}",
                package.name
            );
        }
    }
}

/// Licences that a user of the binary can live with, without asking a lawyer.
const LICENCES: [&str; 14] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

#[test]
fn every_licence_is_permissive() {
    let extra = ["Unlicense", "0BSD", "NCSA"];
    let known = |name: &str| LICENCES.contains(&name) || extra.contains(&name);
    for package in metadata().packages {
        let Some(licence) = package.license.clone() else {
            panic!("`{}` names no licence", package.name);
        };
        // "A OR B" needs one that is known, "A AND B" needs each; parentheses occur around such groups.
        let ok = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            choice.split(" AND ").all(|name| known(name.trim().trim_matches(['(', ')'])))
        });
        assert!(ok, "`{}` is under `{licence}`", package.name);
    }
}

#[test]
fn every_declared_dependency_is_used() {
    let mut unused = Vec::new();
    for package in metadata().workspace_packages() {
        let root = package.manifest_path.parent().expect("a folder");
        let text: String = super::sources::rust_files(root.as_std_path())
            .into_iter()
            .filter(|path| package.name != "invokers" || !path.starts_with(root.join("xrust")))
            .map(|path| std::fs::read_to_string(path).expect("a source file"))
            .collect();
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Build)
        {
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
            let word = regex::Regex::new(&format!(r"\b{name}\b")).expect("a pattern");
            if !word.is_match(&text) {
                unused.push(format!("`{}` declares `{name}`", package.name));
            }
        }
    }
    assert!(unused.is_empty(), "declared and not used: {}", unused.join(", "));
}

#[test]
fn every_dependency_of_the_workspace_is_declared_by_a_crate() {
    let root =
        std::fs::read_to_string(super::sources::root().join("Cargo.toml")).expect("Cargo.toml");
    let declared: String = metadata()
        .workspace_packages()
        .iter()
        .map(|package| std::fs::read_to_string(&package.manifest_path).expect("a manifest"))
        .collect();
    let versions = root.split("[workspace.dependencies]").nth(1).expect("the versions");
    let versions = versions.split("\n[").next().expect("the versions");
    for name in versions.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name) {
        let uses =
            |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ' ']));
        assert!(declared.lines().any(uses), "no crate uses the workspace's `{name}`");
    }
}

#[test]
fn our_crates_are_under_the_licences_whose_texts_are_here() {
    for package in metadata().workspace_packages() {
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{}", package.name);
    }
    for (file, words) in [("LICENSE-MIT", "MIT License"), ("LICENSE-APACHE", "Apache License")] {
        let text = super::documents::read(file);
        assert!(text.contains(words) && text.contains("The Usher authors"), "{file}");
    }
}
