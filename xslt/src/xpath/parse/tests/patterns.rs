use super::shown_pattern;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown_pattern(text).as_deref(), Ok(expected), "{text}");
}

#[test]
fn a_pattern_of_one_step_has_the_priority_of_its_test() {
    check("a", "any <- a, 0");
    check("child::a", "any <- a, 0");
    check("@a", "any <- @a, 0");
    check("attribute::p:a", "any <- @{urn:p}a, 0");
    check("p:*", "any <- {urn:p}*, -0.25");
    check("@p:*", "any <- @{urn:p}*, -0.25");
    check("*", "any <- *, -0.5");
    check("@*", "any <- @*, -0.5");
    check("node()", "any <- node(), -0.5");
    check("@node()", "any <- @node(), -0.5");
    check("text()", "any <- text(), -0.5");
    check("comment()", "any <- comment(), -0.5");
    check("processing-instruction()", "any <- pi(), -0.5");
    check("processing-instruction('x')", "any <- pi(x), 0");
}

#[test]
fn all_other_patterns_have_the_same_priority() {
    check("a[1]", "any <- a[#1], 0.5");
    check("a/b", "any <- a <- b, 0.5");
    check("a//b", "any <- a <<- b, 0.5");
    check("a/b//c/@d", "any <- a <- b <<- c <- @d, 0.5");
    check("/", "root, 0.5");
    check("/a", "root <- a, 0.5");
    check("//a", "root <<- a, 0.5");
    check("/a//b", "root <- a <<- b, 0.5");
    check("//a/b", "root <<- a <- b, 0.5");
    check("//@*", "root <<- @*, 0.5");
}

#[test]
fn a_pattern_may_hang_below_nodes_with_a_key() {
    check("id('x')", "Id('x'), 0.5");
    check("id('x')/a", "Id('x') <- a, 0.5");
    check("key('k', \"v\")//a/b", "Key@scope('k', 'v') <<- a <- b, 0.5");
    check("key ( 'k' , 'v' ) / a", "Key@scope('k', 'v') <- a, 0.5");
    check("id", "any <- id, 0");
    check("key/id", "any <- key <- id, 0.5");
}

#[test]
fn alternatives_are_patterns_of_their_own() {
    check("text()|@a", "any <- text(), -0.5 | any <- @a, 0");
    check("/ | a [ 1 ] | //b", "root, 0.5 | any <- a[#1], 0.5 | root <<- b, 0.5");
    check("id('x')|*", "Id('x'), 0.5 | any <- *, -0.5");
}

#[test]
fn predicates_of_patterns_may_hold_anything() {
    check("a[b = $v][last()]/c", "any <- a[?(b = $local0)][last] <- c, 0.5");
    check("a[position() mod 2 = 1]", "any <- a[?!((Position() Modulo 2) = 1)], 0.5");
    check("a[//b | ../c]", "any <- a[?(/Descendant::b | Parent::node()/c)], 0.5");
}
