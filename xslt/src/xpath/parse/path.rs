//! Location paths (XPath 1.0, section 2), primary expressions (3.1) and those with predicates and steps (3.3).
//!
//! Paths are simplified where the nodes stay the same:
//! - `descendant-or-self::node()/child::x[p]` becomes `descendant::x[p]` if no predicate of it counts positions; so do
//!   other axes that go down. That is what `//x` stands for.
//! - `self::node()` goes: `./a` is `a`, `.` is no step at all. `$x/.` keeps it, for it says that `$x` is a node-set.
//! - `(a/b)/c` is `a/b/c`.

use super::lexer::QName;
use super::operators::need_nodes;
use super::{ExprFault, Parser, Tree};
use crate::names::Atom;
use crate::xpath::{Axis, Expr, NodeTest, Path, Predicate, Start, Step};

/// All axes by name.
const AXES: [(&str, Axis); 13] = [
    ("ancestor", Axis::Ancestor),
    ("ancestor-or-self", Axis::AncestorOrSelf),
    ("attribute", Axis::Attribute),
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("following", Axis::Following),
    ("following-sibling", Axis::FollowingSibling),
    ("namespace", Axis::Namespace),
    ("parent", Axis::Parent),
    ("preceding", Axis::Preceding),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("self", Axis::SelfNode),
];

const AN_OPERAND: &str = "an expression";

/// A path under construction.
struct Steps {
    start: Start,
    list: Vec<Step>,
    height: u32,
}

/// A step, and how high the tallest of its predicates is.
pub(super) struct TallStep {
    pub(super) step: Step,
    height: u32,
}

fn plain(axis: Axis, test: NodeTest) -> Step {
    Step { axis, test, predicates: Box::default() }
}

impl Step {
    /// Whether it is `axis::node()`.
    fn is_any_node(&self, axis: Axis) -> bool {
        self.axis == axis && self.test == NodeTest::Node && self.predicates.is_empty()
    }
}

/// The axis that goes as far as this one does from all of `descendant-or-self::node()`.
const fn from_anywhere_below(axis: Axis) -> Option<Axis> {
    match axis {
        Axis::Child | Axis::Descendant => Some(Axis::Descendant),
        Axis::SelfNode | Axis::DescendantOrSelf => Some(Axis::DescendantOrSelf),
        Axis::Ancestor
        | Axis::AncestorOrSelf
        | Axis::Attribute
        | Axis::Following
        | Axis::FollowingSibling
        | Axis::Namespace
        | Axis::Parent
        | Axis::Preceding
        | Axis::PrecedingSibling => None,
    }
}

impl Steps {
    fn new(start: Start, height: u32) -> Self {
        Self { start, list: Vec::with_capacity(1), height }
    }

    /// Goes on from the nodes of an expression.
    fn after(Tree { expr, height }: Tree) -> Self {
        if let Expr::Path(path) = expr {
            return Self { start: path.start, list: path.steps.into_vec(), height };
        }
        Self::new(Start::Expr(expr), height)
    }

    fn push(&mut self, TallStep { mut step, height }: TallStep) {
        self.height = self.height.max(height);
        if step.is_any_node(Axis::SelfNode) {
            return;
        }
        if let Some(last) = self.list.last_mut()
            && last.is_any_node(Axis::DescendantOrSelf)
            && !step.predicates.iter().any(Predicate::is_positional)
            && let Some(axis) = from_anywhere_below(step.axis)
        {
            step.axis = axis;
            *last = step;
            return;
        }
        self.list.push(step);
    }

    fn push_double_slash(&mut self) {
        let step = plain(Axis::DescendantOrSelf, NodeTest::Node);
        self.push(TallStep { step, height: 0 });
    }

    fn finish(self) -> Tree {
        let Self { start, mut list, height } = self;
        if list.is_empty() && matches!(start, Start::Expr(_)) {
            list.push(plain(Axis::SelfNode, NodeTest::Node));
        }
        let path = Path { start, steps: list.into_boxed_slice() };
        Tree { expr: Expr::Path(Box::new(path)), height: height + 1 }
    }
}

impl Parser<'_, '_> {
    /// `PathExpr`
    pub(super) fn path(&mut self) -> Result<Tree, ExprFault> {
        let offset = self.lexer.offset();
        match self.lexer.peek() {
            Some(b'/') => self.absolute(),
            Some(b'.') if !matches!(self.lexer.byte(1), Some(b'0'..=b'9')) => self.relative(),
            Some(b'@' | b'*') => self.relative(),
            Some(b'0'..=b'9' | b'.') => {
                let expr = Expr::Number(self.lexer.number());
                self.filtered(Tree { expr, height: 1 }, offset)
            }
            Some(b'"' | b'\'') => {
                let expr = Expr::Literal(self.literal()?.into());
                self.filtered(Tree { expr, height: 1 }, offset)
            }
            Some(b'$') => {
                let expr = self.variable()?;
                self.filtered(Tree { expr, height: 1 }, offset)
            }
            Some(b'(') => {
                self.lexer.eat('(');
                let tree = self.inner(offset)?;
                self.close(')', offset, "an operator")?;
                self.filtered(tree, offset)
            }
            _ => {
                let Some(name) = self.lexer.name() else {
                    return Err(self.unexpected(AN_OPERAND));
                };
                if self.lexer.peek() == Some(b'(') && !name.is_node_type() {
                    let tree = self.call(name)?;
                    return self.filtered(tree, offset);
                }
                let mut steps = Steps::new(Start::Context, 0);
                steps.push(self.named_step(name)?);
                self.more(steps)
            }
        }
    }

