//! The tokens of `XPath` 1.0 (section 3.7), with its rule for telling operators from names.

use super::ExprFault;
use crate::xml::XML_SPACE;
use crate::xml::name::{is_name_char, is_name_start};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// An operator or punctuation.
    Sign(&'static str),
    Text(String),
    Number(f64),
    Variable(String),
    /// A name test with prefix and local name; the local name may be `*`.
    Name(String, String),
    /// A name followed by `(`.
    Function(String),
    /// A name followed by `::`.
    Axis(String),
    End,
}

const SIGNS: [&str; 22] = [
    "::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", ".", "@", ",", "/", "|", "+", "-", "=",
    "<", ">", "*", "$",
];

/// All tokens with their offsets; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ExprFault> {
    let mut tokens: Vec<(usize, Token)> = Vec::new();
    let mut lexer = Lexer { text, at: 0 };
    loop {
        lexer.skip_space();
        let offset = lexer.at;
        let token = lexer.next(tokens.last().map(|(_, token)| token))?;
        let ended = token == Token::End;
        tokens.push((offset, token));
        if ended {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(XML_SPACE).len();
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let part: String = self.rest().chars().take_while(|c| wanted(*c)).collect();
        self.at += part.len();
        part
    }

    fn next(&mut self, before: Option<&Token>) -> Result<Token, ExprFault> {
        let Some(first) = self.rest().chars().next() else { return Ok(Token::End) };
        let second = self.rest().chars().nth(1);
        match first {
            '\'' | '"' => self.text(first),
            '0'..='9' => self.number(),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => self.number(),
            '$' => {
                self.at += 1;
                let name = self.name()?;
                if self.rest().starts_with(':') {
                    return Err(ExprFault::new(
                        self.at,
                        "variable names with a namespace are not supported",
                    ));
                }
                Ok(Token::Variable(name))
            }
            '*' if before.is_some_and(ends_operand) => {
                self.at += 1;
                Ok(Token::Sign("times"))
            }
            '*' => {
                self.at += 1;
                Ok(Token::Name(String::new(), "*".to_owned()))
            }
            c if is_name_start(c) => self.word(before),
            _ => self.sign(),
        }
    }

    fn text(&mut self, quote: char) -> Result<Token, ExprFault> {
        let start = self.at;
        self.at += 1;
        let text = self.take(|c| c != quote);
        if self.rest().is_empty() {
            return Err(ExprFault::new(start, "a quotation mark is not closed"));
        }
        self.at += 1;
        Ok(Token::Text(text))
    }

    fn number(&mut self) -> Result<Token, ExprFault> {
        let start = self.at;
        let mut digits = self.take(|c| c.is_ascii_digit());
        if self.rest().starts_with('.') {
            self.at += 1;
            digits.push('.');
            digits.push_str(&self.take(|c| c.is_ascii_digit()));
        }
        if self.rest().starts_with(is_name_start) {
            return Err(ExprFault::new(start, "a number runs into a name"));
        }
        digits
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
            .map(Token::Number)
            .ok_or_else(|| ExprFault::new(start, format!("`{digits}` is not a number")))
    }

    fn name(&mut self) -> Result<String, ExprFault> {
        if self.rest().starts_with(is_name_start) {
            Ok(self.take(is_name_char))
        } else {
            Err(ExprFault::new(self.at, "here a name is expected"))
        }
    }

    /// A name, unless it stands where only an operator can be.
    fn word(&mut self, before: Option<&Token>) -> Result<Token, ExprFault> {
        let start = self.at;
        let name = self.name()?;
        if before.is_some_and(ends_operand) {
            return match name.as_str() {
                "and" => Ok(Token::Sign("and")),
                "or" => Ok(Token::Sign("or")),
                "div" => Ok(Token::Sign("div")),
                "mod" => Ok(Token::Sign("mod")),
                _ => {
                    Err(ExprFault::new(start, format!("`{name}` is not an operator of XPath 1.0")))
                }
            };
        }
        if self.rest().starts_with(':') && !self.rest().starts_with("::") {
            self.at += 1;
            if self.rest().starts_with('*') {
                self.at += 1;
                return Ok(Token::Name(name, "*".to_owned()));
            }
            let local = self.name()?;
            self.skip_space();
            if self.rest().starts_with('(') {
                return Ok(Token::Function(format!("{name}:{local}")));
            }
            return Ok(Token::Name(name, local));
        }
        self.skip_space();
        if self.rest().starts_with("::") {
            self.at += 2;
            Ok(Token::Axis(name))
        } else if self.rest().starts_with('(') {
            Ok(Token::Function(name))
        } else {
            Ok(Token::Name(String::new(), name))
        }
    }

    fn sign(&mut self) -> Result<Token, ExprFault> {
        let Some(sign) = SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) else {
            let c = self.rest().chars().next().unwrap_or(' ');
            return Err(ExprFault::new(self.at, format!("`{c}` has no meaning in an expression")));
        };
        self.at += sign.len();
        Ok(Token::Sign(sign))
    }
}

/// Whether an operator can follow.
fn ends_operand(token: &Token) -> bool {
    match token {
        Token::Sign(sign) => matches!(*sign, ")" | "]" | "." | ".."),
        Token::Text(_) | Token::Number(_) | Token::Variable(_) | Token::Name(..) => true,
        Token::Function(_) | Token::Axis(_) | Token::End => false,
    }
}
