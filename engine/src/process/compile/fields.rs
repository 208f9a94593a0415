//! Declarations of dynamic fields.

use std::fmt::Display;

use rust_decimal::Decimal;

use super::Compiler;
use crate::condition::last_line;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::field::{Check, Field, FieldKind, Pattern, TEXT_LENGTH_MAX, TEXTAREA_LENGTH_MAX};
use crate::process::document::mapping::{Mapping, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::language::parts::{CHECK, FIELD};
use crate::value::Value;

/// Numbers beyond this are not carried exactly by JSON and JavaScript: 2^53 - 1.
pub(super) const INTEGER_MAX: i64 = 9_007_199_254_740_991;
/// The same for numbers with decimals: 10^15 leaves room for some of them.
pub(super) const DECIMAL_MAX: i64 = 1_000_000_000_000_000;
/// The most options of a field: a longer list is no help to whoever must choose.
const OPTIONS_MAX: usize = 500;

impl Compiler<'_> {
    pub(super) fn field(&mut self, name: &Text, node: &Node) -> Option<Field> {
        let field_name = self.field_name(name);
        let declared = type_text(node);
        let declared = declared.map_or("", |text| text.value.as_str());
        let construct = FIELD.kind(declared).unwrap_or(&FIELD);
        let mapping = Mapping::of(node, construct, name.span, &mut self.faults)?;
        let label = mapping
            .require_text("label", &mut self.faults)
            .and_then(|text| self.line(text, "label"));
        let hint = mapping
            .text("hint", &mut self.faults)
            .map(|text| text.value.clone())
            .unwrap_or_default();
        let kind = self.field_kind(mapping)?;
        let mut field =
            Field { name: field_name?, label: label?, hint, kind, default: None, check: None };
        if let Some((key, node)) = mapping.get("default")
            && construct.key("default").is_some()
        {
            field.default = self.default(&field.kind, &field.name, key, node).flatten();
        }
        Some(field)
    }

    /// What must hold whenever somebody sets a field; read once all fields are known.
    pub(super) fn check(&mut self, field: &Node) -> Option<Check> {
        let Kind::Mapping(entries) = &field.kind else { return None };
        let (key, node) = entries.iter().find(|(key, _)| key.value == "check")?;
        let mapping = Mapping::of(node, &CHECK, key.span, &mut self.faults)?;
        let that = mapping.require_text("that", &mut self.faults);
        let that = that.and_then(|text| self.condition(text));
        let message = mapping.require_text("message", &mut self.faults);
        let message = message.and_then(|text| self.template(text));
        Some(Check { that: that?, message: message? })
    }

    fn field_kind(&mut self, mapping: Mapping<'_>) -> Option<FieldKind> {
        let declared = mapping.require_text("type", &mut self.faults)?;
        let types: Vec<&str> = FIELD.kinds().into_iter().map(|(word, _)| word).collect();
        let name = self.one_of(declared, "field type", &types, |name| name)?;
        Some(match name {
            "text" => {
                let length_max = self.length_max(mapping, TEXT_LENGTH_MAX);
                let pattern = match mapping.text("pattern", &mut self.faults) {
                    Some(text) => Some(self.pattern(text)?),
                    None => None,
                };
                FieldKind::Text { length_max: length_max?, pattern }
            }
            "textarea" => {
                FieldKind::Textarea { length_max: self.length_max(mapping, TEXTAREA_LENGTH_MAX)? }
            }
            "email" => FieldKind::Email,
            "integer" => self.integer(mapping)?,
            "decimal" => self.decimal(mapping)?,
            "checkbox" => FieldKind::Checkbox,
            "dropdown" => FieldKind::Dropdown { options: self.options(mapping)? },
            "multiselect" => FieldKind::Multiselect { options: self.options(mapping)? },
            "date" => FieldKind::Date,
            "date-time" => FieldKind::DateTime,
            "customer-user" => FieldKind::CustomerUser,
            "customer" => FieldKind::Customer,
            _ => FieldKind::Attachment,
        })
    }

    fn length_max(&mut self, mapping: Mapping<'_>, otherwise: usize) -> Option<usize> {
        let Some(text) = mapping.text("max_length", &mut self.faults) else {
            return Some(otherwise);
        };
        let number = self.number(text, "max_length")?;
        let length_max = usize::try_from(number)
            .ok()
            .filter(|number| (1..=TEXTAREA_LENGTH_MAX).contains(number));
        if length_max.is_none() {
            let message = format!("`max_length` must be from 1 to {TEXTAREA_LENGTH_MAX}");
            self.faults.push(Diagnostic::new(Code::BadLimit, text.span, message));
        }
        length_max
    }

    fn pattern(&mut self, text: &Text) -> Option<Pattern> {
        match Pattern::parse(&text.value) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let message = format!("this is not a pattern: {}", last_line(&error.to_string()));
                self.faults.push(Diagnostic::new(Code::BadLimit, text.span, message));
                None
            }
        }
    }

    fn integer(&mut self, mapping: Mapping<'_>) -> Option<FieldKind> {
        let limits = [-INTEGER_MAX, INTEGER_MAX];
        let (min, max) = self.bounds(mapping, limits, Self::number)?;
        Some(FieldKind::Integer { min, max })
    }

    fn decimal(&mut self, mapping: Mapping<'_>) -> Option<FieldKind> {
        let limits = [-DECIMAL_MAX, DECIMAL_MAX].map(Decimal::from);
        let (min, max) = self.bounds(mapping, limits, Self::decimal_number)?;
        Some(FieldKind::Decimal { min, max })
    }

    /// `min` and `max` of numbers that lie between two limits.
    fn bounds<T: Copy + PartialOrd + Display>(
        &mut self,
        mapping: Mapping<'_>,
        [lowest, highest]: [T; 2],
        read: impl Fn(&mut Self, &Text, &str) -> Option<T>,
    ) -> Option<(T, T)> {
        let mut bound = |key, otherwise| match mapping.text(key, &mut self.faults) {
            Some(text) => read(self, text, key).map(|number| (number, text.span)),
            None => Some((otherwise, mapping.at())),
        };
        let (min, max) = (bound("min", lowest), bound("max", highest));
        let ((min, min_at), (max, max_at)) = (min?, max?);
        for (number, at) in [(min, min_at), (max, max_at)] {
            if !(lowest..=highest).contains(&number) {
                let message = format!("numbers go from {lowest} to {highest}");
                self.faults.push(Diagnostic::new(Code::BadLimit, at, message));
            }
        }
        if min > max {
            let message = format!("no number is at least {min} and at most {max}");
            self.faults.push(Diagnostic::new(Code::BadLimit, max_at, message));
            return None;
        }
        Some((min, max))
    }

    /// Options as a mapping of keys to labels, or as a list of keys that are their own labels.
    fn options(&mut self, mapping: Mapping<'_>) -> Option<Vec<(String, String)>> {
        let (key, node) = mapping.require("options", &mut self.faults)?;
        let options: Option<Vec<(String, String, Span)>> = match &node.kind {
            Kind::Mapping(entries) => {
                entries.iter().map(|(option, node)| self.option(option, Some(node))).collect()
            }
            Kind::List(nodes) => nodes
                .iter()
                .map(|node| {
                    text(node, "an option", node.span, &mut self.faults)
                        .and_then(|text| self.option(text, None))
                })
                .collect(),
            Kind::Empty | Kind::Text(_) => {
                let message =
                    format!("`options` must be a mapping or a list; this is {}", node.kind.name());
                self.faults.push(Diagnostic::new(Code::WrongType, key.span, message));
                return None;
            }
        };
        let options = options?;
        if !(1..=OPTIONS_MAX).contains(&options.len()) {
            let message =
                format!("there are {} options; 1 to {OPTIONS_MAX} are possible", options.len());
            self.faults.push(Diagnostic::new(Code::BadLimit, key.span, message));
        }
        self.refuse_repeated_labels(options.iter().map(|(_, label, span)| (*span, label.as_str())));
        Some(options.into_iter().map(|(key, label, _)| (key, label)).collect())
    }

    fn option(&mut self, key: &Text, label: Option<&Node>) -> Option<(String, String, Span)> {
        let name = self.line(key, "an option")?;
        let label = match label {
            Some(node) => {
                let text = text(node, &key.value, key.span, &mut self.faults)?;
                self.line(text, &key.value)?
            }
            None => name.clone(),
        };
        Some((name, label, key.span))
    }

    /// A default, as somebody would have posted it; `None` if it has a fault, nothing if it is empty.
    #[expect(clippy::option_option, reason = "empty and faulty are two things")]
    pub(super) fn default(
        &mut self,
        kind: &FieldKind,
        name: &str,
        key: &Text,
        node: &Node,
    ) -> Option<Option<Value>> {
        let input: Vec<String> = match &node.kind {
            Kind::List(nodes) if matches!(kind, FieldKind::Multiselect { .. }) => {
                let texts: Vec<Option<String>> = nodes
                    .iter()
                    .map(|node| {
                        text(node, "default", node.span, &mut self.faults)
                            .map(|text| text.value.clone())
                    })
                    .collect();
                texts.into_iter().collect::<Option<_>>()?
            }
            Kind::List(_) | Kind::Text(_) | Kind::Mapping(_) | Kind::Empty => {
                vec![text(node, "default", key.span, &mut self.faults)?.value.clone()]
            }
        };
        match Field::of_kind(kind.clone()).parse(&input) {
            Ok(value) => Some(value),
            Err(fault) => {
                let message = format!("`{name}` does not allow this default: {fault}");
                self.faults.push(Diagnostic::new(Code::BadLimit, node.span, message));
                None
            }
        }
    }
}

/// The declared type, before the field's keys can be checked.
fn type_text(node: &Node) -> Option<&Text> {
    let Kind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| key.value == "type").and_then(|(_, node)| match &node.kind {
        Kind::Text(text) => Some(text),
        Kind::Empty | Kind::List(_) | Kind::Mapping(_) => None,
    })
}
