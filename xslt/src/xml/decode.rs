//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::source::Place;
use crate::error::Result;

/// The text of a document in any encoding: by its byte order mark, else its XML declaration, else UTF-8.
pub(crate) fn decode<'b>(bytes: &'b [u8], address: &str) -> Result<Cow<'b, str>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, address),
        [0xFE, 0xFF, rest @ ..] => by_decoder(rest, UTF_16BE, address),
        [0xFF, 0xFE, rest @ ..] => by_decoder(rest, UTF_16LE, address),
        // `<` and one more character, without a byte order mark.
        [0, b'<', 0, _, ..] => by_decoder(bytes, UTF_16BE, address),
        [b'<', 0, _, 0, ..] => by_decoder(bytes, UTF_16LE, address),
        _ => match declared(bytes) {
            None => utf8(bytes, address),
            Some((label, at)) => by_label(bytes, label, at, address),
        },
    }
}

/// The encoding that the XML declaration names, and where.
fn declared(bytes: &[u8]) -> Option<(&str, usize)> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).position(|pair| pair == b"?>")?;
    let declaration = str::from_utf8(rest.get(..end)?).ok()?;
    let at = declaration.find("encoding")?;
    let value = declaration.get(at..)?.strip_prefix("encoding")?.trim_start_matches(super::SPACE);
    let value = value.strip_prefix('=')?.trim_start_matches(super::SPACE);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value.strip_prefix(quote)?;
    let at = bytes.len() - rest.len() + declaration.len() - value.len();
    Some((value.split(quote).next()?, at))
}

fn by_label<'b>(bytes: &'b [u8], label: &str, at: usize, address: &str) -> Result<Cow<'b, str>> {
    let fault = |at: usize, message: String| {
        let text = String::from_utf8_lossy(bytes);
        Err(Place { text: &text, address }.malformed(at, message))
    };
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        return fault(at, format!("the encoding `{label}` is not known"));
    };
    if encoding == UTF_8 {
        return utf8(bytes, address);
    }
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return fault(at, format!("the document says that it is in {label}, but it is not"));
    }
    if encoding != encoding_rs::WINDOWS_1252 || label.contains("1252") {
        return by_decoder(bytes, encoding, address);
    }
    // Browsers take ASCII and Latin-1 for Windows-1252; they differ from 0x80 on.
    if label.to_ascii_lowercase().contains("ascii")
        && let Some(at) = bytes.iter().position(|byte| !byte.is_ascii())
    {
        return fault(at, format!("a byte is not {label}"));
    }
    Ok(encoding_rs::mem::decode_latin1(bytes))
}

fn utf8<'b>(bytes: &'b [u8], address: &str) -> Result<Cow<'b, str>> {
    str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let at = error.valid_up_to();
        let text = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
        Place { text: &text, address }.malformed(at, "the bytes here are not UTF-8")
    })
}

fn by_decoder<'b>(
    bytes: &'b [u8],
    encoding: &'static Encoding,
    address: &str,
) -> Result<Cow<'b, str>> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let size = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
    let mut text = String::with_capacity(size);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(Cow::Owned(text)),
        (DecoderResult::OutputFull | DecoderResult::Malformed(..), _) => {
            let message = format!("the bytes here are not {}", encoding.name());
            Err(Place { text: &text, address }.malformed(text.len(), message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn bytes_are_decoded() {
        let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(to_bytes).collect()
        };
        for (bytes, expected) in [
            (b"<a>\xC3\xA9</a>".to_vec(), "<a>é</a>"),
            (b"\xEF\xBB\xBF<a/>".to_vec(), "<a/>"),
            (utf16("\u{FEFF}<a>é</a>", u16::to_be_bytes), "<a>é</a>"),
            (utf16("\u{FEFF}<a>é</a>", u16::to_le_bytes), "<a>é</a>"),
            (utf16("<a>é</a>", u16::to_be_bytes), "<a>é</a>"),
            (utf16("<a>é</a>", u16::to_le_bytes), "<a>é</a>"),
            (
                b"<?xml encoding='ISO-8859-1'?>\xE9\x80".to_vec(),
                "<?xml encoding='ISO-8859-1'?>é\u{80}",
            ),
            (
                b"<?xml encoding = \"windows-1252\"?>\x80".to_vec(),
                "<?xml encoding = \"windows-1252\"?>€",
            ),
            (b"<?xml encoding='us-ascii'?>a".to_vec(), "<?xml encoding='us-ascii'?>a"),
            (b"<?xml encoding='KOI8-R'?>\xC1".to_vec(), "<?xml encoding='KOI8-R'?>а"),
            (b"<?xml encoding='utf-8'?>\xC3\xA9".to_vec(), "<?xml encoding='utf-8'?>é"),
            (b"".to_vec(), ""),
        ] {
            assert_eq!(decode(&bytes, "").unwrap(), expected);
        }
        assert!(matches!(decode(b"<a/>", "").unwrap(), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn bytes_that_are_not_in_the_encoding_are_refused() {
        for (bytes, expected) in [
            (b"<a>\n\xC3\xA9\xFF</a>".to_vec(), "2:2"),
            (b"<?xml version='1.0' encoding='nix'?><a/>".to_vec(), "1:31"),
            (b"<?xml version='1.0' encoding='UTF-16'?><a/>".to_vec(), "1:31"),
            (b"<?xml encoding='ascii'?>\n\x80".to_vec(), "2:1"),
            (b"\xFE\xFF\0<\xD8\0".to_vec(), "1:2"),
            (b"<?xml encoding='Shift_JIS'?>\n \xFF".to_vec(), "2:2"),
        ] {
            let error = decode(&bytes, "").expect_err("it is wrong").to_string();
            let place = format!("the source is malformed at {expected}: ");
            assert!(error.starts_with(&place), "{error}");
        }
    }
}
