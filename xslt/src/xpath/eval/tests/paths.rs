//! Paths of several steps: document order, each node once, predicates.

use super::{at, at_root};

/// Elements of one name within and beside one another.
const NESTED: &str =
    "<r><a n='1'><b/><a n='2'><b/><c>x</c></a><b/></a><a n='3'><c>y</c><c>x</c></a></r>";

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(at_root(NESTED, text), expected, "{text}");
}

#[test]
fn nodes_come_in_document_order_and_once() {
    check("//a", "a a a");
    check("//a/@n", "@n @n @n");
    check("count(//a/b)", "3");
    check("//a//b", "b b b");
    check("count(//a//b)", "3");
    check("//a//c", "c c c");
    check("//a/ancestor::*", "r a");
    check("//b/..", "a a");
    check("//b/../@n", "@n @n");
    check("//b/ancestor-or-self::a/b", "b b b");
    check("count(//a/following::*)", "4");
    check("//c/preceding::b", "b b b");
    check("//a/b/following-sibling::*", "a c b");
    check("//c/preceding-sibling::*", "b c");
    check("//a/b | //a | //r", "r a b a b b a");
    check("count(//a | //a | //b)", "6");
    check("(//c | //b)[1]", "b");
    check("//*/*/*/..", "a a a");
    check("/r/a/a/../a/../../a/a/..", "a");
    check("$all/b", "b b b");
    check("$all/self::a/@n", "@n @n @n");
    check("$numbers/..", "n");
    check("$all/..", "/ r a a a");
    check("(/ | $numbers)/descendant-or-self::n", "n n n");
    check("(//a | $numbers)/following-sibling::*", "b a n n");
    check("(//a | $numbers)/ancestor::*", "r a n");
    check("($numbers | //a)/preceding::n", "n n");
    check("(//a/@n | //b)/following-sibling::*", "a c b");
    check(
        "(//a/@n | //a)/descendant-or-self::node()[not(self::text())]",
        "a @n b a @n b c b a @n c c",
    );
    check("//c/text()/../../@n", "@n @n");
}

#[test]
fn first_nodes_are_first_in_document_order() {
    check("string(//a//c)", "'x'");
    check("string(//a/c)", "'x'");
    check("string(//a/@n)", "'1'");
    check("string(//b/../@n)", "'1'");
    check("string(//c/ancestor::a/@n)", "'1'");
    check("string(//a[c]/@n)", "'2'");
    check("string(//a[3]/@n)", "''");
    check("string((//a)[3]/@n)", "'3'");
    check("count(//a[.//c = 'y'])", "1");
    check("string(//c[2]/preceding-sibling::*/..//@n)", "'3'");
}

#[test]
fn predicates_filter_one_after_the_other() {
    check("//a[1]/@n", "@n @n");
    check("//a[@n = 2]/c", "c");
    check("//a[2]/@n = 3", "true");
    check("//a[b][1]/@n = 2", "true");
    check("count(//a[b][1])", "2");
    check("string(//a[1][not(b)]/@n)", "''");
    check("string(/r/a[c][1]/@n)", "'3'");
    check("string(/r/a[last()]/@n)", "'3'");
    check("string(/r/a[last()][1]/@n)", "'3'");
    check("string(/r/a[position() = last()]/@n)", "'3'");
    check("string(/r/a[position() != last()]/@n)", "'1'");
    check("string(/r/a[@n > 1][last()]/@n)", "'3'");
    check("string(/r/a[last() - 1]/@n)", "'1'");
    check("/r/a[0]", "");
    check("/r/a[1.5]", "");
    check("/r/a[3]", "");
    check("/r/a['']", "");
    check("count(/r/a['x'])", "2");
    check("string(/r/a[$two]/@n)", "'3'");
    check("count(/r/a[$yes])", "2");
    check("count(/r/a[$nothing])", "2");
    check("string(/r/a[count(*)]/@n)", "'3'");
    check("string(/r/a[count(c)]/@n)", "'3'");
    check("/r/a[1][1]/b[2]", "b");
    check("/r/a[1][2]", "");
    check("/r/a[1]/b[2][1][1][1][1][1]", "b");
    check("/r/a[1]/b[1][1][1][1][1][2]", "");
    check("/r/a[position() = 1 or position() = 2][2]/c", "c c");
    check("$all[2]/@n = 1", "true");
    check("count($all[self::a][2]/b)", "1");
    check("$all[last()]", "c");
    check("(//c)[. = 'x'][2]/../@n = 3", "true");
    check("//c[. = 'y']", "c");
    check("//a[c[. = 'y']]/@n = 3", "true");
    check("//a[c = 'y'][c = 'x']/@n = 3", "true");
    check("//*[self::b or self::c][. = '']", "b b b");
    check("//c[current()/r]", "c c c");
}

#[test]
fn paths_start_where_they_say() {
    let check = |place, text, expected| assert_eq!(at(NESTED, place, text), expected, "{text}");
    check("//c[. = 'y']", "/r/a/@n", "@n @n");
    check("//c[. = 'y']", ".", "c");
    check("//c[. = 'y']", "./text()", "'y'");
    check("//c[. = 'y']", "/", "/");
    check("//c[. = 'y']", "../c", "c c");
    check("//c[. = 'y']", "../../a[2]/c", "c c");
    check("//c[. = 'y']/..", ".//text()", "'y' 'x'");
    check("/r", ".//a[@n=2]/..", "a");
    check("//a[@n=1]/@n", "../b", "b b");
    check("//a[@n=1]/@n", "/r", "r");
}

#[test]
fn string_values_are_all_text_below() {
    let document = "<a>1<!--no--><b x='no'>2</b><?no no?><b>3<c>4</c></b>5</a>";
    let check = |text, expected| assert_eq!(at_root(document, text), expected, "{text}");
    check("string(/)", "'12345'");
    check("string(/a)", "'12345'");
    check("string(/a/b[2])", "'34'");
    check("/a = '12345'", "true");
    check("/a = '1234'", "false");
    check("/a = '123456'", "false");
    check("/a/b = '34'", "true");
    check("concat(/a, '-', /a/b)", "'12345-2'");
    check("number(/a/b[2])", "34");
    check("string-length(/)", "5");
    check("string(/a/b[1]/@x)", "'no'");
}
