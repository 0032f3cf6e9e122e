/* aift_store_trace: from a use case to its approval, runs, models and KPIs, and back from a model's digest. */
#include <string.h>

#include "lifecycle/chain.h"
#include "lifecycle/store.h"

static const char *text_of(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static bool same(const aift__json *a, const aift__json *b, const char *key)
{
    const char *x = text_of(a, key), *y = text_of(b, key);
    return x == y || (x && y && strcmp(x, y) == 0);
}

static aift_status copy_into(aift__json *list, const aift__json *value)
{
    aift__json *copy;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_push(list, copy);
}

/* ---- runs and models ---- */

/* The runs of these ids that are the use case's. */
static aift_status add_runs(aift_store *store, const char *usecase, const aift__json *ids, aift__json *runs)
{
    for (size_t i = 0; i < aift__json_size(ids); i++) {
        aift__json *run;
        AIFT__TRY(aift__record_get(store, aift__json_text(aift__json_at(ids, i), NULL), &run));
        if (strcmp(text_of(run, "usecase"), usecase) == 0)
            AIFT__TRY(aift__json_push(runs, run));
        else
            aift__json_free(run);
    }
    return AIFT_OK;
}

/* The entry of a model; a new one where it has none yet. */
static aift_status model_of(aift__json *models, const aift__json *run, aift__json **out)
{
    for (size_t i = 0; i < aift__json_size(models); i++)
        if (same(aift__json_at(models, i), run, "model_sha256")) {
            *out = (aift__json *)(uintptr_t)aift__json_at(models, i);
            return AIFT_OK;
        }
    *out = aift__json_new_object();
    AIFT__TRY(aift__json_push(models, *out));
    AIFT__TRY(aift__json_set(*out, "model_sha256", aift__json_new_string(text_of(run, "model_sha256"))));
    AIFT__TRY(aift__json_set(*out, "model", aift__json_new_string(text_of(run, "model"))));
    return aift__json_set(*out, "runs", aift__json_new_array());
}

static aift_status add_models(const aift__json *runs, aift__json *models)
{
    for (size_t i = 0; i < aift__json_size(runs); i++) {
        const aift__json *run = aift__json_at(runs, i);
        aift__json *model;
        AIFT__TRY(model_of(models, run, &model));
        AIFT__TRY(
            copy_into((aift__json *)(uintptr_t)aift__json_get(model, "runs"), aift__json_get(run, "id")));
    }
    return AIFT_OK;
}

/* ---- KPIs ---- */

/* What the run says of the KPI, if that is still what was promised. */
static const aift__json *entry_of(const aift__json *run, const aift__json *kpi)
{
    const aift__json *entries = aift__json_get(run, "kpis");
    for (size_t i = 0; i < aift__json_size(entries); i++) {
        const aift__json *e = aift__json_at(entries, i);
        const aift__json *was = aift__json_get(e, "target"), *is = aift__json_get(kpi, "target");
        const bool as_promised = same(e, kpi, "metric") && same(e, kpi, "direction") && !was == !is &&
                                 aift__json_real(was, 0) == aift__json_real(is, 0);
        if (same(e, kpi, "name"))
            return as_promised ? e : NULL;
    }
    return NULL;
}

static aift_status add_kpis(const aift__json *usecase, const aift__json *runs, aift__json *list)
{
    const aift__json *kpis = aift__json_get(usecase, "kpis");
    const size_t n = aift__json_size(runs);
    const aift__json *run = n ? aift__json_at(runs, n - 1) : NULL;
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        const aift__json *kpi = aift__json_at(kpis, i);
        aift__json *to = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, to));
        AIFT__TRY(aift__chain_kpi(kpi, run, entry_of(run, kpi), to));
    }
    return AIFT_OK;
}

/* ---- data and approval ---- */

static aift_status add_sources(const aift__json *usecase, aift__json *list)
{
    const aift__json *requirements = aift__json_get(usecase, "requirements");
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *requirement = aift__json_at(requirements, i);
        const aift__json *sources = aift__json_get(requirement, "sources");
        for (size_t k = 0; k < aift__json_size(sources); k++) {
            aift__json *to = aift__json_new_object();
            AIFT__TRY(aift__json_push(list, to));
            AIFT__TRY(aift__json_set(
                to, "id", aift__json_new_string(aift__json_text(aift__json_at(sources, k), NULL))));
            AIFT__TRY(aift__json_set(to, "requirement", aift__json_new_string(text_of(requirement, "name"))));
        }
    }
    return AIFT_OK;
}

