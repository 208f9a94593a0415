use super::{shown, shown_pattern};
use crate::xpath::parse::ExprFault;

#[track_caller]
fn check(text: &str, offset: usize, message: &str) {
    let fault = shown(text).unwrap_err();
    assert_eq!((fault.offset, fault.message.as_str()), (offset, message), "{text}");
}

#[track_caller]
fn check_help(text: &str, offset: usize, message: &str, help: &str) {
    let help = Some(help.to_owned());
    assert_eq!(shown(text), Err(ExprFault { offset, message: message.to_owned(), help }), "{text}");
}

#[test]
fn what_is_incomplete_is_refused_where_it_ends() {
    check("", 0, "the expression is empty");
    check(" \n", 2, "the expression is empty");
    check("a +", 3, "an expression is expected here, not the end");
    check("a/", 2, "a step of a path is expected here, not the end");
    check("//", 2, "a step of a path is expected here, not the end");
    check("a/ = 1", 3, "a step of a path is expected here, not `=`");
    check("(a", 0, "this `(` is never closed");
    check("1 + (a", 4, "this `(` is never closed");
    check("a[b", 1, "this `[` is never closed");
    check("a[b[1]", 1, "this `[` is never closed");
    check("count(a", 5, "this `(` is never closed");
    check("concat('a', 'b", 12, "this string has no closing quote");
    check("a[]", 2, "an expression is expected here, not `]`");
    check("()", 1, "an expression is expected here, not `)`");
    check("concat('a',)", 11, "an expression is expected here, not `)`");
    check("@", 1, "a name, `*` or a test such as `text()` is expected here, not the end");
    check("child::", 7, "a name, `*` or a test such as `text()` is expected here, not the end");
    check("text(", 5, "`)` is expected here, not the end");
}

#[test]
fn what_does_not_belong_is_refused_where_it_stands() {
    check("a b", 2, "an operator or the end is expected here, not `b`");
    check("a b:c", 2, "an operator or the end is expected here, not `b:c`");
    check("a)", 1, "an operator or the end is expected here, not `)`");
    check("(a]", 2, "an operator or `)` is expected here, not `]`");
    check("a[1)", 3, "an operator or `]` is expected here, not `)`");
    check("count(a b)", 8, "an operator, `,` or `)` is expected here, not `b`");
    check("1 2", 2, "an operator or the end is expected here, not `2`");
    check("a:", 1, "an operator or the end is expected here, not `:`");
    check("a :b", 2, "an operator or the end is expected here, not `:`");
    check("a ! b", 2, "an operator or the end is expected here, not `!`");
    check("a#b", 1, "an operator or the end is expected here, not `#`");
    check("#", 0, "an expression is expected here, not `#`");
    check("a divb", 2, "an operator or the end is expected here, not `divb`");
    check("text('a')", 5, "`)` is expected here, not `'`");
    check("text()()", 6, "an operator or the end is expected here, not `(`");
    check("p:*()", 3, "an operator or the end is expected here, not `(`");
    check("a/b()", 2, "a path has no step `b(...)`");
    check("a/id('x')", 2, "a path has no step `id(...)`");
}

#[test]
fn operators_of_other_languages_are_explained() {
    let message = |found| format!("an expression is expected here, not `{found}`");
    check_help("a == b", 3, &message('='), "equality is written `=`");
    check_help("a || b", 3, &message('|'), "a disjunction is written `or`, a union `|`");
    let message = "an operator or the end is expected here, not `&`";
    check_help("a && b", 2, message, "a conjunction is written `and`");
    let message = "`.` cannot have predicates";
    check_help(".[a]", 1, message, "write `self::node()[...]`");
    check_help("a/..[1]", 4, "`..` cannot have predicates", "write `parent::node()[...]`");
}

