//! From an invoker's files to an [`Invoker`], or to everything that is wrong with them.

use std::sync::Arc;

use secrecy::SecretString;

use super::Invoker;
use super::config::Config;
use super::fault::{Fault, SourceFile};
use super::yaml::Place;
use crate::mapper::{Mapper, Mappers, Mapping};

/// The longest mapping, in bytes; the largest of OTRS' examples has 10 kB.
pub const MAPPING_BYTES_MAX: usize = 256 << 10;
/// The files of an invoker; `None` for one that is not there.
#[derive(Debug, Clone, Copy)]
pub struct InvokerSource<'a> {
    /// The folder's name.
    pub name: &'a str,
    /// `invoker.yaml`
    pub yaml: &'a [u8],
    /// `outbound.xsl`
    pub outbound: Option<&'a str>,
    /// `inbound.xsl`
    pub inbound: Option<&'a str>,
}

/// Finds a secret by its name.
pub(super) type Secrets<'a> = &'a dyn Fn(&str) -> Option<SecretString>;

pub(super) fn load(
    source: &InvokerSource<'_>,
    mappers: &Mappers,
    secrets: Secrets<'_>,
) -> Result<Invoker, Vec<Fault>> {
    let mut faults = Faults::default();
    let config = Config::read(source.yaml, mappers, secrets, &mut faults);
    // Where the settings are at fault, the mappings are still looked through.
    let mapper = config.as_ref().map_or_else(|| mappers.default_mapper(), |config| config.mapper);
    let outbound = compile(SourceFile::Outbound, source.outbound, mapper, &mut faults);
    let inbound = compile(SourceFile::Inbound, source.inbound, mapper, &mut faults);
    match (config, outbound, inbound) {
        (Some(config), Some(outbound), Some(inbound)) if faults.0.is_empty() => Ok(Invoker {
            name: source.name.to_owned(),
            description: config.description,
            operation: config.operation,
            target: config.target,
            retry: config.retry,
            outbound,
            inbound,
        }),
        _ => {
            faults.0.sort_by_key(|fault| (fault.file, fault.line, fault.column));
            Err(faults.0)
        }
    }
}

fn compile(
    file: SourceFile,
    text: Option<&str>,
    mapper: &dyn Mapper,
    faults: &mut Faults,
) -> Option<Arc<dyn Mapping>> {
    let fault = |code, message, help: Option<&str>| Fault {
        code,
        file,
        line: 1,
        column: 1,
        message,
        help: help.map(str::to_owned),
    };
    let Some(text) = text else {
        let message = format!("the file `{}` is missing", file.name());
        faults.0.push(fault(
            "I0010",
            message,
            Some("every invoker has an outbound and an inbound mapping"),
        ));
        return None;
    };
    if text.len() > MAPPING_BYTES_MAX {
        let message = format!(
            "the mapping has {} bytes, at most {MAPPING_BYTES_MAX} are possible",
            text.len()
        );
        faults.0.push(fault("M0002", message, None));
        return None;
    }
    match mapper.compile(text) {
        Ok(mapping) => Some(mapping),
        Err(found) => {
            faults.0.extend(found.into_iter().map(|one| Fault::of_mapping(file, one)));
            None
        }
    }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(
        &mut self,
        code: &'static str,
        place: Place,
        message: String,
        help: Option<String>,
    ) {
        let (line, column) = place;
        self.0.push(Fault { code, file: SourceFile::Invoker, line, column, message, help });
    }
}
