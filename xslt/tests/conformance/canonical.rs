//! Comparing results: as trees, with attributes unordered and names expanded; or as words where they are no XML.

use std::fmt::Write as _;

use roxmltree::{Document, Node, NodeType, ParsingOptions};

/// How white space in text is treated.
#[derive(Clone, Copy)]
enum Space {
    Exact,
    /// Text of white space alone is left out.
    Dropped,
    /// Runs of it are one space, at the ends none; text of it alone is left out.
    Squeezed,
}

/// The text of a result, by its byte order mark or its XML declaration.
pub(crate) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let label = head
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|declaration| declaration.split("encoding=").nth(1))
        .and_then(|value| value.split(['"', '\'']).nth(1));
    match label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

/// Whether two results are the same.
pub(crate) fn is_same(result: &str, expected: &str) -> bool {
    [Space::Exact, Space::Dropped, Space::Squeezed]
        .into_iter()
        .any(|space| canonical(result, space) == canonical(expected, space))
}

/// Whether two results are the same in every character: as bytes, where one of them declares more namespaces without those
/// declarations, and then also as trees if they are XML. Nothing is squeezed, and what is no XML has no other way to be the same
/// but that `<a></a>`, from a text node without text, is `<a/>`.
pub(crate) fn is_exactly_same(result: &str, expected: &str, is_xml: bool) -> bool {
    if result == expected {
        return true;
    }
    let same_text = plain(result) == plain(expected);
    if !is_xml {
        return same_text;
    }
    same_text
        && match (exact_tree(result), exact_tree(expected)) {
            (Ok(result), Ok(expected)) => result == expected,
            (Err(_), Ok(_)) | (Ok(_), Err(_)) => false,
            (Err(_), Err(_)) => true,
        }
}

fn exact_tree(text: &str) -> Result<String, roxmltree::Error> {
    let wrapped = format!("<_r_>{}</_r_>", without_doctype(without_declaration(text)));
    let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&wrapped, options)?;
    let mut out = String::new();
    write(document.root_element(), Space::Exact, &mut out);
    Ok(out)
}

fn plain(text: &str) -> String {
    let text = without_namespaces(text);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, from)) = rest.split_once("></") {
        out.push_str(before);
        let is_start = out.rsplit_once('<').is_some_and(|(_, tag)| {
            !tag.starts_with(['/', '!', '?']) && !tag.ends_with('/') && !tag.contains('>')
        });
        match from.split_once('>') {
            Some((_, behind)) if is_start => {
                out.push_str("/>");
                rest = behind;
            }
            _ => {
                out.push_str("></");
                rest = from;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A result without what looks like the declaration of a namespace.
fn without_namespaces(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once(" xmlns") {
        out.push_str(before);
        rest = from
            .split_once("=\"")
            .filter(|(prefix, _)| prefix.is_empty() || prefix.starts_with(':'))
            .and_then(|(_, value)| value.split_once('"'))
            .map_or(from, |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

fn canonical(text: &str, space: Space) -> String {
    let text = text.replace("\r\n", "\n");
    let body = without_doctype(without_declaration(&text));
    let wrapped = format!("<_r_>{}</_r_>", body.trim());
    let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
    match Document::parse_with_options(&wrapped, options) {
        Ok(document) => {
            let mut out = String::new();
            write(document.root_element(), space, &mut out);
            out
        }
        Err(_) => body.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn without_declaration(text: &str) -> &str {
    let trimmed = text.trim_start();
    match trimmed.strip_prefix("<?xml").and_then(|rest| rest.split_once('>')) {
        Some((_, rest)) => rest,
        None => text,
    }
}

fn without_doctype(text: &str) -> String {
    let Some((before, rest)) = text.split_once("<!DOCTYPE") else { return text.to_owned() };
    let after = match (rest.find('['), rest.find('>')) {
        (Some(subset), Some(end)) if subset < end => {
            rest.split_once(']').and_then(|(_, rest)| rest.split_once('>'))
        }
        _ => rest.split_once('>'),
    };
    match after {
        Some((_, after)) => format!("{before}{after}"),
        None => text.to_owned(),
    }
}

fn clean(text: &str, space: Space) -> String {
    match space {
        Space::Dropped | Space::Squeezed if text.trim().is_empty() => String::new(),
        Space::Exact | Space::Dropped => text.to_owned(),
        Space::Squeezed => text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Writes an element in one unmistakable way. Deep results are few; they fit the stack of a test.
fn write(node: Node<'_, '_>, space: Space, out: &mut String) {
    let expanded = |namespace: Option<&str>, name: &str| {
        format!("{{{}}}{name}", namespace.unwrap_or_default())
    };
    match node.node_type() {
        NodeType::Root => {}
        NodeType::Comment => write!(out, "<!{:?}>", node.text().unwrap_or_default()).unwrap(),
        NodeType::PI => {
            let pi = node.pi().unwrap();
            write!(out, "<?{} {:?}>", pi.target, pi.value.unwrap_or_default().trim()).unwrap();
        }
        NodeType::Text => {
            let text = clean(node.text().unwrap_or_default(), space);
            if !text.is_empty() {
                write!(out, "{text:?}").unwrap();
            }
        }
        NodeType::Element => {
            let tag = node.tag_name();
            write!(out, "<{}", expanded(tag.namespace(), tag.name())).unwrap();
            let mut attributes: Vec<_> = node
                .attributes()
                .map(|a| format!(" {}={:?}", expanded(a.namespace(), a.name()), a.value()))
                .collect();
            attributes.sort();
            out.extend(attributes);
            out.push('>');
            for child in node.children() {
                write(child, space, out);
            }
            out.push_str("</>");
        }
    }
}
