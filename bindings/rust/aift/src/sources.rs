//! Data sources of a store: removed, checked, mapped to requirements, and their register.
use std::mem::MaybeUninit;
use std::ops::ControlFlow;

use aift_sys as sys;

use crate::dataset::Writer;
use crate::error::{check, Result};
use crate::generated::{MaskOptions, ProfileOptions, ScanOptions};
use crate::source::Source;
use crate::store::{Answer, Store};
use crate::text::{c_string, Text};

/// A table of which the store knows the place.
fn table_of(timeout: i32) -> sys::aift_table {
    let mut raw = MaybeUninit::uninit();
    let mut raw = unsafe {
        sys::aift_table_init(raw.as_mut_ptr());
        raw.assume_init()
    };
    raw.timeout = timeout;
    raw
}

impl Store {
    /// Takes a data source out of use; `if_version` 0 is any.
    pub fn remove(&self, id: &str, if_version: i64) -> Result<String> {
        let id = c_string(id)?;
        Answer::text(|out| unsafe { sys::aift_store_remove(self.as_ptr(), id.as_ptr(), if_version, out) })
    }

    /// Gives the password that sources of the kind postgresql are opened with; it is kept in memory alone.
    pub fn set_password(&self, password: Option<&str>) -> Result<()> {
        let password = Text::option(password)?;
        check(unsafe { sys::aift_store_set_password(self.as_ptr(), password.pointer()) })
    }

    /// Looks whether a source can be reached within so many seconds, and what it has.
    pub fn check_source(&self, id: &str, timeout: f64) -> Result<(bool, String)> {
        let (id, mut reachable) = (c_string(id)?, 0);
        let text = Answer::text(|out| unsafe { sys::aift_store_check_source(self.as_ptr(), id.as_ptr(), timeout, &mut reachable, out) })?;
        Ok((reachable != 0, text))
    }

    /// What each column of a source holds; `timeout` is in seconds, 0 is any.
    pub fn profile_source(&self, id: &str, timeout: i32, options: &ProfileOptions) -> Result<String> {
        let (id, table) = (c_string(id)?, table_of(timeout));
        options.with_raw(|raw| {
            Answer::text(|out| unsafe { sys::aift_store_profile_source(self.as_ptr(), id.as_ptr(), &table, raw, out) })
        })
    }

    /// Where a source has personal data: how many findings, and the report. `take` is given a line of JSON for each.
    pub fn scan_source(
        &self, id: &str, timeout: i32, options: &ScanOptions, take: impl FnMut(&str, &[u8]) -> ControlFlow<()>,
    ) -> Result<(i64, String)> {
        let (id, table, mut writer, mut findings) = (c_string(id)?, table_of(timeout), Writer::new(take), 0);
        let text = options.with_raw(|raw| {
            raw.write = writer.callback();
            raw.user = writer.user();
            Answer::text(|out| unsafe { sys::aift_store_scan_source(self.as_ptr(), id.as_ptr(), &table, raw, &mut findings, out) })
        });
        writer.finish();
        Ok((findings, text?))
    }

    /// Writes a source's table again without its personal data, piece by piece.
    pub fn mask_source(
        &self, id: &str, timeout: i32, options: &MaskOptions, take: impl FnMut(&str, &[u8]) -> ControlFlow<()>,
    ) -> Result<String> {
        let (id, table, mut writer) = (c_string(id)?, table_of(timeout), Writer::new(take));
        let text = options.with_raw(|raw| {
            Answer::text(|out| unsafe {
                sys::aift_store_mask_source(self.as_ptr(), id.as_ptr(), &table, raw, writer.callback(), writer.user(), out)
            })
        });
        writer.finish();
        text
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
