mod bounds;
mod calls;
mod create;
mod faults;
mod functions;
mod messages;
mod parameters;
mod rules;
mod sorting;
mod trace;
mod variables;

use crate::{Compiler, Resolver, Resource, Stylesheet, TransformError};

/// A stylesheet of these declarations; its result has no XML declaration.
fn stylesheet(declarations: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:func='http://exslt.org/functions' xmlns:exsl='http://exslt.org/common' \
         xmlns:f='urn:f' extension-element-prefixes='func exsl' exclude-result-prefixes='f'>\
         <xsl:output omit-xml-declaration='yes'/>{declarations}</xsl:stylesheet>"
    )
}

fn compile(declarations: &str) -> Stylesheet {
    Stylesheet::compile(&stylesheet(declarations)).unwrap_or_else(|e| panic!("{declarations}\n{e}"))
}

fn transform(declarations: &str, source: &str) -> Result<String, TransformError> {
    compile(declarations).transformation().run_to_string(source)
}

/// Checks the result of a stylesheet.
#[track_caller]
fn check(declarations: &str, source: &str, expected: &str) {
    match transform(declarations, source) {
        Ok(result) => assert_eq!(result.trim_end_matches('\n'), expected, "{declarations}"),
        Err(error) => panic!("{declarations}\n{error}"),
    }
}

/// Checks the result of a template for the root.
#[track_caller]
fn check_body(body: &str, source: &str, expected: &str) {
    check(&format!("<xsl:template match='/'>{body}</xsl:template>"), source, expected);
}

/// Checks the message of the error that a template for the root ends in.
#[track_caller]
fn check_fails(body: &str, source: &str, expected: &str) {
    let declarations = format!("<xsl:template match='/'>{body}</xsl:template>");
    let error = transform(&declarations, source).unwrap_err();
    assert_eq!(error.kind().to_string(), expected, "{body}");
}

/// Modules by their address.
struct Modules(Vec<(&'static str, String)>);

impl Resolver for Modules {
    fn resolve(&self, href: &str, _base: &str) -> Result<Resource, String> {
        let found = self.0.iter().find(|(address, _)| *address == href);
        let (address, text) = found.ok_or("there is none")?;
        Ok(Resource { address: (*address).to_owned(), bytes: text.clone().into_bytes() })
    }
}

/// Checks the result of the first of some modules, each of which may import those after it.
#[track_caller]
fn check_modules(modules: &[(&'static str, &str)], source: &str, expected: &str) {
    let modules = modules.iter().map(|(address, text)| (*address, imports_first(text)));
    let modules = Modules(modules.collect());
    let compiler = Compiler::new().resolver(&modules);
    let compiled = compiler.compile(modules.0[0].1.as_bytes()).unwrap();
    let result = compiled.transformation().run_to_string(source).unwrap();
    assert_eq!(result.trim_end_matches('\n'), expected);
}

/// `xsl:import` comes before all other declarations.
fn imports_first(declarations: &str) -> String {
    let output = "<xsl:output omit-xml-declaration='yes'/>";
    let plain = stylesheet(declarations).replace(output, "");
    plain.replace("</xsl:stylesheet>", &format!("{output}</xsl:stylesheet>"))
}
