//! Models: loaded, saved, asked, and used.
use std::ffi::CStr;
use std::ops::{ControlFlow, Deref};
use std::os::raw::c_char;
use std::path::Path;

use aift_sys as sys;

use crate::callback::{progress, Guarded};
use crate::context::Context;
use crate::dataset::{Dataset, Writer};
use crate::error::{check, Result};
use crate::generated::{ModelOptions, PredictOptions, SaveOptions};
use crate::handle::{handle, thread_safe};
use crate::media::{media, Media};
use crate::predict::{Evaluation, Predictions};
use crate::source::Source;
use crate::tensor::Tensor;
use crate::text::{borrowed, c_path, c_string, option, Text, Texts};
use crate::tokenizer::Tokenizer;

handle! {
    /// A model: configuration, weights, labels, and what prepares its inputs. Any number of threads may use one; what
    /// changes it asks for `&mut`.
    Model, aift_model, aift_model_release
}
thread_safe!(Model);

/// A model that is not changed any more. A clone is another reference to the same.
#[derive(Debug)]
pub struct SharedModel(Model);

impl Clone for SharedModel {
    fn clone(&self) -> Self {
        SharedModel(Model::own(unsafe { sys::aift_model_retain(self.0.as_ptr()) }))
    }
}

impl Deref for SharedModel {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.0
    }
}

impl Model {
    /// Loads a folder as Hugging Face's transformers writes it.
    pub fn load(context: &Context, path: impl AsRef<Path>, options: &ModelOptions) -> Result<Self> {
        let path = c_path(path)?;
        options.with_raw(|raw| Self::make(|out| unsafe { sys::aift_model_load(context.as_ptr(), path.as_ptr(), raw, out) }))
    }

    /// The same of files that do not lie in a folder, named as there.
    pub fn load_sources(context: &Context, mut files: Vec<Source>, options: &ModelOptions) -> Result<Self> {
        let made = options.with_raw(|raw| {
            let given: Vec<_> = files.iter_mut().map(Source::raw).collect();
            Self::make(|out| unsafe { sys::aift_model_load_sources(context.as_ptr(), given.as_ptr(), given.len(), raw, out) })
        });
        files.into_iter().for_each(Source::finish);
        made
    }

    /// Writes a folder that this library and transformers load.
    pub fn save(&self, path: impl AsRef<Path>, options: &SaveOptions) -> Result<()> {
        let path = c_path(path)?;
        options.with_raw(|raw| check(unsafe { sys::aift_model_save(self.as_ptr(), path.as_ptr(), raw) }))
    }

    /// Looks, before hours of training, whether save() could write to the path.
    pub fn check_save(&self, path: impl AsRef<Path>, options: &SaveOptions) -> Result<()> {
        let path = c_path(path)?;
        options.with_raw(|raw| check(unsafe { sys::aift_model_check_save(self.as_ptr(), path.as_ptr(), raw) }))
    }

    /// Gives the files to a closure, piece by piece, one file after the other.
    pub fn write(&self, take: impl FnMut(&str, &[u8]) -> ControlFlow<()>) -> Result<()> {
        let mut write = Writer::new(take);
        let done = check(unsafe { sys::aift_model_write(self.as_ptr(), write.callback(), write.user()) });
        write.finish();
        done
    }

    /// A copy of the present weights.
    pub fn snapshot(&self) -> Result<Model> {
        Self::make(|out| unsafe { sys::aift_model_snapshot(self.as_ptr(), out) })
    }

    /// The model for many owners; it is not changed any more.
    pub fn into_shared(self) -> SharedModel {
        SharedModel(self)
    }

    /// For example "bert".
    pub fn architecture(&self) -> &str {
        unsafe { borrowed(sys::aift_model_architecture(self.as_ptr())) }
    }

    /// For example "text-classification".
    pub fn task(&self) -> &str {
        unsafe { borrowed(sys::aift_model_task(self.as_ptr())) }
    }

    /// "single_label_classification" or "multi_label_classification".
    pub fn problem_type(&self) -> &str {
        unsafe { borrowed(sys::aift_model_problem_type(self.as_ptr())) }
    }

    /// The tokenizer; None if the model takes no texts.
    pub fn tokenizer(&self) -> Option<Tokenizer> {
        let raw = unsafe { sys::aift_model_tokenizer(self.as_ptr()) };
        if raw.is_null() {
            return None;
        }
        Some(Tokenizer::own(unsafe { sys::aift_tokenizer_retain(raw) }))
    }

    /// The labels, in the order of the outputs; empty before they are known.
    pub fn labels(&self) -> Vec<&str> {
        let count = unsafe { sys::aift_model_num_labels(self.as_ptr()) };
        (0..count).filter_map(|i| unsafe { option(sys::aift_model_label(self.as_ptr(), i)) }).collect()
    }

    /// Gives the model labels and, unless it has a head of that size, a new head.
    pub fn set_labels(&mut self, labels: &[&str]) -> Result<()> {
        let names = Texts::option(Some(labels))?;
        check(unsafe { sys::aift_model_set_labels(self.as_ptr(), names.pointer(), labels.len()) })
    }

    /// Gives a model without labels those of a data set.
    pub fn set_labels_from(&mut self, data: &Dataset, label_column: Option<&str>) -> Result<()> {
        let column = Text::option(label_column)?;
        check(unsafe { sys::aift_model_set_labels_from(self.as_ptr(), data.as_ptr(), column.pointer()) })
    }

