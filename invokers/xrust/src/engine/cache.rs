//! Compiled stylesheets of one thread.

use std::collections::HashMap;

use super::Stylesheet;
use crate::compile;
use crate::error::TransformError;
use crate::limits::Limits;
use crate::run::Prepared;

/// Most stylesheets kept compiled by one thread; a mapping has two, and compiling one anew takes a millisecond.
const STYLESHEETS_MAX: usize = 64;

#[derive(Default)]
pub(super) struct Cache {
    by_hash: HashMap<[u8; 32], Entry>,
    clock: u64,
}

struct Entry {
    prepared: Prepared,
    used: u64,
}

impl Cache {
    /// The compiled form of a stylesheet; the one that was not used for the longest time makes place for it.
    pub(super) fn get(
        &mut self,
        stylesheet: &Stylesheet,
        limits: &Limits,
    ) -> Result<&Prepared, TransformError> {
        self.clock += 1;
        if !self.by_hash.contains_key(&stylesheet.hash) {
            let program =
                compile::compile(&stylesheet.text).map_err(|faults| TransformError::Internal {
                    message: faults.first().map_or_else(
                        || "a stylesheet became faulty".to_owned(),
                        ToString::to_string,
                    ),
                })?;
            if self.by_hash.len() == STYLESHEETS_MAX
                && let Some(oldest) =
                    self.by_hash.iter().min_by_key(|(_, entry)| entry.used).map(|(hash, _)| *hash)
            {
                self.by_hash.remove(&oldest);
            }
            self.by_hash.insert(
                stylesheet.hash,
                Entry { prepared: Prepared::new(program, limits), used: self.clock },
            );
        }
        let clock = self.clock;
        self.by_hash
            .get_mut(&stylesheet.hash)
            .map(|entry| {
                entry.used = clock;
                &entry.prepared
            })
            .ok_or_else(|| TransformError::Internal { message: "a stylesheet was lost".to_owned() })
    }
}
