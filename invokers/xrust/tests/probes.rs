//! What the engine makes of stylesheets, against what XSLT 1.0 asks for. Every expected text is what `xsltproc` gives.
#![cfg(test)]

use xrust_engine::{Engine, Limits};

const ITEMS: &str = r#"<r><i n="3" k="b">three</i><i n="1" k="a">one</i><i n="7" k="b">seven</i><i n="x" k="c">none</i><g><i n="10" k="a">ten</i></g></r>"#;
const TICKET: &str = r#"<RootElement><Ticket><TicketID>42</TicketID><CustomerID>acme</CustomerID><Title>A &amp; B &lt;x&gt; "q" 'a' 😀</Title><DynamicField><Name>UserLogin</Name><Value>jdoe</Value></DynamicField><DynamicField><Name>UserFirstname</Name><Value>Jane</Value></DynamicField><DynamicField><Name>Colour</Name><Value>red</Value></DynamicField><DynamicField><Name>Colour</Name><Value>blue</Value></DynamicField><DynamicField><Name>ValidState</Name><Value>1</Value></DynamicField></Ticket></RootElement>"#;
const AXES: &str = r#"<r z="1"><!--c--><i n="3" k="b">three</i><i n="1" k="a">one<!--d--></i><g k="q"><i n="10" k="a">ten</i> </g></r>"#;

/// Maps `source` by a stylesheet of this content.
fn map(engine: &Engine, content: &str, source: &str) -> String {
    let text = format!(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">{content}</xsl:stylesheet>"
    );
    let sheet = match engine.compile(&text) {
        Ok(sheet) => sheet,
        Err(faults) => return format!("refused: {}", faults[0]),
    };
    engine.transform(&sheet, source).unwrap_or_else(|error| format!("failed: {error}"))
}

#[track_caller]
fn check(content: &str, source: &str, expected: &str) {
    let engine = Engine::new(1, Limits::default()).unwrap();
    assert_eq!(map(&engine, content, source), expected, "{content}");
}

