//! Training: in one go, step by step, and planned ahead.
use std::marker::PhantomData;
use std::ops::{ControlFlow, Deref};
use std::os::raw::{c_int, c_void};
use std::ptr;

use aift_sys as sys;

use crate::callback::{flow, Guarded};
use crate::dataset::Dataset;
use crate::error::{check, Result};
use crate::generated::{PlanOptions, TrainOptions};
use crate::handle::{handle, one_thread_at_a_time, thread_safe};
use crate::model::Model;
use crate::tensor::Tensor;
use crate::text::{borrowed, c_string, option};

handle! {
    /// What came of a training.
    TrainReport, aift_train_report, aift_train_report_release
}
handle! {
    /// What a training will take.
    Plan, aift_plan, aift_plan_release
}
handle! {
    /// A training whose steps the caller takes.
    RawTrainer, aift_trainer, aift_trainer_release
}
thread_safe!(TrainReport, Plan);
one_thread_at_a_time!(RawTrainer);

/// How large a training is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Optimizer steps.
    pub steps: i64,
    /// Numbers in the model's parameters.
    pub parameters: i64,
    /// Those that are trained.
    pub trainable_parameters: i64,
}

/// What a progress closure is told; the fields are those of aift_train_progress.
pub struct Progress<'a>(&'a sys::aift_train_progress);

impl Deref for Progress<'_> {
    type Target = sys::aift_train_progress;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl Progress<'_> {
    /// The figures, when an epoch's evaluation was just made.
    pub fn evaluation_json(&self) -> Option<&str> {
        if self.0.evaluation.is_null() {
            return None;
        }
        Some(unsafe { borrowed(sys::aift_evaluation_json(self.0.evaluation)) })
    }
}

unsafe extern "C" fn progress<F>(user: *mut c_void, told: *const sys::aift_train_progress) -> c_int
where
    F: FnMut(&Progress) -> ControlFlow<()>,
{
    Guarded::<F>::run(user, 1, |act| flow(act(&Progress(&*told))))
}

fn pointer(data: Option<&Dataset>) -> *const sys::aift_dataset {
    data.map_or(ptr::null(), |data| data.as_ptr() as *const _)
}

impl Model {
    /// Fine-tunes the model.
    pub fn train(&mut self, data: &Dataset, eval_data: Option<&Dataset>, options: &TrainOptions) -> Result<TrainReport> {
        self.train_with(data, eval_data, options, |_| ControlFlow::Continue(()))
    }

    /// The same; the closure is told after each step, and may stop the training.
    pub fn train_with<F>(&mut self, data: &Dataset, eval_data: Option<&Dataset>, options: &TrainOptions, told: F) -> Result<TrainReport>
    where
        F: FnMut(&Progress) -> ControlFlow<()>,
    {
        let mut guarded = Guarded::new(told);
        let made = options.with_raw(|raw| {
            raw.progress = Some(progress::<F>);
            raw.user = guarded.user();
            TrainReport::make(|out| unsafe { sys::aift_train(self.as_ptr(), data.as_ptr(), pointer(eval_data), raw, out) })
        });
        guarded.finish();
        made
    }

    /// Looks at the options before any data is read. The model must have its labels.
    pub fn check_training(&self, rows: usize, options: &TrainOptions) -> Result<Outline> {
        let mut told = Outline::default();
        options.with_raw(|raw| {
            check(unsafe {
                sys::aift_train_check(
                    self.as_ptr(),
                    rows,
                    raw,
                    &mut told.steps,
                    &mut told.parameters,
                    &mut told.trainable_parameters,
                )
            })
        })?;
        Ok(told)
    }

    /// What a training of these arguments will take. A model without labels gets those of the data.
    pub fn plan(
        &mut self,
        data: &Dataset,
        eval_data: Option<&Dataset>,
        options: &TrainOptions,
        plan_options: &PlanOptions,
    ) -> Result<Plan> {
        options.with_raw(|raw| {
            plan_options.with_raw(|plan| {
                Plan::make(|out| unsafe {
                    sys::aift_plan_create(self.as_ptr(), data.as_ptr(), pointer(eval_data), raw, plan, out)
                })
            })
        })
    }
}

