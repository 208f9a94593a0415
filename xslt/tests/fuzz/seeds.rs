//! Good inputs, of which others are made.

/// What is put in here and there.
pub(crate) const TOKENS: [&str; 40] = [
    "<",
    ">",
    "/",
    "&",
    "&#0;",
    "&lt;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<!DOCTYPE a [",
    "]>",
    "<!ENTITY e '&e;'>",
    "xmlns=\"\"",
    "xmlns:xsl=\"x\"",
    "xsl:",
    "{",
    "}",
    "{{",
    "[",
    "]",
    "(",
    ")",
    "//",
    "..",
    "@*",
    "*",
    "|",
    "$x",
    "'",
    "\"",
    "ancestor::",
    "position()",
    "last()",
    " div ",
    "-",
    "999999999999999999999",
    "\u{1F600}",
];

pub(crate) fn documents() -> Vec<Vec<u8>> {
    [
        "<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"1\" xml:lang=\"de\"><!--c-->text<?p i?>&amp;&#65;<![CDATA[<x>]]></a>\n",
        "<!DOCTYPE a [<!ENTITY e \"v<b/>\"><!ATTLIST a id ID #IMPLIED d CDATA 'x'><!ENTITY u SYSTEM 'f' NDATA n>]><a id='1'>&e;</a>",
        "<p:a xmlns:p=\"urn:p\" xmlns=\"urn:d\" p:x=\"1\"><b xmlns=\"\"/><p:c xmlns:p=\"urn:q\"/></p:a>",
        "<a xml:space=\"preserve\"> <b> </b>\r\n</a>",
        "<a>\u{e9}\u{1F600}\u{feff}</a>",
    ]
    .into_iter()
    .map(|text| text.as_bytes().to_vec())
    .collect()
}

pub(crate) fn expressions() -> Vec<Vec<u8>> {
    [
        "//a[@id='x']/b[1] | /r/*[last()]",
        "concat(name(), ':', substring(., 2, 3), translate(., 'abc', 'x'))",
        "count(ancestor-or-self::node()) mod 3 + -1.5 div sum(//a) * 2",
        "key('k', '3') | id('x')",
        "string-length(normalize-space(.)) > 2 and not(position() = last()) or false()",
        "format-number(1234.5, '#,##0.00;(#)')",
        "(//node())[position() mod 2 = 0]/preceding::node()[1]",
        "generate-id(following-sibling::*[1]) != ''",
        "str:tokenize('a b,c', ' ,')[2]",
        "date:add('2004-02-29T10:00:00Z', 'P1Y2M3DT4H')",
        "math:max(//a) - math:power(2, 10)",
        "set:difference(//node(), //a)",
        "dyn:evaluate('//a')",
        "exsl:object-type(exsl:node-set('x'))",
        "lang('en') or starts-with('ab', 'a') = contains('b', 'c')",
        "round(-0.5) = floor(1.5) - ceiling(number('x'))",
    ]
    .into_iter()
    .map(|text| text.as_bytes().to_vec())
    .collect()
}

/// What stands in a stylesheet.
pub(crate) fn bodies() -> Vec<String> {
    [
        "<xsl:template match='/'><o a='{//a}'><xsl:apply-templates/></o></xsl:template><xsl:template match='a[1]'><x/></xsl:template>",
        "<xsl:template match='/'><xsl:for-each select='//*'><xsl:sort select='.' data-type='number' order='descending'/><xsl:value-of select='.'/><xsl:number level='any' format='1.a'/></xsl:for-each></xsl:template>",
        "<xsl:variable name='v'><b><xsl:copy-of select='//a'/></b></xsl:variable><xsl:template match='/'><xsl:value-of select='count(exsl:node-set($v)//a)'/></xsl:template>",
        "<xsl:template name='t'><xsl:param name='n' select='5'/><xsl:if test='$n &gt; 0'><n/><xsl:call-template name='t'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template></xsl:if></xsl:template><xsl:template match='/'><o><xsl:call-template name='t'/></o></xsl:template>",
        "<xsl:output method='html' indent='yes'/><xsl:template match='/'><html><head/><body><br/><xsl:element name='{name(*)}' namespace='urn:x'><xsl:attribute name='p:b'>1</xsl:attribute></xsl:element></body></html></xsl:template>",
        "<xsl:template match='@*|node()' mode='m'><xsl:copy><xsl:apply-templates select='@*|node()' mode='m'/></xsl:copy></xsl:template><xsl:template match='/'><xsl:apply-templates mode='m'/><xsl:message>said</xsl:message></xsl:template>",
        "<xsl:strip-space elements='*'/><xsl:attribute-set name='s'><xsl:attribute name='q'>1</xsl:attribute></xsl:attribute-set><xsl:decimal-format decimal-separator=','/><xsl:template match='/'><xsl:choose><xsl:when test='//a'><e xsl:use-attribute-sets='s'/></xsl:when><xsl:otherwise><xsl:comment>c</xsl:comment><xsl:processing-instruction name='p'>d</xsl:processing-instruction></xsl:otherwise></xsl:choose></xsl:template>",
        "<xsl:output method='text' encoding='ISO-8859-1'/><xsl:template match='text()'>[<xsl:value-of select='.' disable-output-escaping='yes'/>]</xsl:template>",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
}

pub(crate) fn stylesheets() -> Vec<Vec<u8>> {
    let sheet = |body: String| {
        format!(
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:p=\"urn:p\" xmlns:exsl=\"http://exslt.org/common\">{body}</xsl:stylesheet>"
        )
        .into_bytes()
    };
    let simple = "<o xsl:version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"><xsl:value-of select=\"//a\"/></o>";
    bodies().into_iter().map(sheet).chain([simple.as_bytes().to_vec()]).collect()
}
