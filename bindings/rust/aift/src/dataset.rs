//! Data sets: rows of named columns.
use std::ffi::{CStr, CString};
use std::io::Read;
use std::ops::ControlFlow;
use std::os::raw::{c_char, c_int, c_void};
use std::path::Path;
use std::ptr;

use aift_sys as sys;

use crate::callback::{flow, Guarded};
use crate::context::Context;
use crate::error::{check, Error, Result};
use crate::generated::{DatasetOptions, ShowOptions, Status};
use crate::handle::{counted, handle, one_thread_at_a_time, thread_safe};
use crate::media::{media, Media};
use crate::model::Model;
use crate::source::Source;
use crate::text::{borrowed, c_path, c_string, option, values, Text, Texts};

handle! {
    /// Rows of named columns that do not change. A clone is another reference to the same.
    Dataset, aift_dataset, aift_dataset_release
}
thread_safe!(Dataset);
counted!(Dataset, aift_dataset_retain);

impl Dataset {
    /// Reads a data file, or a folder of pictures or recordings.
    pub fn load(context: &Context, path: impl AsRef<Path>, options: &DatasetOptions) -> Result<Self> {
        let path = c_path(path)?;
        options.with_raw(|raw| Self::make(|out| unsafe { sys::aift_dataset_load(context.as_ptr(), path.as_ptr(), raw, out) }))
    }

    /// The same of a file that does not lie at a path.
    pub fn load_source(context: &Context, mut source: Source, options: &DatasetOptions) -> Result<Self> {
        let made = options.with_raw(|raw| {
            let given = source.raw();
            Self::make(|out| unsafe { sys::aift_dataset_load_source(context.as_ptr(), &given, raw, out) })
        });
        source.finish();
        made
    }

    /// Makes a data set of rows; a value may be missing.
    pub fn from_rows(context: &Context, columns: &[&str], rows: &[&[Option<&str>]]) -> Result<Self> {
        if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
            let text = format!("row {} has {} values, but there are {} columns", at + 1, rows[at].len(), columns.len());
            return Err(Error::new(Status::Invalid, text));
        }
        let names = Texts::option(Some(columns))?;
        let cells = Texts::new(rows.iter().flat_map(|row| row.iter().copied()))?;
        Self::make(|out| unsafe {
            sys::aift_dataset_from_rows(context.as_ptr(), names.pointer(), columns.len(), cells.pointer(), rows.len(), out)
        })
    }

    /// Makes a data set of pictures (column "image") or recordings ("audio"), with a label each or none.
    pub fn from_media(context: &Context, column: &str, items: &[Media], labels: Option<&[&str]>) -> Result<Self> {
        if labels.map_or(false, |labels| labels.len() != items.len()) {
            return Err(Error::new(Status::Invalid, format!("there are {} items, but another number of labels", items.len())));
        }
        let (column, labels) = (c_string(column)?, Texts::option(labels)?);
        let items = media(items)?;
        Self::make(|out| unsafe {
            sys::aift_dataset_from_media(context.as_ptr(), column.as_ptr(), items.pointer(), labels.pointer(), items.len(), out)
        })
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        unsafe { sys::aift_dataset_num_rows(self.as_ptr()) }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        let count = unsafe { sys::aift_dataset_num_columns(self.as_ptr()) };
        (0..count).filter_map(|i| unsafe { option(sys::aift_dataset_column_name(self.as_ptr(), i)) }).collect()
    }

    /// The number of a column.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        let name = c_string(name).ok()?;
        usize::try_from(unsafe { sys::aift_dataset_column_index(self.as_ptr(), name.as_ptr()) }).ok()
    }

    /// A value's bytes: a text in UTF-8, or a picture or recording. None where it is missing.
    pub fn value(&self, row: usize, column: usize) -> Option<&[u8]> {
        let mut size = 0;
        let at = unsafe { sys::aift_dataset_value(self.as_ptr(), row, column, &mut size) };
        if at.is_null() {
            None
        } else {
            Some(unsafe { values(at as *const u8, size) })
        }
    }

    /// A value that is a text.
    pub fn text(&self, row: usize, column: usize) -> Option<&str> {
        self.value(row, column).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Where a row came from: "train.csv: line 7".
    pub fn place(&self, row: usize) -> String {
        let mut buffer = [0 as c_char; 4096];
        unsafe {
            sys::aift_dataset_row_place(self.as_ptr(), row, buffer.as_mut_ptr(), buffer.len());
            std::ffi::CStr::from_ptr(buffer.as_ptr()).to_string_lossy().into_owned()
        }
    }

    /// The number of files that were left out.
    pub fn num_skipped(&self) -> usize {
        unsafe { sys::aift_dataset_num_skipped(self.as_ptr()) }
    }

    /// Why the i-th was; of the first 10,000.
    pub fn skipped(&self, i: usize) -> Option<&str> {
        unsafe { option(sys::aift_dataset_skipped(self.as_ptr(), i)) }
    }

    /// Some of the rows, in the order given.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        Self::make(|out| unsafe { sys::aift_dataset_select(self.as_ptr(), rows.as_ptr(), rows.len(), out) })
    }

    /// SHA-256 over columns and rows; of files that a column names their bytes count.
    pub fn digest(&self, media_column: Option<&str>) -> Result<String> {
        let column = Text::option(media_column)?;
        let mut digits = [0 as c_char; 65];
        check(unsafe { sys::aift_dataset_digest(self.as_ptr(), column.pointer(), digits.as_mut_ptr()) })?;
        Ok(unsafe { CStr::from_ptr(digits.as_ptr()) }.to_string_lossy().into_owned())
    }

    /// Splits at random into rows to train and rows to test with; a column may keep the shares of its values.
    pub fn train_test_split(&self, test_size: f64, seed: u64, stratify: Option<&str>) -> Result<(Self, Self)> {
        let column = Text::option(stratify)?;
        let (mut train, mut test) = (ptr::null_mut(), ptr::null_mut());
        check(unsafe {
            sys::aift_dataset_train_test_split(self.as_ptr(), test_size, seed, column.pointer(), &mut train, &mut test)
        })?;
        Ok((Self::own(train), Self::own(test)))
    }

    /// A page of HTML with a sample of the rows, with a model as it gets them.
    pub fn show(&self, model: Option<&Model>, options: &ShowOptions) -> Result<String> {
        let mut page = Vec::new();
        let mut write = Writer::new(|_: &str, data: &[u8]| {
            page.extend_from_slice(data);
            ControlFlow::Continue(())
        });
        let model = model.map_or(ptr::null(), |model| model.as_ptr() as *const _);
        let done = options.with_raw(|raw| {
            check(unsafe { sys::aift_dataset_show(self.as_ptr(), model, raw, write.callback(), write.user()) })
        });
        write.finish();
        done?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }
}

