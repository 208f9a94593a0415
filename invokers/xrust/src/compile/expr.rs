//! Expressions, each with its type.
//!
//! `XPath` 1.0 converts between types by rules that depend on both sides; they are applied here, so that `xrust` is only
//! ever asked to compare like with like.

use xrust::transform::{ArithmeticOperator, Transform};
use xrust::value::Operator;

use super::Gathered;
use super::scope::{Type, Variables};
use crate::emit::{self, T};
use crate::xml::Scope;
use crate::xpath::{Comparison, Expr, ExprFault, ExprKind, Operation};

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) kind: Type,
    pub(super) value: T,
}

impl Typed {
    pub(super) fn new(kind: Type, value: T) -> Self {
        Self { kind, value }
    }
}

/// Where an expression stands.
pub(super) struct Place<'a> {
    pub(super) variables: &'a Variables,
    pub(super) namespaces: &'a Scope,
    pub(super) gathered: &'a mut Gathered,
    /// Whether `position()` has a meaning `xrust` can give.
    pub(super) in_predicate: bool,
}

impl Place<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Typed, ExprFault> {
        match &expr.kind {
            ExprKind::Text(text) => Ok(Typed::new(Type::Text, emit::text(text.as_str()))),
            ExprKind::Number(number) => Ok(Typed::new(Type::Number, emit::number(*number))),
            ExprKind::Variable(name) => self.variable(name, expr.offset),
            ExprKind::Call(name, arguments) => self.call(name, arguments, expr.offset),
            ExprKind::Path(path) => self.path(path, expr.offset),
            ExprKind::Or(left, right) => Ok(Typed::new(
                Type::Boolean,
                Transform::Or(vec![self.boolean(left)?, self.boolean(right)?]),
            )),
            ExprKind::And(left, right) => Ok(Typed::new(
                Type::Boolean,
                Transform::And(vec![self.boolean(left)?, self.boolean(right)?]),
            )),
            ExprKind::Compare(comparison, left, right) => {
                let compared = self.compare(*comparison, left, right)?;
                Ok(Typed::new(Type::Boolean, compared))
            }
            ExprKind::Arithmetic(operation, left, right) => {
                self.arithmetic(*operation, left, right)
            }
            ExprKind::Negate(inner) => {
                let inner = self.number(inner)?;
                Ok(Typed::new(
                    Type::Number,
                    emit::arithmetic(emit::number(0.0), ArithmeticOperator::Subtract, inner),
                ))
            }
            ExprKind::Union(left, right) => {
                let both = vec![self.nodes(left)?, self.nodes(right)?];
                Ok(Typed::new(Type::Nodes, emit::in_document_order(Transform::Union(both))))
            }
        }
    }

    fn variable(&self, name: &str, offset: usize) -> Result<Typed, ExprFault> {
        let Some(variable) = self.variables.find(name) else {
            let mut known: Vec<_> =
                self.variables.names().map(|name| format!("`${name}`")).collect();
            known.dedup();
            let help = if known.is_empty() {
                "declare it by `xsl:variable` before it is used".to_owned()
            } else {
                format!("declared before this place: {}", known.join(", "))
            };
            return Err(ExprFault::new(offset, format!("the variable `${name}` is not declared"))
                .help(help));
        };
        let value = match variable.kind {
            // Texts are held as text nodes, whose bytes are counted.
            Type::Text => emit::string(emit::variable(&variable.unique)),
            Type::Nodes => emit::nodes_variable(&variable.unique),
            Type::Number | Type::Boolean | Type::Fragment => emit::variable(&variable.unique),
        };
        Ok(Typed::new(variable.kind, value))
    }

    /// As a string (`XPath` 1.0, section 4.2).
    pub(super) fn text(&mut self, expr: &Expr) -> Result<T, ExprFault> {
        let typed = self.expr(expr)?;
        Ok(to_text(typed))
    }

    /// As a number (section 4.4).
    pub(super) fn number(&mut self, expr: &Expr) -> Result<T, ExprFault> {
        let typed = self.expr(expr)?;
        Ok(match typed.kind {
            Type::Number => typed.value,
            Type::Boolean => emit::when(typed.value, emit::number(1.0), emit::number(0.0)),
            Type::Text | Type::Nodes | Type::Fragment => emit::number_of_string(to_text(typed)),
        })
    }

    /// As a truth value (section 4.3).
    pub(super) fn boolean(&mut self, expr: &Expr) -> Result<T, ExprFault> {
        to_boolean(self.expr(expr)?, expr.offset)
    }

    pub(super) fn nodes(&mut self, expr: &Expr) -> Result<T, ExprFault> {
        let typed = self.expr(expr)?;
        match typed.kind {
            Type::Nodes => Ok(typed.value),
            Type::Fragment => {
                Err(ExprFault::new(expr.offset, "the content of a variable cannot be searched")
                    .help("declare the variable by `select`, or use `xsl:copy-of`"))
            }
            Type::Text | Type::Number | Type::Boolean => Err(ExprFault::new(
                expr.offset,
                "here nodes are expected, and this is a single value",
            )),
        }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Result<T, ExprFault> {
        let (l, r) = (self.expr(left)?, self.expr(right)?);
        let operator = operator(comparison);
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let (l, r) = match (l.kind, r.kind) {
            (Type::Boolean, _) | (_, Type::Boolean) if equality => {
                (to_boolean(l, left.offset)?, to_boolean(r, right.offset)?)
            }
            // A node-set is compared with a truth value as one itself, not node by node.
            (Type::Boolean, Type::Nodes) | (Type::Nodes, Type::Boolean) => {
                let truth = |typed, offset| {
                    to_boolean(typed, offset).map(|value| Typed::new(Type::Boolean, value))
                };
                (to_numbers(truth(l, left.offset)?), to_numbers(truth(r, right.offset)?))
            }
            (Type::Number, _) | (_, Type::Number) => (to_numbers(l), to_numbers(r)),
            // Each node is compared by its text.
            _ if equality => (texts(l), texts(r)),
            _ => (to_numbers(l), to_numbers(r)),
        };
        Ok(Transform::GeneralComparison(operator, Box::new(l), Box::new(r)))
    }

    fn arithmetic(
        &mut self,
        operation: Operation,
        left: &Expr,
        right: &Expr,
    ) -> Result<Typed, ExprFault> {
        let operator = match operation {
            Operation::Add => ArithmeticOperator::Add,
            Operation::Subtract => ArithmeticOperator::Subtract,
            Operation::Multiply => ArithmeticOperator::Multiply,
            Operation::Modulo => ArithmeticOperator::Modulo,
            Operation::Divide => {
                if !matches!(right.kind, ExprKind::Number(number) if number != 0.0) {
                    return Err(ExprFault::new(
                        right.offset,
                        "`div` is only supported by a number that is not zero",
                    )
                    .help("divide where the value is used, or multiply"));
                }
                ArithmeticOperator::Divide
            }
        };
        let (left, right) = (self.number(left)?, self.number(right)?);
        Ok(Typed::new(Type::Number, emit::arithmetic(left, operator, right)))
    }
}