/// Expressions, put into `template` for `EXPR`.
#[track_caller]
fn check_all(template: &str, source: &str, cases: &[(&str, &str)]) {
    let engine = Engine::new(1, Limits::default()).unwrap();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(expr, expected)| {
            let got = map(&engine, &template.replace("EXPR", expr), source);
            let expected =
                if expected.is_empty() { "<o/>".to_owned() } else { format!("<o>{expected}</o>") };
            (got != expected).then(|| format!("{expr}: {got} and not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

const VALUE: &str =
    r#"<xsl:template match="/"><o><xsl:value-of select="EXPR"/></o></xsl:template>"#;
const NODES: &str = r#"<xsl:template match="/"><o>[<xsl:for-each select="EXPR"><xsl:value-of select="."/>,</xsl:for-each>]</o></xsl:template>"#;
const MATCHED: &str = r#"<xsl:template match="/"><o><xsl:apply-templates select="/|//node()|//@*" mode="m"/></o></xsl:template><xsl:template match="/|node()|@*" mode="m" priority="-9">-</xsl:template><xsl:template match="EXPR" mode="m">+</xsl:template>"#;

#[test]
fn comparisons_are_those_of_xpath() {
    check_all(
        VALUE,
        ITEMS,
        &[
            ("//i &gt; 5", "false"),
            ("//i/@n &gt; 5", "true"),
            ("5 &lt; //i/@n", "true"),
            ("//i/@n &gt;= 11", "false"),
            ("//i/@n = 7", "true"),
            ("//i/@n != 7", "true"),
            ("//i = 'one'", "true"),
            ("//i != 'one'", "true"),
            ("'a' = 'b'", "false"),
            ("1 = '1'", "true"),
            ("1 = '1.0'", "true"),
            ("'1' = '1.0'", "false"),
            ("true() = 'x'", "true"),
            ("//none = ''", "false"),
            ("//none != ''", "false"),
            ("//none = false()", "true"),
            ("//i = true()", "true"),
            ("//i/@k = //g/i/@k", "true"),
            ("3 &gt; 2", "true"),
            ("'3' &gt; '12'", "false"),
            ("1 &lt; 2 = true()", "true"),
            ("//i[1]/@n = 3 and //g", "true"),
            ("//none or //g", "true"),
            ("1.5 &gt; 1", "true"),
            ("2 &gt;= 1.5", "true"),
            ("count(//i) &gt; 4.5", "true"),
            ("count(//i) = 5", "true"),
            ("true() &gt;= //none", "true"),
            ("//i &lt; true()", "false"),
            ("//i &lt;= (1 = 1)", "true"),
            ("false() &gt;= //none", "true"),
        ],
    );
}

#[test]
fn numbers_are_those_of_xpath() {
    check_all(
        VALUE,
        ITEMS,
        &[
            ("1+2*3", "7"),
            ("10 div 4", "2.5"),
            ("10 mod 3", "1"),
            ("-5 mod 3", "-2"),
            ("5 - -2", "7"),
            ("-(3)", "-3"),
            ("--3", "3"),
            ("0.1+0.5", "0.6"),
            ("1000*1000", "1000000"),
            ("1 div 3 &gt; 0.3", "true"),
            ("number('12')", "12"),
            ("number(' 12.5 ')", "12.5"),
            ("number('')", "NaN"),
            ("number('+1')", "NaN"),
            ("number('inf')", "NaN"),
            ("number('-7')", "-7"),
            ("number('.5')", "0.5"),
            ("number('5.')", "5"),
            ("number('1 2')", "NaN"),
            ("number(//none)", "NaN"),
            ("number(true())", "1"),
            ("sum(//i[@n != 'x']/@n)", "21"),
            ("sum(//none)", "0"),
            ("count(//i)", "5"),
            ("count(//i/@n | //i)", "10"),
            ("floor(2.7)", "2"),
            ("floor(-2.2)", "-3"),
            ("ceiling(2.1)", "3"),
            ("round(2.5)", "3"),
            ("round(-2.5)", "-2"),
            ("round(2.4)", "2"),
            ("round(//i[1]/@n)", "3"),
            ("0 * -1", "0"),
            ("2 * //i[1]/@n", "6"),
            ("//i[1]/@n + //i[2]/@n", "4"),
            ("'4' * '5'", "20"),
            ("string(007)", "7"),
            ("123456789", "123456789"),
            ("1.50", "1.5"),
            ("100 div 7 &gt; 14.28", "true"),
            ("-//i[1]/@n", "-3"),
        ],
    );
}

#[test]
fn text_functions_are_those_of_xpath() {
    check_all(
        VALUE,
        ITEMS,
        &[
            ("concat('a',1,true(),//i)", "a1truethree"),
            ("contains('haystack','st')", "true"),
            ("contains('x','')", "true"),
            ("starts-with('haystack','hay')", "true"),
            ("starts-with('a','b')", "false"),
            ("substring-before('1999/04/01','/')", "1999"),
            ("substring-after('1999/04/01','/')", "04/01"),
            ("substring-before('abc','x')", ""),
            ("substring-after('abc','x')", ""),
            ("substring-before('abc','x') = ''", "true"),
            ("substring('12345',2,3)", "234"),
            ("substring('12345',2)", "2345"),
            ("substring('12345',6)", ""),
            ("string-length('abc')", "3"),
            ("string-length(//i[1])", "5"),
            ("string-length('äö€😀')", "4"),
            ("string-length(//none)", "0"),
            ("string-length('abc') + 1", "4"),
            ("string-length('abc') = 3", "true"),
            ("string-length('abc') &gt; 2.5", "true"),
            ("normalize-space('  a   b  ')", "a b"),
            ("normalize-space(//none)", ""),
            ("translate('bar','abc','AB')", "BAr"),
            ("translate('--aaa--','abc-','ABC')", "AAA"),
            ("translate('Ünder','Ü','U')", "Under"),
            ("string(//i[2])", "one"),
            ("string(1 = 2)", "false"),
            ("string(//none)", ""),
            ("concat('it','&quot;s')", r#"it"s"#),
            ("local-name(//i/@n)", "n"),
            ("local-name(//g/..)", "r"),
            ("local-name(/)", ""),
            ("local-name(//none)", ""),
            ("not(contains(//i[1],'x'))", "true"),
        ],
    );
}

#[test]
fn paths_select_in_document_order() {
    check_all(
        NODES,
        ITEMS,
        &[
            ("//i[2]", "[one,]"),
            ("(//i)[2]", "[one,]"),
            ("//i[@k='a']", "[one,ten,]"),
            ("//i[@k='b'][2]", "[seven,]"),
            ("//i[@k='b' and @n &gt; 5]", "[seven,]"),
            ("//i[position() = 2]", "[one,]"),
            ("/r/i[3]", "[seven,]"),
            ("/r/*[5]/i", "[ten,]"),
            ("//g/i", "[ten,]"),
            ("//g//i", "[ten,]"),
            ("r//i[1]", "[three,ten,]"),
            ("/r/i[@n=1]/following-sibling::i", "[seven,none,]"),
            ("/r/i[@n=7]/preceding-sibling::i[@k='a']", "[one,]"),
            ("(//i[@n=7]/preceding-sibling::i)[1]", "[three,]"),
            ("//g/i/ancestor::r/i[1]", "[three,]"),
            ("//g/../i[2]", "[one,]"),
            ("//i[../self::g]", "[ten,]"),
            ("//i[parent::g]", "[ten,]"),
            ("//i[not(@k='a') and not(@k='b')]", "[none,]"),
            ("//i[@n &lt; 2]", "[one,]"),
            ("//i[count(preceding-sibling::i) = 1]", "[one,]"),
            ("//@n[. = 7]/../@k", "[b,]"),
            ("//i[. = 'seven']/@n", "[7,]"),
            ("descendant::i[@n=10]", "[ten,]"),
            ("//g/descendant-or-self::*[2]", "[ten,]"),
            ("//i[2] | //i[1]", "[three,one,ten,]"),
            ("(//g/i | /r/i)[1]", "[three,]"),
            ("//i[translate(@k,'abc','xyz')='z']", "[none,]"),
            ("//text()[2]", "[]"),
            ("/r/g/ancestor-or-self::*[@none] | //g/i", "[ten,]"),
            ("self::node()/r/i", "[three,one,seven,none,]"),
            ("./r/./i", "[three,one,seven,none,]"),
            ("//i[string-length(.) = 5]", "[three,seven,]"),
            ("//i[@n][4]", "[none,]"),
            ("//*[@k='c']", "[none,]"),
            ("//i[starts-with(., 't')][2]", "[]"),
            ("/", "[threeonesevennoneten,]"),
            ("//r[i]/i[2][@k='a']", "[one,]"),
            ("/r/i[number(@n) = 7]", "[seven,]"),
            ("//i[true()]", "[three,one,seven,none,ten,]"),
            ("//i[position() &gt; 2]", "[seven,none,]"),
            ("//g[1]/i[1]", "[ten,]"),
            ("//i[1 + 1]", "[one,]"),
            ("//i[count(//g) + 1]", "[one,]"),
        ],
    );
}

#[test]
fn patterns_match_what_they_describe() {
    check_all(
        MATCHED,
        AXES,
        &[
            ("/i", "--------------------"),
            ("/r", "-+------------------"),
            ("*/i", "----+---+------+----"),
            ("/r/*", "----+---+----+------"),
            ("g/*/@k", "-----------------+--"),
            ("r/node()", "---++---+----+------"),
            ("g//text()", "------------------++"),
            ("@*", "--+--++--++---+-++--"),
            ("/*/*", "----+---+----+------"),
            ("r/g/i[@k]", "---------------+----"),
            ("/*[i]/i", "----+---+-----------"),
            ("node()", "-+-++--++--+++-+--++"),
            ("comment()", "---+--------+-------"),
            ("text()[. = 'one']", "-----------+--------"),
            ("r//@k", "------+---+---+--+--"),
            ("*[not(*)]", "----+---+------+----"),
            ("//i", "----+---+------+----"),
            ("i[../@z]", "----+---+-----------"),
            ("/", "+-------------------"),
            ("/node()", "-+------------------"),
            ("*//i", "----+---+------+----"),
            ("i/text()", "-------+---+------+-"),
        ],
    );
}

#[test]
fn seed_outbound() {
    check(
        r#"<xsl:output method="xml" encoding="utf-8" indent="no"/><xsl:template match="text()"/><xsl:template match="/"><RootElement><UserLogin><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></UserLogin><UserLastname><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLastname']/Value"/></UserLastname><UserCustomerID><xsl:value-of select="//Ticket/CustomerID"/></UserCustomerID><ValidID><xsl:value-of select="//Ticket/DynamicField[Name = 'ValidState']/Value"/></ValidID></RootElement></xsl:template>"#,
        TICKET,
        "<RootElement><UserLogin>jdoe</UserLogin><UserLastname/><UserCustomerID>acme</UserCustomerID><ValidID>1</ValidID></RootElement>",
    );
}

#[test]
fn seed_inbound_error() {
    check(
        r#"<xsl:template match="/RootElement"><RootElement><xsl:choose><xsl:when test="not(Result)"><Ticket><State>closed unsuccessful</State></Ticket><Article><Subject>Error: <xsl:value-of select="Error/Code"/></Subject><Body><xsl:value-of select="concat(Error/Message,'!')"/></Body></Article></xsl:when><xsl:otherwise><Ticket><State>closed successful</State></Ticket></xsl:otherwise></xsl:choose></RootElement></xsl:template>"#,
        "<RootElement><Error><Code>Exists</Code><Message>Login taken</Message></Error></RootElement>",
        "<RootElement><Ticket><State>closed unsuccessful</State></Ticket><Article><Subject>Error: Exists</Subject><Body>Login taken!</Body></Article></RootElement>",
    );
}

#[test]
fn seed_inbound_result() {
    check(
        r#"<xsl:template match="/RootElement"><RootElement><xsl:choose><xsl:when test="not(Result)"><Ticket><State>closed unsuccessful</State></Ticket><Article><Subject>Error: <xsl:value-of select="Error/Code"/></Subject><Body><xsl:value-of select="concat(Error/Message,'!')"/></Body></Article></xsl:when><xsl:otherwise><Ticket><State>closed successful</State></Ticket></xsl:otherwise></xsl:choose></RootElement></xsl:template>"#,
        "<RootElement><Result>7</Result></RootElement>",
        "<RootElement><Ticket><State>closed successful</State></Ticket></RootElement>",
    );
}

#[test]
fn a_repeated_field_gives_its_first_value() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//Ticket/DynamicField[Name='Colour']/Value"/></o></xsl:template>"#,
        TICKET,
        "<o>red</o>",
    );
}

#[test]
fn special_characters_come_through() {
    check(
        r#"<xsl:template match="/"><o><xsl:attribute name="t"><xsl:value-of select="//Title"/></xsl:attribute><xsl:value-of select="//Title"/></o></xsl:template>"#,
        TICKET,
        r#"<o t="A &amp; B &lt;x&gt; &quot;q&quot; 'a' 😀">A &amp; B &lt;x&gt; "q" 'a' 😀</o>"#,
    );
}

#[test]
fn text_of_a_blank_is_kept() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//i[1]"/><xsl:text> </xsl:text><xsl:value-of select="//i[@n=1]"/><xsl:text>&amp;&lt;</xsl:text></o></xsl:template>"#,
        ITEMS,
        "<o>three one&amp;&lt;</o>",
    );
}

#[test]
fn booleans_have_a_text() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="1 = 1"/></o></xsl:template>"#,
        ITEMS,
        "<o>true</o>",
    );
}

