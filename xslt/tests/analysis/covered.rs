//! Whether an analysis covers nodes of a source and of a result.

use roxmltree::{Node, NodeType};
use xslt::{Analysis, Purpose, Read, ReadStep};

/// Whether anything that is read is in an element, or it is in something whose text or copy is.
pub(crate) fn reads(analysis: &Analysis, element: Node<'_, '_>) -> bool {
    analysis.reads.iter().any(|read| {
        let whole = read.purpose > Purpose::Existence;
        element.descendants().any(|inner| is_at_or_has_attribute(read, inner))
            || (whole && element.ancestors().skip(1).any(|outer| is_at(read, outer)))
    })
}

/// Whether a text that is a child of an element may be read.
pub(crate) fn reads_text_in(analysis: &Analysis, element: Node<'_, '_>) -> bool {
    analysis.reads.iter().any(|read| {
        let whole = read.purpose > Purpose::Existence;
        let text = read.steps.split_last().is_some_and(|(last, above)| {
            matches!(&*last.test, "text()" | "node()")
                && if last.descendant {
                    element.ancestors().any(|outer| matches(above, outer))
                } else {
                    matches(above, element)
                }
        });
        text || (whole && element.ancestors().any(|outer| is_at(read, outer)))
    })
}

fn is_at(read: &Read, node: Node<'_, '_>) -> bool {
    matches(&read.steps, node)
}

fn is_at_or_has_attribute(read: &Read, node: Node<'_, '_>) -> bool {
    is_at(read, node)
        || read.steps.split_last().is_some_and(|(last, above)| {
            let is_on = |outer| matches(above, outer);
            let has = if last.test == "namespace::*" {
                node.is_element()
            } else {
                last.test.strip_prefix('@').is_some_and(|test| {
                    node.attributes().any(|a| is_named(test, a.namespace(), a.name()))
                })
            };
            has && if last.descendant { node.ancestors().any(is_on) } else { is_on(node) }
        })
}

fn matches(steps: &[ReadStep], node: Node<'_, '_>) -> bool {
    let Some((last, above)) = steps.split_last() else {
        return node.node_type() == NodeType::Root;
    };
    let Some(parent) = node.parent() else { return false };
    is_kind(&last.test, node)
        && last.conditions.iter().all(|(path, value)| has(node, path, value))
        && if last.descendant {
            node.ancestors().skip(1).any(|outer| matches(above, outer))
        } else {
            matches(above, parent)
        }
}

fn is_kind(test: &str, node: Node<'_, '_>) -> bool {
    match test {
        "node()" => true,
        "text()" => node.is_text(),
        "comment()" => node.is_comment(),
        "processing-instruction()" => node.is_pi(),
        test => {
            let tag = node.tag_name();
            node.is_element() && is_named(test, tag.namespace(), tag.name())
        }
    }
}

fn is_named(test: &str, namespace: Option<&str>, name: &str) -> bool {
    match test.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((uri, local)) => {
            namespace.unwrap_or_default() == uri && (local == "*" || local == name)
        }
        None => test == "*" || (namespace.is_none() && test == name),
    }
}

/// Whether a path of children and attributes leads to that text.
fn has(node: Node<'_, '_>, path: &str, value: &str) -> bool {
    let text = |node: Node<'_, '_>| -> String {
        node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
    };
    // Names in braces may have slashes: such a condition is taken for met.
    if path == "." || path.contains('{') {
        return path.contains('{') || text(node) == value;
    }
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    match (step.strip_prefix('@'), rest) {
        (Some(name), _) => node
            .attributes()
            .any(|a| a.namespace().is_none() && a.name() == name && a.value() == value),
        (None, rest) => node
            .children()
            .filter(|child| is_kind(step, *child))
            .any(|child| rest.map_or_else(|| text(child) == value, |rest| has(child, rest, value))),
    }
}

/// Whether the result may have the element, its attributes and its text.
pub(crate) fn writes(analysis: &Analysis, element: Node<'_, '_>) -> bool {
    let mut path: Vec<String> = element.ancestors().filter(Node::is_element).map(named).collect();
    // The outermost element only wraps the result.
    path.pop();
    path.reverse();
    let attributes = element.attributes().all(|attribute| {
        let mut path = path.clone();
        path.push(format!("@{}", show(attribute.namespace(), attribute.name())));
        is_written(analysis, &path, None)
    });
    // White space may be that of `indent`.
    let text: String =
        element.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
    let text = Some(text.as_str()).filter(|text| !text.trim().is_empty());
    is_written(analysis, &path, None)
        && attributes
        && (text.is_none() || is_written(analysis, &path, text))
}

fn named(node: Node<'_, '_>) -> String {
    show(node.tag_name().namespace(), node.tag_name().name())
}

fn show(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(uri) if !uri.is_empty() => format!("{{{uri}}}{name}"),
        _ => name.to_owned(),
    }
}

/// Whether the path may be written, with this text in it.
fn is_written(analysis: &Analysis, path: &[String], text: Option<&str>) -> bool {
    let has = |write: &xslt::Write, text: &str| write.computed || write.constants.contains(text);
    analysis.writes.iter().any(|write| {
        let known = parts(&write.path);
        let is_prefix = known.len() <= path.len()
            && known.iter().zip(path).all(|(known, name)| match known.as_str() {
                "*" => !name.starts_with('@'),
                "@*" => name.starts_with('@'),
                known => known == name,
            });
        let is_all = known.len() == path.len() && text.is_none_or(|text| has(write, text));
        is_prefix && (write.open || is_all)
    }) || (path.is_empty() && text.is_none())
}

/// The steps of a path; namespaces in braces have slashes of their own.
fn parts(path: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut depth = 0;
    for char in path.chars() {
        match char {
            '/' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(char);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
