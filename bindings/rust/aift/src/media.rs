//! Pictures and recordings as a caller hands them over.
use std::ffi::CString;
use std::marker::PhantomData;
use std::os::raw::c_void;
use std::path::Path;
use std::ptr;

use aift_sys as sys;

use crate::error::Result;
use crate::text::c_path;

/// One picture or recording; nothing of it is copied on the way to the library.
#[derive(Clone, Copy, Debug)]
pub enum Media<'a> {
    /// A JPEG, PNG, WAV, FLAC or OGG file.
    File(&'a Path),
    /// Such a file's bytes.
    Bytes(&'a [u8]),
    /// Pixels [height, width, channels], as a decoder gives them.
    Pixels { data: &'a [u8], height: i32, width: i32, channels: i32 },
    /// What the model's preprocessing gives for a row.
    Tensor(&'a [f32]),
}

/// The C structs of some items, with what they point to.
pub(crate) struct Items<'a> {
    items: Vec<sys::aift_media>,
    _paths: Vec<CString>,
    _given: PhantomData<&'a [u8]>,
}

impl Items<'_> {
    pub fn pointer(&self) -> *const sys::aift_media {
        self.items.as_ptr()
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }
}

pub(crate) fn media<'a>(given: &[Media<'a>]) -> Result<Items<'a>> {
    let mut paths = Vec::new();
    let mut items = Vec::with_capacity(given.len());
    for item in given {
        let mut raw =
            sys::aift_media { kind: sys::AIFT_MEDIA_FILE, height: 0, width: 0, channels: 0, path: ptr::null(), data: ptr::null(), size: 0 };
        match *item {
            Media::File(path) => {
                let path = c_path(path)?;
                raw.path = path.as_ptr(); // a CString's bytes stay where they are when it moves
                paths.push(path);
            }
            Media::Bytes(data) => {
                raw.kind = sys::AIFT_MEDIA_BYTES;
                (raw.data, raw.size) = (data.as_ptr() as *const c_void, data.len());
            }
            Media::Pixels { data, height, width, channels } => {
                raw.kind = sys::AIFT_MEDIA_PIXELS;
                (raw.height, raw.width, raw.channels) = (height, width, channels);
                (raw.data, raw.size) = (data.as_ptr() as *const c_void, data.len());
            }
            Media::Tensor(data) => {
                raw.kind = sys::AIFT_MEDIA_TENSOR;
                (raw.data, raw.size) = (data.as_ptr() as *const c_void, std::mem::size_of_val(data));
            }
        }
        items.push(raw);
    }
    Ok(Items { items, _paths: paths, _given: PhantomData })
}