#[test]
fn false_has_a_text() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//nothing"/></o></xsl:template>"#,
        ITEMS,
        "<o/>",
    );
}

#[test]
fn not_of_nodes() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="not(//i)"/></o></xsl:template>"#,
        ITEMS,
        "<o>false</o>",
    );
}

#[test]
fn booleans_of_values() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="boolean('')"/>,<xsl:value-of select="boolean('0')"/>,<xsl:value-of select="boolean(0)"/>,<xsl:value-of select="boolean(1)"/>,<xsl:value-of select="boolean(number('x'))"/>,<xsl:value-of select="boolean(//i)"/>,<xsl:value-of select="boolean(//none)"/>,<xsl:value-of select="boolean(true())"/>,<xsl:value-of select="boolean(-1)"/>,</o></xsl:template>"#,
        ITEMS,
        "<o>false,true,false,true,false,true,false,true,true,</o>",
    );
}

#[test]
fn for_each_with_nested_paths() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="r/i"><x k="{@k}" t="{{{.}}}{@n + 1}"><xsl:value-of select="count(//i)"/>/<xsl:value-of select="../g/i"/></x></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        r#"<o><x k="b" t="{three}4">5/ten</x><x k="a" t="{one}2">5/ten</x><x k="b" t="{seven}8">5/ten</x><x k="c" t="{none}NaN">5/ten</x></o>"#,
    );
}

