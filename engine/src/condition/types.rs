//! What the expressions of a condition can hold.

/// What an expression is known to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    Text(Range),
    Integer,
    Decimal,
    Boolean,
    List(Range),
    Numbers,
    /// Already reported; fits everything.
    Unknown,
}

/// Which texts are possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Range {
    Any,
    /// One of these, or nothing.
    Options(Vec<String>),
    /// A day, or nothing.
    Date,
    /// A day and a time of day, or nothing.
    DateTime,
}

impl Type {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer | Self::Decimal => "a number",
            Self::Boolean => "true or false",
            Self::List(_) | Self::Numbers => "a list",
            Self::Unknown => "unknown",
        }
    }

    /// What a list of them holds.
    pub(super) const fn plural(&self) -> &'static str {
        if matches!(self, Self::Integer | Self::Decimal) { "numbers" } else { "texts" }
    }

    pub(super) const fn fits(&self, other: &Self) -> bool {
        matches!(
            (self, other),
            (Self::Unknown, _)
                | (_, Self::Unknown)
                | (Self::Text(_), Self::Text(_))
                | (Self::Integer | Self::Decimal, Self::Integer | Self::Decimal)
                | (Self::Boolean, Self::Boolean)
                | (Self::List(_), Self::List(_))
                | (Self::Numbers, Self::Numbers)
        )
    }
}

/// What to do about a comparison of two types that do not fit.
pub(super) fn comparison_help(left: &Type, right: &Type) -> Option<String> {
    let either = |wanted: fn(&Type) -> bool| wanted(left) || wanted(right);
    let text = either(|kind| matches!(kind, Type::Text(_)));
    if text && either(|kind| matches!(kind, Type::List(_))) {
        Some("`in` asks whether a list holds a text".to_owned())
    } else if text && either(|kind| matches!(kind, Type::Integer | Type::Decimal)) {
        Some("texts stand in quotation marks: \"1\"; numbers do not".to_owned())
    } else {
        None
    }
}
