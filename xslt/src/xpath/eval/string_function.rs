//! The string functions (`XPath` 1.0, section 4.2). Parts of a borrowed text are borrowed again.

use std::collections::HashMap;
use std::ops::Range;

use super::function::wrong_arguments;
use super::number::round;
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::value::Text;
use crate::xml::SPACE;
use crate::xpath::{Call, Expr, Function};

impl<'r> Run<'r> {
    /// The value of a call as a string.
    pub(super) fn call_string(&self, call: &'r Call, focus: &Focus<'_, 'r>) -> Result<Text<'r>> {
        let args = &*call.args;
        Ok(match (call.function, args) {
            (Function::String, []) => self.text_of(focus.node)?,
            (Function::String, [arg]) => self.eval_string(arg, focus)?,
            (Function::Concat, args) => {
                let mut text = String::new();
                self.concat_into(args, focus, &mut text)?;
                text.into()
            }
            (Function::LocalName, args) => {
                self.named_node(args, focus)?.map_or("", |node| self.local_name(node)).into()
            }
            (Function::NamespaceUri, args) => {
                self.named_node(args, focus)?.map_or("", |node| self.namespace_uri(node)).into()
            }
            (Function::Name, args) => self
                .named_node(args, focus)?
                .map(|node| self.qualified_name(node))
                .unwrap_or_default(),
            (Function::SubstringBefore, [text, part]) => {
                let (text, part) = (self.eval_string(text, focus)?, self.eval_string(part, focus)?);
                text.find(&*part).map(|at| part_of(&text, 0..at)).unwrap_or_default()
            }
            (Function::SubstringAfter, [text, part]) => {
                let (text, part) = (self.eval_string(text, focus)?, self.eval_string(part, focus)?);
                let after = text.find(&*part).map(|at| at + part.len()..text.len());
                after.map(|range| part_of(&text, range)).unwrap_or_default()
            }
            (Function::Substring, [text, from, rest @ ..]) => {
                let text = self.eval_string(text, focus)?;
                let from = self.eval_number(from, focus)?;
                let length = match rest.first() {
                    Some(length) => Some(self.eval_number(length, focus)?),
                    None => None,
                };
                let range = substring(&text, from, length);
                part_of(&text, range)
            }
            (Function::NormalizeSpace, []) => normalized(&self.text_of(focus.node)?),
            (Function::NormalizeSpace, [arg]) => normalized(&self.eval_string(arg, focus)?),
            (Function::Translate, [text, from, to]) => {
                let text = self.eval_string(text, focus)?;
                let (from, to) = (self.eval_string(from, focus)?, self.eval_string(to, focus)?);
                let text = translated(text, &from, &to);
                self.check_length(text.len())?;
                text
            }
            (function, args) if is_string(function) => return Err(wrong_arguments(args)),
            _ => self.string(&self.call(call, focus)?)?,
        })
    }

    /// `concat()`, appended.
    pub(super) fn concat_into(
        &self,
        args: &'r [Expr],
        focus: &Focus<'_, 'r>,
        out: &mut String,
    ) -> Result<()> {
        args.iter().try_for_each(|arg| self.eval_string_into(arg, focus, out))
    }
}

fn is_string(function: Function) -> bool {
    matches!(
        function,
        Function::String
            | Function::SubstringBefore
            | Function::SubstringAfter
            | Function::Substring
            | Function::NormalizeSpace
            | Function::Translate
    )
}

fn part_of<'r>(text: &Text<'r>, range: Range<usize>) -> Text<'r> {
    match text {
        Text::Borrowed(text) => Text::Borrowed(text.get(range).unwrap_or_default()),
        Text::Shared(shared) if range == (0..shared.len()) => text.clone(),
        Text::Shared(text) => Text::Shared(text.get(range).unwrap_or_default().into()),
    }
}

/// The bytes of the characters whose position `p`, from 1, is `p >= round(from)` and `p < round(from) + round(length)`.
fn substring(text: &str, from: f64, length: Option<f64>) -> Range<usize> {
    let from = round(from);
    let end = length.map_or(f64::INFINITY, |length| from + round(length));
    let first = from.max(1.0);
    // Not so of NaN, either.
    let is_any = from < f64::INFINITY && end > first;
    if !is_any {
        return 0..0;
    }
    let start = byte_of(text, count(first - 1.0));
    let rest = text.get(start..).unwrap_or_default();
    start..start + byte_of(rest, count(end - first))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "beyond is as far")]
fn count(number: f64) -> usize {
    number as usize
}

/// Where so many characters end.
fn byte_of(text: &str, n_chars: usize) -> usize {
    if n_chars >= text.len() {
        return text.len();
    }
    if text.as_bytes().get(..n_chars).is_some_and(<[u8]>::is_ascii) {
        return n_chars;
    }
    text.char_indices().nth(n_chars).map_or(text.len(), |(at, _)| at)
}

