//! Reads the modules of a stylesheet and puts the import tree in order (XSLT 1.0, section 2.6).

use std::sync::Arc;

use elsa::FrozenVec;

use super::fault::Faults;
use super::sheet::{Attr, Child, Markup, Sheet};
use super::space::Ambient;
use super::vocabulary::{self, Tag};
use super::{FUNCTIONS_NAMESPACE, STACK_PIECE, STACK_RED_ZONE};
use crate::error::{ErrorKind, TransformError};
use crate::limits::{self, Limits};
use crate::names::{Atom, Name, Names};
use crate::program::Place;
use crate::tree::{Document, TreeBuilder};
use crate::xml::{self, ReadOptions};
use crate::{Resolver, Resource};

/// A module with what it includes. Its place in the list of units is its import precedence.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// The precedence of the first unit that it imports, directly or not; it follows the last one.
    pub(super) first: u32,
    /// The elements at the top level, in order: XSLT's and `func:function`; or a whole simplified stylesheet.
    pub(super) declarations: Vec<Markup<'a>>,
}

/// Reads modules.
pub(super) struct Loader<'s, 'n> {
    pub(super) names: &'n Names<'n>,
    pub(super) faults: &'n Faults,
    pub(super) resolver: Option<&'s dyn Resolver>,
    pub(super) sheets: &'s FrozenVec<Box<Sheet<'n>>>,
    pub(super) units: Vec<Unit<'s>>,
    /// The modules that are under way, the main one first.
    pub(super) path: Vec<u16>,
    /// How many modules were imported or included.
    pub(super) n_modules: usize,
}

impl<'s, 'n: 's> Loader<'s, 'n> {
    /// Reads the main module and all that it needs.
    pub(super) fn load(mut self, bytes: &[u8], address: &str) -> Vec<Unit<'s>> {
        let sheet = self.read(bytes, address);
        self.unit(sheet);
        self.units
    }

    /// Reads a module; after a fault it is empty.
    fn read(&self, bytes: &[u8], address: &str) -> &'s Sheet<'n> {
        let known = |sheet: &&Sheet<'_>| !address.is_empty() && &*sheet.address == address;
        if let Some(sheet) = self.sheets.iter().find(known) {
            return sheet;
        }
        let number = u16::try_from(self.sheets.len()).unwrap_or(u16::MAX);
        let limits = Limits {
            input_bytes: limits::STYLESHEET_BYTES,
            depth: limits::STYLESHEET_DEPTH,
            ..Limits::default()
        };
        let options = ReadOptions { limits: &limits, address, strip: None, offsets: true };
        let (text, document) = match self.parse(bytes, options) {
            (text, Ok(document)) => (text, document),
            (text, Err(error)) => {
                self.report(number, &error);
                (text, TreeBuilder::new().finish())
            }
        };
        let sheet = Sheet::new(self.names, self.faults, number, address.into(), text, document);
        self.sheets.push_get(Box::new(sheet))
    }

    fn parse(
        &self,
        bytes: &[u8],
        options: ReadOptions<'_>,
    ) -> (Arc<str>, Result<Document, TransformError>) {
        if bytes.len() > limits::STYLESHEET_BYTES {
            let limit = limits::STYLESHEET_BYTES;
            return ("".into(), Err(TransformError::new(ErrorKind::InputTooLarge { limit })));
        }
        match xml::decode(bytes, options.address) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                let document = xml::read(&text, self.names, options);
                (text, document)
            }
            Err(error) => (String::from_utf8_lossy(bytes).into(), Err(error)),
        }
    }

    fn report(&self, module: u16, error: &TransformError) {
        self.faults.set_incomplete();
        let (line, column, message) =
            if let ErrorKind::Malformed { line, column, message, .. } = error.kind() {
                (*line, *column, message.clone())
            } else {
                (1, 1, error.kind().to_string())
            };
        self.faults.push(Place { module, line, column }, message, None);
    }

    fn unit(&mut self, sheet: &'s Sheet<'n>) {
        let first = number(self.units.len());
        let mut declarations = Vec::new();
        stacker::maybe_grow(STACK_RED_ZONE, STACK_PIECE, || {
            self.collect(sheet, &mut declarations);
        });
        self.units.push(Unit { first, declarations });
    }

    /// Adds the top level of a module, and that of the modules that it includes in their places.
    fn collect(&mut self, sheet: &'s Sheet<'n>, declarations: &mut Vec<Markup<'s>>) {
        let sheet: &'s Sheet<'s> = sheet;
        // A module without a root was reported when it was read.
        let Some(root) = sheet.root() else { return };
        self.path.push(sheet.number);
        if root.is("stylesheet") || root.is("transform") {
            let ambient = sheet.ambient.get_or_init(|| Ambient::of_stylesheet(root));
            if let Some(definition) = vocabulary::find(root.local()) {
                vocabulary::check_attributes(root, definition, ambient.forwards);
            }
            self.top_level(root, ambient.forwards, declarations);
        } else if !root.is_xslt() && root.xslt_attribute("version").is_some() {
            declarations.push(root);
        } else {
            no_stylesheet(root);
            self.faults.set_incomplete();
        }
        self.path.pop();
    }

    fn top_level(&mut self, root: Markup<'s>, forwards: bool, declarations: &mut Vec<Markup<'s>>) {
        let mut may_import = true;
        for element in root.parts() {
            if !element.is_xslt() {
                may_import = false;
                if element.uri().is_empty() {
                    let message = format!("`{}` has no place here", element.written());
                    let help =
                        "elements at the top level are XSLT's, or in a namespace of their own";
                    element.fault(message, Some(help.to_owned()));
                } else if is_function(element) {
                    declarations.push(element);
                }
                continue;
            }
            let Some(definition) = vocabulary::find(element.local()) else {
                may_import = false;
                if !forwards {
                    vocabulary::unknown_element(element);
                    // Whatever it was to define is not missed a second time.
                    declarations.push(element);
                }
                continue;
            };
            let imports = definition.tag == Tag::Import;
            if imports || definition.tag == Tag::Include {
                vocabulary::check_attributes(element, definition, forwards);
                vocabulary::check_empty(element, forwards);
                if imports && !may_import {
                    vocabulary::misplaced(element, definition);
                    self.faults.set_incomplete();
                } else if let Some(href) = element.attribute("href") {
                    self.follow(href, imports, declarations);
                }
            } else if is_declaration(definition.tag) {
                vocabulary::check_attributes(element, definition, forwards);
                declarations.push(element);
            } else if !forwards {
                let help = "instructions stand in `xsl:template`".to_owned();
                let message = format!("`{}` has no place here", element.written());
                element
                    .fault(message, definition.home.map_or(Some(help), |home| Some(home.into())));
            }
            may_import &= imports;
        }
    }

    /// Imports or includes the module that an attribute names.
    fn follow(&mut self, href: Attr<'s>, imports: bool, declarations: &mut Vec<Markup<'s>>) {
        self.n_modules += 1;
        if self.n_modules >= limits::MODULES {
            self.faults.set_incomplete();
            href.fault(format!("there are more than {} modules", limits::MODULES), None);
            return;
        }
        let Some(resource) = self.resolve(href) else {
            self.faults.set_incomplete();
            return;
        };
        let sheet = self.read(&resource.bytes, &resource.address);
        if self.path.contains(&sheet.number) {
            let verb = if imports { "imports" } else { "includes" };
            href.fault(format!("the stylesheet {verb} itself"), None);
        } else if imports {
            self.unit(sheet);
        } else {
            stacker::maybe_grow(STACK_RED_ZONE, STACK_PIECE, || {
                self.collect(sheet, declarations);
            });
        }
    }

    fn resolve(&self, href: Attr<'s>) -> Option<Resource> {
        let Some(resolver) = self.resolver else {
            let message = format!("the module `{}` cannot be read", href.text);
            href.fault(message, Some("imports are not allowed here".to_owned()));
            return None;
        };
        match resolver.resolve(href.text, href.base()) {
            Ok(resource) => Some(resource),
            Err(reason) => {
                href.fault(format!("the module `{}` cannot be read: {reason}", href.text), None);
                None
            }
        }
    }
}

