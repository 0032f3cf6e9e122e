/* aift_store_trace: from a use case to its approval, runs, models and KPIs, and back from a model's digest. */
#include <string.h>

#include "lifecycle/chain.h"
#include "lifecycle/store.h"

/* The runs of these ids that are the use case's. */
static aift_status read_runs(aift_store *store, const char *usecase, const aift__json *ids, aift__json *runs)
{
    for (size_t i = 0; i < aift__json_size(ids); i++) {
        aift__json *run;
        AIFT__TRY(aift__record_get(store, aift__json_text(aift__json_at(ids, i), NULL), &run));
        const char *of = aift__json_text(aift__json_get(run, "usecase"), NULL);
        if (of && strcmp(of, usecase) == 0)
            AIFT__TRY(aift__json_push(runs, run));
        else
            aift__json_free(run);
    }
    return AIFT_OK;
}

static aift_status add_parts(const aift__trace *of, aift__json *answer)
{
    for (const aift__trace_part *part = aift__trace_parts; part->name; part++) {
        aift__json *value = NULL;
        AIFT__TRY(part->make(of, &value));
        AIFT__TRY(aift__json_set(answer, part->name, value));
    }
    return AIFT_OK;
}

/* `ids` are those of runs. */
static aift_status trace_usecase(aift_store *store, const char *id, const aift__json *ids, aift__json *answer)
{
    aift__json *record;
    AIFT__TRY(aift__record_get_of(store, "usecase", id, &record));
    AIFT__TRY(aift__json_set(answer, "usecase", record));
    aift__json *runs = aift__json_new_array();
    aift_status status = runs ? read_runs(store, id, ids, runs) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = add_parts(&(aift__trace){store, id, record, runs}, answer);
    aift__json_free(runs);
    return status;
}

/* ---- back from a model ---- */

/* The runs of a model: by the digest of its file, else by that of its parameters. */
static aift_status find_model(aift_store *store, const char *digest, aift__json **ids)
{
    AIFT__TRY(aift__record_find(store, "run", "model_sha256", digest, ids));
    if (aift__json_size(*ids) > 0)
        return AIFT_OK;
    aift__json_free(*ids);
    return aift__record_find(store, "run", "parameters_sha256", digest, ids);
}

/* The use cases of runs, the latest first. */
static aift_status add_usecases(aift_store *store, const aift__json *ids, aift__json *list)
{
    for (size_t i = aift__json_size(ids); i-- > 0;) {
        aift__json *run;
        bool known = false;
        AIFT__TRY(aift__record_get(store, aift__json_text(aift__json_at(ids, i), NULL), &run));
        const char *usecase = aift__json_text(aift__json_get(run, "usecase"), NULL);
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
    if (aift__json_size(ids) == 0)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: no run has a model with the digest %s", store->path, digest);
    aift__json *usecases = aift__json_new_array();
    AIFT__TRY(aift__json_set(answer, "usecases", usecases));
    AIFT__TRY(add_usecases(store, ids, usecases));
    return trace_usecase(store, aift__json_text(aift__json_at(usecases, 0), NULL), ids, answer);
}

/* One state of the file, whatever others write meanwhile. */
static aift_status trace(aift_store *store, const char *what, aift__json *answer)
{
    aift__json *ids = NULL;
    const bool digest = aift__is_digest(what);
    AIFT__TRY(aift__sql_begin_reading(store->sql));
    aift_status status =
        digest ? find_model(store, what, &ids) : aift__record_find(store, "run", "usecase", what, &ids);
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
