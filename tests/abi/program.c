/* A program of somebody who compiled it with the headers of an older release, and runs it with today's library: most of
 * what there is, from the data to a use case's verdict. program GOLDEN-FOLDER */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aift/aift.h"

/* Stops at the first call that fails, or thing that is not so. */
#define OK(call) check((call) == AIFT_OK, #call)
#define TRUE(condition) check((condition), #condition)

static void check(int right, const char *what)
{
    if (!right) {
        fprintf(stderr, "%s: %s\n", what, aift_last_error());
        exit(1);
    }
}

enum { MAX_FILES = 8, ROWS = 18 };

/* A model's files in memory, as aift_model_write gives them. */
typedef struct files {
    aift_source sources[MAX_FILES];
    char names[MAX_FILES][64];
    size_t n;
} files;

static int take(void *user, const char *name, const void *data, size_t size)
{
    files *all = user;
    if (!all->n || strcmp(all->names[all->n - 1], name) != 0) {
        if (all->n == MAX_FILES)
            return 1;
        aift_source_init(&all->sources[all->n]);
        snprintf(all->names[all->n], sizeof *all->names, "%s", name);
        all->sources[all->n].name = all->names[all->n];
        all->n++;
    }
    aift_source *source = &all->sources[all->n - 1];
    char *grown = realloc((void *)source->data, source->size + size + 1);
    if (!grown)
        return 1;
    memcpy(grown + source->size, data, size);
    source->data = grown;
    source->size += size;
    return 0;
}

static int told(void *user, const aift_train_progress *progress)
{
    if (progress->struct_size < sizeof *progress || !isfinite(progress->loss))
        return 1;
    *(int64_t *)user = progress->step;
    return 0;
}

static aift_dataset *make_data(aift_context *context)
{
    static const char *const columns[] = {"text", "label"};
    static const char *const values[] = {"rain and wind", "Weather",           "pay, please",
                                         "bills",         "the train is late", "travel"};
    const char *rows[2 * ROWS];
    for (size_t i = 0; i < 2 * ROWS; i++)
        rows[i] = values[i % 6];
    aift_dataset *data;
    OK(aift_dataset_from_rows(context, columns, 2, rows, ROWS, &data));
    return data;
}

static aift_train_report *train(aift_model *model, const aift_dataset *data)
{
    int64_t step = 0;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 20;
    options.learning_rate = 5e-3;
    options.lr_scheduler_type = AIFT_LR_CONSTANT;
    options.progress = told;
    options.user = &step;
    aift_plan *plan;
    OK(aift_plan_create(model, data, data, &options, NULL, &plan));
    const aift_plan_figures figures = *aift_plan_get(plan);
    aift_plan_release(plan);
    TRUE(figures.struct_size >= sizeof figures && figures.fits && figures.peak_bytes > 0);
    aift_train_report *report;
    OK(aift_train(model, data, data, &options, &report));
    TRUE(step == figures.steps && !aift_train_report_interrupted(report));
    return report;
}

/* What was trained is written, read back, and says the same. */
static void use(aift_context *context, const aift_model *model)
{
    static const char *const texts[] = {"rain and wind", "pay, please"};
    files all = {.n = 0};
    aift_model *again;
    OK(aift_model_write(model, take, &all));
    OK(aift_model_load_sources(context, all.sources, all.n, NULL, &again));
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = 1;
    aift_predictions *first, *second;
    OK(aift_model_predict(model, texts, NULL, 2, NULL, &first));
    OK(aift_model_predict(again, texts, NULL, 2, &options, &second));
    for (size_t row = 0; row < 2; row++) {
        TRUE(strcmp(aift_predictions_json(first, row), aift_predictions_json(second, row)) == 0);
        TRUE(aift_predictions_scores(first, row)[aift_predictions_label(first, row)] > 0.5F);
    }
    aift_predictions_release(second);
    aift_predictions_release(first);
    aift_model_release(again);
    for (size_t i = 0; i < all.n; i++)
        free((void *)all.sources[i].data);
}

static void judge(aift_context *context, const aift_model *model, const aift_dataset *data,
                  aift_train_report *report)
{
    static const char json[] =
        "{\"title\": \"Mails\", \"problem\": \"many\", \"task\": \"text-classification\", \"owner\": "
        "{\"name\": \"A\", \"email\": \"a@example.com\"}, \"kpis\": [{\"name\": \"right\", \"target\": "
        "0.9, \"direction\": \"higher\", \"metric\": \"accuracy\"}]}";
    aift_source source = AIFT_SOURCE_INIT;
    source.data = json;
    source.size = sizeof json - 1;
    aift_usecase *usecase;
    aift_evaluation *evaluation;
    aift_kpi kpi = {.struct_size = sizeof kpi};
    double value;
    int32_t met;
    OK(aift_usecase_load_source(context, &source, &usecase));
    OK(aift_usecase_kpi(usecase, 0, &kpi));
    TRUE(kpi.target == 0.9 && kpi.direction == AIFT_KPI_HIGHER && strcmp(kpi.metric, "accuracy") == 0);
    OK(aift_model_evaluate(model, data, NULL, &evaluation));
    OK(aift_usecase_judge(usecase, 0, evaluation, &value, &met));
    TRUE(met && value == 1);
    OK(aift_usecase_apply(usecase, report, &met));
    TRUE(met && strstr(aift_train_report_json(report), "\"met\""));
    aift_evaluation_release(evaluation);
    aift_usecase_release(usecase);
}

/* Tokens, tensors, and a failure with its status and message. */
static void parts(aift_context *context, const aift_model *model)
{
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    options.max_length = 4;
    aift_encoding *encoding;
    OK(aift_tokenizer_encode(aift_model_tokenizer(model), "rain and wind", 13, &options, &encoding));
    TRUE(aift_encoding_length(encoding) == 4 && aift_encoding_special_tokens_mask(encoding)[0] == 1);
    aift_encoding_release(encoding);

    static const float values[6] = {1, 2, 3, 4, 5, 6};
    static const int64_t shape[2] = {2, 3};
    aift_tensor *tensor;
    OK(aift_tensor_wrap(context, AIFT_DTYPE_F32, shape, 2, values, sizeof values, NULL, NULL, &tensor));
    TRUE(aift_tensor_data(tensor) == values && aift_tensor_nbytes(tensor) == sizeof values);
    aift_tensor_release(tensor);

    aift_dataset *none = NULL;
    TRUE(aift_dataset_load(context, "no such file.csv", NULL, &none) == AIFT_E_IO && !none);
    TRUE(strstr(aift_last_error(), "no such file.csv") != NULL);
    TRUE(strcmp(aift_status_name(AIFT_E_IO), "AIFT_E_IO") == 0);
}

int main(int argc, char **argv)
{
    char path[4096];
    if (argc != 2)
        return fprintf(stderr, "usage: program GOLDEN-FOLDER\n"), 2;
    snprintf(path, sizeof path, "%s/tiny-bert", argv[1]);
    aift_context *context;
    aift_model *model;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    aift_model_options new_head = AIFT_MODEL_OPTIONS_INIT;
    options.num_threads = 2;
    new_head.new_head = 1;
    OK(aift_context_create(&options, &context));
    OK(aift_model_load(context, path, &new_head, &model));
    aift_dataset *data = make_data(context);
    aift_train_report *report = train(model, data);
    use(context, model);
    judge(context, model, data, report);
    parts(context, model);
    printf("a program compiled for %s runs with libaift %s\n", AIFT_VERSION_STRING, aift_version());
    aift_train_report_release(report);
    aift_dataset_release(data);
    aift_model_release(model);
    aift_context_release(context);
    return 0;
}
