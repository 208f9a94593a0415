//! Writes XML into a string. Small enough that a library would only add error paths that cannot happen.

use super::{DOCUMENT_BYTES_MAX, DocumentFault, is_xml_char};

/// Writes elements; keeps the path for messages.
pub(super) struct XmlWriter {
    out: String,
    path: Vec<String>,
}

impl XmlWriter {
    pub(super) fn new() -> Self {
        Self { out: String::with_capacity(2048), path: vec![] }
    }

    /// Where the writer stands: `RootElement/Ticket/Title`.
    pub(super) fn path(&self) -> String {
        self.path.join("/")
    }

    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    /// An element with what `inside` writes into it.
    pub(super) fn element(
        &mut self,
        name: &str,
        inside: impl FnOnce(&mut Self) -> Result<(), DocumentFault>,
    ) -> Result<(), DocumentFault> {
        self.tag("<", name);
        self.path.push(name.to_owned());
        inside(self)?;
        self.path.pop();
        self.tag("</", name);
        if self.out.len() > DOCUMENT_BYTES_MAX { Err(DocumentFault::TooLarge) } else { Ok(()) }
    }

    /// An element that holds a text, which may be empty.
    pub(super) fn leaf(&mut self, name: &str, text: &str) -> Result<(), DocumentFault> {
        self.element(name, |writer| writer.text(text))
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.out.push_str(open);
        self.out.push_str(name);
        self.out.push('>');
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), DocumentFault> {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                // A reader turns a bare carriage return into a line feed.
                '\r' => self.out.push_str("&#13;"),
                _ if is_xml_char(character) => self.out.push(character),
                _ => return Err(DocumentFault::Character { path: self.path(), character }),
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}
