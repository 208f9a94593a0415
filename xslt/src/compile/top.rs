//! What is declared at the top level: numbers for all that is referred to by name.

use std::cell::RefCell;

use super::Map;
use super::alias::Aliases;
use super::module::{self, Unit, is_function};
use super::sheet::Markup;
use super::vocabulary::{self, Tag};
use crate::names::Name;

/// A top-level element and its import precedence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration<'a> {
    pub(super) element: Markup<'a>,
    pub(super) precedence: u32,
    pub(super) forwards: bool,
}

/// Declarations of one kind that have a name each; the number of an entry is that in the program.
#[derive(Debug, Default)]
pub(super) struct Registry<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    by_name: Map<Name, u32>,
}

/// What one name stands for.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: Name,
    /// The one that counts; of attribute sets all, the lowest import precedence first.
    pub(super) declarations: Vec<Declaration<'a>>,
}

/// All that is declared, the lowest import precedence first.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    /// For each import precedence, the range of those that it imports.
    pub(super) imports: Vec<(u32, u32)>,
    pub(super) templates: Vec<Declaration<'a>>,
    pub(super) named: Map<Name, u32>,
    pub(super) globals: Registry<'a>,
    pub(super) functions: Registry<'a>,
    pub(super) attribute_sets: Registry<'a>,
    pub(super) keys: Vec<Declaration<'a>>,
    pub(super) outputs: Vec<Declaration<'a>>,
    pub(super) strips: Vec<Declaration<'a>>,
    pub(super) formats: Vec<Declaration<'a>>,
    pub(super) aliases: Aliases,
    /// The names of declarations that could not be understood: whoever uses them is right to.
    suspects: Vec<Name>,
    /// The numbers of the modes but the default one, which is 0.
    modes: RefCell<Map<Name, u32>>,
}

impl<'a> Registry<'a> {
    pub(super) fn find(&self, name: Name) -> Option<u32> {
        self.by_name.get(&name).copied()
    }

    fn entry(&mut self, name: Name) -> &mut Vec<Declaration<'a>> {
        let number = *self.by_name.entry(name).or_insert_with(|| {
            self.entries.push(Entry { name, declarations: Vec::new() });
            module::number(self.entries.len() - 1)
        });
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        #[expect(clippy::expect_used, reason = "the entry was just made or found")]
        &mut self.entries.get_mut(place).expect("numbers are of entries").declarations
    }

    /// Adds one of which the highest import precedence counts.
    fn define(&mut self, name: Name, declaration: Declaration<'a>) {
        let known = self.entry(name);
        if let Some(other) = known.first()
            && other.precedence == declaration.precedence
        {
            defined_twice(declaration.element, other.element);
            return;
        }
        *known = vec![declaration];
    }
}

fn defined_twice(element: Markup<'_>, other: Markup<'_>) {
    let place = other.place();
    let name = element.attribute("name").map_or("", |attr| attr.text);
    let what = match element.local() {
        "template" => "template",
        "function" => "function",
        _ => "global variable",
    };
    let message = format!("there is another {what} of the name `{name}`");
    let help = if other.sheet.number == element.sheet.number {
        format!("it is in line {}", place.line)
    } else {
        format!("it is in line {} of `{}`", place.line, other.sheet.address)
    };
    let name = element.attribute("name");
    match name {
        Some(attr) => attr.fault(message, Some(help)),
        None => element.fault(message, Some(help)),
    }
}

