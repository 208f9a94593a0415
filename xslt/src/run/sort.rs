//! `xsl:sort` (XSLT 1.0, section 10).

use std::cmp::Ordering;

use super::{Focus, Run};
use crate::error::{Result, TransformError};
use crate::program::{Part, Sort, ValueTemplate};
use crate::tree::Node;
use crate::value::{NodeSet, Text};

#[derive(Debug)]
enum Key<'r> {
    Text(Text<'r>),
    Number(f64),
}

#[derive(Debug, Clone, Copy)]
struct Order {
    number: bool,
    descending: bool,
    upper_first: bool,
}

/// Nodes in the order that the keys ask for; nodes with equal keys stay as they are.
pub(super) fn sorted<'r>(
    run: &Run<'r>,
    nodes: &NodeSetOrSlice<'_>,
    sorts: &'r [Sort],
    focus: &Focus<'_, 'r>,
) -> Result<Vec<Node>> {
    if sorts.is_empty() {
        return Ok(nodes.to_vec());
    }
    let orders: Vec<Order> =
        sorts.iter().map(|sort| order(run, sort, focus)).collect::<Result<_>>()?;
    let mut keyed = Vec::with_capacity(nodes.len());
    for (place, node) in nodes.iter().enumerate() {
        run.tick(1)?;
        let inner = Focus {
            node: *node,
            position: place + 1,
            size: nodes.len(),
            current: *node,
            slots: focus.slots,
        };
        let mut keys = Vec::with_capacity(sorts.len());
        for (sort, order) in sorts.iter().zip(&orders) {
            keys.push(if order.number {
                Key::Number(run.eval_number(&sort.select, &inner)?)
            } else {
                Key::Text(run.eval_string(&sort.select, &inner)?)
            });
        }
        keyed.push((keys, *node));
    }
    run.tick(keyed.len())?;
    keyed.sort_by(|(a, _), (b, _)| {
        a.iter()
            .zip(b)
            .zip(&orders)
            .map(|((a, b), order)| {
                let ordering = compare(a, b, *order);
                if order.descending { ordering.reverse() } else { ordering }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    Ok(keyed.into_iter().map(|(_, node)| node).collect())
}

/// What is sorted.
pub(super) type NodeSetOrSlice<'a> = [Node];

fn compare(a: &Key<'_>, b: &Key<'_>, order: Order) -> Ordering {
    match (a, b) {
        (Key::Number(a), Key::Number(b)) => {
            a.partial_cmp(b).unwrap_or_else(|| b.is_nan().cmp(&a.is_nan()))
        }
        (Key::Text(a), Key::Text(b)) => text(a, b, order.upper_first),
        (Key::Number(_), Key::Text(_)) | (Key::Text(_), Key::Number(_)) => Ordering::Equal,
    }
}

/// By letters without case first, then by case, so that `a A b B` come together.
fn text(a: &str, b: &str, upper_first: bool) -> Ordering {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let by_letters = folded(a).cmp(&folded(b));
    by_letters.then_with(|| if upper_first { a.cmp(b) } else { b.cmp(a) })
}

fn order<'r>(run: &Run<'r>, sort: &'r Sort, focus: &Focus<'_, 'r>) -> Result<Order> {
    let value = |template: &'r Option<ValueTemplate>| match template {
        Some(template) => text_of(run, template, focus).map(Some),
        None => Ok(None),
    };
    let choice = |what: &str, given: Option<String>, choices: [&str; 2]| match given.as_deref() {
        None => Ok(false),
        Some(given) if given == choices[0] => Ok(false),
        Some(given) if given == choices[1] => Ok(true),
        Some(given) => Err(TransformError::dynamic(format!(
            "the {what} of `xsl:sort` is `{}` or `{}`, not `{given}`",
            choices[0], choices[1]
        ))),
    };
    Ok(Order {
        number: choice("data-type", value(&sort.data_type)?, ["text", "number"])?,
        descending: choice("order", value(&sort.order)?, ["ascending", "descending"])?,
        upper_first: choice(
            "case-order",
            value(&sort.case_order)?,
            ["lower-first", "upper-first"],
        )?,
    })
}

fn text_of<'r>(
    run: &Run<'r>,
    template: &'r ValueTemplate,
    focus: &Focus<'_, 'r>,
) -> Result<String> {
    match template {
        ValueTemplate::Fixed(text) => Ok(text.to_string()),
        ValueTemplate::Parts(parts) => {
            let mut out = String::new();
            for part in parts {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Expr(expr) => run.eval_string_into(expr, focus, &mut out)?,
                }
            }
            Ok(out)
        }
    }
}