fn operator(comparison: Comparison) -> Operator {
    match comparison {
        Comparison::Equal => Operator::Equal,
        Comparison::NotEqual => Operator::NotEqual,
        Comparison::Less => Operator::LessThan,
        Comparison::LessOrEqual => Operator::LessThanEqual,
        Comparison::Greater => Operator::GreaterThan,
        Comparison::GreaterOrEqual => Operator::GreaterThanEqual,
    }
}

/// Node-sets stay: each of their nodes is compared.
fn texts(typed: Typed) -> T {
    if typed.kind == Type::Nodes { typed.value } else { to_text(typed) }
}

pub(super) fn to_text(typed: Typed) -> T {
    match typed.kind {
        Type::Text => typed.value,
        Type::Number => emit::string_of_number(typed.value),
        Type::Boolean => emit::when(typed.value, emit::text("true"), emit::text("false")),
        Type::Nodes if matches!(typed.value, Transform::ContextItem) => emit::string(typed.value),
        Type::Nodes => emit::string(emit::first(typed.value)),
        Type::Fragment => emit::string(typed.value),
    }
}

/// The numbers to compare: one for each node, or just one.
fn to_numbers(typed: Typed) -> T {
    match typed.kind {
        Type::Number => emit::double(typed.value),
        Type::Nodes => emit::for_each(
            typed.value,
            emit::number_of_string(emit::string(Transform::ContextItem)),
        ),
        Type::Boolean => emit::when(typed.value, emit::number(1.0), emit::number(0.0)),
        Type::Text | Type::Fragment => emit::number_of_string(to_text(typed)),
    }
}

pub(super) fn to_boolean(typed: Typed, offset: usize) -> Result<T, ExprFault> {
    match typed.kind {
        Type::Boolean => Ok(typed.value),
        Type::Number => Ok(emit::boolean_of_number(typed.value)),
        Type::Text | Type::Nodes => Ok(Transform::Boolean(Box::new(typed.value))),
        Type::Fragment => Err(ExprFault::new(offset, "a variable with content is always true")
            .help("ask for its text, as in `string($name) != ''`")),
    }
}
