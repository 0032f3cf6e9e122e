/* aift_store_validate: a use case is measured first, and judged and kept in one transaction. */
#include <string.h>

#include "base/options.h"
#include "codec/unicode.h"
#include "lifecycle/signoffs.h"
#include "lifecycle/store.h"
#include "lifecycle/validation.h"
#include "lifecycle/validation_kept.h"

typedef struct validating {
    aift_store *store;
    const char *id;
    const aift_validate_options *options;
    int64_t version;      /* of the use case, when it was read */
    aift__json *record;   /* as it is shown */
    aift__json *sources;  /* of its data */
    aift_dataset *loaded; /* the rows of options->source */
    size_t unknown;       /* sources that are not in the store */
    aift__policy policy;
    aift__gate gates[AIFT__GATES];
    aift__baseline baseline;
    aift__json *result; /* what is kept */
} validating;

void aift_validate_options_init(aift_validate_options *options)
{
    AIFT__DEFAULTS(options, aift_validate_options, AIFT_VALIDATE_OPTIONS_INIT);
}

/* What is kept and told as JSON. */
static aift_status check_text(const char *name, const char *text)
{
    const size_t size = text ? strlen(text) : 0;
    return aift__utf8_valid(text, size) == size ? AIFT_OK
                                                : aift__fail(AIFT_E_INVALID, "%s is not UTF-8", name);
}

static aift_status read_options(const aift_validate_options *given, const aift_dataset *data,
                                aift_validate_options *out)
{
    *out = (aift_validate_options)AIFT_VALIDATE_OPTIONS_INIT;
    if (given)
        AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_validate_options"));
    if (out->seed > INT64_MAX)
        return aift__fail(AIFT_E_RANGE, "seed is %llu: expected 2^63 - 1 or less",
                          (unsigned long long)out->seed);
    if (out->if_version < 0)
        return aift__fail(AIFT_E_RANGE, "if_version is %lld: expected 0 or more", (long long)out->if_version);
    AIFT__TRY(check_text("text_column", out->text_column));
    AIFT__TRY(check_text("label_column", out->label_column));
    AIFT__TRY(check_text("source", out->source));
    AIFT__TRY(check_text("notebook", out->notebook));
    AIFT__TRY(check_text("data_path", out->data_path));
    AIFT__TRY(check_text("model_path", out->model_path));
    if (out->notebook && (!out->data_path || !out->model_path))
        return aift__fail(AIFT_E_INVALID, "notebook: data_path and model_path are missing");
    if (out->source && data)
        return aift__fail(AIFT_E_INVALID, "source is \"%.100s\", and there are data: expected one of them",
                          out->source);
    return AIFT_OK;
}

/* ---- reading ---- */

static aift_status read_record(validating *v)
{
    aift__record_row row;
    AIFT__TRY(aift__record_row_read(v->store, v->id, &row));
    aift_status status = aift__record_expect(&row, v->options->if_version);
    if (status == AIFT_OK && strcmp(row.kind->name, "usecase") != 0)
        status = aift__fail(AIFT_E_STATE, "%s is a %s: expected a use case", v->id, row.kind->name);
    if (status == AIFT_OK)
        status = aift__people_show(v->store, row.kind, row.stored, &v->record);
    v->version = aift__json_int(aift__json_get(row.stored, "version"), 0);
    aift__record_row_free(v->store, &row);
    return status;
}

static aift_status read_sources(validating *v)
{
    const aift__json *requirements = aift__json_get(v->record, "requirements");
    if (!(v->sources = aift__json_new_array()))
        return aift__fail_nomem(0);
    for (size_t i = 0; i < aift__json_size(requirements); i++) {
        const aift__json *ids = aift__json_get(aift__json_at(requirements, i), "sources");
        for (size_t k = 0; k < aift__json_size(ids); k++) {
            aift__json *source;
            const aift_status status =
                aift__record_get(v->store, aift__json_text(aift__json_at(ids, k), NULL), &source);
            if (status == AIFT_E_NOT_FOUND)
                v->unknown++;
            else if (status != AIFT_OK)
                return status;
            else
                AIFT__TRY(aift__json_push(v->sources, source));
        }
    }
    return AIFT_OK;
}

/* ---- measuring ---- */

static aift_status put_notebook(validating *v)
{
    const aift_validate_options *o = v->options;
    const bool wanted = o->notebook && v->baseline.n && !v->baseline.reason;
    if (wanted)
        AIFT__TRY(aift__validation_notebook(v->store->context, v->id, o, &v->baseline));
    return aift__json_set(v->result, "notebook", aift__json_new_string(wanted ? o->notebook : NULL));
}

