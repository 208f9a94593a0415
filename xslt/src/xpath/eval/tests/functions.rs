//! Operators and functions.

use super::{at, at_root};

const DOCUMENT: &str = "<a xmlns='urn:p' xmlns:q='urn:q' xml:lang='en-GB'><b xml:lang='DE'> x  y </b><q:c q:n='1'>2</q:c>\
                        <?pi some data?><!--note--><d>12</d><d>30</d><d>\u{e4}\u{1d11e}</d></a>";

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(at_root(DOCUMENT, text), expected, "{text}");
}

#[test]
fn operators_calculate_with_numbers() {
    check("1 + 2 * 3 - 4 div 2", "5");
    check("5 mod 2", "1");
    check("5 mod -2", "1");
    check("-5 mod 2", "-1");
    check("1.5 mod 0.5", "0");
    check("5 mod 0", "NaN");
    check("1 div 0", "Infinity");
    check("-1 div 0", "-Infinity");
    check("1 div -0", "-Infinity");
    check("0 div 0", "NaN");
    check("-'3'", "-3");
    check("--'3'", "3");
    check("-'x'", "NaN");
    check("'1' + true()", "2");
    check("//p:d + 1", "13");
    check("//p:none + 1", "NaN");
    check("$twelve * $two", "24");
    check("$tree - $yes", "11");
}

#[test]
fn or_and_and_stop_at_what_decides() {
    check("true() or $unset", "true");
    check("false() and $unset", "false");
    check("false() or $unset", "error: a variable is used before it is set");
    check("false() or 'x'", "true");
    check("1 and ''", "false");
    check("0 or //p:none", "false");
    check("//p:d and //p:b", "true");
}

#[test]
fn texts_are_searched_and_cut() {
    check("concat('a', 1, true(), //p:d)", "'a1true12'");
    check("concat($text, $tree, $twelve, $nothing)", "'text1212'");
    check("starts-with('abc', 'ab')", "true");
    check("starts-with('abc', '')", "true");
    check("starts-with('abc', 'b')", "false");
    check("contains('abc', 'bc')", "true");
    check("contains('', '')", "true");
    check("contains('abc', 'd')", "false");
    check("substring-before('1999/04/01', '/')", "'1999'");
    check("substring-after('1999/04/01', '/')", "'04/01'");
    check("substring-before('abc', 'x')", "''");
    check("substring-after('abc', 'x')", "''");
    check("substring-after('abc', '')", "'abc'");
    check("substring-before('abc', '')", "''");
    check("substring('12345', 2, 3)", "'234'");
    check("substring('12345', 1.5, 2.6)", "'234'");
    check("substring('12345', 0 div 0, 3)", "''");
    check("substring(concat('12', '345'), 2)", "'2345'");
    check("substring('12345', -42, 1 div 0)", "'12345'");
    check("string-length('a\u{e4}\u{1d11e}')", "3");
    check("string-length(//p:d[3])", "2");
    check("normalize-space(//p:b)", "'x y'");
    check("normalize-space(concat(' ', 'a ', ' b'))", "'a b'");
    check("translate('bar', 'abc', 'AB')", "'BAr'");
    check("translate(//p:d[3], '\u{1d11e}', '')", "'\u{e4}'");
}

#[test]
fn what_takes_no_argument_is_about_the_context_node() {
    let check = |text, expected| assert_eq!(at(DOCUMENT, "//q:c", text), expected, "{text}");
    check("string()", "'2'");
    check("number()", "2");
    check("string-length()", "1");
    check("normalize-space()", "'2'");
    check("name()", "'q:c'");
    check("local-name()", "'c'");
    check("namespace-uri()", "'urn:q'");
    check("position()", "2");
    check("last()", "3");
    check("current()", "q:c");
    check("//*[. = current()]", "q:c");
}