impl<'a> Index<'a> {
    pub(super) fn new(units: &[Unit<'a>]) -> Self {
        let mut index = Self::default();
        let mut aliases = Vec::new();
        for (unit, precedence) in units.iter().zip(0..) {
            index.imports.push((unit.first, precedence));
            for element in &unit.declarations {
                let forwards = element.sheet.ambient.get().is_some_and(|ambient| ambient.forwards);
                let declaration = Declaration { element: *element, precedence, forwards };
                index.add(declaration, &mut aliases);
            }
        }
        index.aliases = Aliases::new(&aliases);
        index
    }

    fn add(&mut self, declaration: Declaration<'a>, aliases: &mut Vec<Declaration<'a>>) {
        let Declaration { element, .. } = declaration;
        if !element.is_xslt() {
            if is_function(element) {
                self.add_function(declaration);
            } else {
                self.templates.push(declaration);
            }
            return;
        }
        let Some(definition) = vocabulary::find(element.local()) else {
            self.suspects.extend(module::suspect(element));
            return;
        };
        match definition.tag {
            Tag::Template => self.add_template(declaration),
            Tag::Variable | Tag::Param => {
                if let Some(name) = element.attribute("name").and_then(|n| element.qname(n, false))
                {
                    self.globals.define(name, declaration);
                }
            }
            Tag::AttributeSet => {
                if let Some(name) = element.attribute("name").and_then(|n| element.qname(n, false))
                {
                    self.attribute_sets.entry(name).push(declaration);
                }
            }
            Tag::Key => self.keys.push(declaration),
            Tag::Output => self.outputs.push(declaration),
            Tag::StripSpace | Tag::PreserveSpace => self.strips.push(declaration),
            Tag::DecimalFormat => self.formats.push(declaration),
            Tag::NamespaceAlias => aliases.push(declaration),
            Tag::ApplyImports
            | Tag::ApplyTemplates
            | Tag::Attribute
            | Tag::CallTemplate
            | Tag::Choose
            | Tag::Comment
            | Tag::Copy
            | Tag::CopyOf
            | Tag::Document
            | Tag::Element
            | Tag::Fallback
            | Tag::ForEach
            | Tag::If
            | Tag::Import
            | Tag::Include
            | Tag::Message
            | Tag::Number
            | Tag::Otherwise
            | Tag::ProcessingInstruction
            | Tag::Sort
            | Tag::Stylesheet
            | Tag::Text
            | Tag::Transform
            | Tag::ValueOf
            | Tag::When
            | Tag::WithParam => return,
        }
        let has_content = matches!(
            definition.tag,
            Tag::Template | Tag::Variable | Tag::Param | Tag::AttributeSet
        );
        if !has_content {
            vocabulary::check_empty(element, declaration.forwards);
        }
    }

    fn add_template(&mut self, declaration: Declaration<'a>) {
        let element = declaration.element;
        let number = module::number(self.templates.len());
        self.templates.push(declaration);
        let name = element.attribute("name");
        if name.is_none() && element.attribute("match").is_none() {
            let message = format!("`{}` has neither `match` nor `name`", element.written());
            element.fault(message, None);
        }
        let Some(name) = name.and_then(|name| element.qname(name, false)) else { return };
        let other = self.named.insert(name, number);
        let other = other.and_then(|other| self.templates.get(usize::try_from(other).ok()?));
        if let Some(other) = other.filter(|other| other.precedence == declaration.precedence) {
            defined_twice(element, other.element);
        }
    }

    fn add_function(&mut self, declaration: Declaration<'a>) {
        let element = declaration.element;
        let Some(attr) = element.attribute("name") else {
            element.fault(format!("`{}` lacks its attribute `name`", element.written()), None);
            return;
        };
        let Some(name) = element.qname(attr, false) else { return };
        if element.sheet.names.uri(name).is_empty() {
            let message = "the name of a function needs a prefix";
            attr.fault(message, Some("functions without one are those of XPath".to_owned()));
        }
        self.functions.define(name, declaration);
    }

    /// Whether something of this name could not be understood.
    pub(super) fn is_suspect(&self, name: Name) -> bool {
        self.suspects.contains(&name)
    }

    /// The number of a mode; those that are not known yet get one.
    pub(super) fn mode(&self, name: Name) -> u32 {
        let mut modes = self.modes.borrow_mut();
        let next = module::number(modes.len() + 1);
        *modes.entry(name).or_insert(next)
    }

    /// The modes in the order of their numbers.
    pub(super) fn mode_names(&self) -> Vec<Option<Name>> {
        let mut modes: Vec<_> =
            self.modes.borrow().iter().map(|(n, number)| (*number, *n)).collect();
        modes.sort_unstable();
        std::iter::once(None).chain(modes.into_iter().map(|(_, name)| Some(name))).collect()
    }
}
