//! From the text of a stylesheet to a [`Program`].
//!
//! `module` reads the modules and orders them by import precedence, `top` numbers what is declared in them, and the
//! others compile it. Faults are collected in `fault`; what comes after one only matters for finding further ones.

mod alias;
mod attribute_set;
mod decimal_format;
mod fault;
mod instruction;
mod lines;
mod literal;
mod module;
mod output;
mod rules;
mod scope;
mod sheet;
mod space;
mod template;
mod top;
mod vocabulary;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use elsa::FrozenVec;

use crate::error::CompileError;
use crate::names::{FrozenNames, Names};
use crate::program::{Module, Program};
use crate::{Resolver, Stylesheet};
use fault::{Excerpts, Faults};
use module::Loader;
use sheet::Sheet;
use top::Index;

/// The namespace of `exsl:document`.
const DOCUMENTS_NAMESPACE: &str = "http://exslt.org/common";
/// The namespace of `func:function`.
const FUNCTIONS_NAMESPACE: &str = "http://exslt.org/functions";

/// What is left on the stack when a further piece is allocated, and the size of that.
const STACK_RED_ZONE: usize = 256 * 1024;
const STACK_PIECE: usize = 1024 * 1024;

type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Compiles stylesheets.
#[derive(Default)]
pub struct Compiler<'r> {
    resolver: Option<&'r dyn Resolver>,
    address: String,
}

impl std::fmt::Debug for Compiler<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiler").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What all parts of the compiler look things up in.
#[derive(Debug)]
struct Env<'a> {
    names: &'a Names<'a>,
    faults: &'a Faults,
    index: Index<'a>,
}

impl<'r> Compiler<'r> {
    /// One that imports nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where `xsl:import` and `xsl:include` get their modules.
    #[must_use]
    pub fn resolver(mut self, resolver: &'r dyn Resolver) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// The address of the stylesheet: for messages, and the base of the addresses in it.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Compiles a stylesheet, in any encoding that its XML declaration names.
    pub fn compile(&self, bytes: &[u8]) -> Result<Stylesheet, CompileError> {
        static BASE: LazyLock<FrozenNames> = LazyLock::new(FrozenNames::default);
        let names = Names::new(&BASE);
        let mut program = self.program(bytes, &names)?;
        program.names = names.freeze();
        Ok(Stylesheet { program: Arc::new(program) })
    }

    /// The program, but for its names.
    fn program(&self, bytes: &[u8], names: &Names<'_>) -> Result<Program, CompileError> {
        let faults = Faults::default();
        let sheets = FrozenVec::new();
        let program = {
            let loader = Loader {
                names,
                faults: &faults,
                resolver: self.resolver,
                sheets: &sheets,
                units: Vec::new(),
                path: Vec::new(),
                n_modules: 0,
            };
            let units = loader.load(bytes, &self.address);
            let env = Env { names, faults: &faults, index: Index::new(&units) };
            env.program(&sheets)
        };
        if faults.is_empty() {
            return Ok(program);
        }
        let modules: Vec<Excerpts<'_>> = sheets.iter().map(Sheet::excerpts).collect();
        Err(faults.error(&modules))
    }
}

impl Env<'_> {
    fn program(&self, sheets: &FrozenVec<Box<Sheet<'_>>>) -> Program {
        let index = &self.index;
        let (templates, rules) = template::templates(self);
        let globals = template::globals(self);
        let functions = template::functions(self);
        let keys = template::keys(self);
        let attribute_sets = attribute_set::attribute_sets(self);
        let module = |sheet: &Sheet<'_>| Module {
            address: Arc::clone(&sheet.address),
            text: Arc::clone(&sheet.text),
        };
        Program {
            names: FrozenNames::default(),
            modules: sheets.iter().map(module).collect(),
            templates,
            // Applied modes are known once all is compiled.
            modes: rules::modes(self.names, index.mode_names(), rules),
            globals,
            keys,
            strip: space::strip_rules(&index.strips),
            output: output::merge(&index.outputs),
            decimal_formats: decimal_format::merge(&index.formats),
            attribute_sets,
            functions,
        }
    }
}

#[cfg(test)]
mod tests;