#[test]
fn absolute_paths_inside_for_each() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//g/i"><xsl:value-of select="//i"/><xsl:value-of select="/r/i[3]"/></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>threeseven</o>",
    );
}

#[test]
fn sorting_by_text() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//i"><xsl:sort select="@k"/><xsl:sort select="." order="descending"/><xsl:value-of select="."/>,</xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>ten,one,three,seven,none,</o>",
    );
}

#[test]
fn sorting_descending_keeps_equals_in_order() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//i"><xsl:sort select="@k" order="descending"/><xsl:value-of select="."/>,</xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>none,three,seven,one,ten,</o>",
    );
}

#[test]
fn sorting_in_apply_templates() {
    check(
        r#"<xsl:template match="/"><o><xsl:apply-templates select="//i"><xsl:sort/></xsl:apply-templates></o></xsl:template><xsl:template match="i"><xsl:value-of select="."/>;</xsl:template>"#,
        ITEMS,
        "<o>none;one;seven;ten;three;</o>",
    );
}

#[test]
fn if_and_choose() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//i"><xsl:if test="@n &gt; 2">+</xsl:if><xsl:choose><xsl:when test="@k='a'">A</xsl:when><xsl:when test="@n">N</xsl:when></xsl:choose></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>+NA+NN+A</o>",
    );
}

#[test]
fn built_in_templates() {
    check("", ITEMS, "threeonesevennoneten");
}

#[test]
fn built_in_templates_with_suppressed_text() {
    check(
        r#"<xsl:template match="text()"/><xsl:template match="g"><g><xsl:apply-templates/></g></xsl:template><xsl:template match="i"><i/></xsl:template>"#,
        ITEMS,
        "<i/><i/><i/><i/><g><i/></g>",
    );
}

#[test]
fn patterns_with_predicates() {
    check(
        r#"<xsl:template match="i">-</xsl:template><xsl:template match="i[@k='b']">B</xsl:template><xsl:template match="g/i">G</xsl:template>"#,
        ITEMS,
        "B-B-G",
    );
}

#[test]
fn patterns_with_ancestors() {
    check(
        r#"<xsl:template match="r//i">R</xsl:template><xsl:template match="/r/i[@n=1]" priority="2">1</xsl:template><xsl:template match="/r/g//i" priority="3">G</xsl:template>"#,
        ITEMS,
        "R1RRG",
    );
}

#[test]
fn the_last_of_equal_templates_wins() {
    check(
        r#"<xsl:template match="i">1</xsl:template><xsl:template match="i">2</xsl:template>"#,
        ITEMS,
        "22222",
    );
}

#[test]
fn priorities() {
    check(
        r#"<xsl:template match="i" priority="5">1</xsl:template><xsl:template match="i">2</xsl:template><xsl:template match="*" priority="-9">3<xsl:apply-templates/></xsl:template>"#,
        ITEMS,
        "3111131",
    );
}

#[test]
fn patterns_for_attributes_and_alternatives() {
    check(
        r#"<xsl:template match="/"><o><xsl:apply-templates select="//i|//i/@k"/></o></xsl:template><xsl:template match="@k | g">[<xsl:value-of select="."/>]</xsl:template><xsl:template match="i">i</xsl:template>"#,
        ITEMS,
        "<o>i[b]i[a]i[b]i[c]i[a]</o>",
    );
}

#[test]
fn modes() {
    check(
        r#"<xsl:template match="/"><o><xsl:apply-templates select="//g" mode="m"/><xsl:apply-templates select="//g"/></o></xsl:template><xsl:template match="i" mode="m">M<xsl:value-of select="@n"/></xsl:template><xsl:template match="i">N</xsl:template>"#,
        ITEMS,
        "<o>M10N</o>",
    );
}

#[test]
fn identity() {
    check(
        r#"<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>"#,
        r#"<r a="1" b="&quot;"><!-- c --><x>t<y/>u</x>
 <z xmlns="urn:z" xmlns:p="urn:p" p:q="1"><p:w/></z></r>"#,
        r#"<r a="1" b="&quot;"><!-- c --><x>t<y/>u</x>
 <z xmlns="urn:z" xmlns:p="urn:p" p:q="1"><p:w/></z></r>"#,
    );
}

#[test]
fn identity_with_a_change() {
    check(
        r#"<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template><xsl:template match="i[@k='b']"/><xsl:template match="@n"><xsl:attribute name="m"><xsl:value-of select="concat(.,'!')"/></xsl:attribute></xsl:template>"#,
        ITEMS,
        r#"<r><i m="1!" k="a">one</i><i m="x!" k="c">none</i><g><i m="10!" k="a">ten</i></g></r>"#,
    );
}

