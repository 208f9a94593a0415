//! Conditions (XSLT 1.0, section 9).

use crate::compile::sheet::Markup;
use crate::compile::space::Ambient;
use crate::compile::template::Frame;
use crate::compile::vocabulary;
use crate::program::{Block, Op};

/// `xsl:if`
pub(super) fn r#if<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let test = frame.required_expr(element, "test");
    let body = frame.content(element, ambient);
    Some(Op::If { test: test?, body })
}

/// `xsl:choose`
pub(super) fn choose<'a>(frame: &mut Frame<'a>, element: Markup<'a>, ambient: &Ambient) -> Op {
    let mut whens = Vec::new();
    let mut otherwise: Option<Block> = None;
    let mut is_empty = true;
    for part in element.parts() {
        is_empty &= part.is("otherwise");
        let (when, other) = (part.is("when"), part.is("otherwise"));
        let definition = vocabulary::find(part.local()).filter(|_| when || other);
        let Some(definition) = definition else {
            misfit(element, part, ambient);
            continue;
        };
        vocabulary::check_attributes(part, definition, ambient.forwards);
        if otherwise.is_some() {
            let message = format!("`{}` comes after `xsl:otherwise`", part.written());
            part.fault(message, Some("`xsl:otherwise` stands last, and once".to_owned()));
        }
        let inner = ambient.enter(part);
        if other {
            otherwise = Some(frame.content(part, &inner));
        } else {
            let test = frame.required_expr(part, "test");
            let body = frame.content(part, &inner);
            whens.extend(test.map(|test| (test, body)));
        }
    }
    if is_empty {
        let message = format!("`{}` has no `{}`", element.written(), element.xslt_name("when"));
        element.fault(message, None);
    }
    let otherwise = otherwise.unwrap_or_default();
    Op::Choose { whens: whens.into_boxed_slice(), otherwise }
}

/// Reports what cannot stand in `xsl:choose`.
fn misfit(element: Markup<'_>, part: Markup<'_>, ambient: &Ambient) {
    if part.is_xslt() && vocabulary::find(part.local()).is_none() {
        if !ambient.forwards {
            vocabulary::unknown_element(part);
        }
        return;
    }
    let message = format!("`{}` has no place in `{}`", part.written(), element.written());
    let names = ["when", "otherwise"].map(|name| element.xslt_name(name));
    let [when, otherwise] = names;
    part.fault(message, Some(format!("put it into `{when}` or `{otherwise}`")));
}
