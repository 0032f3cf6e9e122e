/* The parts of a trace: each is a function, and a line in the table at the end. */
#include <string.h>

#include "lifecycle/chain.h"
#include "lifecycle/source.h"
#include "lifecycle/signoffs.h"
#include "lifecycle/store.h"

static const char *text_of(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static bool same(const aift__json *a, const aift__json *b, const char *key)
{
    return aift__json_equal(aift__json_get(a, key), aift__json_get(b, key));
}

static aift_status copy_into(aift__json *list, const aift__json *value)
{
    aift__json *copy;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_push(list, copy);
}

/* A list that a function fills. */
static aift_status make_list(const aift__trace *of, aift_status (*fill)(const aift__trace *, aift__json *),
                             aift__json **out)
{
    aift__json *list = aift__json_new_array();
    const aift_status status = list ? fill(of, list) : aift__fail_nomem(0);
    *out = status == AIFT_OK ? list : NULL;
    if (status != AIFT_OK)
        aift__json_free(list);
    return status;
}

/* ---- data ---- */

static aift_status add_source(aift_store *store, const aift__json *requirement, const aift__json *id,
                              aift__json *list)
{
    aift__json *to = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, to));
    AIFT__TRY(aift__json_set(to, "id", aift__json_new_string(aift__json_text(id, NULL))));
    AIFT__TRY(aift__json_set(to, "requirement", aift__json_new_string(text_of(requirement, "name"))));
    return aift__source_describe(store, aift__json_text(id, NULL), to);
}

static aift_status fill_sources(const aift__trace *of, aift__json *list)
{
    const aift__json *requirements = aift__json_get(of->usecase, "requirements");
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *requirement = aift__json_at(requirements, i);
        const aift__json *ids = aift__json_get(requirement, "sources");
        for (size_t k = 0; k < aift__json_size(ids); k++)
            AIFT__TRY(add_source(of->store, requirement, aift__json_at(ids, k), list));
    }
    return AIFT_OK;
}

static aift_status sources(const aift__trace *of, aift__json **out)
{
    return make_list(of, fill_sources, out);
}

/* ---- decisions ---- */

static aift_status signoffs(const aift__trace *of, aift__json **out)
{
    return aift__signoffs_of(of->store, of->id, aift__json_int(aift__json_get(of->usecase, "version"), 0),
                             out);
}

static bool is_past_approval(const char *state)
{
    static const char *const past[] = {"building", "validated", "deployed", "retired"};
    for (size_t i = 0; i < AIFT__COUNT(past); i++)
        if (strcmp(state, past[i]) == 0)
            return true;
    return false;
}

/* The row of the log that approved what the use case is now; NULL. An approval ends when it has to be redefined, or is
 * rejected. What was erased by law does not say where it moved to. */
static const aift__json *approval_in(const aift__json *log)
{
    for (size_t i = aift__json_size(log); i-- > 0;) {
        const aift__json *row = aift__json_at(log, i);
        const char *action = text_of(row, "action"), *state = text_of(aift__json_get(row, "after"), "state");
        if (!action || !state || strcmp(action, "move") != 0)
            continue;
        if (!is_past_approval(state))
            return strcmp(state, "approved") == 0 ? row : NULL;
    }
    return NULL;
}

static aift_status fill_approval(const aift__json *row, aift__json *to)
{
    const aift__json *after = aift__json_get(row, "after");
    AIFT__TRY(aift__json_set(to, "at", aift__json_new_string(text_of(row, "at"))));
    AIFT__TRY(aift__json_set(to, "actor", aift__json_new_string(text_of(row, "actor"))));
    AIFT__TRY(aift__json_set(to, "reason", aift__json_new_string(text_of(after, "state_reason"))));
    AIFT__TRY(
        aift__json_set(to, "from", aift__json_new_string(text_of(aift__json_get(row, "before"), "state"))));
    return aift__json_set(to, "version",
                          aift__json_new_int(aift__json_int(aift__json_get(after, "version"), 0)));
}

static aift_status approval(const aift__trace *of, aift__json **out)
{
    aift__json *log;
    AIFT__TRY(aift__record_log(of->store, of->id, &log));
    const aift__json *row = approval_in(log);
    aift__json *to = row ? aift__json_new_object() : aift__json_new_null();
    aift_status status = to ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK && row)
        status = fill_approval(row, to);
    aift__json_free(log);
    if (status != AIFT_OK) {
        aift__json_free(to);
        return status;
    }
    *out = to;
    return AIFT_OK;
}

/* ---- runs and models ---- */

static aift_status runs(const aift__trace *of, aift__json **out)
{
    return aift__json_copy(of->runs, out);
}

/* The entry of a model; a new one where it has none yet. */
static aift_status model_of(aift__json *list, const aift__json *run, aift__json **out)
{
    static const char *const keys[] = {"model_sha256", "parameters_sha256", "model"};
    for (size_t i = 0; i < aift__json_size(list); i++)
        if (same(aift__json_at(list, i), run, "model_sha256")) {
            *out = aift__json_element(list, i);
            return AIFT_OK;
        }
    *out = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, *out));
    for (size_t i = 0; i < AIFT__COUNT(keys); i++)
        AIFT__TRY(aift__json_set(*out, keys[i], aift__json_new_string(text_of(run, keys[i]))));
    return aift__json_set(*out, "runs", aift__json_new_array());
}

static aift_status fill_models(const aift__trace *of, aift__json *list)
{
    for (size_t i = 0; i < aift__json_size(of->runs); i++) {
        const aift__json *run = aift__json_at(of->runs, i);
        aift__json *model;
        AIFT__TRY(model_of(list, run, &model));
        AIFT__TRY(copy_into(aift__json_member(model, "runs"), aift__json_get(run, "id")));
    }
    return AIFT_OK;
}

static aift_status models(const aift__trace *of, aift__json **out)
{
    return make_list(of, fill_models, out);
}

/* ---- KPIs ---- */

const aift__json *aift__chain_entry(const aift__json *run, const aift__json *kpi)
{
    const aift__json *entries = aift__json_get(run, "kpis");
    for (size_t i = 0; i < aift__json_size(entries); i++) {
        const aift__json *e = aift__json_at(entries, i);
        if (same(e, kpi, "name"))
            return same(e, kpi, "metric") && same(e, kpi, "direction") && same(e, kpi, "target") ? e : NULL;
    }
    return NULL;
}

static aift_status fill_kpis(const aift__trace *of, aift__json *list)
{
    const aift__json *promised = aift__json_get(of->usecase, "kpis");
    const size_t n = aift__json_size(of->runs);
    const aift__json *run = n ? aift__json_at(of->runs, n - 1) : NULL;
    for (size_t i = 0; i < aift__json_size(promised); i++) {
        const aift__json *kpi = aift__json_at(promised, i);
        aift__json *to = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, to));
        AIFT__TRY(aift__chain_kpi(kpi, run, aift__chain_entry(run, kpi), to));
    }
    return AIFT_OK;
}

static aift_status kpis(const aift__trace *of, aift__json **out)
{
    return make_list(of, fill_kpis, out);
}

const aift__trace_part aift__trace_parts[] = {
    {"sources", sources}, {"signoffs", signoffs}, {"approval", approval}, {"runs", runs},
    {"models", models},   {"kpis", kpis},         {NULL, NULL},
};
