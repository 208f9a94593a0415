//! String-values of nodes (`XPath` 1.0, section 5), and values of one type made of another (sections 4.2 to 4.4).

use super::number::{number_to_string, push_number, string_to_number};
use crate::error::Result;
use crate::run::Run;
use crate::tree::{Document, Kind, Node, usize_of};
use crate::value::{Text, Value};

/// The text below a node, in pieces that are as long as they can be: the texts of a document stand one after the other,
/// so that those of adjacent nodes are one piece, unless attributes, comments or processing instructions are between.
struct Pieces<'r> {
    document: &'r Document,
    next: u32,
    end: u32,
    /// Where the next piece begins and ends in the document's text, as far as is known.
    ahead: Option<(u32, u32)>,
}

impl<'r> Pieces<'r> {
    fn new(document: &'r Document, index: u32) -> Self {
        Self { document, next: index + 1, end: document.end(index), ahead: None }
    }

    fn text(&self, (from, to): (u32, u32)) -> &'r str {
        self.document.text.get(usize_of(from)..usize_of(to)).unwrap_or_default()
    }
}

impl<'r> Iterator for Pieces<'r> {
    type Item = &'r str;

    fn next(&mut self) -> Option<&'r str> {
        while self.next < self.end {
            let data = self.document.data(self.next);
            self.next += 1;
            if data.kind != Kind::Text {
                continue;
            }
            let (from, to) = (data.a, data.a + data.b);
            match &mut self.ahead {
                Some((_, end)) if *end == from => *end = to,
                ahead => {
                    if let Some(piece) = ahead.replace((from, to)) {
                        return Some(self.text(piece));
                    }
                }
            }
        }
        self.ahead.take().map(|piece| self.text(piece))
    }
}

impl<'r> Run<'r> {
    /// The string-value of a node (`XPath` 1.0, section 5); borrowed where it is in one piece.
    pub(super) fn string_value(&self, node: Node) -> Text<'r> {
        if let Some(text) = self.own_value(node) {
            return Text::Borrowed(text);
        }
        let mut pieces = Pieces::new(self.document(node), node.index);
        let first = pieces.next().unwrap_or_default();
        let Some(second) = pieces.next() else {
            return Text::Borrowed(first);
        };
        let mut all = [first, second].concat();
        all.extend(pieces);
        all.into()
    }

    /// Appends the string-value of a node.
    pub(super) fn push_string_value(&self, node: Node, out: &mut String) -> Result<()> {
        if let Some(text) = self.own_value(node) {
            out.push_str(text);
        } else {
            self.tick_below(node)?;
            out.extend(Pieces::new(self.document(node), node.index));
        }
        self.check_length(out.len())
    }

    /// The string-value of a node; the nodes that it is made of count.
    pub(crate) fn text_of(&self, node: Node) -> Result<Text<'r>> {
        self.tick_below(node)?;
        let text = self.string_value(node);
        self.tick_text(&text)?;
        Ok(text)
    }

    /// Whether that is a node's string-value; nothing is copied.
    pub(super) fn has_text(&self, node: Node, text: &str) -> Result<bool> {
        self.tick_text(text)?;
        if let Some(own) = self.own_value(node) {
            return Ok(own == text);
        }
        self.tick_below(node)?;
        let mut rest = text;
        for piece in Pieces::new(self.document(node), node.index) {
            match rest.strip_prefix(piece) {
                Some(after) => rest = after,
                None => return Ok(false),
            }
        }
        Ok(rest.is_empty())
    }

    /// The string-value of a node that has at most one node below it.
    fn own_value(&self, node: Node) -> Option<&'r str> {
        let document = self.document(node);
        if node.namespace != 0 {
            return Some(self.store.names.text(self.namespace_node(node).1));
        }
        match document.kind(node.index) {
            Kind::Root | Kind::Element => match document.first_child(node.index) {
                Some(child) if document.end(node.index) > child + 1 => None,
                Some(child) if document.kind(child) == Kind::Text => Some(document.own_text(child)),
                Some(_) | None => Some(""),
            },
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => Some(document.own_text(node.index)),
        }
    }

    fn tick_below(&self, node: Node) -> Result<()> {
        let n_below = self.document(node).end(node.index).saturating_sub(node.index);
        self.tick(usize_of(n_below))
    }

    /// `string()` of a value.
    pub(crate) fn string(&self, value: &Value<'r>) -> Result<Text<'r>> {
        match value {
            Value::Boolean(boolean) => Ok(Text::Borrowed(boolean_text(*boolean))),
            Value::Number(number) => Ok(number_to_string(*number).into()),
            Value::String(text) | Value::TextFragment(text) => {
                self.tick_text(text)?;
                Ok(text.clone())
            }
            Value::Nodes(nodes) => {
                nodes.first().map_or_else(|| Ok(Text::default()), |node| self.text_of(*node))
            }
            Value::Fragment(root) => self.text_of(*root),
        }
    }

    /// Appends `string()` of a value.
    pub(super) fn push_string(&self, value: &Value<'r>, out: &mut String) -> Result<()> {
        match value {
            Value::Boolean(boolean) => out.push_str(boolean_text(*boolean)),
            Value::Number(number) => push_number(out, *number),
            Value::String(text) | Value::TextFragment(text) => out.push_str(text),
            Value::Nodes(nodes) => {
                return nodes.first().map_or(Ok(()), |node| self.push_string_value(*node, out));
            }
            Value::Fragment(root) => return self.push_string_value(*root, out),
        }
        self.check_length(out.len())
    }

    /// `number()` of a value.
    pub(crate) fn number(&self, value: &Value<'r>) -> Result<f64> {
        Ok(match value {
            Value::Boolean(boolean) => f64::from(u8::from(*boolean)),
            Value::Number(number) => *number,
            Value::String(text) | Value::TextFragment(text) => {
                self.tick_text(text)?;
                string_to_number(text)
            }
            Value::Nodes(nodes) => match nodes.first() {
                Some(node) => self.number_of(*node)?,
                None => f64::NAN,
            },
            Value::Fragment(root) => self.number_of(*root)?,
        })
    }

    /// `number()` of a node's string-value.
    pub(crate) fn number_of(&self, node: Node) -> Result<f64> {
        Ok(string_to_number(&self.text_of(node)?))
    }

    /// `boolean()` of a value. A result tree fragment is like a node-set with its root alone (XSLT 1.0, section 11.1).
    #[expect(clippy::unused_self, reason = "the conversions are called alike")]
    pub(crate) fn boolean(&self, value: &Value<'r>) -> bool {
        match value {
            Value::Boolean(boolean) => *boolean,
            Value::Number(number) => is_true(*number),
            Value::String(text) => !text.is_empty(),
            Value::Nodes(nodes) => !nodes.is_empty(),
            Value::Fragment(_) | Value::TextFragment(_) => true,
        }
    }
}

/// `string()` of a boolean.
fn boolean_text(boolean: bool) -> &'static str {
    if boolean { "true" } else { "false" }
}

/// `boolean()` of a number.
pub(super) fn is_true(number: f64) -> bool {
    number != 0.0 && !number.is_nan()
}