/// A closure that takes the files which a call writes.
pub(crate) struct Writer<F>(Guarded<F>);

unsafe extern "C" fn write<F>(user: *mut c_void, name: *const c_char, data: *const c_void, size: usize) -> c_int
where
    F: FnMut(&str, &[u8]) -> ControlFlow<()>,
{
    Guarded::<F>::run(user, 1, |act| flow(act(borrowed(name), values(data as *const u8, size))))
}

impl<F: FnMut(&str, &[u8]) -> ControlFlow<()>> Writer<F> {
    pub fn new(act: F) -> Self {
        Writer(Guarded::new(act))
    }

    pub fn callback(&self) -> sys::aift_write_fn {
        Some(write::<F>)
    }

    pub fn user(&mut self) -> *mut c_void {
        self.0.user()
    }

    pub fn finish(self) {
        self.0.finish()
    }
}

handle! {
    /// A data file that is read row by row, in bounded memory.
    RawReader, aift_reader, aift_reader_release
}
one_thread_at_a_time!(RawReader);

/// A data file that is read row by row, in bounded memory.
#[derive(Debug)]
pub struct Reader {
    raw: RawReader,
    file: Option<Box<File>>, // dropped after the reader
}

/// What a reader reads from, with the name that C points to.
struct File {
    source: Option<Source<'static>>,
    file: *mut (dyn Read + Send),
}

unsafe impl Send for File {}

impl Drop for File {
    fn drop(&mut self) {
        self.source = None;
        drop(unsafe { Box::from_raw(self.file) });
    }
}

impl File {
    fn resume(&mut self) {
        if let Some(source) = &mut self.source {
            source.resume();
        }
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("File")
    }
}

impl Reader {
    /// Opens a data file.
    pub fn open(context: &Context, path: impl AsRef<Path>, options: &DatasetOptions) -> Result<Self> {
        let path: CString = c_path(path)?;
        let raw = options
            .with_raw(|raw| RawReader::make(|out| unsafe { sys::aift_reader_open(context.as_ptr(), path.as_ptr(), raw, out) }))?;
        Ok(Reader { raw, file: None })
    }

    /// Reads from anything; the name's ending tells the format.
    pub fn new(context: &Context, name: &str, file: impl Read + Send + 'static, options: &DatasetOptions) -> Result<Self> {
        let file: *mut (dyn Read + Send) = Box::into_raw(Box::new(file));
        let mut held = Box::new(File { source: None, file });
        held.source = Some(Source::reader(name, unsafe { &mut *file })?);
        let given = held.source.as_mut().expect("it was just set").raw();
        let raw = options
            .with_raw(|raw| RawReader::make(|out| unsafe { sys::aift_reader_open_source(context.as_ptr(), &given, raw, out) }));
        held.resume();
        Ok(Reader { raw: raw?, file: Some(held) })
    }

    /// Goes to the next row; false at the end.
    pub fn advance(&mut self) -> Result<bool> {
        let mut more = 0;
        let done = check(unsafe { sys::aift_reader_next(self.raw.as_ptr(), &mut more) });
        if let Some(file) = &mut self.file {
            file.resume();
        }
        done.map(|()| more != 0)
    }

    /// The line on which the present row begins, from 1.
    pub fn line(&self) -> i64 {
        unsafe { sys::aift_reader_line(self.raw.as_ptr()) }
    }

    /// The columns of the present row.
    pub fn columns(&self) -> Vec<&str> {
        let count = unsafe { sys::aift_reader_num_columns(self.raw.as_ptr()) };
        (0..count).filter_map(|i| unsafe { option(sys::aift_reader_column_name(self.raw.as_ptr(), i)) }).collect()
    }

    /// The present row's value in a column; None where it has none.
    pub fn value(&self, column: &str) -> Option<&str> {
        let (column, mut size) = (c_string(column).ok()?, 0);
        let at = unsafe { sys::aift_reader_value(self.raw.as_ptr(), column.as_ptr(), &mut size) };
        if at.is_null() {
            return None;
        }
        std::str::from_utf8(unsafe { values(at as *const u8, size) }).ok()
    }

    /// The present row's value in a column that must hold a text; a failure names file and line.
    pub fn text(&self, column: &str) -> Result<&str> {
        let (column, mut text, mut size) = (c_string(column)?, ptr::null(), 0);
        check(unsafe { sys::aift_reader_text(self.raw.as_ptr(), column.as_ptr(), &mut text, &mut size) })?;
        Ok(std::str::from_utf8(unsafe { values(text as *const u8, size) }).unwrap_or(""))
    }
}
