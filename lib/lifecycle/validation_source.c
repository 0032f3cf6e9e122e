/* The data of a validation out of the inventory: a source that the use case's requirements name. */
#include <math.h>
#include <string.h>

#include "codec/unicode.h"
#include "data/dataset.h"
#include "lifecycle/store.h"
#include "lifecycle/validation.h"
#include "store/query.h"

static const char *text_of(const aift__json *record, const char *key)
{
    const char *text = aift__json_text(aift__json_get(record, key), NULL);
    return text ? text : "";
}

/* ---- whether it is the use case's ---- */

/* AIFT_E_STATE lists those that are. */
static aift_status check_mapped(const aift__json *usecase, const char *id)
{
    char names[300] = "none is mapped";
    size_t n = 0;
    const aift__json *requirements = aift__json_get(usecase, "requirements");
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *ids = aift__json_get(aift__json_at(requirements, i), "sources");
        for (size_t k = 0; k < aift__json_size(ids); k++) {
            const char *is = aift__json_text(aift__json_at(ids, k), NULL);
            if (is && strcmp(is, id) == 0)
                return AIFT_OK;
            if (is && n < sizeof names - 1)
                n += (size_t)snprintf(names + n, sizeof names - n, "%s%.100s", n ? ", " : "", is);
        }
    }
    return aift__fail(AIFT_E_STATE,
                      AIFT__RECORD
                      "%s: source is \"%.100s\", which is mapped to none of its requirements: expected one "
                      "that is (%s)",
                      text_of(usecase, "id"), id, names);
}

/* ---- rows of a query ---- */

static aift_status add_value(aift__table *table, const aift__select *query, size_t column)
{
    size_t size;
    if (aift__select_type_of(query, column) == AIFT__SELECT_NULL)
        return AIFT_OK;
    const char *name = aift__select_name(query, column), *text = aift__select_text(query, column, &size);
    if (!text || !name)
        return aift__fail_nomem(0);
    if (memchr(text, 0, size) || aift__utf8_valid(text, size) < size)
        return aift__fail(AIFT_E_FORMAT, "%s: row %zu: column \"%.100s\" is no UTF-8 text", table->name,
                          table->num_rows + 1, name);
    return aift__table_add(table, column, AIFT__CELL_TEXT, text, size);
}

static aift_status add_columns(aift__table *table, const aift__select *query)
{
    for (size_t i = 0; i < aift__select_columns(query); i++) {
        size_t column;
        const char *name = aift__select_name(query, i);
        AIFT__TRY(name ? aift__table_column(table, name, strlen(name), i, &column) : aift__fail_nomem(0));
        if (column != i)
            return aift__fail(AIFT_E_INVALID, "two columns of the query are \"%.100s\": name one AS another",
                              name);
    }
    return AIFT_OK;
}

static aift_status add_rows(aift__table *table, aift__select *query)
{
    AIFT__TRY(add_columns(table, query));
    for (bool row = true; row;) {
        AIFT__TRY(aift__select_next(query, &row));
        if (!row)
            break;
        AIFT__TRY(aift__table_begin_row(table, (int64_t)table->num_rows + 1));
        for (size_t i = 0; i < aift__select_columns(query); i++)
            AIFT__TRY(add_value(table, query, i));
        aift__table_end_row(table);
    }
    return table->num_rows ? AIFT_OK : aift__fail(AIFT_E_FORMAT, "%s: has no row", table->name);
}

static aift_status load_query(aift_context *context, const char *path, const char *text, aift_dataset **out)
{
    aift__select *query;
    aift__table *table;
    AIFT__TRY(aift__select_open(context, path, text, INFINITY, &query));
    aift_status status = aift__table_create(context, path, &table);
    if (status == AIFT_OK) {
        table->rows_numbered = true;
        status = add_rows(table, query);
        if (status == AIFT_OK)
            status = aift__dataset_create(table, out);
        else
            aift__table_release(table);
    }
    aift__select_close(query);
    return status;
}

/* ---- by kind ---- */

static aift_status load(aift_context *context, const char *id, const aift__json *source, aift_dataset **out)
{
    const char *kind = text_of(source, "kind"), *location = text_of(source, "location");
    if (strcmp(text_of(source, "state"), "removed") == 0)
        return aift__fail(AIFT_E_STATE,
                          AIFT__RECORD "%s: state is \"removed\": expected a source that is in use", id);
    if (strcmp(kind, "sqlite") == 0)
        return load_query(context, location, text_of(source, "query"), out);
    if (strcmp(kind, "file") == 0 || strcmp(kind, "folder") == 0)
        return aift_dataset_load(context, location, NULL, out);
    return aift__fail(
        AIFT_E_UNSUPPORTED,
        AIFT__RECORD "%s: kind is \"%.20s\": expected file, folder or sqlite; of others a file with the rows "
                     "can be given as data",
        id, kind);
}

aift_status aift__validation_source(aift_store *store, const aift__json *usecase, const char *id,
                                    aift_dataset **out)
{
    aift__json *source;
    *out = NULL;
    AIFT__TRY(check_mapped(usecase, id));
    AIFT__TRY(aift__record_get_of(store, "source", id, &source));
    const aift_status status = load(store->context, id, source, out);
    aift__json_free(source);
    return status;
}
