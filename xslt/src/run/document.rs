//! Further results: `exsl:document` (exslt.org/exsl), and `xsl:document` of XSLT 1.1.

use super::{Frame, Run, Spot};
use crate::error::Result;
use crate::program;

impl<'r> Run<'r> {
    /// Writes the content to a result of its own. As in libxslt, it takes nothing over from `xsl:output`.
    pub(super) fn result_document(
        &self,
        document: &'r program::ResultDocument,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<()> {
        let href = self.value_template(&document.href, spot, frame)?.to_owned();
        let mut bytes = Vec::new();
        let mut out = self.result(&mut bytes, &document.settings);
        self.block(&document.body, spot, frame, &mut out)?;
        out.finish()?;
        self.count_aside(bytes.len() + href.len())?;
        self.state.results.borrow_mut().push(crate::ResultDocument { href, bytes });
        Ok(())
    }
}