#[test]
fn copy_of_nodes() {
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="/r/i[1]/@*"/><xsl:copy-of select="//g"/><xsl:copy-of select="//g/i/text()"/></o></xsl:template>"#,
        ITEMS,
        r#"<o n="3" k="b"><g><i n="10" k="a">ten</i></g>ten</o>"#,
    );
}

#[test]
fn copy_of_the_document() {
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="/"/></o></xsl:template>"#,
        ITEMS,
        r#"<o><r><i n="3" k="b">three</i><i n="1" k="a">one</i><i n="7" k="b">seven</i><i n="x" k="c">none</i><g><i n="10" k="a">ten</i></g></r></o>"#,
    );
}

#[test]
fn copy_of_a_value() {
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="1+1"/><xsl:copy-of select="'a&lt;'"/></o></xsl:template>"#,
        ITEMS,
        "<o>2a&lt;</o>",
    );
}

#[test]
fn variables() {
    check(
        r#"<xsl:template match="/"><o><xsl:variable name="a" select="'x'"/><xsl:variable name="b" select="//i"/><xsl:variable name="c" select="count($b)"/><xsl:variable name="d"><e><xsl:value-of select="$a"/></e>t</xsl:variable><xsl:variable name="f" select="$c &gt; 1"/><xsl:value-of select="concat($a,$c,$d,$f)"/><xsl:value-of select="$b[@n=7]"/><xsl:copy-of select="$d"/><xsl:copy-of select="$d"/><xsl:if test="$f">F</xsl:if><xsl:value-of select="$b/@k"/><xsl:value-of select="$b[2]"/><xsl:value-of select="string($d) = 'xt'"/></o></xsl:template>"#,
        ITEMS,
        "<o>x5xttrueseven<e>x</e>t<e>x</e>tFbonetrue</o>",
    );
}

#[test]
fn a_variable_ends_with_its_element() {
    check(
        r#"<xsl:template match="/"><o><xsl:variable name="a" select="1"/><xsl:if test="true()"><xsl:variable name="b" select="2"/><xsl:value-of select="$a+$b"/></xsl:if><xsl:for-each select="//g"><xsl:variable name="b" select="3"/><xsl:value-of select="$b"/></xsl:for-each><xsl:value-of select="$a"/></o></xsl:template>"#,
        ITEMS,
        "<o>331</o>",
    );
}

#[test]
fn global_variables() {
    check(
        r#"<xsl:variable name="g" select="//g/i"/><xsl:param name="h" select="'p'"/><xsl:template match="/"><o><xsl:for-each select="//i[1]"><xsl:value-of select="concat($g,$h)"/></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>tenptenp</o>",
    );
}

#[test]
fn an_empty_variable_is_an_empty_text() {
    check(
        r#"<xsl:template match="/"><o><xsl:variable name="a"/><xsl:value-of select="concat('[',$a,']')"/><xsl:if test="$a">no</xsl:if></o></xsl:template>"#,
        ITEMS,
        "<o>[]</o>",
    );
}

#[test]
fn named_templates() {
    check(
        r#"<xsl:template name="t"><xsl:param name="a" select="'A'"/><xsl:param name="b" select="$a"/>(<xsl:value-of select="$a"/>,<xsl:value-of select="$b"/>,<xsl:value-of select="local-name()"/>)</xsl:template><xsl:template match="/"><o><xsl:call-template name="t"/><xsl:call-template name="t"><xsl:with-param name="b" select="2"/></xsl:call-template><xsl:for-each select="//g"><xsl:call-template name="t"><xsl:with-param name="a" select="i"/><xsl:with-param name="b"><c>x</c></xsl:with-param></xsl:call-template></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>(A,A,)(A,2,)(ten,x,g)</o>",
    );
}

#[test]
fn recursion() {
    check(
        r#"<xsl:template name="f"><xsl:param name="n"/><xsl:param name="acc" select="''"/><xsl:if test="$n &gt; 0"><xsl:call-template name="f"><xsl:with-param name="n" select="$n - 1"/><xsl:with-param name="acc" select="concat($acc,$n)"/></xsl:call-template><xsl:value-of select="$n"/></xsl:if><xsl:if test="$n = 0">[<xsl:value-of select="$acc"/>]</xsl:if></xsl:template><xsl:template match="/"><o><xsl:call-template name="f"><xsl:with-param name="n" select="5"/></xsl:call-template></o></xsl:template>"#,
        ITEMS,
        "<o>[54321]12345</o>",
    );
}

#[test]
fn recursion_keeps_the_callers_values() {
    check(
        r#"<xsl:template name="w"><xsl:param name="s"/><xsl:choose><xsl:when test="contains($s,' ')"><w><xsl:value-of select="substring-before($s,' ')"/></w><xsl:call-template name="w"><xsl:with-param name="s" select="substring-after($s,' ')"/></xsl:call-template></xsl:when><xsl:otherwise><w><xsl:value-of select="$s"/></w></xsl:otherwise></xsl:choose><n><xsl:value-of select="$s"/></n></xsl:template><xsl:template match="/"><o><xsl:call-template name="w"><xsl:with-param name="s" select="'a b c'"/></xsl:call-template></o></xsl:template>"#,
        ITEMS,
        "<o><w>a</w><w>b</w><w>c</w><n>c</n><n>b c</n><n>a b c</n></o>",
    );
}