impl Deref for Plan {
    type Target = sys::aift_plan_figures;

    /// The figures.
    fn deref(&self) -> &Self::Target {
        unsafe { &*sys::aift_plan_get(self.as_ptr()) }
    }
}

impl Plan {
    /// The figures as JSON, with the proposal of a batch that fits.
    pub fn json(&self) -> &str {
        unsafe { borrowed(sys::aift_plan_json(self.as_ptr())) }
    }
}

impl TrainReport {
    /// True if the closure stopped the training before it was done.
    pub fn interrupted(&self) -> bool {
        unsafe { sys::aift_train_report_interrupted(self.as_ptr()) != 0 }
    }

    /// A figure of the model as it is left, by its dotted path; None without an evaluation.
    pub fn metric(&self, path: &str) -> Option<Result<f64>> {
        let evaluation = self.evaluation();
        if evaluation.is_null() {
            None
        } else {
            Some(crate::predict::metric(evaluation, path))
        }
    }

    fn evaluation(&self) -> *const sys::aift_evaluation {
        unsafe { sys::aift_train_report_evaluation(self.as_ptr()) }
    }

    /// The epoch after which the model was as it is left; None: it is as after its last step.
    pub fn best_epoch(&self) -> Option<i64> {
        Some(unsafe { sys::aift_train_report_best_epoch(self.as_ptr()) }).filter(|epoch| *epoch > 0)
    }

    /// The run as JSON.
    pub fn json(&self) -> &str {
        unsafe { borrowed(sys::aift_train_report_json(self.as_ptr())) }
    }

    /// The number of rows and files that were left out.
    pub fn num_skipped(&self) -> usize {
        unsafe { sys::aift_train_report_num_skipped(self.as_ptr()) }
    }

    /// Why the i-th was; of the first 10,000.
    pub fn skipped(&self, i: usize) -> Option<&str> {
        unsafe { option(sys::aift_train_report_skipped(self.as_ptr(), i)) }
    }
}

/// A training whose steps the caller takes. It holds the model; when it is dropped the model has the trained weights.
#[derive(Debug)]
pub struct Trainer<'m> {
    raw: RawTrainer,
    model: *const sys::aift_model,
    _data: Dataset,
    _model: PhantomData<&'m mut Model>,
}

unsafe impl Send for Trainer<'_> {}

impl<'m> Trainer<'m> {
    /// Begins a training.
    pub fn new(model: &'m mut Model, data: &Dataset, options: &TrainOptions) -> Result<Self> {
        let raw = options
            .with_raw(|raw| RawTrainer::make(|out| unsafe { sys::aift_trainer_create(model.as_ptr(), data.as_ptr(), raw, out) }))?;
        Ok(Trainer { raw, model: model.as_ptr(), _data: data.clone(), _model: PhantomData })
    }

    /// Forward and backward over some rows of the data; the mean loss.
    pub fn backward(&mut self, rows: &[usize]) -> Result<f64> {
        let mut loss = 0.0;
        check(unsafe { sys::aift_trainer_backward(self.raw.as_ptr(), rows.as_ptr(), rows.len(), &mut loss) })?;
        Ok(loss)
    }

    /// An optimizer step; the gradient's norm before clipping.
    pub fn step(&mut self) -> Result<f64> {
        let mut norm = 0.0;
        check(unsafe { sys::aift_trainer_step(self.raw.as_ptr(), &mut norm) })?;
        Ok(norm)
    }

    /// A copy of a parameter's gradient since the last step.
    pub fn gradient(&mut self, name: &str) -> Result<Tensor> {
        let name = c_string(name)?;
        Tensor::make(|out| unsafe { sys::aift_trainer_gradient(self.raw.as_ptr(), name.as_ptr(), out) })
    }

    /// A copy of the model as it is now, to be used meanwhile.
    pub fn snapshot(&self) -> Result<Model> {
        Model::make(|out| unsafe { sys::aift_model_snapshot(self.model, out) })
    }
}
