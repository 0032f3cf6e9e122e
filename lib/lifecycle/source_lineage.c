/* OpenLineage 2-0-2: what was found at a source and which trainings used it, as events, one a line. */
#include <stdio.h>
#include <string.h>

#include "aift/source.h"
#include "base/sha256.h"
#include "base/text.h"
#include "lifecycle/source_exchange.h"
#include "lifecycle/store.h"

#define PRODUCER "urn:aift"
#define SPEC "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"
#define FACETS "https://openlineage.io/spec/facets/"

enum { MAX_LINES = 1 << 28, UUID = 37 };

/* ---- pieces ---- */

/* A UUID (version 5's form) that is the same for the same text. */
static void uuid_of(const char *text, char uuid[UUID])
{
    char hex[65];
    aift__sha256 sha;
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, text, strlen(text));
    aift__sha256_hex(&sha, hex);
    hex[12] = '5';
    hex[16] = "89ab"[(hex[16] & 3)];
    snprintf(uuid, UUID, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static aift_status begin_event(aift__json *event, const char *at, const char *kind)
{
    char schema[128];
    snprintf(schema, sizeof schema, SPEC "%s", kind);
    AIFT__TRY(aift__source_text(event, "eventTime", at));
    AIFT__TRY(aift__source_text(event, "producer", PRODUCER));
    return aift__source_text(event, "schemaURL", schema);
}

static aift_status begin_facet(aift__json *facets, const char *name, const char *schema, aift__json **out)
{
    AIFT__TRY(aift__source_put(facets, name, aift__json_new_object(), out));
    AIFT__TRY(aift__source_text(*out, "_producer", PRODUCER));
    return aift__source_text(*out, "_schemaURL", schema);
}

static aift_status put_schema(const aift__json *columns, aift__json *facets)
{
    aift__json *facet, *fields;
    AIFT__TRY(begin_facet(facets, "schema", FACETS "1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
                          &facet));
    AIFT__TRY(aift__source_put(facet, "fields", aift__json_new_array(), &fields));
    for (size_t i = 0; i < aift__json_size(columns); i++) {
        const aift__json *column = aift__json_at(columns, i);
        aift__json *field = aift__json_new_object();
        AIFT__TRY(aift__json_push(fields, field));
        AIFT__TRY(aift__source_text(field, "name", aift__source_get(column, "name")));
        AIFT__TRY(aift__source_text(field, "type", aift__source_get(column, "type")));
    }
    return AIFT_OK;
}

/* Rows and bytes, where they are known. */
static aift_status put_quality(const aift__json *check, aift__json *facets)
{
    static const char *const keys[][2] = {{"rowCount", "rows"}, {"bytes", "bytes"}};
    aift__json *facet, *columns;
    AIFT__TRY(begin_facet(
        facets, "dataQualityMetrics",
        FACETS "1-0-0/DataQualityMetricsDatasetFacet.json#/$defs/DataQualityMetricsDatasetFacet", &facet));
    for (size_t i = 0; i < AIFT__COUNT(keys); i++) {
        const aift__json *count = aift__json_get(check, keys[i][1]);
        if (aift__json_kind(count) == AIFT__JSON_INT)
            AIFT__TRY(aift__source_copy(facet, keys[i][0], count));
    }
    return aift__source_put(facet, "columnMetrics", aift__json_new_object(), &columns);
}

/* {namespace, name, facets} of a source. */
static aift_status put_dataset(const aift__json *record, aift__json *to, aift__json **facets)
{
    char space[32];
    snprintf(space, sizeof space, "%.16s", aift__source_get(record, "kind"));
    AIFT__TRY(aift__source_text(to, "namespace", space));
    AIFT__TRY(aift__source_text(to, "name", aift__source_get(record, "location")));
    return aift__source_put(to, "facets", aift__json_new_object(), facets);
}

static aift_status write_line(aift__json *event, aift__buf *out)
{
    char *text;
    AIFT__TRY(aift__json_write(out->context, event, 0, &text));
    aift_status status = aift__buf_add_text(out, text);
    aift__free(out->context, text);
    return status == AIFT_OK ? aift__buf_add_text(out, "\n") : status;
}

/* ---- looks at the source ---- */

static aift_status fill_look(const aift__json *row, const aift__json *record, aift__json *event)
{
    aift__json *dataset, *facets;
    const aift__json *found = aift__json_get(record, aift__source_get(row, "action"));
    const aift__json *columns = aift__json_get(found, "schema");
    AIFT__TRY(begin_event(event, aift__source_get(row, "at"), "DatasetEvent"));
    AIFT__TRY(aift__source_put(event, "dataset", aift__json_new_object(), &dataset));
    AIFT__TRY(put_dataset(record, dataset, &facets));
    if (columns)
        AIFT__TRY(put_schema(columns, facets));
    return put_quality(found, facets);
}

static aift_status write_look(const aift__json *row, aift__buf *out)
{
    static const char *const actions[] = {"check", "profile", "scan"};
    const aift__json *record = aift__json_get(row, "after");
    const char *action = aift__source_get(row, "action");
    bool looks = false;
    for (size_t i = 0; action && i < AIFT__COUNT(actions); i++)
        looks |= strcmp(actions[i], action) == 0;
    if (!looks || aift__json_kind(record) != AIFT__JSON_OBJECT)
        return AIFT_OK;
    aift__json *event = aift__json_new_object();
    aift_status status = event ? fill_look(row, record, event) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = write_line(event, out);
    aift__json_free(event);
    return status;
}

static aift_status write_looks(aift_store *store, const char *id, aift__buf *out)
{
    aift__json *rows;
    AIFT__TRY(aift__record_log(store, id, &rows));
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < aift__json_size(rows) && status == AIFT_OK; i++)
        status = write_look(aift__json_at(rows, i), out);
    aift__json_free(rows);
    return status;
}

