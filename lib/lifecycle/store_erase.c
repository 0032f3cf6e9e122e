/* A person is erased: the name and the address, in records wherever they stand, and the log's copies of what held them. */
#include <string.h>

#include "base/map.h"
#include "lifecycle/people.h"
#include "lifecycle/scrub.h"
#include "lifecycle/values.h"

typedef struct erasure {
    aift_store *store;
    aift__names names;
    aift__json *persons; /* their ids */
    int64_t *rows;       /* of the log, that held them */
    size_t n_rows, cap_rows;
    aift__map *records; /* the ids of records that need a new row of the log */
} erasure;

/* ---- who it is ---- */

static aift_status add_name(erasure *e, const aift__sql_rows *rows, int column)
{
    size_t size;
    const char *text = aift__sql_text(rows, column, &size);
    return text && size ? aift__names_add(&e->names, text, size) : AIFT_OK;
}

/* All that have the same address, and those without one that have such a name; a namesake with another address stays. */
static aift_status find_persons(erasure *e, const char *given)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(
        e->store->sql, &rows,
        "WITH RECURSIVE found(n) AS (SELECT n FROM person WHERE id=?1 OR email=?1 COLLATE NOCASE OR name=?1"
        " UNION SELECT p.n FROM found JOIN person f ON f.n=found.n JOIN person p"
        " ON p.email=f.email COLLATE NOCASE OR (p.email IS NULL AND p.name=f.name COLLATE NOCASE))"
        " SELECT id, name, email FROM person WHERE n IN found ORDER BY n",
        "t", given));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status != AIFT_OK || !row)
            break;
        status = aift__json_push(e->persons, aift__json_new_string(aift__sql_text(rows, 0, NULL)));
        for (int column = 1; column <= 2 && status == AIFT_OK; column++)
            status = add_name(e, rows, column);
    }
    aift__sql_done(rows);
    return status;
}

static bool has_value(const aift__json *value, const char *text)
{
    const char *is = aift__json_text(value, NULL);
    aift__json_item item;
    bool found = is && strcmp(is, text) == 0;
    for (size_t i = 0; i < aift__json_size(value) && !found; i++)
        found = has_value(aift__json_at(value, i), text);
    for (bool more = aift__json_first(value, &item); more && !found; more = aift__json_next(value, &item))
        found = has_value(item.value, text);
    return found;
}

/* Whether a record's "extra" has or had the name as a value: a record is what some row of the log left. */
static aift_status find_in_extra(erasure *e, const char *given, bool *found)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(e->store->sql, &rows, "SELECT after FROM payload WHERE after IS NOT NULL", NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row && !*found) {
        size_t size;
        aift__json *record = NULL;
        status = aift__sql_next(rows, &row);
        const char *text = status == AIFT_OK && row ? aift__sql_text(rows, 0, &size) : NULL;
        if (!text || !aift__names_in(&e->names, text))
            continue;
        status = aift__json_parse(text, size, e->store->path, &record);
        *found = has_value(aift__json_get(record, "extra"), given);
        aift__json_free(record);
    }
    aift__sql_done(rows);
    return status;
}

/* Somebody whom only an import's columns name, as Jira's reporter, becomes a person, to be erased. */
static aift_status find_whom(erasure *e, const char *given)
{
    static const aift__record_kind persons = {.prefix = "P-"};
    bool found = false;
    char id[AIFT__ID_CAP] = "";
    AIFT__TRY(find_persons(e, given));
    if (aift__json_size(e->persons) > 0)
        return AIFT_OK;
    if (*given && aift__record_number(&persons, given) == 0) {
        AIFT__TRY(aift__names_add(&e->names, given, strlen(given)));
        AIFT__TRY(find_in_extra(e, given, &found));
    }
    if (!found)
        return aift__fail(AIFT_E_NOT_FOUND,
                          "there is no person with the id, name or e-mail address \"%.100s\"", given);
    AIFT__TRY(aift__is_email(given) ? aift__people_find(e->store, NULL, given, id)
                                    : aift__people_find(e->store, given, NULL, id));
    return aift__json_push(e->persons, aift__json_new_string(id));
}

/* ---- what held the names ---- */

static aift_status remember(erasure *e, const char *id)
{
    return aift__map_put(e->records, id, strlen(id), 0, NULL);
}

