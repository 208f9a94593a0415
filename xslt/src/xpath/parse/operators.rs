//! Operators (XPath 1.0, sections 3.3 to 3.5).

use super::lexer::Operator;
use super::{ExprFault, HEIGHT, Parser, Tree, static_type, too_deep};
use crate::exslt::Type;
use crate::xpath::Expr;

impl Parser<'_, '_> {
    pub(super) fn expression(&mut self) -> Result<Tree, ExprFault> {
        self.binary(Operator::Or.power())
    }

    /// Operands joined by operators that bind at least as tightly as `power` says.
    fn binary(&mut self, power: u8) -> Result<Tree, ExprFault> {
        let mut left = self.unary()?;
        while let Some(operator) = self.lexer.operator().filter(|o| o.power() >= power) {
            let offset = self.lexer.offset();
            left = match operator {
                Operator::Or => self.logical(operator, left, Expr::Or)?,
                Operator::And => self.logical(operator, left, Expr::And)?,
                Operator::Compare(comparison) => {
                    let pair = self.pair(operator, left)?;
                    joined(pair, offset, |pair| Expr::Compare(comparison, pair))?
                }
                Operator::Arithmetic(arithmetic) => {
                    let pair = self.pair(operator, left)?;
                    joined(pair, offset, |pair| Expr::Arithmetic(arithmetic, pair))?
                }
            };
        }
        Ok(left)
    }

    /// The operator, and what is on its right.
    fn pair(&mut self, operator: Operator, left: Tree) -> Result<[Tree; 2], ExprFault> {
        self.lexer.take_operator(operator);
        Ok([left, self.binary(operator.power() + 1)?])
    }

    /// A chain of `or` or `and`: its operands are evaluated from left to right until one decides, so it may be balanced.
    fn logical(
        &mut self,
        operator: Operator,
        left: Tree,
        join: fn(Box<[Expr; 2]>) -> Expr,
    ) -> Result<Tree, ExprFault> {
        let mut operands = vec![left];
        while self.lexer.operator() == Some(operator) {
            self.lexer.take_operator(operator);
            operands.push(self.binary(operator.power() + 1)?);
        }
        while operands.len() > 1 {
            let mut rest = operands.into_iter();
            let mut halved = Vec::with_capacity(rest.len().div_ceil(2));
            while let Some(left) = rest.next() {
                halved.push(match rest.next() {
                    Some(right) => Tree {
                        height: left.height.max(right.height) + 1,
                        expr: join(Box::new([left.expr, right.expr])),
                    },
                    None => left,
                });
            }
            operands = halved;
        }
        // There was at least one to begin with.
        operands.pop().ok_or_else(|| self.unexpected("an operand"))
    }

    /// `UnaryExpr`. Two signs make a number of what is no number, further ones cancel each other out.
    fn unary(&mut self) -> Result<Tree, ExprFault> {
        let mut n_signs = 0_usize;
        while self.lexer.eat('-') {
            n_signs += 1;
        }
        let Tree { expr, height } = self.union()?;
        if n_signs == 0 {
            return Ok(Tree { expr, height });
        }
        let negative = n_signs % 2 == 1;
        if let Expr::Number(number) = expr {
            let number = if negative { -number } else { number };
            return Ok(Tree { expr: Expr::Number(number), height });
        }
        let negated = Expr::Negate(Box::new(expr));
        if negative {
            return Ok(Tree { expr: negated, height: height + 1 });
        }
        Ok(Tree { expr: Expr::Negate(Box::new(negated)), height: height + 2 })
    }

    /// `UnionExpr`
    fn union(&mut self) -> Result<Tree, ExprFault> {
        let offset = self.lexer.offset();
        let first = self.path()?;
        if self.lexer.peek() != Some(b'|') {
            return Ok(first);
        }
        need_nodes(&first.expr, offset)?;
        let mut height = first.height;
        let mut members = vec![first.expr];
        while self.lexer.eat('|') {
            let offset = self.lexer.offset();
            let member = self.path()?;
            need_nodes(&member.expr, offset)?;
            height = height.max(member.height);
            members.push(member.expr);
        }
        Ok(Tree { expr: Expr::Union(members.into()), height: height + 1 })
    }
}

fn joined(
    [left, right]: [Tree; 2],
    offset: usize,
    join: impl FnOnce(Box<[Expr; 2]>) -> Expr,
) -> Result<Tree, ExprFault> {
    let height = left.height.max(right.height) + 1;
    if height > HEIGHT {
        return Err(too_deep(offset));
    }
    Ok(Tree { expr: join(Box::new([left.expr, right.expr])), height })
}

/// Refuses what can never be a node-set where one is needed.
pub(super) fn need_nodes(expr: &Expr, offset: usize) -> Result<(), ExprFault> {
    let what = match static_type(expr) {
        None | Some(Type::Nodes) => return Ok(()),
        Some(Type::Boolean) => "a boolean",
        Some(Type::Number) => "a number",
        Some(Type::String) => "a string",
    };
    Err(ExprFault::new(offset, format!("a node-set is needed here, and this is {what}")))
}