/* ---- trainings ---- */

static aift_status fill_run(const aift__json *run, const aift__json *record, const char *type, const char *at,
                            aift__json *event)
{
    char uuid[UUID], seed[256];
    aift__json *part, *list, *facets;
    const char *digest = aift__source_get(run, "model_sha256");
    snprintf(seed, sizeof seed, "%s %s", aift__source_get(run, "id"), aift__source_get(run, "created"));
    uuid_of(seed, uuid);
    AIFT__TRY(aift__source_text(event, "eventType", type));
    AIFT__TRY(begin_event(event, at, "RunEvent"));
    AIFT__TRY(aift__source_put(event, "run", aift__json_new_object(), &part));
    AIFT__TRY(aift__source_text(part, "runId", uuid));
    AIFT__TRY(aift__source_put(event, "job", aift__json_new_object(), &part));
    AIFT__TRY(aift__source_text(part, "namespace", "aift"));
    AIFT__TRY(aift__source_text(part, "name", aift__source_get(run, "usecase")));
    AIFT__TRY(aift__source_put(event, "inputs", aift__json_new_array(), &list));
    part = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, part));
    AIFT__TRY(put_dataset(record, part, &facets));
    AIFT__TRY(aift__source_put(event, "outputs", aift__json_new_array(), &list));
    if (strcmp(type, "COMPLETE") != 0 || !digest)
        return AIFT_OK;
    part = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, part));
    AIFT__TRY(aift__source_text(part, "namespace", "sha256"));
    return aift__source_text(part, "name", digest);
}

static aift_status write_run(const aift__json *run, const aift__json *record, aift__buf *out)
{
    static const char *const types[] = {"START", "COMPLETE"};
    const char *at = aift__source_get(run, "at");
    aift_status status = AIFT_OK;
    if (!at)
        at = aift__source_get(run, "created");
    for (size_t i = 0; i < AIFT__COUNT(types) && status == AIFT_OK; i++) {
        aift__json *event = aift__json_new_object();
        status = event ? fill_run(run, record, types[i], at, event) : aift__fail_nomem(0);
        if (status == AIFT_OK)
            status = write_line(event, out);
        aift__json_free(event);
    }
    return status;
}

static bool uses(const aift__json *usecase, const char *id)
{
    const aift__json *requirements = aift__json_get(usecase, "requirements");
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *sources = aift__json_get(aift__json_at(requirements, i), "sources");
        for (size_t k = 0; k < aift__json_size(sources); k++) {
            const char *is = aift__json_text(aift__json_at(sources, k), NULL);
            if (is && strcmp(is, id) == 0)
                return true;
        }
    }
    return false;
}

/* A training is bound to a use case, whose requirements name sources. */
static aift_status write_if_used(aift_store *store, const aift__json *run, const aift__json *record,
                                 aift__buf *out)
{
    aift__json *usecase;
    const char *id = aift__source_get(run, "usecase");
    aift_status status = id ? aift__record_get(store, id, &usecase) : AIFT_E_NOT_FOUND;
    if (status != AIFT_OK)
        return status == AIFT_E_NOT_FOUND ? AIFT_OK : status;
    if (uses(usecase, aift__source_get(record, "id")))
        status = write_run(run, record, out);
    aift__json_free(usecase);
    return status;
}

static aift_status write_runs(aift_store *store, const aift__json *record, aift__buf *out)
{
    char *at = NULL;
    aift__json *run = NULL;
    bool more;
    aift_status status;
    do {
        status = aift__record_next(store, "run", &at, &run);
        more = status == AIFT_OK && run;
        if (more)
            status = write_if_used(store, run, record, out);
        aift__json_free(run);
    } while (status == AIFT_OK && more);
    aift__free(store->context, at);
    return status;
}

aift_status aift_store_lineage(aift_store *store, const char *id, aift_text **out)
{
    aift__json *record;
    aift__buf lines;
    char *text = NULL;
    *out = NULL;
    AIFT__TRY(aift__record_get_of(store, "source", id, &record));
    aift__buf_init(&lines, store->context, MAX_LINES);
    aift_status status = aift__buf_add_text(&lines, "");
    if (status == AIFT_OK)
        status = write_looks(store, id, &lines);
    if (status == AIFT_OK)
        status = write_runs(store, record, &lines);
    const size_t size = lines.size;
    if (status == AIFT_OK)
        status = aift__buf_take(&lines, &text);
    aift__buf_finish(&lines);
    aift__json_free(record);
    return status == AIFT_OK ? aift__text_take(store->context, text, size, out) : status;
}
