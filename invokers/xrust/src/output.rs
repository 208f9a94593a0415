//! Writes the result as XML.

use std::rc::Rc;

use xrust::item::{Item, Node};

use crate::error::TransformError;
use crate::tree::{Kind, NodeName, XNode};
use crate::xml::XML_NAMESPACE;

/// Most namespaces declared on one branch of the result; each is looked through for every name.
const DECLARATIONS_MAX: usize = 256;

/// Writes a sequence; fails once it is longer than `limit` bytes.
pub(crate) fn xml(items: &[Item<XNode>], limit: usize) -> Result<String, TransformError> {
    let mut writer = Writer { out: String::new(), limit, scope: Vec::new() };
    for item in items {
        match item {
            Item::Node(node) => writer.tree(node)?,
            Item::Value(value) => escape(&value.to_string(), false, &mut writer.out),
            Item::Function => return Err(failed("a function has no text")),
        }
        writer.check()?;
    }
    Ok(writer.out)
}

/// The text of a sequence, as it is.
pub(crate) fn text(items: &[Item<XNode>], limit: usize) -> Result<String, TransformError> {
    let mut out = String::new();
    for item in items {
        if !matches!(item, Item::Node(node) if node.kind() == Kind::Comment) {
            out.push_str(&item.to_string());
        }
        if out.len() > limit {
            return Err(TransformError::OutputTooLarge { limit });
        }
    }
    Ok(out)
}

struct Writer {
    out: String,
    limit: usize,
    /// Declared prefixes and their namespaces, the innermost last.
    scope: Vec<(Rc<str>, Rc<str>)>,
}

/// What is still to be written.
enum Task {
    Node(XNode),
    /// An end tag, and how many declarations end with it.
    End(String, usize),
}

impl Writer {
    fn check(&self) -> Result<(), TransformError> {
        if self.out.len() > self.limit {
            Err(TransformError::OutputTooLarge { limit: self.limit })
        } else {
            Ok(())
        }
    }

    fn tree(&mut self, node: &XNode) -> Result<(), TransformError> {
        let mut tasks = vec![Task::Node(node.clone())];
        while let Some(task) = tasks.pop() {
            self.check()?;
            match task {
                Task::End(name, n_before) => {
                    self.out.push_str("</");
                    self.out.push_str(&name);
                    self.out.push('>');
                    self.scope.truncate(n_before);
                }
                Task::Node(node) => match node.kind() {
                    Kind::Element => self.start(&node, &mut tasks)?,
                    Kind::Document => push_children(&node, &mut tasks),
                    Kind::Text => escape(&node.content().to_string(), false, &mut self.out),
                    Kind::Comment => {
                        self.out.push_str("<!--");
                        self.out.push_str(&node.content().to_string());
                        self.out.push_str("-->");
                    }
                    Kind::Attribute | Kind::Declaration => {
                        return Err(failed("an attribute stands where there is no element"));
                    }
                },
            }
        }
        Ok(())
    }

    fn start(&mut self, node: &XNode, tasks: &mut Vec<Task>) -> Result<(), TransformError> {
        let n_before = self.scope.len();
        let mut tag = String::new();
        let attached = node.attached();
        for declaration in attached.iter().filter(|attached| attached.kind() == Kind::Declaration) {
            if let Some(NodeName { prefix, uri: Some(uri), .. }) = declaration.node_name()
                && self.uri(&prefix) != Some(&uri)
            {
                self.declare(prefix, uri, &mut tag)?;
            }
        }
        let name = node.node_name().ok_or_else(|| failed("an element has no name"))?;
        let name = self.element_name(name, n_before, &mut tag)?;
        for attribute in attached.iter().filter(|attached| attached.kind() == Kind::Attribute) {
            let its_name =
                attribute.node_name().ok_or_else(|| failed("an attribute has no name"))?;
            let its_name = self.attribute_name(its_name, &mut tag)?;
            tag.push(' ');
            tag.push_str(&its_name);
            tag.push_str("=\"");
            escape(&attribute.content().to_string(), true, &mut tag);
            tag.push('"');
        }
        self.out.push('<');
        self.out.push_str(&name);
        self.out.push_str(&tag);
        let n_tasks = tasks.len() + 1;
        tasks.push(Task::End(name, n_before));
        push_children(node, tasks);
        if tasks.len() == n_tasks {
            tasks.pop();
            self.out.push_str("/>");
            self.scope.truncate(n_before);
        } else {
            self.out.push('>');
        }
        Ok(())
    }

