//! Calls of functions: those of `XPath` 1.0 (section 4), the others are passed on.

use super::number::{from_count, round};
use super::step::finished;
use crate::error::{Result, TransformError};
use crate::exslt::Invocation;
use crate::run::{Focus, Run};
use crate::tree::{Kind, Node};
use crate::value::{NodeSet, Text, Value};
use crate::xpath::{Call, Expr, Function};

impl<'r> Run<'r> {
    /// The value of a call.
    pub(super) fn call(&self, call: &'r Call, focus: &Focus<'_, 'r>) -> Result<Value<'r>> {
        let args = &*call.args;
        match call.function {
            Function::Current => Ok(Value::Nodes(NodeSet::One(focus.current))),
            Function::Boolean
            | Function::Not
            | Function::True
            | Function::False
            | Function::Contains
            | Function::StartsWith
            | Function::Lang => self.call_boolean(call, focus).map(Value::Boolean),
            Function::Last
            | Function::Position
            | Function::Count
            | Function::StringLength
            | Function::Number
            | Function::Sum
            | Function::Floor
            | Function::Ceiling
            | Function::Round => self.call_number(call, focus).map(Value::Number),
            Function::LocalName
            | Function::NamespaceUri
            | Function::Name
            | Function::String
            | Function::Concat
            | Function::SubstringBefore
            | Function::SubstringAfter
            | Function::Substring
            | Function::NormalizeSpace
            | Function::Translate => self.call_string(call, focus).map(Value::String),
            Function::Id
            | Function::Document
            | Function::Key
            | Function::FormatNumber
            | Function::UnparsedEntityUri
            | Function::GenerateId
            | Function::SystemProperty
            | Function::ElementAvailable
            | Function::FunctionAvailable => crate::functions::call(self, call, focus),
            Function::Extension(extension) => {
                let args = self.arguments(args, focus)?;
                let scope = call.scope.as_deref();
                (extension.call)(&Invocation { run: self, focus, scope }, &args)
            }
            Function::User(index) => self.call_function(index, self.arguments(args, focus)?, focus),
            Function::Missing(name) => Err(TransformError::dynamic(format!(
                "there is no function `{}`",
                self.store.names.display(name)
            ))),
        }
    }

    fn arguments(&self, args: &'r [Expr], focus: &Focus<'_, 'r>) -> Result<Vec<Value<'r>>> {
        args.iter().map(|arg| self.eval(arg, focus)).collect()
    }

    /// The value of a call as a boolean.
    pub(super) fn call_boolean(&self, call: &'r Call, focus: &Focus<'_, 'r>) -> Result<bool> {
        let args = &*call.args;
        Ok(match (call.function, args) {
            (Function::True, _) => true,
            (Function::False, _) => false,
            (Function::Not, [arg]) => !self.eval_boolean(arg, focus)?,
            (Function::Boolean, [arg]) => self.eval_boolean(arg, focus)?,
            (Function::Contains, [text, part]) => {
                let text = self.eval_string(text, focus)?;
                text.contains(&*self.eval_string(part, focus)?)
            }
            (Function::StartsWith, [text, part]) => {
                let text = self.eval_string(text, focus)?;
                text.starts_with(&*self.eval_string(part, focus)?)
            }
            (Function::Lang, [arg]) => {
                let wanted = self.eval_string(arg, focus)?;
                self.is_in_language(focus.node, &wanted)
            }
            (function, args) if is_boolean(function) => return Err(wrong_arguments(args)),
            _ => self.boolean(&self.call(call, focus)?),
        })
    }

    /// The value of a call as a number.
    pub(super) fn call_number(&self, call: &'r Call, focus: &Focus<'_, 'r>) -> Result<f64> {
        let args = &*call.args;
        Ok(match (call.function, args) {
            (Function::Position, _) => from_count(focus.position),
            (Function::Last, _) => from_count(focus.size),
            (Function::Count, [arg]) => from_count(self.count(arg, focus)?),
            (Function::Sum, [arg]) => {
                let nodes = self.eval_nodes(arg, focus)?;
                nodes.iter().try_fold(0.0, |sum, node| {
                    Ok::<_, TransformError>(sum + self.number_of(*node)?)
                })?
            }
            (Function::Number, []) => self.number_of(focus.node)?,
            (Function::Number, [arg]) => self.eval_number(arg, focus)?,
            (Function::StringLength, []) => from_count(self.text_of(focus.node)?.chars().count()),
            (Function::StringLength, [arg]) => {
                from_count(self.eval_string(arg, focus)?.chars().count())
            }
            (Function::Floor, [arg]) => self.eval_number(arg, focus)?.floor(),
            (Function::Ceiling, [arg]) => self.eval_number(arg, focus)?.ceil(),
            (Function::Round, [arg]) => round(self.eval_number(arg, focus)?),
            (function, args) if is_number(function) => return Err(wrong_arguments(args)),
            _ => self.number(&self.call(call, focus)?)?,
        })
    }

    fn count(&self, arg: &'r Expr, focus: &Focus<'_, 'r>) -> Result<usize> {
        let Expr::Path(path) = arg else {
            return Ok(self.eval_nodes(arg, focus)?.len());
        };
        let mut count = 0;
        finished(self.path_each(path, focus, &mut |_| {
            count += 1;
            Ok(())
        }))?;
        Ok(count)
    }

    /// `lang()`: whether the nearest `xml:lang` names that language or a part of it.
    fn is_in_language(&self, node: Node, wanted: &str) -> bool {
        let lang = self.store.names.find_name(crate::names::Atom::XML_NAMESPACE, "lang");
        let document = self.document(node);
        let mut at = Some(node.index);
        while let (Some(index), Some(lang)) = (at, lang) {
            if document.kind(index) == Kind::Element
                && let Some(attribute) = document.attribute(index, lang)
            {
                let language = document.own_text(attribute).as_bytes();
                return match language.split_at_checked(wanted.len()) {
                    Some((start, rest)) => {
                        start.eq_ignore_ascii_case(wanted.as_bytes())
                            && (rest.is_empty() || rest.starts_with(b"-"))
                    }
                    None => false,
                };
            }
            at = document.parent(index);
        }
        false
    }

    /// The node that `name()` and its like are about: the first of their argument, or the context node.
    pub(super) fn named_node(
        &self,
        args: &'r [Expr],
        focus: &Focus<'_, 'r>,
    ) -> Result<Option<Node>> {
        args.first().map_or(Ok(Some(focus.node)), |arg| self.eval_first(arg, focus))
    }

    /// `local-name()`
    pub(super) fn local_name(&self, node: Node) -> &'r str {
        let (document, names) = (self.document(node), &self.store.names);
        match node.namespace {
            0 => names.local(document.data(node.index).name),
            _ => names.text(self.namespace_node(node).0),
        }
    }

    /// `namespace-uri()`
    pub(super) fn namespace_uri(&self, node: Node) -> &'r str {
        let names = &self.store.names;
        match node.namespace {
            0 => names.text(names.uri(self.document(node).data(node.index).name)),
            _ => "",
        }
    }

    /// `name()`: with the prefix that the document has.
    pub(super) fn qualified_name(&self, node: Node) -> Text<'r> {
        let local = self.local_name(node);
        let document = self.document(node);
        let is_named = matches!(document.kind(node.index), Kind::Element | Kind::Attribute);
        if node.namespace != 0 || !is_named {
            return local.into();
        }
        match self.store.names.text(document.prefix(node.index)) {
            "" => local.into(),
            prefix => [prefix, ":", local].concat().into(),
        }
    }
}

fn is_boolean(function: Function) -> bool {
    matches!(
        function,
        Function::Not
            | Function::Boolean
            | Function::Contains
            | Function::StartsWith
            | Function::Lang
    )
}

fn is_number(function: Function) -> bool {
    matches!(
        function,
        Function::Count
            | Function::Sum
            | Function::Number
            | Function::StringLength
            | Function::Floor
            | Function::Ceiling
            | Function::Round
    )
}

/// The compiler counts arguments; here it is only said again.
#[cold]
pub(super) fn wrong_arguments(args: &[Expr]) -> TransformError {
    TransformError::dynamic(format!("a function was called with {} arguments", args.len()))
}
