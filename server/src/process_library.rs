//! The processes and invokers that this server runs.
//!
//! Deploying compiles every file; a changed one is stored under its content hash and becomes current.
//! A ticket keeps the version that it began with, which is compiled again from the store when needed.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use engine::diagnostic::Diagnostic;
use engine::process::Process;
use engine::process::compile::{InvokerFacts, ProcessFacts, Surroundings, compile};
use invokers::case::Case;
use invokers::invoker::{Fault, Invoker, InvokerSource};
use invokers::mapper::Mappers;
use jiff::Timestamp;

use crate::config::{Paths, Secrets};
use crate::secret::sha256_hex;
use crate::store::{Command, Failed, Store, StoreError, Tx, WriteError, definition};

/// The largest file that is read as a process, mapping or invoker, in bytes; the readers have smaller
/// bounds of their own, this one keeps a mistaken path from filling memory.
const FILE_LENGTH_MAX: u64 = 8 * 1024 * 1024;

/// How many versions that are no longer current are kept compiled.
const OLD_VERSIONS_MAX: usize = 64;

/// A compiled version of a process.
#[derive(Debug, Clone)]
pub struct Version {
    /// The SHA-256 of its source, in hexadecimal.
    pub hash: String,
    /// The process.
    pub process: Arc<Process>,
    /// The document, as it is stored.
    source: String,
}

impl Version {
    /// The document, as it is stored.
    pub fn source(&self) -> &str {
        &self.source
    }

    fn compile(bytes: &[u8], surroundings: &Surroundings) -> Result<Self, Vec<Diagnostic>> {
        let process = Arc::new(compile(bytes, surroundings)?);
        // What compiles is UTF-8.
        let source = String::from_utf8_lossy(bytes).into_owned();
        Ok(Self { hash: sha256_hex(bytes), process, source })
    }
}

/// See the module.
#[derive(Debug)]
pub struct Library {
    invokers: BTreeMap<String, Arc<Invoker>>,
    current: BTreeMap<String, Version>,
    old: RwLock<BTreeMap<String, Arc<Process>>>,
}

/// What keeps a server from running its files.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file or folder cannot be read.
    #[error("cannot read {}", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Files have faults; the text names them with file, line and column.
    #[error("{0}")]
    Faults(String),
    /// Two files have a process of the same name.
    #[error("{} and another file both hold the process `{name}`", .path.display())]
    Twice {
        /// The later one.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// The store failed.
    #[error("cannot store the processes")]
    Store(#[from] StoreError),
    /// A stored version no longer compiles: the compiler has become stricter since.
    #[error("version {hash} of a process, which tickets still use, no longer compiles:\n{faults}")]
    OldVersion {
        /// Its hash.
        hash: String,
        /// The rendered diagnostics.
        faults: String,
    },
}

/// Files as read, before anything is compiled.
#[derive(Debug)]
pub struct Files {
    /// Path and bytes of each process.
    pub processes: Vec<(PathBuf, Vec<u8>)>,
    /// Each invoker's folder.
    pub invokers: Vec<InvokerFiles>,
}

/// The files of one invoker.
#[derive(Debug)]
pub struct InvokerFiles {
    /// The folder's name is the invoker's.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    yaml: Vec<u8>,
    outbound: Option<String>,
    inbound: Option<String>,
}

/// Reads the folders of processes and mappings.
pub fn read(paths: &Paths) -> Result<Files, LibraryError> {
    let processes = process_files(&paths.processes)?
        .into_iter()
        .map(|path| read_bounded(&path).map(|bytes| (path, bytes)))
        .collect::<Result<_, _>>()?;
    Ok(Files { processes, invokers: read_invokers(&paths.mappings)? })
}

/// The processes in a folder: its YAML files, but not their scenarios.
pub fn process_files(folder: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    let mut files = entries(folder)?;
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
            && !path.to_string_lossy().ends_with(".test.yaml")
    });
    Ok(files)
}

