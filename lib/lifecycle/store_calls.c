/* The public calls on records: JSON in, JSON out. */
#include <string.h>

#include "base/text.h"
#include "lifecycle/store.h"

aift_status aift__answer(aift_context *context, const aift__json *value, aift_text **out)
{
    char *text;
    *out = NULL;
    AIFT__TRY(aift__json_write(context, value, 0, &text));
    return aift__text_take(context, text, strlen(text), out);
}

/* Answers with a value, which is freed; `status` is that of making it. */
aift_status aift__answer_with(aift_store *store, aift_status status, aift__json *value, aift_text **out)
{
    *out = NULL;
    if (status == AIFT_OK)
        status = aift__answer(store->context, value, out);
    aift__json_free(value);
    return status;
}

aift_status aift_store_schema(aift_context *context, const char *kind_name, aift_text **out)
{
    const aift__record_kind *kind = aift__record_kind_find(kind_name);
    aift__json *schema;
    *out = NULL;
    if (!kind)
        return aift__fail(AIFT_E_INVALID, "there are no records of the kind \"%.60s\"", kind_name);
    AIFT__TRY(aift__record_schema(kind, &schema));
    const aift_status status = aift__answer(context, schema, out);
    aift__json_free(schema);
    return status;
}

aift_status aift_store_get(aift_store *store, const char *id, aift_text **out)
{
    aift__json *record = NULL;
    *out = NULL;
    AIFT__TRY(aift__record_get(store, id, &record));
    return aift__answer_with(store, AIFT_OK, record, out);
}

/* ---- changes ---- */

aift_status aift__answer_committed(aift_store *store, aift_status status, aift__json *record, aift_text **out)
{
    aift_text *text = NULL;
    *out = NULL;
    if (status == AIFT_OK)
        status = aift__answer(store->context, record, &text);
    if (status == AIFT_OK)
        status = aift__store_commit(store);
    aift__store_rollback(store);
    aift__json_free(record);
    if (status != AIFT_OK) {
        aift_text_release(text);
        return status;
    }
    *out = text;
    return AIFT_OK;
}

aift_status aift_store_add(aift_store *store, const char *kind, const char *text, aift_text **out)
{
    aift__json *given = NULL, *record = NULL;
    const aift__record_kind *of = aift__record_kind_find(kind);
    *out = NULL;
    if (of && of->fixed)
        return aift__fail(AIFT_E_INVALID, "records of the kind \"%s\" are made by %s", kind, of->fixed);
    AIFT__TRY(aift__given_record(store->context, text, &given));
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_add(store, kind, given, "create", false, &record);
    aift__json_free(given);
    return aift__answer_committed(store, status, record, out);
}

aift_status aift_store_set(aift_store *store, const char *id, const char *text, int64_t if_version,
                           aift_text **out)
{
    aift__json *changes = NULL, *record = NULL;
    *out = NULL;
    AIFT__TRY(aift__given_changes(store->context, text, &changes));
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_change(store, id, changes, "set", if_version, NULL, &record);
    aift__json_free(changes);
    return aift__answer_committed(store, status, record, out);
}

static aift_status moved(const char *id, const char *from, const char *to, aift__json **out)
{
    aift__json *answer = aift__json_new_object();
    *out = answer;
    AIFT__TRY(aift__json_set(answer, "id", aift__json_new_string(id)));
    AIFT__TRY(aift__json_set(answer, "from", aift__json_new_string(from)));
    return aift__json_set(answer, "to", aift__json_new_string(to));
}

aift_status aift_store_move(aift_store *store, const char *id, const char *state, const char *reason,
                            int64_t if_version, aift_text **out)
{
    aift__json *answer = NULL;
    const char *from = NULL;
    *out = NULL;
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_move(store, id, state, reason, if_version, &from);
    if (status == AIFT_OK)
        status = moved(id, from, state, &answer);
    return aift__answer_committed(store, status, answer, out);
}

/* ---- the store itself ---- */

aift_status aift__put_head(aift__json *to, const aift__head *head)
{
    aift__json *object = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "head", object));
    AIFT__TRY(aift__json_set(object, "seq", aift__json_new_int(head->seq)));
    return aift__json_set(object, "hash", aift__json_new_string(head->hash));
}

static aift_status count_records(aift_store *store, aift__json *to)
{
    aift__json *records = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "records", records));
    for (const aift__record_kind *kind = aift__record_kinds; kind->name; kind++) {
        aift__sql_rows *rows;
        bool row;
        AIFT__TRY(
            aift__sql_ask(store->sql, &rows, "SELECT count(*) FROM record WHERE kind=?", "t", kind->name));
        aift_status status = aift__sql_next(rows, &row);
        if (status == AIFT_OK)
            status = aift__json_set(records, kind->name, aift__json_new_int(aift__sql_int(rows, 0)));
        aift__sql_done(rows);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static aift_status fill_info(aift_store *store, aift__json *to)
{
    aift__head head;
    int32_t application, version;
    int64_t persons;
    AIFT__TRY(aift__log_head(store, &head));
    AIFT__TRY(aift__sql_identity(store->sql, &application, &version));
    AIFT__TRY(aift__sql_get_int(store->sql, "SELECT count(*) FROM person", &persons));
    AIFT__TRY(aift__json_set(to, "file", aift__json_new_string(store->path)));
    AIFT__TRY(aift__json_set(to, "version", aift__json_new_int(version)));
    AIFT__TRY(aift__json_set(to, "latest", aift__json_new_int(AIFT__STORE_VERSION)));
    AIFT__TRY(count_records(store, to));
    AIFT__TRY(aift__json_set(to, "persons", aift__json_new_int(persons)));
    AIFT__TRY(aift__json_set(to, "rows", aift__json_new_int(head.seq)));
    return aift__put_head(to, &head);
}

aift_status aift_store_info(aift_store *store, aift_text **out)
{
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? aift__sql_begin_reading(store->sql) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = fill_info(store, answer);
    aift__sql_rollback(store->sql);
    return aift__answer_with(store, status, answer, out);
}

/* The head that the copy has is read from the copy, which gets a write-ahead log as a new store has. */
static aift_status head_of(aift_store *store, const char *path, aift__head *head)
{
    aift_store copy = {.context = store->context};
    AIFT__TRY(aift__sql_open(store->context, path, AIFT__SQL_WRITE, -1, &copy.sql));
    aift__sql_accept(copy.sql);
    aift_status status = aift__sql_script(copy.sql, "PRAGMA journal_mode=WAL;");
    if (status == AIFT_OK)
        status = aift__log_head(&copy, head);
    aift__sql_close(copy.sql);
    return status;
}

aift_status aift_store_backup(aift_store *store, const char *path, aift_text **out)
{
    aift__head head;
    *out = NULL;
    AIFT__TRY(aift__sql_backup(store->sql, path));
    AIFT__TRY(head_of(store, path, &head));
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? aift__put_head(answer, &head) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_set(answer, "file", aift__json_new_string(path));
    return aift__answer_with(store, status, answer, out);
}
