/* Predicts all texts of a file, again and again: aift_predict --model DIR --data FILE [--batch N] ...
 * A worker (worker.h); a unit is a row. Tokenization is in the time. */
#include <stdio.h>
#include <stdlib.h>

#include <aift/aift.h>

#include "arguments.h"
#include "worker.h"

static struct {
    const char *model, *data;
    int64_t batch, max_length, threads;
} args = {.batch = 32};

static const argument table[] = {
    {"--model", "the model's folder", .text = &args.model},
    {"--data", "a file with the column text", .text = &args.data},
    {"--batch", "rows at once; default 32", .number = &args.batch},
    {"--max-length", "tokens a text is cut to", .number = &args.max_length},
    {"--threads", "default: one a processor", .number = &args.threads},
    {NULL},
};

static int run(const aift_model *model, const char **texts, size_t n)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = (int32_t)args.batch;
    options.max_length = (int32_t)args.max_length;
    worker w;
    aift_status status = worker_start(&w) ? AIFT_OK : AIFT_E_NOMEM;
    while (status == AIFT_OK && worker_more(&w)) {
        aift_predictions *predictions;
        double begin = worker_clock();
        status = aift_model_predict(model, texts, NULL, n, &options, &predictions);
        worker_note(&w, worker_clock() - begin, (double)n);
        aift_predictions_release(predictions);
    }
    worker_end(&w);
    return status != AIFT_OK;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = (int32_t)args.threads;
    aift_context *context = NULL;
    aift_dataset *data = NULL;
    aift_model *model = NULL;
    int failed = aift_context_create(&options, &context) ||
                 aift_dataset_load(context, args.data, NULL, &data) ||
                 aift_model_load(context, args.model, NULL, &model);
    size_t n = failed ? 0 : aift_dataset_num_rows(data);
    const char **texts = calloc(n + 1, sizeof *texts);
    int32_t column = failed ? -1 : aift_dataset_column_index(data, "text");
    for (size_t i = 0; texts && column >= 0 && i < n; i++)
        texts[i] = aift_dataset_value(data, i, (size_t)column, NULL);
    failed = failed || !texts || column < 0 || run(model, texts, n);
    if (failed)
        fprintf(stderr, "aift_predict: %s\n", aift_last_error());
    free(texts);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return failed;
}
