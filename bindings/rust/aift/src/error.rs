//! A failure of the library: its status, and the message of the call.
use std::fmt;

use aift_sys as sys;

use crate::generated::Status;
use crate::text::borrowed;

/// What a call gives that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A call of the library failed. The message says what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    message: String,
}

impl Error {
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Error { status, message: message.into() }
    }

    /// The kind of failure.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What went wrong, where, and what to do.
    pub fn message(&self) -> &str {
        &self.message
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
    let message = unsafe { std::ffi::CStr::from_ptr(sys::aift_last_error()) }.to_string_lossy().into_owned();
    Err(Error::new(Status::from_raw(status).unwrap_or(Status::Internal), message))
}
