//! Random instructions.

use std::fmt::Write as _;

use crate::document::ELEMENTS;
use crate::expression::{Scope, any, boolean, nodes, string};
use crate::random::Random;

/// How many named templates there are.
pub(crate) const N_NAMED: usize = 3;

/// Makes what is in templates.
pub(crate) struct Maker<'r> {
    pub(crate) random: &'r mut Random,
    pub(crate) n_variables: usize,
    /// Named templates from this one on may be called.
    pub(crate) first_callable: usize,
}

impl<'r> Maker<'r> {
    pub(crate) fn new(random: &'r mut Random) -> Self {
        Self { random, n_variables: 0, first_callable: 0 }
    }

    /// A few instructions.
    pub(crate) fn body(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        let mut scope = scope.clone();
        for _ in 0..=self.random.below(3) {
            self.instruction(&mut scope, depth, out);
        }
    }

    fn instruction(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        if depth == 0 {
            self.value(scope, out);
            return;
        }
        match self.random.below(24) {
            0 => {
                write!(out, "<xsl:if test=\"{}\">", boolean(self.random, scope, 2)).unwrap();
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:if>");
            }
            1 => self.choose(scope, depth, out),
            2 | 3 => self.for_each(scope, depth, out),
            4 => {
                write!(out, "<xsl:copy-of select=\"{}\"/>", any(self.random, scope, 2)).unwrap();
            }
            5 | 6 => self.apply(scope, out),
            7 => self.groups(scope, depth, out),
            8 if self.first_callable < N_NAMED => self.call(scope, out),
            9 | 10 => self.variable(scope, depth, out),
            11 => self.computed(scope, depth, out),
            12 => {
                out.push_str("<e><xsl:copy>");
                if self.random.one_in(2) {
                    out.push_str("<xsl:copy-of select=\"@*\"/>");
                }
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:copy></e>");
            }
            13 => self.number(scope, out),
            14 => out.push_str(self.random.pick(&[
                "<xsl:text> text </xsl:text>",
                "<xsl:text>&#10;</xsl:text>",
                "<xsl:text disable-output-escaping=\"yes\">&lt;br/&gt; &amp;amp; </xsl:text>",
                "<xsl:comment>said <xsl:value-of select=\"position()\"/></xsl:comment>",
                "<xsl:processing-instruction name=\"do\"><xsl:value-of select=\"last()\"/></xsl:processing-instruction>",
                "<b xml:space=\"preserve\"> <i> </i>\n</b>",
                "<b> <i> <xsl:text> </xsl:text> </i>\n</b>",
                "<set xsl:use-attribute-sets=\"one two\" d=\"{{{position()}}}\"/>",
                "<xsl:element name=\"set\" use-attribute-sets=\"two\"><xsl:attribute name=\"c\">own</xsl:attribute></xsl:element>",
                "<xsl:fallback>never</xsl:fallback>",
                "<xsl:message>heard</xsl:message>",
                "Grüße &amp; <b>mehr</b>\n  ",
            ])),
            15 => self.tokens(scope, out),
            16 | 17 => self.element(scope, depth, out),
            18 => self.fragment(scope, depth, out),
            _ => self.value(scope, out),
        }
    }

    fn value(&mut self, scope: &Scope, out: &mut String) {
        let escaping = if self.random.one_in(15) { " disable-output-escaping=\"yes\"" } else { "" };
        write!(out, "<v><xsl:value-of select=\"{}\"{escaping}/></v>", any(self.random, scope, 3))
            .unwrap();
    }

    fn choose(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        out.push_str("<xsl:choose>");
        for _ in 0..=self.random.below(2) {
            write!(out, "<xsl:when test=\"{}\">", boolean(self.random, scope, 2)).unwrap();
            self.body(scope, depth - 1, out);
            out.push_str("</xsl:when>");
        }
        if self.random.one_in(2) {
            out.push_str("<xsl:otherwise>");
            self.body(scope, depth - 1, out);
            out.push_str("</xsl:otherwise>");
        }
        out.push_str("</xsl:choose>");
    }

    pub(crate) fn sorts(&mut self, scope: &Scope, out: &mut String) {
        for _ in 0..self.random.below(3) {
            let order = self.random.pick(&["ascending", "descending"]);
            let kind = self.random.pick(&["text", "number"]);
            let key = string(self.random, scope, 1);
            write!(out, "<xsl:sort select=\"{key}\" order=\"{order}\" data-type=\"{kind}\"/>")
                .unwrap();
        }
    }

    fn for_each(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        write!(out, "<xsl:for-each select=\"{}\">", nodes(self.random, scope, 2)).unwrap();
        self.sorts(scope, out);
        out.push_str("<e>");
        self.body(scope, depth - 1, out);
        out.push_str("</e></xsl:for-each>");
    }

