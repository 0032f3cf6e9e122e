/* Exports out of a store: the records that are asked for, with the figures of their latest runs. */
#include <string.h>

#include "base/text.h"
#include "lifecycle/chain.h"
#include "lifecycle/export_store.h"
#include "lifecycle/store.h"

/* What the latest run says of each KPI, beside its own fields. */
static aift_status add_run(aift__json *record, const aift__json *run)
{
    aift__json *kpis = aift__json_member(record, "kpis");
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        aift__json *kpi = aift__json_element(kpis, i);
        const aift__json *entry = aift__chain_entry(run, kpi);
        if (entry)
            AIFT__TRY(aift__chain_figures(run, entry, kpi));
    }
    return AIFT_OK;
}

aift_status aift__export_latest(aift_store *store, aift__json *record)
{
    aift__json *ids = NULL, *run = NULL;
    const char *id = aift__json_text(aift__json_get(record, "id"), NULL);
    if (!id || aift__json_size(aift__json_get(record, "kpis")) == 0)
        return AIFT_OK;
    aift_status status = aift__record_find(store, "run", "usecase", id, &ids);
    const size_t n = aift__json_size(ids);
    if (status == AIFT_OK && n)
        status = aift__record_get(store, aift__json_text(aift__json_at(ids, n - 1), NULL), &run);
    if (status == AIFT_OK && n)
        status = add_run(record, run);
    aift__json_free(ids);
    aift__json_free(run);
    return status;
}

static aift_status add(aift_store *store, const aift__export_format *format, aift__json *records,
                       aift__json *record)
{
    const aift_status status = format->figures ? aift__export_latest(store, record) : AIFT_OK;
    if (status == AIFT_OK)
        return aift__json_push(records, record);
    aift__json_free(record);
    return status;
}

static aift_status add_all(aift_store *store, const aift__export_format *format, aift__json *records)
{
    char *at = NULL;
    aift__json *record = NULL;
    aift_status status;
    do {
        status = aift__record_next(store, format->kind ? format->kind : "usecase", &at, &record);
        if (status == AIFT_OK && record)
            status = add(store, format, records, record);
    } while (status == AIFT_OK && record);
    aift__free(aift__store_context(store), at);
    return status;
}

static aift_status add_some(aift_store *store, const aift__export_format *format, const char *const *ids,
                            size_t n, aift__json *records)
{
    for (size_t i = 0; i < n; i++) {
        aift__json *record;
        AIFT__TRY(aift__record_get_of(store, format->kind ? format->kind : "usecase", ids[i], &record));
        AIFT__TRY(add(store, format, records, record));
    }
    return AIFT_OK;
}

aift_status aift__export_write(aift_store *store, aift__export_fn write, const aift__json *records,
                               const void *user, aift_text **out)
{
    char head[96], at[AIFT__CLOCK_UTC];
    aift__buf text;
    aift_context *context = aift__store_context(store);
    AIFT__TRY(aift__store_head(store, head));
    aift__clock_utc(at);
    aift__buf_init(&text, context, AIFT__EXPORT_MAX);
    const aift__export export = {.records = records, .head = head, .at = at, .user = user};
    aift_status status = write(&export, &text);
    const size_t size = text.size;
    char *data = NULL;
    if (status == AIFT_OK)
        status = aift__buf_take(&text, &data);
    aift__buf_finish(&text);
    return status == AIFT_OK ? aift__text_take(context, data, size, out) : status;
}

aift_status aift_store_export(aift_store *store, const char *name, const char *const *ids, size_t num_ids,
                              aift_text **out)
{
    *out = NULL;
    const aift__export_format *format;
    AIFT__TRY(aift__export_find(name, &format));
    aift__json *records = aift__json_new_array();
    aift_status status = records ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = ids ? add_some(store, format, ids, num_ids, records) : add_all(store, format, records);
    if (status == AIFT_OK)
        status = aift__export_write(store, format->write, records, NULL, out);
    aift__json_free(records);
    return status;
}