    /// True if the head was drawn and has not been trained yet.
    pub fn has_new_head(&self) -> bool {
        unsafe { sys::aift_model_has_new_head(self.as_ptr()) != 0 }
    }

    /// The longest encoding, in tokens.
    pub fn max_length(&self) -> i32 {
        unsafe { sys::aift_model_max_length(self.as_ptr()) }
    }

    /// The column of the texts.
    pub fn text_column(&self) -> String {
        unsafe { borrowed(sys::aift_model_text_column(self.as_ptr())) }.to_owned()
    }

    /// The column of the labels.
    pub fn label_column(&self) -> String {
        unsafe { borrowed(sys::aift_model_label_column(self.as_ptr())) }.to_owned()
    }

    /// The parameters' names in the checkpoint.
    pub fn parameter_names(&self) -> Vec<&str> {
        let count = unsafe { sys::aift_model_num_parameters(self.as_ptr()) };
        (0..count).filter_map(|i| unsafe { option(sys::aift_model_parameter_name(self.as_ptr(), i)) }).collect()
    }

    /// A copy of a parameter's present values.
    pub fn parameter(&self, name: &str) -> Result<Tensor> {
        let name = c_string(name)?;
        Tensor::make(|out| unsafe { sys::aift_model_parameter(self.as_ptr(), name.as_ptr(), out) })
    }

    /// SHA-256 over all parameters.
    pub fn digest(&self) -> Result<String> {
        let mut digits = [0 as c_char; 65];
        check(unsafe { sys::aift_model_digest(self.as_ptr(), digits.as_mut_ptr()) })?;
        Ok(unsafe { CStr::from_ptr(digits.as_ptr()) }.to_string_lossy().into_owned())
    }

    /// SHA-256 of the file of weights in a model's folder.
    pub fn file_digest(context: &Context, path: impl AsRef<Path>) -> Result<String> {
        let path = c_path(path)?;
        let mut digits = [0 as c_char; 65];
        check(unsafe { sys::aift_model_file_digest(context.as_ptr(), path.as_ptr(), digits.as_mut_ptr()) })?;
        Ok(unsafe { CStr::from_ptr(digits.as_ptr()) }.to_string_lossy().into_owned())
    }

    /// Labels and scores of texts.
    pub fn predict(&self, texts: &[&str], options: &PredictOptions) -> Result<Predictions> {
        self.predict_with(texts, options, |_, _| ControlFlow::Continue(()))
    }

    /// The same; the closure is told the rows done and in all, and may stop it (Status::Cancelled).
    pub fn predict_with<F>(&self, texts: &[&str], options: &PredictOptions, told: F) -> Result<Predictions>
    where
        F: FnMut(i64, i64) -> ControlFlow<()>,
    {
        let pointers: Vec<_> = texts.iter().map(|text| text.as_ptr() as *const c_char).collect();
        let sizes: Vec<_> = texts.iter().map(|text| text.len()).collect();
        watched(options, told, |raw| {
            Predictions::make(|out| unsafe {
                sys::aift_model_predict(self.as_ptr(), pointers.as_ptr(), sizes.as_ptr(), texts.len(), raw, out)
            })
        })
    }

    /// Vectors of texts: float32, a row for each, pooled as the model's folder says.
    pub fn embed(&self, texts: &[&str], options: &PredictOptions) -> Result<Tensor> {
        let pointers: Vec<_> = texts.iter().map(|text| text.as_ptr() as *const c_char).collect();
        let sizes: Vec<_> = texts.iter().map(|text| text.len()).collect();
        options.with_raw(|raw| {
            Tensor::make(|out| unsafe { sys::aift_embed(self.as_ptr(), pointers.as_ptr(), sizes.as_ptr(), texts.len(), raw, out) })
        })
    }

    /// Labels and scores of pictures or recordings.
    pub fn predict_media(&self, items: &[Media], options: &PredictOptions) -> Result<Predictions> {
        let items = media(items)?;
        options.with_raw(|raw| {
            Predictions::make(|out| unsafe { sys::aift_model_predict_media(self.as_ptr(), items.pointer(), items.len(), raw, out) })
        })
    }

    /// What the model is given for pictures or recordings: float32, a row for each.
    pub fn preprocess(&self, items: &[Media]) -> Result<Tensor> {
        let items = media(items)?;
        Tensor::make(|out| unsafe { sys::aift_model_preprocess(self.as_ptr(), items.pointer(), items.len(), out) })
    }

    /// Predicts every row of a data set and compares with its labels.
    pub fn evaluate(&self, data: &Dataset, options: &PredictOptions) -> Result<Evaluation> {
        options.with_raw(|raw| Evaluation::make(|out| unsafe { sys::aift_model_evaluate(self.as_ptr(), data.as_ptr(), raw, out) }))
    }
}

/// Runs a call whose options have a progress callback.
fn watched<F, R>(options: &PredictOptions, told: F, act: impl FnOnce(&sys::aift_predict_options) -> Result<R>) -> Result<R>
where
    F: FnMut(i64, i64) -> ControlFlow<()>,
{
    let mut guarded = Guarded::new(told);
    let made = options.with_raw(|raw| {
        raw.progress = Some(progress::<F>);
        raw.user = guarded.user();
        act(raw)
    });
    guarded.finish();
    made
}
