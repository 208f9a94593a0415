//! Where the real command `usher` is.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root").to_owned()
}

/// The command: that of `USHER_BIN`, or the one that was built beside the tests.
pub(crate) fn usher() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "the tests are told where the command is")]
    let told = std::env::var("USHER_BIN").map(PathBuf::from);
    let path = told.unwrap_or_else(|_not_told| {
        let tests = std::env::current_exe().expect("a test executable");
        let built = tests.parent().and_then(Path::parent).expect("a target directory");
        built.join("usher")
    });
    let path = if path.is_absolute() { path } else { root().join(path) };
    assert!(
        path.exists(),
        "{} is not there: cargo build -p server --all-features, or run tests/run",
        path.display()
    );
    path
}
