/* Requirements of a use case are mapped to sources. */
#include <string.h>

#include "aift/source.h"
#include "lifecycle/source.h"
#include "lifecycle/store.h"

/* ---- sources that are added ---- */

typedef struct mapping {
    aift_store *store;
    const char *usecase;      /* its id */
    aift__json *requirements; /* of it, to be changed */
} mapping;

/* The requirement of that name; AIFT_E_NOT_FOUND lists those that there are. */
static aift_status requirement_of(const mapping *m, const char *name, size_t size, aift__json **out)
{
    char names[512] = "none";
    size_t n = 0;
    for (size_t i = 0; i < aift__json_size(m->requirements); i++) {
        aift__json *one = aift__json_element(m->requirements, i);
        size_t is_size;
        const char *is = aift__json_text(aift__json_get(one, "name"), &is_size);
        *out = one;
        if (is && is_size == size && memcmp(is, name, size) == 0)
            return AIFT_OK;
        if (is && n < sizeof names - 1)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", is);
    }
    return aift__fail(AIFT_E_NOT_FOUND, "%s has no requirement \"%.*s\": expected one of: %s", m->usecase,
                      (int)AIFT__MIN(size, 100u), name, names);
}

static aift_status check_source(const mapping *m, const char *id)
{
    aift__json *source;
    AIFT__TRY(aift__record_get_of(m->store, "source", id, &source));
    const char *state = aift__json_text(aift__json_get(source, "state"), NULL);
    const bool removed = state && strcmp(state, "removed") == 0;
    aift__json_free(source);
    return removed ? aift__fail(AIFT_E_STATE,
                                AIFT__RECORD "%s: state is \"removed\": expected a source that is in use", id)
                   : AIFT_OK;
}

static aift_status add(const mapping *m, const char *name, size_t size, const char *id)
{
    aift__json *requirement, *sources;
    AIFT__TRY(requirement_of(m, name, size, &requirement));
    AIFT__TRY(check_source(m, id));
    sources = aift__json_member(requirement, "sources");
    for (size_t i = 0; i < aift__json_size(sources); i++) {
        const char *is = aift__json_text(aift__json_at(sources, i), NULL);
        if (is && strcmp(is, id) == 0)
            return AIFT_OK;
    }
    if (!sources)
        AIFT__TRY(aift__source_put(requirement, "sources", aift__json_new_array(), &sources));
    return aift__json_push(sources, aift__json_new_string(id));
}

/* "NAME=ID"; an id has no =. */
static aift_status add_text(const mapping *m, const aift__json *given)
{
    size_t size;
    const char *text = aift__json_text(given, &size);
    const char *equals = text && strlen(text) == size ? strrchr(text, '=') : NULL;
    if (!equals || equals == text || !equals[1])
        return aift__fail(AIFT_E_FORMAT, "the mapping is %s%.100s%s: expected NAME=ID", text ? "\"" : "",
                          text ? text : aift__json_kind_name(given), text ? "\"" : "");
    return add(m, text, (size_t)(equals - text), equals + 1);
}

static aift_status add_all(const mapping *m, const aift__json *given)
{
    aift__json_item item;
    if (aift__json_kind(given) != AIFT__JSON_ARRAY && aift__json_kind(given) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "the sources are %s: expected a list of texts NAME=ID",
                          aift__json_kind_name(given));
    for (size_t i = 0; aift__json_kind(given) == AIFT__JSON_ARRAY && i < aift__json_size(given); i++)
        AIFT__TRY(add_text(m, aift__json_at(given, i)));
    for (bool more = aift__json_first(given, &item); more; more = aift__json_next(given, &item)) {
        const char *id = aift__json_text(item.value, NULL);
        if (!id)
            return aift__fail(AIFT_E_FORMAT, "the source of %.100s is %s: expected an id", item.key,
                              aift__json_kind_name(item.value));
        AIFT__TRY(add(m, item.key, item.key_size, id));
    }
    return AIFT_OK;
}

/* The use case with what is given added to its requirements. */
static aift_status change(aift_store *store, const char *id, const aift__json *given, int64_t if_version,
                          aift__json **usecase)
{
    mapping m = {.store = store, .usecase = id};
    aift__json *changes = aift__json_new_object(), *next = NULL;
    aift_status status = changes ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__source_copy(changes, "requirements", aift__json_get(*usecase, "requirements"));
    m.requirements = aift__json_member(changes, "requirements");
    if (status == AIFT_OK)
        status = add_all(&m, given);
    if (status == AIFT_OK)
        status = aift__record_change(store, id, changes, "map", if_version, NULL, &next);
    aift__json_free(changes);
    if (status == AIFT_OK) {
        aift__json_free(*usecase);
        *usecase = next;
    }
    return status;
}

/* ---- the answer ---- */

static aift_status tell_gap(aift_store *store, const aift__json *requirement, int64_t *gaps, aift__json *to)
{
    aift__buf gap;
    aift_status status = aift__source_gap(store, requirement, &gap);
    if (status == AIFT_OK && gap.size)
        *gaps += 1;
    if (status == AIFT_OK)
        status = aift__json_set(to, "gap",
                                gap.size ? aift__json_new_text(gap.data, gap.size) : aift__json_new_null());
    aift__buf_finish(&gap);
    return status;
}

static aift_status tell(aift_store *store, const aift__json *usecase, int64_t *gaps, aift__json *answer)
{
    const aift__json *requirements = aift__json_get(usecase, "requirements");
    aift__json *list, *to, *none;
    AIFT__TRY(aift__source_put(answer, "requirements", aift__json_new_array(), &list));
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *one = aift__json_at(requirements, i), *sources = aift__json_get(one, "sources");
        to = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, to));
        AIFT__TRY(aift__source_copy(to, "name", aift__json_get(one, "name")));
        AIFT__TRY(sources ? aift__source_copy(to, "sources", sources)
                          : aift__source_put(to, "sources", aift__json_new_array(), &none));
        AIFT__TRY(tell_gap(store, one, gaps, to));
    }
    return AIFT_OK;
}

static aift_status map(aift_store *store, const char *id, const aift__json *given, int64_t if_version,
                       int64_t *gaps, aift__json **out)
{
    aift__json *usecase = NULL, *answer = aift__json_new_object();
    aift_status status = answer ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__record_get_of(store, "usecase", id, &usecase);
    if (status == AIFT_OK && given)
        status = change(store, id, given, if_version, &usecase);
    if (status == AIFT_OK)
        status = tell(store, usecase, gaps, answer);
    aift__json_free(usecase);
    *out = answer;
    return status;
}

aift_status aift_store_map_sources(aift_store *store, const char *usecase, const char *sources,
                                   int64_t if_version, int64_t *gaps, aift_text **out)
{
    aift__json *given = NULL, *answer = NULL;
    int64_t found = 0;
    *gaps = 0;
    *out = NULL;
    if (sources)
        AIFT__TRY(aift__json_parse(sources, strlen(sources), "the sources", &given));
    aift_status status = sources ? aift__store_begin(store) : aift__sql_begin_reading(store->sql);
    if (status == AIFT_OK)
        status = map(store, usecase, given, if_version, &found, &answer);
    aift__json_free(given);
    AIFT__TRY(aift__answer_committed(store, status, answer, out));
    *gaps = found;
    return AIFT_OK;
}
