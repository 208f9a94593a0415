//! Further results: `exsl:document` (exslt.org/exsl), and `xsl:document` of XSLT 1.1.

use super::{Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::program;

impl<'r> Run<'r> {
    /// Writes the content to a result of its own. As in libxslt, it takes nothing over from `xsl:output`.
    pub(super) fn result_document(
        &self,
        document: &'r program::ResultDocument,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<()> {
        /// How deep results may be within results: all that are open are in memory.
        const DEEPEST: usize = 16;
        let href = self.value_template(&document.href, spot, frame)?.to_owned();
        let n_open = self.state.n_open.get();
        if n_open >= DEEPEST {
            let message = format!("results are within results more than {DEEPEST} deep");
            return Err(TransformError::dynamic(message));
        }
        self.state.n_open.set(n_open + 1);
        let mut bytes = Vec::new();
        let mut out = self.result(&mut bytes, &document.settings);
        let written = self.block(&document.body, spot, frame, &mut out);
        self.state.n_open.set(n_open);
        written?;
        out.finish()?;
        self.count_aside(bytes.len() + href.len())?;
        self.state.results.borrow_mut().push(crate::ResultDocument { href, bytes });
        Ok(())
    }
}
