mod bounds;
mod expressions;
mod faults;
mod patterns;
mod show;
mod value_templates;

use super::{ExprFault, StaticContext, expr, pattern};
use crate::error::Result;
use crate::exslt::{Extension, Invocation, Type};
use crate::names::{Atom, FrozenNames, Name, Names};
use crate::value::Value;
use crate::xpath::{CallScope, Function, Variable};

/// A place in a stylesheet with the prefixes `p` and `dyn`, the variables `v`, `p:w` and `global`, and some functions.
struct Fake<'p> {
    names: Names<'p>,
}

#[expect(clippy::unnecessary_wraps, reason = "its type is given")]
fn nothing<'r>(_: &Invocation<'_, 'r>, _: &[Value<'r>]) -> Result<Value<'r>> {
    Ok(Value::Boolean(false))
}

const fn extension(
    namespace: &'static str,
    local: &'static str,
    args: (usize, usize),
    result: Option<Type>,
) -> Extension {
    Extension { namespace, local, args, needs_scope: result.is_none(), result, call: nothing }
}

static EXTENSIONS: [Extension; 4] = [
    extension("http://exslt.org/dynamic", "evaluate", (1, 1), None),
    extension("urn:p", "text", (1, 2), Some(Type::String)),
    extension("urn:p", "nodes", (0, 3), Some(Type::Nodes)),
    extension("urn:p", "number", (0, 0), Some(Type::Number)),
];

impl StaticContext for Fake<'_> {
    fn names(&self) -> &Names<'_> {
        &self.names
    }

    fn namespace(&self, prefix: &str) -> Option<Atom> {
        match prefix {
            "p" => Some(self.names.atom("urn:p")),
            "dyn" => Some(self.names.atom("http://exslt.org/dynamic")),
            "ä" => Some(self.names.atom("urn:ä")),
            _ => None,
        }
    }

    fn variable(&self, name: Name) -> Option<Variable> {
        match (self.names.text(self.names.uri(name)), self.names.local(name)) {
            ("", "v") => Some(Variable::Local(0)),
            ("urn:p", "w") => Some(Variable::Local(1)),
            ("", "global") => Some(Variable::Global(7)),
            _ => None,
        }
    }

    fn function(&self, name: Name) -> Function {
        let (uri, local) = (self.names.text(self.names.uri(name)), self.names.local(name));
        if (uri, local) == ("urn:p", "user") {
            return Function::User(3);
        }
        let is_it = |extension: &&Extension| (extension.namespace, extension.local) == (uri, local);
        EXTENSIONS.iter().find(is_it).map_or(Function::Missing(name), Function::Extension)
    }

    fn variable_names(&self) -> Vec<String> {
        ["v", "p:w", "global"].map(str::to_owned).to_vec()
    }

    fn call_scope(&self, with_variables: bool) -> CallScope {
        let v = (self.names.name(Atom::EMPTY, "v"), Variable::Local(0));
        let variables = if with_variables { vec![v] } else { Vec::new() };
        CallScope { variables, ..CallScope::default() }
    }
}

fn with_context<T>(body: impl FnOnce(&Fake<'_>) -> T) -> T {
    let frozen = FrozenNames::default();
    body(&Fake { names: Names::new(&frozen) })
}

/// The expression as `show` writes it, or the fault.
fn shown(text: &str) -> std::result::Result<String, ExprFault> {
    with_context(|context| expr(text, context).map(|e| show::expr(&e, &context.names)))
}

/// Likewise the pattern.
fn shown_pattern(text: &str) -> std::result::Result<String, ExprFault> {
    with_context(|context| {
        let alternatives = pattern(text, context)?;
        let shown: Vec<_> = alternatives.iter().map(|p| show::pattern(p, &context.names)).collect();
        Ok(shown.join(" | "))
    })
}
