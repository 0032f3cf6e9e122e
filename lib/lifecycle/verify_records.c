/* Records are what the log has last, and are found by what is theirs. */
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/verify.h"

static aift_status count_found(aift__verify *v, int64_t n, const char *id, const aift__buf *texts,
                               const char *select, const char *table, int64_t *total)
{
    for (size_t at = 0; at < texts->size; at += strlen(texts->data + at) + 1) {
        aift__sql_rows *rows;
        bool row;
        AIFT__TRY(aift__sql_ask(v->store->sql, &rows, select, "ti", texts->data + at, n));
        const aift_status status = aift__sql_next(rows, &row);
        aift__sql_done(rows);
        AIFT__TRY(status);
        if (!row)
            aift__verify_fault(v, 0, table, id, "the index lacks one of the record's texts");
        *total += 1;
    }
    return AIFT_OK;
}

static aift_status check_found(aift__verify *v, const aift__record_row *row)
{
    aift__buf words = {.data = NULL}, keys = {.data = NULL};
    aift_status status = aift__record_words(v->store->context, row->kind, row->stored, &words);
    if (status == AIFT_OK)
        status = aift__record_keys(v->store->context, row->kind, row->stored, &keys);
    if (status == AIFT_OK)
        status = count_found(v, row->n, row->id, &words, "SELECT 1 FROM word WHERE word=? AND n=?", "word",
                             &v->words);
    if (status == AIFT_OK)
        status =
            count_found(v, row->n, row->id, &keys, "SELECT 1 FROM key WHERE key=? AND n=?", "key", &v->keys);
    aift__buf_finish(&words);
    aift__buf_finish(&keys);
    return status;
}

/* The record as the log has it last. */
static aift_status check_against_log(aift__verify *v, const aift__record_row *row)
{
    aift__sql_rows *rows;
    bool there;
    AIFT__TRY(aift__sql_ask(
        v->store->sql, &rows,
        "SELECT audit.seq, after FROM audit LEFT JOIN payload ON payload.seq=audit.seq WHERE id=?"
        " ORDER BY audit.seq DESC LIMIT 1",
        "t", row->id));
    const aift_status status = aift__sql_next(rows, &there);
    if (status == AIFT_OK && !there)
        aift__verify_fault(v, 0, "record", row->id, "the log does not know the record");
    else if (status == AIFT_OK && !aift__verify_same(aift__sql_text(rows, 1, NULL), row->body))
        aift__verify_fault(v, aift__sql_int(rows, 0), "record", row->id,
                           "the record is not what the log has");
    aift__sql_done(rows);
    return status;
}

static const char *text_of(const aift__json *stored, const char *path)
{
    return aift__json_text(aift__json_path(stored, path), NULL);
}

/* The columns from 4 on: number, version, state, title, task, owner, updated. */
static void check_columns(aift__verify *v, const aift__sql_rows *rows, const aift__record_row *row)
{
    const char *const paths[] = {"state", aift__record_heading(row->kind), "task", "owner.person", "updated"};
    bool fine = aift__sql_int(rows, 4) == aift__record_number(row->kind, row->id) &&
                aift__verify_same(text_of(row->stored, "id"), row->id) &&
                aift__sql_int(rows, 5) == aift__json_int(aift__json_get(row->stored, "version"), 0);
    for (size_t i = 0; i < AIFT__COUNT(paths); i++)
        fine =
            fine && aift__verify_same(aift__sql_text(rows, 6 + (int)i, NULL), text_of(row->stored, paths[i]));
    if (!fine)
        aift__verify_fault(v, 0, "record", row->id, "the columns are not what the record has");
}

static aift_status check_record(aift__verify *v, const aift__sql_rows *rows)
{
    aift__record_row row;
    const char *id = aift__sql_text(rows, 2, NULL);
    aift_status status = aift__record_row_take(v->store, rows, &row);
    if (status == AIFT_E_FORMAT) {
        aift__verify_fault(v, 0, "record", id, "the record cannot be read");
        return AIFT_OK;
    }
    if (status == AIFT_OK)
        status = check_against_log(v, &row);
    if (status == AIFT_OK)
        check_columns(v, rows, &row);
    if (status == AIFT_OK)
        status = check_found(v, &row);
    if (status == AIFT_OK && strcmp(row.kind->name, "usecase") == 0)
        status = aift__portfolio_verify(v, &row);
    aift__record_row_free(v->store, &row);
    return status;
}

static aift_status check_count(aift__verify *v, const char *select, const char *table, int64_t wanted)
{
    int64_t n;
    AIFT__TRY(aift__sql_get_int(v->store->sql, select, &n));
    if (n != wanted)
        aift__verify_fault(v, 0, table, NULL, "it has rows that no record has");
    return AIFT_OK;
}

static aift_status all_records(aift__verify *v)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(
        v->store->sql, &rows,
        "SELECT n, kind, id, body, number, version, state, title, task, owner, updated FROM record"
        " ORDER BY n",
        NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = check_record(v, rows);
    }
    aift__sql_done(rows);
    AIFT__TRY(status);
    AIFT__TRY(check_count(v, "SELECT count(*) FROM word", "word", v->words));
    AIFT__TRY(check_count(v, "SELECT count(*) FROM key", "key", v->keys));
    AIFT__TRY(aift__portfolio_verify_all(v));
    AIFT__TRY(check_count(v, "SELECT count(*) FROM criterion", "criterion", v->criteria));
    return check_count(v, "SELECT count(*) FROM dependency", "dependency", v->dependencies);
}

/* A record that the log has, and that is gone. */
static aift_status check_gone(aift__verify *v)
{
    aift__sql_rows *rows;
    bool row;
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows,
                            "SELECT seq, id FROM audit WHERE after_digest IS NOT NULL AND NOT EXISTS"
                            " (SELECT 1 FROM record WHERE record.id=audit.id) LIMIT 1",
                            NULL));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row)
        aift__verify_fault(v, aift__sql_int(rows, 0), "record", aift__sql_text(rows, 1, NULL),
                           "the record is missing");
    aift__sql_done(rows);
    return status;
}

aift_status aift__verify_records(aift__verify *v)
{
    AIFT__TRY(all_records(v));
    return check_gone(v);
}
