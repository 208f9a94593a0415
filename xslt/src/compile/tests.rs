//! Tests of the compiler.

mod faults;
mod modules;
mod programs;
mod rules;

use std::collections::HashMap;
use std::sync::Arc;

use super::Compiler;
use crate::program::Program;
use crate::{CompileError, Resolver, Resource};

/// A stylesheet around top-level elements, which begin in line 2.
fn sheet(version: &str, top: &str) -> String {
    format!(
        "<xsl:stylesheet version=\"{version}\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" \
         xmlns:p=\"urn:p\" xmlns:exsl=\"http://exslt.org/common\" \
         xmlns:func=\"http://exslt.org/functions\" extension-element-prefixes=\"exsl func\">\n{top}\n\
         </xsl:stylesheet>"
    )
}

/// Documents by address.
struct Shelf(HashMap<&'static str, String>);

impl Resolver for Shelf {
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String> {
        let text = self.0.get(href).ok_or_else(|| format!("nothing is there (for {base:?})"))?;
        Ok(Resource { address: href.to_owned(), bytes: text.clone().into_bytes() })
    }
}

fn compile(text: &str, others: &[(&'static str, &str)]) -> Result<Arc<Program>, CompileError> {
    let others = others.iter().map(|(address, text)| (*address, (*text).to_owned())).collect();
    let shelf = Shelf(others);
    let compiler = Compiler::new().resolver(&shelf).address("main.xsl");
    compiler.compile(text.as_bytes()).map(|stylesheet| stylesheet.program)
}

/// The program of a stylesheet with these top-level elements.
fn program(top: &str) -> Arc<Program> {
    compile(&sheet("1.0", top), &[]).unwrap()
}

/// Its faults, one in a line: `line:column message (help)`.
fn faults(text: &str, others: &[(&'static str, &str)]) -> String {
    let Err(error) = compile(text, others) else { return String::new() };
    let lines = error.diagnostics.iter().map(|diagnostic| {
        let crate::Location { module, line, column } = &diagnostic.location;
        let module = if &**module == "main.xsl" { String::new() } else { format!("{module}:") };
        let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{module}{line}:{column} {}{help}", diagnostic.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}
