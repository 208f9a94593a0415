use super::{check_body, check_fails};

/// Checks the order of the letters in which `xsl:sort` puts elements with these texts.
#[track_caller]
fn check_sort(attributes: &str, texts: &[&str], expected: &str) {
    let sorts: Vec<_> = attributes.split('|').map(|a| format!("<xsl:sort {a}/>")).collect();
    let sorts = sorts.concat();
    let items: Vec<_> =
        texts.iter().map(|text| format!("<i k='{}'>{text}</i>", text.len())).collect();
    let source = format!("<a>{}</a>", items.concat());
    let body =
        format!("<xsl:for-each select='a/i'>{sorts}<xsl:value-of select='.'/>,</xsl:for-each>");
    check_body(&body, &source, expected);
    let declarations = format!(
        "<xsl:template match='/'><xsl:apply-templates select='a/i'>{sorts}</xsl:apply-templates></xsl:template>\
         <xsl:template match='i'><xsl:value-of select='.'/>,</xsl:template>"
    );
    super::check(&declarations, &source, expected);
}

#[test]
fn texts_are_sorted_by_code_points() {
    check_sort("", &["b", "a", "B", "A", "ä", "10", "9"], "10,9,A,B,a,b,ä,");
    check_sort("order='descending'", &["b", "a", "c"], "c,b,a,");
}

#[test]
fn numbers_are_sorted_by_value_and_others_come_first() {
    check_sort("data-type='number'", &["10", "x", "9", "-1", "y"], "x,y,-1,9,10,");
    check_sort(
        "data-type='number' order='descending'",
        &["10", "x", "9", "-1", "y"],
        "10,9,-1,x,y,",
    );
}

#[test]
fn further_keys_decide_between_equal_ones() {
    check_sort("select='@k'|", &["bb", "c", "aa", "b"], "b,c,aa,bb,");
    check_sort(
        "select='@k' order='descending'|order='descending'",
        &["bb", "c", "aa", "b"],
        "bb,aa,c,b,",
    );
    check_sort("select='1'|select='@k'|", &["bb", "c", "aa", "b"], "b,c,aa,bb,");
    check_sort("select='@k'", &["bb", "c", "aa", "b"], "c,b,bb,aa,");
    check_sort(
        "select='position()' data-type='number' order='descending'",
        &["x", "y", "z"],
        "z,y,x,",
    );
}

#[test]
fn what_a_sort_asks_for_may_be_computed() {
    check_sort("order='{\"descending\"}' data-type='{\"number\"}'", &["9", "10"], "10,9,");
    let sort = |attributes: &str| {
        format!("<xsl:for-each select='a'><xsl:sort {attributes}/></xsl:for-each>")
    };
    check_fails(
        &sort("order='{a}'"),
        "<a>up</a>",
        "`up` is no order to sort in that is known here",
    );
    check_fails(
        &sort("data-type='{a}'"),
        "<a>x:y</a>",
        "`x:y` is no data type to sort by that is known here",
    );
}

#[test]
fn children_are_sorted_too() {
    let declarations = "<xsl:template match='a'><xsl:apply-templates><xsl:sort/></xsl:apply-templates></xsl:template>\
                        <xsl:template match='i'>(<xsl:value-of select='position()'/>)</xsl:template>";
    super::check(declarations, "<a>z<i>y</i>x</a>", "x(2)z");
}

#[test]
fn with_an_order_of_cases_case_counts_last() {
    let texts = ["b", "B", "a", "A", "Äb", "äa", "ab"];
    check_sort("case-order='upper-first' lang='en'", &texts, "A,a,ab,B,b,äa,Äb,");
    check_sort("case-order='lower-first'", &texts, "a,A,ab,b,B,äa,Äb,");
    check_sort("case-order='lower-first' order='descending'", &texts, "Äb,äa,B,b,ab,A,a,");
    check_sort("case-order='{&quot;lower-first&quot;}'", &["A", "a", "A"], "a,A,A,");
}
