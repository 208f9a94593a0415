//! Small pieces of `xrust` transformations, each exact where the ready-made ones are not.

use std::rc::Rc;

use qualname::{NamespaceMap, QName};
use xrust::item::Item;
use xrust::output::OutputSpec;
use xrust::transform::{
    ArithmeticOperand, ArithmeticOperator, Axis, KindTest, NameTest, NodeMatch, NodeTest, Order,
    Transform,
};
use xrust::value::{Operator, Value};

use crate::tree::XNode;

pub(crate) type T = Transform<XNode>;

thread_local! {
    /// Never used, but every reference to a variable has one; making one anew would grow the table of names.
    static NAMESPACES: Rc<NamespaceMap> = Rc::new(NamespaceMap::new());
}

pub(crate) fn text(text: impl Into<String>) -> T {
    T::Literal(Item::Value(Rc::new(Value::from(text.into()))))
}

pub(crate) fn number(number: f64) -> T {
    T::Literal(Item::Value(Rc::new(Value::from(number))))
}

pub(crate) fn variable(name: &str) -> T {
    T::VariableReference(name.to_owned(), NAMESPACES.with(Rc::clone))
}

/// The nodes that a variable holds. Going over them takes no step in the tree, so one is taken here, to nowhere: loops
/// within loops over a variable then notice when their time is over.
pub(crate) fn nodes_variable(name: &str) -> T {
    T::SequenceItems(vec![variable(name), kind(Axis::Attribute, KindTest::Comment)])
}

/// A text node; its bytes are counted.
pub(crate) fn text_node(value: T) -> T {
    T::LiteralText(Box::new(value), OutputSpec::Normal)
}

pub(crate) fn string(of: T) -> T {
    T::String(Box::new(of))
}

pub(crate) fn kind(axis: Axis, kind: KindTest) -> T {
    step(axis, NodeTest::Kind(kind))
}

pub(crate) fn named(axis: Axis, name: QName) -> T {
    step(axis, NodeTest::Name(NameTest::Name(name)))
}

/// `xrust` takes every parent, whatever is asked of it; so the question is put to the parent itself.
fn step(axis: Axis, test: NodeTest) -> T {
    if axis == Axis::Parent {
        let parent = T::Step(NodeMatch::new(axis, NodeTest::Kind(KindTest::Any)));
        return T::Compose(vec![parent, T::Step(NodeMatch::new(Axis::SelfAxis, test))]);
    }
    T::Step(NodeMatch::new(axis, test))
}

pub(crate) fn filter(predicate: T) -> T {
    T::Filter(Box::new(predicate))
}

pub(crate) fn for_each(select: T, body: T) -> T {
    T::ForEach(None, Box::new(select), Box::new(body), Vec::new())
}

pub(crate) fn equal(left: T, right: T) -> T {
    T::GeneralComparison(Operator::Equal, Box::new(left), Box::new(right))
}

pub(crate) fn when(test: T, yes: T, no: T) -> T {
    T::Switch(vec![(test, yes)], Box::new(no))
}

/// Evaluates a value once and gives it a name for `body`.
pub(crate) fn bind(name: &str, value: T, body: T) -> T {
    T::Loop(vec![(name.to_owned(), value)], Box::new(body))
}

pub(crate) fn arithmetic(left: T, operator: ArithmeticOperator, right: T) -> T {
    T::Arithmetic(vec![
        ArithmeticOperand::new(ArithmeticOperator::Noop, left),
        ArithmeticOperand::new(operator, right),
    ])
}

/// As a double: `xrust` compares integers only with integers.
pub(crate) fn double(of: T) -> T {
    T::Arithmetic(vec![ArithmeticOperand::new(ArithmeticOperator::Noop, of)])
}

/// The first node of a node-set, which is what XSLT 1.0 takes as its value; `xrust` would concatenate them all.
pub(crate) fn first(nodes: T) -> T {
    let is_first = equal(T::Position, T::Literal(Item::Value(Rc::new(Value::from(1_i64)))));
    compose(nodes, filter(is_first))
}

/// `then`, with the result of `before` as its context.
pub(crate) fn compose(before: T, then: T) -> T {
    if let T::Compose(mut steps) = before {
        steps.push(then);
        return T::Compose(steps);
    }
    T::Compose(vec![before, then])
}

/// In document order, each node once.
pub(crate) fn in_document_order(nodes: T) -> T {
    compose(nodes, kind(Axis::SelfAxis, KindTest::Any))
}

/// The number that `XPath` 1.0 (section 4.4) reads in a string. Rust, which `xrust` asks, also reads `1e3` and `inf`.
pub(crate) fn number_of_string(value: T) -> T {
    // The blanks between are there because a carriage return and a line feed would count as one character.
    const ALLOWED: &str = "0123456789.- \t\n \r \r\n";
    let it = || variable("string");
    let rest = T::Translate(Box::new(it()), Box::new(text(ALLOWED)), Box::new(text("")));
    let read = T::Number(Box::new(T::NormalizeSpace(Some(Box::new(it())))));
    double(bind("string", value, when(equal(rest, text("")), read, number(f64::NAN))))
}

/// A number as `XPath` 1.0 writes it; adding zero turns minus zero into zero.
pub(crate) fn string_of_number(value: T) -> T {
    string(arithmetic(value, ArithmeticOperator::Add, number(0.0)))
}

/// False for zero and for no number.
pub(crate) fn boolean_of_number(value: T) -> T {
    let is = |operator| {
        T::GeneralComparison(operator, Box::new(double(variable("number"))), Box::new(number(0.0)))
    };
    bind("number", value, T::Or(vec![is(Operator::LessThan), is(Operator::GreaterThan)]))
}

/// A node-set sorted by string keys, the first key being the most important.
pub(crate) fn sorted(select: T, keys: Vec<(Order, T)>) -> T {
    let sort = |nodes: T, order, key| {
        T::ForEach(None, Box::new(nodes), Box::new(T::ContextItem), vec![(order, key)])
    };
    // Sorting is stable, so the keys are applied from the least important on. `xrust` sorts and then reverses for a
    // descending order, which also reverses equals; reversing before keeps them as they were.
    keys.into_iter().rev().fold(select, |nodes, (order, key)| match order {
        Order::Ascending => sort(nodes, Order::Ascending, key),
        Order::Descending => sort(sort(nodes, Order::Descending, text("")), Order::Descending, key),
    })
}
