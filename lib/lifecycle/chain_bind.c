/* aift_store_bind: a model and its evaluation become a run of a use case; its KPIs are met or missed. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "codec/json_field.h"
#include "lifecycle/chain.h"
#include "lifecycle/figures.h"
#include "lifecycle/store.h"
#include "lifecycle/usecase.h"

bool aift__is_digest(const char *text)
{
    return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static aift_status check_digest(const aift__json *run, const char *name)
{
    const char *digest;
    AIFT__TRY(aift__json_field_text(run, NULL, name, &digest, NULL));
    return aift__is_digest(digest) ? AIFT_OK
                                   : aift__json_field_fail(NULL, name, aift__json_get(run, name),
                                                           "64 hexadecimal digits of SHA-256");
}

static aift_status check_run(const aift__json *run)
{
    static const char *const others[] = {"parameters_sha256", "data_sha256"};
    AIFT__TRY(aift__json_expect(run, "the run", AIFT__JSON_OBJECT));
    AIFT__TRY(check_digest(run, "model_sha256"));
    for (size_t i = 0; i < AIFT__COUNT(others); i++)
        if (aift__json_given(run, others[i]))
            AIFT__TRY(check_digest(run, others[i]));
    return AIFT_OK;
}

/* What came of each KPI; a figure that the evaluation does not have is an error that lists those that it has. */
static aift_status judge(const aift_usecase *usecase, const aift__json *evaluation, aift__json *kpis,
                         bool *missed)
{
    for (size_t i = 0; i < usecase->num_kpis; i++) {
        double value = NAN;
        aift_status status =
            evaluation ? aift__figure_find(evaluation, usecase->kpis[i].metric, &value) : AIFT_OK;
        if (status != AIFT_OK)
            return aift__fail_in(status, "kpis[%zu].metric: ", i);
        aift__json *kpi = aift__json_new_object();
        AIFT__TRY(aift__json_push(kpis, kpi));
        AIFT__TRY(aift__kpi_result(&usecase->kpis[i], value, kpi, missed));
    }
    return AIFT_OK;
}

/* The run as it is stored: what was given, of which use case, when, and with what result. */
static aift_status complete(const aift_usecase *usecase, const char *id, aift__json *run, bool *missed)
{
    char now[AIFT__CLOCK_UTC];
    const aift__json *evaluation =
        aift__json_given(run, "evaluation") ? aift__json_get(run, "evaluation") : NULL;
    aift__json *kpis = aift__json_new_array();
    aift_status status = kpis ? judge(usecase, evaluation, kpis, missed) : AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__json_free(kpis);
        return status;
    }
    AIFT__TRY(aift__json_set(run, "kpis", kpis));
    aift__clock_utc(now);
    AIFT__TRY(aift__json_set(run, "at", aift__json_new_string(now)));
    return aift__json_set(run, "usecase", aift__json_new_string(id));
}

static aift_status set_copy(aift__json *to, const char *key, const aift__json *object, const char *from)
{
    aift__json *copy = NULL;
    if (!aift__json_given(object, from))
        return aift__json_set(to, key, aift__json_new_null());
    AIFT__TRY(aift__json_copy(aift__json_get(object, from), &copy));
    return aift__json_set(to, key, copy);
}

aift_status aift__chain_figures(const aift__json *run, const aift__json *entry, aift__json *to)
{
    AIFT__TRY(set_copy(to, "value", entry, "value"));
    const char *state = aift__json_text(aift__json_get(entry, "state"), NULL);
    AIFT__TRY(aift__json_set(to, "state", aift__json_new_string(state ? state : "pending")));
    AIFT__TRY(set_copy(to, "model_sha256", entry ? run : NULL, "model_sha256"));
    AIFT__TRY(set_copy(to, "run", entry ? run : NULL, "id"));
    return set_copy(to, "at", entry ? run : NULL, "at");
}

aift_status aift__chain_kpi(const aift__json *kpi, const aift__json *run, const aift__json *entry,
                            aift__json *to)
{
    static const char *const of_kpi[] = {"name", "unit", "metric", "direction", "target"};
    for (size_t i = 0; i < AIFT__COUNT(of_kpi); i++)
        AIFT__TRY(set_copy(to, of_kpi[i], kpi, of_kpi[i]));
    return aift__chain_figures(run, entry, to);
}

static aift_status fill_answer(const aift__json *run, aift__json *answer)
{
    aift__json *list;
    const aift__json *kpis = aift__json_get(run, "kpis");
    AIFT__TRY(set_copy(answer, "run", run, "id"));
    AIFT__TRY(aift__json_set(answer, "kpis", list = aift__json_new_array()));
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        aift__json *to = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, to));
        AIFT__TRY(aift__chain_kpi(aift__json_at(kpis, i), run, aift__json_at(kpis, i), to));
    }
    return AIFT_OK;
}

/* Within a transaction. */
static aift_status bind_run(aift_store *store, const char *id, aift__json *run, aift__json *answer,
                            bool *missed)
{
    aift__json *record, *added = NULL;
    aift_usecase *usecase;
    AIFT__TRY(aift__record_get_of(store, "usecase", id, &record));
    aift_status status = aift__usecase_make(store->context, record, id, &usecase);
    aift__json_free(record);
    AIFT__TRY(status);
    status = complete(usecase, id, run, missed);
    if (status != AIFT_OK)
        aift__fail_in(status, AIFT__RECORD "%s: ", id);
    aift_usecase_release(usecase);
    if (status == AIFT_OK)
        status = aift__record_add(store, "run", run, "bind", false, &added);
    if (status == AIFT_OK)
        status = fill_answer(added, answer);
    aift__json_free(added);
    return status;
}

static aift_status bind_and_commit(aift_store *store, const char *id, aift__json *run, bool *missed,
                                   aift_text **out)
{
    aift_text *text = NULL;
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? aift__store_begin(store) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = bind_run(store, id, run, answer, missed);
    if (status == AIFT_OK)
        status = aift__answer(store->context, answer, &text);
    if (status == AIFT_OK)
        status = aift__store_commit(store);
    aift__store_rollback(store);
    aift__json_free(answer);
    if (status != AIFT_OK) {
        aift_text_release(text);
        return status;
    }
    *out = text;
    return AIFT_OK;
}

/* The run with its evaluation, which stands beside it so that its messages have the places of its own text. */
static aift_status read_run(const char *evaluation, aift__json *run)
{
    aift__json *tree = NULL;
    AIFT__TRY(check_run(run));
    if (!evaluation)
        return aift__json_set(run, "evaluation", aift__json_new_null());
    AIFT__TRY(aift__json_parse(evaluation, strlen(evaluation), "the evaluation", &tree));
    aift_status status = aift__json_expect(tree, "the evaluation", AIFT__JSON_OBJECT);
    if (status == AIFT_OK)
        return aift__json_set(run, "evaluation", tree);
    aift__json_free(tree);
    return status;
}

aift_status aift_store_bind(aift_store *store, const char *usecase, const char *given, const char *evaluation,
                            int32_t *met, aift_text **out)
{
    aift__json *run;
    bool missed = false;
    *out = NULL;
    *met = 0;
    AIFT__TRY(aift__json_parse(given, strlen(given), "the run", &run));
    aift_status status = read_run(evaluation, run);
    if (status == AIFT_OK)
        status = bind_and_commit(store, usecase, run, &missed, out);
    aift__json_free(run);
    *met = status == AIFT_OK && !missed;
    return status;
}
