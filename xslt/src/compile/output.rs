//! `xsl:output` and the attributes that `xsl:document` shares with it (XSLT 1.0, section 16).

use super::scope::bad_value;
use super::sheet::{Markup, words};
use super::top::Declaration;
use crate::program::{Method, OutputSettings};
use crate::xml::SPACE;

/// Merges all declarations, those of the lowest import precedence first: a later attribute wins, and
/// `cdata-section-elements` add up.
pub(super) fn merge(declarations: &[Declaration<'_>]) -> OutputSettings {
    let mut settings = OutputSettings::default();
    for declaration in declarations {
        add(declaration.element, declaration.forwards, &mut settings);
    }
    settings
}

/// Adds what an element says.
pub(super) fn add(element: Markup<'_>, forwards: bool, settings: &mut OutputSettings) {
    let text = |local: &str, into: &mut Option<Box<str>>| {
        if let Some(attr) = element.attribute(local) {
            *into = Some(attr.text.into());
        }
    };
    let flag = |local: &str, into: &mut Option<bool>| {
        *into = element.yes_or_no(local, forwards).or(*into);
    };
    text("version", &mut settings.version);
    text("encoding", &mut settings.encoding);
    text("doctype-public", &mut settings.doctype_public);
    text("doctype-system", &mut settings.doctype_system);
    text("media-type", &mut settings.media_type);
    flag("omit-xml-declaration", &mut settings.omit_xml_declaration);
    flag("standalone", &mut settings.standalone);
    flag("indent", &mut settings.indent);
    settings.method = method(element, forwards).or(settings.method);
    if let Some(attr) = element.attribute("cdata-section-elements") {
        for word in words(attr.text) {
            if let Some(name) = element.expand(attr, word, true)
                && !settings.cdata_section_elements.contains(&name)
            {
                settings.cdata_section_elements.push(name);
            }
        }
    }
}

fn method(element: Markup<'_>, forwards: bool) -> Option<Method> {
    let attr = element.attribute("method")?;
    match attr.text.trim_matches(SPACE) {
        "xml" => Some(Method::Xml),
        "html" => Some(Method::Html),
        "text" => Some(Method::Text),
        // A method of one's own: what is not known is written as XML.
        own if own.contains(':') => element.expand(attr, own, false).map(|_| Method::Xml),
        _ if forwards => None,
        other => {
            bad_value(attr, other, &["xml", "html", "text"]);
            None
        }
    }
}
