//! Searching by what people type.

use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, Condition};

/// The longest search term, in characters; the rest is not looked at.
const TERM_LENGTH_MAX: usize = 200;
/// The most words of a term; each is a scan of its own.
const WORDS_MAX: usize = 6;
/// Escapes `%` and `_`; not a backslash, which MariaDB would read in the literal as well.
const ESCAPE: char = '!';

/// Case does not count; folded here, so that all databases fold alike.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Every word of `term` occurs in one of the columns, which hold folded text; `*` stands for anything.
pub(super) fn all_words<C: ColumnTrait>(columns: &[C], term: &str) -> Condition {
    let term: String = term.chars().take(TERM_LENGTH_MAX).collect();
    term.split_whitespace().take(WORDS_MAX).fold(Condition::all(), |all, word| {
        let pattern = format!("%{}%", pattern(&fold(word)));
        let any = columns.iter().fold(Condition::any(), |any, column| {
            any.add(column.like(LikeExpr::new(pattern.clone()).escape(ESCAPE)))
        });
        all.add(any)
    })
}

fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '*' => pattern.push('%'),
            '%' | '_' | ESCAPE => pattern.extend([ESCAPE, character]),
            _ => pattern.push(character),
        }
    }
    pattern
}

/// The smallest text that is greater than every text with this prefix; `None` if there is none. A range is read
/// off an index on every database, which `LIKE` is not.
pub(super) fn after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        let next = match last {
            // The surrogates are no characters.
            '\u{d7ff}' => Some('\u{e000}'),
            _ => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_sql_are_plain_characters_and_the_star_is_the_wildcard() {
        assert_eq!(pattern("a*b%c_d!"), "a%b!%c!_d!!");
    }

    #[test]
    fn the_end_of_a_prefix_is_greater_than_all_that_begin_with_it() {
        assert_eq!(after_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_prefix("\u{10ffff}"), None);
        assert_eq!(after_prefix(""), None);
    }
}
