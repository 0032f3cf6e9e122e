/* Whether sources meet a requirement: kind, rows, columns, freshness, by what the last check found. */
#include <string.h>

#include "lifecycle/duration.h"
#include "lifecycle/source.h"

enum { MAX_GAP = 1 << 20, MAX_SOURCES = 1 << 16 };

typedef struct gap {
    const aift__json *requirement;
    aift__json *sources; /* the records of those that can be read */
    aift__buf *out;
} gap;

static const char *text_of(const aift__json *object, const char *key)
{
    const char *text = aift__json_text(aift__json_get(object, key), NULL);
    return text ? text : "";
}

/* One more reason, behind "; ". */
static aift_status say(const gap *g, const char *subject, const char *text)
{
    return aift__buf_addf(g->out, "%s%s%s", g->out->size ? "; " : "", subject, text);
}

/* ---- each source ---- */

static aift_status check_age(const gap *g, const aift__json *source)
{
    const char *freshness = text_of(g->requirement, "freshness");
    const char *modified = text_of(aift__json_get(source, "check"), "modified");
    aift__duration age;
    int64_t from;
    if (!*freshness || !aift__duration_read(freshness, &age))
        return AIFT_OK;
    if (!aift__moment_read(modified, &from))
        return say(g, text_of(source, "id"), " does not tell when it was changed");
    if (aift__moment_after(from, &age) >= aift__moment_now())
        return AIFT_OK;
    AIFT__TRY(say(g, text_of(source, "id"), " was changed last at "));
    return aift__buf_addf(g->out, "%s, and may not be older than %s", modified, freshness);
}

static aift_status check_source(const gap *g, aift__json *source)
{
    const char *id = text_of(source, "id"), *wanted = text_of(g->requirement, "kind");
    const char *modality = text_of(source, "modality");
    const aift__json *check = aift__json_get(source, "check");
    if (*wanted && *modality && strcmp(wanted, modality) != 0) {
        AIFT__TRY(say(g, id, " has "));
        AIFT__TRY(aift__buf_addf(g->out, "%s, and %s is needed", modality, wanted));
    }
    if (!check)
        return say(g, id, " has not been checked");
    if (!aift__json_bool(aift__json_get(check, "reachable"), false)) {
        AIFT__TRY(say(g, id, " cannot be reached: "));
        return aift__buf_add_text(g->out, text_of(check, "error"));
    }
    AIFT__TRY(check_age(g, source));
    aift__json *copy;
    AIFT__TRY(aift__json_copy(source, &copy));
    return aift__json_push(g->sources, copy);
}

static aift_status look_at(aift_store *store, const gap *g, const char *id)
{
    aift__json *source;
    aift_status status = aift__record_get_of(store, "source", id, &source);
    if (status == AIFT_E_NOT_FOUND)
        return say(g, id, " is no source of the store");
    AIFT__TRY(status);
    status = strcmp(text_of(source, "state"), "removed") == 0 ? say(g, id, " was removed")
                                                              : check_source(g, source);
    aift__json_free(source);
    return status;
}

/* ---- all of them together ---- */

static aift_status check_rows(const gap *g)
{
    const int64_t wanted = aift__json_int(aift__json_get(g->requirement, "rows"), 0);
    int64_t rows = 0;
    bool known = true;
    for (size_t i = 0; i < aift__json_size(g->sources); i++) {
        const aift__json *of = aift__json_path(aift__json_at(g->sources, i), "check.rows");
        known = known && aift__json_kind(of) == AIFT__JSON_INT;
        rows += aift__json_int(of, 0);
    }
    if (wanted <= rows || aift__json_size(g->sources) == 0)
        return AIFT_OK;
    AIFT__TRY(say(g, "", known ? "there are " : "it is only known of "));
    return aift__buf_addf(g->out, "%lld rows, and %lld are needed", (long long)rows, (long long)wanted);
}

static bool has_column(const gap *g, const char *name)
{
    for (size_t i = 0; i < aift__json_size(g->sources); i++) {
        const aift__json *schema = aift__json_path(aift__json_at(g->sources, i), "check.schema");
        for (size_t k = 0; k < aift__json_size(schema); k++)
            if (strcmp(text_of(aift__json_at(schema, k), "name"), name) == 0)
                return true;
    }
    return false;
}

static aift_status check_columns(const gap *g)
{
    const aift__json *columns = aift__json_get(g->requirement, "columns");
    for (size_t i = 0; i < aift__json_size(columns) && aift__json_size(g->sources); i++) {
        const char *name = aift__json_text(aift__json_at(columns, i), NULL);
        if (name && !has_column(g, name))
            AIFT__TRY(say(g, "no source has the column ", name));
    }
    return AIFT_OK;
}

static aift_status fill(aift_store *store, const gap *g)
{
    const aift__json *ids = aift__json_get(g->requirement, "sources");
    if (aift__json_size(ids) == 0)
        return say(g, "", "no source is mapped to it");
    for (size_t i = 0; i < aift__json_size(ids) && i < MAX_SOURCES; i++) {
        const char *id = aift__json_text(aift__json_at(ids, i), NULL);
        AIFT__TRY(look_at(store, g, id ? id : ""));
    }
    AIFT__TRY(check_rows(g));
    return check_columns(g);
}

aift_status aift__source_gap(aift_store *store, const aift__json *requirement, aift__buf *out)
{
    gap g = {.requirement = requirement, .sources = aift__json_new_array(), .out = out};
    aift__buf_init(out, aift__store_context(store), MAX_GAP);
    const aift_status status = g.sources ? fill(store, &g) : aift__fail_nomem(0);
    aift__json_free(g.sources);
    return status;
}
