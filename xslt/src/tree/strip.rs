//! Which text nodes of white space are left out (XSLT 1.0, section 3.4).

use crate::names::{Atom, Name};

/// A name test of `xsl:strip-space` or `xsl:preserve-space`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StripTest {
    Any,
    Namespace(Atom),
    Name(Name),
}

/// One test, and whether it strips or preserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StripRule {
    pub(crate) test: StripTest,
    pub(crate) strip: bool,
}

/// The rules; the first that applies decides, so the compiler sorts them: by import precedence, then by priority, then
/// the last one written first. Without any, everything is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct StripRules(pub(crate) Vec<StripRule>);

impl StripRules {
    /// Whether text of white space alone is left out in elements of this name.
    pub(crate) fn strips(&self, name: Name, uri: Atom) -> bool {
        let applies = |rule: &&StripRule| match rule.test {
            StripTest::Any => true,
            StripTest::Namespace(wanted) => wanted == uri,
            StripTest::Name(wanted) => wanted == name,
        };
        self.0.iter().find(applies).is_some_and(|rule| rule.strip)
    }
}
