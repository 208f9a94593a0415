//! What names mean at a place of the stylesheet.

use std::sync::Arc;

use super::Env;
use super::fault::closest;
use super::sheet::{Attr, Markup};
use crate::names::{Atom, Name, Names};
use crate::program::{Place, ValueTemplate};
use crate::xml::{SPACE, is_ncname};
use crate::xpath::parse::{self, ExprFault, StaticContext};
use crate::xpath::{CallScope, Expr, Function, Pattern, Variable};

/// A variable or parameter of a template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local {
    pub(super) name: Name,
    pub(super) slot: u32,
    pub(super) place: Place,
}

/// The context of the expressions in an element's attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) env: &'a Env<'a>,
    pub(super) element: Markup<'a>,
    /// The variables in scope, the innermost last.
    pub(super) locals: &'a [Local],
}

impl StaticContext for Context<'_> {
    fn names(&self) -> &Names<'_> {
        self.env.names
    }

    fn namespace(&self, prefix: &str) -> Option<Atom> {
        self.element.namespace(prefix)
    }

    fn variable(&self, name: Name) -> Option<Variable> {
        let local = self.locals.iter().rev().find(|local| local.name == name);
        let global = || self.env.index.globals.find(name).map(Variable::Global);
        let unknown = || {
            let excused = self.env.faults.is_incomplete() || self.env.index.is_suspect(name);
            excused.then_some(Variable::Global(u32::MAX))
        };
        local.map(|local| Variable::Local(local.slot)).or_else(global).or_else(unknown)
    }

    fn function(&self, name: Name) -> Function {
        let names = self.env.names;
        if let Some(function) = self.env.index.functions.find(name) {
            return Function::User(function);
        }
        match crate::exslt::find(names.text(names.uri(name)), names.local(name)) {
            Some(extension) => Function::Extension(extension),
            None => Function::Missing(name),
        }
    }

    fn variable_names(&self) -> Vec<String> {
        let globals = self.env.index.globals.entries.iter().map(|entry| entry.name);
        let locals = self.locals.iter().rev().map(|local| local.name);
        locals.chain(globals).map(|name| self.as_written(name)).collect()
    }

    fn call_scope(&self, with_variables: bool) -> CallScope {
        let names = self.env.names;
        let namespaces = self.element.namespaces().iter();
        let mut variables: Vec<(Name, Variable)> = Vec::new();
        if with_variables {
            let locals = self.locals.iter().rev();
            let locals = locals.map(|local| (local.name, Variable::Local(local.slot)));
            let globals = self.env.index.globals.entries.iter().zip(0..);
            let globals = globals.map(|(entry, number)| (entry.name, Variable::Global(number)));
            variables.extend(locals.chain(globals));
        }
        CallScope {
            namespaces: namespaces
                .map(|(prefix, uri)| (names.text(*prefix).into(), *uri))
                .collect(),
            variables,
            base: Arc::clone(&self.element.sheet.address),
            module: self.element.sheet.number,
        }
    }
}

impl Context<'_> {
    /// A name with a prefix that stands for its namespace here.
    fn as_written(&self, name: Name) -> String {
        let names = self.env.names;
        let uri = names.uri(name);
        let bound = self.element.namespaces().iter().find(|(p, u)| *u == uri && !p.is_empty());
        match bound {
            _ if uri.is_empty() => names.local(name).to_owned(),
            Some((prefix, _)) => format!("{}:{}", names.text(*prefix), names.local(name)),
            None => names.display(name),
        }
    }

    /// The expression in an attribute; one that never matters after a fault.
    pub(super) fn expr(&self, attr: Attr<'_>) -> Expr {
        parse::expr(attr.text, self).unwrap_or_else(|fault| {
            report(attr, fault);
            Expr::Number(0.0)
        })
    }

    /// An expression that the stylesheet leaves out.
    pub(super) fn default_expr(&self, text: &str) -> Expr {
        parse::expr(text, self).unwrap_or_else(|fault| {
            self.element.fault(fault.message, fault.help);
            Expr::Number(0.0)
        })
    }

    /// The alternatives of the pattern in an attribute; none after a fault.
    pub(super) fn pattern(&self, attr: Attr<'_>) -> Vec<Pattern> {
        parse::pattern(attr.text, self).unwrap_or_else(|fault| {
            report(attr, fault);
            Vec::new()
        })
    }

    /// The value template in an attribute (XSLT 1.0, section 7.6.2).
    pub(super) fn value_template(&self, attr: Attr<'_>) -> ValueTemplate {
        parse::value_template(attr.text, self).unwrap_or_else(|fault| {
            report(attr, fault);
            ValueTemplate::Parts(Box::default())
        })
    }
}