#[test]
fn a_matching_template_with_parameters_takes_the_defaults() {
    check(
        r#"<xsl:template match="i"><xsl:param name="p" select="@n"/>[<xsl:value-of select="$p"/>]</xsl:template>"#,
        ITEMS,
        "[3][1][7][x][10]",
    );
}

#[test]
fn elements_and_attributes_by_name() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//i"><xsl:element name="{@k}{@k}"><xsl:attribute name="n-{@k}"><xsl:value-of select="@n"/></xsl:attribute><xsl:attribute name="z">1</xsl:attribute><xsl:value-of select="."/></xsl:element></xsl:for-each><xsl:element name="fixed"/></o></xsl:template>"#,
        ITEMS,
        r#"<o><bb n-b="3" z="1">three</bb><aa n-a="1" z="1">one</aa><bb n-b="7" z="1">seven</bb><cc n-c="x" z="1">none</cc><aa n-a="10" z="1">ten</aa><fixed/></o>"#,
    );
}

#[test]
fn a_later_attribute_replaces_an_earlier() {
    check(
        r#"<xsl:template match="/"><o><x a="1" b="2"><xsl:attribute name="a">3</xsl:attribute></x></o></xsl:template>"#,
        ITEMS,
        r#"<o><x a="3" b="2"/></o>"#,
    );
}

#[test]
fn attributes_from_called_templates() {
    check(
        r#"<xsl:template name="a"><xsl:attribute name="q">1</xsl:attribute></xsl:template><xsl:template match="/"><o><x><xsl:call-template name="a"/>t</x></o></xsl:template>"#,
        ITEMS,
        r#"<o><x q="1">t</x></o>"#,
    );
}

#[test]
fn attribute_text_from_called_templates() {
    check(
        r#"<xsl:template name="a">va<xsl:value-of select="count(//i)"/></xsl:template><xsl:template match="/"><o><xsl:attribute name="q"><xsl:call-template name="a"/></xsl:attribute></o></xsl:template>"#,
        ITEMS,
        r#"<o q="va5"/>"#,
    );
}

#[test]
fn comments() {
    check(
        r#"<xsl:template match="/"><o><xsl:comment>c <xsl:value-of select="//i"/></xsl:comment></o></xsl:template>"#,
        ITEMS,
        "<o><!--c three--></o>",
    );
}

#[test]
fn special_characters_in_attributes() {
    check(
        r#"<xsl:template match="/"><o><x a="&amp;&lt;&gt;&quot;'&#9;&#10;" b="{'}'}"/></o></xsl:template>"#,
        ITEMS,
        r#"<o><x a="&amp;&lt;&gt;&quot;'&#9;&#10;" b="}"/></o>"#,
    );
}

#[test]
fn cdata_and_character_references_in_the_source() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="/r"/></o></xsl:template>"#,
        "<r><![CDATA[<a>&]]>&#65;&#x1F600;&apos;</r>",
        "<o>&lt;a&gt;&amp;A😀'</o>",
    );
}

#[test]
fn white_space_of_the_source_is_kept() {
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="r"/></o></xsl:template>"#,
        r"<r>
  <a> </a>
</r>",
        r"<o><r>
  <a> </a>
</r></o>",
    );
}

#[test]
fn strip_space() {
    check(
        r#"<xsl:strip-space elements="*"/><xsl:preserve-space elements="k"/><xsl:template match="/"><o><xsl:copy-of select="r"/></o></xsl:template>"#,
        r"<r>
  <a> </a> <k> <b/> </k>x
</r>",
        r"<o><r><a/><k> <b/> </k>x
</r></o>",
    );
}

#[test]
fn namespaces_of_the_source() {
    check(
        r#"<xsl:template match="/" xmlns:s="urn:s"><o><xsl:value-of select="//s:b"/><xsl:value-of select="//b"/><xsl:value-of select="//s:b/@s:c"/></o></xsl:template>"#,
        r#"<r xmlns="urn:s" xmlns:t="urn:s"><b t:c="5">in</b><b xmlns="">out</b></r>"#,
        r#"<o xmlns:s="urn:s">inout5</o>"#,
    );
}

#[test]
fn namespaces_of_the_result() {
    check(
        r#"<xsl:template match="/" xmlns:soap="urn:soap" xmlns:xsd="urn:xsd"><soap:Envelope><soap:Body a="1" soap:b="xsd:string"><x/><y xmlns="urn:y"><z/></y></soap:Body></soap:Envelope></xsl:template>"#,
        ITEMS,
        r#"<soap:Envelope xmlns:soap="urn:soap" xmlns:xsd="urn:xsd"><soap:Body a="1" soap:b="xsd:string"><x/><y xmlns="urn:y"><z/></y></soap:Body></soap:Envelope>"#,
    );
}

#[test]
fn text_between_elements() {
    check(
        r#"<xsl:template match="/"><o>
  a
 <b/> c <!-- not this --> d
</o></xsl:template>"#,
        ITEMS,
        r"<o>
  a
 <b/> c  d
</o>",
    );
}

#[test]
fn long_mixed_document() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//*[text()]"><f name="{local-name()}" level="{count(ancestor::*)}"><xsl:value-of select="normalize-space(text())"/></f></xsl:for-each></o></xsl:template>"#,
        TICKET,
        r#"<o><f name="TicketID" level="2">42</f><f name="CustomerID" level="2">acme</f><f name="Title" level="2">A &amp; B &lt;x&gt; "q" 'a' 😀</f><f name="Name" level="3">UserLogin</f><f name="Value" level="3">jdoe</f><f name="Name" level="3">UserFirstname</f><f name="Value" level="3">Jane</f><f name="Name" level="3">Colour</f><f name="Value" level="3">red</f><f name="Name" level="3">Colour</f><f name="Value" level="3">blue</f><f name="Name" level="3">ValidState</f><f name="Value" level="3">1</f></o>"#,
    );
}

