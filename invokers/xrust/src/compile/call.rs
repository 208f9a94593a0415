//! Named templates and their arguments.
//!
//! `xrust` copies every named template for each node it looks at, and evaluates the defaults of parameters in the
//! caller's scope. Here a call is an application of templates in a mode of its own to the current node; arguments
//! travel in variables. A template is compiled once for each set of arguments (and their types) it is called with.

use xrust::transform::Transform;
use xrust::transform::template::Template;

use super::body::{Around, stored};
use super::expr::Typed;
use super::pattern::any;
use super::required;
use super::scope::{Type, Variables};
use super::template::Sheet;
use crate::emit::{self, T};
use crate::limits::TEMPLATE_VARIANTS;
use crate::names::qname;
use crate::sheet::{Child, Element};

/// A template with the arguments that it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variant {
    template: String,
    given: Vec<(String, Type)>,
}

impl<'s> Sheet<'s> {
    /// `xsl:call-template`.
    pub(super) fn call_template(
        &mut self,
        element: &'s Element,
        variables: &Variables,
    ) -> Option<T> {
        self.allow(element, &["name"]);
        let name = required(element, "name", self.faults)?;
        let Some(template) = self.named.get(name.value.as_str()).copied() else {
            let known: Vec<_> = self.named.keys().map(|name| format!("`{name}`")).collect();
            let help = (!known.is_empty()).then(|| format!("there are: {}", known.join(", ")));
            self.faults.add(
                name.offset,
                format!("there is no template named `{}`", name.value),
                help,
            );
            return None;
        };
        let mut arguments = self.arguments(element, template, variables)?;
        arguments.sort_by(|(left, _), (right, _)| left.cmp(right));
        let given = arguments.iter().map(|(name, value)| (name.clone(), value.kind)).collect();
        let index = self.variant(Variant { template: name.value.clone(), given }, element)?;
        let mut items: Vec<T> = arguments
            .into_iter()
            .map(|(name, value)| {
                Transform::VariableSet(argument(index, &name), Box::new(stored(value)))
            })
            .collect();
        let mode = qname(None, &format!("call.{index}"))?;
        items.push(Transform::ApplyTemplates(
            Box::new(Transform::ContextItem),
            Some(mode),
            Vec::new(),
        ));
        Some(Transform::SequenceItems(items))
    }

    fn arguments(
        &mut self,
        element: &'s Element,
        template: &'s Element,
        variables: &Variables,
    ) -> Option<Vec<(String, Typed)>> {
        let mut arguments: Vec<(String, Typed)> = Vec::new();
        for child in &element.children {
            let Child::Element(argument) = child else { continue };
            if argument.xsl() != Some("with-param") {
                let help = "`xsl:call-template` has only `xsl:with-param` in it";
                self.faults.at(argument, "this cannot stand in `xsl:call-template`", help);
                continue;
            }
            let (name, value) = self.declaration(argument, variables)?;
            let is_named =
                |param: &&Element| param.attribute("name").is_some_and(|n| n.value == name);
            if !params(template).any(|param| is_named(&param)) {
                let help = format!("declare `<xsl:param name=\"{name}\"/>` in it");
                self.faults.at(argument, format!("the template has no parameter `{name}`"), help);
            } else if arguments.iter().any(|(given, _)| *given == name) {
                self.faults.at(
                    argument,
                    format!("the argument `{name}` is given twice"),
                    "leave one out",
                );
            } else {
                arguments.push((name, value));
            }
        }
        Some(arguments)
    }

    /// The number of a variant, which is compiled later if it is new.
    fn variant(&mut self, variant: Variant, element: &Element) -> Option<usize> {
        if let Some(index) = self.variants.iter().position(|known| *known == variant) {
            return Some(index);
        }
        if self.variants.len() == TEMPLATE_VARIANTS {
            let help = "call templates with the same parameters everywhere";
            self.faults.at(
                element,
                "the named templates are called in too many different ways",
                help,
            );
            return None;
        }
        self.variants.push(variant);
        Some(self.variants.len() - 1)
    }

    /// Compiles all that is called; and once, for its faults, what is not.
    pub(super) fn compile_variants(&mut self) {
        let uncalled: Vec<_> = self
            .named
            .keys()
            .filter(|name| !self.variants.iter().any(|variant| variant.template == ***name))
            .map(|name| (*name).to_owned())
            .collect();
        let mut index = 0;
        while let Some(variant) = self.variants.get(index).cloned() {
            if let Some(template) = self.compile_variant(&variant, index) {
                self.templates.push(template);
            }
            index += 1;
        }
        for template in uncalled {
            self.compile_variant(&Variant { template, given: Vec::new() }, TEMPLATE_VARIANTS);
        }
        // The uncalled ones may have called others; those are only looked at.
        while let Some(variant) = self.variants.get(index).cloned() {
            self.compile_variant(&variant, index);
            index += 1;
        }
    }

    fn compile_variant(
        &mut self,
        variant: &Variant,
        index: usize,
    ) -> Option<Template<crate::tree::XNode>> {
        let element = self.named.get(variant.template.as_str()).copied()?;
        let mut variables = self.globals.clone();
        // A node for each call: endless calls then pass a bound.
        let mut items = vec![emit::text_node(emit::text(""))];
        for param in params(element) {
            let name = param.attribute("name").map(|name| name.value.as_str()).unwrap_or_default();
            match variant.given.iter().find(|(given, _)| given == name) {
                Some((_, kind)) => {
                    let value = emit::variable(&argument(index, name));
                    let value = if *kind == Type::Text { emit::string(value) } else { value };
                    items.push(self.declare(
                        name.to_owned(),
                        Typed::new(*kind, value),
                        &mut variables,
                    ));
                }
                None => items.extend(self.variable(param, &mut variables)),
            }
        }
        items.extend(self.items(after_params(element), &variables, &Around::default()));
        let mode = qname(None, &format!("call.{index}"))?;
        let body = Transform::SequenceItems(items);
        Some(Template::new(
            any(),
            body,
            Some(0.0),
            vec![0],
            None,
            Some(mode),
            variant.template.clone(),
        ))
    }
}

/// The variable in which an argument travels.
fn argument(index: usize, name: &str) -> String {
    format!("call.{index}.{name}")
}

/// The parameters of a template.
pub(super) fn params(template: &Element) -> impl Iterator<Item = &Element> {
    template.elements().take_while(|child| child.xsl() == Some("param"))
}

/// What follows the parameters.
pub(super) fn after_params(template: &Element) -> &[Child] {
    template.children.get(params(template).count()..).unwrap_or_default()
}
