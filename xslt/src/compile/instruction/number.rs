//! `xsl:number` (XSLT 1.0, section 7.7).

use std::sync::Arc;

use crate::compile::sheet::Markup;
use crate::compile::template::Frame;
use crate::compile::vocabulary;
use crate::program::{Level, Number, Op, ValueTemplate};
use crate::xpath::Pattern;

pub(super) fn number<'a>(frame: &Frame<'a>, element: Markup<'a>, forwards: bool) -> Op {
    const LEVELS: [(&str, Level); 3] =
        [("single", Level::Single), ("multiple", Level::Multiple), ("any", Level::Any)];
    vocabulary::check_empty(element, forwards);
    let patterns = |local: &str| -> Box<[Pattern]> {
        let attr = element.attribute(local);
        attr.map(|attr| frame.context(element).pattern(attr)).unwrap_or_default().into()
    };
    let text = |local: &str| frame.value_template(element, local);
    let letters = ["alphabetic", "traditional"];
    Op::Number(Box::new(Number {
        value: frame.required_expr(element, "value"),
        level: element.one_of("level", &LEVELS, forwards).unwrap_or(Level::Single),
        count: patterns("count"),
        from: patterns("from"),
        format: text("format").unwrap_or_else(|| ValueTemplate::Fixed(Arc::from("1"))),
        lang: text("lang"),
        letter_value: frame.word_template(element, "letter-value", &letters, forwards),
        grouping_separator: text("grouping-separator"),
        grouping_size: text("grouping-size"),
    }))
}
