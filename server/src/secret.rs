//! Random tokens that open something: sessions, invitations, API access.
//!
//! A token is shown once, to its bearer; we keep its hash alone, so that a stolen database opens nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// 256 bits: beyond guessing, so that one round of SHA-256 suffices to keep it.
const LENGTH: usize = 32;

/// A random token. Its `Debug` shows nothing and it has no `Display`; [`Token::expose`] is where it leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; LENGTH]);

/// Under what a token is kept: its SHA-256 in hexadecimal. Compared by the database's index; who could
/// measure that comparison would learn about the hash, not about a token that has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoRandomness(#[source] getrandom::Error);

impl Token {
    /// A new one, from the operating system's randomness.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The token of that text; `None` if the text cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        // Bounds the work before it is begun.
        if text.len() != Self::TEXT_LENGTH {
            return None;
        }
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The length of [`Token::expose`].
    pub const TEXT_LENGTH: usize = 43;

    /// The token as text that needs no quoting in a URL, header or cookie.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Under what it is kept.
    pub fn hash(&self) -> TokenHash {
        TokenHash(sha256_hex(&self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl TokenHash {
    pub(crate) fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 in hexadecimal: also the name of a process definition by its content.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text() {
        let token = Token::random().unwrap();
        let text = token.expose();
        assert_eq!(text.len(), Token::TEXT_LENGTH);
        assert_eq!(Token::parse(&text), Some(token));
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(Token::random().unwrap(), Token::random().unwrap());
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        for text in ["", "a", &"a".repeat(44), &"/".repeat(43)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_cannot_be_printed() {
        assert_eq!(format!("{:?}", Token::random().unwrap()), "Token(..)");
    }

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