    /// The namespace of a prefix here.
    fn uri(&self, prefix: &str) -> Option<&Rc<str>> {
        self.scope.iter().rev().find(|(declared, _)| &**declared == prefix).map(|(_, uri)| uri)
    }

    fn declare(
        &mut self,
        prefix: Rc<str>,
        uri: Rc<str>,
        tag: &mut String,
    ) -> Result<(), TransformError> {
        if self.scope.len() == DECLARATIONS_MAX {
            return Err(failed("the result declares too many namespaces"));
        }
        tag.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        tag.push_str(&prefix);
        tag.push_str("=\"");
        escape(&uri, true, tag);
        tag.push('"');
        self.scope.push((prefix, uri));
        Ok(())
    }

    /// The name with its prefix, which is declared if it is not; `n_before` is where this element's own ones begin.
    fn element_name(
        &mut self,
        name: NodeName,
        n_before: usize,
        tag: &mut String,
    ) -> Result<String, TransformError> {
        let NodeName { prefix, uri, local } = name;
        let uri: Rc<str> = uri.unwrap_or_default();
        let prefix = if uri.is_empty() { Rc::default() } else { prefix };
        let now: &str = self.uri(&prefix).map_or("", |uri| uri);
        if now != &*uri {
            let own = self.scope.get(n_before..).unwrap_or_default();
            if own.iter().any(|(declared, _)| *declared == prefix) {
                return Err(failed(&format!(
                    "the prefix `{prefix}` would have two meanings on the element `{local}`"
                )));
            }
            self.declare(Rc::clone(&prefix), uri, tag)?;
        }
        Ok(prefixed(&prefix, &local))
    }

    fn attribute_name(
        &mut self,
        name: NodeName,
        tag: &mut String,
    ) -> Result<String, TransformError> {
        let NodeName { prefix, uri, local } = name;
        let Some(uri) = uri else { return Ok(local.to_string()) };
        if &*uri == XML_NAMESPACE {
            return Ok(prefixed("xml", &local));
        }
        // An attribute needs a prefix, and one that means nothing else here.
        let is_free = |prefix: &str| {
            !prefix.is_empty() && self.uri(prefix).is_none_or(|declared| *declared == uri)
        };
        let prefix = if is_free(&prefix) {
            prefix
        } else {
            (0..=DECLARATIONS_MAX)
                .map(|n| format!("ns{n}"))
                .find(|prefix| is_free(prefix))
                .map(Rc::from)
                .ok_or_else(|| failed("the result declares too many namespaces"))?
        };
        if self.uri(&prefix).is_none() {
            self.declare(Rc::clone(&prefix), uri, tag)?;
        }
        Ok(prefixed(&prefix, &local))
    }
}

fn prefixed(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}

fn push_children(node: &XNode, tasks: &mut Vec<Task>) {
    let n_tasks = tasks.len();
    tasks.extend(node.child_iter().map(Task::Node));
    if let Some(children) = tasks.get_mut(n_tasks..) {
        children.reverse();
    }
}

fn failed(message: &str) -> TransformError {
    TransformError::Failed { message: message.to_owned() }
}

/// So that a reader gets back the very same characters.
fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\n' if attribute => out.push_str("&#10;"),
            c => out.push(c),
        }
    }
}
