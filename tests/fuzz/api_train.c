/* Calls of training: options at their limits, runs that are stopped soon. */
#include "api.h"

static int stop_soon(void *user, const aift_train_progress *progress)
{
    return api_progress(user, progress->step, progress->max_steps);
}

typedef struct lists {
    double weights[4];
    const char *frozen[2];
} lists;

static void choose_schedule(api *a, aift_train_options *options)
{
    options->num_train_epochs = api_below(a, 2) ? 1 : api_real(a);
    options->max_steps = api_below(a, 2) ? -1 : api_int(a);
    options->per_device_train_batch_size = (int32_t)(api_below(a, 2) ? 2 : api_int(a));
    options->per_device_eval_batch_size = (int32_t)(api_below(a, 2) ? 2 : api_int(a));
    options->gradient_accumulation_steps = (int32_t)(api_below(a, 2) ? 1 : api_int(a));
    options->lr_scheduler_type = (aift_lr_scheduler_type)api_int(a);
    options->warmup_steps = api_below(a, 2) ? 0 : api_int(a);
    options->warmup_ratio = api_below(a, 2) ? 0 : api_real(a);
    options->eval_strategy = (aift_eval_strategy)api_int(a);
    options->train_sampling_strategy = (aift_sampling_strategy)api_int(a);
}

static aift_train_options train_options(api *a, lists *of)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    if (api_below(a, 2))
        choose_schedule(a, &options);
    if (api_below(a, 2) == 0) {
        options.learning_rate = api_real(a);
        options.weight_decay = api_real(a);
        options.adam_beta1 = api_real(a);
        options.adam_epsilon = api_real(a);
        options.max_grad_norm = api_real(a);
        options.label_smoothing_factor = api_real(a);
    }
    if (api_below(a, 2)) {
        options.load_best_model_at_end = (int32_t)api_int(a);
        options.metric_for_best_model = api_text(a);
        options.max_length = (int32_t)api_int(a);
        options.text_column = api_text_or_null(a);
        options.label_column = api_text_or_null(a);
        options.memory_limit = api_int(a);
        options.on_error = (aift_on_error)api_int(a);
    }
    for (size_t i = 0; i < 4; i++)
        of->weights[i] = api_real(a);
    for (size_t i = 0; i < 2; i++)
        of->frozen[i] = api_text(a);
    options.class_weights = of->weights;
    options.num_class_weights = api_below(a, 3) ? 0 : api_below(a, 5);
    options.freeze = of->frozen;
    options.num_freeze = api_below(a, 3);
    options.progress = stop_soon;
    options.user = a;
    return options;
}

static void train(api *a)
{
    lists of;
    aift_model *model = api_model(a);
    const aift_dataset *data = api_data(a), *eval = api_data(a);
    const aift_train_options options = train_options(a, &of);
    aift_train_report *made;
    if (!model || !data)
        return;
    if (fuzz_call(aift_train(model, data, eval, &options, &made), made)) {
        const char *json = aift_train_report_json(made);
        fuzz_touch(json, strlen(json));
        aift_train_report_skipped(made, (size_t)api_int(a));
        fuzz_expect(aift_train_report_best_epoch(made) >= 0);
    }
    API_REPLACE(a->report, aift_train_report_release, made);
}

static void check(api *a)
{
    lists of;
    const aift_model *model = api_model(a);
    const aift_train_options options = train_options(a, &of);
    int64_t steps, parameters, trainable;
    if (!model)
        return;
    const aift_status status =
        aift_train_check(model, (size_t)api_int(a), &options, &steps, &parameters, &trainable);
    fuzz_call(status, status == AIFT_OK ? model : NULL);
    fuzz_expect(status == AIFT_OK ? steps > 0 && trainable <= parameters : !steps && !parameters);
}

static void plan(api *a)
{
    static const double seconds[] = {0, 1e-4, -1, 61, 1e300};
    lists of;
    aift_model *model = api_model(a);
    const aift_dataset *data = api_data(a), *eval = api_data(a);
    const aift_train_options options = train_options(a, &of);
    aift_plan_options how = AIFT_PLAN_OPTIONS_INIT;
    aift_plan *made;
    how.calibration_seconds = seconds[api_below(a, 5)];
    if (!model || !data)
        return;
    if (fuzz_call(aift_plan_create(model, data, eval, &options, &how, &made), made)) {
        const aift_plan_figures *f = aift_plan_get(made);
        fuzz_expect(f->steps > 0 && f->trainable_parameters <= f->parameters);
        fuzz_touch(aift_plan_json(made), strlen(aift_plan_json(made)));
    }
    API_REPLACE(a->plan, aift_plan_release, made);
}

static void make_trainer(api *a)
{
    lists of;
    aift_model *model = api_model(a);
    const aift_dataset *data = api_data(a);
    const aift_train_options options = train_options(a, &of);
    aift_trainer *made;
    if (!model || !data)
        return;
    fuzz_call(aift_trainer_create(model, data, &options, &made), made);
    API_REPLACE(a->trainer, aift_trainer_release, made);
}

static void use_trainer(api *a)
{
    size_t rows[4];
    double loss, norm;
    const size_t n = api_below(a, 5);
    aift_tensor *tensor;
    for (size_t i = 0; i < n; i++)
        rows[i] = (size_t)api_int(a);
    if (!a->trainer)
        return;
    aift_trainer_backward(a->trainer, rows, n, &loss);
    if (api_below(a, 2)) {
        fuzz_call(aift_trainer_gradient(a->trainer, api_text(a), &tensor), tensor);
        API_REPLACE(a->tensor, aift_tensor_release, tensor);
    }
    if (api_below(a, 2))
        aift_trainer_step(a->trainer, api_below(a, 2) ? &norm : NULL);
}

static void show(api *a)
{
    aift_show_options options = AIFT_SHOW_OPTIONS_INIT;
    const aift_dataset *data = api_data(a);
    options.num_rows = (int32_t)api_int(a);
    options.text_column = api_text_or_null(a);
    options.label_column = api_text_or_null(a);
    if (data)
        aift_dataset_show(data, api_model(a), &options, api_write, a);
}

const api_call api_train_calls[] = {train, check, plan, make_trainer, use_trainer, show, NULL};
