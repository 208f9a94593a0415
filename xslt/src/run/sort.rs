//! Sorting (XSLT 1.0, section 10).

use std::cmp::Ordering;

use super::{Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::program::{Sort, ValueTemplate};
use crate::tree::Node;
use crate::value::Text;

/// A node, and its place before it was sorted.
#[derive(Debug, Clone, Copy)]
struct Item {
    node: Node,
    before: usize,
}

/// What one `xsl:sort` asks for.
#[derive(Debug)]
struct Order<'r> {
    sort: &'r Sort,
    numeric: bool,
    descending: bool,
    /// Whether upper case comes before lower case, if the stylesheet says it.
    upper_first: Option<bool>,
}

impl<'r> Run<'r> {
    /// The nodes in the order of the sort keys. Nodes that are equal by all keys stay in their order.
    ///
    /// Texts are compared by their code points, whatever `lang` says: as libxslt does it without locales of the operating
    /// system. With `case-order` they are compared without regard to case first, and by case if they are the same then.
    pub(super) fn sorted(
        &self,
        nodes: &[Node],
        sorts: &'r [Sort],
        spot: Spot,
        frame: &Frame<'_, 'r>,
    ) -> Result<Vec<Node>> {
        let item = |(before, node): (usize, &Node)| Item { node: *node, before };
        let mut items: Vec<Item> = nodes.iter().enumerate().map(item).collect();
        let mut runs = vec![(0, items.len())];
        for sort in sorts {
            let order = self.order(sort, spot, frame)?;
            let mut ties = Vec::new();
            for (start, end) in runs {
                if let Some(run) = items.get_mut(start..end).filter(|run| run.len() > 1) {
                    self.sort_by_key(run, nodes.len(), &order, frame, |from, to| {
                        ties.push((start + from, start + to));
                    })?;
                }
            }
            runs = ties;
        }
        Ok(items.into_iter().map(|item| item.node).collect())
    }

    fn order(&self, sort: &'r Sort, spot: Spot, frame: &Frame<'_, 'r>) -> Result<Order<'r>> {
        let is_second = |template: &'r Option<ValueTemplate>, words: [&str; 2], what: &str| {
            let Some(template) = template else { return Ok(false) };
            let word = self.value_template(template, spot, frame)?;
            let place = words.iter().position(|known| **known == *word);
            place.map(|place| place == 1).ok_or_else(|| {
                TransformError::dynamic(format!("`{}` is no {what} that is known here", &*word))
            })
        };
        let numeric = is_second(&sort.data_type, ["text", "number"], "data type to sort by")?;
        let descending = is_second(&sort.order, ["ascending", "descending"], "order to sort in")?;
        let cases = ["lower-first", "upper-first"];
        let upper_first = match &sort.case_order {
            Some(_) => Some(is_second(&sort.case_order, cases, "order of cases")?),
            None => None,
        };
        Ok(Order { sort, numeric, descending, upper_first })
    }

    /// Sorts items that are equal so far, and tells those that are still.
    fn sort_by_key(
        &self,
        items: &mut [Item],
        size: usize,
        order: &Order<'r>,
        frame: &Frame<'_, 'r>,
        tie: impl FnMut(usize, usize),
    ) -> Result<()> {
        let select = &order.sort.select;
        let focus = |item: Item| {
            Spot { node: item.node, position: item.before + 1, size }.focus(&frame.slots)
        };
        if order.numeric {
            let key = |item| self.eval_number(select, &focus(item));
            self.sort_keyed(
                items,
                key,
                |_| 0,
                |a, b| compare_numbers(*a, *b),
                order.descending,
                tie,
            )
        } else {
            let key = |item| self.eval_string(select, &focus(item));
            let length = |key: &Text<'r>| key.len();
            let compare = |a: &Text<'r>, b: &Text<'r>| match order.upper_first {
                None => str::cmp(a, b),
                Some(upper_first) => compare_cases(a, b, upper_first),
            };
            self.sort_keyed(items, key, length, compare, order.descending, tie)
        }
    }

    fn sort_keyed<K>(
        &self,
        items: &mut [Item],
        key: impl Fn(Item) -> Result<K>,
        length: impl Fn(&K) -> usize,
        compare: impl Fn(&K, &K) -> Ordering,
        descending: bool,
        mut tie: impl FnMut(usize, usize),
    ) -> Result<()> {
        let mut n_bytes = 0;
        let mut keyed = Vec::with_capacity(items.len());
        for item in items.iter() {
            self.tick(1)?;
            let key = key(*item)?;
            // All keys count, even those that share a text: comparing them takes as long.
            n_bytes += length(&key);
            self.check_kept(n_bytes)?;
            keyed.push((key, *item));
        }
        keyed.sort_by(|(a, _), (b, _)| if descending { compare(b, a) } else { compare(a, b) });
        for (item, (_, sorted)) in items.iter_mut().zip(&keyed) {
            *item = *sorted;
        }
        let mut start = 0;
        for equal in keyed.chunk_by(|(a, _), (b, _)| compare(a, b).is_eq()) {
            if equal.len() > 1 {
                tie(start, start + equal.len());
            }
            start += equal.len();
        }
        Ok(())
    }
}

/// Compares texts without regard to case, and those that are the same then by the first character whose case differs.
fn compare_cases(a: &str, b: &str, upper_first: bool) -> Ordering {
    let folded = a.chars().flat_map(char::to_lowercase);
    folded
        .cmp(b.chars().flat_map(char::to_lowercase))
        .then_with(|| if upper_first { a.cmp(b) } else { b.cmp(a) })
}

/// What is no number comes first.
fn compare_numbers(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| b.is_nan().cmp(&a.is_nan()))
}
