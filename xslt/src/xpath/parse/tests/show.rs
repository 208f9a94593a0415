//! Expressions and patterns as text that says all that the parser decided.
//!
//! Predicates: `[#3]` position, `[last]`, `[never]`, `[?e]` truth, `[?!e]` truth that asks for positions, `[~e]` any.

use crate::names::Names;
use crate::xpath::{
    Anchor, Axis, Call, Comparison, Expr, Function, NodeTest, Pattern, Predicate, Start, Step,
    Variable,
};

pub(super) fn expr(shown: &Expr, names: &Names<'_>) -> String {
    let pair = |operator: &str, sides: &[Expr; 2]| {
        let [left, right] = sides;
        format!("({} {operator} {})", expr(left, names), expr(right, names))
    };
    match shown {
        Expr::Number(number) => number.to_string(),
        Expr::Literal(text) => format!("'{text}'"),
        Expr::Variable(Variable::Local(slot)) => format!("$local{slot}"),
        Expr::Variable(Variable::Global(index)) => format!("$global{index}"),
        Expr::Or(sides) => pair("or", sides),
        Expr::And(sides) => pair("and", sides),
        Expr::Compare(comparison, sides) => pair(
            match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterEqual => ">=",
            },
            sides,
        ),
        Expr::Arithmetic(arithmetic, sides) => pair(&format!("{arithmetic:?}"), sides),
        Expr::Negate(negated) => format!("-{}", expr(negated, names)),
        Expr::Union(members) => {
            let members: Vec<_> = members.iter().map(|member| expr(member, names)).collect();
            format!("({})", members.join(" | "))
        }
        Expr::Path(path) => {
            let steps: Vec<_> = path.steps.iter().map(|s| step(s, names)).collect();
            let steps = steps.join("/");
            match &path.start {
                Start::Context if steps.is_empty() => ".".to_owned(),
                Start::Context => steps,
                Start::Root => format!("/{steps}"),
                Start::Expr(start) => format!("{{{}}}/{steps}", expr(start, names)),
            }
        }
        Expr::Filter(filtered, by) => {
            format!("{{{}}}{}", expr(filtered, names), predicates(by, names))
        }
        Expr::Call(shown) => call(shown, names),
    }
}

fn call(Call { function, args, scope }: &Call, names: &Names<'_>) -> String {
    let function = if let Function::Extension(extension) = function {
        format!("{}!", extension.local)
    } else if let Function::User(index) = function {
        format!("user{index}")
    } else if let Function::Missing(name) = function {
        format!("missing {}", names.display(*name))
    } else {
        format!("{function:?}")
    };
    let scope = match scope.as_deref() {
        None => "",
        Some(scope) if scope.variables.is_empty() => "@scope",
        Some(_) => "@variables",
    };
    let args: Vec<_> = args.iter().map(|arg| expr(arg, names)).collect();
    format!("{function}{scope}({})", args.join(", "))
}

fn step(Step { axis, test, predicates: by }: &Step, names: &Names<'_>) -> String {
    let axis = if *axis == Axis::Child {
        String::new()
    } else if *axis == Axis::Attribute {
        "@".to_owned()
    } else {
        format!("{axis:?}::")
    };
    format!("{axis}{}{}", node_test(*test, names), predicates(by, names))
}

fn node_test(test: NodeTest, names: &Names<'_>) -> String {
    match test {
        NodeTest::Node => "node()".to_owned(),
        NodeTest::Text => "text()".to_owned(),
        NodeTest::Comment => "comment()".to_owned(),
        NodeTest::ProcessingInstruction(None) => "pi()".to_owned(),
        NodeTest::ProcessingInstruction(Some(target)) => format!("pi({})", names.display(target)),
        NodeTest::Any => "*".to_owned(),
        NodeTest::Namespace(uri) => format!("{{{}}}*", names.text(uri)),
        NodeTest::Name(name) => names.display(name),
    }
}

fn predicates(shown: &[Predicate], names: &Names<'_>) -> String {
    let one = |predicate: &Predicate| match predicate {
        Predicate::Position(position) => format!("[#{position}]"),
        Predicate::Last => "[last]".to_owned(),
        Predicate::Never => "[never]".to_owned(),
        Predicate::Truth { expr: e, positional: false } => format!("[?{}]", expr(e, names)),
        Predicate::Truth { expr: e, positional: true } => format!("[?!{}]", expr(e, names)),
        Predicate::Any(e) => format!("[~{}]", expr(e, names)),
    };
    shown.iter().map(one).collect()
}

/// `anchor <- step <- step, priority`, in the order of the text; `<<-` is `//`.
pub(super) fn pattern(Pattern { anchor, steps, priority }: &Pattern, names: &Names<'_>) -> String {
    let (anchor, above) = match anchor {
        Anchor::Anywhere => ("any".to_owned(), false),
        Anchor::Root { ancestor } => ("root".to_owned(), *ancestor),
        Anchor::Nodes { call, ancestor } => (expr(call, names), *ancestor),
    };
    let mut shown = anchor;
    for (n, step) in steps.iter().rev().enumerate() {
        let descendant = if n == 0 { above } else { step.descendant };
        shown.push_str(if descendant { " <<- " } else { " <- " });
        shown.push_str(if step.attribute { "@" } else { "" });
        shown.push_str(&node_test(step.test, names));
        shown.push_str(&predicates(&step.predicates, names));
    }
    format!("{shown}, {priority}")
}
