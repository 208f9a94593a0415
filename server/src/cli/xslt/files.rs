//! Files as documents: what `xsl:import`, `xsl:include` and `document()` ask for on the command line.

use std::path::{Component, Path};

use xslt::{Resolver, Resource};

/// Gives files relative to the file that asks; nothing else, and nothing from the network.
#[derive(Debug)]
pub(super) struct Files;

impl Resolver for Files {
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String> {
        let href = href.strip_prefix("file://").unwrap_or(href);
        if href.contains("://") {
            return Err("only files are read".to_owned());
        }
        let folder = Path::new(base).parent().unwrap_or_else(|| Path::new(""));
        let path = folder.join(href);
        let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
        // The same file has the same address, however it is named.
        let address = path.canonicalize().map_err(|error| error.to_string())?;
        Ok(Resource { address: address.display().to_string(), bytes })
    }
}

/// Writes a file below a folder, never outside of it.
pub(super) fn write_below(folder: &Path, href: &str, bytes: &[u8]) -> std::io::Result<()> {
    let relative = Path::new(href);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "its address leads out of the folder",
        ));
    }
    let path = folder.join(relative);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, bytes)
}