    fn with_params(&mut self, scope: &Scope, out: &mut String) {
        match self.random.below(4) {
            0 | 1 => write!(
                out,
                "<xsl:with-param name=\"p\" select=\"{}\"/>",
                string(self.random, scope, 2)
            )
            .unwrap(),
            2 => {
                out.push_str("<xsl:with-param name=\"p\">");
                self.value(scope, out);
                out.push_str("</xsl:with-param>");
            }
            _ => {}
        }
        if self.random.one_in(8) {
            out.push_str("<xsl:with-param name=\"unknown\" select=\"1\"/>");
        }
        if self.random.one_in(3) {
            write!(out, "<xsl:with-param name=\"q\" select=\"{}\"/>", nodes(self.random, scope, 1))
                .unwrap();
        }
    }

    fn apply(&mut self, scope: &Scope, out: &mut String) {
        let select = self.random.pick(&[
            "",
            " select=\"*\"",
            " select=\"node()\"",
            " select=\"@*|node()\"",
            " select=\"@*\"",
        ]);
        let mode = self.random.pick(&["", " mode=\"m\""]);
        // libxslt takes the text of an attribute for its child.
        let is_for_children = select.is_empty();
        if is_for_children {
            out.push_str("<xsl:if test=\"node()\">");
        }
        write!(out, "<xsl:apply-templates{select}{mode}>").unwrap();
        self.sorts(scope, out);
        self.with_params(scope, out);
        out.push_str("</xsl:apply-templates>");
        if is_for_children {
            out.push_str("</xsl:if>");
        }
    }

    fn call(&mut self, scope: &Scope, out: &mut String) {
        let nth = self.first_callable + self.random.below(N_NAMED - self.first_callable);
        write!(out, "<xsl:call-template name=\"t{nth}\">").unwrap();
        self.with_params(scope, out);
        out.push_str("</xsl:call-template>");
    }

    fn attributes(&mut self, scope: &Scope, out: &mut String) {
        if self.random.one_in(3) {
            let name = self.random.pick(&["b", "c", "p:mark", "id", "x-{local-name()}"]);
            write!(
                out,
                "<xsl:attribute name=\"{name}\"><xsl:value-of select=\"{}\"/></xsl:attribute>",
                any(self.random, scope, 2)
            )
            .unwrap();
        }
        if self.random.one_in(6) {
            out.push_str("<xsl:attribute name=\"z\" namespace=\"urn:z\">1</xsl:attribute>");
        }
    }

    fn element(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        let (name, declaration) = self.random.pick(&[
            ("w", ""),
            ("Item", ""),
            ("p:Extra", ""),
            ("o:w", " xmlns:o=\"urn:o\""),
            ("w", " xmlns=\"urn:d\""),
            ("p", " class=\"&lt;c&gt;\""),
            ("br", ""),
            ("div", " title=\"&quot;ö&#10;\""),
            ("w", " xsl:use-attribute-sets=\"two\" xmlns:n=\"urn:n\""),
        ]);
        write!(out, "<{name}{declaration}").unwrap();
        if self.random.one_in(3) {
            write!(out, " a=\"x{{{}}}y\"", any(self.random, scope, 2)).unwrap();
        }
        out.push('>');
        self.attributes(scope, out);
        self.body(scope, depth - 1, out);
        write!(out, "</{name}>").unwrap();
    }

    fn computed(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        let name = match self.random.below(4) {
            0 => "{name(/*)}".to_owned(),
            1 => "x{position()}\" namespace=\"urn:{position()}".to_owned(),
            _ => self.random.pick(&ELEMENTS).to_owned(),
        };
        write!(out, "<xsl:element name=\"{name}\">").unwrap();
        self.attributes(scope, out);
        self.body(scope, depth - 1, out);
        out.push_str("</xsl:element>");
    }

    fn variable(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        let name = format!("v{}", self.n_variables);
        self.n_variables += 1;
        match self.random.below(3) {
            0 => {
                write!(
                    out,
                    "<xsl:variable name=\"{name}\" select=\"{}\"/>",
                    nodes(self.random, scope, 2)
                )
                .unwrap();
                scope.nodes.push(name);
            }
            1 => {
                write!(
                    out,
                    "<xsl:variable name=\"{name}\" select=\"{}\"/>",
                    string(self.random, scope, 2)
                )
                .unwrap();
                scope.texts.push(name);
            }
            _ => {
                write!(out, "<xsl:variable name=\"{name}\">").unwrap();
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:variable>");
                write!(out, "<xsl:copy-of select=\"${name}\"/>").unwrap();
                scope.fragments.push(name);
            }
        }
    }
}
