//! Figures of classification, computed as the rows come.
use std::ptr;

use aift_sys as sys;

use crate::context::Context;
use crate::error::{check, Error, Result};
use crate::generated::Status;
use crate::handle::{handle, one_thread_at_a_time};
use crate::text::{borrowed, c_string, Texts};

handle! {
    /// scikit-learn's figures over labels.
    Metrics, aift_metrics, aift_metrics_release
}
one_thread_at_a_time!(Metrics);

fn rows(values: usize, width: usize, predicted: usize, losses: Option<&[f64]>) -> Result<usize> {
    let rows = values / width;
    if values % width != 0 || predicted != values || losses.map_or(false, |losses| losses.len() != rows) {
        let text = format!("y_true has {} values of {} a row, y_pred {}, losses {:?}", values, width, predicted, losses.map(<[f64]>::len));
        return Err(Error::new(Status::Shape, text));
    }
    Ok(rows)
}

impl Metrics {
    /// Starts with no row.
    pub fn new(context: &Context, labels: &[&str]) -> Result<Self> {
        let names = Texts::option(Some(labels))?;
        Self::make(|out| unsafe { sys::aift_metrics_create(context.as_ptr(), names.pointer(), labels.len(), out) })
    }

    /// The number of labels.
    pub fn num_labels(&self) -> usize {
        unsafe { sys::aift_metrics_num_labels(self.as_ptr()) }
    }

    /// Adds rows of one label each.
    pub fn update(&mut self, y_true: &[i32], y_pred: &[i32], losses: Option<&[f64]>) -> Result<()> {
        let count = rows(y_true.len(), 1, y_pred.len(), losses)?;
        let losses = losses.map_or(ptr::null(), <[f64]>::as_ptr);
        check(unsafe { sys::aift_metrics_update(self.as_ptr(), y_true.as_ptr(), y_pred.as_ptr(), losses, count) })
    }

    /// Adds rows of any number of labels each: 1 where a row has the label, row after row.
    pub fn update_multilabel(&mut self, y_true: &[u8], y_pred: &[u8], losses: Option<&[f64]>) -> Result<()> {
        let count = rows(y_true.len(), self.num_labels(), y_pred.len(), losses)?;
        let losses = losses.map_or(ptr::null(), <[f64]>::as_ptr);
        check(unsafe { sys::aift_metrics_update_multilabel(self.as_ptr(), y_true.as_ptr(), y_pred.as_ptr(), losses, count) })
    }

    /// Adds the rows of another object over the same labels.
    pub fn merge(&mut self, other: &Metrics) -> Result<()> {
        check(unsafe { sys::aift_metrics_merge(self.as_ptr(), other.as_ptr()) })
    }

    /// One figure by its dotted path: "per_label.spam.recall".
    pub fn value(&self, path: &str) -> Result<f64> {
        let (path, mut value) = (c_string(path)?, 0.0);
        check(unsafe { sys::aift_metrics_value(self.as_ptr(), path.as_ptr(), &mut value) })?;
        Ok(value)
    }

    /// All figures as JSON.
    pub fn json(&mut self) -> Result<&str> {
        let mut out = ptr::null();
        check(unsafe { sys::aift_metrics_json(self.as_ptr(), &mut out) })?;
        Ok(unsafe { borrowed(out) })
    }
}
