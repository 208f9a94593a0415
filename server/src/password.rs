//! Passwords: what is accepted as one, and how it is kept.
//!
//! Argon2id with the crate's defaults (19 MiB, two passes: OWASP's first choice). A hash costs tens of
//! milliseconds, so it is made on a blocking thread, and only [`AT_ONCE_MAX`] at a time: a flood of
//! sign-ins must not take all cores and memory.

use std::fmt;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

/// Shorter ones are guessed.
pub const LENGTH_MIN: usize = 8;
/// In bytes. Nobody types more, and a hash must not be given a megabyte to digest.
pub const BYTES_MAX: usize = 512;
/// How many hashes are made at the same time.
pub const AT_ONCE_MAX: usize = 2;

/// Verified when there is no such login, so that the answer takes as long.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dXNoZXIgbm9ib2R5IQ$1dXoP0mH6cbWp3VFMYm0oLrZ7cbWjTW2hnXkQ7nYcJo";

/// A password as typed. It cannot be printed and is wiped from memory.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// A password to be compared; `None` if it is longer than any can be.
    pub fn typed(text: String) -> Option<Self> {
        (text.len() <= BYTES_MAX).then(|| Self(text.into()))
    }

    /// A password to be set for `login`.
    pub fn parse(text: String, login: &str) -> Result<Self, PasswordFault> {
        if text.len() > BYTES_MAX {
            return Err(PasswordFault::TooLong);
        }
        if text.chars().count() < LENGTH_MIN {
            return Err(PasswordFault::TooShort);
        }
        if text.to_lowercase() == login.to_lowercase() {
            return Err(PasswordFault::IsLogin);
        }
        let mut characters = text.chars();
        let first = characters.next();
        if characters.all(|character| Some(character) == first) {
            return Err(PasswordFault::OneCharacter);
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer than [`LENGTH_MIN`] characters.
    #[error("Please choose a password of at least {LENGTH_MIN} characters.")]
    TooShort,
    /// More than [`BYTES_MAX`] bytes.
    #[error("Please choose a password of at most {BYTES_MAX} bytes.")]
    TooLong,
    /// The login itself.
    #[error("Please choose a password that is not the login.")]
    IsLogin,
    /// One character over and over.
    #[error("Please choose a password of more than one character repeated.")]
    OneCharacter,
}

/// A hash as it is stored. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(crate) fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// A password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The algorithm failed.
    #[error("the password could not be hashed")]
    Hash(#[source] argon2::password_hash::Error),
    /// The thread that did it died, or the server is going down.
    #[error("the hashing of a password was broken off")]
    BrokenOff,
}

/// Hashes and compares passwords, a few at a time. Clones share the limit.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }
}

impl Passwords {
    /// The hash to be stored for a password.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        self.apart(move || {
            Argon2::default()
                .hash_password(password.0.expose_secret().as_bytes())
                .map(|hash| PasswordHash(hash.to_string()))
                .map_err(HashError::Hash)
        })
        .await?
    }

    /// Whether `password` is the one that was hashed. Without a hash (no such login, no password set) the
    /// answer is no, after the same time.
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HashError> {
        self.apart(move || {
            let stored = hash.as_ref().map_or(NOBODYS_HASH, |hash| hash.0.as_str());
            let same = Argon2::default()
                .verify_password(password.0.expose_secret().as_bytes(), stored)
                .is_ok();
            same && hash.is_some()
        })
        .await
    }

    /// Does `work` on a thread that may block.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        // Held by the thread, so that a caller who goes away does not make room for more work than there is.
        let Ok(permit) = Arc::clone(&self.at_once).acquire_owned().await else {
            return Err(HashError::BrokenOff);
        };
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(|_panicked| HashError::BrokenOff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), PasswordFault>) {
        assert_eq!(Password::parse(text.to_owned(), "Anna.Berg").map(|_| ()), expected, "{text}");
    }

    #[test]
    fn a_password_is_neither_short_nor_huge_nor_the_login() {
        check("correct horse", Ok(()));
        check("häuschen", Ok(()));
        check("1234567", Err(PasswordFault::TooShort));
        check(&"ab".repeat(257), Err(PasswordFault::TooLong));
        check("anna.berg", Err(PasswordFault::IsLogin));
        check("aaaaaaaaa", Err(PasswordFault::OneCharacter));
    }

    #[test]
    fn a_password_and_its_hash_cannot_be_printed() {
        assert_eq!(format!("{:?}", Password::typed("secret".to_owned())), "Some(Password(..))");
        assert_eq!(format!("{:?}", PasswordHash("$argon2id$".to_owned())), "PasswordHash(..)");
    }

    #[test]
    fn nobodys_hash_is_a_hash_with_the_parameters_of_all_others() {
        let nobody = argon2::password_hash::phc::PasswordHash::new(NOBODYS_HASH).unwrap();
        let fresh = Argon2::default().hash_password(b"correct horse").unwrap();
        assert_eq!(nobody.params.to_string(), fresh.params.to_string());
        assert_eq!(nobody.hash.unwrap().as_ref().len(), fresh.hash.unwrap().as_ref().len());
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::default();
        let typed = |text: &str| Password::typed(text.to_owned()).unwrap();
        let hash = passwords.hash(typed("correct horse")).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify(typed("correct horse"), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(typed("wrong horse"), Some(hash)).await.unwrap());
        assert!(!passwords.verify(typed("correct horse"), None).await.unwrap());
        // What OTRS' crypt leaves behind for a broken account must open nothing.
        for broken in ["", "!", "*0"] {
            let broken = PasswordHash::from_stored(broken.to_owned());
            assert!(!passwords.verify(typed("correct horse"), Some(broken)).await.unwrap());
        }
    }
}
