//! Tables looked into: what their columns hold, and which personal data. Answers are JSON.
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::path::Path;

use aift_sys as sys;

use crate::context::Context;
use crate::dataset::Writer;
use crate::error::Result;
use crate::generated::{DataFormat, MaskOptions, ProfileOptions, ScanOptions};
use crate::source::Source;
use crate::store::Answer;
use crate::text::{c_path, c_string, Text};

/// A table: a file, the rows of a query on an SQLite file, or bytes.
pub struct Table<'a> {
    path: Option<std::ffi::CString>,
    source: Option<Source<'a>>,
    query: Option<String>,
    format: DataFormat,
}

impl<'a> Table<'a> {
    /// A file, whose name's ending tells the format.
    pub fn path(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Table { path: Some(c_path(path)?), source: None, query: None, format: DataFormat::Auto })
    }

    /// The rows of a query on an SQLite file.
    pub fn query(path: impl AsRef<Path>, query: &str) -> Result<Self> {
        Ok(Table { query: Some(query.to_owned()), ..Self::path(path)? })
    }

    /// Bytes that do not lie at a path.
    pub fn source(source: Source<'a>, format: DataFormat) -> Self {
        Table { path: None, source: Some(source), query: None, format }
    }

    fn with_raw<R>(mut self, act: impl FnOnce(&sys::aift_table) -> Result<R>) -> Result<R> {
        let query = Text::option(self.query.as_deref())?;
        let given = self.source.as_mut().map(|source| source.raw());
        let mut raw = MaybeUninit::uninit();
        let mut raw = unsafe {
            sys::aift_table_init(raw.as_mut_ptr());
            raw.assume_init()
        };
        raw.path = self.path.as_ref().map_or(std::ptr::null(), |path| path.as_ptr());
        raw.source = given.as_ref().map_or(std::ptr::null(), |given| given as *const _);
        raw.query = query.pointer();
        raw.format = self.format as u32;
        let done = act(&raw);
        if let Some(source) = self.source {
            source.finish();
        }
        done
    }
}

/// What each column holds.
pub fn profile(context: &Context, table: Table, options: &ProfileOptions) -> Result<String> {
    table.with_raw(|table| {
        options.with_raw(|raw| Answer::text(|out| unsafe { sys::aift_table_profile(context.as_ptr(), table, raw, out) }))
    })
}

/// A profile as an HTML page that needs nothing beside itself.
pub fn profile_page(context: &Context, name: &str, profile: &str) -> Result<String> {
    let (name, profile) = (c_string(name)?, c_string(profile)?);
    Answer::text(|out| unsafe { sys::aift_profile_page(context.as_ptr(), name.as_ptr(), profile.as_ptr(), out) })
}

/// Where the table has personal data: how many findings, and the report. `take` is given a line of JSON for each.
pub fn scan(
    context: &Context, table: Table, options: &ScanOptions, take: impl FnMut(&str, &[u8]) -> ControlFlow<()>,
) -> Result<(i64, String)> {
    let (mut writer, mut findings) = (Writer::new(take), 0);
    let text = table.with_raw(|table| {
        options.with_raw(|raw| {
            raw.write = writer.callback();
            raw.user = writer.user();
            Answer::text(|out| unsafe { sys::aift_table_scan(context.as_ptr(), table, raw, &mut findings, out) })
        })
    });
    writer.finish();
    Ok((findings, text?))
}

/// Writes the table again without its personal data, piece by piece.
pub fn mask(
    context: &Context, table: Table, options: &MaskOptions, take: impl FnMut(&str, &[u8]) -> ControlFlow<()>,
) -> Result<String> {
    let mut writer = Writer::new(take);
    let text = table.with_raw(|table| {
        options.with_raw(|raw| {
            Answer::text(|out| unsafe {
                sys::aift_table_mask(context.as_ptr(), table, raw, writer.callback(), writer.user(), out)
            })
        })
    });
    writer.finish();
    text
}
