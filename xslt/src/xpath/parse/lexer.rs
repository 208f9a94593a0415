//! Cuts an expression into tokens (XPath 1.0, section 3.7): slices of its text, made as they are asked for.
//!
//! The parser knows whether an operand or an operator has to come. By asking for a name or for an operator it follows
//! the rules that tell name tests from operators.

use crate::xml::is_ncname;
use crate::xpath::{Arithmetic, Comparison};

#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// Where the next token begins: never at white space.
    offset: usize,
}

/// A `QName`, or `prefix:*`.
#[derive(Debug, Clone, Copy)]
pub(super) struct QName<'t> {
    /// Empty: none.
    pub(super) prefix: &'t str,
    /// `*` only with a prefix.
    pub(super) local: &'t str,
    pub(super) offset: usize,
}

impl QName<'_> {
    /// Whether it is one of the names that have to be followed by `(` to be a node test.
    pub(super) fn is_node_type(&self) -> bool {
        self.prefix.is_empty()
            && matches!(self.local, "node" | "text" | "comment" | "processing-instruction")
    }
}

impl std::fmt::Display for QName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.prefix.is_empty() {
            write!(f, "{}:", self.prefix)?;
        }
        f.write_str(self.local)
    }
}

/// A binary operator; `|` is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Compare(Comparison),
    Arithmetic(Arithmetic),
}

