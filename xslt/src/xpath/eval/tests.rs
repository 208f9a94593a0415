#![expect(clippy::float_cmp, reason = "both ways have to give the same number")]

mod axes;
mod bounds;
mod comparisons;
mod functions;
mod paths;
mod patterns;

use crate::error::Result;
use crate::exslt::{Extension, Invocation, Type};
use crate::limits::Limits;
use crate::names::{Atom, Name, Names};
use crate::program::Program;
use crate::run::{Focus, Run, Store};
use crate::tree::{Document, Kind, Node, TreeBuilder};
use crate::value::{NodeSet, Value};
use crate::xpath::eval::number_to_string;
use crate::xpath::parse::{self, StaticContext};
use crate::xpath::{CallScope, Expr, Function, Variable};

/// A place in a stylesheet with the prefixes `p` and `q`.
struct Place<'n, 'p>(&'n Names<'p>);

/// The variables, by slot; see [`slots`].
const VARIABLES: [&str; 9] =
    ["all", "text", "tree", "twelve", "nothing", "unset", "two", "yes", "numbers"];

fn join<'r>(invocation: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let mut text = String::new();
    for arg in args {
        text.push_str(&invocation.run.string(arg)?);
        text.push_str(&invocation.focus.position.to_string());
    }
    Ok(Value::String(text.into()))
}

static JOIN: Extension = Extension {
    namespace: "urn:q",
    local: "join",
    args: (0, usize::MAX),
    needs_scope: false,
    result: Some(Type::String),
    call: join,
};

impl StaticContext for Place<'_, '_> {
    fn names(&self) -> &Names<'_> {
        self.0
    }

    fn namespace(&self, prefix: &str) -> Option<Atom> {
        matches!(prefix, "p" | "q").then(|| self.0.atom(&format!("urn:{prefix}")))
    }

    fn variable(&self, name: Name) -> Option<Variable> {
        let slot = VARIABLES.iter().position(|known| *known == self.0.local(name))?;
        Some(Variable::Local(u32::try_from(slot).unwrap()))
    }

    fn function(&self, name: Name) -> Function {
        match self.0.local(name) {
            "join" => Function::Extension(&JOIN),
            _ => Function::Missing(name),
        }
    }

    fn variable_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn call_scope(&self, _: bool) -> CallScope {
        CallScope::default()
    }
}

/// The document that a text is.
fn document(xml: &str, names: &Names<'_>) -> Document {
    let parsed = roxmltree::Document::parse(xml).unwrap();
    let mut builder = TreeBuilder::new();
    for child in parsed.root().children() {
        build(child, names, &mut builder);
    }
    builder.finish()
}

fn build(node: roxmltree::Node<'_, '_>, names: &Names<'_>, builder: &mut TreeBuilder) {
    let prefix = |uri: Option<&str>| match uri {
        Some(uri) if uri.starts_with("http://www.w3.org/XML") => Atom::XML,
        Some(uri) => names.atom(node.lookup_prefix(uri).unwrap_or_default()),
        None => Atom::EMPTY,
    };
    let name = |uri: Option<&str>, local| names.name(names.atom(uri.unwrap_or_default()), local);
    if let Some(pi) = node.pi() {
        let target = names.name(Atom::EMPTY, pi.target);
        builder.processing_instruction(target, pi.value.unwrap_or_default()).unwrap();
    } else if node.is_comment() {
        builder.comment(node.text().unwrap()).unwrap();
    } else if node.is_text() {
        builder.text(node.text().unwrap(), false).unwrap();
    } else {
        let around: Vec<_> = node.parent().unwrap().namespaces().collect();
        let declared: Vec<_> = node
            .namespaces()
            .filter(|namespace| !around.contains(namespace))
            .filter(|namespace| namespace.name() != Some("xml"))
            .map(|n| (names.atom(n.name().unwrap_or_default()), names.atom(n.uri())))
            .collect();
        let uri = node.tag_name().namespace();
        builder.start_element(name(uri, node.tag_name().name()), prefix(uri), &declared).unwrap();
        for attribute in node.attributes() {
            let uri = attribute.namespace();
            builder.attribute(name(uri, attribute.name()), prefix(uri), attribute.value()).unwrap();
        }
        for child in node.children() {
            build(child, names, builder);
        }
        builder.end_element();
    }
}

