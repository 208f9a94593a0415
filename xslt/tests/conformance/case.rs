//! Reading the cases.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use serde_json::Value;
use xslt::{Resolver, Resource};

/// A case: a stylesheet, a source, and the result that its suite gives.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) features: Vec<String>,
    pub(crate) stylesheet: String,
    pub(crate) source: String,
    pub(crate) expected: String,
    /// Whether libxslt gives that result.
    pub(crate) libxslt: bool,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// All cases in the folder's `*.jsonl`, by id.
pub(crate) fn load(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder XSLT_CONFORMANCE") {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let text = std::fs::read_to_string(&path).unwrap();
            cases.extend(text.lines().map(case));
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases
}

fn case(line: &str) -> Case {
    let value: Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| value[key].as_str().unwrap().to_owned();
    let bytes = |file: &Value| match (file.as_str(), file["base64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, coded) => base64::engine::general_purpose::STANDARD.decode(coded.unwrap()).unwrap(),
    };
    let features = value["features"].as_array().unwrap();
    let files = value["files"].as_object().unwrap();
    Case {
        id: text("id"),
        features: features.iter().map(|feature| feature.as_str().unwrap().to_owned()).collect(),
        stylesheet: text("stylesheet"),
        source: text("source"),
        expected: text("expected"),
        libxslt: value["libxslt"].as_bool().unwrap(),
        files: files.iter().map(|(name, file)| (name.clone(), bytes(file))).collect(),
    }
}

/// A case's files, as a folder in which its stylesheet and source stand.
pub(crate) struct Files<'c>(pub(crate) &'c BTreeMap<String, Vec<u8>>);

impl Resolver for Files<'_> {
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String> {
        let mut parts: Vec<&str> = base.split('/').collect();
        parts.pop();
        for part in href.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let address = parts.join("/");
        let bytes = self.0.get(&address).ok_or_else(|| format!("there is no file `{address}`"))?;
        Ok(Resource { address, bytes: bytes.clone() })
    }
}
