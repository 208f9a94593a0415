//! The top level of a stylesheet.

use std::collections::BTreeMap;
use std::rc::Rc;

use xrust::transform::Transform;

use super::scope::Variables;
use super::template::Sheet;
use super::{Faults, Gathered, OutputMethod, Program, required};
use crate::emit::T;
use crate::sheet::{Child, Element, XSLT};
use crate::xml::XML_SPACE;
use crate::xml::name::is_ncname;

pub(super) fn stylesheet(root: &Element, faults: &Faults<'_>) -> Option<Program> {
    check_root(root, faults)?;
    let mut sheet = Sheet {
        faults,
        gathered: Gathered::default(),
        named: named_templates(root, faults),
        variants: Vec::new(),
        globals: Variables::default(),
        excluded_prefixes: words(root, "exclude-result-prefixes"),
        templates: Vec::new(),
        modes: Vec::new(),
    };
    let mut main: Vec<T> = Vec::new();
    let mut globals = Variables::default();
    for element in
        root.elements().filter(|element| matches!(element.xsl(), Some("variable" | "param")))
    {
        if let Some(name) = element.attribute("name")
            && globals.find(&name.value).is_some()
        {
            faults.at(
                element,
                format!("the variable `${}` is declared twice", name.value),
                "give it another name",
            );
        }
        main.extend(sheet.variable(element, &mut globals));
        sheet.globals = globals.clone();
    }
    let mut candidates = Vec::new();
    for child in &root.children {
        match child {
            Child::Element(element) => match element.xsl() {
                Some("template") => candidates.extend(sheet.template(element)),
                Some(name) => sheet.declaration_element(element, name),
                None if element.uri.is_some() => {}
                None => faults.at(
                    element,
                    format!("`{}` cannot stand at the top of a stylesheet", element.local),
                    "put it into an `xsl:template`",
                ),
            },
            Child::Text(_, offset) => {
                faults.add(*offset, "text cannot stand at the top of a stylesheet", None);
            }
        }
    }
    sheet.compile_variants();
    sheet.add_templates(candidates);
    main.push(Transform::ApplyTemplates(Box::new(Transform::ContextItem), None, Vec::new()));
    sheet.check_own_texts(root);
    let Sheet { gathered, templates, .. } = sheet;
    Some(Program {
        main: Transform::SequenceItems(main),
        templates,
        known: Rc::new(gathered.known),
        prefixes: Rc::new(gathered.prefixes),
        whitespace: gathered.whitespace,
        guards: gathered.guards,
        method: gathered.method,
    })
}

fn check_root(root: &Element, faults: &Faults<'_>) -> Option<()> {
    if !matches!(root.xsl(), Some("stylesheet" | "transform")) {
        let named_so = matches!(root.local.as_str(), "stylesheet" | "transform");
        let message = if named_so {
            format!("the root element `{}` is not in the namespace of XSLT", root.local)
        } else {
            format!("the root element is `{}`, which is not a stylesheet", root.local)
        };
        let help = format!("begin with `<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"{XSLT}\">`");
        faults.at(root, message, help);
        return None;
    }
    match root.attribute("version") {
        None => faults.at(root, "the stylesheet has no version", "add `version=\"1.0\"`"),
        Some(version) if version.value.trim() == "1.0" => {}
        Some(version) => {
            let message = format!("version `{}` of XSLT is not supported", version.value);
            faults.add(
                version.offset,
                message,
                Some("write the stylesheet in XSLT 1.0".to_owned()),
            );
        }
    }
    if let Some(extensions) = root.attribute("extension-element-prefixes") {
        faults.add(
            extensions.offset,
            "extension elements are not supported",
            Some("remove it".to_owned()),
        );
    }
    Some(())
}

fn named_templates<'s>(root: &'s Element, faults: &Faults<'_>) -> BTreeMap<&'s str, &'s Element> {
    let mut named = BTreeMap::new();
    for template in root.elements().filter(|element| element.xsl() == Some("template")) {
        let name = template.attribute("name");
        if name.is_none() && template.attribute("match").is_none() {
            faults.at(template, "a template needs `match` or `name`", "add `match=\"...\"`");
        }
        let Some(name) = name else { continue };
        if !is_ncname(&name.value) {
            faults.add(name.offset, format!("`{}` is not a name for a template", name.value), None);
        } else if named.insert(name.value.as_str(), template).is_some() {
            faults.add(
                name.offset,
                format!("there are two templates named `{}`", name.value),
                None,
            );
        }
    }
    named
}

