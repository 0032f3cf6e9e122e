//! Bytes that do not lie at a path.
use std::ffi::CString;
use std::io::Read;
use std::os::raw::c_void;

use aift_sys as sys;

use crate::callback::Guarded;
use crate::error::Result;
use crate::text::c_string;

/// A file that is given instead of a path. Its name stands in messages, and its ending tells the format.
pub struct Source<'a> {
    name: CString,
    given: Given<'a>,
}

enum Given<'a> {
    Bytes(&'a [u8]),
    Read(Box<Guarded<&'a mut dyn Read>>),
}

unsafe extern "C" fn read(user: *mut c_void, buffer: *mut c_void, size: usize) -> i64 {
    Guarded::<&mut dyn Read>::run(user, -1, |file| {
        let mut done = 0;
        let buffer = std::slice::from_raw_parts_mut(buffer as *mut u8, size);
        buffer.fill(0); // a reader may look at what it is given
        while done < size {
            match file.read(&mut buffer[done..]) {
                Ok(0) => break,
                Ok(more) => done += more.min(size - done),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return -1,
            }
        }
        done as i64
    })
}

impl<'a> Source<'a> {
    /// A file in memory.
    pub fn bytes(name: &str, bytes: &'a [u8]) -> Result<Self> {
        Ok(Source { name: c_string(name)?, given: Given::Bytes(bytes) })
    }

    /// A file that is read as it is needed.
    pub fn reader(name: &str, file: &'a mut dyn Read) -> Result<Self> {
        Ok(Source { name: c_string(name)?, given: Given::Read(Box::new(Guarded::new(file))) })
    }

    /// The C struct; it points into this object.
    pub(crate) fn raw(&mut self) -> sys::aift_source {
        let mut raw = std::mem::MaybeUninit::uninit();
        let mut raw = unsafe {
            sys::aift_source_init(raw.as_mut_ptr());
            raw.assume_init()
        };
        raw.name = self.name.as_ptr();
        match &mut self.given {
            Given::Bytes(bytes) => {
                raw.data = bytes.as_ptr() as *const c_void;
                raw.size = bytes.len();
            }
            Given::Read(file) => {
                raw.read = Some(read);
                raw.user = file.user();
            }
        }
        raw
    }

    /// To be called when C has returned: a panic of the reader goes on.
    pub(crate) fn resume(&mut self) {
        if let Given::Read(file) = &mut self.given {
            file.resume();
        }
    }

    /// The same at the end of its use.
    pub(crate) fn finish(mut self) {
        self.resume();
    }
}
