//! Objects of the library: made by a call, released by Drop.

/// A struct over a C object that it owns a reference to.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $raw:ident, $release:ident) => {
        $(#[$doc])*
        pub struct $name {
            raw: std::ptr::NonNull<aift_sys::$raw>,
        }

        impl $name {
            /// Calls what gives a new object through its last parameter.
            #[allow(dead_code)]
            pub(crate) fn make(act: impl FnOnce(*mut *mut aift_sys::$raw) -> aift_sys::aift_status) -> crate::error::Result<Self> {
                let mut out = std::ptr::null_mut();
                crate::error::check(act(&mut out))?;
                Ok(Self::own(out))
            }

            /// Takes over a reference.
            #[allow(dead_code)]
            pub(crate) fn own(raw: *mut aift_sys::$raw) -> Self {
                $name { raw: std::ptr::NonNull::new(raw).expect("the library gave no object") }
            }

            #[allow(dead_code)]
            pub(crate) fn as_ptr(&self) -> *mut aift_sys::$raw {
                self.raw.as_ptr()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                unsafe { aift_sys::$release(self.raw.as_ptr()) }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

/// The C documentation says "Threads: safe": any number of threads may use one at once.
macro_rules! thread_safe {
    ($($name:ident),*) => { $(
        unsafe impl Send for $name {}
        unsafe impl Sync for $name {}
    )* };
}

/// The C documentation says "Threads: one at a time".
macro_rules! one_thread_at_a_time {
    ($($name:ident),*) => { $( unsafe impl Send for $name {} )* };
}

/// A second reference to an object that does not change.
macro_rules! counted {
    ($name:ident, $retain:ident) => {
        impl Clone for $name {
            fn clone(&self) -> Self {
                Self::own(unsafe { aift_sys::$retain(self.as_ptr()) })
            }
        }
    };
}

pub(crate) use {counted, handle, one_thread_at_a_time, thread_safe};
