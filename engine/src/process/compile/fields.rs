//! Declarations of dynamic fields.

use super::Compiler;
use crate::condition::last_line;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::field::{Field, FieldKind, Pattern, TEXT_LENGTH_MAX, TEXTAREA_LENGTH_MAX};
use crate::process::document::mapping::{Mapping, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::value::Value;

/// Numbers beyond this are not carried exactly by JSON and JavaScript: 2^53 - 1.
pub(super) const INTEGER_MAX: i64 = 9_007_199_254_740_991;
/// The most options of a field: a longer list is no help to whoever must choose.
const OPTIONS_MAX: usize = 500;

const TYPES: [&str; 8] =
    ["text", "textarea", "email", "integer", "checkbox", "dropdown", "multiselect", "date"];

/// The keys of a field of this type, besides those of all.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "text" => &["label", "type", "hint", "default", "max_length", "pattern"],
        "textarea" => &["label", "type", "hint", "default", "max_length"],
        "integer" => &["label", "type", "hint", "default", "min", "max"],
        "dropdown" | "multiselect" => &["label", "type", "hint", "default", "options"],
        "email" | "checkbox" | "date" => &["label", "type", "hint", "default"],
        _ => {
            &["label", "type", "hint", "default", "max_length", "pattern", "min", "max", "options"]
        }
    }
}

impl Compiler<'_> {
    pub(super) fn field(&mut self, name: &Text, node: &Node) -> Option<Field> {
        let field_name = self.field_name(name);
        let declared = type_text(node);
        let what = match declared.map(|text| text.value.as_str()) {
            Some("text") => "a text field",
            Some("textarea") => "a textarea field",
            Some("email") => "an email field",
            Some("integer") => "an integer field",
            Some("checkbox") => "a checkbox field",
            Some("dropdown") => "a dropdown field",
            Some("multiselect") => "a multiselect field",
            Some("date") => "a date field",
            Some(_) | None => "a field",
        };
        let known = keys_of(declared.map_or("", |text| text.value.as_str()));
        let mapping = Mapping::open(node, what, name.span, known, &mut self.faults)?;
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
        if let Some((key, node)) = mapping.get("default") {
            field.default = self.default(&field, key, node);
        }
        Some(field)
    }

    fn field_kind(&mut self, mapping: Mapping<'_>) -> Option<FieldKind> {
        let declared = mapping.require_text("type", &mut self.faults)?;
        let name = self.one_of(declared, "field type", &TYPES, |name| name)?;
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
            "checkbox" => FieldKind::Checkbox,
            "dropdown" => FieldKind::Dropdown { options: self.options(mapping)? },
            "multiselect" => FieldKind::Multiselect { options: self.options(mapping)? },
            _ => FieldKind::Date,
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
        let mut bound =
            |key: &'static str, otherwise: i64| match mapping.text(key, &mut self.faults) {
                Some(text) => self.number(text, key).map(|number| (number, text.span)),
                None => Some((otherwise, mapping.at())),
            };
        let (min, max) = (bound("min", -INTEGER_MAX), bound("max", INTEGER_MAX));
        let ((min, min_at), (max, max_at)) = (min?, max?);
        for (number, at) in [(min, min_at), (max, max_at)] {
            if !(-INTEGER_MAX..=INTEGER_MAX).contains(&number) {
                let message = format!("numbers go from -{INTEGER_MAX} to {INTEGER_MAX}");
                self.faults.push(Diagnostic::new(Code::BadLimit, at, message));
            }
        }
        if min > max {
            let message = format!("no number is at least {min} and at most {max}");
            self.faults.push(Diagnostic::new(Code::BadLimit, max_at, message));
            return None;
        }
        Some(FieldKind::Integer { min, max })
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

    /// The default, as somebody would have posted it.
    fn default(&mut self, field: &Field, key: &Text, node: &Node) -> Option<Value> {
        let input: Vec<String> = match &node.kind {
            Kind::List(nodes) if matches!(field.kind, FieldKind::Multiselect { .. }) => {
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
        match field.parse(&input) {
            Ok(value) => value,
            Err(fault) => {
                let message = format!("`{}` does not allow this default: {fault}", field.name);
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
