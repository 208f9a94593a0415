use super::{show, with_context};
use crate::program::{Part, ValueTemplate};
use crate::xpath::parse::{ExprFault, value_template};

/// The parts, each expression in `<>`; a fixed text in quotes.
fn shown(text: &str) -> Result<String, ExprFault> {
    with_context(|context| {
        Ok(match value_template(text, context)? {
            ValueTemplate::Fixed(text) => format!("'{text}'"),
            ValueTemplate::Parts(parts) => {
                let part = |part: &Part| match part {
                    Part::Text(text) => text.to_string(),
                    Part::Expr(expr) => format!("<{}>", show::expr(expr, &context.names)),
                };
                parts.iter().map(part).collect()
            }
        })
    })
}

#[test]
fn braces_hold_expressions() {
    let check = |text: &str, expected: &str| {
        assert_eq!(shown(text).as_deref(), Ok(expected), "{text}");
    };
    check("", "''");
    check("plain", "'plain'");
    check("{a}", "<a>");
    check("x{a}y{ b + 1 }", "x<a>y<(b Add 1)>");
    check("{a}{b}", "<a><b>");
    check("{{a}}", "'{a}'");
    check("{{{a}}}", "{<a>}");
    check("ä{a}ö", "ä<a>ö");
    check("{'}'}{\"{'}\"}", "<'}'><'{'}'>");
    check("{concat('}', \"}\")}}}", "<Concat('}', '}')>}");
}

#[test]
fn faults_are_located_in_the_whole_text() {
    let check = |text: &str, offset: usize, message: &str| {
        let fault = shown(text).unwrap_err();
        assert_eq!((fault.offset, fault.message.as_str()), (offset, message), "{text}");
    };
    check("a}b", 1, "this `}` closes nothing");
    check("a{b", 1, "this `{` is never closed");
    check("a{b{{", 1, "this `{` is never closed");
    check("a{'b}", 2, "this string has no closing quote");
    check("ab{}", 3, "the expression is empty");
    check("ab{c d}", 5, "an operator or the end is expected here, not `d`");
    check("{a}{$x}", 4, "no such variable: `$x`");
    check("{a}}", 3, "this `}` closes nothing");
    check("{{{a", 2, "this `{` is never closed");
}
