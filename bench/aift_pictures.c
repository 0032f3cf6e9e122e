/* Fine-tunes with pictures that are a model's input already, or predicts them, again and again:
 * aift_pictures --model DIR --pictures FILE --rows N [--train] ... A worker (worker.h); a unit is a picture.
 * With --check it prints the logits of the first batch, or the losses of so many steps, and ends. */
#include <stdio.h>
#include <stdlib.h>

#include <aift/aift.h>

#include "arguments.h"
#include "worker.h"

static struct {
    const char *model, *pictures;
    int64_t rows, batch, threads, check, train;
} args = {.rows = 1, .batch = 32};

static const argument table[] = {
    {"--model", "the model's folder", .text = &args.model},
    {"--pictures", "a file of float32 numbers, one picture after the other", .text = &args.pictures},
    {"--rows", "pictures in the file", .number = &args.rows},
    {"--batch", "pictures at once; default 32", .number = &args.batch},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--train", "fine-tune; else predict", .flag = &args.train},
    {"--check", "batches or steps whose figures are printed", .number = &args.check},
    {NULL},
};

typedef struct bench {
    worker worker;
    float *numbers; /* of all pictures */
    aift_media *items;
    double last, *losses; /* when the step began; of --check */
} bench;

/* ---- the pictures ---- */

static int read_pictures(bench *b)
{
    FILE *file = fopen(args.pictures, "rb");
    if (!file || args.rows < 1 || args.batch < 1 || args.rows % args.batch || fseek(file, 0, SEEK_END) != 0)
        return -1;
    const size_t rows = (size_t)args.rows, size = (size_t)ftell(file) / rows;
    rewind(file);
    b->numbers = malloc(rows * size);
    b->items = calloc(rows, sizeof *b->items);
    int failed = !b->numbers || !b->items || fread(b->numbers, size, rows, file) != rows;
    for (size_t i = 0; !failed && i < rows; i++)
        b->items[i] = (aift_media){
            .kind = AIFT_MEDIA_TENSOR, .data = b->numbers + i * (size / sizeof(float)), .size = size};
    fclose(file);
    return failed;
}

static void print(const char *name, const double *values, size_t n)
{
    printf("{\"%s\": [", name);
    for (size_t i = 0; i < n; i++)
        printf("%s%.9g", i ? ", " : "", values[i]);
    printf("]}\n");
}

/* ---- prediction ---- */

static void print_logits(const aift_predictions *predictions)
{
    const size_t rows = aift_predictions_num_rows(predictions),
                 labels = aift_predictions_num_labels(predictions);
    double *values = calloc(rows * labels + 1, sizeof *values);
    for (size_t i = 0; values && i < rows * labels; i++)
        values[i] = (double)aift_predictions_logits(predictions, i / labels)[i % labels];
    if (values)
        print("logits", values, rows * labels);
    free(values);
}

static aift_status predict(const aift_model *model, bench *b)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = (int32_t)args.batch;
    aift_status status = AIFT_OK;
    for (int64_t at = 0; status == AIFT_OK && (args.check || worker_more(&b->worker));
         at = (at + args.batch) % args.rows) {
        aift_predictions *predictions;
        double begin = worker_clock();
        status = aift_model_predict_media(model, b->items + at, (size_t)args.batch, &options, &predictions);
        if (status == AIFT_OK && args.check)
            print_logits(predictions);
        aift_predictions_release(predictions);
        if (args.check)
            break;
        worker_note(&b->worker, worker_clock() - begin, (double)args.batch);
    }
    return status;
}

/* ---- training ---- */

/* Between two steps: the one behind is noted, and the next is waited for. */
static int after_step(void *user, const aift_train_progress *progress)
{
    bench *b = user;
    double now = worker_clock();
    if (args.check) {
        b->losses[progress->step - 1] = progress->loss;
        return 0;
    }
    if (progress->step > 1)
        worker_note(&b->worker, now - b->last, (double)args.batch);
    int stop = !worker_more(&b->worker);
    b->last = worker_clock();
    return stop;
}

/* Picture i has label i % labels. */
static aift_status make_dataset(aift_context *context, const aift_model *model, const bench *b,
                                aift_dataset **out)
{
    const size_t labels = aift_model_num_labels(model);
    const char **texts = calloc((size_t)args.rows, sizeof *texts);
    for (size_t i = 0; texts && i < (size_t)args.rows; i++)
        texts[i] = aift_model_label(model, i % labels);
    aift_status status =
        texts ? aift_dataset_from_media(context, "image", b->items, texts, (size_t)args.rows, out)
              : AIFT_E_NOMEM;
    free(texts);
    return status;
}

static aift_status train(aift_context *context, aift_model *model, bench *b)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = (int32_t)args.batch;
    options.train_sampling_strategy = AIFT_SAMPLING_SEQUENTIAL;
    options.eval_strategy = AIFT_EVAL_NO;
    options.lr_scheduler_type = AIFT_LR_CONSTANT;
    options.max_steps = args.check ? args.check : 1000000;
    options.progress = after_step;
    options.user = b;
    b->losses = calloc((size_t)args.check + 1, sizeof *b->losses);
    aift_dataset *data = NULL;
    aift_train_report *report = NULL;
    aift_status status = b->losses ? make_dataset(context, model, b, &data) : AIFT_E_NOMEM;
    free(b->numbers); /* the data set has its own */
    b->numbers = NULL;
    if (status == AIFT_OK)
        status = aift_train(model, data, NULL, &options, &report);
    if (status == AIFT_OK && args.check)
        print("losses", b->losses, (size_t)args.check);
    aift_train_report_release(report);
    aift_dataset_release(data);
    return status;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = (int32_t)args.threads;
    aift_context *context = NULL;
    aift_model *model = NULL;
    bench b = {.items = NULL};
    if (read_pictures(&b) != 0)
        return fprintf(stderr, "aift_pictures: %s: cannot read it\n", args.pictures), 1;
    int failed = !worker_start(&b.worker) || aift_context_create(&options, &context) ||
                 aift_model_load(context, args.model, NULL, &model) ||
                 (args.train ? train(context, model, &b) : predict(model, &b));
    if (failed)
        fprintf(stderr, "aift_pictures: %s\n", aift_last_error());
    worker_end(&b.worker);
    free(b.numbers);
    free(b.items);
    free(b.losses);
    aift_model_release(model);
    aift_context_release(context);
    return failed;
}
