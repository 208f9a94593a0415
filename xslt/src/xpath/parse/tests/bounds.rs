//! Whatever the text is, there is no panic, and neither the parser nor the tree it makes gets deep.

use super::{Fake, shown, with_context};
use crate::limits::EXPRESSION_DEPTH;
use crate::xpath::parse::{HEIGHT, expr, pattern, value_template};
use crate::xpath::{Expr, Predicate, Start};

const MANY: usize = 100_000;
/// What the last bracket may add to [`HEIGHT`]: a balanced chain, and a level for each kind of expression.
const SLACK: u32 = 40;

fn parse(text: &str) -> Result<Expr, crate::xpath::parse::ExprFault> {
    with_context(|context| expr(text, context))
}

fn height(shown: &Expr) -> u32 {
    let all = |members: &[Expr]| members.iter().map(height).max().unwrap_or(0);
    let tallest = |predicates: &[Predicate]| {
        let one = |predicate: &Predicate| match predicate {
            Predicate::Truth { expr, .. } | Predicate::Any(expr) => height(expr),
            Predicate::Position(_) | Predicate::Last | Predicate::Never => 0,
        };
        predicates.iter().map(one).max().unwrap_or(0)
    };
    1 + match shown {
        Expr::Number(_) | Expr::Literal(_) | Expr::Variable(_) => 0,
        Expr::Or(sides)
        | Expr::And(sides)
        | Expr::Compare(_, sides)
        | Expr::Arithmetic(_, sides) => all(&**sides),
        Expr::Negate(negated) => height(negated),
        Expr::Union(members) => all(members),
        Expr::Path(path) => {
            let start = match &path.start {
                Start::Context | Start::Root => 0,
                Start::Expr(start) => height(start),
            };
            path.steps.iter().map(|step| tallest(&step.predicates)).fold(start, u32::max)
        }
        Expr::Filter(filtered, predicates) => height(filtered).max(tallest(predicates)),
        Expr::Call(call) => all(&call.args),
    }
}

fn parse_all(text: &str, context: &Fake<'_>) {
    for text in [text, &format!("({text})")] {
        match expr(text, context) {
            Ok(parsed) => assert!(height(&parsed) <= HEIGHT + SLACK, "{text}"),
            Err(fault) => assert!(text.is_char_boundary(fault.offset), "{text}: {fault:?}"),
        }
    }
    if let Err(fault) = pattern(text, context) {
        assert!(text.is_char_boundary(fault.offset), "{text}: {fault:?}");
    }
    if let Err(fault) = value_template(text, context) {
        assert!(text.is_char_boundary(fault.offset), "{text}: {fault:?}");
    }
}

#[test]
fn brackets_nest_up_to_the_bound() {
    for (open, close) in [("(", ")"), ("a[", "]"), ("-(", ")"), ("string(", ")"), ("1+(", ")")] {
        let nested = |n: usize| format!("{}a{}", open.repeat(n), close.repeat(n));
        parse(&nested(EXPRESSION_DEPTH)).unwrap();
        for text in [nested(EXPRESSION_DEPTH + 1), nested(MANY), open.repeat(MANY)] {
            let fault = parse(&text).unwrap_err();
            assert_eq!(fault.message, "the expression nests too deep");
            let bracket = open.find(['(', '[']).unwrap();
            assert_eq!(fault.offset, open.len() * EXPRESSION_DEPTH + bracket);
        }
    }
}

#[test]
fn lists_may_be_long_as_they_are_not_deep() {
    for (part, last) in [
        ("a or ", "a"),
        ("a and ", "a"),
        ("a | ", "a"),
        ("a/", "a"),
        ("a//", "a[1]"),
        ("-", "a"),
        ("a[1]/", "a"),
        ("./", "a"),
    ] {
        let text = format!("{}{last}", part.repeat(MANY));
        let parsed = parse(&text).unwrap();
        assert!(height(&parsed) < SLACK, "{part}");
        assert_eq!(parse(&part.repeat(MANY)).unwrap_err().offset, text.len() - last.len());
    }
    let args = format!("concat({}a)", "a, ".repeat(MANY));
    assert_eq!(height(&parse(&args).unwrap()), 2);
    assert_eq!(height(&parse(&format!("a{}", "[b]".repeat(MANY))).unwrap()), 2);
}

#[test]
fn chains_of_other_operators_are_bounded() {
    for operator in ["+", "-", "*", "=", "<", " div "] {
        let chain = |n: u32| format!("1{}", format!("{operator}1").repeat(n.try_into().unwrap()));
        assert_eq!(height(&parse(&chain(HEIGHT - 1)).unwrap()), HEIGHT);
        let fault = parse(&chain(HEIGHT)).unwrap_err();
        assert_eq!(fault.message, "the expression nests too deep");
        let blank = operator.len() - operator.trim_start().len();
        let n_before = usize::try_from(HEIGHT).unwrap() - 1;
        assert_eq!(fault.offset, 1 + n_before * (operator.len() + 1) + blank);
    }
}

#[test]
fn brackets_and_chains_together_are_bounded() {
    let n_terms = "+1".repeat(20);
    let text = format!("{}1{}", "(".repeat(100), format!("{n_terms})").repeat(100));
    assert_eq!(parse(&text).unwrap_err().message, "the expression nests too deep");
    let text = format!("{}a{}", "1 or 1 and 1=1<1+1*(".repeat(150), ")".repeat(150));
    assert_eq!(parse(&text).unwrap_err().message, "the expression nests too deep");
}

#[test]
fn no_mixture_of_tokens_makes_it_panic() {
    const TOKENS: [&str; 64] = [
        "(",
        ")",
        "[",
        "]",
        "/",
        "//",
        ".",
        "..",
        "@",
        "*",
        "|",
        "+",
        "-",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "::",
        ":",
        ",",
        "$",
        "'",
        "\"",
        "{",
        "}",
        "{{",
        " ",
        "\n",
        "a",
        "b-c",
        "p:a",
        "p:*",
        "q:x",
        "or",
        "and",
        "div",
        "mod",
        "1",
        "2.5",
        ".5",
        "7.",
        "1e9",
        "'s'",
        "\"t\"",
        "$v",
        "$p:w",
        "text()",
        "node()",
        "processing-instruction('x')",
        "child::",
        "self::",
        "descendant-or-self::node()",
        "namespace::",
        "last()",
        "position()",
        "count(",
        "id('x')",
        "key('k','v')",
        "p:user(",
        "ä",
        "€",
        "\u{1F600}",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    with_context(|context| {
        for _ in 0..20_000 {
            let n_tokens = 1 + random(12);
            let text: String =
                (0..n_tokens).map(|_| *TOKENS.get(random(TOKENS.len())).unwrap()).collect();
            parse_all(&text, context);
        }
    });
}

#[test]
fn every_beginning_of_an_expression_is_parsed_or_refused() {
    let text =
        "-(//a:b[position() = last()]/@*|$v[1]//ä) * .5 >= concat('x', \"y\") or p:text(../c)";
    with_context(|context| {
        for (at, _) in text.char_indices() {
            let (before, after) = text.split_at(at);
            parse_all(before, context);
            parse_all(after, context);
        }
    });
    shown(&text.replace("a:b", "p:b")).unwrap();
}