#[test]
fn names_are_those_of_the_first_node() {
    check("name(/*)", "'a'");
    check("namespace-uri(/*)", "'urn:p'");
    check("name(//q:c/@*)", "'q:n'");
    check("local-name(//q:c/@*)", "'n'");
    check("namespace-uri(//q:c/@*)", "'urn:q'");
    check("name(//@xml:lang)", "'xml:lang'");
    check("name(//processing-instruction())", "'pi'");
    check("namespace-uri(//processing-instruction())", "''");
    check("name(//comment())", "''");
    check("name(//p:b/text())", "''");
    check("name(/)", "''");
    check("name(//p:none)", "''");
    check("name(//q:c | //p:b)", "'b'");
    check("name(//q:c/namespace::q)", "'q'");
    check("local-name(//q:c/preceding::*[1])", "'b'");
}

#[test]
fn values_are_converted() {
    check("string(//p:d)", "'12'");
    check("string(//p:none)", "''");
    check("string(/)", "' x  y 21230\u{e4}\u{1d11e}'");
    check("string(//comment())", "'note'");
    check("string(//processing-instruction())", "'some data'");
    check("string(1 div 3)", "'0.3333333333333333'");
    check("string(-0)", "'0'");
    check("string($tree)", "'12'");
    check("number('x')", "NaN");
    check("number(true())", "1");
    check("number(//p:d)", "12");
    check("number($nothing)", "NaN");
    check("number($tree)", "12");
    check("boolean('')", "false");
    check("boolean('false')", "true");
    check("boolean(0 div 0)", "false");
    check("boolean(-1)", "true");
    check("boolean(//p:none)", "false");
    check("boolean(//p:none | //p:d)", "true");
    check("not(//p:d[4])", "true");
    check("true()", "true");
    check("false()", "false");
}

#[test]
fn numbers_are_rounded_and_summed() {
    check("floor(-1.5)", "-2");
    check("ceiling(-1.5)", "-1");
    check("round(-1.5)", "-1");
    check("round(2.5)", "3");
    check("1 div round(-0.2)", "-Infinity");
    check("count(//p:d)", "3");
    check("count(//p:none)", "0");
    check("count($all)", "6");
    check("count(//p:d | //p:d[2] | /)", "4");
    check("sum(//p:d[position() < 3])", "42");
    check("sum(//p:d)", "NaN");
    check("sum(//p:none)", "0");
}

#[test]
fn the_language_is_that_of_the_nearest_element_that_says_it() {
    let check = |place, text, expected: bool| {
        assert_eq!(at(DOCUMENT, place, text), expected.to_string(), "{place} {text}");
    };
    check("/*", "lang('en')", true);
    check("/*", "lang('EN')", true);
    check("/*", "lang('en-gb')", true);
    check("/*", "lang('en-US')", false);
    check("/*", "lang('e')", false);
    check("/*", "lang('')", false);
    check("//p:b/text()", "lang('de')", true);
    check("//p:b", "lang('en')", false);
    check("//q:c/@*", "lang('en')", true);
    check("//q:c/namespace::q", "lang('en')", true);
    check("/", "lang('en')", false);
}

#[test]
fn other_functions_are_called_with_the_values_of_their_arguments() {
    check("q:join()", "''");
    check("q:join('a', 1 + 1, //p:d)", "'a222122'");
    check("q:missing()", "error: there is no function `{urn:q}missing`");
    check("true() or q:missing()", "true");
}

#[test]
fn what_is_no_node_set_is_refused_where_one_is_needed() {
    check("count($text)", "error: a node-set is needed here, and this is a string");
    check("$two | /", "error: a node-set is needed here, and this is a number");
    check("$yes/a", "error: a node-set is needed here, and this is a boolean");
    check("boolean(/ | //p:none)", "true");
    check(
        "$tree/t",
        "error: a node-set is needed here, and this is a result tree fragment (`exsl:node-set` makes a node-set of it)",
    );
    check("$unset", "error: a variable is used before it is set");
}
