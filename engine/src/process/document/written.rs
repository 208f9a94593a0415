//! The document as it is written: everything of it that a reader sees, with places, for the formatter.
//!
//! Beside the texts that [`super::read`] keeps, these are anchors, aliases, styles and comments. The parser
//! gives the places of texts; a `#` anywhere else begins a comment.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::yaml::{is_empty, options};

/// A comment on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    /// With its `#`, without blanks at the end.
    pub(crate) text: String,
    /// Whether a blank line stands before it.
    pub(crate) is_apart: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) anchor: Option<usize>,
    pub(crate) form: Form,
    pub(crate) end: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum Form {
    Scalar(Scalar),
    Alias(usize),
    Collection(Collection),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scalar {
    pub(crate) value: String,
    pub(crate) style: ScalarForm,
    /// Whether it goes over several lines, although it is no block.
    pub(crate) is_broken: bool,
}

impl Scalar {
    pub(crate) fn is_empty(&self) -> bool {
        self.style == ScalarForm::Empty
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScalarForm {
    /// No value, `~` or `null`.
    Empty,
    Plain,
    Quoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A list or mapping.
#[derive(Debug, Clone)]
pub(crate) struct Collection {
    pub(crate) is_list: bool,
    pub(crate) is_flow: bool,
    pub(crate) items: Vec<Item>,
    /// Comments behind the last item.
    pub(crate) rest: Vec<Comment>,
}

/// An item of a list, or a key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The place of its key or `-`.
    pub(crate) start: usize,
    /// None in a list.
    pub(crate) key: Option<Scalar>,
    pub(crate) node: Written,
    /// Comments before it.
    pub(crate) lead: Vec<Comment>,
    /// Whether a blank line stands before it.
    pub(crate) is_apart: bool,
    /// The comment on its line.
    pub(crate) trail: Option<String>,
}

/// A document with the places of its comments, which belong to nothing yet.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Written,
    pub(crate) comments: Vec<Range<usize>>,
    /// The names of anchors.
    pub(crate) names: BTreeMap<usize, String>,
}

/// Reads a text that [`super::read`] has found no fault in. `None`: it is none after all.
pub(crate) fn written(text: &str) -> Option<Document> {
    let mut options = options();
    options.emit_anchor_events = true;
    let mut reader = Reader::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, place) = event.ok()?;
        reader.event(event, place.byte_range().unwrap_or_default(), text)?;
    }
    let mut tokens = reader.tokens;
    tokens.retain(|token| !token.is_empty());
    tokens.sort_by_key(|token| token.start);
    let marks = marks(text, &tokens);
    let mut root = reader.root?;
    place_dashes(&mut root, &mut marks.dashes.iter().copied());
    Some(Document { root, comments: marks.comments, names: reader.names })
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    root: Option<Written>,
    names: BTreeMap<usize, String>,
    /// Anchored texts, which keys may repeat.
    scalars: BTreeMap<usize, Scalar>,
    /// Anchors of keys: they are not kept, their aliases become what they repeat.
    of_keys: Vec<usize>,
    /// Where texts and aliases stand.
    tokens: Vec<Range<usize>>,
}

struct Open {
    anchor: usize,
    start: usize,
    collection: Collection,
    key: Option<(usize, Scalar)>,
}

impl Reader {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events carry nothing to keep")]
    fn event(&mut self, event: Event<'_>, range: Range<usize>, text: &str) -> Option<()> {
        match event {
            Event::Scalar(value, style, anchor, _) => {
                self.tokens.push(range.clone());
                let raw = text.get(range.clone()).unwrap_or_default();
                let scalar = scalar(value.into_owned(), style, raw);
                if anchor != 0 {
                    self.scalars.insert(anchor, scalar.clone());
                }
                self.complete(Form::Scalar(scalar), anchor, range)
            }
            Event::Alias(anchor) => {
                self.tokens.push(range.clone());
                let form = match self.scalars.get(&anchor) {
                    Some(scalar) if self.is_at_key() || self.of_keys.contains(&anchor) => {
                        Form::Scalar(scalar.clone())
                    }
                    Some(_) | None => Form::Alias(anchor),
                };
                self.complete(form, 0, range)
            }
            Event::Anchor(anchor, name) => {
                self.names.insert(anchor, name.into_owned());
                Some(())
            }
            Event::SequenceStart(style, anchor, _) => self.begin(true, style, anchor, range.start),
            Event::MappingStart(style, anchor, _) => self.begin(false, style, anchor, range.start),
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            _ => Some(()),
        }
    }

