/* Where the time of a training step goes: operator by operator, and what is outside of the graph.
 *
 * step --model DIR --data FILE [--batch N] [--steps N] ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../arguments.h"
#include "aift/aift.h"
#include "base/clock.h"
#include "kernels/embedding.h"
#include "kernels/optimizer.h"
#include "profile.h"
#include "train/sampler.h"
#include "train/trainer.h"

static struct {
    const char *model, *data, *text_column, *label_column;
    int64_t batch, steps, warmup, max_length, threads;
} args = {.text_column = "text", .label_column = "label", .batch = 32, .steps = 20, .warmup = 3};

static const argument table[] = {
    {"--model", "the model's folder", .text = &args.model},
    {"--data", "the training data", .text = &args.data},
    {"--text-column", "default text", .text = &args.text_column},
    {"--label-column", "default label", .text = &args.label_column},
    {"--batch", "rows; default 32", .number = &args.batch},
    {"--steps", "default 20", .number = &args.steps},
    {"--warmup", "steps before; default 3", .number = &args.warmup},
    {"--max-length", "tokens a text is cut to; default: as the model's", .number = &args.max_length},
    {"--threads", "default: one a processor", .number = &args.threads},
    {NULL},
};

/* ---- the steps ---- */

typedef struct times {
    double load, create, backward, norm, update, all;
    double tokens;
    double norm_bytes, update_bytes;
} times;

/* Numbers of the gradient, without the rows that a sparse one leaves out by this mark. */
static double numbers(const aift__flat *flat, int32_t mark)
{
    double n = 0;
    for (size_t i = 0; i < flat->n_parts; i++) {
        const aift__flat_part *part = &flat->parts[i];
        for (int64_t r = 0; r < part->rows; r++)
            n += part->marks[r] & mark ? (double)(part->n / part->rows) : 0;
        n += part->rows ? 0 : (double)part->n;
    }
    return n;
}

static aift_status step(aift_trainer *t, profile *p, const size_t *rows, size_t n, times *sum)
{
    double loss, begin = aift__clock_seconds();
    p->tokens = aift__feed_lengths(t->feed, rows, n);
    p->rows = (int64_t)n;
    AIFT__TRY(aift_trainer_backward(t, rows, n, &loss));
    double after = aift__clock_seconds();
    AIFT__TRY(aift_trainer_step(t, NULL));
    double end = aift__clock_seconds();
    /* The step takes the norm too; once more shows its part. */
    const aift__kernel_context kernel = {.context = t->context};
    aift__flat_sum_of_squares(&t->flat, &kernel);
    double norm = aift__clock_seconds() - end;
    sum->backward += after - begin;
    sum->norm += norm;
    sum->update += end - after - norm;
    sum->all += end - begin;
    sum->tokens += (double)p->tokens;
    sum->norm_bytes += sizeof(float) * numbers(&t->flat, AIFT__ROW_NOW);
    /* Without decay. Four buffers are read and three written. */
    sum->update_bytes += 7 * sizeof(float) * numbers(&t->flat, AIFT__ROW_EVER);
    return AIFT_OK;
}

static aift_status run(aift_trainer *t, profile *p, times *sum)
{
    size_t n = t->rows.items.n, batch = AIFT__MIN((size_t)args.batch, n), at = 0;
    size_t *order = calloc(n, sizeof *order);
    if (!order)
        return AIFT_E_NOMEM;
    aift__sample_epoch(&t->options, 0, order, n);
    aift_status status = AIFT_OK;
    for (int64_t i = -args.warmup; i < args.steps && status == AIFT_OK; i++, at += batch) {
        times ignored = {0};
        if (at + batch > n)
            at = 0;
        aift__execution_observe(t->execution, i < 0 ? NULL : profile_observe, p);
        status = step(t, p, order + at, batch, i < 0 ? &ignored : sum);
    }
    free(order);
    return status;
}

/* ---- the table ---- */

/* Weights of products that each token meets: the matrices of the layers. */
static double product_weights(const aift_trainer *t)
{
    double n = 0;
    for (size_t v = 0; v < t->graph->n_values; v++) {
        const aift__value_info *info = &t->graph->values[v];
        const aift_tensor *tensor = NULL;
        if (info->kind == AIFT__VALUE_PARAMETER && strstr(info->name, ".layer."))
            tensor = aift__weights_find(t->live, info->name);
        if (tensor && tensor->rank == 2)
            n += (double)aift__tensor_elements(tensor);
    }
    return n;
}

static void show(const aift_trainer *t, profile *p, const times *sum)
{
    double steps = (double)args.steps, all = sum->all / steps;
    profile_show(p, steps, all);
    double outside = sum->backward - p->in_nodes;
    profile_show_line("(outside the graph)", "gather, sizes, hand-over", 1, outside / steps, all);
    printf("\n");
    profile_show_line("(clip)", "norm of the gradient", 1, sum->norm / steps, all);
    printf(" %9s %7.1f\n", "", sum->norm_bytes / sum->norm / 1e9);
    profile_show_line("(adamw)", "", 1, sum->update / steps, all);
    printf(" %9s %7.1f\n", "", sum->update_bytes / sum->update / 1e9);
    double rate = sum->tokens / sum->all, n = product_weights(t);
    printf(
        "\n%.3f ms a step, %.0f tokens a step, %.0f tokens/s; N = %.2f M, so 6 N a token are %.1f GFLOP/s\n",
        all * 1e3, sum->tokens / steps, rate, n / 1e6, 6 * n * rate / 1e9);
    printf(
        "before the first step: %.2f s to load model and data, %.2f s to tokenize and plan; peak %.0f MiB\n",
        sum->load, sum->create, (double)aift__clock_peak_rss() / 1048576);
}

/* ---- setting up ---- */

static aift_status profile_training(aift_context *context, aift_dataset **data, aift_model **model,
                                    aift_trainer **trainer)
{
    static profile p;
    times sum = {0};
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = (int32_t)args.batch;
    options.max_length = (int32_t)args.max_length;
    options.text_column = args.text_column;
    options.label_column = args.label_column;
    double begin = aift__clock_seconds();
    AIFT__TRY(aift_dataset_load(context, args.data, NULL, data));
    AIFT__TRY(aift_model_load(context, args.model, NULL, model));
    sum.load = aift__clock_seconds() - begin;
    begin = aift__clock_seconds();
    AIFT__TRY(aift_trainer_create(*model, *data, &options, trainer));
    sum.create = aift__clock_seconds() - begin;
    AIFT__TRY(run(*trainer, &p, &sum));
    show(*trainer, &p, &sum);
    return AIFT_OK;
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
    aift_trainer *trainer = NULL;
    aift_status status = aift_context_create(&options, &context);
    if (status == AIFT_OK)
        status = profile_training(context, &data, &model, &trainer);
    if (status != AIFT_OK)
        fprintf(stderr, "step: %s\n", aift_last_error());
    aift_trainer_release(trainer);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return status == AIFT_OK ? 0 : 1;
}
