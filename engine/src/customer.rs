//! Customers (companies) and customer users (persons): the names that must be right before they are
//! stored. Widths are those of OTRS' tables, so that its data fits.

use crate::field::{is_email, is_unprintable};

/// Whether a record may be used. Nothing is ever deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Validity {
    /// `valid`, id 1
    Valid,
    /// `invalid`, id 2
    Invalid,
    /// `invalid-temporarily`, id 3
    InvalidTemporarily,
}

impl Validity {
    /// All, in the order of their ids.
    pub const ALL: [Self; 3] = [Self::Valid, Self::Invalid, Self::InvalidTemporarily];

    /// The id that OTRS' table `valid` gives it.
    pub const fn id(self) -> i64 {
        match self {
            Self::Valid => 1,
            Self::Invalid => 2,
            Self::InvalidTemporarily => 3,
        }
    }

    /// The name on screens and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::InvalidTemporarily => "invalid-temporarily",
        }
    }

    /// The validity with this id.
    pub fn from_id(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|validity| validity.id() == id)
    }

    /// The validity with this id or name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|validity| validity.name() == text || validity.id().to_string() == text)
    }
}

/// What is wrong with a name or address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum NameFault {
    #[error("it is empty")]
    Empty,
    #[error("it has {length} characters, at most {length_max} are possible")]
    TooLong { length: usize, length_max: usize },
    #[error("it contains `{character}`, which is not possible")]
    Character { character: char },
    #[error("it is not an email address")]
    NotAnEmail,
}

fn bounded(text: &str, length_max: usize) -> Result<&str, NameFault> {
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() {
        Err(NameFault::Empty)
    } else if length > length_max {
        Err(NameFault::TooLong { length, length_max })
    } else if let Some(character) = text.chars().find(|&c| is_unprintable(c)) {
        Err(NameFault::Character { character })
    } else {
        Ok(text)
    }
}

/// A person's login. Compared without regard to case, kept as given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserLogin(String);

impl UserLogin {
    /// Width of `customer_user.login`.
    pub const LENGTH_MAX: usize = 191;

    /// Letters, digits and `._@+-`; anything else would need quoting in addresses and paths.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let text = bounded(text, Self::LENGTH_MAX)?;
        match text.chars().find(|c| !c.is_alphanumeric() && !"._@+-".contains(*c)) {
            Some(character) => Err(NameFault::Character { character }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which it is unique.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A person's email address. Compared without regard to case, kept as given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Width of `customer_user.email`.
    pub const LENGTH_MAX: usize = 150;

    /// See [`is_email`].
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let text = bounded(text, Self::LENGTH_MAX)?;
        if is_email(text) { Ok(Self(text.to_owned())) } else { Err(NameFault::NotAnEmail) }
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which it is unique.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A customer's internal name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomerId(String);

impl CustomerId {
    /// Width of `customer_company.customer_id`.
    pub const LENGTH_MAX: usize = 150;

    /// Letters, digits, space and `._-/&+`.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let text = bounded(text, Self::LENGTH_MAX)?;
        match text.chars().find(|c| !c.is_alphanumeric() && !" ._-/&+".contains(*c)) {
            Some(character) => Err(NameFault::Character { character }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_unique_without_regard_to_case() {
        assert_eq!(UserLogin::parse(" Änna.B ").unwrap().key(), "änna.b");
    }

    #[test]
    fn a_bad_name_says_what_is_wrong() {
        let check = |text: &str, expected: &str| {
            assert_eq!(UserLogin::parse(text).unwrap_err().to_string(), expected);
        };
        check("", "it is empty");
        check("a b", "it contains ` `, which is not possible");
        check(&"a".repeat(192), "it has 192 characters, at most 191 are possible");
        assert_eq!(Email::parse("a").unwrap_err(), NameFault::NotAnEmail);
        assert_eq!(CustomerId::parse("a<b").unwrap_err(), NameFault::Character { character: '<' });
    }

    #[test]
    fn a_validity_has_an_id_and_a_name() {
        assert_eq!(Validity::parse("2"), Some(Validity::Invalid));
        assert_eq!(Validity::parse("invalid-temporarily"), Some(Validity::InvalidTemporarily));
        assert_eq!(Validity::parse("0"), None);
        assert_eq!(Validity::from_id(4), None);
    }
}
