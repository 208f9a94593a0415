//! Evaluates expressions and matches patterns.

mod collect;
mod compare;
mod convert;
mod function;
mod node_test;
mod number;
mod path;
mod pattern;
mod predicate;
mod shape;
mod step;
mod string_function;
#[cfg(test)]
mod tests;

pub(crate) use collect::Repeated;
pub(crate) use number::{number_to_string, string_to_number};
pub(crate) use pattern::Positions;

use super::{Arithmetic, Expr, Function, Predicate, Variable};
use crate::error::{Result, TransformError};
use crate::run::{Focus, Run};
use crate::tree::Node;
use crate::value::{NodeSet, Text, Value};
use collect::Collected;
use step::finished;

/// Runs what may evaluate expressions within expressions, on a stack that grows as needed.
#[inline]
fn on_stack<T>(body: impl FnOnce() -> T) -> T {
    /// Left on the stack when a further piece is allocated, and the size of that.
    const RED_ZONE: usize = 128 * 1024;
    const PIECE: usize = 1024 * 1024;
    stacker::maybe_grow(RED_ZONE, PIECE, body)
}

impl<'r> Run<'r> {
    /// The value of an expression.
    pub(crate) fn eval(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<Value<'r>> {
        match expr {
            Expr::Number(number) => Ok(Value::Number(*number)),
            Expr::Literal(text) => Ok(Value::String(Text::Borrowed(text))),
            Expr::Variable(variable) => self.variable(*variable, focus, Value::clone),
            Expr::Or(_) | Expr::And(_) | Expr::Compare(..) => {
                self.eval_boolean(expr, focus).map(Value::Boolean)
            }
            Expr::Arithmetic(..) | Expr::Negate(_) => {
                self.eval_number(expr, focus).map(Value::Number)
            }
            Expr::Union(_) | Expr::Path(_) | Expr::Filter(..) => {
                self.eval_nodes(expr, focus).map(Value::Nodes)
            }
            Expr::Call(call) => on_stack(|| self.call(call, focus)),
        }
    }

    /// Its value as a string.
    pub(crate) fn eval_string(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<Text<'r>> {
        match expr {
            Expr::Literal(text) => Ok(Text::Borrowed(text)),
            Expr::Variable(variable) => {
                self.variable(*variable, focus, |value| self.string(value))?
            }
            Expr::Union(_) | Expr::Path(_) | Expr::Filter(..) => {
                let first = self.eval_first(expr, focus)?;
                first.map_or_else(|| Ok(Text::default()), |node| self.text_of(node))
            }
            Expr::Call(call) => on_stack(|| self.call_string(call, focus)),
            Expr::Number(_)
            | Expr::Or(_)
            | Expr::And(_)
            | Expr::Compare(..)
            | Expr::Arithmetic(..)
            | Expr::Negate(_) => self.string(&self.eval(expr, focus)?),
        }
    }

    /// Appends its value as a string; nothing is copied twice.
    pub(crate) fn eval_string_into(
        &self,
        expr: &'r Expr,
        focus: &Focus<'_, 'r>,
        out: &mut String,
    ) -> Result<()> {
        match expr {
            Expr::Literal(text) => {
                out.push_str(text);
                self.check_length(out.len())
            }
            Expr::Variable(variable) => {
                self.variable(*variable, focus, |value| self.push_string(value, out))?
            }
            Expr::Union(_) | Expr::Path(_) | Expr::Filter(..) => {
                let first = self.eval_first(expr, focus)?;
                first.map_or(Ok(()), |node| self.push_string_value(node, out))
            }
            Expr::Call(call) if matches!(call.function, Function::Concat) => {
                on_stack(|| self.concat_into(&call.args, focus, out))
            }
            Expr::Call(call) => {
                out.push_str(&on_stack(|| self.call_string(call, focus))?);
                self.check_length(out.len())
            }
            Expr::Number(_)
            | Expr::Or(_)
            | Expr::And(_)
            | Expr::Compare(..)
            | Expr::Arithmetic(..)
            | Expr::Negate(_) => self.push_string(&self.eval(expr, focus)?, out),
        }
    }