impl Operator {
    /// How tightly it binds, from 1.
    pub(super) const fn power(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Compare(Comparison::Equal | Comparison::NotEqual) => 3,
            Self::Compare(
                Comparison::Less
                | Comparison::LessEqual
                | Comparison::Greater
                | Comparison::GreaterEqual,
            ) => 4,
            Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => 5,
            Self::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Modulo) => 6,
        }
    }

    const fn length(self) -> usize {
        match self {
            Self::Compare(Comparison::Equal | Comparison::Less | Comparison::Greater)
            | Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply) => 1,
            Self::Or
            | Self::Compare(
                Comparison::NotEqual | Comparison::LessEqual | Comparison::GreaterEqual,
            ) => 2,
            Self::And | Self::Arithmetic(Arithmetic::Divide | Arithmetic::Modulo) => 3,
        }
    }
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lexer = Self { text, offset: 0 };
        lexer.advance(0);
        lexer
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// The byte that the next token begins with.
    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    /// The byte so many after the beginning of the next token.
    pub(super) fn byte(&self, distance: usize) -> Option<u8> {
        self.text.as_bytes().get(self.offset + distance).copied()
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    /// The character that comes, if it stands there twice: it and the one before or after it.
    pub(super) fn doubled(&self) -> Option<char> {
        let before = self.text.get(..self.offset).and_then(|before| before.chars().next_back());
        let mut characters = self.rest().chars();
        let comes = characters.next();
        comes.filter(|_| before == comes || characters.next() == comes)
    }

    /// Whether there is nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim_matches(crate::xml::SPACE).is_empty()
    }

    /// Goes on behind so many bytes and the white space after them.
    fn advance(&mut self, n_bytes: usize) {
        self.offset += n_bytes;
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.offset += 1;
        }
    }

    /// Takes an ASCII character, if it comes.
    pub(super) fn eat(&mut self, character: char) -> bool {
        let found = self.peek().map(char::from) == Some(character);
        if found {
            self.advance(1);
        }
        found
    }

    /// Takes `::`, if it comes.
    pub(super) fn double_colon(&mut self) -> bool {
        let found = self.peek() == Some(b':') && self.byte(1) == Some(b':');
        if found {
            self.advance(2);
        }
        found
    }

    /// Takes `/` or `//`, if one comes; whether it is `//`.
    pub(super) fn slash(&mut self) -> Option<bool> {
        if self.peek() != Some(b'/') {
            return None;
        }
        let double = self.byte(1) == Some(b'/');
        self.advance(if double { 2 } else { 1 });
        Some(double)
    }

    /// Takes `.` or `..`, if one comes; whether it is `..`.
    pub(super) fn dots(&mut self) -> Option<bool> {
        if self.peek() != Some(b'.') {
            return None;
        }
        let double = self.byte(1) == Some(b'.');
        self.advance(if double { 2 } else { 1 });
        Some(double)
    }

    /// Where the `NCName` that begins at `start` ends; `start` if none does.
    fn name_end(&self, start: usize) -> usize {
        let mut ascii = true;
        let mut end = start;
        for byte in self.text.as_bytes().get(start..).unwrap_or_default() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {}
                b'0'..=b'9' | b'-' | b'.' if end > start => {}
                0x80.. => ascii = false,
                _ => break,
            }
            end += 1;
        }
        let name = self.text.get(start..end).unwrap_or_default();
        if ascii || is_ncname(name) {
            return end;
        }
        // Some character in it ends it. The first is looked at alone, the others after a letter.
        let mut probe = String::new();
        let foreign = name.char_indices().find(|(_, character)| {
            probe.push(*character);
            let fits = is_ncname(&probe);
            probe.replace_range(.., "a");
            !fits
        });
        foreign.map_or(end, |(at, _)| start + at)
    }

    /// Whether a name comes.
    pub(super) fn at_name(&self) -> bool {
        self.name_end(self.offset) > self.offset
    }

    /// Takes a `QName` or `prefix:*`, if one comes. There is no white space within.
    pub(super) fn name(&mut self) -> Option<QName<'t>> {
        let offset = self.offset;
        let text = self.text;
        let slice = |from, to| text.get(from..to).unwrap_or_default();
        let end = self.name_end(offset);
        if end == offset {
            return None;
        }
        let colon = text.as_bytes().get(end) == Some(&b':');
        let local_end = match text.as_bytes().get(end + 1) {
            Some(b'*') if colon => end + 2,
            Some(_) if colon => self.name_end(end + 1),
            _ => 0,
        };
        let name = if local_end > end + 1 {
            QName { prefix: slice(offset, end), local: slice(end + 1, local_end), offset }
        } else {
            QName { prefix: "", local: slice(offset, end), offset }
        };
        self.advance(end.max(local_end) - offset);
        if local_end == end + 1 {
            // A colon without a name after it: a token of its own, that nothing takes.
            self.offset = end;
        }
        Some(name)
    }

    /// Takes the string that begins here; nothing if it does not end.
    pub(super) fn literal(&mut self) -> Option<&'t str> {
        let quote = self.peek()?;
        let inside = self.text.get(self.offset + 1..)?;
        let length = inside.bytes().position(|byte| byte == quote)?;
        self.advance(length + 2);
        inside.get(..length)
    }

    /// Takes the number that begins here. Like libxml2 it may have an exponent.
    pub(super) fn number(&mut self) -> f64 {
        let rest = self.rest();
        let digits = |from: usize| {
            let digits = rest.bytes().skip(from).take_while(u8::is_ascii_digit);
            from + digits.count()
        };
        let byte = |at: usize| rest.as_bytes().get(at);
        let mut end = digits(0);
        if byte(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if let Some(b'e' | b'E') = byte(end) {
            let sign = usize::from(matches!(byte(end + 1), Some(b'+' | b'-')));
            let exponent = end + 1 + sign;
            if digits(exponent) > exponent {
                end = digits(exponent);
            }
        }
        self.advance(end);
        rest.get(..end).and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
    }

    /// The binary operator that comes, if one does.
    pub(super) fn operator(&self) -> Option<Operator> {
        let equals = self.byte(1) == Some(b'=');
        let operator = match self.peek()? {
            b'=' => Operator::Compare(Comparison::Equal),
            b'!' if equals => Operator::Compare(Comparison::NotEqual),
            b'<' if equals => Operator::Compare(Comparison::LessEqual),
            b'<' => Operator::Compare(Comparison::Less),
            b'>' if equals => Operator::Compare(Comparison::GreaterEqual),
            b'>' => Operator::Compare(Comparison::Greater),
            b'+' => Operator::Arithmetic(Arithmetic::Add),
            b'-' => Operator::Arithmetic(Arithmetic::Subtract),
            b'*' => Operator::Arithmetic(Arithmetic::Multiply),
            b'o' | b'a' | b'd' | b'm' => return self.named_operator(),
            _ => return None,
        };
        Some(operator)
    }

    fn named_operator(&self) -> Option<Operator> {
        match self.text.get(self.offset..self.name_end(self.offset))? {
            "or" => Some(Operator::Or),
            "and" => Some(Operator::And),
            "div" => Some(Operator::Arithmetic(Arithmetic::Divide)),
            "mod" => Some(Operator::Arithmetic(Arithmetic::Modulo)),
            _ => None,
        }
    }

    /// Takes the operator that [`Self::operator`] gave.
    pub(super) fn take_operator(&mut self, operator: Operator) {
        self.advance(operator.length());
    }

    /// What comes, as messages name it.
    pub(super) fn found(&self) -> String {
        let mut ahead = *self;
        match ahead.rest().chars().next() {
            None => "the end".to_owned(),
            Some(character) => match ahead.name() {
                Some(name) => format!("`{name}`"),
                None => format!("`{character}`"),
            },
        }
    }
}
