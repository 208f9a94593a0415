//! Bytes to nodes: with `written.rs`, the only place that names the YAML crate.
//!
//! The parser's events carry exact places, so we build the tree from them ourselves: that way every
//! fault of a document can be reported at once, and everything that grows has our bounds.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_saphyr::granit_parser::{self, Event, Options, Parser, ScalarStyle, ScanError, StrInput};

use super::text::{Style, Text};
use super::{DEPTH_MAX, DOCUMENT_LENGTH_MAX, Kind, NODES_MAX, Node};
use crate::diagnostic::{Code, Diagnostic, Faults, Lines, Span};

const QUOTE_NAMES: &str = "a text with `{{ names }}` in it stands in quotation marks";

/// The text of a document, if its bytes are one: not empty, not too large, UTF-8, printable.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    let start = Span { line: 1, column: 1, length: 0 };
    if bytes.len() > DOCUMENT_LENGTH_MAX {
        let message = format!(
            "the file has {} bytes; at most {DOCUMENT_LENGTH_MAX} are possible",
            bytes.len()
        );
        return Err(Diagnostic::new(Code::NotText, start, message).into());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let valid = String::from_utf8_lossy(valid);
            let span = Lines::new(&valid).span(valid.len()..valid.len());
            let message =
                format!("the file is not UTF-8 text: see its byte {}", error.valid_up_to() + 1);
            return Err(Diagnostic::new(Code::NotText, span, message)
                .help("save it as UTF-8")
                .into());
        }
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| odd(c)) {
        let span = Lines::new(text).span(at..at + c.len_utf8());
        let message = format!("the file contains the control character U+{:04X}", u32::from(c));
        return Err(Diagnostic::new(Code::NotText, span, message).into());
    }
    Ok(text)
}

/// Reads a document's text. `None`: nothing could be made of it, and the faults say why.
pub(crate) fn read(lines: &Lines<'_>, faults: &mut Faults) -> Option<Node> {
    let parser = Parser::new_from_str_with_options(lines.text(), options());
    let mut builder = Builder {
        lines,
        faults,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        n_nodes: 0,
        root: None,
    };
    if let Err(diagnostic) = builder.run(parser) {
        builder.faults.push(*diagnostic);
        return None;
    }
    match builder.root {
        Some(Node { kind: Kind::Empty, .. }) | None => {
            let span = Span { line: 1, column: 1, length: 0 };
            let help = "a process begins with `process: its-name`";
            builder
                .faults
                .push(Diagnostic::new(Code::NotText, span, "the file is empty").help(help));
            None
        }
        root @ Some(_) => root,
    }
}

/// How documents are parsed.
pub(super) fn options() -> Options {
    let mut options = granit_parser::options! {
        disallow_directives: true,
        flow_nesting_limit: DEPTH_MAX,
        block_nesting_limit: DEPTH_MAX,
    };
    options.set_emit_comments(false);
    options
}

