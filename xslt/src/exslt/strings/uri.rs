//! `str:encode-uri` and `str:decode-uri`.

/// Writes what has no place in an address as `%XX`; with `reserved`, what has a meaning in an address too.
pub(super) fn encode(text: &str, reserved: bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays = match byte {
            // That `@` is never written otherwise is libxml2's way.
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' | b'@' => true,
            b';' | b'/' | b'?' | b':' | b'&' | b'=' | b'+' | b'$' | b',' | b'[' | b']' => !reserved,
            _ => byte.is_ascii_alphanumeric(),
        };
        if stays {
            out.push(char::from(byte));
        } else {
            let digit = |four: u8| DIGITS.get(usize::from(four)).map_or('0', |d| char::from(*d));
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// Takes `%XX` back; empty if that gives no UTF-8. The text ends before a character of code 0.
pub(super) fn decode(text: &str) -> String {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                digit(*high).zip(digit(*low)).map(|(high, low)| (high * 16 + low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, after));
        if byte == 0 {
            break;
        }
        out.push(byte);
        rest = after;
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_place_in_an_address_is_escaped() {
        let check = |text: &str, reserved: bool, expected: &str| {
            assert_eq!(encode(text, reserved), expected, "{text} {reserved}");
        };
        check("a b/\u{e9}?&x", true, "a%20b%2F%C3%A9%3F%26x");
        check("a b/\u{e9}?&x", false, "a%20b/%C3%A9?&x");
        check("~!*()_-.'%41", true, "~!*()_-.'%2541");
        check("[]{}|\\^%", false, "[]%7B%7D%7C%5C%5E%25");
        check("a;/?:@=+$,#\"<>", false, "a;/?:@=+$,%23%22%3C%3E");
        check(";/?:&=[]+$,@", true, "%3B%2F%3F%3A%26%3D%5B%5D%2B%24%2C@");
        check("\u{1f44c}", true, "%F0%9F%91%8C");
        check("", true, "");
    }

    #[test]
    fn escapes_are_taken_back() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected, "{text}");
        check("a%20b", "a b");
        check("%C3%A9", "\u{e9}");
        check("%c3%a9x", "\u{e9}x");
        check("%E9", "");
        check("%FF%41", "");
        check("%", "%");
        check("%zz", "%zz");
        check("%4", "%4");
        check("%41%", "A%");
        check("a%00b", "a");
        check("a+b", "a+b");
        check("", "");
    }
}