impl std::fmt::Debug for Loader<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loader").field("path", &self.path).finish_non_exhaustive()
    }
}

pub(super) fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn no_stylesheet(root: Markup<'_>) {
    /// The namespace of a draft from before 1.0.
    const DRAFT: &str = "http://www.w3.org/TR/WD-xsl";
    let names = root.sheet.names;
    let message = format!("`{}` is not a stylesheet", root.written());
    let help =
        if names.text(root.uri()) == DRAFT || matches!(root.local(), "stylesheet" | "transform") {
            format!("the namespace of XSLT is `{}`", crate::names::XSLT_NAMESPACE)
        } else {
            "a stylesheet is `xsl:stylesheet`, or an element with the attribute `xsl:version`"
                .to_owned()
        };
    root.fault(message, Some(help));
}

/// Whether it is `func:function`.
pub(super) fn is_function(element: Markup<'_>) -> bool {
    element.local() == "function" && element.sheet.names.text(element.uri()) == FUNCTIONS_NAMESPACE
}

const fn is_declaration(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::AttributeSet
            | Tag::DecimalFormat
            | Tag::Key
            | Tag::NamespaceAlias
            | Tag::Output
            | Tag::Param
            | Tag::PreserveSpace
            | Tag::StripSpace
            | Tag::Template
            | Tag::Variable
    )
}

/// The name that a misspelt element may have been meant to define.
pub(super) fn suspect(element: Markup<'_>) -> Option<Name> {
    let attr = element.attribute("name")?;
    Some(element.sheet.names.name(Atom::EMPTY, attr.text))
}

impl Child<'_> {
    /// Whether it is the XSLT element of that name.
    pub(super) fn is(&self, local: &str) -> bool {
        match self {
            Self::Element(element) => element.is(local),
            Self::Text(..) => false,
        }
    }
}
