//! Closures as C callbacks. A panic in one stops the call, and goes on when C has returned.
use std::any::Any;
use std::ops::ControlFlow;
use std::os::raw::{c_int, c_void};
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};

/// A closure, and the panic that it ended in.
pub(crate) struct Guarded<F> {
    act: F,
    panic: Option<Box<dyn Any + Send>>,
}

impl<F> Guarded<F> {
    pub fn new(act: F) -> Self {
        Guarded { act, panic: None }
    }

    /// What C passes back as `user`.
    pub fn user(&mut self) -> *mut c_void {
        self as *mut Self as *mut c_void
    }

    /// Runs `call` with the closure of `user`; `otherwise` if that panics.
    ///
    /// # Safety
    /// `user` is that of a Guarded<F> which nothing else uses now.
    pub unsafe fn run<R>(user: *mut c_void, otherwise: R, call: impl FnOnce(&mut F) -> R) -> R {
        let this = &mut *(user as *mut Self);
        match catch_unwind(AssertUnwindSafe(|| call(&mut this.act))) {
            Ok(result) => result,
            Err(panic) => {
                this.panic = Some(panic);
                otherwise
            }
        }
    }

    /// To be called when C has returned.
    pub fn resume(&mut self) {
        if let Some(panic) = self.panic.take() {
            resume_unwind(panic);
        }
    }

    /// The same at the end of its use.
    pub fn finish(mut self) {
        self.resume();
    }
}

/// 0 to go on.
pub(crate) fn flow(told: ControlFlow<()>) -> c_int {
    c_int::from(told.is_break())
}

/// A progress callback that is told rows done and in all.
pub(crate) unsafe extern "C" fn progress<F: FnMut(i64, i64) -> ControlFlow<()>>(user: *mut c_void, done: i64, total: i64) -> c_int {
    Guarded::<F>::run(user, 1, |act| flow(act(done, total)))
}
