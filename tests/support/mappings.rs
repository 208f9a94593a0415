//! The shipped mappings, changed for a story.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::root;

/// A copy of the folder `mappings`, which is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Mappings(TempDir);

impl Mappings {
    /// As shipped.
    pub(crate) fn shipped() -> Self {
        let copy = Self(TempDir::new().unwrap());
        for invoker in std::fs::read_dir(root().join("mappings")).unwrap() {
            let invoker = invoker.unwrap().path();
            let folder = copy.0.path().join(invoker.file_name().unwrap());
            std::fs::create_dir(&folder).unwrap();
            for file in ["invoker.yaml", "outbound.xsl", "inbound.xsl"] {
                std::fs::copy(invoker.join(file), folder.join(file)).unwrap();
            }
        }
        copy
    }

    /// Where they are.
    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// The same with `new` instead of `old`, which must be there, in one of the files.
    pub(crate) fn with(self, file: &str, old: &str, new: &str) -> Self {
        let path = self.0.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        std::fs::write(path, text.replace(old, new)).unwrap();
        self
    }

    /// The same with another file.
    pub(crate) fn with_file(self, file: impl AsRef<Path>, text: &str) -> Self {
        std::fs::write(self.0.path().join(file), text).unwrap();
        self
    }
}