static aift_status measure(validating *v, const aift_dataset *data, aift_model *model)
{
    aift__json *part;
    AIFT__TRY(aift__policy_read(v->options->gates, &v->policy));
    AIFT__TRY(read_record(v));
    AIFT__TRY(read_sources(v));
    if (v->options->source)
        AIFT__TRY(aift__validation_source(v->store, v->record, v->options->source, &v->loaded));
    if (!(v->result = aift__json_new_object()))
        return aift__fail_nomem(0);
    aift__gates_begin(&v->policy, v->gates);
    aift__validation_law(v->record, v->sources, v->unknown, v->gates);
    AIFT__TRY(
        aift__validation_finance(v->store->context, v->record, v->options->draws, v->options->seed, &part));
    AIFT__TRY(aift__json_set(v->result, "finance", part));
    AIFT__TRY(aift__validation_judgement(v->record, &v->policy, v->result));
    AIFT__TRY(aift__validation_duties(v->record, v->sources, &part));
    AIFT__TRY(aift__json_set(v->result, "compliance", part));
    AIFT__TRY(aift__json_set(v->result, "source", aift__json_new_string(v->options->source)));
    AIFT__TRY(aift__validation_data(v->loaded ? v->loaded : data, model, v->options, v->gates, &v->baseline,
                                    v->result));
    return put_notebook(v);
}

/* ---- judging ---- */

static aift_status keep(validating *v, bool viable, aift__json **out)
{
    aift__json *record = aift__json_new_object(), *copy = NULL;
    aift_status status = record ? aift__people_actor(v->store) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_set(record, "usecase", aift__json_new_string(v->id));
    if (status == AIFT_OK)
        status = aift__json_set(record, "usecase_version", aift__json_new_int(v->version));
    if (status == AIFT_OK)
        status = aift__json_set(record, "verdict", aift__json_new_string(viable ? "viable" : "redefine"));
    if (status == AIFT_OK)
        status = aift__json_set(record, "by", aift__json_new_string(v->store->actor_id));
    if (status == AIFT_OK)
        status = aift__json_copy(v->result, &copy);
    if (status == AIFT_OK)
        status = aift__json_set(record, "result", copy);
    if (status == AIFT_OK)
        status = aift__record_add(v->store, "validation", record, "validate", false, out);
    aift__json_free(record);
    return status;
}

/* Within a transaction. */
static aift_status judge(validating *v, bool *viable, aift__json **out)
{
    aift__record_row row;
    aift__json *signoffs = NULL, *gates = NULL;
    AIFT__TRY(aift__record_row_read(v->store, v->id, &row));
    aift_status status = aift__record_expect(&row, v->version); /* nobody changed it meanwhile */
    aift__record_row_free(v->store, &row);
    if (status == AIFT_OK)
        status = aift__signoffs_of(v->store, v->id, v->version, &signoffs);
    if (status == AIFT_OK)
        status = aift__gates_json(v->gates, signoffs, &gates, viable);
    if (status == AIFT_OK)
        status = aift__json_set(v->result, "gates", gates);
    if (status == AIFT_OK)
        status = keep(v, *viable, out);
    aift__json_free(signoffs);
    return status;
}

static aift_status answer(validating *v, int32_t *viable, aift_text **out)
{
    aift__json *record = NULL, *shown = NULL;
    bool is_viable = false;
    aift_status status = aift__store_begin(v->store);
    if (status == AIFT_OK)
        status = judge(v, &is_viable, &record);
    if (status == AIFT_OK)
        status = aift__validation_flat(record, &shown);
    aift__json_free(record);
    status = aift__answer_committed(v->store, status, shown, out);
    *viable = status == AIFT_OK && is_viable;
    return status;
}

aift_status aift_store_validate(aift_store *store, const char *id, const aift_dataset *data,
                                aift_model *model, const aift_validate_options *given, int32_t *viable,
                                aift_text **out)
{
    aift_validate_options options;
    *viable = 0;
    *out = NULL;
    AIFT__TRY(read_options(given, data, &options));
    validating v = {.store = store, .id = id, .options = &options};
    aift_status status = measure(&v, data, model);
    if (status == AIFT_OK)
        status = answer(&v, viable, out);
    aift__baseline_free(&v.baseline);
    aift_dataset_release(v.loaded);
    aift__policy_free(&v.policy);
    aift__json_free(v.record);
    aift__json_free(v.sources);
    aift__json_free(v.result);
    return status;
}
