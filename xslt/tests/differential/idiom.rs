//! What mappings do in several instructions: groups, numbers, tokens, fragments.

use std::fmt::Write as _;

use crate::expression::{Scope, number, string};
use crate::instruction::Maker;

impl Maker<'_> {
    /// Muenchian grouping. Of keys for several values libxslt does not always give the first node first.
    pub(crate) fn groups(&mut self, scope: &Scope, depth: usize, out: &mut String) {
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

    pub(crate) fn number(&mut self, scope: &Scope, out: &mut String) {
        let format = self.random.pick(&["1", "01", "a", "I", "1.", "A.1", "(i) "]);
        if self.random.one_in(3) {
            let value = positive(&number(self.random, scope, 1));
            write!(out, "<n><xsl:number value=\"{value}\" format=\"{format}\"/></n>").unwrap();
            return;
        }
        // The root has the number 1; libxslt gives it none. And it makes a text node of no number.
        write!(out, "<n><xsl:if test=\"..\">#<xsl:number format=\"{format}\"").unwrap();
        if self.random.one_in(2) {
            write!(out, " level=\"{}\"", self.random.pick(&["single", "any", "multiple"])).unwrap();
        }
        if self.random.one_in(2) {
            write!(
                out,
                " count=\"{}\"",
                self.random.pick(&["*", "Ticket|Article", "Item[@id]", "Value", "node()"])
            )
            .unwrap();
        }
        if self.random.one_in(4) {
            write!(
                out,
                " from=\"{}\"",
                self.random.pick(&["RootElement", "Ticket", "Article", "Item"])
            )
            .unwrap();
        }
        out.push_str("/></xsl:if></n>");
    }

    /// The order of nodes of several documents is open, so the nodes made here are looked at by themselves.
    pub(crate) fn tokens(&mut self, scope: &Scope, out: &mut String) {
        let function = self.random.pick(&["tokenize", "split"]);
        let text = string(self.random, scope, 2);
        // Without anything to split at, libxslt takes the bytes apart.
        let by = self.random.pick(&["", ", ' '", ", '@.'", ", 'ö'"]);
        write!(out, "<xsl:for-each select=\"str:{function}({text}{by})\"><xsl:value-of select=\"concat(position(), ':', .)\"/>\
             <xsl:if test=\"position() != last()\">, </xsl:if></xsl:for-each>").unwrap();
    }

    pub(crate) fn fragment(&mut self, scope: &mut Scope, depth: usize, out: &mut String) {
        let name = format!("v{}", self.n_variables);
        self.n_variables += 1;
        write!(out, "<xsl:variable name=\"{name}\">").unwrap();
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
        write!(out, "<xsl:for-each select=\"exsl:node-set(${name}){path}\">").unwrap();
        if self.random.one_in(2) {
            out.push_str("<xsl:sort select=\".\" order=\"descending\"/>");
        }
        out.push_str("<f n=\"{name()}\" at=\"{position()}/{last()}\"><xsl:copy-of select=\".\"/></f></xsl:for-each>");
        scope.fragments.push(name);
    }
}

/// What `xsl:number` is defined for.
fn positive(number: &str) -> String {
    format!("string-length(string({number})) mod 50 + 1")
}
