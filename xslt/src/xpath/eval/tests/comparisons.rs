//! Comparisons of all types with all types.

use super::at_root;

const DOCUMENT: &str = "<a><n>1</n><n>2</n><n>3</n><x>b</x><x>c</x><e/><m><t>1</t><t>2</t></m></a>";

#[track_caller]
fn all(cases: &[(&str, bool)]) {
    for (text, expected) in cases {
        assert_eq!(at_root(DOCUMENT, text), expected.to_string(), "{text}");
    }
}

#[test]
fn simple_values_are_compared_by_the_stronger_type() {
    all(&[
        ("1 = 1", true),
        ("1 = '1.0'", true),
        ("'1' = '1.0'", false),
        ("'true' = true()", true),
        ("'' = false()", true),
        ("'false' = false()", false),
        ("2 = true()", true),
        ("'a' < 'b'", false),
        ("'a' != 'b'", true),
        ("'1' < '2'", true),
        ("1 < true()", false),
        ("false() < true()", true),
        ("true() >= '2'", false),
        ("true() > ''", false),
        ("'' <= true()", false),
        ("0.5 < true()", true),
        ("true() < $twelve", false),
        ("0 div 0 = 0 div 0", false),
        ("0 div 0 != 0 div 0", true),
        ("0 div 0 >= 0", false),
        ("0 = -0", true),
        ("1 div 0 > 1", true),
        ("3 > 2 > 1", false),
        ("3 > 2 = true()", true),
    ]);
}

#[test]
fn node_sets_are_compared_with_simple_values_node_by_node() {
    all(&[
        ("//n = 2", true),
        ("2 = //n", true),
        ("//n = 4", false),
        ("//n != 2", true),
        ("//n[1] != 1", false),
        ("//n = '2'", true),
        ("//n = '2.0'", false),
        ("//n = 2.0", true),
        ("//n > 2", true),
        ("//n > 3", false),
        ("3 < //n", false),
        ("3 <= //n", true),
        ("//n < '2'", true),
        ("//x > 'a'", false),
        ("//x = 'b'", true),
        ("//e = ''", true),
        ("//m = '12'", true),
        ("//m = '123'", false),
        ("//m = '1'", false),
        ("//m != '12'", false),
        ("//m = 12", true),
        ("//none = ''", false),
        ("//none != ''", false),
        ("//none = 0", false),
        ("//none != 0", false),
        ("//x != 0", true),
    ]);
}

#[test]
fn node_sets_are_compared_with_booleans_by_being_empty() {
    all(&[
        ("//n = true()", true),
        ("//e = true()", true),
        ("//none = false()", true),
        ("//none != true()", true),
        ("true() > //none", true),
        ("//none < true()", true),
        ("false() >= //none", true),
        ("//n = not(//none)", true),
    ]);
}

#[test]
fn node_sets_are_compared_with_node_sets_by_any_pair() {
    all(&[
        ("//n = //t", true),
        ("//n = //x", false),
        ("//n != //t", true),
        ("//n[1] != //t[1]", false),
        ("//n[1] = //t[1]", true),
        ("//n[1] != //t", true),
        ("//e != //e", false),
        ("//n != //none", false),
        ("//none != //none", false),
        ("//none = //none", false),
        ("//n < //t", true),
        ("//n[3] < //t", false),
        ("//n > //n", true),
        ("//n[1] >= //n[2]", false),
        ("//n[1] <= //t", true),
        ("//x < //n", false),
        ("//x <= //x", false),
        ("//n = $numbers", true),
        ("$numbers = //n", true),
        ("$numbers > //n", true),
        ("$numbers < //n", false),
        ("$numbers <= //n", true),
        ("$numbers != $numbers", true),
        ("//t = $all", true),
        ("(//n | //t) = (//x | //n)", true),
        ("(//x | //e) = (//t | //n)", false),
    ]);
}

#[test]
fn fragments_are_compared_like_their_root() {
    all(&[
        ("$tree = '12'", true),
        ("$tree = 12", true),
        ("$tree != 12", false),
        ("$tree = //m", true),
        ("//m = $tree", true),
        ("//m != $tree", false),
        ("//m != $twelve", false),
        ("$tree = $twelve", true),
        ("$tree < 13", true),
        ("$tree = true()", true),
        ("$nothing = true()", true),
        ("$nothing = ''", true),
        ("$nothing = 0", false),
        ("$nothing = //e", true),
        ("$twelve = 12", true),
        ("$twelve > 11.5", true),
        ("$twelve = //none", false),
        ("'12' = $tree", true),
        ("$twelve = '12.0'", false),
        ("boolean($nothing)", true),
        ("boolean($tree)", true),
        ("not($nothing)", false),
    ]);
}
