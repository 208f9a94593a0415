//! `usher xslt`: runs a stylesheet as xsltproc does.

mod files;
mod report;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use files::Files;
use xslt::{Compiler, ErrorKind, Output, Parameter, Stylesheet, TransformError};

use super::complain;

/// See the module.
#[derive(Debug, Args)]
pub struct Xslt {
    /// The stylesheet
    stylesheet: PathBuf,
    /// The source document; `-` is standard input
    #[arg(required_unless_present = "explain")]
    source: Option<PathBuf>,
    /// Give a parameter the value of an XPath expression
    #[arg(long = "param", value_name = "NAME=EXPRESSION", value_parser = pair)]
    params: Vec<(String, String)>,
    /// Give a parameter a text as value
    #[arg(long = "stringparam", value_name = "NAME=TEXT", value_parser = pair)]
    string_params: Vec<(String, String)>,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write further results (`exsl:document`) below this folder; without it there are none
    #[arg(long, value_name = "FOLDER")]
    documents: Option<PathBuf>,
    /// Tell how often each template ran, and how long
    #[arg(long)]
    profile: bool,
    /// Show the stylesheet with how often each line ran
    #[arg(long)]
    coverage: bool,
    /// Tell what the stylesheet may read and write, without a source
    #[arg(long)]
    explain: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The exit codes of xsltproc.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
enum Exit {
    UnreadableStylesheet = 4,
    Stylesheet = 5,
    Document = 6,
    Run = 9,
    Terminated = 10,
    Write = 11,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Xslt {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        Ok(self.carry_out().map_or_else(ExitCode::from, |()| ExitCode::SUCCESS))
    }

    fn carry_out(&self) -> Result<(), Exit> {
        let stylesheet = self.compile()?;
        if self.explain {
            report::explain(&stylesheet.analyze(), &self.stylesheet.display().to_string());
        }
        let Some(source) = &self.source else { return Ok(()) };
        let bytes = read(source).map_err(|error| {
            complain(&format!("cannot read {}: {error}", source.display()));
            Exit::Document
        })?;
        let mut transformation = stylesheet
            .transformation()
            .resolver(&Files)
            .address(source.display().to_string())
            .trace(self.profile || self.coverage);
        for (name, text) in &self.params {
            transformation = transformation.parameter(name, Parameter::Expression(text.clone()));
        }
        for (name, text) in &self.string_params {
            transformation = transformation.parameter(name, Parameter::String(text.clone()));
        }
        match transformation.run(&bytes) {
            Ok(output) => {
                report::messages(&output.messages);
                self.write(&output)?;
                if let Some(trace) = &output.trace {
                    if self.profile {
                        report::profile(trace);
                    }
                    if self.coverage {
                        report::coverage(trace, &stylesheet);
                    }
                }
                Ok(())
            }
            Err(error) => Err(failed(&error)),
        }
    }

    fn compile(&self) -> Result<Stylesheet, Exit> {
        let bytes = read(&self.stylesheet).map_err(|error| {
            complain(&format!("cannot read {}: {error}", self.stylesheet.display()));
            Exit::UnreadableStylesheet
        })?;
        let address = self.stylesheet.display().to_string();
        Compiler::new().resolver(&Files).address(address).compile(&bytes).map_err(|error| {
            complain(error.to_string().trim_end());
            Exit::Stylesheet
        })
    }

    fn write(&self, output: &Output) -> Result<(), Exit> {
        let written = match &self.output {
            Some(path) => std::fs::write(path, &output.bytes),
            None => std::io::stdout().lock().write_all(&output.bytes),
        };
        written.map_err(|error| {
            complain(&format!("cannot write the result: {error}"));
            Exit::Write
        })?;
        for document in &output.documents {
            let Some(folder) = &self.documents else {
                complain(&format!(
                    "the further result `{}` is not written: --documents names no folder",
                    document.href
                ));
                continue;
            };
            files::write_below(folder, &document.href, &document.bytes).map_err(|error| {
                complain(&format!("cannot write the further result `{}`: {error}", document.href));
                Exit::Write
            })?;
        }
        Ok(())
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path)
}

fn failed(error: &TransformError) -> Exit {
    report::messages(error.messages());
    complain(&format!("error: {error}"));
    for frame in error.stack() {
        complain(&format!("  in the template {} at {}", frame.template, frame.location));
    }
    let kind = error.kind();
    if matches!(
        kind,
        ErrorKind::Malformed { .. }
            | ErrorKind::DocumentType
            | ErrorKind::InputTooLarge { .. }
            | ErrorKind::TooDeep { .. }
    ) {
        Exit::Document
    } else if matches!(kind, ErrorKind::Terminated { .. }) {
        Exit::Terminated
    } else if matches!(kind, ErrorKind::Write { .. }) {
        Exit::Write
    } else {
        Exit::Run
    }
}
