//! The encodings that a result can be written in.

use encoding_rs::{
    EncoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1252, WINDOWS_1254,
};

/// How characters become bytes.
pub(super) enum Encoding {
    Utf8,
    Utf16 {
        big: bool,
    },
    /// One byte for each character up to that one: US-ASCII and ISO-8859-1.
    Narrow {
        last: u32,
    },
    /// One of the Encoding Standard.
    Other(Box<encoding_rs::Encoder>),
}

/// An encoding, the name under which it is declared, and whether a byte order mark comes first.
pub(super) struct Choice {
    pub(super) encoding: Encoding,
    pub(super) name: Box<str>,
    pub(super) mark: bool,
}

impl Choice {
    /// By the name that the stylesheet gives; without one, or if it is not known, it is UTF-8.
    pub(super) fn of(label: Option<&str>) -> Self {
        let utf8 = || Self { encoding: Encoding::Utf8, name: "UTF-8".into(), mark: false };
        let Some(label) = label else { return utf8() };
        let Some(known) = encoding_rs::Encoding::for_label_no_replacement(label.trim().as_bytes())
        else {
            return utf8();
        };
        let mut name = label.trim();
        let lower = name.to_ascii_lowercase();
        let encoding = if known == UTF_8 {
            Encoding::Utf8
        } else if known == UTF_16LE || known == UTF_16BE {
            Encoding::Utf16 { big: known == UTF_16BE }
        } else if known == WINDOWS_1252 && !lower.contains("1252") {
            // There ASCII and Latin-1 are other names of windows-1252, which has characters more.
            let is_ascii = lower.contains("ascii") || lower.starts_with("ansi");
            Encoding::Narrow { last: if is_ascii { 0x7F } else { 0xFF } }
        } else {
            if known == WINDOWS_1254 || known == WINDOWS_874 {
                // Likewise; the name says what is written.
                name = known.name();
            }
            Encoding::Other(Box::new(known.new_encoder()))
        };
        let mark = matches!(encoding, Encoding::Utf16 { .. })
            && !lower.ends_with("le")
            && !lower.ends_with("be");
        Self { encoding, name: name.into(), mark }
    }
}

impl Encoding {
    /// Whether it has all characters.
    pub(super) fn is_complete(&self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16 { .. })
    }

    /// Whether it has the character.
    pub(super) fn has(&self, c: char) -> bool {
        match self {
            Self::Utf8 | Self::Utf16 { .. } => true,
            Self::Narrow { last } => u32::from(c) <= *last,
            Self::Other(encoder) => {
                c.is_ascii() || !encoder.encoding().encode(c.encode_utf8(&mut [0; 4])).2
            }
        }
    }

    /// Appends a text in this encoding; characters that it does not have become numeric references.
    pub(super) fn encode(&mut self, text: &str, last: bool, bytes: &mut Vec<u8>) {
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16 { big: true } => {
                bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            }
            Self::Utf16 { big: false } => {
                bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            }
            Self::Narrow { last } => {
                for c in text.chars() {
                    match u8::try_from(u32::from(c)) {
                        Ok(byte) if u32::from(byte) <= *last => bytes.push(byte),
                        _ => bytes.extend(format!("&#{};", u32::from(c)).bytes()),
                    }
                }
            }
            Self::Other(encoder) => encode_other(encoder, text, last, bytes),
        }
    }
}

fn encode_other(
    encoder: &mut encoding_rs::Encoder,
    mut text: &str,
    last: bool,
    bytes: &mut Vec<u8>,
) {
    /// Room for the longest reference and for what switches character sets.
    const SLACK: usize = 32;
    loop {
        bytes.reserve(text.len() + SLACK);
        let (result, n_read) =
            encoder.encode_from_utf8_to_vec_without_replacement(text, bytes, last);
        text = text.get(n_read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(c) => {
                // Digits are in all encodings.
                let reference = format!("&#{};", u32::from(c));
                bytes.reserve(reference.len() + SLACK);
                let (_, _) =
                    encoder.encode_from_utf8_to_vec_without_replacement(&reference, bytes, false);
            }
        }
    }
}
