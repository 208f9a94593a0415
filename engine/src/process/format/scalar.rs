//! Texts: with quotation marks where they need them, as blocks where their author made them one.

use std::fmt::Write;

use crate::process::document::written::{Scalar, ScalarForm};

/// A text on one line.
pub(super) fn inline(scalar: &Scalar, is_flow: bool) -> String {
    let value = &scalar.value;
    match scalar.style {
        ScalarForm::Empty => "null".to_owned(),
        // A number without quotation marks is one; the text of one must keep them.
        ScalarForm::Plain if can_be_plain(value, is_flow) => value.clone(),
        ScalarForm::Quoted | ScalarForm::Literal | ScalarForm::Folded
            if can_be_plain(value, is_flow) && !looks_typed(value) =>
        {
            value.clone()
        }
        ScalarForm::Plain | ScalarForm::Quoted | ScalarForm::Literal | ScalarForm::Folded => {
            quoted(value)
        }
    }
}

/// Whether YAML, and people, read a text as itself without quotation marks.
fn can_be_plain(value: &str, is_flow: bool) -> bool {
    const INDICATORS: &str = ",[]{}#&*!|>'\"%@`";
    const FLOW: [char; 5] = [',', '[', ']', '{', '}'];
    let mut letters = value.chars();
    let (first, second) = (letters.next(), letters.next());
    let begins_well = match first {
        None => false,
        Some('-' | '?' | ':') => second.is_some_and(|c| !c.is_whitespace() && !FLOW.contains(&c)),
        Some(c) => !INDICATORS.contains(c),
    };
    begins_well
        && value.trim() == value
        && !value.chars().any(is_special)
        && !value.contains('\t')
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.contains("{{")
        && !value.ends_with(':')
        && !value.starts_with("---")
        && !value.starts_with("...")
        // Between brackets a quotation mark behind a colon begins a value.
        && !(is_flow && (value.contains(FLOW) || value.contains(":\"") || value.contains(":'")))
}

/// Whether a YAML reader may take a text for a number, a date, a truth value or nothing.
fn looks_typed(value: &str) -> bool {
    const WORDS: [&str; 16] = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "-.inf", "+.inf",
        ".nan", "<<", "=",
    ];
    let lower = value.to_lowercase();
    let digits = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    let digits = digits.strip_prefix('.').unwrap_or(digits);
    WORDS.contains(&&*lower)
        || digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_hexdigit() || "xo_.:+-tz ".contains(c))
}

/// Characters that have to be written as escapes.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// In double quotation marks, or in single ones where that is shorter.
fn quoted(value: &str) -> String {
    let n_escaped = value.chars().filter(|c| matches!(c, '"' | '\\')).count();
    let n_doubled = value.chars().filter(|&c| c == '\'').count();
    if n_doubled < n_escaped && !value.chars().any(is_special) {
        return format!("'{}'", value.replace('\'', "''"));
    }
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if !is_special(c) => text.push(c),
            // Writing to a `String` cannot fail.
            c if u32::from(c) < 0x100 => drop(write!(text, "\\x{:02X}", u32::from(c))),
            c => drop(write!(text, "\\u{:04X}", u32::from(c))),
        }
    }
    text.push('"');
    text
}

/// A text as a block: what follows the key, and the lines below it without their indentation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) header: String,
    pub(super) lines: Vec<String>,
}

/// A text that its author broke into lines, as a block of this width.
pub(super) fn reflowed(scalar: &Scalar, width: usize) -> Option<Block> {
    let is_plain = scalar.value.chars().all(|c| c == '\n' || !is_special(c));
    let folded = Scalar { style: ScalarForm::Folded, ..scalar.clone() };
    block(&folded, width).filter(|block| is_plain && block.header.starts_with('>'))
}

/// The text as a block of this width, if it is to be one and can be.
pub(super) fn block(scalar: &Scalar, width: usize) -> Option<Block> {
    let value = scalar.value.as_str();
    let body = value.strip_suffix('\n').unwrap_or(value);
    // Of blank lines at an end, and of those alone, nothing could be seen.
    if body.trim().is_empty() || body.ends_with('\n') || body.contains('\r') {
        return None;
    }
    let chomping = if body.len() == value.len() { "-" } else { "" };
    let can_be_folded = body.split('\n').all(|line| line.trim() == line && !line.contains('\t'));
    match scalar.style {
        ScalarForm::Folded if can_be_folded => {
            Some(Block { header: format!(">{chomping}"), lines: folded(body, width) })
        }
        ScalarForm::Literal | ScalarForm::Folded => {
            let first = body.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
            let is_indented = first.starts_with([' ', '\t']) || body.starts_with('\n');
            let indented = if is_indented { "2" } else { "" };
            let lines = body.split('\n').map(str::to_owned).collect();
            Some(Block { header: format!("|{indented}{chomping}"), lines })
        }
        ScalarForm::Empty | ScalarForm::Plain | ScalarForm::Quoted => None,
    }
}

/// The lines of a folded block: a line break of the text is a blank line there.
fn folded(body: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (position, paragraph) in body.split('\n').enumerate() {
        if position > 0 {
            lines.push(String::new());
        }
        if !paragraph.is_empty() {
            wrap(paragraph, width, &mut lines);
        }
    }
    lines
}

/// Breaks a line at single blanks.
fn wrap(line: &str, width: usize, lines: &mut Vec<String>) {
    let mut current = String::new();
    let mut n_letters = 0;
    for word in words(line) {
        let n = word.chars().count();
        if !current.is_empty() && n_letters + 1 + n > width {
            lines.push(std::mem::take(&mut current));
            n_letters = 0;
        }
        if !current.is_empty() {
            current.push(' ');
            n_letters += 1;
        }
        current.push_str(word);
        n_letters += n;
    }
    lines.push(current);
}

/// The parts between which one blank stands: two or more of them cannot be broken at.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(' ') {
        let next_to_another = line.get(..at).is_some_and(|before| before.ends_with(' '))
            || line.get(at + 1..).is_some_and(|after| after.starts_with(' '));
        if !next_to_another {
            words.extend(line.get(start..at));
            start = at + 1;
        }
    }
    words.extend(line.get(start..));
    words
}