    /// `AbsoluteLocationPath`
    fn absolute(&mut self) -> Result<Tree, ExprFault> {
        let mut steps = Steps::new(Start::Root, 0);
        if self.lexer.slash() == Some(true) {
            steps.push_double_slash();
        } else if !matches!(self.lexer.peek(), Some(b'@' | b'.' | b'*')) && !self.lexer.at_name() {
            return Ok(steps.finish());
        }
        steps.push(self.step()?);
        self.more(steps)
    }

    /// A `RelativeLocationPath` that does not begin with a name.
    fn relative(&mut self) -> Result<Tree, ExprFault> {
        let mut steps = Steps::new(Start::Context, 0);
        steps.push(self.step()?);
        self.more(steps)
    }

    /// Predicates and steps after a primary expression, if there are any.
    fn filtered(&mut self, tree: Tree, offset: usize) -> Result<Tree, ExprFault> {
        let mut tree = tree;
        if let Some(b'[' | b'/') = self.lexer.peek() {
            need_nodes(&tree.expr, offset)?;
        }
        if self.lexer.peek() == Some(b'[') {
            let (predicates, height) = self.predicates()?;
            let expr = Expr::Filter(Box::new(tree.expr), predicates);
            tree = Tree { expr, height: height.max(tree.height) + 1 };
        }
        if self.lexer.peek() == Some(b'/') {
            return self.more(Steps::after(tree));
        }
        Ok(tree)
    }

    /// The steps that follow.
    fn more(&mut self, mut steps: Steps) -> Result<Tree, ExprFault> {
        while let Some(double) = self.lexer.slash() {
            if double {
                steps.push_double_slash();
            }
            steps.push(self.step()?);
        }
        Ok(steps.finish())
    }

    /// `Step`
    pub(super) fn step(&mut self) -> Result<TallStep, ExprFault> {
        if self.lexer.eat('@') {
            let test = self.node_test()?;
            return self.finish_step(Axis::Attribute, test);
        }
        if self.lexer.eat('*') {
            return self.finish_step(Axis::Child, NodeTest::Any);
        }
        if let Some(double) = self.lexer.dots() {
            let (axis, long) =
                if double { (Axis::Parent, "parent") } else { (Axis::SelfNode, "self") };
            if self.lexer.peek() == Some(b'[') {
                let short = if double { ".." } else { "." };
                let fault = ExprFault::new(
                    self.lexer.offset(),
                    format!("`{short}` cannot have predicates"),
                );
                return Err(fault.with_help(format!("write `{long}::node()[...]`")));
            }
            return Ok(TallStep { step: plain(axis, NodeTest::Node), height: 0 });
        }
        match self.lexer.name() {
            Some(name) => self.named_step(name),
            None => Err(self.unexpected("a step of a path")),
        }
    }

    /// A step that begins with a name: of its axis or of its nodes.
    fn named_step(&mut self, name: QName<'_>) -> Result<TallStep, ExprFault> {
        if !self.lexer.double_colon() {
            let test = self.named_test(name)?;
            return self.finish_step(Axis::Child, test);
        }
        let is_it = |(known, _): &&(&str, Axis)| name.prefix.is_empty() && *known == name.local;
        let Some((_, axis)) = AXES.iter().find(is_it) else {
            let fault = ExprFault::new(name.offset, format!("there is no axis `{name}`"));
            return Err(fault.with_suggestion(
                "",
                name.local,
                AXES.iter().map(|(known, _)| *known),
            ));
        };
        let test = self.node_test()?;
        self.finish_step(*axis, test)
    }

    fn finish_step(&mut self, axis: Axis, test: NodeTest) -> Result<TallStep, ExprFault> {
        let (predicates, height) = self.predicates()?;
        Ok(TallStep { step: Step { axis, test, predicates }, height })
    }

    /// `NodeTest`
    fn node_test(&mut self) -> Result<NodeTest, ExprFault> {
        if self.lexer.eat('*') {
            return Ok(NodeTest::Any);
        }
        match self.lexer.name() {
            Some(name) => self.named_test(name),
            None => Err(self.unexpected("a name, `*` or a test such as `text()`")),
        }
    }

    fn named_test(&mut self, name: QName<'_>) -> Result<NodeTest, ExprFault> {
        if name.local == "*" {
            return Ok(NodeTest::Namespace(self.namespace(name)?));
        }
        if self.lexer.peek() != Some(b'(') {
            return Ok(NodeTest::Name(self.name(name)?));
        }
        if !name.is_node_type() {
            let fault = ExprFault::new(name.offset, format!("a path has no step `{name}(...)`"));
            let help = "of those with brackets there are `node()`, `text()`, `comment()` and \
                        `processing-instruction()`";
            return Err(fault.with_help(help));
        }
        self.lexer.eat('(');
        let test = match name.local {
            "node" => NodeTest::Node,
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            _ => NodeTest::ProcessingInstruction(match self.lexer.peek() {
                Some(b'"' | b'\'') => {
                    let target = self.literal()?;
                    Some(self.context.names().name(Atom::EMPTY, target))
                }
                _ => None,
            }),
        };
        if !self.lexer.eat(')') {
            return Err(self.unexpected("`)`"));
        }
        Ok(test)
    }
}
