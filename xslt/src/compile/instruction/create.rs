//! Making nodes and further results (XSLT 1.0, section 7; XSLT 1.1, section 15).

use super::check_name;
use crate::compile::attribute_set;
use crate::compile::output;
use crate::compile::sheet::Markup;
use crate::compile::space::Ambient;
use crate::compile::template::Frame;
use crate::compile::vocabulary::{self, Definition};
use crate::program::{Attribute, Element, Op, OutputSettings, ResultDocument, ValueTemplate};

/// `xsl:element`
pub(super) fn element<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let name = frame.value_template(element, "name");
    let namespace = frame.value_template(element, "namespace");
    if let (Some(name), Some(attr)) = (&name, element.attribute("name")) {
        check_name(element, attr, name, namespace.is_none());
    }
    let sets = element.attribute("use-attribute-sets");
    let attribute_sets = attribute_set::used(frame.env, element, sets);
    let body = frame.content(element, &ambient.apart());
    let scope = element.namespaces().into();
    Some(Op::Element(Box::new(Element { name: name?, namespace, scope, attribute_sets, body })))
}

/// `xsl:attribute`
pub(super) fn attribute<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let name = frame.value_template(element, "name");
    let namespace = frame.value_template(element, "namespace");
    if let (Some(name), Some(attr)) = (&name, element.attribute("name")) {
        check_name(element, attr, name, namespace.is_none());
        if namespace.is_none() && matches!(name, ValueTemplate::Fixed(name) if &**name == "xmlns") {
            let help = "a declaration appears where an element or attribute needs it";
            attr.fault("an attribute cannot be called `xmlns`", Some(help.to_owned()));
        }
    }
    let body = frame.content(element, &ambient.apart());
    let scope = element.namespaces().into();
    Some(Op::Attribute(Box::new(Attribute { name: name?, namespace, scope, body })))
}

/// `xsl:processing-instruction`
pub(super) fn processing_instruction<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let name = frame.value_template(element, "name");
    if let (Some(ValueTemplate::Fixed(name)), Some(attr)) = (&name, element.attribute("name")) {
        let forbidden = name.eq_ignore_ascii_case("xml");
        if forbidden || !crate::xml::is_ncname(name) {
            attr.fault(format!("`{name}` cannot be the name of a processing instruction"), None);
        }
    }
    let body = frame.content(element, &ambient.apart());
    Some(Op::ProcessingInstruction { name: name?, body })
}

/// Checks the attributes of `exsl:document`, which are those of `xsl:document`.
pub(super) fn check_extension_document(element: Markup<'_>, forwards: bool) {
    let definition: Option<&'static Definition> = vocabulary::find("document");
    if let Some(definition) = definition {
        vocabulary::check_attributes(element, definition, forwards);
    }
}

/// `exsl:document` and `xsl:document`
pub(super) fn document<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let href = frame.value_template(element, "href");
    let mut fixed = true;
    for attr in element.attributes() {
        if attr.uri().is_empty() && attr.local() != "href" && attr.text.contains('{') {
            let message =
                format!("`{}` of `{}` cannot be computed", attr.written(), element.written());
            attr.fault(message, Some("write the value itself".to_owned()));
            fixed = false;
        }
    }
    let mut settings = OutputSettings::default();
    if fixed {
        output::add(element, ambient.forwards, &mut settings);
    }
    let body = frame.content(element, &ambient.apart());
    Some(Op::Document(Box::new(ResultDocument { href: href?, settings, body })))
}
