//! Predicates (XPath 1.0, section 2.4), sorted out by what they need.

use super::{ExprFault, Parser, static_type};
use crate::exslt::Type;
use crate::xpath::{Comparison, Expr, Function, Predicate};

impl Parser<'_, '_> {
    /// The predicates that follow, and how high the tallest of them is.
    pub(super) fn predicates(&mut self) -> Result<(Box<[Predicate]>, u32), ExprFault> {
        if self.lexer.peek() != Some(b'[') {
            return Ok((Box::default(), 0));
        }
        let mut tallest = 0;
        let mut predicates = Vec::with_capacity(1);
        loop {
            let opening = self.lexer.offset();
            if !self.lexer.eat('[') {
                break;
            }
            let outside = std::mem::replace(&mut self.positional, false);
            let tree = self.inner(opening)?;
            let positional = std::mem::replace(&mut self.positional, outside);
            self.close(']', opening, "an operator")?;
            tallest = tallest.max(tree.height);
            predicates.push(sort_out(tree.expr, positional));
        }
        Ok((predicates.into_boxed_slice(), tallest))
    }
}

fn sort_out(expr: Expr, positional: bool) -> Predicate {
    let wanted = if let Expr::Compare(Comparison::Equal, sides) = &expr {
        match &**sides {
            [position, wanted] if is_call(position, is_position) => wanted,
            [wanted, position] if is_call(position, is_position) => wanted,
            _ => &expr,
        }
    } else {
        &expr
    };
    if let Expr::Number(number) = wanted {
        return at(*number);
    }
    if is_call(wanted, is_last) {
        return Predicate::Last;
    }
    match static_type(&expr) {
        Some(Type::Boolean | Type::String | Type::Nodes) => Predicate::Truth { expr, positional },
        Some(Type::Number) | None => Predicate::Any(expr),
    }
}

fn is_position(function: Function) -> bool {
    matches!(function, Function::Position)
}

fn is_last(function: Function) -> bool {
    matches!(function, Function::Last)
}

fn is_call(expr: &Expr, is_it: fn(Function) -> bool) -> bool {
    matches!(expr, Expr::Call(call) if is_it(call.function))
}

/// The predicate that holds at this position.
fn at(position: f64) -> Predicate {
    if position >= 1.0 && position <= f64::from(u32::MAX) && position.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a whole number within the bounds"
        )]
        return Predicate::Position(position as u32);
    }
    Predicate::Never
}