#[test]
fn names_that_are_not_there_are_refused_with_what_is_like_them() {
    let no_function = "there is no function `sustring`";
    check_help("1 + sustring('a', 1)", 4, no_function, "did you mean `substring`?");
    check("frobnicate()", 0, "there is no function `frobnicate`");
    check_help("a/chld::b", 2, "there is no axis `chld`", "did you mean `child`?");
    check("p:child::b", 0, "there is no axis `p:child`");
    check_help("a[$globl]", 2, "no such variable: `$globl`", "did you mean `$global`?");
    check("$something", 0, "no such variable: `$something`");
    check("$", 0, "`$` has to be followed by the name of a variable");
    check("$ v", 0, "`$` has to be followed by the name of a variable");
    check("$*", 0, "`$` has to be followed by the name of a variable");
    check("$p:*", 0, "`$` has to be followed by the name of a variable");
    let help = "declare it on the element or around it: `xmlns:q=\"...\"`";
    for text in ["a/q:b", "//q:*", "a|q:f(1)", "2*$q:v"] {
        let offset = text.find('q').unwrap();
        check_help(text, offset, "the prefix `q` is not declared", help);
    }
}

#[test]
fn arguments_are_counted() {
    check("substring('a')", 0, "substring takes 2 or 3 arguments, not 1");
    check("1 + substring(1, 2, 3, 4)", 4, "substring takes 2 or 3 arguments, not 4");
    check("concat('a')", 0, "concat takes 2 or more arguments, not 1");
    check("true(1)", 0, "true takes no arguments, not 1");
    check("count()", 0, "count takes 1 argument, not 0");
    check("contains('a')", 0, "contains takes 2 arguments, not 1");
    check("name(a, b)", 0, "name takes 0 or 1 arguments, not 2");
    check("p:text()", 0, "p:text takes 1 or 2 arguments, not 0");
    check("p:nodes(1, 2, 3, 4)", 0, "p:nodes takes 0 to 3 arguments, not 4");
}

#[test]
fn what_can_never_be_a_node_set_is_refused_where_one_is_needed() {
    let a = |what: &str| format!("a node-set is needed here, and this is a {what}");
    check("count(1)", 6, &a("number"));
    check("sum('a')", 4, &a("string"));
    check("1 | a", 0, &a("number"));
    check("a | true()", 4, &a("boolean"));
    check("'a'/b", 0, &a("string"));
    check("(1 + 2)[1]", 0, &a("number"));
    check("name(a = b)", 5, &a("boolean"));
    check("local-name(string(a))", 11, &a("string"));
    check("document('a', 'b')", 14, &a("string"));
    check("count(p:text(a))", 6, &a("string"));
    check("generate-id(-a)", 12, &a("number"));
}

#[test]
fn what_is_no_pattern_is_refused() {
    let check = |text: &str, offset: usize, message: &str| {
        let fault = shown_pattern(text).unwrap_err();
        assert_eq!((fault.offset, fault.message.as_str()), (offset, message), "{text}");
    };
    check("", 0, "the pattern is empty");
    check("  ", 2, "the pattern is empty");
    check(".", 0, "a step of a pattern is expected here, not `.`");
    check("a/..", 2, "a step of a pattern is expected here, not `.`");
    check("a|", 2, "a step of a pattern is expected here, not the end");
    check("a/", 2, "a step of a pattern is expected here, not the end");
    check("//", 2, "a step of a pattern is expected here, not the end");
    check("'a'", 0, "a step of a pattern is expected here, not `'`");
    check("(a)", 0, "a step of a pattern is expected here, not `(`");
    check("$v", 0, "a step of a pattern is expected here, not `$`");
    check("a/parent::b", 2, "a pattern cannot have a step on this axis");
    check("self::a", 0, "a pattern cannot have a step on this axis");
    check("a = b", 2, "`/`, `|` or the end is expected here, not `=`");
    check("a b", 2, "`/`, `|` or the end is expected here, not `b`");
    check("id('a')[1]", 7, "`/`, `|` or the end is expected here, not `[`");
    check("/a[b", 2, "this `[` is never closed");
    check("a/id('b')", 2, "a path has no step `id(...)`");
    check("count(a)", 0, "a pattern cannot begin with a call of `count`");
    check("id($v)", 3, "a string in quotes is expected here, not `$`");
    check("id(a)", 3, "a string in quotes is expected here, not `a`");
    check("key('k')", 7, "`,` is expected here, not `)`");
    check("key('k', $v)", 9, "a string in quotes is expected here, not `$`");
    check("id('a'", 2, "this `(` is never closed");
    check("a[count(1)]", 8, "a node-set is needed here, and this is a number");
}
