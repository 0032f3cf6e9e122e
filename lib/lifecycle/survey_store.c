/* Surveys into a use case of a store: all rows that are good in one change. */
#include <string.h>

#include "lifecycle/import.h"
#include "lifecycle/import_report.h"
#include "lifecycle/store.h"
#include "lifecycle/survey.h"

typedef struct taken {
    aift_context *context;
    aift__survey survey;
    int64_t rows;
    aift__json *rejected;
} taken;

static aift_status take_row(taken *t, const aift__import_row *row)
{
    const char *field = "";
    t->rows++;
    if (!row->record)
        return aift__import_reject(t->rejected, row, row->field, row->message);
    const aift_status status = aift__survey_add(t->context, &t->survey, row->record, &field);
    return status == AIFT_E_INVALID ? aift__import_reject_failed(t->rejected, row, field) : status;
}

static aift_status take_rows(taken *t, aift__importer *import)
{
    aift__import_row row;
    bool more = true;
    while (more) {
        AIFT__TRY(aift__import_next(import, &row, &more));
        if (more)
            AIFT__TRY(take_row(t, &row));
    }
    return AIFT_OK;
}

static aift_status copy_to(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status change(aift_store *store, const char *id, const taken *t)
{
    aift__json *changes = aift__json_new_object();
    aift_status status = copy_to(changes, "notes", t->survey.notes);
    if (status == AIFT_OK)
        status = copy_to(changes, "pain_points", t->survey.pain_points);
    if (status == AIFT_OK)
        status = aift__record_change(store, id, changes, "survey", 0, NULL, NULL);
    aift__json_free(changes);
    return status;
}

static aift_status answer(const taken *t, aift_text **out)
{
    aift__json *all = aift__json_new_object();
    aift_status status = aift__json_set(all, "rows", aift__json_new_int(t->rows));
    if (status == AIFT_OK)
        status = copy_to(all, "rejected", t->rejected);
    if (status == AIFT_OK)
        status = copy_to(all, "pain_points", t->survey.pain_points);
    if (status == AIFT_OK)
        status = aift__answer(t->context, all, out);
    aift__json_free(all);
    return status;
}

/* Within a transaction, so that nobody else adds rows meanwhile. */
static aift_status run(aift_store *store, const char *id, aift__importer *import, taken *t, aift_text **out)
{
    aift__json *record = NULL;
    AIFT__TRY(aift__record_get(store, id, &record));
    aift_status status = aift__survey_begin(record, &t->survey);
    aift__json_free(record);
    t->rejected = aift__json_new_array();
    if (status == AIFT_OK)
        status = t->rejected ? take_rows(t, import) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = change(store, id, t);
    return status == AIFT_OK ? answer(t, out) : status;
}

aift_status aift_store_survey(aift_store *store, const char *id, const aift_source *source, int64_t *rejected,
                              aift_text **out)
{
    static const aift__import_options none = {.format = "survey"};
    *out = NULL;
    *rejected = 0;
    aift_text *text = NULL;
    aift__stream *stream;
    aift__importer *import;
    taken t = {.context = aift__store_context(store)};
    AIFT__TRY(aift__stream_open_source(t.context, source, &stream));
    AIFT__TRY(aift__import_open_format(t.context, stream, &aift__import_survey, &none, &import));
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = run(store, id, import, &t, &text);
    if (status == AIFT_OK)
        status = aift__store_commit(store);
    aift__store_rollback(store);
    if (status == AIFT_OK) {
        *rejected = (int64_t)aift__json_size(t.rejected);
        *out = text;
    } else
        aift_text_release(text);
    aift__import_close(import);
    aift__survey_free(&t.survey);
    aift__json_free(t.rejected);
    return status;
}
