//! `xsl:decimal-format` (XSLT 1.0, section 12.3).

use super::sheet::Markup;
use super::top::Declaration;
use crate::names::Name;
use crate::program::DecimalFormat;

impl Default for DecimalFormat {
    fn default() -> Self {
        Self {
            decimal_separator: '.',
            grouping_separator: ',',
            infinity: "Infinity".into(),
            minus_sign: '-',
            nan: "NaN".into(),
            percent: '%',
            per_mille: '\u{2030}',
            zero_digit: '0',
            digit: '#',
            pattern_separator: ';',
        }
    }
}

/// The formats by name; the default one is always there. Of those with different import precedence the highest wins;
/// with the same they have to say the same.
pub(super) fn merge(declarations: &[Declaration<'_>]) -> Vec<(Name, DecimalFormat)> {
    let mut formats = vec![(Name::NONE, DecimalFormat::default(), None)];
    for Declaration { element, precedence, .. } in declarations {
        let name = match element.attribute("name") {
            None => Name::NONE,
            Some(attr) => match element.qname(attr, false) {
                Some(name) => name,
                None => continue,
            },
        };
        let format = read(*element);
        let known = formats.iter_mut().find(|(known, ..)| *known == name);
        match known {
            None => formats.push((name, format, Some(*precedence))),
            Some((_, other, of)) => {
                if *of == Some(*precedence) && *other != format {
                    let message = "there is another decimal format of this name, which differs";
                    element.fault(message, None);
                }
                *other = format;
                *of = Some(*precedence);
            }
        }
    }
    formats.into_iter().map(|(name, format, _)| (name, format)).collect()
}

fn read(element: Markup<'_>) -> DecimalFormat {
    let mut format = DecimalFormat::default();
    let character = |local: &str, into: &mut char| {
        let Some(attr) = element.attribute(local) else { return };
        let mut characters = attr.text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => *into = only,
            _ => attr.fault(format!("`{local}` has to be a single character"), None),
        }
    };
    character("decimal-separator", &mut format.decimal_separator);
    character("grouping-separator", &mut format.grouping_separator);
    character("minus-sign", &mut format.minus_sign);
    character("percent", &mut format.percent);
    character("per-mille", &mut format.per_mille);
    character("zero-digit", &mut format.zero_digit);
    character("digit", &mut format.digit);
    character("pattern-separator", &mut format.pattern_separator);
    if let Some(attr) = element.attribute("infinity") {
        format.infinity = attr.text.into();
    }
    if let Some(attr) = element.attribute("NaN") {
        format.nan = attr.text.into();
    }
    format
}
