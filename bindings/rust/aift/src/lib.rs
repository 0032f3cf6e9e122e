//! libaift from Rust: data sets, models, fine-tuning, evaluation, prediction.
//!
//! ```no_run
//! use aift::{Context, Dataset, Model, ModelOptions, TrainOptions};
//!
//! # fn main() -> aift::Result<()> {
//! let context = Context::new()?;
//! let data = Dataset::load(&context, "train.csv", &Default::default())?;
//! let mut model = Model::load(&context, "bert-base", &ModelOptions { new_head: true, ..Default::default() })?;
//! let report = model.train(&data, None, &TrainOptions { learning_rate: 5e-5, ..Default::default() })?;
//! println!("{}", report.json());
//! println!("{:?}", model.predict(&["will it rain"], &Default::default())?.label_text(0));
//! # Ok(())
//! # }
//! ```
//!
//! Objects are released when they are dropped. `Send` and `Sync` are where the C documentation grants them: what does not
//! change is shared by threads freely, readers, metrics and trainers belong to one thread at a time, and what changes a
//! model takes it by `&mut`.

mod callback;
mod context;
mod dataset;
mod error;
mod generated;
mod handle;
mod media;
mod metrics;
mod model;
mod predict;
mod profile;
mod source;
mod sources;
mod store;
mod tensor;
mod text;
mod tokenizer;
mod train;
mod usecase;

pub use aift_sys as sys;

pub use context::{Context, ContextBuilder};
pub use dataset::{Dataset, Reader};
pub use error::{Error, Result};
pub use generated::*;
pub use media::Media;
pub use metrics::Metrics;
pub use model::{Model, SharedModel};
pub use predict::{Evaluation, Predictions};
pub use profile::{mask, profile, profile_page, scan, Table};
pub use source::Source;
pub use store::Store;
pub use tensor::{Element, Tensor};
pub use tokenizer::{Encoding, Tokenizer};
pub use train::{Outline, Plan, Progress, TrainReport, Trainer};
pub use usecase::{Kpi, UseCase};

/// The version of the library that is loaded.
pub fn version() -> &'static str {
    unsafe { text::borrowed(sys::aift_version()) }
}

/// How the library was built and what it uses here, one line.
pub fn build_info() -> &'static str {
    unsafe { text::borrowed(sys::aift_build_info()) }
}
