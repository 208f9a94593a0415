//! What the texts of expressions mean that are compiled while a transformation runs.

use std::rc::Rc;

use crate::exslt;
use crate::names::{Atom, Name, Names};
use crate::run::Run;
use crate::xpath::parse::{self, StaticContext};
use crate::xpath::{CallScope, Expr, Function, Variable};

/// The static context of a call.
#[derive(Debug)]
pub(super) struct Context<'a, 'r> {
    run: &'a Run<'r>,
    scope: &'a CallScope,
}

impl<'r> Context<'_, 'r> {
    /// Parses an expression at the place of a call; the message if it is none.
    pub(super) fn parse(
        run: &Run<'r>,
        scope: Option<&CallScope>,
        text: &str,
    ) -> Result<Expr, Rc<str>> {
        let nothing = CallScope::default();
        let context = Context { run, scope: scope.unwrap_or(&nothing) };
        parse::expr(text, &context).map_err(|fault| fault.message.into())
    }
}

/// The index as the compiled form has it.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl StaticContext for Context<'_, '_> {
    fn names(&self) -> &Names<'_> {
        &self.run.store.names
    }

    fn namespace(&self, prefix: &str) -> Option<Atom> {
        let declared = self.scope.namespaces.iter().find(|(known, _)| **known == *prefix);
        declared.map(|(_, uri)| *uri).or_else(|| (prefix == "xml").then_some(Atom::XML_NAMESPACE))
    }

    fn variable(&self, name: Name) -> Option<Variable> {
        let local = self.scope.variables.iter().rev().find(|(known, _)| *known == name);
        local.map(|(_, variable)| *variable).or_else(|| {
            let global = self.run.program.globals.iter().position(|global| global.name == name)?;
            Some(Variable::Global(index(global)))
        })
    }

    fn function(&self, name: Name) -> Function {
        let own = self.run.program.functions.iter().position(|function| function.name == name);
        if let Some(place) = own {
            return Function::User(index(place));
        }
        let names = &self.run.store.names;
        let known = exslt::find(names.text(names.uri(name)), names.local(name));
        known.map_or(Function::Missing(name), Function::Extension)
    }

    fn variable_names(&self) -> Vec<String> {
        let local = self.scope.variables.iter().map(|(name, _)| *name);
        let global = self.run.program.globals.iter().map(|global| global.name);
        local.chain(global).map(|name| self.run.store.names.display(name)).collect()
    }

    fn call_scope(&self, with_variables: bool) -> CallScope {
        let CallScope { namespaces, variables, base, module } = self.scope.clone();
        let variables = if with_variables { variables } else { Vec::new() };
        CallScope { namespaces, variables, base, module }
    }
}
