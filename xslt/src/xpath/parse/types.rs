//! Types that are known before anything is evaluated.

use crate::exslt::Type;
use crate::xpath::{Expr, Function};

/// The type of whatever the expression gives, if it is always the same.
pub(crate) fn static_type(expr: &Expr) -> Option<Type> {
    match expr {
        Expr::Number(_) | Expr::Arithmetic(..) | Expr::Negate(_) => Some(Type::Number),
        Expr::Literal(_) => Some(Type::String),
        Expr::Variable(_) => None,
        Expr::Or(_) | Expr::And(_) | Expr::Compare(..) => Some(Type::Boolean),
        Expr::Union(_) | Expr::Path(_) | Expr::Filter(..) => Some(Type::Nodes),
        Expr::Call(call) => result(call.function),
    }
}

fn result(function: Function) -> Option<Type> {
    match function {
        Function::Last
        | Function::Position
        | Function::Count
        | Function::StringLength
        | Function::Number
        | Function::Sum
        | Function::Floor
        | Function::Ceiling
        | Function::Round => Some(Type::Number),
        Function::LocalName
        | Function::NamespaceUri
        | Function::Name
        | Function::String
        | Function::Concat
        | Function::SubstringBefore
        | Function::SubstringAfter
        | Function::Substring
        | Function::NormalizeSpace
        | Function::Translate
        | Function::FormatNumber
        | Function::UnparsedEntityUri
        | Function::GenerateId => Some(Type::String),
        Function::StartsWith
        | Function::Contains
        | Function::Boolean
        | Function::Not
        | Function::True
        | Function::False
        | Function::Lang
        | Function::ElementAvailable
        | Function::FunctionAvailable => Some(Type::Boolean),
        Function::Id | Function::Document | Function::Key | Function::Current => Some(Type::Nodes),
        Function::Extension(extension) => extension.result,
        Function::SystemProperty | Function::User(_) | Function::Missing(_) => None,
    }
}
