//! Evaluates expressions and matches patterns.

use super::{Expr, Pattern};
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::Node;
use crate::value::{NodeSet, Text, Value};

impl<'r> Run<'r> {
    /// The value of an expression.
    pub(crate) fn eval(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<Value<'r>> {
        drop((expr, focus));
        Ok(Value::Boolean(false))
    }

    /// Its value as a string.
    pub(crate) fn eval_string(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<Text<'r>> {
        self.string(&self.eval(expr, focus)?)
    }

    /// Appends its value as a string; nothing is copied twice.
    pub(crate) fn eval_string_into(
        &self,
        expr: &'r Expr,
        focus: &Focus<'_, 'r>,
        out: &mut String,
    ) -> Result<()> {
        out.push_str(&self.eval_string(expr, focus)?);
        Ok(())
    }

    pub(crate) fn eval_number(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<f64> {
        drop((expr, focus));
        Ok(0.0)
    }

    pub(crate) fn eval_boolean(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<bool> {
        drop((expr, focus));
        Ok(false)
    }

    /// Its value, which has to be a node-set.
    pub(crate) fn eval_nodes(&self, expr: &'r Expr, focus: &Focus<'_, 'r>) -> Result<NodeSet> {
        drop((expr, focus));
        Ok(NodeSet::Empty)
    }

    /// Whether a node matches a pattern (without `|`). `focus` gives the variables and `current()`.
    pub(crate) fn matches(
        &self,
        pattern: &'r Pattern,
        node: Node,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        drop((pattern, node, focus));
        Ok(false)
    }

    /// The string-value of a node (XPath 1.0, section 5); borrowed where it is in one piece.
    pub(crate) fn string_value(&self, node: Node) -> Text<'r> {
        drop(node);
        Text::default()
    }

    /// `string()` of a value.
    pub(crate) fn string(&self, value: &Value<'r>) -> Result<Text<'r>> {
        drop(value.clone());
        Ok(Text::default())
    }

    /// `number()` of a value.
    pub(crate) fn number(&self, value: &Value<'r>) -> f64 {
        drop(value.clone());
        0.0
    }

    /// `boolean()` of a value.
    pub(crate) fn boolean(&self, value: &Value<'r>) -> bool {
        drop(value.clone());
        false
    }
}

/// `string()` of a number (XPath 1.0, section 4.2).
pub(crate) fn number_to_string(number: f64) -> String {
    drop(number);
    String::new()
}

/// `number()` of a string (XPath 1.0, section 4.4): NaN for what is no number.
pub(crate) fn string_to_number(text: &str) -> f64 {
    drop(text);
    0.0
}
