//! From tokens to [`Expr`], by recursive descent along the grammar of `XPath` 1.0.

use super::lexer::{Token, tokens};
use super::{Axis, Comparison, Expr, ExprFault, ExprKind, From, Operation, Path, Step, Test};
use crate::limits::{EXPRESSION_DEPTH, EXPRESSION_NODES};

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Expr, ExprFault> {
    let mut parser = Parser::new(text)?;
    let expr = parser.expr()?;
    parser.expect_end()?;
    Ok(expr)
}

/// Parses a pattern (`match`): alternatives, each a path of which the compiler checks the rest.
pub(crate) fn parse_pattern(text: &str) -> Result<Vec<Path>, ExprFault> {
    let mut parser = Parser::new(text)?;
    let mut alternatives = Vec::new();
    loop {
        let offset = parser.offset();
        let path = if let ExprKind::Path(path) = parser.path()?.kind { Some(path) } else { None };
        let Some(path) = path.filter(|path| !matches!(path.from, From::Expr(..))) else {
            return Err(ExprFault::new(offset, "this is not a pattern")
                .help("a pattern is a path of child elements and attributes, such as `/Order/Item` or `@id`"));
        };
        alternatives.push(path);
        if !parser.accept("|") {
            break;
        }
    }
    parser.expect_end()?;
    Ok(alternatives)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    n_nodes: usize,
    depth: usize,
}