static aift_status find_rows(erasure *e)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(
        aift__sql_ask(e->store->sql, &rows,
                      "SELECT audit.seq, id, before, after FROM audit JOIN payload ON payload.seq=audit.seq"
                      " WHERE NOT erased",
                      NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status != AIFT_OK || !row ||
            (!aift__names_in(&e->names, aift__sql_text(rows, 2, NULL)) &&
             !aift__names_in(&e->names, aift__sql_text(rows, 3, NULL))))
            continue;
        status = AIFT__RESERVE(e->store->context, e->rows, e->n_rows, e->cap_rows);
        if (status == AIFT_OK) {
            e->rows[e->n_rows++] = aift__sql_int(rows, 0);
            status = remember(e, aift__sql_text(rows, 1, NULL));
        }
    }
    aift__sql_done(rows);
    return status;
}

static aift_status find_records(erasure *e)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(e->store->sql, &rows, "SELECT id, body FROM record", NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row && aift__names_in(&e->names, aift__sql_text(rows, 1, NULL)))
            status = remember(e, aift__sql_text(rows, 0, NULL));
    }
    aift__sql_done(rows);
    return status;
}

/* ---- records without the names ---- */

/* The record's next version, and a row of the log that does not say what was there before: with it the replay of the log
 * begins anew. */
static aift_status rewrite(const erasure *e, const char *id)
{
    aift__record_row row;
    aift__json *made = NULL;
    AIFT__TRY(aift__record_row_read(e->store, id, &row));
    aift_status status = aift__names_scrub(&e->names, row.kind, row.stored, &made);
    if (status == AIFT_OK)
        status = aift__record_store(e->store, row.kind, id, made, &row, "erase");
    aift__json_free(made);
    aift__record_row_free(e->store, &row);
    return status;
}

/* ---- all of it ---- */

static aift_status erase_rows(const erasure *e)
{
    for (size_t i = 0; i < e->n_rows; i++)
        AIFT__TRY(aift__sql_run(e->store->sql,
                                "UPDATE payload SET before=NULL, after=NULL, salt=NULL, erased=1 WHERE seq=?",
                                "i", e->rows[i]));
    return AIFT_OK;
}

static aift_status rewrite_records(const erasure *e)
{
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(e->store->sql, &rows, "SELECT id FROM record ORDER BY n", NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        size_t size;
        char id[AIFT__ID_CAP];
        status = aift__sql_next(rows, &row);
        const char *text = status == AIFT_OK && row ? aift__sql_text(rows, 0, &size) : NULL;
        if (!text || !aift__map_get(e->records, text, size, &(int64_t){0}))
            continue;
        snprintf(id, sizeof id, "%s", text);
        status = rewrite(e, id);
    }
    aift__sql_done(rows);
    return status;
}

static const char *person(const erasure *e, size_t i)
{
    return aift__json_text(aift__json_at(e->persons, i), NULL);
}

static aift_status erase(erasure *e, const char *given)
{
    e->persons = aift__json_new_array();
    e->records = aift__map_create(e->store->context);
    if (!e->persons || !e->records)
        return aift__fail_nomem(0);
    AIFT__TRY(find_whom(e, given));
    AIFT__TRY(find_rows(e));
    AIFT__TRY(find_records(e));
    AIFT__TRY(erase_rows(e));
    AIFT__TRY(rewrite_records(e));
    for (size_t i = 0; i < aift__json_size(e->persons); i++) {
        AIFT__TRY(aift__sql_run(e->store->sql, "UPDATE person SET name=NULL, email=NULL, erased=1 WHERE id=?",
                                "t", person(e, i)));
        AIFT__TRY(aift__log_add(e->store, "erase", person(e, i), NULL, NULL));
    }
    return AIFT_OK;
}

static aift_status answer(const erasure *e, aift_text **out)
{
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_set(made, "person", aift__json_new_string(person(e, 0)));
    if (status == AIFT_OK)
        status = aift__json_set(made, "rows", aift__json_new_int((int64_t)e->n_rows));
    return aift__answer_with(e->store, status, made, out);
}

aift_status aift_store_erase(aift_store *store, const char *given, aift_text **out)
{
    erasure e = {.store = store, .names = {.context = store->context}};
    aift_text *text = NULL;
    *out = NULL;
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = erase(&e, given);
    if (status == AIFT_OK)
        status = answer(&e, &text);
    if (status == AIFT_OK)
        status = aift__store_commit(store);
    aift__store_rollback(store);
    if (status == AIFT_OK)
        status = aift__sql_clean(store->sql);
    aift__names_free(&e.names);
    aift__json_free(e.persons);
    aift__free(store->context, e.rows);
    aift__map_destroy(e.records);
    if (status != AIFT_OK) {
        aift_text_release(text);
        return status;
    }
    *out = text;
    return AIFT_OK;
}