/* The last row of the log that moved it to "approved"; NULL. */
static const aift__json *approval_in(const aift__json *log)
{
    for (size_t i = aift__json_size(log); i-- > 0;) {
        const aift__json *row = aift__json_at(log, i);
        const char *action = text_of(row, "action"), *state = text_of(aift__json_get(row, "after"), "state");
        if (action && state && strcmp(action, "move") == 0 && strcmp(state, "approved") == 0)
            return row;
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

static aift_status add_approval(aift_store *store, const char *id, aift__json *answer)
{
    aift__json *log, *to = NULL;
    AIFT__TRY(aift__record_log(store, id, &log));
    const aift__json *row = approval_in(log);
    aift_status status = AIFT_OK;
    if (row && !(to = aift__json_new_object()))
        status = AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = row ? fill_approval(row, to) : AIFT_OK;
    aift__json_free(log);
    if (status != AIFT_OK) {
        aift__json_free(to);
        return status;
    }
    return aift__json_set(answer, "approval", to ? to : aift__json_new_null());
}

/* ---- the whole ---- */

static aift_status add_list(aift__json *answer, const char *key, aift__json **list)
{
    *list = aift__json_new_array();
    return aift__json_set(answer, key, *list);
}

/* `ids` are those of runs. */
static aift_status trace_usecase(aift_store *store, const char *id, const aift__json *ids, aift__json *answer)
{
    aift__json *record, *list, *runs;
    AIFT__TRY(aift__record_get(store, id, &record));
    AIFT__TRY(aift__json_set(answer, "usecase", record));
    if (aift__json_get(record, "model_sha256"))
        return aift__fail(AIFT_E_NOT_FOUND, "%s is a run: expected a use case, or a model's digest", id);
    AIFT__TRY(add_list(answer, "sources", &list));
    AIFT__TRY(add_sources(record, list));
    AIFT__TRY(add_list(answer, "signoffs", &list)); /* there is no such record yet */
    AIFT__TRY(add_approval(store, id, answer));
    AIFT__TRY(add_list(answer, "runs", &runs));
    AIFT__TRY(add_runs(store, id, ids, runs));
    AIFT__TRY(add_list(answer, "models", &list));
    AIFT__TRY(add_models(runs, list));
    AIFT__TRY(add_list(answer, "kpis", &list));
    return add_kpis(record, runs, list);
}

/* The use cases of runs, the latest first. */
static aift_status add_usecases(aift_store *store, const aift__json *ids, aift__json *list)
{
    for (size_t i = aift__json_size(ids); i-- > 0;) {
        aift__json *run;
        bool known = false;
        AIFT__TRY(aift__record_get(store, aift__json_text(aift__json_at(ids, i), NULL), &run));
        const char *usecase = text_of(run, "usecase");
        for (size_t k = 0; k < aift__json_size(list); k++)
            known = known || strcmp(aift__json_text(aift__json_at(list, k), NULL), usecase) == 0;
        aift_status status = known ? AIFT_OK : aift__json_push(list, aift__json_new_string(usecase));
        aift__json_free(run);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static aift_status trace_model(aift_store *store, const char *digest, const aift__json *ids,
                               aift__json *answer)
{
    aift__json *usecases;
    if (aift__json_size(ids) == 0)
        return aift__fail(AIFT_E_NOT_FOUND, "no run has a model with the digest %s", digest);
    AIFT__TRY(add_list(answer, "usecases", &usecases));
    AIFT__TRY(add_usecases(store, ids, usecases));
    return trace_usecase(store, aift__json_text(aift__json_at(usecases, 0), NULL), ids, answer);
}

/* One state of the file, whatever others write meanwhile. */
static aift_status trace(aift_store *store, const char *what, aift__json *answer)
{
    aift__json *ids = NULL;
    const bool digest = aift__is_digest(what);
    AIFT__TRY(aift__sql_begin_reading(store->sql));
    aift_status status = aift__record_find(store, "run", digest ? "model_sha256" : "usecase", what, &ids);
    if (status == AIFT_OK)
        status = (digest ? trace_model : trace_usecase)(store, what, ids, answer);
    aift__sql_rollback(store->sql);
    aift__json_free(ids);
    return status;
}

aift_status aift_store_trace(aift_store *store, const char *what, aift_text **out)
{
    aift__json *answer = aift__json_new_object();
    *out = NULL;
    return aift__answer_with(store, answer ? trace(store, what, answer) : aift__fail_nomem(0), answer, out);
}
