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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exslt::tests::with_run;

    #[test]
    fn names_mean_what_they_mean_where_the_call_stands() {
        with_run(|run| {
            let names = &run.store.names;
            let math = names.atom("http://exslt.org/math");
            let x = names.name(Atom::EMPTY, "x");
            let scope = CallScope {
                namespaces: vec![("m".into(), math)],
                variables: vec![(x, Variable::Local(3))],
                ..CallScope::default()
            };
            let context = Context { run, scope: &scope };
            assert_eq!(context.namespace("m"), Some(math));
            assert_eq!(context.namespace("xml"), Some(Atom::XML_NAMESPACE));
            assert_eq!(context.namespace("n"), None);
            assert_eq!(context.variable(x), Some(Variable::Local(3)));
            assert_eq!(context.variable(names.name(math, "x")), None);
            assert_eq!(context.variable_names(), ["x"]);
            let function = |local| context.function(names.name(math, local));
            assert!(matches!(function("abs"), Function::Extension(found) if found.local == "abs"));
            assert!(matches!(function("nonsense"), Function::Missing(_)));
            assert_eq!(context.call_scope(false).variables, []);
            assert_eq!(context.call_scope(true).variables, scope.variables);
        });
    }
}
