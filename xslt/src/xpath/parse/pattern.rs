//! Patterns (XSLT 1.0, section 5.2) and their default priorities (5.5).

use super::lexer::QName;
use super::{ExprFault, Parser};
use crate::xpath::{Anchor, Axis, Expr, Function, NodeTest, Pattern, PatternStep, Step};

const WHAT_PATTERNS_ARE: &str = "a pattern is made of steps on the child and attribute axes, joined by `/` and `//`; it \
                                 may begin with `/`, `//`, `id('...')` or `key('...', '...')`";

impl Parser<'_, '_> {
    /// A whole pattern: its alternatives.
    pub(super) fn pattern(&mut self) -> Result<Vec<Pattern>, ExprFault> {
        if self.lexer.is_blank() {
            let fault = ExprFault::new(self.lexer.offset(), "the pattern is empty");
            return Err(fault.with_help(WHAT_PATTERNS_ARE));
        }
        let mut alternatives = Vec::with_capacity(1);
        loop {
            alternatives.push(self.alternative()?);
            if !self.lexer.eat('|') {
                break;
            }
        }
        match self.lexer.peek() {
            None => Ok(alternatives),
            Some(_) => Err(self.unexpected("`/`, `|` or the end").with_help(WHAT_PATTERNS_ARE)),
        }
    }

    /// `LocationPathPattern`
    fn alternative(&mut self) -> Result<Pattern, ExprFault> {
        let mut steps = Vec::with_capacity(1);
        let anchor = if let Some(ancestor) = self.lexer.slash() {
            let alone = !ancestor && matches!(self.lexer.peek(), None | Some(b'|'));
            if !alone {
                steps.push(self.pattern_step(false)?);
            }
            Anchor::Root { ancestor }
        } else if let Some(call) = self.anchor_call()? {
            let separator = self.lexer.slash();
            if separator.is_some() {
                steps.push(self.pattern_step(false)?);
            }
            Anchor::Nodes { call, ancestor: separator == Some(true) }
        } else {
            steps.push(self.pattern_step(false)?);
            Anchor::Anywhere
        };
        while !steps.is_empty()
            && let Some(descendant) = self.lexer.slash()
        {
            steps.push(self.pattern_step(descendant)?);
        }
        steps.reverse();
        let priority = match (&anchor, steps.as_slice()) {
            (Anchor::Anywhere, [step]) => priority(step),
            _ => 0.5,
        };
        Ok(Pattern { anchor, steps: steps.into_boxed_slice(), priority })
    }

    /// `StepPattern`
    fn pattern_step(&mut self, descendant: bool) -> Result<PatternStep, ExprFault> {
        let offset = self.lexer.offset();
        let allowed = matches!(self.lexer.peek(), Some(b'@' | b'*')) || self.lexer.at_name();
        if !allowed {
            return Err(self.unexpected("a step of a pattern").with_help(WHAT_PATTERNS_ARE));
        }
        let Step { axis, test, predicates } = self.step()?.step;
        let attribute = match axis {
            Axis::Child => false,
            Axis::Attribute => true,
            Axis::Ancestor
            | Axis::AncestorOrSelf
            | Axis::Descendant
            | Axis::DescendantOrSelf
            | Axis::Following
            | Axis::FollowingSibling
            | Axis::Namespace
            | Axis::Parent
            | Axis::Preceding
            | Axis::PrecedingSibling
            | Axis::SelfNode => {
                let fault = ExprFault::new(offset, "a pattern cannot have a step on this axis");
                return Err(fault.with_help(WHAT_PATTERNS_ARE));
            }
        };
        Ok(PatternStep { attribute, test, predicates, descendant })
    }

    /// `IdKeyPattern`, if one comes.
    fn anchor_call(&mut self) -> Result<Option<Expr>, ExprFault> {
        let before = self.lexer;
        let name = self
            .lexer
            .name()
            .filter(|name| self.lexer.peek() == Some(b'(') && !name.is_node_type());
        let Some(name) = name else {
            self.lexer = before;
            return Ok(None);
        };
        let (function, n_args) = match name {
            QName { prefix: "", local: "id", .. } => (Function::Id, 1),
            QName { prefix: "", local: "key", .. } => (Function::Key, 2),
            _ => {
                let message = format!("a pattern cannot begin with a call of `{name}`");
                return Err(ExprFault::new(name.offset, message).with_help(WHAT_PATTERNS_ARE));
            }
        };
        let opening = self.lexer.offset();
        self.lexer.eat('(');
        let mut args = Vec::with_capacity(n_args);
        for n in 0..n_args {
            if n > 0 && !self.lexer.eat(',') {
                return Err(self.unexpected("`,`"));
            }
            let Some(b'"' | b'\'') = self.lexer.peek() else {
                return Err(self.unexpected("a string in quotes").with_help(format!(
                    "in a pattern, what is given to `{name}` has to be literal"
                )));
            };
            args.push(Expr::Literal(self.literal()?.into()));
        }
        self.close(')', opening, "nothing else")?;
        Ok(Some(self.call_of(function, args.into_boxed_slice())))
    }
}

/// The default priority of a pattern of one step (section 5.5).
fn priority(PatternStep { test, predicates, .. }: &PatternStep) -> f64 {
    if !predicates.is_empty() {
        return 0.5;
    }
    match test {
        NodeTest::Name(_) | NodeTest::ProcessingInstruction(Some(_)) => 0.0,
        NodeTest::Namespace(_) => -0.25,
        NodeTest::Node
        | NodeTest::Text
        | NodeTest::Comment
        | NodeTest::ProcessingInstruction(None)
        | NodeTest::Any => -0.5,
    }
}
