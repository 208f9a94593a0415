//! Random stylesheets of what mappings use. All of them end: templates are applied to what is below, and a named template
//! calls later ones only.

use crate::document::ELEMENTS;
use crate::expression::{Scope, any, boolean, nodes, number, pattern, string};
use crate::random::Random;

const N_NAMED: usize = 3;

/// A stylesheet.
pub(crate) fn stylesheet(random: &mut Random) -> String {
    let mut out = String::from(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:p=\"urn:p\"\n    \
         exclude-result-prefixes=\"p\">\n<xsl:key name=\"by-name\" match=\"DynamicField\" use=\"Name\"/>\n",
    );
    if random.one_in(3) {
        out.push_str("<xsl:strip-space elements=\"*\"/>\n");
    }
    let globals = Scope { nodes: vec!["gn".to_owned()], texts: vec!["gt".to_owned()] };
    let (gn, gt) = (nodes(random, &Scope::default(), 1), string(random, &Scope::default(), 2));
    out.push_str(&format!(
        "<xsl:variable name=\"gn\" select=\"{}\"/>\n<xsl:param name=\"gt\" select=\"{}\"/>\n",
        without_current(&gn),
        without_current(&gt)
    ));
    let maker = &mut Maker { random, n_variables: 0, first_callable: 0 };
    out.push_str("<xsl:template match=\"/\"><out>");
    maker.body(&globals, 3, &mut out);
    out.push_str("<xsl:apply-templates/></out></xsl:template>\n");
    for _ in 0..1 + maker.random.below(5) {
        maker.rule(&globals, &mut out);
    }
    for nth in 0..N_NAMED {
        maker.first_callable = nth + 1;
        out.push_str(&format!(
            "<xsl:template name=\"t{nth}\"><xsl:param name=\"p\" select=\"'default'\"/>"
        ));
        let mut scope = globals.clone();
        scope.texts.push("p".to_owned());
        maker.body(&scope, 2, &mut out);
        out.push_str("</xsl:template>\n");
    }
    out.push_str("</xsl:stylesheet>\n");
    out
}

/// Of no node in particular: a global variable has the root as current node, which says little.
fn without_current(expression: &str) -> String {
    expression
        .replace("current()", "*")
        .replace("key('by-name'", "concat('by-name'")
        .replace("concat('by-name', ", "//Name[. = (")
        .replace("//Name[. = (", "concat(")
}

struct Maker<'r> {
    random: &'r mut Random,
    n_variables: usize,
    /// Named templates from this one on may be called.
    first_callable: usize,
}

