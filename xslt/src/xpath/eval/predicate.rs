//! Predicates (`XPath` 1.0, section 2.4).

use super::number::from_count;
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::Node;
use crate::value::Value;
use crate::xpath::{Expr, Predicate};

impl<'r> Run<'r> {
    /// Keeps the nodes for which all predicates hold, one predicate after the other; their order is that of the axis.
    pub(super) fn filter(
        &self,
        nodes: &mut Vec<Node>,
        predicates: &'r [Predicate],
        focus: &Focus<'_, 'r>,
    ) -> Result<()> {
        for predicate in predicates {
            match predicate {
                Predicate::Never => nodes.clear(),
                Predicate::Position(position) => {
                    let place = usize::try_from(*position).unwrap_or(usize::MAX) - 1;
                    let node = nodes.get(place).copied();
                    nodes.clear();
                    nodes.extend(node);
                }
                Predicate::Last => {
                    let node = nodes.last().copied();
                    nodes.clear();
                    nodes.extend(node);
                }
                Predicate::Truth { .. } | Predicate::Any(_) => {
                    self.keep_true(nodes, predicate, focus)?;
                }
            }
        }
        Ok(())
    }

    fn keep_true(
        &self,
        nodes: &mut Vec<Node>,
        predicate: &'r Predicate,
        focus: &Focus<'_, 'r>,
    ) -> Result<()> {
        let size = nodes.len();
        let mut position = 0;
        let mut failure = Ok(());
        nodes.retain(|node| {
            position += 1;
            if failure.is_err() {
                return false;
            }
            let holds = self
                .tick(1)
                .and_then(|()| self.holds_at(predicate, *node, (position, size), focus));
            holds.unwrap_or_else(|error| {
                failure = Err(error);
                false
            })
        });
        failure
    }

    /// Whether a predicate holds for a node with that position among so many.
    pub(super) fn holds_at(
        &self,
        predicate: &'r Predicate,
        node: Node,
        (position, size): (usize, usize),
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        match predicate {
            Predicate::Never => Ok(false),
            Predicate::Position(wanted) => Ok(usize::try_from(*wanted) == Ok(position)),
            Predicate::Last => Ok(position == size),
            Predicate::Truth { expr, .. } => self.holds(expr, node, (position, size), focus),
            Predicate::Any(expr) => {
                let inner = Focus { node, position, size, ..*focus };
                match self.eval(expr, &inner)? {
                    #[expect(clippy::float_cmp, reason = "XPath compares so")]
                    Value::Number(number) => Ok(number == from_count(position)),
                    value @ (Value::Boolean(_)
                    | Value::String(_)
                    | Value::Nodes(_)
                    | Value::Fragment(_)
                    | Value::TextFragment(_)) => Ok(self.boolean(&value)),
                }
            }
        }
    }

    /// Whether an expression is true of a node.
    #[inline]
    pub(super) fn holds(
        &self,
        expr: &'r Expr,
        node: Node,
        (position, size): (usize, usize),
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let inner = Focus { node, position, size, ..*focus };
        // All other kinds look at the stack by themselves.
        if let Expr::Path(_) = expr {
            return super::on_stack(|| self.eval_boolean(expr, &inner));
        }
        self.eval_boolean(expr, &inner)
    }
}