/// Whether a text without quotation marks stands for no value.
pub(super) fn is_empty(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

/// A list or mapping that has not ended yet.
struct Open {
    span: Span,
    anchor: usize,
    /// The node count before it, so that an alias knows what it repeats.
    n_nodes_before: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Mapping {
        entries: Vec<(Text, Node)>,
        /// Where each key stands, to find repeated ones.
        keys: BTreeMap<String, Span>,
        key: Option<Key>,
    },
}

/// A key whose value has not come yet.
enum Key {
    Fresh(Text),
    /// Already reported; its value is left out.
    Faulty,
}

struct Builder<'b, 's> {
    lines: &'b Lines<'s>,
    faults: &'b mut Faults,
    open: Vec<Open>,
    /// Anchored nodes with their sizes.
    anchors: BTreeMap<usize, (Node, usize)>,
    n_nodes: usize,
    root: Option<Node>,
}

type Outcome = Result<(), Box<Diagnostic>>;

impl Builder<'_, '_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's events are an open set")]
    fn run<'t>(&mut self, parser: Parser<'t, StrInput<'t>>) -> Outcome {
        let mut n_documents = 0;
        for event in parser {
            let (event, place) = event.map_err(|error| Box::new(self.syntax(&error)))?;
            let range = place.byte_range().unwrap_or_default();
            match event {
                Event::DocumentStart(..) => {
                    n_documents += 1;
                    if n_documents > 1 {
                        return Err(self
                            .fault(range, "a second document begins here")
                            .help("one file holds one process")
                            .into());
                    }
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), &range)?;
                    let node = self.scalar(value.into_owned(), style, range);
                    self.complete(node, anchor, 1)?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), &range)?;
                    self.begin(range, anchor, Content::List(Vec::new()))?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), &range)?;
                    let content =
                        Content::Mapping { entries: Vec::new(), keys: BTreeMap::new(), key: None };
                    self.begin(range, anchor, content)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end()?,
                Event::Alias(anchor) => {
                    let Some((node, n_nodes)) = self.anchors.get(&anchor).cloned() else {
                        return Err(self
                            .fault(range, "this alias stands inside of what it repeats")
                            .into());
                    };
                    self.complete(node, 0, n_nodes)?;
                }
                // Anchors and comments are not asked for.
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                other => {
                    return Err(self
                        .fault(range, &format!("this is not understood: {other:?}"))
                        .into());
                }
            }
        }
        Ok(())
    }

    fn fault(&self, range: Range<usize>, message: &str) -> Diagnostic {
        Diagnostic::new(Code::NotYaml, self.lines.span(range), message)
    }

    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let text = self.lines.text();
        let at = error.marker().byte_offset().unwrap_or_default();
        let next =
            text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_whitespace());
        let diagnostic = self.fault(at..at + next.map_or(0, char::len_utf8), &error.info());
        // The parser stops at the end of the line before a tab, or behind it.
        for line in [diagnostic.span.line, diagnostic.span.line + 1] {
            let content = self.lines.line(line);
            let n_blanks = content.len() - content.trim_start().len();
            if let Some(tab) = content.find('\t').filter(|tab| *tab < n_blanks) {
                let span = Span { line, column: tab + 1, length: 1 };
                return Diagnostic::new(Code::NotYaml, span, "this line begins with a tab")
                    .help("YAML is indented with spaces");
            }
        }
        if self.lines.line(diagnostic.span.line).contains("{{") {
            diagnostic.help(QUOTE_NAMES)
        } else {
            diagnostic
        }
    }

    fn refuse_tag(&self, has_tag: bool, range: &Range<usize>) -> Outcome {
        if has_tag {
            Err(self.fault(range.clone(), "tags have no meaning here").into())
        } else {
            Ok(())
        }
    }

    fn scalar(&self, value: String, style: ScalarStyle, range: Range<usize>) -> Node {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let span = self.lines.span(range.clone());
        let empty = style == Style::Plain && is_empty(&value);
        let kind =
            if empty { Kind::Empty } else { Kind::Text(Text { value, span, raw: range, style }) };
        Node { span, kind }
    }

    fn begin(&mut self, range: Range<usize>, anchor: usize, content: Content) -> Outcome {
        if self.open.len() >= DEPTH_MAX {
            return Err(self.fault(range, "the nesting is too deep here").into());
        }
        // Of a whole list or mapping its beginning is shown.
        let start = range.start;
        let length = self
            .lines
            .text()
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        let span = self.lines.span(start..start + length);
        self.open.push(Open { span, anchor, n_nodes_before: self.n_nodes, content });
        Ok(())
    }

    fn end(&mut self) -> Outcome {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let kind = match open.content {
            Content::List(nodes) => Kind::List(nodes),
            Content::Mapping { entries, .. } => Kind::Mapping(entries),
        };
        let n_nodes = self.n_nodes - open.n_nodes_before;
        self.n_nodes = open.n_nodes_before;
        self.complete(Node { span: open.span, kind }, open.anchor, n_nodes + 1)
    }

    /// Puts a node where it belongs.
    fn complete(&mut self, node: Node, anchor: usize, n_nodes: usize) -> Outcome {
        self.n_nodes += n_nodes;
        if self.n_nodes > NODES_MAX {
            let message = format!("the document grows to more than {NODES_MAX} nodes here");
            return Err(Diagnostic::new(Code::NotYaml, node.span, message).into());
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), n_nodes));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(nodes)) => nodes.push(node),
            Some(Content::Mapping { entries, keys, key }) => match key.take() {
                None => *key = Some(accept_key(node, keys, self.faults)),
                Some(Key::Fresh(key)) => entries.push((key, node)),
                Some(Key::Faulty) => {}
            },
        }
        Ok(())
    }
}

fn accept_key(node: Node, keys: &mut BTreeMap<String, Span>, faults: &mut Faults) -> Key {
    let Kind::Text(text) = node.kind else {
        let message = format!("a key must be a text; this is {}", node.kind.name());
        let diagnostic = Diagnostic::new(Code::WrongType, node.span, message);
        // `{{ Name }}` is a mapping in a mapping to YAML.
        let names = matches!(node.kind, Kind::Mapping(_));
        faults.push(if names { diagnostic.help(QUOTE_NAMES) } else { diagnostic });
        return Key::Faulty;
    };
    if let Some(&first) = keys.get(&text.value) {
        let message = format!("`{}` is given twice", text.value);
        faults.push(
            Diagnostic::new(Code::RepeatedKey, text.span, message).label(first, "first given here"),
        );
        return Key::Faulty;
    }
    keys.insert(text.value.clone(), text.span);
    Key::Fresh(text)
}
