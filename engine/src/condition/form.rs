//! The form in which conditions are evaluated.

use std::cmp::Ordering;

use regex::Regex;
use rust_decimal::Decimal;

use crate::name::{Name, Scope};
use crate::value::Value;

/// A checked expression. Its types are right by construction, so evaluation has an answer for
/// everything; where types would not fit, that answer is `false`.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Literal(Held),
    /// A name, and what it holds when it is absent.
    Read(Name, Held),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    If(Box<Self>, Box<Self>, Box<Self>),
    Compare(Comparison, Box<Self>, Box<Self>),
    /// Whether a text is one of several.
    In(Box<Self>, Box<Self>),
    List(Vec<Self>),
    Size(Box<Self>),
    Test(TextTest, Box<Self>, Box<Self>),
    Matches(Box<Self>, Regex),
}

/// What an expression holds.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Text(String),
    Integer(i64),
    Decimal(Decimal),
    Boolean(bool),
    List(Vec<Self>),
}

impl PartialEq for Held {
    /// Numbers are equal whether or not they are written with decimals.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Integer(left), Self::Integer(right)) => left == right,
            (Self::Decimal(left), Self::Decimal(right)) => left == right,
            (Self::Integer(integer), Self::Decimal(decimal))
            | (Self::Decimal(decimal), Self::Integer(integer)) => {
                Decimal::from(*integer) == *decimal
            }
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::List(left), Self::List(right)) => left == right,
            (_, _) => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Questions that one text answers about another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

impl Form {
    pub(super) fn evaluate(&self, scope: &dyn Scope) -> Held {
        match self {
            Self::Literal(held) => held.clone(),
            Self::Read(name, default) => {
                scope.lookup(*name).map_or_else(|| default.clone(), Held::from)
            }
            Self::List(items) => {
                Held::List(items.iter().map(|item| item.evaluate(scope)).collect())
            }
            Self::Size(of) => Held::Integer(size(&of.evaluate(scope))),
            Self::If(question, yes, no) => {
                if question.holds(scope) {
                    yes.evaluate(scope)
                } else {
                    no.evaluate(scope)
                }
            }
            Self::Not(_)
            | Self::And(..)
            | Self::Or(..)
            | Self::Compare(..)
            | Self::In(..)
            | Self::Test(..)
            | Self::Matches(..) => Held::Boolean(self.holds(scope)),
        }
    }

    /// Whether a yes-or-no expression is true.
    fn holds(&self, scope: &dyn Scope) -> bool {
        match self {
            Self::Not(inner) => !inner.holds(scope),
            Self::And(left, right) => left.holds(scope) && right.holds(scope),
            Self::Or(left, right) => left.holds(scope) || right.holds(scope),
            Self::Compare(comparison, left, right) => {
                comparison.holds(&left.evaluate(scope), &right.evaluate(scope))
            }
            Self::In(item, list) => {
                matches!(list.evaluate(scope), Held::List(items) if items.contains(&item.evaluate(scope)))
            }
            Self::Test(test, text, part) => match (text.evaluate(scope), part.evaluate(scope)) {
                (Held::Text(text), Held::Text(part)) => test.holds(&text, &part),
                (_, _) => false,
            },
            Self::Matches(text, pattern) => {
                matches!(text.evaluate(scope), Held::Text(text) if pattern.is_match(&text))
            }
            Self::Literal(_) | Self::Read(..) | Self::List(_) | Self::Size(_) | Self::If(..) => {
                self.evaluate(scope) == Held::Boolean(true)
            }
        }
    }
}

/// Characters of a text, entries of a list.
fn size(held: &Held) -> i64 {
    let n_parts = match held {
        Held::Text(text) => text.chars().count(),
        Held::List(items) => items.len(),
        Held::Integer(_) | Held::Decimal(_) | Held::Boolean(_) => 0,
    };
    i64::try_from(n_parts).unwrap_or(i64::MAX)
}

impl Comparison {
    fn holds(self, left: &Held, right: &Held) -> bool {
        let order = match (left, right) {
            (Held::Text(left), Held::Text(right)) => left.cmp(right),
            (Held::Integer(left), Held::Integer(right)) => left.cmp(right),
            (Held::Decimal(left), Held::Decimal(right)) => left.cmp(right),
            (Held::Decimal(left), Held::Integer(right)) => left.cmp(&Decimal::from(*right)),
            (Held::Integer(left), Held::Decimal(right)) => Decimal::from(*left).cmp(right),
            (_, _) if left == right => Ordering::Equal,
            (_, _) => Ordering::Less,
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl TextTest {
    fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Self::StartsWith => text.starts_with(part),
            Self::EndsWith => text.ends_with(part),
            Self::Contains => text.contains(part),
        }
    }
}

impl From<Value> for Held {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Integer(number) => Self::Integer(number),
            Value::Boolean(checked) => Self::Boolean(checked),
            // Written as YYYY-MM-DD, dates come in the order of their texts.
            Value::Date(date) => Self::Text(date.to_string()),
            Value::List(keys) => Self::List(keys.into_iter().map(Self::Text).collect()),
            Value::Decimal(number) => Self::Decimal(number),
            // To the minute, they come in the order of their texts, too.
            Value::DateTime(_) | Value::Attachment(_) => Self::Text(value.to_text()),
        }
    }
}
