//! Text on the map: how wide it is at most, where it breaks, and how it is escaped.
//!
//! Fonts are not measured, since the reader's font is unknown: the widths are those of wide ordinary
//! fonts (Verdana and its like), so that in others there is a little more room.

/// Stands for what was left out.
const ELLIPSIS: char = '…';

/// The width of a character, in parts of the font's size.
fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 'I' => 0.40,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '"' | '`' => 0.48,
        'm' | 'M' | 'W' | '@' | '%' => 1.02,
        // Besides some wide marks: Latin, Greek, Cyrillic and the like.
        'w' | '+' | '=' | '<' | '>' | '~' | '\u{80}'..='\u{10FF}' => 0.86,
        'A'..='Z' => 0.80,
        ' '..='~' => 0.66,
        _ => 1.05,
    }
}

/// The width of a line of text at a font size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * size
}

/// Breaks text into at most `lines_max` lines, each at most `width_max` wide; what does not fit is cut
/// and ends in an ellipsis. Gives at least one line.
pub(super) fn wrap(text: &str, size: f64, width_max: f64, lines_max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty()
            && width(line.trim_end(), size) + width(piece.trim_end(), size) > width_max
        {
            lines.push(std::mem::take(&mut line));
        }
        for c in piece.chars() {
            if width(&line, size) + char_width(c) * size > width_max && c != ' ' && !line.is_empty()
            {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        // Enough to know that there is more; the rest of a long text is not looked at.
        if lines.len() > lines_max {
            break;
        }
    }
    lines.push(line);
    let mut lines: Vec<String> =
        lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            while width(last, size) + char_width(ELLIPSIS) * size > width_max
                && last.pop().is_some()
            {}
            last.push(ELLIPSIS);
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Splits text where a line may break: after spaces, and after the marks inside long names.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let mut pieces = vec![String::new()];
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        if matches!(c, ' ' | '.' | '_' | '-' | '/') {
            pieces.push(String::new());
        }
    }
    pieces.into_iter()
}

/// Escapes text for XML content and attribute values. Characters that XML cannot hold at all become
/// the replacement character.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => {
                escaped.push('\u{FFFD}');
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lines = wrap(text, 10.0, 80.0, 3);
        assert_eq!(lines, expected);
        assert!(lines.iter().all(|line| width(line, 10.0) <= 80.0), "{lines:?} is too wide");
    }

    #[test]
    fn short_text_stays_on_one_line() {
        check("Request", &["Request"]);
        check("", &[""]);
        check("  \n ", &[""]);
    }

    #[test]
    fn text_breaks_at_spaces_and_inside_long_names() {
        check("Enter the new user", &["Enter the new", "user"]);
        check("Customer.LoginExists", &["Customer.", "LoginExists"]);
        check("abcdefghijklmnopqrstu", &["abcdefghijklm", "nopqrstu"]);
    }

    #[test]
    fn text_beyond_the_last_line_ends_in_an_ellipsis() {
        check(
            "one two three four five six seven eight nine ten",
            &["one two three", "four five six", "seven eight…"],
        );
    }

    #[test]
    fn markup_and_control_characters_cannot_escape() {
        assert_eq!(
            escape("<a b='\"'>&\u{0}\u{FFFE}\n"),
            "&lt;a b=&#39;&quot;&#39;&gt;&amp;\u{FFFD}\u{FFFD} "
        );
    }
}
