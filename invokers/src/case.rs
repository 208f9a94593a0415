//! Cases: a document that a mapping reads, and what it has to make of it.

use std::collections::BTreeMap;

use crate::document::DocumentFault;
use crate::document::changes::changes;
use crate::document::params::params;
use crate::document::tree;
use crate::invoker::{Invoker, SourceFile};
use crate::mapper::{Covered, MappingError};

/// A case of a mapping.
///
/// `cases/NAME.request.xml` is a ticket for the outbound mapping, `cases/NAME.response.xml` an answer
/// for the inbound one; the expected result is beside it in `NAME.request.expected.xml` or `NAME.response.expected.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What its files begin with.
    pub name: String,
    /// Whether it is one of the inbound mapping.
    pub inbound: bool,
    /// What the mapping reads.
    pub document: String,
    /// What it has to write.
    pub expected: String,
}

/// Why a case failed.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The mapping wrote nothing to go on with.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// What is expected is no document.
    #[error("what is expected cannot be read")]
    Expected(#[source] DocumentFault),
    /// The mapping wrote something else.
    #[error("the mapping wrote something else")]
    Different {
        /// What was expected, indented.
        expected: String,
        /// What was written, indented.
        written: String,
    },
}

/// What came of a case.
#[derive(Debug)]
pub struct CaseReport {
    /// Why it failed, if it did.
    pub result: Result<(), CaseError>,
    /// What the mapping said by `xsl:message`.
    pub messages: Vec<String>,
    /// Lines of the mapping with instructions, and how often each ran; empty if the engine cannot tell.
    pub lines: BTreeMap<u32, u64>,
}

impl Case {
    /// The mapping that it is for.
    pub const fn mapping(&self) -> SourceFile {
        if self.inbound { SourceFile::Inbound } else { SourceFile::Outbound }
    }

    /// The file that holds the document.
    pub fn file_name(&self) -> String {
        format!("{}.{}.xml", self.name, if self.inbound { "response" } else { "request" })
    }

    /// Runs it: the result has to be as expected, and of use as parameters or changes. White space between elements,
    /// comments and the like do not count.
    pub async fn run(&self, invoker: &Invoker) -> CaseReport {
        let mapping = if self.inbound { &invoker.inbound } else { &invoker.outbound };
        let covered = match mapping.run_covered(&self.document) {
            Some(covered) => covered,
            None => {
                mapping.run(&self.document).await.map(|text| Covered { text, ..Covered::default() })
            }
        };
        match covered {
            Ok(Covered { text, messages, lines }) => {
                CaseReport { result: self.compare(&text), messages, lines }
            }
            Err(error) => CaseReport {
                result: Err(error.into()),
                messages: Vec::new(),
                lines: BTreeMap::new(),
            },
        }
    }

    fn compare(&self, text: &str) -> Result<(), CaseError> {
        let expected = canonical(&self.expected).map_err(CaseError::Expected)?;
        let written = canonical(text).map_err(MappingError::Output)?;
        if written != expected {
            return Err(CaseError::Different { expected, written });
        }
        if self.inbound {
            changes(text).map(drop).map_err(MappingError::Output)?;
        } else {
            params(text).map(drop).map_err(MappingError::Output)?;
        }
        Ok(())
    }
}

fn canonical(xml: &str) -> Result<String, DocumentFault> {
    Ok(tree::parse(xml)?.map_or_else(String::new, |root| root.to_text()))
}
