//! Comparisons (`XPath` 1.0, section 3.4).
//!
//! Of a node-set they are existential: there has to be a node for which it holds. A result tree fragment is compared like
//! a node-set with its root alone (XSLT 1.0, section 11.1).

use super::number::{from_count, string_to_number};
use super::step::{Stop, Walk, finished};
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::Node;
use crate::value::{Text, Value};
use crate::xpath::{Comparison, Expr, Function, Path};

/// What each node of a node-set is compared with.
enum Other<'v, 'r> {
    Number(f64),
    String(&'v str),
    Nodes(&'v [Node]),
    Text(Text<'r>),
}

impl Comparison {
    /// The comparison with its sides changed.
    const fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
        }
    }

    /// Whether a boolean makes a boolean of what it is compared with: of node-sets always, of others unless the comparison
    /// is one of numbers.
    const fn is_boolean_with(self, other: &Value<'_>) -> bool {
        match other {
            Value::Boolean(_) | Value::Nodes(_) | Value::Fragment(_) | Value::TextFragment(_) => {
                true
            }
            Value::Number(_) | Value::String(_) => matches!(self, Self::Equal | Self::NotEqual),
        }
    }

    #[expect(clippy::float_cmp, reason = "XPath compares so")]
    fn numbers(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
        }
    }

    fn booleans(self, left: bool, right: bool) -> bool {
        self.numbers(f64::from(u8::from(left)), f64::from(u8::from(right)))
    }

    fn strings(self, left: &str, right: &str) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual => {
                self.numbers(string_to_number(left), string_to_number(right))
            }
        }
    }
}

impl<'r> Run<'r> {
    /// Compares the values of two expressions.
    pub(super) fn compare(
        &self,
        comparison: Comparison,
        [left, right]: &'r [Expr; 2],
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        match (left, right) {
            (Expr::Path(path), Expr::Literal(text)) => {
                self.compare_each(comparison, path, &Other::String(text), focus)
            }
            (Expr::Path(path), other) => {
                let other = self.eval(other, focus)?;
                self.compare_path(comparison, path, &other, focus)
            }
            (other, Expr::Path(path)) => {
                let other = self.eval(other, focus)?;
                self.compare_path(comparison.mirrored(), path, &other, focus)
            }
            (Expr::Call(call), other) if matches!(call.function, Function::Position) => {
                let position = Value::Number(from_count(focus.position));
                self.compare_values(comparison, &position, &self.eval(other, focus)?)
            }
            (left, right) => {
                let (left, right) = (self.eval(left, focus)?, self.eval(right, focus)?);
                self.compare_values(comparison, &left, &right)
            }
        }
    }

