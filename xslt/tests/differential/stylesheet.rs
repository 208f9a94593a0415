//! Random stylesheets of what mappings use. All of them end: templates are applied to what is below, and a named template
//! calls later ones only.

use std::fmt::Write as _;

use crate::document::ELEMENTS;
use crate::expression::{Scope, nodes, pattern, string};
use crate::instruction::{Maker, N_NAMED};
use crate::random::Random;

const HEAD: &str = "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" \
     xmlns:p=\"urn:p\" xmlns:d=\"urn:d\"\n    xmlns:exsl=\"http://exslt.org/common\" \
     xmlns:set=\"http://exslt.org/sets\" xmlns:str=\"http://exslt.org/strings\" \
     xmlns:math=\"http://exslt.org/math\"\n    exclude-result-prefixes=\"";
const KEYS: &str = "<xsl:key name=\"by-name\" match=\"DynamicField\" use=\"Name\"/>\n\
     <xsl:key name=\"by-mark\" match=\"*\" use=\"@*\"/>\n";
const SETS: &str = "<xsl:attribute-set name=\"one\"><xsl:attribute name=\"c\">1</xsl:attribute></xsl:attribute-set>\n\
     <xsl:attribute-set name=\"two\"><xsl:attribute name=\"d\"><xsl:value-of select=\"name()\"/>\
     </xsl:attribute></xsl:attribute-set>\n\
     <xsl:decimal-format name=\"de\" decimal-separator=\",\" grouping-separator=\".\" NaN=\"none\"/>\n";

/// A stylesheet; if it is mixed, its expressions may give elements beside texts.
pub(crate) fn stylesheet(random: &mut Random, is_mixed: bool) -> String {
    let mut out = HEAD.to_owned();
    out.push_str(random.pick(&["p d exsl set str math", "exsl set str math", ""]));
    out.push_str("\">\n");
    output(random, &mut out);
    space(random, &mut out);
    out.push_str(KEYS);
    out.push_str(SETS);
    let none = Scope { is_mixed, has_current: true, ..Scope::default() };
    let globals =
        Scope { nodes: vec!["gn".to_owned()], texts: vec!["gt".to_owned()], ..none.clone() };
    writeln!(
        out,
        "<xsl:variable name=\"gn\" select=\"{}\"/>\n<xsl:param name=\"gt\" select=\"{}\"/>",
        nodes(random, &none, 1),
        string(random, &none, 2)
    )
    .unwrap();
    let maker = &mut Maker::new(random);
    out.push_str("<xsl:template match=\"/\"><out>");
    maker.body(&globals, 3, &mut out);
    out.push_str("<xsl:apply-templates/></out></xsl:template>\n");
    if maker.random.one_in(3) {
        let mode = maker.random.pick(&["", " mode=\"m\""]);
        writeln!(
            out,
            "<xsl:template match=\"@*|node()\"{mode}><xsl:copy><xsl:apply-templates \
             select=\"@*|node()\"{mode}/></xsl:copy></xsl:template>"
        )
        .unwrap();
    }
    for _ in 0..=maker.random.below(5) {
        rule(maker, &globals, &mut out);
    }
    for nth in 0..N_NAMED {
        maker.first_callable = nth + 1;
        write!(out, "<xsl:template name=\"t{nth}\">").unwrap();
        let scope = parameters(maker, &globals, &mut out);
        maker.body(&scope, 2, &mut out);
        out.push_str("</xsl:template>\n");
    }
    out.push_str("</xsl:stylesheet>\n");
    out
}

fn output(random: &mut Random, out: &mut String) {
    let method = random.pick(&["xml", "xml", "xml", "html", "text", ""]);
    out.push_str("<xsl:output encoding=\"");
    let encoding = random.pick(&["UTF-8", "UTF-8", "UTF-8", "ISO-8859-1", "US-ASCII"]);
    out.push_str(encoding);
    out.push('"');
    if !method.is_empty() {
        write!(out, " method=\"{method}\"").unwrap();
    }
    if random.one_in(3) {
        write!(out, " indent=\"{}\"", random.pick(&["yes", "no"])).unwrap();
    }
    if random.one_in(8) {
        out.push_str(" doctype-system=\"out.dtd\"");
    }
    if random.one_in(4) {
        out.push_str(" omit-xml-declaration=\"yes\"");
    }
    // In CDATA sections libxml2 writes references for what an encoding lacks.
    if encoding == "UTF-8" && random.one_in(4) {
        out.push_str(" cdata-section-elements=\"v Name p:Extra\"");
    }
    out.push_str("/>\n");
}

fn space(random: &mut Random, out: &mut String) {
    if random.one_in(3) {
        out.push_str("<xsl:strip-space elements=\"*\"/>\n");
    }
    if random.one_in(3) {
        let (one, other) = (random.pick(&ELEMENTS), random.pick(&ELEMENTS));
        if one != other {
            writeln!(
                out,
                "<xsl:strip-space elements=\"{one}\"/><xsl:preserve-space elements=\"{other}\"/>"
            )
            .unwrap();
        }
    }
}

/// A text and a node-set that a caller may give.
fn parameters(maker: &mut Maker<'_>, globals: &Scope, out: &mut String) -> Scope {
    let mut scope = globals.clone();
    let default = string(maker.random, globals, 1);
    write!(out, "<xsl:param name=\"p\" select=\"{default}\"/>").unwrap();
    scope.texts.push("p".to_owned());
    if maker.random.one_in(2) {
        let default = nodes(maker.random, &scope, 1);
        write!(out, "<xsl:param name=\"q\" select=\"{default}\"/>").unwrap();
        scope.nodes.push("q".to_owned());
    }
    scope
}

fn rule(maker: &mut Maker<'_>, globals: &Scope, out: &mut String) {
    let pattern = pattern(maker.random);
    write!(out, "<xsl:template match=\"{pattern}\"").unwrap();
    if maker.random.one_in(3) {
        write!(out, " priority=\"{}\"", maker.random.pick(&["1", "-1", "0.5", "2"])).unwrap();
    }
    if maker.random.one_in(4) {
        out.push_str(" mode=\"m\"");
    }
    out.push('>');
    maker.first_callable = 0;
    let scope =
        if maker.random.one_in(3) { parameters(maker, globals, out) } else { globals.clone() };
    maker.body(&scope, 2, out);
    // libxslt takes the text of an attribute for its child.
    if !pattern.contains('@') && maker.random.one_in(2) {
        out.push_str("<xsl:apply-templates/>");
    }
    out.push_str("</xsl:template>\n");
}
