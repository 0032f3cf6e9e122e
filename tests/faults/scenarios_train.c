/* Scenarios of trainings and plans. After each fault the model has its weights of before. */
#include "faults.h"

static aift_status load_bert(things *given)
{
    TRY(aift_dataset_load(given->context, faults_files.csv, NULL, &given->data));
    return load_model(given->context, faults_files.bert, &given->model);
}

static aift_status load_cnn(things *given)
{
    TRY(aift_dataset_load(given->context, faults_files.broken_photos, NULL, &given->data));
    return load_model(given->context, faults_files.cnn, &given->model);
}

/* Whether the model is as it was loaded; a call that succeeds trains it. */
static bool weights_are_kept(const things *given, bool done)
{
    char hex[65], kept[65];
    aift_model *loaded;
    const char *path = aift_model_tokenizer(given->model) ? faults_files.bert : faults_files.cnn;
    if (load_model(given->context, path, &loaded) != AIFT_OK)
        return false;
    const bool same = aift_model_digest(given->model, hex) == AIFT_OK &&
                      aift_model_digest(loaded, kept) == AIFT_OK && strcmp(hex, kept) == 0;
    aift_model_release(loaded);
    return same != done;
}

static bool weights_stay(const things *given, bool done)
{
    return weights_are_kept(given, false);
}

/* The act of a copy: so each begins with the same weights. */
static aift_status train_on(const things *given, things *made, const aift_train_options *options)
{
    aift_status status =
        GIVES(made->report, aift_train(given->model, given->data, given->data, options, &made->report));
    TRY(status);
    const aift_evaluation *evaluation = aift_train_report_evaluation(made->report);
    HOLDS(evaluation != NULL);
    HOLDS(aift_train_report_json(made->report) != NULL); /* which has times */
    tell_number(made, (double)aift_train_report_best_epoch(made->report));
    tell_number(made, aift_train_report_interrupted(made->report));
    tell_number(made, (double)aift_train_report_num_skipped(made->report));
    tell(made, aift_train_report_skipped(made->report, 0));
    return AIFT_OK;
}

static aift_train_options short_training(void)
{
    aift_train_options options;
    aift_train_options_init(&options);
    options.num_train_epochs = 1;
    options.per_device_train_batch_size = 2;
    options.gradient_accumulation_steps = 2;
    options.learning_rate = 0.01;
    options.lr_scheduler_type = AIFT_LR_CONSTANT;
    return options;
}

static aift_status train(const things *given, things *made)
{
    static const char *const freeze[] = {"*.LayerNorm.*"};
    aift_train_options options = short_training();
    int64_t steps, parameters, trainable;
    options.freeze = freeze;
    options.num_freeze = 1;
    TRY(COUNTS(steps, COUNTS(parameters, COUNTS(trainable, aift_train_check(given->model, 4, &options, &steps,
                                                                            &parameters, &trainable)))));
    tell_number(made, (double)(steps + parameters + trainable));
    return train_on(given, made, &options);
}

static aift_status train_pictures(const things *given, things *made)
{
    aift_train_options options = short_training();
    options.on_error = AIFT_ON_ERROR_SKIP;
    return train_on(given, made, &options);
}

/* A loop of one's own. A failure inside a loop leaves a trainer that can go on: it is released, and the model has what
 * was trained until then. */
static aift_status loop(const things *given, things *made)
{
    static const size_t rows[] = {0, 1};
    const aift_train_options options = short_training();
    double loss, norm;
    TRY(GIVES(made->trainer, aift_trainer_create(given->model, given->data, &options, &made->trainer)));
    TRY(COUNTS(loss, aift_trainer_backward(made->trainer, rows, 2, &loss)));
    TRY(GIVES(made->tensor, aift_trainer_gradient(made->trainer, "classifier.bias", &made->tensor)));
    TRY(COUNTS(norm, aift_trainer_step(made->trainer, &norm)));
    return AIFT_OK;
}

static aift_status plan(const things *given, things *made)
{
    aift_train_options options = short_training();
    aift_plan_options plan_options;
    aift_plan_options_init(&plan_options);
    plan_options.calibration_seconds = 1e-9;
    options.memory_limit = 1;
    options.on_error = AIFT_ON_ERROR_SKIP;
    TRY(GIVES(made->plan, aift_plan_create(given->model, given->data, given->data, &options, &plan_options,
                                           &made->plan)));
    const aift_plan_figures *figures = aift_plan_get(made->plan);
    tell_number(made, (double)(figures->steps + figures->rows + figures->tokens));
    tell_number(made, figures->flops);
    HOLDS(aift_plan_json(made->plan) != NULL); /* which has bytes and times of this moment */
    return AIFT_OK;
}

const scenario scenarios_train[] = {
    {"training", train, .prepare = load_bert, .check = weights_are_kept},
    {"training on pictures", train_pictures, .prepare = load_cnn, .check = weights_are_kept,
     .passes_over = true, .needs = &faults_files.pictures},
    {"loop of one's own", loop, .prepare = load_bert},
    {"plan", plan, .prepare = load_bert, .check = weights_stay},
    {"plan of pictures", plan, .prepare = load_cnn, .check = weights_stay, .passes_over = true,
     .needs = &faults_files.pictures},
    {NULL},
};