impl Maker<'_> {
    fn rule(&mut self, globals: &Scope, out: &mut String) {
        let pattern = pattern(self.random);
        out.push_str(&format!("<xsl:template match=\"{pattern}\""));
        if self.random.one_in(3) {
            out.push_str(&format!(" priority=\"{}\"", self.random.pick(&["1", "-1", "0.5", "2"])));
        }
        if self.random.one_in(4) {
            out.push_str(" mode=\"m\"");
        }
        out.push('>');
        self.first_callable = 0;
        self.body(globals, 2, out);
        if self.random.one_in(2) {
            out.push_str("<xsl:apply-templates/>");
        }
        out.push_str("</xsl:template>\n");
    }

    fn body(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        let mut scope = scope.clone();
        for _ in 0..1 + self.random.below(3) {
            self.instruction(&mut scope, depth, out);
        }
    }

    fn element(&mut self, name: &str, scope: &Scope, depth: usize, out: &mut String) {
        out.push_str(&format!("<{name}"));
        if self.random.one_in(3) {
            out.push_str(&format!(" a=\"x{{{}}}y\"", any(self.random, scope, 2)));
        }
        out.push('>');
        if self.random.one_in(3) {
            out.push_str(&format!(
                "<xsl:attribute name=\"b\"><xsl:value-of select=\"{}\"/></xsl:attribute>",
                any(self.random, scope, 2)
            ));
        }
        self.body(scope, depth - 1, out);
        out.push_str(&format!("</{name}>"));
    }

    fn instruction(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        let value = format!("<v><xsl:value-of select=\"{}\"/></v>", any(self.random, scope, 3));
        if depth == 0 {
            out.push_str(&value);
            return;
        }
        match self.random.below(16) {
            0 => {
                out.push_str(&format!("<xsl:if test=\"{}\">", boolean(self.random, scope, 2)));
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:if>");
            }
            1 => {
                out.push_str(&format!(
                    "<xsl:choose><xsl:when test=\"{}\">",
                    boolean(self.random, scope, 2)
                ));
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:when><xsl:otherwise>");
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:otherwise></xsl:choose>");
            }
            2 | 3 => {
                out.push_str(&format!(
                    "<xsl:for-each select=\"{}\">",
                    nodes(self.random, scope, 2)
                ));
                if self.random.one_in(3) {
                    let order = self.random.pick(&["ascending", "descending"]);
                    let kind = self.random.pick(&["text", "number"]);
                    let key = string(self.random, scope, 1);
                    out.push_str(&format!(
                        "<xsl:sort select=\"{key}\" order=\"{order}\" data-type=\"{kind}\"/>"
                    ));
                }
                out.push_str("<e>");
                self.body(scope, depth - 1, out);
                out.push_str("</e></xsl:for-each>");
            }
            4 => out.push_str(&format!(
                "<xsl:copy-of select=\"{}\"/>",
                elements(&nodes(self.random, scope, 1))
            )),
            5 => out.push_str("<xsl:apply-templates select=\"*\" mode=\"m\"/>"),
            6 => out.push_str(&format!(
                "<xsl:apply-templates select=\"*\"><xsl:sort select=\"{}\"/></xsl:apply-templates>",
                string(self.random, scope, 1)
            )),
            7 if self.first_callable < N_NAMED => {
                let nth = self.first_callable + self.random.below(N_NAMED - self.first_callable);
                out.push_str(&format!(
                    "<xsl:call-template name=\"t{nth}\"><xsl:with-param name=\"p\" select=\"{}\"/></xsl:call-template>",
                    string(self.random, scope, 2)
                ));
            }
            8 => self.variable(scope, depth, out),
            9 => {
                let name = self.random.pick(&ELEMENTS);
                out.push_str(&format!("<xsl:element name=\"{name}\">"));
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:element>");
            }
            10 => {
                out.push_str("<e><xsl:copy>");
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:copy></e>");
            }
            11 => out.push_str(&format!(
                "<n><xsl:number value=\"{}\" format=\"{}\"/></n>",
                positive(&number(self.random, scope, 1)),
                self.random.pick(&["1", "01", "a", "I", "1."])
            )),
            12 => out.push_str("<n><xsl:number/></n>"),
            13 => out.push_str("<xsl:text> text </xsl:text>"),
            14 => self.element("w", scope, depth, out),
            _ => out.push_str(&value),
        }
    }

    fn variable(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        let name = format!("v{}", self.n_variables);
        self.n_variables += 1;
        match self.random.below(3) {
            0 => {
                out.push_str(&format!(
                    "<xsl:variable name=\"{name}\" select=\"{}\"/>",
                    nodes(self.random, scope, 2)
                ));
                scope.nodes.push(name);
            }
            1 => {
                out.push_str(&format!(
                    "<xsl:variable name=\"{name}\" select=\"{}\"/>",
                    string(self.random, scope, 2)
                ));
                scope.texts.push(name);
            }
            _ => {
                out.push_str(&format!("<xsl:variable name=\"{name}\">"));
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:variable>");
                out.push_str(&format!("<xsl:copy-of select=\"${name}\"/>"));
                scope.texts.push(name);
            }
        }
    }
}

/// Attributes that would be copied behind other content are a matter of taste: only elements and text are.
fn elements(select: &str) -> String {
    format!("({select})[not(self::text()) or self::*]/descendant-or-self::*")
}

/// What `xsl:number` is defined for.
fn positive(number: &str) -> String {
    format!("round(({number}) * ({number})) mod 50 + 1")
}
