//! The store: records of use cases in one file, with a log of all changes.
use std::path::Path;

use aift_sys as sys;

use crate::context::Context;
use crate::dataset::Dataset;
use crate::error::Result;
use crate::generated::{ImportOptions, StoreOptions, ValidateOptions};
use crate::handle::{counted, handle};
use crate::model::Model;
use crate::source::Source;
use crate::text::{borrowed, c_path, c_string, Text, Texts};

handle! {
    /// A text that the library made.
    Answer, aift_text, aift_text_release
}

impl Answer {
    pub(crate) fn text(act: impl FnOnce(*mut *mut sys::aift_text) -> sys::aift_status) -> Result<String> {
        let made = Self::make(act)?;
        let text = unsafe { borrowed(sys::aift_text_data(made.as_ptr())) };
        debug_assert_eq!(text.len(), unsafe { sys::aift_text_size(made.as_ptr()) });
        Ok(text.to_owned())
    }
}

handle! {
    /// A file of records, JSON in and out. A clone is another reference to the same, and both are used by one thread.
    Store, aift_store, aift_store_release
}
counted!(Store, aift_store_retain);

impl Store {
    /// Makes a new store, where nothing may be yet; ":memory:" is in no file.
    pub fn create(context: &Context, path: impl AsRef<Path>, options: &StoreOptions) -> Result<Self> {
        let path = c_path(path)?;
        options.with_raw(|raw| Self::make(|out| unsafe { sys::aift_store_create(context.as_ptr(), path.as_ptr(), raw, out) }))
    }

    /// Opens a store.
    pub fn open(context: &Context, path: impl AsRef<Path>, options: &StoreOptions) -> Result<Self> {
        let path = c_path(path)?;
        options.with_raw(|raw| Self::make(|out| unsafe { sys::aift_store_open(context.as_ptr(), path.as_ptr(), raw, out) }))
    }

    /// The JSON Schema of a kind's records ("usecase").
    pub fn schema(context: &Context, kind: &str) -> Result<String> {
        let kind = c_string(kind)?;
        Answer::text(|out| unsafe { sys::aift_store_schema(context.as_ptr(), kind.as_ptr(), out) })
    }

    /// Adds a record.
    pub fn add(&self, kind: &str, record: &str) -> Result<String> {
        let (kind, record) = (c_string(kind)?, c_string(record)?);
        Answer::text(|out| unsafe { sys::aift_store_add(self.as_ptr(), kind.as_ptr(), record.as_ptr(), out) })
    }

    /// A record.
    pub fn get(&self, id: &str) -> Result<String> {
        let id = c_string(id)?;
        Answer::text(|out| unsafe { sys::aift_store_get(self.as_ptr(), id.as_ptr(), out) })
    }

    /// A page of records: items, total, next.
    pub fn list(&self, kind: &str, query: Option<&str>) -> Result<String> {
        let (kind, query) = (c_string(kind)?, Text::option(query)?);
        Answer::text(|out| unsafe { sys::aift_store_list(self.as_ptr(), kind.as_ptr(), query.pointer(), out) })
    }

    /// Changes fields by their paths; `if_version` 0 is any.
    pub fn set(&self, id: &str, changes: &str, if_version: i64) -> Result<String> {
        let (id, changes) = (c_string(id)?, c_string(changes)?);
        Answer::text(|out| unsafe { sys::aift_store_set(self.as_ptr(), id.as_ptr(), changes.as_ptr(), if_version, out) })
    }

    /// Moves a use case to another state.
    pub fn move_to(&self, id: &str, state: &str, reason: &str, if_version: i64) -> Result<String> {
        let (id, state, reason) = (c_string(id)?, c_string(state)?, c_string(reason)?);
        Answer::text(|out| unsafe { sys::aift_store_move(self.as_ptr(), id.as_ptr(), state.as_ptr(), reason.as_ptr(), if_version, out) })
    }

    /// Binds a model to a use case as a run (JSON): whether no KPI is missed, and what came of each.
    pub fn bind(&self, usecase: &str, run: &str, evaluation: Option<&str>) -> Result<(bool, String)> {
        let (usecase, run, evaluation, mut met) = (c_string(usecase)?, c_string(run)?, Text::option(evaluation)?, 0);
        let text = Answer::text(|out| unsafe {
            sys::aift_store_bind(self.as_ptr(), usecase.as_ptr(), run.as_ptr(), evaluation.pointer(), &mut met, out)
        })?;
        Ok((met != 0, text))
    }

    /// The chain of a use case, or of a model by its digest.
    pub fn trace(&self, what: &str) -> Result<String> {
        let what = c_string(what)?;
        Answer::text(|out| unsafe { sys::aift_store_trace(self.as_ptr(), what.as_ptr(), out) })
    }

