//! Escaping: what is harmless is copied in slices, as long as they can be.

/// Text of XML.
pub(super) fn xml_text(out: &mut String, text: &str) {
    let is_special = |byte| matches!(byte, b'<' | b'>' | b'&' | b'\r');
    escape(out, text, is_special, |byte, _| match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        _ => "&#13;",
    });
}

/// The value of an attribute of XML, without the quotes around.
pub(super) fn xml_attribute(out: &mut String, text: &str) {
    let is_special = |byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\n' | b'\t' | b'\r');
    escape(out, text, is_special, |byte, _| match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        b'"' => "&quot;",
        b'\n' => "&#10;",
        b'\t' => "&#9;",
        _ => "&#13;",
    });
}

/// Text of HTML.
pub(super) fn html_text(out: &mut String, text: &str) {
    let is_special = |byte| matches!(byte, b'<' | b'>' | b'&');
    escape(out, text, is_special, |byte, _| match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "&amp;",
    });
}

/// The value of an attribute of HTML with the quotes around: `<` stays, and so does `&` before `{` (XSLT 1.0, section
/// 16.2).
pub(super) fn html_attribute(out: &mut String, text: &str) {
    let quote = if text.contains('"') && !text.contains('\'') { '\'' } else { '"' };
    out.push(quote);
    let is_special = |byte| matches!(byte, b'>' | b'&') || (quote == '"' && byte == b'"');
    escape(out, text, is_special, |byte, rest| match byte {
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ if rest.starts_with('{') => "&",
        _ => "&amp;",
    });
    out.push(quote);
}

/// An address in HTML: white space, quotes and all that is not ASCII become `%XX` of their UTF-8; what else addresses
/// may not hold is left to whoever made it.
pub(super) fn uri(text: &str) -> String {
    let trimmed = text.trim_start_matches([' ', '\t', '\n', '\r']);
    let mut out = String::with_capacity(trimmed.len() + 16);
    for byte in trimmed.bytes() {
        if byte.is_ascii_graphic() && byte != b'"' {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(hexadecimal));
        }
    }
    out
}

fn hexadecimal(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

/// Quotes an identifier of a document type declaration.
pub(super) fn quoted(text: &str) -> String {
    if !text.contains('"') {
        format!("\"{text}\"")
    } else if !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", text.replace('"', "&quot;"))
    }
}

/// Copies a text, with something else for special bytes; these are ASCII. `replacement` is given what follows, too.
#[inline]
fn escape(
    out: &mut String,
    mut text: &str,
    is_special: impl Fn(u8) -> bool,
    replacement: impl Fn(u8, &str) -> &'static str,
) {
    loop {
        let at = find(text.as_bytes(), &is_special);
        let (Some(plain), Some(byte)) = (text.get(..at), text.as_bytes().get(at)) else {
            out.push_str(text);
            return;
        };
        out.push_str(plain);
        text = text.get(at + 1..).unwrap_or_default();
        out.push_str(replacement(*byte, text));
    }
}

/// Where the first special byte is; the length if there is none. Looks at many bytes at once, as most are harmless.
#[inline]
fn find(bytes: &[u8], is_special: impl Fn(u8) -> bool) -> usize {
    const WIDTH: usize = 32;
    let mut at = 0;
    for chunk in bytes.chunks_exact(WIDTH) {
        if chunk.iter().fold(false, |any, byte| any | is_special(*byte)) {
            break;
        }
        at += WIDTH;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
}
