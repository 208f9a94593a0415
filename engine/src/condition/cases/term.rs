//! What the operands of a comparison may come to.

use rust_decimal::Decimal;

use crate::condition::form::{Form, Held};
use crate::name::Name;

/// What an operand may come to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term<'c> {
    Text(&'c str),
    Number(Decimal),
    Name(Name),
    SizeOf(Name),
    /// The items' terms, and how many items there are.
    List(Vec<Self>, usize),
}

/// What an expression may come to; nothing for yes and no.
pub(super) fn terms(form: &Form) -> Vec<Term<'_>> {
    match form {
        Form::Literal(Held::Text(text)) => vec![Term::Text(text)],
        Form::Literal(Held::Integer(number)) => vec![Term::Number(Decimal::from(*number))],
        Form::Literal(Held::Decimal(number)) => vec![Term::Number(*number)],
        Form::Read(name, _) => vec![Term::Name(*name)],
        Form::If(_, yes, no) => terms(yes).into_iter().chain(terms(no)).collect(),
        Form::List(items) => vec![Term::List(items.iter().flat_map(terms).collect(), items.len())],
        Form::Size(of) => terms(of).iter().filter_map(size_of).collect(),
        Form::Literal(Held::Boolean(_) | Held::List(_))
        | Form::Not(_)
        | Form::And(..)
        | Form::Or(..)
        | Form::Compare(..)
        | Form::In(..)
        | Form::Test(..)
        | Form::Matches(..) => Vec::new(),
    }
}

fn size_of<'c>(term: &Term<'c>) -> Option<Term<'c>> {
    match term {
        Term::Text(text) => Some(Term::Number(number(text.chars().count()).into())),
        Term::Name(name) => Some(Term::SizeOf(*name)),
        Term::List(_, n_items) => Some(Term::Number(number(*n_items).into())),
        Term::Number(_) | Term::SizeOf(_) => None,
    }
}

pub(super) fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
