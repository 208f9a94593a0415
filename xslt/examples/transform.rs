//! Transforms a file: `transform STYLESHEET SOURCE`, as xsltproc does.

use std::error::Error;
use std::io::Write;

use xslt::{Compiler, Resolver, Resource};

/// Gives files by their path.
struct Files;

impl Resolver for Files {
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String> {
        let path = std::path::Path::new(base).parent().unwrap_or_else(|| "".as_ref()).join(href);
        let path = path.canonicalize().map_err(|error| error.to_string())?;
        let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
        Ok(Resource { address: path.display().to_string(), bytes })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(stylesheet), Some(source)) = (args.next(), args.next()) else {
        return Err("usage: transform STYLESHEET SOURCE".into());
    };
    let compiled = Compiler::new()
        .resolver(&Files)
        .address(&stylesheet)
        .compile(&std::fs::read(&stylesheet)?)?;
    let output = compiled
        .transformation()
        .resolver(&Files)
        .address(&source)
        .run(&std::fs::read(&source)?)?;
    std::io::stdout().write_all(&output.bytes)?;
    Ok(())
}