impl Env<'_> {
    /// The number of the mode that an element names, else that of the default mode.
    pub(super) fn mode(&self, element: Markup<'_>, forwards: bool) -> u32 {
        let Some(attr) = element.attribute("mode") else { return 0 };
        // Those with a meaning in later versions, such as `#all`, are modes like others to libxslt.
        let name = if forwards && attr.text.starts_with('#') {
            Some(self.names.name(Atom::EMPTY, attr.text))
        } else {
            element.qname(attr, false)
        };
        name.map_or(0, |name| self.index.mode(name))
    }
}

fn report(attr: Attr<'_>, fault: ExprFault) {
    attr.fault_at(fault.offset, fault.message, fault.help);
}

impl Markup<'_> {
    /// The expanded name that an attribute gives; the default namespace is used only where `with_default` says so.
    pub(super) fn qname(self, attr: Attr<'_>, with_default: bool) -> Option<Name> {
        self.expand(attr, attr.text.trim_matches(SPACE), with_default)
    }

    /// The expanded name of a word in an attribute.
    pub(super) fn expand(self, attr: Attr<'_>, name: &str, with_default: bool) -> Option<Name> {
        let offset = attr.text.find(name).unwrap_or(0);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !is_ncname(local) || (name.contains(':') && !is_ncname(prefix)) {
            let message = format!("`{name}` is not a name");
            attr.fault_at(offset, message, None);
            return None;
        }
        let uri = if prefix.is_empty() && !with_default {
            Atom::EMPTY
        } else {
            self.prefix_namespace(attr, offset, prefix)?
        };
        Some(self.sheet.names.name(uri, local))
    }

    /// The namespace of a prefix that an attribute mentions; one that is not declared is a fault.
    pub(super) fn prefix_namespace(
        self,
        attr: Attr<'_>,
        offset: usize,
        prefix: &str,
    ) -> Option<Atom> {
        if prefix.is_empty() {
            return Some(self.namespace("").unwrap_or(Atom::EMPTY));
        }
        let uri = self.namespace(prefix);
        if uri.is_none() {
            let names = self.sheet.names;
            let known = self.namespaces().iter().map(|(known, _)| names.text(*known));
            let help = match closest(prefix, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("declare it on the element or around it: `xmlns:{prefix}=\"...\"`"),
            };
            attr.fault_at(offset, format!("the prefix `{prefix}` is not declared"), Some(help));
        }
        uri
    }

    /// The value of an attribute that is `yes` or `no`.
    pub(super) fn yes_or_no(self, local: &str, forwards: bool) -> Option<bool> {
        self.one_of(local, &[("yes", true), ("no", false)], forwards)
    }

    /// The value of an attribute that is one of a few words.
    pub(super) fn one_of<T: Copy>(
        self,
        local: &str,
        words: &[(&str, T)],
        forwards: bool,
    ) -> Option<T> {
        let attr = self.attribute(local)?;
        let word = attr.text.trim_matches(SPACE);
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        if found.is_none() && !forwards {
            bad_value(attr, word, &words.iter().map(|(known, _)| *known).collect::<Vec<_>>());
        }
        found
    }
}

/// Reports a value that an attribute cannot have.
pub(super) fn bad_value(attr: Attr<'_>, value: &str, known: &[&str]) {
    let message = format!("`{}` cannot be `{value}`", attr.written());
    let help = format!("it is {}", super::fault::listed(known, "or"));
    attr.fault(message, Some(help));
}
