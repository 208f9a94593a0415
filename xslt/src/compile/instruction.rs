//! Instructions (XSLT 1.0, sections 5 to 13).

mod apply;
mod choose;
mod create;
mod number;
mod unknown;

use std::sync::Arc;

use super::scope::bad_value;
use super::sheet::{Attr, Child, Markup};
use super::space::Ambient;
use super::template::Frame;
use super::vocabulary::{self, Tag};
use super::{DOCUMENTS_NAMESPACE, FUNCTIONS_NAMESPACE, attribute_set, literal};
use crate::program::{Copy, Instruction, Op, ValueTemplate};
use crate::xpath::Expr;

impl<'a> Frame<'a> {
    /// An element in a template; nothing if it does nothing, or after a fault.
    pub(super) fn instruction(
        &mut self,
        element: Markup<'a>,
        ambient: &Ambient,
    ) -> Option<Instruction> {
        let op = if element.is_xslt() {
            self.xslt_instruction(element, &ambient.enter(element))
        } else {
            let ambient = ambient.enter_literal(element);
            let uri = self.env.names.text(element.uri());
            if uri == FUNCTIONS_NAMESPACE && element.local() == "result" {
                self.function_result(element, &ambient)
            } else if !ambient.is_extension(element.uri()) {
                Some(literal::element(self, element, &ambient))
            } else if uri == DOCUMENTS_NAMESPACE && element.local() == "document" {
                create::check_extension_document(element, ambient.forwards);
                create::document(self, element, &ambient)
            } else {
                Some(unknown::unknown(self, element, &ambient))
            }
        };
        op.map(|op| Instruction { place: element.place(), op })
    }

    fn xslt_instruction(&mut self, element: Markup<'a>, ambient: &Ambient) -> Option<Op> {
        let forwards = ambient.forwards;
        let Some(definition) = vocabulary::find(element.local()) else {
            return unknown::xslt(self, element, ambient);
        };
        if definition.home.is_some() {
            return unknown::misplaced(self, element, definition, ambient);
        }
        vocabulary::check_attributes(element, definition, forwards);
        match definition.tag {
            Tag::ApplyImports => Some(apply::apply_imports(self, element, ambient)),
            Tag::ApplyTemplates => Some(apply::apply_templates(self, element, ambient)),
            Tag::Attribute => create::attribute(self, element, ambient),
            Tag::CallTemplate => apply::call_template(self, element, ambient),
            Tag::Choose => Some(choose::choose(self, element, ambient)),
            Tag::Comment => Some(Op::Comment(self.content(element, &ambient.apart()))),
            Tag::Copy => Some(self.copy(element, ambient)),
            Tag::CopyOf => {
                vocabulary::check_empty(element, forwards);
                self.required_expr(element, "select").map(Op::CopyOf)
            }
            Tag::Document => create::document(self, element, ambient),
            Tag::Element => create::element(self, element, ambient),
            Tag::ForEach => apply::for_each(self, element, ambient),
            Tag::If => choose::r#if(self, element, ambient),
            Tag::Message => {
                let terminate = element.yes_or_no("terminate", forwards).unwrap_or(false);
                let body = self.content(element, &ambient.apart());
                Some(Op::Message { terminate, body })
            }
            Tag::Number => Some(number::number(self, element, forwards)),
            Tag::ProcessingInstruction => create::processing_instruction(self, element, ambient),
            Tag::Text => text(element, forwards),
            Tag::ValueOf => {
                vocabulary::check_empty(element, forwards);
                let raw = element.yes_or_no("disable-output-escaping", forwards);
                let select = self.required_expr(element, "select")?;
                Some(Op::ValueOf { select, raw: raw.unwrap_or(false) })
            }
            Tag::Variable => {
                let value = self.binding(element, ambient);
                let (_, slot) = self.declare(element, element.attribute("name")?, forwards)?;
                Some(Op::Variable { slot, value })
            }
            // What `xsl:fallback` contains is for processors that do not know the element around. The others were
            // reported above.
            Tag::Fallback
            | Tag::AttributeSet
            | Tag::DecimalFormat
            | Tag::Import
            | Tag::Include
            | Tag::Key
            | Tag::NamespaceAlias
            | Tag::Otherwise
            | Tag::Output
            | Tag::Param
            | Tag::PreserveSpace
            | Tag::Sort
            | Tag::StripSpace
            | Tag::Stylesheet
            | Tag::Template
            | Tag::Transform
            | Tag::When
            | Tag::WithParam => None,
        }
    }

    /// The expression of an attribute that has to be there.
    fn required_expr(&self, element: Markup<'a>, local: &str) -> Option<Expr> {
        element.attribute(local).map(|attr| self.context(element).expr(attr))
    }

    fn value_template(&self, element: Markup<'a>, local: &str) -> Option<ValueTemplate> {
        element.attribute(local).map(|attr| self.context(element).value_template(attr))
    }

    /// A value template that, where it is fixed, is one of a few words.
    fn word_template(
        &self,
        element: Markup<'a>,
        local: &str,
        known: &[&str],
        forwards: bool,
    ) -> Option<ValueTemplate> {
        let attr = element.attribute(local)?;
        let template = self.context(element).value_template(attr);
        if let ValueTemplate::Fixed(text) = &template
            && !known.contains(&&**text)
            && !text.contains(':')
            && !forwards
        {
            bad_value(attr, text, known);
        }
        Some(template)
    }

    fn copy(&mut self, element: Markup<'a>, ambient: &Ambient) -> Op {
        let sets = element.attribute("use-attribute-sets");
        let attribute_sets = attribute_set::used(self.env, element, sets);
        let body = self.content(element, &ambient.apart());
        Op::Copy(Box::new(Copy { attribute_sets, body }))
    }

    /// `func:result`
    fn function_result(&mut self, element: Markup<'a>, ambient: &Ambient) -> Option<Op> {
        if !self.in_function {
            let message = format!("`{}` has no place here", element.written());
            element.fault(message, Some("it stands in `func:function`".to_owned()));
            return None;
        }
        Some(Op::FunctionResult(self.binding(element, ambient)))
    }
}

/// `xsl:text`: all white space in it counts.
fn text(element: Markup<'_>, forwards: bool) -> Option<Op> {
    let raw = element.yes_or_no("disable-output-escaping", forwards).unwrap_or(false);
    let mut text = String::new();
    for child in element.children(true) {
        match child {
            Child::Text(_, piece) => text.push_str(&piece),
            Child::Element(child) if !forwards => {
                let message = format!("`{}` contains text alone", element.written());
                child.fault(message, None);
            }
            Child::Element(_) => {}
        }
    }
    (!text.is_empty()).then(|| Op::Text { text: Arc::from(text), raw })
}

/// Checks the name that an attribute gives to what is made, where it is fixed. Whether its prefix has to be declared
/// is for the caller to know.
fn check_name(element: Markup<'_>, attr: Attr<'_>, name: &ValueTemplate, bound: bool) {
    let ValueTemplate::Fixed(name) = name else { return };
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let is_name = |text: &str| crate::xml::is_ncname(text);
    if !is_name(local) || (name.contains(':') && !is_name(prefix)) {
        attr.fault(format!("`{name}` is not a name"), None);
    } else if bound && !prefix.is_empty() {
        element.prefix_namespace(attr, 0, prefix);
    }
}
