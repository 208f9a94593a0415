//! The functions that XSLT 1.0 adds to `XPath` (section 12), and `id()`.

mod availability;
mod candidate;
pub(crate) mod document;
pub(crate) mod format_number;
mod identity;
pub(crate) mod keys;
mod properties;
mod qname;

pub(crate) use candidate::may_match;

use std::sync::Arc;

use crate::error::{Location, Message, Result, TransformError};
use crate::run::{Focus, Run};
use crate::value::{NodeSet, Text, Value};
use crate::xpath::{Call, CallScope, Function};

/// Carries out a call of `document`, `key`, `format-number`, `current`, `unparsed-entity-uri`, `generate-id`,
/// `system-property`, `element-available`, `function-available` or `id`.
pub(crate) fn call<'r>(run: &Run<'r>, call: &'r Call, focus: &Focus<'_, 'r>) -> Result<Value<'r>> {
    let function = Invocation { run, call, focus };
    match call.function {
        Function::Current => Ok(Value::Nodes(NodeSet::One(focus.current))),
        Function::Key => keys::key(&function),
        Function::Id => identity::id(&function),
        Function::GenerateId => identity::generate_id(&function),
        Function::Document => document::document(&function),
        Function::FormatNumber => format_number::format_number(&function),
        Function::UnparsedEntityUri => properties::unparsed_entity_uri(&function),
        Function::SystemProperty => properties::system_property(&function),
        Function::ElementAvailable => availability::element_available(&function),
        Function::FunctionAvailable => availability::function_available(&function),
        Function::Last
        | Function::Position
        | Function::Count
        | Function::LocalName
        | Function::NamespaceUri
        | Function::Name
        | Function::String
        | Function::Concat
        | Function::StartsWith
        | Function::Contains
        | Function::SubstringBefore
        | Function::SubstringAfter
        | Function::Substring
        | Function::StringLength
        | Function::NormalizeSpace
        | Function::Translate
        | Function::Boolean
        | Function::Not
        | Function::True
        | Function::False
        | Function::Lang
        | Function::Number
        | Function::Sum
        | Function::Floor
        | Function::Ceiling
        | Function::Round
        | Function::Extension(_)
        | Function::User(_)
        | Function::Missing(_) => {
            Err(TransformError::dynamic("this function is not one that XSLT adds to XPath"))
        }
    }
}

/// A call under way.
#[derive(Debug, Clone, Copy)]
struct Invocation<'a, 'r> {
    run: &'a Run<'r>,
    call: &'r Call,
    focus: &'a Focus<'a, 'r>,
}

impl<'r> Invocation<'_, 'r> {
    /// The value of the n-th argument (from 0), which has to be there.
    fn arg(&self, n: usize) -> Result<Value<'r>> {
        match self.call.args.get(n) {
            Some(expr) => self.run.eval(expr, self.focus),
            None => Err(TransformError::dynamic("a function lacks an argument")),
        }
    }

    /// The n-th argument as a string.
    fn text(&self, n: usize) -> Result<Text<'r>> {
        match self.call.args.get(n) {
            Some(expr) => self.run.eval_string(expr, self.focus),
            None => Err(TransformError::dynamic("a function lacks an argument")),
        }
    }

    /// The n-th argument as a node-set, if it is there.
    fn nodes(&self, n: usize) -> Result<Option<NodeSet>> {
        self.call.args.get(n).map(|expr| self.run.eval_nodes(expr, self.focus)).transpose()
    }

    /// The call's place in the stylesheet.
    fn scope(&self) -> Option<&'r CallScope> {
        self.call.scope.as_deref()
    }

    /// Says what was put right silently: libxslt goes on after it with a warning, and so do we. What repeats itself is
    /// said once.
    fn warn(&self, text: String) {
        /// How far back it is looked for.
        const LAST: usize = 64;
        let mut messages = self.run.messages.borrow_mut();
        if messages.iter().rev().take(LAST).any(|message| message.text == text) {
            return;
        }
        let module = self.scope().map_or_else(|| Arc::from(""), |scope| Arc::clone(&scope.base));
        let location = Location { module, line: 1, column: 1 };
        messages.push(Message { text, location, terminate: false });
    }
}

#[cfg(test)]
mod tests;
