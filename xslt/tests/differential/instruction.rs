//! Random instructions.

use crate::document::ELEMENTS;
use crate::expression::{Scope, any, boolean, nodes, number, string};
use crate::random::Random;

/// How many named templates there are.
pub(crate) const N_NAMED: usize = 3;

/// Makes what is in templates.
pub(crate) struct Maker<'r> {
    pub(crate) random: &'r mut Random,
    n_variables: usize,
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
        for _ in 0..1 + self.random.below(3) {
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
                out.push_str(&format!("<xsl:if test=\"{}\">", boolean(self.random, scope, 2)));
                self.body(scope, depth - 1, out);
                out.push_str("</xsl:if>");
            }
            1 => self.choose(scope, depth, out),
            2 | 3 => self.for_each(scope, depth, out),
            4 => {
                out.push_str(&format!("<xsl:copy-of select=\"{}\"/>", any(self.random, scope, 2)));
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
                "<xsl:comment>said</xsl:comment>",
                "<xsl:processing-instruction name=\"do\">it</xsl:processing-instruction>",
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
        out.push_str(&format!(
            "<v><xsl:value-of select=\"{}\"{escaping}/></v>",
            any(self.random, scope, 3)
        ));
    }

    fn choose(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        out.push_str("<xsl:choose>");
        for _ in 0..1 + self.random.below(2) {
            out.push_str(&format!("<xsl:when test=\"{}\">", boolean(self.random, scope, 2)));
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

    fn sorts(&mut self, scope: &Scope, out: &mut String) {
        for _ in 0..self.random.below(3) {
            let order = self.random.pick(&["ascending", "descending"]);
            let kind = self.random.pick(&["text", "number"]);
            let key = string(self.random, scope, 1);
            out.push_str(&format!(
                "<xsl:sort select=\"{key}\" order=\"{order}\" data-type=\"{kind}\"/>"
            ));
        }
    }

    fn for_each(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        out.push_str(&format!("<xsl:for-each select=\"{}\">", nodes(self.random, scope, 2)));
        self.sorts(scope, out);
        out.push_str("<e>");
        self.body(scope, depth - 1, out);
        out.push_str("</e></xsl:for-each>");
    }

    /// Muenchian grouping. Of keys for several values libxslt does not always give the first node first.
    fn groups(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        out.push_str(
            "<xsl:for-each select=\"//DynamicField[generate-id() = generate-id(key('by-name', Name[1])[1])]\">",
        );
        self.sorts(scope, out);
        out.push_str("<g name=\"{Name}\" n=\"{count(key('by-name', Name[1]))}\">");
        if self.random.one_in(2) {
            out.push_str("<xsl:for-each select=\"key('by-name', Name[1])\">");
            self.sorts(scope, out);
            out.push_str("<m at=\"{position()}/{last()}\">");
            self.body(scope, depth - 1, out);
            out.push_str("</m></xsl:for-each>");
        }
        out.push_str("</g></xsl:for-each>");
    }

    fn with_params(&mut self, scope: &Scope, out: &mut String) {
        if self.random.one_in(2) {
            out.push_str(&format!(
                "<xsl:with-param name=\"p\" select=\"{}\"/>",
                string(self.random, scope, 2)
            ));
        }
        if self.random.one_in(3) {
            out.push_str(&format!(
                "<xsl:with-param name=\"q\" select=\"{}\"/>",
                nodes(self.random, scope, 1)
            ));
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
        out.push_str(&format!("<xsl:apply-templates{select}{mode}>"));
        self.sorts(scope, out);
        self.with_params(scope, out);
        out.push_str("</xsl:apply-templates>");
        if is_for_children {
            out.push_str("</xsl:if>");
        }
    }

    fn call(&mut self, scope: &Scope, out: &mut String) {
        let nth = self.first_callable + self.random.below(N_NAMED - self.first_callable);
        out.push_str(&format!("<xsl:call-template name=\"t{nth}\">"));
        self.with_params(scope, out);
        out.push_str("</xsl:call-template>");
    }

    fn attributes(&mut self, scope: &Scope, out: &mut String) {
        if self.random.one_in(3) {
            let name = self.random.pick(&["b", "c", "p:mark", "id", "x-{local-name()}"]);
            out.push_str(&format!(
                "<xsl:attribute name=\"{name}\"><xsl:value-of select=\"{}\"/></xsl:attribute>",
                any(self.random, scope, 2)
            ));
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
            ("w", " xsl:use-attribute-sets=\"no\" xmlns:n=\"urn:n\""),
        ]);
        let declaration = declaration.replace(" xsl:use-attribute-sets=\"no\"", "");
        out.push_str(&format!("<{name}{declaration}"));
        if self.random.one_in(3) {
            out.push_str(&format!(" a=\"x{{{}}}y\"", any(self.random, scope, 2)));
        }
        out.push('>');
        self.attributes(scope, out);
        self.body(scope, depth - 1, out);
        out.push_str(&format!("</{name}>"));
    }

    fn computed(&mut self, scope: &Scope, depth: usize, out: &mut String) {
        let name = match self.random.below(4) {
            0 => "{name(/*)}".to_owned(),
            1 => "x{position()}\" namespace=\"urn:{position()}".to_owned(),
            _ => self.random.pick(&ELEMENTS).to_owned(),
        };
        out.push_str(&format!("<xsl:element name=\"{name}\">"));
        self.attributes(scope, out);
        self.body(scope, depth - 1, out);
        out.push_str("</xsl:element>");
    }

    fn number(&mut self, scope: &Scope, out: &mut String) {
        let format = self.random.pick(&["1", "01", "a", "I", "1.", "A.1", "(i) "]);
        if self.random.one_in(3) {
            let value = positive(&number(self.random, scope, 1));
            out.push_str(&format!("<n><xsl:number value=\"{value}\" format=\"{format}\"/></n>"));
            return;
        }
        // The root has the number 1; libxslt gives it none. And it makes a text node of no number.
        out.push_str(&format!("<n><xsl:if test=\"..\">#<xsl:number format=\"{format}\""));
        if self.random.one_in(2) {
            out.push_str(&format!(
                " level=\"{}\"",
                self.random.pick(&["single", "any", "multiple"])
            ));
        }
        if self.random.one_in(2) {
            out.push_str(&format!(
                " count=\"{}\"",
                self.random.pick(&["*", "Ticket|Article", "Item[@id]", "Value", "node()"])
            ));
        }
        if self.random.one_in(4) {
            out.push_str(&format!(
                " from=\"{}\"",
                self.random.pick(&["RootElement", "Ticket", "Article", "Item"])
            ));
        }
        out.push_str("/></xsl:if></n>");
    }

    /// The order of nodes of several documents is open, so the nodes made here are looked at by themselves.
    fn tokens(&mut self, scope: &Scope, out: &mut String) {
        let function = self.random.pick(&["tokenize", "split"]);
        let text = string(self.random, scope, 2);
        // Without anything to split at, libxslt takes the bytes apart.
        let by = self.random.pick(&["", ", ' '", ", '@.'", ", 'ö'"]);
        out.push_str(&format!(
            "<xsl:for-each select=\"str:{function}({text}{by})\"><xsl:value-of select=\"concat(position(), ':', .)\"/>\
             <xsl:if test=\"position() != last()\">, </xsl:if></xsl:for-each>"
        ));
    }

    fn fragment(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        let name = format!("v{}", self.n_variables);
        self.n_variables += 1;
        out.push_str(&format!("<xsl:variable name=\"{name}\">"));
        self.body(scope, depth - 1, out);
        out.push_str("</xsl:variable>");
        // libxslt makes a text node of the text of an empty attribute.
        let path = self.random.pick(&[
            "",
            "/*",
            "/node()[self::* or string()]",
            "//v",
            "//@*",
            "//text()[string()]",
            "/*[last()]",
        ]);
        out.push_str(&format!("<xsl:for-each select=\"exsl:node-set(${name}){path}\">"));
        if self.random.one_in(2) {
            out.push_str("<xsl:sort select=\".\" order=\"descending\"/>");
        }
        out.push_str("<f n=\"{name()}\" at=\"{position()}/{last()}\"><xsl:copy-of select=\".\"/></f></xsl:for-each>");
        scope.fragments.push(name);
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
                scope.fragments.push(name);
            }
        }
    }
}

/// What `xsl:number` is defined for.
fn positive(number: &str) -> String {
    format!("round(({number}) * ({number})) mod 50 + 1")
}
