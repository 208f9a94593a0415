//! The headers that say on whose behalf a call is made. They are set by the side that calls, from its own
//! records; a mapping has no way to write them.

/// The login of the acting person.
pub const ON_BEHALF_OF: &str = "usher-on-behalf-of";
/// The customer of the acting person; absent for agents.
pub const CUSTOMER: &str = "usher-customer";
/// The number of the ticket that the call is made for.
pub const TICKET: &str = "usher-ticket";
/// The same for every attempt of one invocation.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest value that is read, in bytes of the header: the widest login, every byte escaped.
const VALUE_BYTES_MAX: usize = 191 * 4 * 3;

/// A text as a header can carry it: bytes other than letters, digits and `-._~@+` are written `%XX`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
            );
        }
    }
    out
}

/// The text that [`encode`] wrote, or `None` if it cannot have written it.
pub fn decode(value: &str) -> Option<String> {
    if value.len() > VALUE_BYTES_MAX {
        return None;
    }
    let mut bytes = value.bytes();
    let mut out = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || {
                char::from(bytes.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
            };
            out.push(digit()? << 4 | digit()?);
        } else if byte.is_ascii_graphic() {
            out.push(byte);
        } else {
            return None;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_through_a_header() {
        for text in ["", "anna.b@example.org", "Müller & Söhne", "a%b", "a\r\nX-Evil: 1", "𝄞"]
        {
            let encoded = encode(text);
            assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()), "{encoded}");
            assert_eq!(decode(&encoded).as_deref(), Some(text));
        }
        assert_eq!(encode("a\r\nX: 1"), "a%0d%0aX%3a%201");
    }

    #[test]
    fn what_no_header_of_ours_holds_is_refused() {
        for value in ["%", "%4", "%zz", "a b", "ä", "%ff", &"a".repeat(VALUE_BYTES_MAX + 1)] {
            assert_eq!(decode(value), None, "{value}");
        }
    }
}
