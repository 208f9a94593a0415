//! Elements to text.

use super::{Element, Space};

/// Writes a document. Elements that hold others are indented; the text of the others is written as it is.
pub(crate) fn write(root: &Element) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let mut root = root.clone();
    let spaces = Space::ALL.iter().map(|(_, prefix, uri)| {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        (name, (*uri).to_owned())
    });
    let xsi = "http://www.w3.org/2001/XMLSchema-instance";
    let declared = spaces.chain([("xmlns:xsi".to_owned(), xsi.to_owned())]);
    root.attributes.splice(0..0, declared);
    element(&root, 0, &mut out);
    out
}

fn element(element: &Element, depth: usize, out: &mut String) {
    let prefix = Space::ALL.iter().find(|(space, ..)| *space == element.space);
    let name = match prefix {
        Some((_, prefix, _)) if !prefix.is_empty() => format!("{prefix}:{}", element.name),
        Some(_) | None => element.name.clone(),
    };
    out.extend(std::iter::repeat_n("  ", depth));
    out.extend(["<", &name]);
    for (key, value) in &element.attributes {
        out.extend([" ", key, "=\""]);
        escape(value, true, out);
        out.push('"');
    }
    if element.children.is_empty() && element.text.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    escape(&element.text, false, out);
    if !element.children.is_empty() {
        out.push('\n');
        for child in &element.children {
            self::element(child, depth + 1, out);
        }
        out.extend(std::iter::repeat_n("  ", depth));
    }
    out.extend(["</", &name, ">\n"]);
}

/// Readers turn line ends of other systems into one, and in attributes all of them into spaces, unless they are
/// written as references. What XML cannot write at all is replaced: texts of ours are escaped before.
fn escape(text: &str, is_attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' if is_attribute => out.push_str("&#10;"),
            '\t' if is_attribute => out.push_str("&#9;"),
            c if super::is_legal(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
}
