//! Contexts: threads and log of the objects made with them.
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

use aift_sys as sys;

use crate::error::Result;
use crate::generated::{ContextOptions, LogLevel};
use crate::handle::{counted, handle, thread_safe};
use crate::text::borrowed;

handle! {
    /// Threads and log of the objects that are made with it. A clone is another reference to the same.
    Context, aift_context, aift_context_release
}
thread_safe!(Context);
counted!(Context, aift_context_retain);

type Log = Box<dyn Fn(LogLevel, &str) + Send + Sync>;

/// Makes a context that logs, or has its own number of threads.
#[derive(Default)]
pub struct ContextBuilder {
    options: ContextOptions,
    log: Option<Log>,
}

unsafe extern "C" fn log_line(user: *mut c_void, level: sys::aift_log_level, line: *const c_char) {
    let log = &*(user as *const Log);
    let level = LogLevel::from_raw(level).unwrap_or(LogLevel::Debug);
    // Nobody could be told of a panic here.
    let _ = catch_unwind(AssertUnwindSafe(|| log(level, borrowed(line))));
}

impl ContextBuilder {
    /// Threads that compute, 1 to 1024; 0: one a processor.
    pub fn num_threads(mut self, threads: i32) -> Self {
        self.options.num_threads = threads;
        self
    }

    /// What lines of the log go to, up to a level. It is kept until the process ends: objects that were made with the
    /// context may outlive it.
    pub fn log(mut self, level: LogLevel, log: impl Fn(LogLevel, &str) + Send + Sync + 'static) -> Self {
        self.options.log_level = level;
        self.log = Some(Box::new(log));
        self
    }

    /// Makes the context.
    pub fn build(self) -> Result<Context> {
        let log = self.log;
        self.options.with_raw(|raw| {
            if let Some(log) = log {
                raw.log = Some(log_line);
                raw.log_user = Box::into_raw(Box::new(log)) as *mut c_void;
            }
            Context::make(|out| unsafe { sys::aift_context_create(raw, out) })
        })
    }
}

impl Context {
    /// A context with the defaults.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// A context of one's own making.
    pub fn builder() -> ContextBuilder {
        ContextBuilder::default()
    }

    /// The number of threads that compute.
    pub fn num_threads(&self) -> i32 {
        unsafe { sys::aift_context_num_threads(self.as_ptr()) }
    }
}