/// Reads the folder of mappings.
pub fn read_invokers(folder: &Path) -> Result<Vec<InvokerFiles>, LibraryError> {
    let mut invokers = Vec::new();
    for folder in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let name =
            folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = |file: &str| -> Result<Option<String>, LibraryError> {
            let path = folder.join(file);
            if !path.exists() {
                return Ok(None);
            }
            let bytes = read_bounded(&path)?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(error) => Err(LibraryError::Unreadable {
                    path,
                    source: std::io::Error::new(
                        std::io::ErrorKind::InvalidData,
                        error.utf8_error(),
                    ),
                }),
            }
        };
        let (outbound, inbound) = (text("outbound.xsl")?, text("inbound.xsl")?);
        let yaml = read_bounded(&folder.join("invoker.yaml"))?;
        invokers.push(InvokerFiles { name, folder, yaml, outbound, inbound });
    }
    Ok(invokers)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: folder.to_owned(), source };
    let mut paths = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    paths.retain(|path| {
        !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    paths.sort();
    Ok(paths)
}

/// Reads a file of the designer's, refusing one that is far too large before reading it.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: path.to_owned(), source };
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > FILE_LENGTH_MAX {
        let message = format!("it has {length} bytes, at most {FILE_LENGTH_MAX} are read");
        return Err(unreadable(std::io::Error::new(std::io::ErrorKind::FileTooLarge, message)));
    }
    std::fs::read(path).map_err(unreadable)
}

impl InvokerFiles {
    /// Compiles the invoker, or renders all its faults.
    pub fn compile(&self, mappers: &Mappers, secrets: &Secrets) -> Result<Invoker, Vec<Fault>> {
        let source = InvokerSource {
            name: &self.name,
            yaml: &self.yaml,
            outbound: self.outbound.as_deref(),
            inbound: self.inbound.as_deref(),
        };
        Invoker::load(&source, mappers, &|name: &str| secrets.get(name))
    }
}

impl InvokerFiles {
    /// Reads the cases beside the mappings, in the order of their names; a file there that belongs to no case is an error,
    /// since it would be taken for one that is tried.
    pub fn read_cases(&self) -> Result<Vec<Case>, LibraryError> {
        let folder = self.folder.join("cases");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let files = entries(&folder)?;
        let invalid = |path: &Path, message: String| LibraryError::Unreadable {
            path: path.to_owned(),
            source: std::io::Error::new(std::io::ErrorKind::InvalidData, message),
        };
        let text = |path: &Path| {
            String::from_utf8(read_bounded(path)?)
                .map_err(|error| invalid(path, error.utf8_error().to_string()))
        };
        let mut cases = Vec::new();
        for path in &files {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = file.strip_suffix(".xml").unwrap_or(&file);
            let (name, inbound) = match stem.rsplit_once('.') {
                Some((name, "request")) => (name, false),
                Some((name, "response")) => (name, true),
                Some((stem, "expected")) if files.contains(&folder.join(format!("{stem}.xml"))) => {
                    continue;
                }
                _ => {
                    let message = "a case is NAME.request.xml with NAME.request.expected.xml, or the same with `response`";
                    return Err(invalid(path, message.to_owned()));
                }
            };
            let expected = text(&folder.join(format!("{stem}.expected.xml")))?;
            cases.push(Case { name: name.to_owned(), inbound, document: text(path)?, expected });
        }
        Ok(cases)
    }

    /// A fault as text, with the file that it is in.
    pub fn render(&self, fault: &Fault) -> String {
        let place = self.folder.join(fault.file.name());
        let help =
            fault.help.as_ref().map(|help| format!("  = help: {help}\n")).unwrap_or_default();
        format!(
            "error[{}]: {}\n --> {}:{}:{}\n{help}\n",
            fault.code,
            fault.message,
            place.display(),
            fault.line,
            fault.column
        )
    }
}

/// Diagnostics as text, with the lines that they point at.
pub fn render(diagnostics: &[Diagnostic], source: &[u8], path: &Path) -> String {
    engine::diagnostic::render(
        diagnostics,
        &String::from_utf8_lossy(source),
        &path.display().to_string(),
    )
}

/// What processes may refer to: invokers by name, also those that could not be compiled, and one another.
pub fn surroundings<'n, 'i>(
    names: impl Iterator<Item = &'n str>,
    compiled: impl Fn(&str) -> Option<&'i Invoker>,
    processes: impl Iterator<Item = &'n [u8]>,
) -> Surroundings {
    let facts = |name: &str| InvokerFacts {
        fields: compiled(name)
            .map_or_else(BTreeSet::new, |invoker| invoker.outbound.fields().clone()),
        sets: compiled(name).and_then(|invoker| invoker.inbound.sets().cloned()),
    };
    let invokers = names.map(|name| (name.to_owned(), facts(name))).collect();
    let processes = processes.filter_map(ProcessFacts::of_document).collect();
    Surroundings { invokers: Some(invokers), queues: None, processes: Some(processes) }
}