/// `normalize-space()`
fn normalized<'r>(text: &Text<'r>) -> Text<'r> {
    let start = text.len() - text.trim_start_matches(SPACE).len();
    let trimmed = text.trim_matches(SPACE);
    let is_odd = |pair: &[u8]| match pair {
        [b' ', next] => is_space(*next),
        [one, _] => is_space(*one),
        _ => false,
    };
    if !trimmed.as_bytes().windows(2).any(is_odd) {
        return part_of(text, start..start + trimmed.len());
    }
    let mut normalized = String::with_capacity(trimmed.len());
    for word in trimmed.split(SPACE).filter(|word| !word.is_empty()) {
        if !normalized.is_empty() {
            normalized.push(' ');
        }
        normalized.push_str(word);
    }
    normalized.into()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// `translate()`
fn translated<'r>(text: Text<'r>, from: &str, to: &str) -> Text<'r> {
    /// More characters than this are looked up by hash.
    const FEW: usize = 32;
    if from.len() <= FEW && !text.contains(|c| from.contains(c)) {
        return text;
    }
    let table = || {
        let to = to.chars().map(Some).chain(std::iter::repeat(None));
        from.chars().zip(to)
    };
    if from.is_ascii() && to.is_ascii() {
        return translated_ascii(&text, table());
    }
    if from.len() <= FEW {
        let find = |c: char| match table().find(|(known, _)| *known == c) {
            Some((_, new)) => new,
            None => Some(c),
        };
        return text.chars().filter_map(find).collect::<String>().into();
    }
    let mut map = HashMap::with_hasher(foldhash::fast::RandomState::default());
    for (old, new) in table() {
        map.entry(old).or_insert(new);
    }
    let find = |c: char| map.get(&c).copied().unwrap_or(Some(c));
    text.chars().filter_map(find).collect::<String>().into()
}

/// With a table of characters of one byte.
fn translated_ascii<'r>(text: &str, table: impl Iterator<Item = (char, Option<char>)>) -> Text<'r> {
    let mut map: [Option<char>; 128] =
        std::array::from_fn(|byte| u8::try_from(byte).ok().map(char::from));
    let mut is_known = [false; 128];
    for (old, new) in table {
        let place = usize::try_from(u32::from(old)).unwrap_or(usize::MAX);
        if let (Some(slot), Some(known)) = (map.get_mut(place), is_known.get_mut(place))
            && !*known
        {
            *known = true;
            *slot = new;
        }
    }
    let find = |c: char| {
        let place = usize::try_from(u32::from(c)).unwrap_or(usize::MAX);
        map.get(place).copied().unwrap_or(Some(c))
    };
    let mut translated = String::with_capacity(text.len());
    translated.extend(text.chars().filter_map(find));
    translated.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substrings_are_counted_in_characters() {
        let check = |from: f64, length: Option<f64>, expected: &str| {
            let text = "12\u{e4}\u{1d11e}5";
            assert_eq!(
                text.get(substring(text, from, length)),
                Some(expected),
                "{from} {length:?}"
            );
        };
        check(2.0, Some(3.0), "2\u{e4}\u{1d11e}");
        check(2.0, None, "2\u{e4}\u{1d11e}5");
        check(1.5, Some(2.6), "2\u{e4}\u{1d11e}");
        check(0.0, Some(3.0), "12");
        check(0.0, Some(1.0), "");
        check(f64::NAN, Some(3.0), "");
        check(1.0, Some(f64::NAN), "");
        check(-42.0, Some(f64::INFINITY), "12\u{e4}\u{1d11e}5");
        check(f64::NEG_INFINITY, Some(f64::INFINITY), "");
        check(f64::NEG_INFINITY, None, "12\u{e4}\u{1d11e}5");
        check(f64::INFINITY, None, "");
        check(5.0, None, "5");
        check(6.0, None, "");
        check(1e300, None, "");
        check(3.0, Some(1e300), "\u{e4}\u{1d11e}5");
        check(2.0, Some(-1.0), "");
    }

    #[test]
    fn white_space_is_normalized_and_clean_text_borrowed() {
        let check = |text: &str, expected: &str, borrowed: bool| {
            let normalized = normalized(&Text::Borrowed(text));
            assert_eq!(&*normalized, expected, "{text:?}");
            assert_eq!(matches!(normalized, Text::Borrowed(_)), borrowed, "{text:?}");
        };
        check("", "", true);
        check(" \t\n\r ", "", true);
        check("a b", "a b", true);
        check("  a b\n", "a b", true);
        check("a  b", "a b", false);
        check("a\tb", "a b", false);
        check("a\u{a0} b", "a\u{a0} b", true);
    }

    #[test]
    fn characters_are_translated_one_by_one() {
        let check = |text: &str, from: &str, to: &str, expected: &str| {
            assert_eq!(&*translated(text.to_owned().into(), from, to), expected);
        };
        check("bar", "abc", "AB", "BAr");
        check("--aaa--", "abc-", "ABC", "AAA");
        check("aba", "aa", "xy", "xbx");
        check("\u{e4}b\u{f6}", "\u{e4}\u{f6}", "ao", "abo");
        check("\u{e4}b\u{f6}", "b", "c", "\u{e4}c\u{f6}");
        check("abc", "", "x", "abc");
        check("abc", "xyz", "", "abc");
        let many: String = ('\u{100}'..'\u{180}').collect();
        check("\u{101}z\u{17f}", &many, "xy", "yz");
        check("\u{101}z\u{17f}", &"\u{101}\u{101}".repeat(40), "xy", "xz\u{17f}");
    }
}