    fn is_at_key(&self) -> bool {
        self.open.last().is_some_and(|open| !open.collection.is_list && open.key.is_none())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the other events")]
    fn begin(
        &mut self,
        is_list: bool,
        style: StructureStyle,
        anchor: usize,
        start: usize,
    ) -> Option<()> {
        let is_flow = style == StructureStyle::Flow;
        let collection = Collection { is_list, is_flow, items: Vec::new(), rest: Vec::new() };
        self.open.push(Open { anchor, start, collection, key: None });
        Some(())
    }

    fn end(&mut self, range: Range<usize>) -> Option<()> {
        let open = self.open.pop()?;
        let last = open.collection.items.last().map_or(open.start, |item| item.node.end);
        // The end of a block is where the next token begins.
        let end = if open.collection.is_flow { last.max(range.end) } else { last };
        self.complete(Form::Collection(open.collection), open.anchor, open.start..end)
    }

    fn complete(&mut self, form: Form, anchor: usize, range: Range<usize>) -> Option<()> {
        let Some(open) = self.open.last_mut() else {
            let anchor = Some(anchor).filter(|&anchor| anchor != 0);
            self.root = Some(Written { anchor, form, end: range.end });
            return Some(());
        };
        if !open.collection.is_list && open.key.is_none() {
            let Form::Scalar(scalar) = form else { return None };
            if anchor != 0 {
                self.of_keys.push(anchor);
            }
            open.key = Some((range.start, scalar));
            return Some(());
        }
        let (start, key) = match open.key.take() {
            Some((start, key)) => (start, Some(key)),
            None => (range.start, None),
        };
        let anchor = Some(anchor).filter(|&anchor| anchor != 0);
        let node = Written { anchor, form, end: range.end.max(start) };
        open.collection.items.push(Item {
            start,
            key,
            node,
            lead: Vec::new(),
            is_apart: false,
            trail: None,
        });
        Some(())
    }
}

fn scalar(value: String, style: ScalarStyle, raw: &str) -> Scalar {
    let form = match style {
        ScalarStyle::Plain if is_empty(&value) => ScalarForm::Empty,
        ScalarStyle::Plain => ScalarForm::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => ScalarForm::Quoted,
        ScalarStyle::Literal => ScalarForm::Literal,
        ScalarStyle::Folded => ScalarForm::Folded,
    };
    Scalar { value, style: form, is_broken: raw.contains('\n') }
}

/// What stands between the texts.
#[derive(Default)]
struct Marks {
    comments: Vec<Range<usize>>,
    /// The `-` of list items.
    dashes: Vec<usize>,
}

fn marks(text: &str, tokens: &[Range<usize>]) -> Marks {
    let mut marks = Marks::default();
    let mut tokens = tokens.iter().peekable();
    let mut letters = text.char_indices().peekable();
    let mut before = '\n';
    while let Some((at, letter)) = letters.next() {
        while tokens.next_if(|token| token.end <= at).is_some() {}
        if tokens.peek().is_some_and(|token| token.start <= at) {
            before = letter;
            continue;
        }
        let next = letters.peek().map_or('\n', |&(_, next)| next);
        match letter {
            '#' => {
                while letters.next_if(|&(_, letter)| letter != '\n').is_some() {}
                let end = letters.peek().map_or(text.len(), |&(end, _)| end);
                marks.comments.push(at..end);
            }
            // The name of an anchor may have a `#` in it.
            '&' => {
                let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
                while letters.next_if(|&(_, letter)| !ends(letter)).is_some() {}
            }
            '-' if before.is_whitespace() && next.is_whitespace() => marks.dashes.push(at),
            _ => {}
        }
        before = letter;
    }
    marks
}

/// Gives each item of a list in a block the place of its `-`: they come in the same order.
fn place_dashes(node: &mut Written, dashes: &mut impl Iterator<Item = usize>) {
    let Form::Collection(collection) = &mut node.form else { return };
    let has_dashes = collection.is_list && !collection.is_flow;
    for item in &mut collection.items {
        if has_dashes && let Some(at) = dashes.next() {
            item.start = at;
            item.node.end = item.node.end.max(at + 1);
        }
        place_dashes(&mut item.node, dashes);
    }
}
