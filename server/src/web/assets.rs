//! The files that pages refer to, in the binary itself. Their addresses carry their content's hash, so
//! that browsers may keep them for good.

use std::sync::LazyLock;

use crate::secret::sha256_hex;

/// One file.
#[derive(Debug)]
pub struct Asset {
    /// `usher.0123456789abcdef.css`
    pub file: String,
    /// The media type.
    pub media_type: &'static str,
    /// The content.
    pub content: &'static [u8],
}

/// The stylesheet.
pub static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("usher", "css", "text/css; charset=utf-8", include_bytes!("../../assets/usher.css"))
});

/// The icon.
pub static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../assets/icon.svg"))
});

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, content: &'static [u8]) -> Self {
        // 64 bits suffice to tell our own few versions apart.
        let hash: String = sha256_hex(content).chars().take(16).collect();
        Self { file: format!("{stem}.{hash}.{extension}"), media_type, content }
    }

    /// The path under which it is served.
    pub fn path(&self) -> String {
        format!("/assets/{}", self.file)
    }

    /// The asset with this file name.
    pub fn by_file(file: &str) -> Option<&'static Self> {
        [&*STYLESHEET, &*ICON].into_iter().find(|asset| asset.file == file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_its_hashed_name_alone() {
        let found = Asset::by_file(&STYLESHEET.file).unwrap();
        assert_eq!(found.media_type, "text/css; charset=utf-8");
        assert!(Asset::by_file("usher.css").is_none());
    }
}
