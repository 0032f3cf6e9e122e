//! Use cases: what a model is for, and the figures it is held to.
use std::mem::{size_of, MaybeUninit};
use std::path::Path;

use aift_sys as sys;

use crate::context::Context;
use crate::dataset::Dataset;
use crate::error::{check, Result};
use crate::generated::KpiDirection;
use crate::handle::{counted, handle, thread_safe};
use crate::predict::Evaluation;
use crate::source::Source;
use crate::text::{borrowed, c_path, c_string, option, Text};
use crate::train::TrainReport;

handle! {
    /// What a model is for, with its KPIs. A clone is another reference to the same.
    UseCase, aift_usecase, aift_usecase_release
}
thread_safe!(UseCase);
counted!(UseCase, aift_usecase_retain);

/// A figure that the use case is held to.
#[derive(Clone, Debug, PartialEq)]
pub struct Kpi<'a> {
    pub name: &'a str,
    pub unit: Option<&'a str>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub direction: KpiDirection,
    pub metric: &'a str,
    pub review_date: Option<&'a str>,
}

fn number(value: f64) -> Option<f64> {
    Some(value).filter(|value| !value.is_nan())
}

impl UseCase {
    /// Reads a JSON file.
    pub fn load(context: &Context, path: impl AsRef<Path>) -> Result<Self> {
        let path = c_path(path)?;
        Self::make(|out| unsafe { sys::aift_usecase_load(context.as_ptr(), path.as_ptr(), out) })
    }

    /// The same of a file that does not lie at a path.
    pub fn load_source(context: &Context, mut source: Source) -> Result<Self> {
        let given = source.raw();
        let made = Self::make(|out| unsafe { sys::aift_usecase_load_source(context.as_ptr(), &given, out) });
        source.finish();
        made
    }

    /// A text field: "title", "problem", "task", "owner.name", "owner.email".
    pub fn field(&self, name: &str) -> Option<&str> {
        let name = c_string(name).ok()?;
        unsafe { option(sys::aift_usecase_field(self.as_ptr(), name.as_ptr())) }
    }

    /// The number of KPIs.
    pub fn num_kpis(&self) -> usize {
        unsafe { sys::aift_usecase_num_kpis(self.as_ptr()) }
    }

    /// One KPI.
    pub fn kpi(&self, index: usize) -> Result<Kpi<'_>> {
        let mut raw: sys::aift_kpi = unsafe { MaybeUninit::zeroed().assume_init() };
        raw.struct_size = size_of::<sys::aift_kpi>();
        check(unsafe { sys::aift_usecase_kpi(self.as_ptr(), index, &mut raw) })?;
        Ok(unsafe {
            Kpi {
                name: borrowed(raw.name),
                unit: option(raw.unit),
                baseline: number(raw.baseline),
                target: number(raw.target),
                direction: KpiDirection::from_raw(raw.direction).unwrap_or(KpiDirection::Higher),
                metric: borrowed(raw.metric),
                review_date: option(raw.review_date),
            }
        })
    }

    /// The use case as JSON.
    pub fn json(&self) -> &str {
        unsafe { borrowed(sys::aift_usecase_json(self.as_ptr())) }
    }

    /// Writes the JSON to a file.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = c_path(path)?;
        check(unsafe { sys::aift_usecase_save(self.as_ptr(), path.as_ptr()) })
    }

    /// A KPI's figure in an evaluation, and whether it reaches the target.
    pub fn judge(&self, index: usize, evaluation: &Evaluation) -> Result<(f64, bool)> {
        let (mut value, mut met) = (0.0, 0);
        check(unsafe { sys::aift_usecase_judge(self.as_ptr(), index, evaluation.as_ptr(), &mut value, &mut met) })?;
        Ok((value, met != 0))
    }

    /// Looks, before a training, whether its evaluation will compute every KPI's metric.
    pub fn check(&self, data: &Dataset, label_column: Option<&str>) -> Result<()> {
        let column = Text::option(label_column)?;
        check(unsafe { sys::aift_usecase_check(self.as_ptr(), data.as_ptr(), column.pointer()) })
    }

    /// Judges every KPI by a training's evaluation and writes the result into the report; true if none was missed.
    pub fn apply(&self, report: &mut TrainReport) -> Result<bool> {
        let mut met = 0;
        check(unsafe { sys::aift_usecase_apply(self.as_ptr(), report.as_ptr(), &mut met) })?;
        Ok(met != 0)
    }
}
