/* Fine-tunes on the rows of a file in their order, again and again: aift_train --model DIR --data FILE ...
 * A worker (worker.h): an iteration is an optimizer step, a unit a real token. With --steps it trains so many steps
 * in one call and tells what the whole call took. */
#include <stdio.h>
#include <stdlib.h>

#include <aift/aift.h>

#include "arguments.h"
#include "worker.h"

static struct {
    const char *model, *data;
    int64_t batch, accumulation, max_length, threads, steps;
} args = {.batch = 32, .accumulation = 1};

static const argument table[] = {
    {"--model", "the model's folder", .text = &args.model},
    {"--data", "a file with the columns text and label, whole batches", .text = &args.data},
    {"--batch", "rows; default 32", .number = &args.batch},
    {"--accumulation", "batches a step; default 1", .number = &args.accumulation},
    {"--max-length", "tokens a text is cut to", .number = &args.max_length},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--steps", "one call of so many steps", .number = &args.steps},
    {NULL},
};

typedef struct training {
    worker worker;
    double last;    /* when the step began */
    double *tokens; /* by step of an epoch */
    size_t steps_per_epoch;
} training;

/* Between two steps: the one behind is noted, and the next is waited for. */
static int after_step(void *user, const aift_train_progress *progress)
{
    training *t = user;
    double now = worker_clock();
    if (progress->step > 1)
        worker_note(&t->worker, now - t->last, t->tokens[(size_t)(progress->step - 1) % t->steps_per_epoch]);
    int stop = !worker_more(&t->worker);
    t->last = worker_clock();
    return stop;
}

static aift_status count_tokens(const aift_model *model, const aift_dataset *data, training *t)
{
    int32_t column = aift_dataset_column_index(data, "text");
    size_t rows = aift_dataset_num_rows(data), step = (size_t)(args.batch * args.accumulation);
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    options.max_length = args.max_length ? (int32_t)args.max_length : aift_model_max_length(model);
    t->steps_per_epoch = rows / step;
    t->tokens = calloc(t->steps_per_epoch + 1, sizeof *t->tokens);
    if (!t->tokens || column < 0 || rows % step != 0)
        return AIFT_E_INVALID;
    for (size_t i = 0; i < rows; i++) {
        size_t size;
        const char *text = aift_dataset_value(data, i, (size_t)column, &size);
        aift_encoding *encoding;
        aift_status status =
            aift_tokenizer_encode(aift_model_tokenizer(model), text, size, &options, &encoding);
        if (status != AIFT_OK)
            return status;
        t->tokens[i / step] += (double)aift_encoding_length(encoding);
        aift_encoding_release(encoding);
    }
    return AIFT_OK;
}

static aift_status train(aift_model *model, const aift_dataset *data, training *t)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = (int32_t)args.batch;
    options.gradient_accumulation_steps = (int32_t)args.accumulation;
    options.max_length = (int32_t)args.max_length;
    options.train_sampling_strategy = AIFT_SAMPLING_SEQUENTIAL;
    options.eval_strategy = AIFT_EVAL_NO;
    options.max_steps = args.steps ? args.steps : 1000000;
    if (!args.steps) {
        options.progress = after_step;
        options.user = t;
    }
    aift_train_report *report;
    double begin = worker_clock();
    aift_status status = aift_train(model, data, NULL, &options, &report);
    double seconds = worker_clock() - begin, tokens = 0;
    for (int64_t i = 0; i < args.steps; i++)
        tokens += t->tokens[(size_t)i % t->steps_per_epoch];
    if (status == AIFT_OK && args.steps)
        printf("{\"seconds\": %.6f, \"tokens\": %.0f}\n", seconds, tokens);
    aift_train_report_release(report);
    return status;
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
    training t = {.tokens = NULL};
    int failed = !worker_start(&t.worker) || aift_context_create(&options, &context) ||
                 aift_dataset_load(context, args.data, NULL, &data) ||
                 aift_model_load(context, args.model, NULL, &model) || count_tokens(model, data, &t) ||
                 train(model, data, &t);
    if (failed)
        fprintf(stderr, "aift_train: %s\n", aift_last_error());
    worker_end(&t.worker);
    free(t.tokens);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return failed;
}
