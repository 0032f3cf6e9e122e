//! What a model says of rows, and how good it is.
use aift_sys as sys;

use crate::error::{check, Result};
use crate::handle::{handle, thread_safe};
use crate::text::{borrowed, c_string, option, values};

handle! {
    /// Labels and scores of rows.
    Predictions, aift_predictions, aift_predictions_release
}
handle! {
    /// How good a model is on labelled rows.
    Evaluation, aift_evaluation, aift_evaluation_release
}
thread_safe!(Predictions, Evaluation);

impl Predictions {
    /// The number of rows.
    pub fn len(&self) -> usize {
        unsafe { sys::aift_predictions_num_rows(self.as_ptr()) }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of scores of each row.
    pub fn num_labels(&self) -> usize {
        unsafe { sys::aift_predictions_num_labels(self.as_ptr()) }
    }

    /// The number of a row's best label; None if it could not be read.
    pub fn label(&self, row: usize) -> Option<usize> {
        usize::try_from(unsafe { sys::aift_predictions_label(self.as_ptr(), row) }).ok()
    }

    /// A row's best label.
    pub fn label_text(&self, row: usize) -> Option<&str> {
        unsafe { option(sys::aift_predictions_label_text(self.as_ptr(), self.label(row)?)) }
    }

    /// Why a row could not be read.
    pub fn error(&self, row: usize) -> Option<&str> {
        unsafe { option(sys::aift_predictions_error(self.as_ptr(), row)) }
    }

    /// Probabilities, one a label; empty if there is no such row.
    pub fn scores(&self, row: usize) -> &[f32] {
        unsafe { values(sys::aift_predictions_scores(self.as_ptr(), row), self.num_labels()) }
    }

    /// Outputs before softmax, one a label; empty if there is no such row.
    pub fn logits(&self, row: usize) -> &[f32] {
        unsafe { values(sys::aift_predictions_logits(self.as_ptr(), row), self.num_labels()) }
    }

    /// The last hidden state of a row, tokens by width, with the width; None without output_hidden_states.
    pub fn hidden_state(&self, row: usize) -> Option<(&[f32], usize)> {
        let (mut tokens, mut width) = (0, 0);
        let first = unsafe { sys::aift_predictions_hidden_state(self.as_ptr(), row, &mut tokens, &mut width) };
        if first.is_null() {
            return None;
        }
        Some((unsafe { values(first, tokens * width) }, width))
    }

    /// A row as JSON.
    pub fn json(&self, row: usize) -> Option<&str> {
        unsafe { option(sys::aift_predictions_json(self.as_ptr(), row)) }
    }
}

impl Evaluation {
    /// A figure by its dotted path: "per_label.spam.recall".
    pub fn metric(&self, path: &str) -> Result<f64> {
        metric(self.as_ptr(), path)
    }

    /// All figures as JSON.
    pub fn json(&self) -> &str {
        unsafe { borrowed(sys::aift_evaluation_json(self.as_ptr())) }
    }

    /// The number of rows and files that were left out.
    pub fn num_skipped(&self) -> usize {
        unsafe { sys::aift_evaluation_num_skipped(self.as_ptr()) }
    }

    /// Why the i-th was; of the first 10,000.
    pub fn skipped(&self, i: usize) -> Option<&str> {
        unsafe { option(sys::aift_evaluation_skipped(self.as_ptr(), i)) }
    }
}

pub(crate) fn metric(raw: *const sys::aift_evaluation, path: &str) -> Result<f64> {
    let (path, mut value) = (c_string(path)?, 0.0);
    check(unsafe { sys::aift_evaluation_metric(raw, path.as_ptr(), &mut value) })?;
    Ok(value)
}
