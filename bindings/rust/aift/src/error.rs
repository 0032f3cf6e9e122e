//! A failure of the library: its status, and the message of the call.
use std::fmt;

use aift_sys as sys;

use crate::generated::{ErrorPart, Status};
use crate::text::borrowed;

/// What a call gives that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A call of the library failed. The message says what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    message: String,
    parts: Vec<String>, // by the numbers of ErrorPart; none where the message is this crate's own
}

const PARTS: [ErrorPart; 6] =
    [ErrorPart::Place, ErrorPart::Line, ErrorPart::Field, ErrorPart::Value, ErrorPart::Expected, ErrorPart::Record];

impl Error {
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Error { status, message: message.into(), parts: Vec::new() }
    }

    /// The kind of failure.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What went wrong, where, and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// A part of the message; "" where it does not have it.
    pub fn part(&self, part: ErrorPart) -> &str {
        self.parts.get(part as usize).map_or("", String::as_str)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Status {
    /// The status' name in C: "AIFT_E_FORMAT".
    pub fn name(self) -> &'static str {
        unsafe { borrowed(sys::aift_status_name(self as u32)) }
    }

    /// What the status means, in a few words.
    pub fn text(self) -> &'static str {
        unsafe { borrowed(sys::aift_status_text(self as u32)) }
    }
}

/// A status as a result, with the message of this thread's last failure.
pub(crate) fn check(status: sys::aift_status) -> Result<()> {
    if status == sys::AIFT_OK {
        return Ok(());
    }
    let owned = |text| unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned();
    let message = owned(unsafe { sys::aift_last_error() });
    let parts = PARTS.iter().map(|part| owned(unsafe { sys::aift_last_error_part(*part as u32) })).collect();
    Err(Error { status: Status::from_raw(status).unwrap_or(Status::Internal), message, parts })
}