#[test]
fn several_root_elements_in_the_result() {
    check(r#"<xsl:template match="/"><a/><b>x</b></xsl:template>"#, ITEMS, "<a/><b>x</b>");
}

#[test]
fn predicates_with_outer_values() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//g/i"><xsl:variable name="k" select="@k"/><xsl:value-of select="//i[@k = $k]"/><xsl:value-of select="count(//i[@k = $k])"/></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>one2</o>",
    );
}

#[test]
fn first_of_each_group() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//i[not(@k = preceding-sibling::i/@k)]"><k n="{@k}"/></xsl:for-each></o></xsl:template>"#,
        ITEMS,
        r#"<o><k n="b"/><k n="a"/><k n="c"/><k n="a"/></o>"#,
    );
}

#[test]
fn nested_predicates() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//r[i[@k='b'][@n=7]]/g[i[. = 'ten']]/i/@n"/></o></xsl:template>"#,
        ITEMS,
        "<o>10</o>",
    );
}

#[test]
fn deep_unions() {
    check(
        r#"<xsl:template match="/"><o><xsl:for-each select="//g/i | //i[@n=3] | /r/i[2]"><xsl:value-of select="@n"/>,</xsl:for-each></o></xsl:template>"#,
        ITEMS,
        "<o>3,1,10,</o>",
    );
}

#[test]
fn axis_child() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="child::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t>i:ten,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,</t><t>i:ten,</t><t/><t/><t/><t/><t>r:threeoneten ,</t><t>i:ten,: ,</t><t>:ten,</t><t>:one,:d,</t><t/><t/><t/><t>: ,</t><t>:ten,</t><t>:one,</t><t/><t/><t/><t/><t/><t>:d,</t><t/><t/></o>",
    );
}

#[test]
fn axis_descendant() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t>i:three,i:one,i:ten,</t><t>i:ten,</t><t/><t/><t/><t/><t>g:ten ,</t><t/><t/><t/><t/><t/><t>r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,i:three,i:one,g:ten ,i:ten,</t><t>i:ten,</t><t/><t/><t/><t/><t>r:threeoneten ,:c,i:three,:three,i:one,:one,:d,g:ten ,i:ten,:ten,: ,</t><t>i:ten,:ten,: ,</t><t>:ten,</t><t>:one,:d,</t><t/><t/><t>:three,:one,:ten,: ,</t><t>:ten,: ,</t><t>:ten,</t><t>:one,</t><t/><t/><t>:c,:d,</t><t/><t/><t>:d,</t><t/><t/></o>",
    );
}

#[test]
fn axis_descendant_or_self() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="descendant-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t>i:three,i:one,i:ten,</t><t>i:ten,</t><t>i:ten,</t><t>i:one,</t><t/><t/><t>g:ten ,</t><t>g:ten ,</t><t/><t/><t/><t/><t>r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,i:three,i:one,g:ten ,i:ten,</t><t>g:ten ,i:ten,</t><t>i:ten,</t><t>i:one,</t><t/><t/><t>:threeoneten ,r:threeoneten ,:c,i:three,:three,i:one,:one,:d,g:ten ,i:ten,:ten,: ,</t><t>g:ten ,i:ten,:ten,: ,</t><t>i:ten,:ten,</t><t>i:one,:one,:d,</t><t>k:b,k:a,k:q,k:a,</t><t>:three,:one,:ten,: ,</t><t>:three,:one,:ten,: ,</t><t>:ten,: ,</t><t>:ten,</t><t>:one,</t><t/><t>:three,:one,:ten,: ,</t><t>:c,:d,</t><t/><t/><t>:d,</t><t/><t/></o>",
    );
}

#[test]
fn axis_attribute() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="attribute::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>k:q,</t><t>k:a,</t><t>k:a,</t><t/><t/><t/><t>k:q,</t><t>n:10,k:a,</t><t>n:1,k:a,</t><t/><t/><t/><t>k:q,</t><t>n:10,k:a,</t><t>n:1,k:a,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/></o>",
    );
}

#[test]
fn axis_self() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t>i:ten,</t><t>i:one,</t><t/><t/><t/><t>g:ten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>g:ten ,</t><t>i:ten,</t><t>i:one,</t><t/><t/><t>:threeoneten ,</t><t>g:ten ,</t><t>i:ten,</t><t>i:one,</t><t>k:b,k:a,k:q,k:a,</t><t>:three,:one,:ten,: ,</t><t/><t/><t/><t/><t/><t>:three,:one,:ten,: ,</t><t/><t/><t/><t/><t/><t/></o>",
    );
}

#[test]
fn axis_parent() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="parent::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t/><t/><t>i:three,i:one,i:ten,</t><t>i:three,i:one,i:ten,</t><t/><t/><t>g:ten ,</t><t/><t>g:ten ,</t><t>g:ten ,</t><t/><t>r:threeoneten ,</t><t/><t>r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,</t><t>g:ten ,</t><t>r:threeoneten ,</t><t>i:three,i:one,g:ten ,i:ten,</t><t>i:three,i:one,i:ten,g:ten ,</t><t/><t>r:threeoneten ,</t><t>g:ten ,</t><t>r:threeoneten ,</t><t>i:three,i:one,g:ten ,i:ten,</t><t>i:three,i:one,i:ten,g:ten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/></o>",
    );
}