    /// Compares the nodes of a path as they come.
    fn compare_path(
        &self,
        comparison: Comparison,
        path: &'r Path,
        value: &Value<'r>,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let other = match value {
            Value::Boolean(boolean) => {
                return Ok(comparison.booleans(self.path_exists(path, focus)?, *boolean));
            }
            Value::Nodes(nodes) if nodes.len() > 1 => {
                let left = self.path_nodes(path, focus)?;
                return self.compare_sets(comparison, &left, nodes);
            }
            Value::Number(_)
            | Value::String(_)
            | Value::Nodes(_)
            | Value::Fragment(_)
            | Value::TextFragment(_) => self.other(value)?,
        };
        self.compare_each(comparison, path, &other, focus)
    }

    fn compare_each(
        &self,
        comparison: Comparison,
        path: &'r Path,
        other: &Other<'_, 'r>,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let mut holds = false;
        finished(self.path_each(path, focus, &mut |node| {
            self.compare_node(comparison, node, other, &mut holds)
        }))?;
        Ok(holds)
    }

    /// Compares two values.
    fn compare_values(
        &self,
        comparison: Comparison,
        left: &Value<'r>,
        right: &Value<'r>,
    ) -> Result<bool> {
        match (left, right) {
            (Value::Boolean(left), right) if comparison.is_boolean_with(right) => {
                Ok(comparison.booleans(*left, self.boolean(right)))
            }
            (left, Value::Boolean(right)) if comparison.is_boolean_with(left) => {
                Ok(comparison.booleans(self.boolean(left), *right))
            }
            (Value::Nodes(left), Value::Nodes(right)) => self.compare_sets(comparison, left, right),
            (Value::Nodes(nodes), other) => self.compare_nodes(comparison, nodes, other),
            (other, Value::Nodes(nodes)) => self.compare_nodes(comparison.mirrored(), nodes, other),
            (Value::Number(left), right) => Ok(comparison.numbers(*left, self.number(right)?)),
            (left, Value::Number(right)) => Ok(comparison.numbers(self.number(left)?, *right)),
            (left @ Value::Boolean(_), right) | (left, right @ Value::Boolean(_)) => {
                Ok(comparison.numbers(self.number(left)?, self.number(right)?))
            }
            (left, right) => Ok(comparison.strings(&self.string(left)?, &self.string(right)?)),
        }
    }

    fn compare_nodes(
        &self,
        comparison: Comparison,
        nodes: &[Node],
        value: &Value<'r>,
    ) -> Result<bool> {
        let other = self.other(value)?;
        let mut holds = false;
        finished(
            nodes
                .iter()
                .try_for_each(|node| self.compare_node(comparison, *node, &other, &mut holds)),
        )?;
        Ok(holds)
    }

    /// What nodes are compared with, where it is no boolean. Several nodes are left to [`Self::compare_sets`].
    fn other<'v>(&self, value: &'v Value<'r>) -> Result<Other<'v, 'r>> {
        Ok(match value {
            Value::Number(number) => Other::Number(*number),
            Value::String(text) | Value::TextFragment(text) => Other::String(text),
            Value::Boolean(_) => Other::Text(self.string(value)?),
            Value::Fragment(root) => Other::Text(self.text_of(*root)?),
            Value::Nodes(nodes) => match &**nodes {
                [node] => Other::Text(self.text_of(*node)?),
                nodes => Other::Nodes(nodes),
            },
        })
    }

    fn compare_node(
        &self,
        comparison: Comparison,
        node: Node,
        other: &Other<'_, 'r>,
        holds: &mut bool,
    ) -> Walk {
        let text = match other {
            Other::Number(number) => {
                *holds = comparison.numbers(string_to_number(&self.text_of(node)?), *number);
                return if *holds { Err(Stop::Enough) } else { Ok(()) };
            }
            Other::Nodes(nodes) => {
                *holds = self.compare_sets(comparison, &[node], nodes)?;
                return if *holds { Err(Stop::Enough) } else { Ok(()) };
            }
            Other::String(text) => text,
            Other::Text(text) => &**text,
        };
        *holds = match comparison {
            Comparison::Equal => self.has_text(node, text)?,
            Comparison::NotEqual => !self.has_text(node, text)?,
            Comparison::Less
            | Comparison::LessEqual
            | Comparison::Greater
            | Comparison::GreaterEqual => comparison.strings(&self.text_of(node)?, text),
        };
        if *holds { Err(Stop::Enough) } else { Ok(()) }
    }

    /// Compares all nodes with all, in time that grows with their sum.
    fn compare_sets(&self, comparison: Comparison, left: &[Node], right: &[Node]) -> Result<bool> {
        match comparison {
            Comparison::Equal => self.share_a_text(left, right),
            Comparison::NotEqual => self.differ_somewhere(left, right),
            Comparison::Less | Comparison::LessEqual => {
                let (least, greatest) =
                    (self.extreme(left, f64::min)?, self.extreme(right, f64::max)?);
                Ok(comparison.numbers(least, greatest))
            }
            Comparison::Greater | Comparison::GreaterEqual => {
                let (greatest, least) =
                    (self.extreme(left, f64::max)?, self.extreme(right, f64::min)?);
                Ok(comparison.numbers(greatest, least))
            }
        }
    }

    fn share_a_text(&self, left: &[Node], right: &[Node]) -> Result<bool> {
        let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        if let [node] = few {
            let text = self.text_of(*node)?;
            return any(many, |node| self.has_text(node, &text));
        }
        let mut texts =
            Texts::with_capacity_and_hasher(few.len(), foldhash::fast::RandomState::default());
        let mut n_bytes = 0;
        for node in few {
            let text = self.text_of(*node)?;
            n_bytes += text.len();
            self.check_kept(n_bytes)?;
            texts.insert(Key(text));
        }
        any(many, |node| Ok(texts.contains(&*self.text_of(node)?)))
    }

    /// It holds unless all texts on both sides are the same.
    fn differ_somewhere(&self, left: &[Node], right: &[Node]) -> Result<bool> {
        let (Some(first), false) = (left.first(), right.is_empty()) else { return Ok(false) };
        let text = self.text_of(*first)?;
        let differs = |node| Ok(!self.has_text(node, &text)?);
        Ok(any(right, differs)? || any(left, differs)?)
    }

    /// The least or the greatest of the nodes' numbers; NaN if there is none.
    fn extreme(&self, nodes: &[Node], choose: fn(f64, f64) -> f64) -> Result<f64> {
        // What is chosen of NaN and a number is the number.
        nodes.iter().try_fold(f64::NAN, |extreme, node| {
            Ok(choose(extreme, string_to_number(&self.text_of(*node)?)))
        })
    }
}

fn any(nodes: &[Node], mut holds: impl FnMut(Node) -> Result<bool>) -> Result<bool> {
    for node in nodes {
        if holds(*node)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Different texts.
type Texts<'r> = std::collections::HashSet<Key<'r>, foldhash::fast::RandomState>;

/// A text that is looked up by what it says.
struct Key<'r>(Text<'r>);

impl std::borrow::Borrow<str> for Key<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Eq for Key<'_> {}

impl std::hash::Hash for Key<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (*self.0).hash(state);
    }
}