fn words(element: &Element, attribute: &str) -> Vec<String> {
    element
        .attribute(attribute)
        .map(|words| words.value.split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default()
}

impl<'s> Sheet<'s> {
    /// A declaration other than templates and variables.
    fn declaration_element(&mut self, element: &'s Element, name: &str) {
        match name {
            "variable" | "param" => {}
            "output" => self.output(element),
            "strip-space" | "preserve-space" => self.space(element, name == "strip-space"),
            "import" | "include" => self.faults.at(
                element,
                format!("`xsl:{name}` is not supported: mappings read no other files"),
                "put the templates into this stylesheet",
            ),
            "key" => self.faults.at(
                element,
                "`xsl:key` is not supported",
                "search by a predicate, as in `//Item[@id = $id]`",
            ),
            "attribute-set" => {
                self.faults.at(
                    element,
                    "`xsl:attribute-set` is not supported",
                    "write the attributes out",
                );
            }
            "decimal-format" | "namespace-alias" | "function" | "character-map"
            | "import-schema" | "mode" => {
                self.faults.at(element, format!("`xsl:{name}` is not supported"), "remove it");
            }
            _ => self.faults.at(
                element,
                format!("`xsl:{name}` cannot stand at the top of a stylesheet"),
                "put instructions into an `xsl:template`",
            ),
        }
    }

    fn output(&mut self, element: &Element) {
        self.allow(
            element,
            &[
                "method",
                "version",
                "encoding",
                "omit-xml-declaration",
                "indent",
                "media-type",
                "standalone",
            ],
        );
        match element.attribute("method").map(|method| (method.value.as_str(), method.offset)) {
            None | Some(("xml", _)) => {}
            Some(("text", _)) => self.gathered.method = OutputMethod::Text,
            Some((other, offset)) => {
                let help = "write `xml` or `text`".to_owned();
                self.faults.add(
                    offset,
                    format!("the output method `{other}` is not supported"),
                    Some(help),
                );
            }
        }
        if let Some(encoding) = element.attribute("encoding")
            && !encoding.value.eq_ignore_ascii_case("utf-8")
        {
            let message = format!("the encoding `{}` is not supported", encoding.value);
            self.faults.add(encoding.offset, message, Some("write `utf-8`".to_owned()));
        }
    }

    fn space(&mut self, element: &Element, strip: bool) {
        self.allow(element, &["elements"]);
        let Some(elements) = required(element, "elements", self.faults) else { return };
        for name in elements.value.split(XML_SPACE).filter(|name| !name.is_empty()) {
            if name == "*" && strip {
                self.gathered.whitespace.strip_all = true;
            } else if is_ncname(name) {
                let whitespace = &mut self.gathered.whitespace;
                let set = if strip { &mut whitespace.strip } else { &mut whitespace.preserve };
                set.insert(name.to_owned());
            } else if name != "*" {
                let help = "name elements without a namespace, or write `*`".to_owned();
                self.faults.add(
                    elements.offset,
                    format!("`{name}` is not supported here"),
                    Some(help),
                );
            }
        }
        let whitespace = &self.gathered.whitespace;
        if whitespace.strip.intersection(&whitespace.preserve).next().is_some() {
            self.faults.at(
                element,
                "an element is both to strip and to preserve",
                "leave one of them out",
            );
        }
    }

    /// The stylesheet's own texts can hold characters that a function it uses would treat wrongly, too.
    fn check_own_texts(&self, root: &Element) {
        let guards = self.gathered.guards;
        root.each_text(&mut |text, offset| {
            if let Some(error) = guards.check(text) {
                let message = error.to_string().replace("the document", "the stylesheet");
                self.faults.add(
                    offset,
                    message,
                    Some("write it without this character".to_owned()),
                );
            }
        });
    }
}
