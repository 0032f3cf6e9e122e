//! Tensors: numbers that go into the library and come out without being copied.
use std::os::raw::c_void;

use aift_sys as sys;

use crate::context::Context;
use crate::error::Result;
use crate::generated::Dtype;
use crate::handle::{handle, thread_safe};
use crate::text::{borrowed, values};

handle! {
    /// A dtype, a shape and row-major elements.
    Tensor, aift_tensor, aift_tensor_release
}
thread_safe!(Tensor);

/// A number that a tensor may hold.
///
/// # Safety
/// DTYPE is the type's own, and any bytes are a value of it.
pub unsafe trait Element: Copy + Send + Sync + 'static {
    /// The dtype of such elements.
    const DTYPE: Dtype;
}

macro_rules! elements {
    ($($rust:ty: $dtype:ident),*) => { $(
        unsafe impl Element for $rust {
            const DTYPE: Dtype = Dtype::$dtype;
        }
    )* };
}
elements!(f32: F32, f64: F64, i32: I32, i64: I64, u8: U8, i8: I8, i16: I16, u16: U16, u32: U32, u64: U64);

unsafe extern "C" fn release<T>(user: *mut c_void) {
    drop(Box::from_raw(user as *mut Vec<T>));
}

impl Tensor {
    /// A tensor over a vector's own memory.
    pub fn from_vec<T: Element>(context: &Context, values: Vec<T>, shape: &[i64]) -> Result<Self> {
        let (data, size) = (values.as_ptr() as *const c_void, std::mem::size_of_val(values.as_slice()));
        let rank = i32::try_from(shape.len()).unwrap_or(i32::MAX);
        let user = Box::into_raw(Box::new(values)) as *mut c_void;
        let made = Self::make(|out| unsafe {
            let dtype = T::DTYPE as u32;
            sys::aift_tensor_wrap(context.as_ptr(), dtype, shape.as_ptr(), rank, data, size, Some(release::<T>), user, out)
        });
        if made.is_err() {
            unsafe { release::<T>(user) };
        }
        made
    }

    /// The element type; None for one that this crate does not know.
    pub fn dtype(&self) -> Option<Dtype> {
        Dtype::from_raw(unsafe { sys::aift_tensor_dtype(self.as_ptr()) })
    }

    /// The sizes, slowest first.
    pub fn shape(&self) -> &[i64] {
        unsafe { values(sys::aift_tensor_shape(self.as_ptr()), sys::aift_tensor_rank(self.as_ptr()) as usize) }
    }

    /// The elements' bytes.
    pub fn bytes(&self) -> &[u8] {
        unsafe { values(sys::aift_tensor_data(self.as_ptr()) as *const u8, sys::aift_tensor_nbytes(self.as_ptr())) }
    }

    /// The elements; None if they are of another type.
    pub fn values<T: Element>(&self) -> Option<&[T]> {
        if self.dtype() != Some(T::DTYPE) {
            return None;
        }
        let count = self.bytes().len() / std::mem::size_of::<T>();
        Some(unsafe { values(self.bytes().as_ptr() as *const T, count) })
    }
}

impl Dtype {
    /// The name in safetensors: "F32".
    pub fn name(self) -> &'static str {
        unsafe { borrowed(sys::aift_dtype_name(self as u32)) }
    }
}
