/* aift_plan: the preflight as a handle, and its JSON. */
#include "base/options.h"
#include "codec/json.h"
#include "train/loop.h"
#include "train/preflight.h"

struct aift_plan {
    aift_context *context;
    aift_plan_figures figures;
    char *json;
};

void aift_plan_options_init(aift_plan_options *options)
{
    AIFT__DEFAULTS(options, aift_plan_options, AIFT_PLAN_OPTIONS_INIT);
}

void aift_plan_release(aift_plan *plan)
{
    if (!plan)
        return;
    aift_context *context = plan->context;
    aift__free(context, plan->json);
    aift__free(context, plan);
    aift_context_release(context);
}

const aift_plan_figures *aift_plan_get(const aift_plan *plan)
{
    return &plan->figures;
}

const char *aift_plan_json(const aift_plan *plan)
{
    return plan->json;
}

/* ---- JSON ---- */

typedef struct field {
    const char *key;
    aift__json *value;
} field;

static void give_up(const field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        aift__json_free(fields[i].value);
}

/* An object of the fields, which are taken over; NULL if one is NULL. */
static aift__json *object(const field *fields, size_t n)
{
    aift__json *tree = aift__json_new_object();
    if (!tree) {
        give_up(fields, n);
        return NULL;
    }
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < n; i++) { /* each is taken over, also after a failure */
        aift_status each = aift__json_set(tree, fields[i].key, fields[i].value);
        status = status == AIFT_OK ? each : status;
    }
    if (status == AIFT_OK)
        return tree;
    aift__json_free(tree);
    return NULL;
}

static aift__json *batch_tree(const aift_plan_figures *f)
{
    const field fields[] = {{"rows", aift__json_new_int(f->batch_rows)},
                            {"tokens", aift__json_new_int(f->batch_tokens)}};
    return object(fields, AIFT__COUNT(fields));
}

static aift__json *memory_tree(const aift_plan_figures *f)
{
    const field fields[] = {
        {"peak_bytes", aift__json_new_int(f->peak_bytes)},
        {"weights_bytes", aift__json_new_int(f->weights_bytes)},
        {"gradients_bytes", aift__json_new_int(f->gradients_bytes)},
        {"optimizer_bytes", aift__json_new_int(f->optimizer_bytes)},
        {"activations_bytes", aift__json_new_int(f->activations_bytes)},
        {"third_party_bytes", aift__json_new_int(f->third_party_bytes)},
        {"other_bytes", aift__json_new_int(f->other_bytes)},
    };
    return object(fields, AIFT__COUNT(fields));
}

static aift__json *proposal_tree(const aift_plan_figures *f)
{
    if (!f->proposed_train_batch_size)
        return aift__json_new_null();
    const field fields[] = {
        {"per_device_train_batch_size", aift__json_new_int(f->proposed_train_batch_size)},
        {"gradient_accumulation_steps", aift__json_new_int(f->proposed_accumulation_steps)},
        {"per_device_eval_batch_size", aift__json_new_int(f->proposed_eval_batch_size)},
        {"peak_bytes", aift__json_new_int(f->proposed_peak_bytes)},
    };
    return object(fields, AIFT__COUNT(fields));
}

static aift_status write_json(aift_plan *plan, int64_t limit)
{
    const aift_plan_figures *f = &plan->figures;
    const field fields[] = {
        {"parameters", aift__json_new_int(f->parameters)},
        {"trainable_parameters", aift__json_new_int(f->trainable_parameters)},
        {"steps", aift__json_new_int(f->steps)},
        {"rows", aift__json_new_int(f->rows)},
        {"tokens", aift__json_new_int(f->tokens)},
        {"batch", batch_tree(f)},
        {"flops_per_step", aift__json_new_real(f->flops_per_step)},
        {"flops", aift__json_new_real(f->flops)},
        {"seconds", f->seconds > 0 ? aift__json_new_real(f->seconds) : aift__json_new_null()},
        {"memory", memory_tree(f)},
        {"memory_limit", limit ? aift__json_new_int(limit) : aift__json_new_null()},
        {"fits", aift__json_new_bool(f->fits)},
        {"proposal", proposal_tree(f)},
    };
    aift__json *tree = object(fields, AIFT__COUNT(fields));
    if (!tree)
        return AIFT_E_NOMEM;
    aift_status status = aift__json_write(plan->context, tree, 0, &plan->json);
    aift__json_free(tree);
    return status;
}

/* ---- creation ---- */

static aift_status read_options(const aift_plan_options *given, aift_plan_options *out)
{
    *out = (aift_plan_options)AIFT_PLAN_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_plan_options"));
    if (out->calibration_seconds >= 0 && out->calibration_seconds <= 60)
        return AIFT_OK;
    return aift__fail(AIFT_E_RANGE, "calibration_seconds must be 0 to 60");
}

static aift_status fill(aift_plan *plan, aift_trainer *t, const aift_dataset *eval_data, double calibration)
{
    aift__preflight p;
    AIFT__TRY(aift__loop_check_evaluation(t->model, eval_data, &t->options));
    AIFT__TRY(aift__preflight_open(t, eval_data, &p));
    aift_status status = aift__preflight_figures(&p, &t->options, &plan->figures);
    bool known = status == AIFT_OK;
    if (known && calibration > 0 && plan->figures.fits) /* what does not fit is not tried either */
        status = aift__preflight_calibrate(&p, calibration, &plan->figures);
    aift__preflight_close(&p);
    return known && status == AIFT_E_NOMEM ? AIFT_OK : status; /* how much it needs is what one asks for */
}

aift_status aift_plan_create(aift_model *model, const aift_dataset *train_data, const aift_dataset *eval_data,
                             const aift_train_options *options, const aift_plan_options *given,
                             aift_plan **out)
{
    *out = NULL;
    aift_plan_options o;
    aift_trainer *trainer;
    AIFT__TRY(read_options(given, &o));
    AIFT__TRY(aift__trainer_open(model, train_data, options, &trainer));
    aift_plan *plan = aift__calloc(model->context, 1, sizeof *plan);
    aift_status status = plan ? AIFT_OK : AIFT_E_NOMEM;
    if (plan) {
        plan->context = aift_context_retain(model->context);
        status = fill(plan, trainer, eval_data, o.calibration_seconds);
    }
    const int64_t limit = trainer->options.memory_limit;
    aift__trainer_end(trainer, false);
    if (status == AIFT_OK)
        status = write_json(plan, limit);
    if (status != AIFT_OK) {
        aift_plan_release(plan);
        return status;
    }
    *out = plan;
    return AIFT_OK;
}
