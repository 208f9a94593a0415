//! A strict reading of our own HTML: every element is closed where it was opened.

/// An element's start.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

impl Element {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// A page's elements in their order.
#[derive(Debug)]
pub(super) struct Document(Vec<Element>);

const VOID: [&str; 6] = ["meta", "link", "input", "br", "hr", "img"];

impl Document {
    pub(super) fn parse(page: &str) -> Result<Self, String> {
        let mut elements = Vec::new();
        let mut open: Vec<String> = Vec::new();
        let body = page.strip_prefix("<!doctype html>").ok_or("no doctype")?;
        for part in body.split('<').skip(1) {
            let (tag, text) =
                part.split_once('>').ok_or_else(|| format!("unclosed tag <{part}"))?;
            if text.contains('>') {
                return Err(format!("a bare > in {text:?}"));
            }
            if let Some(name) = tag.strip_prefix('/') {
                match open.pop() {
                    Some(expected) if expected == name => {}
                    other => return Err(format!("</{name}> closes {other:?}")),
                }
                continue;
            }
            let closed = tag.ends_with('/');
            let element = parse_tag(tag.trim_end_matches('/'))?;
            if !closed && !VOID.contains(&element.name.as_str()) {
                open.push(element.name.clone());
            }
            elements.push(element);
        }
        if open.is_empty() { Ok(Self(elements)) } else { Err(format!("left open: {open:?}")) }
    }

    pub(super) fn all(&self) -> &[Element] {
        &self.0
    }

    pub(super) fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.0.iter().filter(move |element| element.name == name)
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.0.iter().any(|element| element.get("id") == Some(id))
    }
}

fn parse_tag(tag: &str) -> Result<Element, String> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(Element { name: name.to_owned(), attributes });
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => {
                quoted.split_once('"').ok_or_else(|| format!("unclosed quote in <{tag}>"))?
            }
            None if after.starts_with('=') => return Err(format!("unquoted value in <{tag}>")),
            None => ("", after),
        };
        if attributes.iter().any(|(other, _)| other == key) {
            return Err(format!("{key} twice in <{tag}>"));
        }
        attributes.push((key.to_owned(), value.to_owned()));
        rest = after;
    }
}
