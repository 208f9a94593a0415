//! Which patterns say the same of a node whenever they are asked.

use crate::xpath::{Expr, Function, Pattern, Predicate, Start};

/// Whether what a pattern matches depends on the node alone, and not on variables. When in doubt, no.
pub(super) fn is_pure(pattern: &Pattern) -> bool {
    // What is given to `id` and `key` at its beginning is literal.
    pattern.steps.iter().flat_map(|step| &step.predicates).all(is_pure_predicate)
}

fn is_pure_predicate(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Position(_) | Predicate::Last | Predicate::Never => true,
        Predicate::Truth { expr, .. } | Predicate::Any(expr) => is_pure_expr(expr),
    }
}

/// Expressions nest no deeper than the parser lets them.
fn is_pure_expr(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Literal(_) => true,
        Expr::Variable(_) => false,
        Expr::Or(sides)
        | Expr::And(sides)
        | Expr::Compare(_, sides)
        | Expr::Arithmetic(_, sides) => sides.iter().all(is_pure_expr),
        Expr::Negate(operand) => is_pure_expr(operand),
        Expr::Union(operands) => operands.iter().all(is_pure_expr),
        Expr::Path(path) => {
            let start = match &path.start {
                Start::Context | Start::Root => true,
                Start::Expr(expr) => is_pure_expr(expr),
            };
            start && path.steps.iter().flat_map(|step| &step.predicates).all(is_pure_predicate)
        }
        Expr::Filter(expr, predicates) => {
            is_pure_expr(expr) && predicates.iter().all(is_pure_predicate)
        }
        Expr::Call(call) => is_pure_function(call.function) && call.args.iter().all(is_pure_expr),
    }
}

const fn is_pure_function(function: Function) -> bool {
    !matches!(function, Function::Extension(_) | Function::User(_) | Function::Missing(_))
}