#[test]
fn axis_ancestor() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t/><t/><t>i:three,i:one,i:ten,</t><t>i:three,i:one,i:ten,</t><t/><t/><t>g:ten ,</t><t/><t>g:ten ,g:ten ,</t><t>g:ten ,g:ten ,</t><t/><t>r:threeoneten ,</t><t>r:threeoneten ,</t><t>r:threeoneten ,</t><t>r:threeoneten ,r:threeoneten ,r:threeoneten ,r:threeoneten ,</t><t>r:threeoneten ,r:threeoneten ,r:threeoneten ,r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,</t><t>r:threeoneten ,g:ten ,</t><t>r:threeoneten ,</t><t>r:threeoneten ,i:three,r:threeoneten ,i:one,r:threeoneten ,g:ten ,r:threeoneten ,g:ten ,i:ten,</t><t>r:threeoneten ,i:three,r:threeoneten ,i:one,r:threeoneten ,g:ten ,i:ten,r:threeoneten ,g:ten ,</t><t/><t>:threeoneten ,r:threeoneten ,</t><t>:threeoneten ,r:threeoneten ,g:ten ,</t><t>:threeoneten ,r:threeoneten ,</t><t>:threeoneten ,r:threeoneten ,i:three,:threeoneten ,r:threeoneten ,i:one,:threeoneten ,r:threeoneten ,g:ten ,:threeoneten ,r:threeoneten ,g:ten ,i:ten,</t><t>:threeoneten ,r:threeoneten ,i:three,:threeoneten ,r:threeoneten ,i:one,:threeoneten ,r:threeoneten ,g:ten ,i:ten,:threeoneten ,r:threeoneten ,g:ten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/></o>",
    );
}

#[test]
fn axis_ancestor_or_self() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="ancestor-or-self::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t>i:ten,</t><t>i:one,</t><t>i:three,i:one,i:ten,</t><t>i:three,i:one,i:ten,</t><t/><t>g:ten ,</t><t>g:ten ,</t><t/><t>g:ten ,g:ten ,</t><t>g:ten ,g:ten ,</t><t/><t>r:threeoneten ,</t><t>r:threeoneten ,</t><t>r:threeoneten ,</t><t>r:threeoneten ,r:threeoneten ,r:threeoneten ,r:threeoneten ,</t><t>r:threeoneten ,r:threeoneten ,r:threeoneten ,r:threeoneten ,</t><t/><t/><t/><t/><t/><t/><t/><t>r:threeoneten ,g:ten ,</t><t>r:threeoneten ,g:ten ,i:ten,</t><t>r:threeoneten ,i:one,</t><t>r:threeoneten ,i:three,r:threeoneten ,i:one,r:threeoneten ,g:ten ,r:threeoneten ,g:ten ,i:ten,</t><t>r:threeoneten ,i:three,r:threeoneten ,i:one,r:threeoneten ,g:ten ,i:ten,r:threeoneten ,g:ten ,</t><t>:threeoneten ,</t><t>:threeoneten ,r:threeoneten ,g:ten ,</t><t>:threeoneten ,r:threeoneten ,g:ten ,i:ten,</t><t>:threeoneten ,r:threeoneten ,i:one,</t><t>:threeoneten ,r:threeoneten ,i:three,k:b,:threeoneten ,r:threeoneten ,i:one,k:a,:threeoneten ,r:threeoneten ,g:ten ,k:q,:threeoneten ,r:threeoneten ,g:ten ,i:ten,k:a,</t><t>:threeoneten ,r:threeoneten ,i:three,:three,:threeoneten ,r:threeoneten ,i:one,:one,:threeoneten ,r:threeoneten ,g:ten ,i:ten,:ten,:threeoneten ,r:threeoneten ,g:ten ,: ,</t><t/><t/><t/><t/><t/><t>:three,:one,:ten,: ,</t><t/><t/><t/><t/><t/><t/></o>",
    );
}

#[test]
fn axis_following_sibling() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="following-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>g:ten ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>g:ten ,</t><t/><t/><t/><t/><t>: ,</t><t>g:ten ,</t><t/><t>:d,</t><t/><t/><t>: ,</t><t/><t/><t/><t/><t/><t/><t/><t/><t>:d,</t></o>",
    );
}

#[test]
fn axis_preceding_sibling() {
    check(
        r#"<xsl:template match="/"><o><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::i"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::g"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::r"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::k"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::*"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::node()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::text()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//g/i"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="/r/i[2]"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//@k"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t><t><xsl:for-each select="//text()"><xsl:for-each select="preceding-sibling::comment()"><xsl:value-of select="concat(local-name(),':',.)"/>,</xsl:for-each></xsl:for-each></t></o></xsl:template>"#,
        AXES,
        "<o><t/><t>i:three,i:one,</t><t/><t>i:three,</t><t/><t>i:ten,</t><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t/><t>i:three,i:one,</t><t/><t>i:three,</t><t/><t>i:ten,</t><t/><t>:c,i:three,i:one,</t><t/><t>:c,i:three,</t><t/><t>i:ten,</t><t/><t/><t/><t/><t/><t/><t/><t>:c,</t><t/><t>:c,</t><t/><t/></o>",
    );
}