struct Deploy {
    name: String,
    source: String,
    now: Timestamp,
}

impl Command for Deploy {
    type Output = ();
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Infallible>> {
        definition::put(tx, &self.name, &self.source, self.now).await?;
        Ok(())
    }
}

impl Library {
    /// Compiles the files; all faults of all files at once.
    pub fn compile(
        files: &Files,
        mappers: &Mappers,
        secrets: &Secrets,
    ) -> Result<Self, LibraryError> {
        let mut faults = String::new();
        let mut invokers = BTreeMap::new();
        for invoker in &files.invokers {
            match invoker.compile(mappers, secrets) {
                Ok(compiled) => drop(invokers.insert(compiled.name.clone(), Arc::new(compiled))),
                Err(found) => {
                    for fault in &found {
                        faults.push_str(&invoker.render(fault));
                    }
                }
            }
        }
        let surroundings = surroundings(
            files.invokers.iter().map(|invoker| &*invoker.name),
            |name| invokers.get(name).map(AsRef::as_ref),
            files.processes.iter().map(|(_, source)| source.as_slice()),
        );
        let mut current: BTreeMap<String, Version> = BTreeMap::new();
        for (path, bytes) in &files.processes {
            match Version::compile(bytes, &surroundings) {
                Ok(version) => {
                    let name = version.process.name().to_owned();
                    if current.insert(name.clone(), version).is_some() {
                        return Err(LibraryError::Twice { path: path.clone(), name });
                    }
                }
                Err(diagnostics) => faults.push_str(&render(&diagnostics, bytes, path)),
            }
        }
        if faults.is_empty() {
            Ok(Self { invokers, current, old: RwLock::default() })
        } else {
            Err(LibraryError::Faults(faults))
        }
    }

    /// Compiles a version that is not among the files, beside their invokers.
    pub fn compile_other(&self, bytes: &[u8]) -> Result<Version, Vec<Diagnostic>> {
        let invokers = &self.invokers;
        let current = self.current().map(|version| version.source.as_bytes());
        let surroundings = surroundings(
            invokers.keys().map(String::as_str),
            |name| invokers.get(name).map(AsRef::as_ref),
            current.chain([bytes]),
        );
        Version::compile(bytes, &surroundings)
    }

    /// Makes the current versions those of the store, so that tickets can be pinned to them.
    pub async fn deploy(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        for version in self.current() {
            let (name, source) = (version.process.name().to_owned(), version.source.clone());
            let deploy = Deploy { name, source, now };
            store.write(deploy).await.map_err(WriteError::into_store_error)?;
        }
        Ok(())
    }

    /// The current version of each process.
    pub fn current(&self) -> impl Iterator<Item = &Version> {
        self.current.values()
    }

    /// The current version of a process.
    pub fn by_name(&self, name: &str) -> Option<&Version> {
        self.current.get(name)
    }

    /// How many invokers there are.
    pub fn invoker_count(&self) -> usize {
        self.invokers.len()
    }

    /// The invoker of that name.
    pub fn invoker(&self, name: &str) -> Option<&Arc<Invoker>> {
        self.invokers.get(name)
    }

    /// The process as a ticket pinned it.
    pub async fn by_hash(
        &self,
        hash: &str,
        store: &Store,
    ) -> Result<Option<Arc<Process>>, LibraryError> {
        if let Some(version) = self.current.values().find(|version| version.hash == hash) {
            return Ok(Some(Arc::clone(&version.process)));
        }
        if let Some(process) = self.old.read().unwrap_or_else(PoisonError::into_inner).get(hash) {
            return Ok(Some(Arc::clone(process)));
        }
        let Some(definition) = definition::get(store.read(), hash).await? else { return Ok(None) };
        let source = definition.source;
        let process =
            compile(source.as_bytes(), &Surroundings::default()).map_err(|diagnostics| {
                let faults = render(&diagnostics, source.as_bytes(), Path::new(hash));
                LibraryError::OldVersion { hash: hash.to_owned(), faults }
            })?;
        let process = Arc::new(process);
        let mut old = self.old.write().unwrap_or_else(PoisonError::into_inner);
        if old.len() >= OLD_VERSIONS_MAX {
            old.pop_first();
        }
        old.insert(hash.to_owned(), Arc::clone(&process));
        Ok(Some(process))
    }
}
