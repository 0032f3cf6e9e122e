//! Data sources of a store: removed, checked, mapped to requirements, and their register.
use aift_sys as sys;

use crate::error::Result;
use crate::source::Source;
use crate::store::{Answer, Store};
use crate::text::{c_string, Text};

impl Store {
    /// Takes a data source out of use; `if_version` 0 is any.
    pub fn remove(&self, id: &str, if_version: i64) -> Result<String> {
        let id = c_string(id)?;
        Answer::text(|out| unsafe { sys::aift_store_remove(self.as_ptr(), id.as_ptr(), if_version, out) })
    }

    /// Looks whether a source can be reached within so many seconds, and what it has.
    pub fn check_source(&self, id: &str, timeout: f64) -> Result<(bool, String)> {
        let (id, mut reachable) = (c_string(id)?, 0);
        let text = Answer::text(|out| unsafe { sys::aift_store_check_source(self.as_ptr(), id.as_ptr(), timeout, &mut reachable, out) })?;
        Ok((reachable != 0, text))
    }

    /// Adds sources to the requirements of a use case, and tells how many of them have a gap, and which.
    pub fn map_sources(&self, usecase: &str, sources: Option<&str>, if_version: i64) -> Result<(i64, String)> {
        let (usecase, sources, mut gaps) = (c_string(usecase)?, Text::option(sources)?, 0);
        let text = Answer::text(|out| unsafe {
            sys::aift_store_map_sources(self.as_ptr(), usecase.as_ptr(), sources.pointer(), if_version, &mut gaps, out)
        })?;
        Ok((gaps, text))
    }

    /// A source as "croissant" or "frictionless" describes it, with the digests of its files.
    pub fn export_source(&self, id: &str, format: &str) -> Result<String> {
        let (id, format) = (c_string(id)?, c_string(format)?);
        Answer::text(|out| unsafe { sys::aift_store_export_source(self.as_ptr(), id.as_ptr(), format.as_ptr(), out) })
    }

    /// Adds the source that such a file describes.
    pub fn import_source(&self, mut source: Source, format: &str) -> Result<String> {
        let (given, format) = (source.raw(), c_string(format)?);
        let text = Answer::text(|out| unsafe { sys::aift_store_import_source(self.as_ptr(), &given, format.as_ptr(), out) });
        source.finish();
        text
    }

    /// OpenLineage events of a source, one JSON object a line.
    pub fn lineage(&self, id: &str) -> Result<String> {
        let id = c_string(id)?;
        Answer::text(|out| unsafe { sys::aift_store_lineage(self.as_ptr(), id.as_ptr(), out) })
    }

    /// The record of processing activities (GDPR Art. 30) as "json", "csv" or "html".
    pub fn ropa(&self, format: &str) -> Result<String> {
        let format = c_string(format)?;
        Answer::text(|out| unsafe { sys::aift_store_ropa(self.as_ptr(), format.as_ptr(), out) })
    }
}
