//! Nodes of a document in `extensionElements`:
//!
//! ```xml
//! <usher:activity name="request">
//!   <usher:entry key="dialogs">
//!     <usher:item>
//!       <usher:entry key="submit">Save</usher:entry>
//! ```
//!
//! What holds entries is a mapping, what holds items a list, anything else a text; `is` says so where it holds
//! nothing, and `quoted` where a text would otherwise be read as a number or truth value. Where `escaped` is given, characters
//! that XML cannot write stand as `\u{7}` in key and text, and a backslash as two.

use crate::node::{Entries, Kind, Node};
use crate::xml::{Element, Space, is_legal};
use crate::yaml::is_typed;
use crate::{Fault, Place};

/// An element of ours that holds these entries.
pub(crate) fn element(name: &str, entries: &Entries) -> Element {
    let children = entries.iter().map(|(key, node)| written("entry", Some(key), node));
    Element::new(Space::Usher, name).holding(children)
}

fn written(tag: &str, key: Option<&str>, node: &Node) -> Element {
    let texts = [key, node.value().map(String::as_str)];
    let is_escaped = texts.iter().flatten().any(|text| !text.chars().all(is_legal));
    let escaped = |text: &str| if is_escaped { escape(text) } else { text.to_owned() };
    let mut element = Element::new(Space::Usher, tag);
    if let Some(key) = key {
        element = element.with("key", escaped(key));
    }
    if is_escaped {
        element = element.with("escaped", "true");
    }
    match &node.kind {
        Kind::Nothing => element.with("is", "nothing"),
        Kind::Text { value, plain } => {
            let is_quoted = !plain && is_typed(value);
            let element = if is_quoted { element.with("quoted", "true") } else { element };
            element.containing(escaped(value))
        }
        Kind::List(nodes) if nodes.is_empty() => element.with("is", "list"),
        Kind::List(nodes) => element.holding(nodes.iter().map(|node| written("item", None, node))),
        Kind::Mapping(entries) if entries.is_empty() => element.with("is", "mapping"),
        Kind::Mapping(entries) => {
            element.holding(entries.iter().map(|(key, node)| written("entry", Some(key), node)))
        }
    }
}

/// The entries that an element of ours holds.
pub(crate) fn entries(element: &Element, faults: &mut Vec<Fault>) -> Entries {
    let mut entries: Entries = Vec::new();
    for child in &element.children {
        let Some(key) = key(child) else {
            let message = format!("`{}` holds entries with a key; this is none", element.name);
            faults.push(Fault::new(child.place, message));
            continue;
        };
        if entries.iter().any(|(other, _)| *other == key) {
            faults.push(Fault::new(child.place, format!("the entry `{key}` is given twice")));
            continue;
        }
        let node = read(child, faults);
        entries.push((key, node));
    }
    entries
}

/// The key of an entry.
fn key(element: &Element) -> Option<String> {
    if !element.is(Space::Usher, "entry") {
        return None;
    }
    let (_, key) = element.attributes.iter().find(|(name, _)| name == "key")?;
    Some(unescaped(element, key))
}

fn read(element: &Element, faults: &mut Vec<Fault>) -> Node {
    let place = element.place;
    let kind = match (element.attribute("is"), element.children.first()) {
        (Some("nothing"), None) => Kind::Nothing,
        (Some("list"), None) => Kind::List(vec![]),
        (Some("mapping"), None) => Kind::Mapping(vec![]),
        (_, None) => Kind::Text {
            value: unescaped(element, &element.text),
            plain: element.attribute("quoted").is_none(),
        },
        (_, Some(first)) if first.is(Space::Usher, "item") => {
            Kind::List(items(&element.children, faults))
        }
        (_, Some(_)) => Kind::Mapping(entries(element, faults)),
    };
    Node { place, kind }
}

fn items(children: &[Element], faults: &mut Vec<Fault>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for child in children {
        if child.is(Space::Usher, "item") {
            nodes.push(read(child, faults));
        } else {
            faults.push(Fault::new(child.place, "a list holds items; this is none"));
        }
    }
    nodes
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if is_legal(c) => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}

fn unescaped(element: &Element, text: &str) -> String {
    if element.attribute("escaped").is_none() {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let code = after.strip_prefix("u{").and_then(|after| after.split_once('}'));
        let character = code.and_then(|(digits, after)| {
            let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
            Some((c, after))
        });
        out.push(character.map_or('\\', |(c, _)| c));
        let after = after.strip_prefix('\\').unwrap_or(after);
        rest = character.map_or(after, |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// A mapping with the entries of an element, or nothing where there is no such element.
pub(crate) fn entries_of(
    element: &Element,
    name: &str,
    faults: &mut Vec<Fault>,
) -> Option<(Place, Entries)> {
    let extension = element.extension(name)?;
    Some((extension.place, entries(extension, faults)))
}

#[cfg(test)]
mod tests {
    use engine::process::document::tree;

    use super::*;

    fn check(yaml: &str) {
        let before = Node::from(tree(yaml.as_bytes()).unwrap()).into_entries();
        let text = crate::xml::write(&element("activity", &before));
        let root = crate::xml::read(text.as_bytes()).unwrap();
        let mut faults = vec![];
        let again = crate::yaml::write(&Node::mapping(Place::START, entries(&root, &mut faults)));
        assert_eq!(faults, [], "{text}");
        assert_eq!(
            tree(again.text.as_bytes()).unwrap(),
            normal(tree(yaml.as_bytes()).unwrap()),
            "{text}\n{}",
            again.text
        );
    }

    /// How a text that is no number was quoted does not matter, so it is not kept.
    fn normal(tree: engine::process::document::Tree) -> engine::process::document::Tree {
        let text = crate::yaml::write(&tree.into()).text;
        engine::process::document::tree(text.as_bytes()).unwrap()
    }

    #[test]
    fn nodes_survive() {
        check("a: 1\nb: \"1\"\nc: ~\nd: \"~\"\ne: []\nf: {}\ng: \"\"\nh: [[], [a, {b: c}], ~]\n");
        check("\"key with <&\\\" and \\n\": ' leading & trailing '\n");
        check("a: \"tab\\t cr\\r nel\\x85 bell\\a \\\\u{7} \\uFFFE\"\n\"k\\a\": -1.5\n");
        check("text: |\n  one\n\n    two\n  three: #4\n");
        check("\"yes\": no\n\"- a\": \"- b\"\n\"null\": \"null\"\nz: 3 normal\ny: 'a: b # c'\n");
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        let text = "<a xmlns='urn:usher:process:1'><b/><entry key='x'/><entry key='x'/><entry key='l'><item/><entry key='z'/></entry></a>";
        let mut faults = vec![];
        entries(&crate::xml::read(text.as_bytes()).unwrap(), &mut faults);
        let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "1:32: `a` holds entries with a key; this is none",
                "1:52: the entry `x` is given twice",
                "1:90: a list holds items; this is none",
            ]
        );
    }
}
