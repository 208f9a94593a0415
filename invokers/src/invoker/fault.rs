//! What is wrong with an invoker's files, and where.

use std::fmt;

use crate::mapper::MappingFault;

/// One of the files that make an invoker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceFile {
    /// `invoker.yaml`
    Invoker,
    /// `outbound.xsl`
    Outbound,
    /// `inbound.xsl`
    Inbound,
}

impl SourceFile {
    /// The name in the invoker's folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoker => "invoker.yaml",
            Self::Outbound => "outbound.xsl",
            Self::Inbound => "inbound.xsl",
        }
    }
}

/// A fault, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of its page in `docs/errors/`.
    pub code: &'static str,
    /// The file.
    pub file: SourceFile,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn of_mapping(file: SourceFile, fault: MappingFault) -> Self {
        let MappingFault { line, column, message, help } = fault;
        Self { code: "M0001", file, line, column, message, help }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, self.message)?;
        write!(f, "  --> {}:{}:{}", self.file.name(), self.line, self.column)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// The one of `possible` that was probably meant.
pub(super) fn nearest<'a>(
    meant: &str,
    possible: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let distance =
        |name: &&str| strsim::damerau_levenshtein(&meant.to_lowercase(), &name.to_lowercase());
    possible
        .into_iter()
        .min_by_key(distance)
        .filter(|name| distance(name) <= name.chars().count().div_ceil(3))
}

/// The sentence that names it, or else what is possible.
pub(super) fn did_you_mean<'a>(
    meant: &str,
    possible: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(name) = nearest(meant, possible.clone()) {
        return format!("did you mean `{name}`?");
    }
    let names: Vec<String> = possible.into_iter().map(|name| format!("`{name}`")).collect();
    format!("possible are {}", names.join(", "))
}