    /// Judges a use case; whether it is viable, and verdict, gates, finance, ...
    pub fn validate(
        &self,
        id: &str,
        data: Option<&Dataset>,
        model: Option<&mut Model>,
        options: &ValidateOptions,
    ) -> Result<(bool, String)> {
        let (id, mut viable) = (c_string(id)?, 0);
        let data = data.map_or(std::ptr::null_mut(), Dataset::as_ptr);
        let model = model.map_or(std::ptr::null_mut(), |model| model.as_ptr());
        let text = options.with_raw(|raw| {
            Answer::text(|out| unsafe {
                sys::aift_store_validate(self.as_ptr(), id.as_ptr(), data, model, raw, &mut viable, out)
            })
        })?;
        Ok((viable != 0, text))
    }

    /// Signs a decision on a use case as it is now: role, decision, gate, comment.
    pub fn signoff(&self, id: &str, decision: &str, if_version: i64) -> Result<String> {
        let (id, decision) = (c_string(id)?, c_string(decision)?);
        Answer::text(|out| unsafe { sys::aift_store_signoff(self.as_ptr(), id.as_ptr(), decision.as_ptr(), if_version, out) })
    }

    /// The document to be decided on, as "html" or "markdown".
    pub fn report(&self, id: &str, format: &str) -> Result<String> {
        let (id, format) = (c_string(id)?, c_string(format)?);
        Answer::text(|out| unsafe { sys::aift_store_report(self.as_ptr(), id.as_ptr(), format.as_ptr(), out) })
    }

    /// Rows of the log: items, total, next.
    pub fn audit(&self, query: Option<&str>) -> Result<String> {
        let query = Text::option(query)?;
        Answer::text(|out| unsafe { sys::aift_store_audit(self.as_ptr(), query.pointer(), out) })
    }

    /// Checks the log, the records and the file; whether all is well, and ok, rows, head, first_bad.
    pub fn verify(&self, expect: Option<&str>) -> Result<(bool, String)> {
        let (expect, mut ok) = (Text::option(expect)?, 0);
        let text = Answer::text(|out| unsafe { sys::aift_store_verify(self.as_ptr(), expect.pointer(), &mut ok, out) })?;
        Ok((ok != 0, text))
    }

    /// Erases a person by id, e-mail address or name.
    pub fn erase(&self, person: &str) -> Result<String> {
        let person = c_string(person)?;
        Answer::text(|out| unsafe { sys::aift_store_erase(self.as_ptr(), person.as_ptr(), out) })
    }

    /// Version, numbers of records, the log's end.
    pub fn info(&self) -> Result<String> {
        Answer::text(|out| unsafe { sys::aift_store_info(self.as_ptr(), out) })
    }

    /// Copies the store, while others use it.
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<String> {
        let path = c_path(path)?;
        Answer::text(|out| unsafe { sys::aift_store_backup(self.as_ptr(), path.as_ptr(), out) })
    }

    /// The record that a new use case of the task begins with; without a task all of them.
    pub fn template(context: &Context, task: Option<&str>) -> Result<String> {
        let task = Text::option(task)?;
        Answer::text(|out| unsafe { sys::aift_store_template(context.as_ptr(), task.pointer(), out) })
    }

    /// Takes use cases out of another tool's file; how many rows were rejected, and what became of the rows.
    pub fn import(&self, mut source: Source, options: &ImportOptions) -> Result<(i64, String)> {
        let (given, mut rejected) = (source.raw(), 0);
        let text = options.with_raw(|raw| {
            Answer::text(|out| unsafe { sys::aift_store_import(self.as_ptr(), &given, raw, &mut rejected, out) })
        });
        source.finish();
        Ok((rejected, text?))
    }

    /// Adds rows of a survey, or notes of interviews; how many were rejected, and the pain points.
    pub fn survey(&self, id: &str, mut source: Source) -> Result<(i64, String)> {
        let (id, given, mut rejected) = (c_string(id)?, source.raw(), 0);
        let text = Answer::text(|out| unsafe { sys::aift_store_survey(self.as_ptr(), id.as_ptr(), &given, &mut rejected, out) });
        source.finish();
        Ok((rejected, text?))
    }

    /// Use cases, or all of them, as "json", "jira", "csv", "markdown", "confluence", "html" or "cyclonedx".
    pub fn export(&self, format: &str, ids: Option<&[&str]>) -> Result<String> {
        let (format, ids) = (c_string(format)?, Texts::option(ids)?);
        Answer::text(|out| unsafe { sys::aift_store_export(self.as_ptr(), format.as_ptr(), ids.pointer(), ids.len(), out) })
    }
}

impl Model {
    /// Tasks that a problem may be about, by this sentence encoder: proposals, each a task and its score.
    pub fn categorize(&self, problem: &str, top: i32) -> Result<String> {
        let problem = c_string(problem)?;
        Answer::text(|out| unsafe { sys::aift_categorize(self.as_ptr(), problem.as_ptr(), top, out) })
    }
}