    /// Its value as a number.
    pub(crate) fn eval_number(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<f64> {
        match expr {
            Expr::Number(number) => Ok(*number),
            Expr::Literal(text) => Ok(string_to_number(text)),
            Expr::Variable(variable) => {
                self.variable(*variable, focus, |value| self.number(value))?
            }
            Expr::Arithmetic(arithmetic, sides) => on_stack(|| {
                let [left, right] = &**sides;
                let (left, right) =
                    (self.eval_number(left, focus)?, self.eval_number(right, focus)?);
                Ok(match arithmetic {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    Arithmetic::Modulo => left % right,
                })
            }),
            Expr::Negate(negated) => on_stack(|| Ok(-self.eval_number(negated, focus)?)),
            Expr::Union(_) | Expr::Path(_) | Expr::Filter(..) => {
                let first = self.eval_first(expr, focus)?;
                first.map_or(Ok(f64::NAN), |node| Ok(string_to_number(&self.text_of(node)?)))
            }
            Expr::Call(call) => on_stack(|| self.call_number(call, focus)),
            Expr::Or(_) | Expr::And(_) | Expr::Compare(..) => {
                Ok(f64::from(u8::from(self.eval_boolean(expr, focus)?)))
            }
        }
    }

    /// Its value as a boolean.
    pub(crate) fn eval_boolean(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<bool> {
        match expr {
            Expr::Literal(text) => Ok(!text.is_empty()),
            Expr::Variable(variable) => {
                self.variable(*variable, focus, |value| self.boolean(value))
            }
            Expr::Or(sides) => on_stack(|| {
                let [left, right] = &**sides;
                Ok(self.eval_boolean(left, focus)? || self.eval_boolean(right, focus)?)
            }),
            Expr::And(sides) => on_stack(|| {
                let [left, right] = &**sides;
                Ok(self.eval_boolean(left, focus)? && self.eval_boolean(right, focus)?)
            }),
            Expr::Compare(comparison, sides) => {
                on_stack(|| self.compare(*comparison, sides, focus))
            }
            Expr::Path(path) => self.path_exists(path, focus),
            Expr::Union(members) => on_stack(|| {
                for member in members {
                    // Each has to be a node-set, which a variable may fail to be.
                    let exists = if let Expr::Path(path) = member {
                        self.path_exists(path, focus)?
                    } else {
                        !self.eval_nodes(member, focus)?.is_empty()
                    };
                    if exists {
                        return Ok(true);
                    }
                }
                Ok(false)
            }),
            Expr::Filter(..) => Ok(!self.eval_nodes(expr, focus)?.is_empty()),
            Expr::Call(call) => on_stack(|| self.call_boolean(call, focus)),
            Expr::Number(_) | Expr::Arithmetic(..) | Expr::Negate(_) => {
                Ok(convert::is_true(self.eval_number(expr, focus)?))
            }
        }
    }

    /// Its value, which has to be a node-set.
    pub(crate) fn eval_nodes(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<NodeSet> {
        match expr {
            Expr::Path(path) => self.path_nodes(path, focus),
            Expr::Union(members) => on_stack(|| {
                let mut all = Collected::default();
                for member in members {
                    all.shrink();
                    if let Expr::Path(path) = member {
                        finished(self.path_each(path, focus, &mut |node| {
                            all.push(node);
                            Ok(())
                        }))?;
                        continue;
                    }
                    for node in self.eval_nodes(member, focus)?.iter() {
                        all.push(*node);
                    }
                }
                Ok(all.into_set())
            }),
            Expr::Filter(filtered, predicates) => {
                on_stack(|| self.filtered(filtered, predicates, focus))
            }
            Expr::Number(_)
            | Expr::Literal(_)
            | Expr::Variable(_)
            | Expr::Or(_)
            | Expr::And(_)
            | Expr::Compare(..)
            | Expr::Arithmetic(..)
            | Expr::Negate(_)
            | Expr::Call(_) => self.nodes_of(self.eval(expr, focus)?),
        }
    }

    /// The nodes of an expression with predicates, which count in document order (`XPath` 1.0, section 3.3).
    fn filtered(
        &self,
        filtered: &'r Expr,
        predicates: &'r [Predicate],
        focus: &Focus<'_, 'r>,
    ) -> Result<NodeSet> {
        let (nodes, rest) = match predicates {
            [Predicate::Position(1), rest @ ..] => {
                let first = self.eval_first(filtered, focus)?;
                (first.map_or(NodeSet::Empty, NodeSet::One), rest)
            }
            predicates => (self.eval_nodes(filtered, focus)?, predicates),
        };
        if rest.is_empty() {
            return Ok(nodes);
        }
        let mut nodes = nodes.to_vec();
        self.filter(&mut nodes, rest, focus)?;
        Ok(NodeSet::from_sorted(nodes))
    }

    /// The first node in document order of what has to be a node-set.
    fn eval_first(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<Option<Node>> {
        match expr {
            Expr::Path(path) => self.path_first(path, focus),
            Expr::Union(members) => on_stack(|| {
                members.iter().try_fold(None, |first: Option<Node>, member| {
                    let other = self.eval_first(member, focus)?;
                    Ok(first.into_iter().chain(other).min())
                })
            }),
            Expr::Number(_)
            | Expr::Literal(_)
            | Expr::Variable(_)
            | Expr::Or(_)
            | Expr::And(_)
            | Expr::Compare(..)
            | Expr::Arithmetic(..)
            | Expr::Negate(_)
            | Expr::Filter(..)
            | Expr::Call(_) => Ok(self.eval_nodes(expr, focus)?.first().copied()),
        }
    }

    /// Looks at the value of a variable.
    fn variable<T>(
        &self,
        variable: Variable,
        focus: &Focus<'_, 'r>,
        look: impl FnOnce(&Value<'r>) -> T,
    ) -> Result<T> {
        match variable {
            Variable::Local(slot) => {
                let value = usize::try_from(slot).ok().and_then(|slot| focus.slots.get(slot));
                match value {
                    Some(Some(value)) => Ok(look(value)),
                    Some(None) | None => {
                        Err(TransformError::dynamic("a variable is used before it is set"))
                    }
                }
            }
            Variable::Global(index) => Ok(look(&self.global(index)?)),
        }
    }
}
