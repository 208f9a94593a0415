//! Where in the sources something may be named.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root").to_owned()
}

/// All Rust files below a folder, without build output.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// All files below a folder, without build output, hidden folders and run-time data.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        if name.starts_with('.') || name == "target" || name == "var" {
            continue;
        }
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// `word` may be named in files under one of `places` alone.
fn only_under(word: &str, places: &[&str]) {
    let root = root();
    for path in rust_files(&root) {
        let relative = path.strip_prefix(&root).expect("below the root").to_str().expect("UTF-8");
        if relative.starts_with("tests/tidy")
            || places.iter().any(|place| relative.starts_with(place))
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file");
        // As a crate of that name, not as the end of another path.
        let named = text.rsplit(word).skip(1).any(|before| {
            !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':'))
        });
        assert!(!named, "{relative} names `{word}`, which only {places:?} may");
    }
}

#[test]
fn sql_is_named_in_the_store_alone() {
    only_under("sea_orm::", &["server/src/store", "server/tests/store", "migrations"]);
    only_under("sqlx::", &["server/src/store", "server/tests/store"]);
}

#[test]
fn the_xslt_engine_is_named_in_its_module_alone() {
    only_under("xrust::", &["invokers/src/mapper.rs", "invokers/xrust"]);
    only_under("xrust_engine::", &["invokers/src/mapper/xrust.rs", "invokers/xrust"]);
}

#[test]
fn yaml_of_designers_is_read_in_few_places() {
    only_under(
        "serde_saphyr",
        &["engine/src/process/document", "invokers/src/invoker", "server/src/cli/migrate"],
    );
}

#[test]
fn html_is_known_to_the_web_alone() {
    only_under("askama::", &["server/src/web"]);
}

#[test]
fn lines_and_endings_are_clean() {
    for path in files(&root()) {
        let bytes = std::fs::read(&path).expect("a file");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert!(!text.contains('\r'), "{} has carriage returns", path.display());
        assert!(
            text.is_empty() || text.ends_with('\n'),
            "{} does not end with a line break",
            path.display()
        );
    }
}

#[test]
fn no_file_is_large() {
    const BYTES_MAX: u64 = 300_000;
    for path in files(&root()) {
        let length = std::fs::metadata(&path).expect("a file").len();
        assert!(length <= BYTES_MAX, "{} has {length} bytes", path.display());
    }
}