/// Runs a test with the root of a document.
fn with_root<T>(xml: &str, body: impl FnOnce(&Run<'_>, Node) -> T) -> T {
    let program = Program::default();
    let store = Store::new(&program);
    let root = store.add(document(xml, &store.names));
    body(&Run::new(&program, &store, Limits::default(), None), root)
}

/// The values of [`VARIABLES`].
fn slots<'r>(run: &Run<'r>, root: Node) -> Vec<Option<Value<'r>>> {
    let add = |xml: &str| run.store.add(document(xml, &run.store.names));
    let numbers = add("<n><n>3</n><n>5</n><n>x</n></n>");
    let elements = run.document(root).nodes.iter().zip(0..);
    let elements = elements.filter(|(data, _)| data.kind == Kind::Element);
    let all = elements.map(|(_, index)| Node { index, ..root }).collect();
    let numbers = [2, 4, 6].map(|index| Node { index, ..numbers }).to_vec();
    vec![
        Some(Value::Nodes(NodeSet::from_sorted(all))),
        Some(Value::String("text".into())),
        Some(Value::Fragment(add("<t>1<t>2</t></t>"))),
        Some(Value::TextFragment("12".into())),
        Some(Value::TextFragment("".into())),
        None,
        Some(Value::Number(2.0)),
        Some(Value::Boolean(true)),
        Some(Value::Nodes(NodeSet::from_sorted(numbers))),
    ]
}

/// A value as text: nodes by [`label`].
fn show(run: &Run<'_>, value: &Value<'_>) -> String {
    match value {
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Number(number) => number_to_string(*number),
        Value::String(text) => format!("'{}'", &**text),
        Value::Nodes(nodes) => {
            nodes.iter().map(|node| label(run, *node)).collect::<Vec<_>>().join(" ")
        }
        Value::Fragment(root) => format!("fragment {}", root.document),
        Value::TextFragment(text) => format!("fragment '{}'", &**text),
    }
}

/// A node as text: the name of an element, `@name`, `'text'`, `!comment`, `?target`, `#prefix`, or `/`.
fn label(run: &Run<'_>, node: Node) -> String {
    let name = run.qualified_name(node);
    if node.namespace != 0 {
        return format!("#{}", &*name);
    }
    match run.document(node).kind(node.index) {
        Kind::Root => "/".to_owned(),
        Kind::Element => name.to_string(),
        Kind::Attribute => format!("@{}", &*name),
        Kind::Namespace => unreachable!("they are not stored"),
        Kind::Text => format!("'{}'", &*run.string_value(node)),
        Kind::Comment => format!("!{}", &*run.string_value(node)),
        Kind::ProcessingInstruction => format!("?{}", &*name),
    }
}

/// The value of an expression at a node, or the message of the error.
fn evaluated(run: &Run<'_>, node: Node, text: &str) -> String {
    let slots = slots(run, Node { index: 0, namespace: 0, ..node });
    let focus = Focus { node, position: 2, size: 3, current: node, slots: &slots };
    let parsed = parse::expr(text, &Place(&run.store.names)).unwrap();
    let expr = run.store.add_expression(parsed);
    match run.eval(expr, &focus) {
        Err(error) => format!("error: {error}"),
        Ok(value) => {
            assert_conversions_agree(run, expr, &focus, &value);
            show(run, &value)
        }
    }
}

/// All ways to a value of another type have to give the same.
fn assert_conversions_agree<'r>(
    run: &Run<'r>,
    expr: &'r Expr,
    focus: &Focus<'_, 'r>,
    value: &Value<'r>,
) {
    let string = run.string(value).unwrap();
    assert_eq!(*run.eval_string(expr, focus).unwrap(), *string, "{expr:?}");
    let mut appended = "before ".to_owned();
    run.eval_string_into(expr, focus, &mut appended).unwrap();
    assert_eq!(appended.strip_prefix("before "), Some(&*string), "{expr:?}");
    let number = run.number(value).unwrap();
    let direct = run.eval_number(expr, focus).unwrap();
    assert!(direct == number || direct.is_nan() && number.is_nan(), "{expr:?}: {direct} {number}");
    assert_eq!(run.eval_boolean(expr, focus).unwrap(), run.boolean(value), "{expr:?}");
    if let Value::Nodes(nodes) = value {
        assert_eq!(*run.eval_nodes(expr, focus).unwrap(), **nodes, "{expr:?}");
        assert_eq!(run.eval_first(expr, focus).unwrap(), nodes.first().copied(), "{expr:?}");
    } else {
        assert!(run.eval_nodes(expr, focus).is_err(), "{expr:?}");
    }
}

/// The value of an expression at the root.
fn at_root(xml: &str, text: &str) -> String {
    with_root(xml, |run, root| evaluated(run, root, text))
}

/// The value of an expression at the one node that another one gives.
fn at(xml: &str, place: &str, text: &str) -> String {
    with_root(xml, |run, root| {
        let parsed = parse::expr(place, &Place(&run.store.names)).unwrap();
        let slots = slots(run, root);
        let focus = Focus { node: root, position: 1, size: 1, current: root, slots: &slots };
        let nodes = run.eval_nodes(run.store.add_expression(parsed), &focus).unwrap();
        assert_eq!(nodes.len(), 1, "{place}");
        evaluated(run, nodes[0], text)
    })
}
