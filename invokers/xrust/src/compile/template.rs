//! Templates that are found by their patterns.

use std::collections::BTreeMap;

use qualname::QName;
use xrust::transform::template::Template;
use xrust::transform::{Axis, KindTest, NodeTest, Transform};

use super::body::Around;
use super::call::{Variant, after_params, params};
use super::expr::Place;
use super::pattern::{Compiled, simple};
use super::scope::Variables;
use super::{Faults, Gathered};
use crate::emit::{self, T};
use crate::names::qname;
use crate::sheet::Element;
use crate::tree::XNode;
use crate::xpath;

/// The compiling of one stylesheet.
pub(super) struct Sheet<'s> {
    pub(super) faults: &'s Faults<'s>,
    pub(super) gathered: Gathered,
    pub(super) named: BTreeMap<&'s str, &'s Element>,
    pub(super) variants: Vec<Variant>,
    pub(super) globals: Variables,
    pub(super) excluded_prefixes: Vec<String>,
    pub(super) templates: Vec<Template<XNode>>,
    /// Names of the modes, in the order they were met.
    pub(super) modes: Vec<String>,
}

/// A template and what decides between several that match.
pub(super) struct Candidate {
    pattern: Compiled,
    body: T,
    mode: Option<QName>,
    text: String,
}

impl<'s> Sheet<'s> {
    /// Complains of attributes that an element of XSLT does not have.
    pub(super) fn allow(&self, element: &Element, allowed: &[&str]) {
        for attribute in element.attributes.iter().filter(|attribute| attribute.uri.is_none()) {
            if !allowed.contains(&attribute.local.as_str()) {
                let message =
                    format!("`xsl:{}` has no attribute `{}` here", element.local, attribute.local);
                let help = if allowed.is_empty() {
                    "remove it".to_owned()
                } else {
                    format!("it takes `{}`", allowed.join("`, `"))
                };
                self.faults.add(attribute.offset, message, Some(help));
            }
        }
        if let Some(space) =
            element.attributes.iter().find(|a| a.prefix == "xml" && a.local == "space")
        {
            let help = "write white space that counts in `xsl:text`".to_owned();
            self.faults.add(space.offset, "`xml:space` is not supported", Some(help));
        }
    }

    /// Complains of content where there can be none.
    pub(super) fn empty(&self, element: &Element) {
        if !element.children.is_empty() {
            self.faults.at(
                element,
                format!("`xsl:{}` is empty", element.local),
                "put the content beside it",
            );
        }
    }

    /// The mode of an element; the outer nothing is a fault.
    #[expect(clippy::option_option, reason = "a fault and no mode are different things")]
    pub(super) fn mode(&mut self, element: &Element) -> Option<Option<QName>> {
        let Some(mode) = element.attribute("mode") else { return Some(None) };
        if !crate::xml::name::is_ncname(&mode.value) {
            self.faults.add(
                mode.offset,
                format!("`{}` is not a name for a mode", mode.value),
                None,
            );
            return None;
        }
        let index = self.modes.iter().position(|known| *known == mode.value).unwrap_or_else(|| {
            self.modes.push(mode.value.clone());
            self.modes.len() - 1
        });
        Some(Some(mode_name(index)?))
    }

    /// A template with a pattern: one candidate for each of its alternatives.
    pub(super) fn template(&mut self, element: &'s Element) -> Vec<Candidate> {
        self.allow(element, &["match", "name", "priority", "mode"]);
        let Some(pattern) = element.attribute("match") else { return Vec::new() };
        let priority = element.attribute("priority").and_then(|priority| {
            let parsed = priority.value.trim().parse::<f64>().ok().filter(|p| p.is_finite());
            if parsed.is_none() {
                self.faults.add(
                    priority.offset,
                    format!("`{}` is not a number", priority.value),
                    None,
                );
            }
            parsed
        });
        let Some(mode) = self.mode(element) else { return Vec::new() };
        let mut variables = self.globals.clone();
        let mut items: Vec<T> =
            params(element).filter_map(|param| self.variable(param, &mut variables)).collect();
        items.extend(self.items(after_params(element), &variables, &Around::default()));
        let body = Transform::SequenceItems(items);
        let no_variables = Variables::default();
        let mut place = Place {
            variables: &no_variables,
            namespaces: &element.scope,
            gathered: &mut self.gathered,
            in_predicate: false,
        };
        let compiled = xpath::parse_pattern(&pattern.value).and_then(|alternatives| {
            alternatives.iter().map(|path| place.pattern(path, 0)).collect::<Result<Vec<_>, _>>()
        });
        match compiled {
            Ok(patterns) => patterns
                .into_iter()
                .map(|compiled| Candidate {
                    pattern: Compiled {
                        priority: priority.unwrap_or(compiled.priority),
                        ..compiled
                    },
                    body: body.clone(),
                    mode: mode.clone(),
                    text: pattern.value.clone(),
                })
                .collect(),
            Err(fault) => {
                self.faults.expression(pattern.offset, fault);
                Vec::new()
            }
        }
    }

    /// Ranks the candidates, so that no two have the same priority: where XSLT prefers the later one, `xrust` does not
    /// say which it takes. The built-in templates (section 5.8) come last, once for each mode.
    pub(super) fn add_templates(&mut self, mut candidates: Vec<Candidate>) {
        candidates.sort_by(|left, right| left.pattern.priority.total_cmp(&right.pattern.priority));
        let mut rank = 1.0;
        for candidate in candidates {
            let Candidate { pattern, body, mode, text } = candidate;
            self.templates.push(Template::new(
                pattern.pattern,
                body,
                Some(rank),
                vec![0],
                None,
                mode,
                text,
            ));
            rank += 1.0;
        }
        let modes = std::iter::once(None).chain((0..self.modes.len()).map(mode_name));
        for mode in modes {
            let children = emit::kind(Axis::Child, KindTest::Any);
            let deeper = Transform::ApplyTemplates(Box::new(children), mode.clone(), Vec::new());
            let value = || emit::text_node(emit::string(Transform::ContextItem));
            let built_in = [
                (KindTest::Document, deeper.clone()),
                (KindTest::Element, deeper),
                (KindTest::Text, value()),
                (KindTest::Attribute, value()),
                (KindTest::Comment, Transform::Empty),
            ];
            for (place, (kind, body)) in (0_i32..).zip(built_in) {
                let pattern = simple(&[NodeTest::Kind(kind)]);
                let priority = Some(-1.0 - f64::from(place));
                self.templates.push(Template::new(
                    pattern,
                    body,
                    priority,
                    vec![0],
                    None,
                    mode.clone(),
                    String::new(),
                ));
            }
        }
    }
}

fn mode_name(index: usize) -> Option<QName> {
    qname(None, &format!("mode.{index}"))
}