impl Parser {
    fn new(text: &str) -> Result<Self, ExprFault> {
        Ok(Self { tokens: tokens(text)?, at: 0, n_nodes: 0, depth: 0 })
    }

    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(_, token)| token)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.at).or_else(|| self.tokens.last()).map_or(0, |(offset, _)| *offset)
    }

    /// The sign that is next; empty if something else is.
    fn sign(&self) -> &'static str {
        if let Token::Sign(sign) = self.peek() { sign } else { "" }
    }

    fn is(&self, sign: &str) -> bool {
        self.sign() == sign
    }

    fn accept(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), ExprFault> {
        if self.accept(sign) {
            Ok(())
        } else {
            Err(ExprFault::new(self.offset(), format!("here `{sign}` is expected")))
        }
    }

    fn expect_end(&self) -> Result<(), ExprFault> {
        if *self.peek() == Token::End {
            return Ok(());
        }
        Err(ExprFault::new(self.offset(), "this does not belong to the expression"))
    }

    fn count(&mut self) -> Result<(), ExprFault> {
        self.n_nodes += 1;
        if self.n_nodes > EXPRESSION_NODES {
            return Err(ExprFault::new(
                self.offset(),
                format!("the expression has more than {EXPRESSION_NODES} parts"),
            )
            .help("split it by `xsl:variable`"));
        }
        Ok(())
    }

    fn make(&mut self, offset: usize, kind: ExprKind) -> Result<Expr, ExprFault> {
        self.count()?;
        Ok(Expr { offset, kind })
    }

    fn expr(&mut self) -> Result<Expr, ExprFault> {
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH {
            return Err(ExprFault::new(
                self.offset(),
                format!("the expression nests deeper than {EXPRESSION_DEPTH}"),
            ));
        }
        let mut left = self.and()?;
        while self.is("or") {
            let offset = self.offset();
            self.at += 1;
            let right = self.and()?;
            left = self.make(offset, ExprKind::Or(Box::new(left), Box::new(right)))?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, ExprFault> {
        let mut left = self.comparison(true)?;
        while self.is("and") {
            let offset = self.offset();
            self.at += 1;
            let right = self.comparison(true)?;
            left = self.make(offset, ExprKind::And(Box::new(left), Box::new(right)))?;
        }
        Ok(left)
    }

    /// Equality binds weaker than the other comparisons.
    fn comparison(&mut self, equality: bool) -> Result<Expr, ExprFault> {
        let mut left = if equality { self.comparison(false)? } else { self.additive()? };
        loop {
            let comparison = match self.sign() {
                "=" if equality => Comparison::Equal,
                "!=" if equality => Comparison::NotEqual,
                "<" if !equality => Comparison::Less,
                "<=" if !equality => Comparison::LessOrEqual,
                ">" if !equality => Comparison::Greater,
                ">=" if !equality => Comparison::GreaterOrEqual,
                _ => return Ok(left),
            };
            let offset = self.offset();
            self.at += 1;
            let right = if equality { self.comparison(false)? } else { self.additive()? };
            left =
                self.make(offset, ExprKind::Compare(comparison, Box::new(left), Box::new(right)))?;
        }
    }

    fn additive(&mut self) -> Result<Expr, ExprFault> {
        let mut left = self.multiplicative()?;
        loop {
            let operation = match self.sign() {
                "+" => Operation::Add,
                "-" => Operation::Subtract,
                _ => return Ok(left),
            };
            let offset = self.offset();
            self.at += 1;
            let right = self.multiplicative()?;
            left = self
                .make(offset, ExprKind::Arithmetic(operation, Box::new(left), Box::new(right)))?;
        }
    }

    fn multiplicative(&mut self) -> Result<Expr, ExprFault> {
        let mut left = self.unary()?;
        loop {
            let operation = match self.sign() {
                "times" => Operation::Multiply,
                "div" => Operation::Divide,
                "mod" => Operation::Modulo,
                _ => return Ok(left),
            };
            let offset = self.offset();
            self.at += 1;
            let right = self.unary()?;
            left = self
                .make(offset, ExprKind::Arithmetic(operation, Box::new(left), Box::new(right)))?;
        }
    }

    fn unary(&mut self) -> Result<Expr, ExprFault> {
        let offset = self.offset();
        let mut negative = false;
        let mut negated = false;
        while self.accept("-") {
            negative = !negative;
            negated = true;
        }
        let inner = self.union()?;
        if !negated {
            return Ok(inner);
        }
        let inner = self.make(offset, ExprKind::Negate(Box::new(inner)))?;
        if negative { Ok(inner) } else { self.make(offset, ExprKind::Negate(Box::new(inner))) }
    }

    fn union(&mut self) -> Result<Expr, ExprFault> {
        let mut left = self.path()?;
        while self.is("|") {
            let offset = self.offset();
            self.at += 1;
            let right = self.path()?;
            left = self.make(offset, ExprKind::Union(Box::new(left), Box::new(right)))?;
        }
        Ok(left)
    }

    fn path(&mut self) -> Result<Expr, ExprFault> {
        let offset = self.offset();
        let mut steps = Vec::new();
        let from = if self.accept("//") {
            steps.push(any_depth(offset));
            self.steps(&mut steps)?;
            From::Root
        } else if self.accept("/") {
            if self.begins_step() {
                self.steps(&mut steps)?;
            }
            From::Root
        } else if self.begins_step() {
            self.steps(&mut steps)?;
            From::Context
        } else {
            let primary = self.primary()?;
            let predicates = self.predicates()?;
            if self.is("/") || self.is("//") {
                let at = self.offset();
                if self.accept("//") {
                    steps.push(any_depth(at));
                } else {
                    self.at += 1;
                }
                self.steps(&mut steps)?;
            } else if predicates.is_empty() {
                return Ok(primary);
            }
            From::Expr(Box::new(primary), predicates)
        };
        self.make(offset, ExprKind::Path(Path { from, steps }))
    }

    fn begins_step(&self) -> bool {
        match self.peek() {
            Token::Name(..) | Token::Axis(_) => true,
            Token::Sign(sign) => matches!(*sign, "." | ".." | "@"),
            Token::Function(name) => {
                matches!(name.as_str(), "node" | "text" | "comment" | "processing-instruction")
            }
            Token::Text(_) | Token::Number(_) | Token::Variable(_) | Token::End => false,
        }
    }

    fn steps(&mut self, steps: &mut Vec<Step>) -> Result<(), ExprFault> {
        loop {
            let step = self.step()?;
            steps.push(step);
            let offset = self.offset();
            if self.accept("//") {
                steps.push(any_depth(offset));
            } else if !self.accept("/") {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> Result<Step, ExprFault> {
        self.count()?;
        let offset = self.offset();
        for (sign, axis) in [(".", Axis::Itself), ("..", Axis::Parent)] {
            if self.accept(sign) {
                return Ok(Step { offset, axis, test: Test::Node, predicates: Vec::new() });
            }
        }
        let axis = if self.accept("@") {
            Axis::Attribute
        } else if let Token::Axis(name) = self.peek() {
            let axis = axis(name, offset)?;
            self.at += 1;
            axis
        } else {
            Axis::Child
        };
        let test = self.test()?;
        Ok(Step { offset, axis, test, predicates: self.predicates()? })
    }

    fn test(&mut self) -> Result<Test, ExprFault> {
        let offset = self.offset();
        let token = self.peek().clone();
        self.at += 1;
        match token {
            Token::Name(prefix, local) if local == "*" && prefix.is_empty() => Ok(Test::Any),
            Token::Name(_, local) if local == "*" => {
                Err(ExprFault::new(offset, "all names of a namespace cannot be asked for")
                    .help("name the elements, or write `*`"))
            }
            Token::Name(prefix, local) => Ok(Test::Name(prefix, local)),
            Token::Function(name) => {
                let test = match name.as_str() {
                    "node" => Test::Node,
                    "text" => Test::Text,
                    "comment" => Test::Comment,
                    "processing-instruction" => {
                        return Err(ExprFault::new(
                            offset,
                            "mappings do not see processing instructions",
                        ));
                    }
                    _ => {
                        return Err(ExprFault::new(
                            offset,
                            format!("the function `{name}` cannot be a step of a path"),
                        ));
                    }
                };
                self.expect("(")?;
                self.expect(")")?;
                Ok(test)
            }
            Token::Sign(_)
            | Token::Text(_)
            | Token::Number(_)
            | Token::Variable(_)
            | Token::Axis(_)
            | Token::End => Err(ExprFault::new(
                offset,
                "here a name, `*`, `text()`, `node()` or `comment()` is expected",
            )),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Expr>, ExprFault> {
        let mut predicates = Vec::new();
        while self.accept("[") {
            predicates.push(self.expr()?);
            self.expect("]")?;
        }
        Ok(predicates)
    }

    fn primary(&mut self) -> Result<Expr, ExprFault> {
        let offset = self.offset();
        let token = self.peek().clone();
        self.at += 1;
        match token {
            Token::Text(text) => self.make(offset, ExprKind::Text(text)),
            Token::Number(number) => self.make(offset, ExprKind::Number(number)),
            Token::Variable(name) => self.make(offset, ExprKind::Variable(name)),
            Token::Sign("(") => {
                let expr = self.expr()?;
                self.expect(")")?;
                Ok(expr)
            }
            Token::Function(name) => {
                self.expect("(")?;
                let mut arguments = Vec::new();
                if !self.is(")") {
                    arguments.push(self.expr()?);
                    while self.accept(",") {
                        arguments.push(self.expr()?);
                    }
                }
                self.expect(")")?;
                self.make(offset, ExprKind::Call(name, arguments))
            }
            Token::End => Err(ExprFault::new(offset, "the expression ends too early")),
            Token::Sign(_) | Token::Name(..) | Token::Axis(_) => {
                Err(ExprFault::new(offset, "here a value or a path is expected"))
            }
        }
    }
}

/// The step that `//` abbreviates.
fn any_depth(offset: usize) -> Step {
    Step { offset, axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() }
}

fn axis(name: &str, offset: usize) -> Result<Axis, ExprFault> {
    Ok(match name {
        "child" => Axis::Child,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "attribute" => Axis::Attribute,
        "self" => Axis::Itself,
        "parent" => Axis::Parent,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following-sibling" => Axis::FollowingSibling,
        "preceding-sibling" => Axis::PrecedingSibling,
        "following" | "preceding" | "namespace" => {
            return Err(ExprFault::new(offset, format!("the axis `{name}` is not supported")));
        }
        _ => return Err(ExprFault::new(offset, format!("`{name}` is not an axis of XPath 1.0"))),
    })
}
