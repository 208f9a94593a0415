//! What each name can hold.

use rust_decimal::Decimal;

use super::Undecided;
use super::text::{Base, Language, Refinement};
use crate::condition::Fields;
use crate::field::{FieldKind, ID_LENGTH_MAX};
use crate::name::Name;
use crate::ticket::{Priority, TicketState};
use crate::value::FILE_NAME_LENGTH_MAX;

/// The values that a name can hold.
#[derive(Debug, Clone)]
pub(super) enum Domain<'f> {
    /// Yes or no; absent means no.
    Flag,
    /// One of these texts; `optional`: or none.
    Choice { keys: Vec<&'f str>, optional: bool },
    /// Any of these texts, in this order.
    Set { keys: Vec<&'f str> },
    /// A whole number, or none.
    Number { min: i64, max: i64 },
    /// A number, or none.
    Decimal { min: Decimal, max: Decimal },
    /// A day; `optional`: or none.
    Day { optional: bool },
    /// A day and a time of day, or none.
    Moment,
    /// A text, or none.
    Text(Language<'f>),
}

impl<'f> Domain<'f> {
    /// What `name` can hold where these fields are declared.
    pub(super) fn of(name: Name, fields: &'f Fields) -> Result<Self, Undecided> {
        Ok(match name {
            Name::Field(field) => Self::of_field(fields.kind(field).ok_or(Undecided::BadField)?),
            Name::TicketState => Self::closed(&TicketState::ALL.map(TicketState::name)),
            Name::TicketPriority => Self::closed(&Priority::ALL.map(Priority::name)),
            Name::Today => Self::Day { optional: false },
            Name::Item(_) => return Err(Undecided::BadField),
            Name::TicketNumber
            | Name::TicketTitle
            | Name::TicketQueue
            | Name::TicketCustomerId
            | Name::TicketCustomerUser
            | Name::ErrorCode
            | Name::ErrorMessage
            | Name::TicketOwner
            | Name::TicketKind
            | Name::Submitter => Self::Text(Language { base: Base::Free, refinements: Vec::new() }),
        })
    }

    fn of_field(kind: &'f FieldKind) -> Self {
        let text = |base, refinements| Self::Text(Language { base, refinements });
        match kind {
            FieldKind::Text { length_max, pattern } => {
                let pattern = pattern.as_ref().map(Refinement::Pattern);
                let length_max = Refinement::LengthMax(*length_max);
                text(Base::Line, pattern.into_iter().chain([length_max]).collect())
            }
            FieldKind::Textarea { length_max } => {
                text(Base::Area, vec![Refinement::LengthMax(*length_max)])
            }
            FieldKind::Email => {
                text(Base::Email, vec![Refinement::Letters, Refinement::Octets, Refinement::Parts])
            }
            FieldKind::Integer { min, max } => Self::Number { min: *min, max: *max },
            FieldKind::Checkbox => Self::Flag,
            FieldKind::Dropdown { options } => Self::Choice { keys: keys(options), optional: true },
            FieldKind::Multiselect { options } => Self::Set { keys: keys(options) },
            FieldKind::Decimal { min, max } => Self::Decimal { min: *min, max: *max },
            FieldKind::Date => Self::Day { optional: true },
            FieldKind::DateTime => Self::Moment,
            FieldKind::CustomerUser | FieldKind::Customer => {
                text(Base::Line, vec![Refinement::LengthMax(ID_LENGTH_MAX)])
            }
            FieldKind::Attachment => {
                text(Base::Line, vec![Refinement::LengthMax(FILE_NAME_LENGTH_MAX)])
            }
        }
    }

    fn closed(names: &[&'static str]) -> Self {
        Self::Choice { keys: names.to_vec(), optional: false }
    }
}

fn keys(options: &[(String, String)]) -> Vec<&str> {
    options.iter().map(|(key, _)| key.as_str()).collect()
}
