//! Texts on their way to C and back.
use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

use crate::error::{Error, Result};
use crate::generated::Status;

/// A text that ends in a NUL, or none.
pub(crate) struct Text(Option<CString>);

impl Text {
    pub fn option(text: Option<&str>) -> Result<Self> {
        text.map(c_string).transpose().map(Text)
    }

    /// NULL for none.
    pub fn pointer(&self) -> *const c_char {
        self.0.as_ref().map_or(ptr::null(), |text| text.as_ptr())
    }
}

/// An array of texts, or none; a text may be missing.
pub(crate) struct Texts {
    _texts: Vec<Option<CString>>,
    pointers: Option<Vec<*const c_char>>,
}

impl Texts {
    pub fn option<T: AsRef<str>>(texts: Option<&[T]>) -> Result<Self> {
        match texts {
            Some(texts) => Self::new(texts.iter().map(|text| Some(text.as_ref()))),
            None => Ok(Texts { _texts: Vec::new(), pointers: None }),
        }
    }

    pub fn new<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Result<Self> {
        let texts = texts.map(|text| text.map(c_string).transpose()).collect::<Result<Vec<_>>>()?;
        let pointers = texts.iter().map(|text| text.as_ref().map_or(ptr::null(), |text| text.as_ptr())).collect();
        Ok(Texts { _texts: texts, pointers: Some(pointers) })
    }

    pub fn pointer(&self) -> *const *const c_char {
        self.pointers.as_ref().map_or(ptr::null(), |pointers| pointers.as_ptr())
    }

    pub fn len(&self) -> usize {
        self.pointers.as_ref().map_or(0, Vec::len)
    }
}

/// A text for C; one that holds a NUL is refused.
pub(crate) fn c_string(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::new(Status::Invalid, format!("{:?} holds a NUL, which ends a text in C", text)))
}

pub(crate) fn c_path(path: impl AsRef<Path>) -> Result<CString> {
    let path = path.as_ref();
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::new(Status::Invalid, format!("{:?} holds a NUL", path)))
}

/// A text of the library, which has UTF-8 only.
///
/// # Safety
/// The text ends in a NUL and lasts as long as 'a.
pub(crate) unsafe fn borrowed<'a>(text: *const c_char) -> &'a str {
    CStr::from_ptr(text).to_str().unwrap_or("")
}

/// None for NULL.
///
/// # Safety
/// As borrowed().
pub(crate) unsafe fn option<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        None
    } else {
        Some(borrowed(text))
    }
}

/// A default of an options struct.
///
/// # Safety
/// As borrowed().
pub(crate) unsafe fn option_text(text: *const c_char) -> Option<String> {
    option(text).map(str::to_owned)
}

/// Values of the library; none for NULL.
///
/// # Safety
/// There are so many, and they last as long as 'a.
pub(crate) unsafe fn values<'a, T>(first: *const T, count: usize) -> &'a [T] {
    if first.is_null() || count == 0 {
        &[]
    } else {
        std::slice::from_raw_parts(first, count)
    }
}
