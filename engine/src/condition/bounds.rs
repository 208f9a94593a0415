//! What the parser is not troubled with.
//!
//! The parser recurses with large frames, so brackets are counted before it sees them. That count is
//! right only if we agree with it on where texts begin and end; what would make that hard (raw and
//! triple-quoted texts, comments, escapes that it does not know) is refused, and no loss.

use super::{CONDITION_DEPTH_MAX, CONDITION_LENGTH_MAX, ConditionFault};

pub(super) fn check(source: &str) -> Result<(), ConditionFault> {
    if source.trim().is_empty() {
        return Err(ConditionFault::new(0, source.len(), "the condition is empty"));
    }
    if source.len() > CONDITION_LENGTH_MAX {
        let message = format!(
            "the condition has {} bytes; at most {CONDITION_LENGTH_MAX} are possible",
            source.len()
        );
        return Err(
            ConditionFault::new(0, source.len(), message).help("spread it over several flows")
        );
    }
    let mut depth: usize = 0;
    let mut before = ' ';
    let mut letters = source.char_indices();
    while let Some((at, c)) = letters.next() {
        match c {
            '"' | '\'' => {
                if matches!(before, 'r' | 'R' | 'b' | 'B') {
                    let message = format!("texts with a `{before}` before them are not possible");
                    return Err(ConditionFault::new(at, 1, message));
                }
                if before == c {
                    return Err(ConditionFault::new(
                        at,
                        1,
                        "an operator is missing between two texts",
                    ));
                }
                skip_text(&mut letters, at, c)?;
            }
            '/' if before == '/' => {
                return Err(ConditionFault::new(at, 1, "comments are not possible in a condition"));
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > CONDITION_DEPTH_MAX {
            let message = format!("more than {CONDITION_DEPTH_MAX} brackets stand around this");
            return Err(
                ConditionFault::new(at, 1, message).help("spread the condition over several flows")
            );
        }
        before = c;
    }
    Ok(())
}

/// Steps over a text that began at byte `start`, its closing quotation mark included.
fn skip_text(
    letters: &mut std::str::CharIndices<'_>,
    start: usize,
    quote: char,
) -> Result<(), ConditionFault> {
    while let Some((at, c)) = letters.next() {
        match c {
            c if c == quote => return Ok(()),
            '\n' | '\r' => break,
            '\\' => {
                let escape = letters.next().map_or(' ', |(_, c)| c);
                let n_digits = match escape {
                    'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '\'' | '"' | '`' | '?' => 0,
                    'x' => 2,
                    'u' => 4,
                    _ => return Err(bad_escape(at, escape)),
                };
                for _ in 0..n_digits {
                    if !letters.next().is_some_and(|(_, c)| c.is_ascii_hexdigit()) {
                        return Err(bad_escape(at, escape));
                    }
                }
            }
            _ => {}
        }
    }
    Err(ConditionFault::new(start, 1, "this text has no closing quotation mark"))
}

fn bad_escape(at: usize, escape: char) -> ConditionFault {
    ConditionFault::new(at, 1 + escape.len_utf8(), "this escape is not known")
        .help("a backslash itself is written `\\\\`")
}
