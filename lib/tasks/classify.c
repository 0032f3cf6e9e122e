/* Batches of rows through a model. */
#include <math.h>

#include "base/options.h"
#include "tasks/classify.h"
#include "tasks/tokens.h"

void aift_predict_options_init(aift_predict_options *options)
{
    AIFT__DEFAULTS(options, aift_predict_options, AIFT_PREDICT_OPTIONS_INIT);
}

aift_status aift__predict_options(const aift_model *model, int32_t longest, const aift_predict_options *given,
                                  aift_predict_options *out)
{
    *out = (aift_predict_options)AIFT_PREDICT_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_predict_options"));
    AIFT__TRY(aift__options_reserved(out->reserved, "aift_predict_options"));
    if (out->batch_size < 1 || out->batch_size > 65536)
        return aift__fail(AIFT_E_RANGE, "batch_size is %d: it must be 1 to 65536", (int)out->batch_size);
    if (out->on_error != AIFT_ON_ERROR_STOP && out->on_error != AIFT_ON_ERROR_SKIP)
        return aift__fail(AIFT_E_RANGE, "on_error is %d: it must be 0 or 1", (int)out->on_error);
    if (out->max_length)
        longest = out->max_length;
    return model->tokenizer ? aift__max_length(model, longest, "max_length", &out->max_length) : AIFT_OK;
}

double aift__log_sum_exp(const float *logits, size_t n)
{
    double max = logits[0], sum = 0;
    for (size_t i = 1; i < n; i++)
        max = AIFT__MAX(max, (double)logits[i]);
    for (size_t i = 0; i < n; i++)
        sum += exp((double)logits[i] - max);
    return max + log(sum);
}

int32_t aift__softmax_row(const float *logits, size_t n, double *scores)
{
    double lse = aift__log_sum_exp(logits, n);
    int32_t best = 0;
    for (size_t i = 0; i < n; i++) {
        scores[i] = exp((double)logits[i] - lse);
        if (logits[i] > logits[best])
            best = (int32_t)i;
    }
    return best;
}

int32_t aift__sigmoid_row(const float *logits, size_t n, double *scores)
{
    int32_t best = 0;
    for (size_t i = 0; i < n; i++) {
        scores[i] = 1 / (1 + exp(-(double)logits[i]));
        if (logits[i] > logits[best])
            best = (int32_t)i;
    }
    return best;
}

/* The feed of rows that are predicted or evaluated. */
aift_status aift__classify_feed(const aift_model *model, const aift__items *items,
                                const aift_predict_options *options, aift__skipped *skipped, aift__feed **out)
{
    const aift__feed_options feed = {
        .max_length = options->max_length,
        .skip = skipped != NULL,
        .skipped = skipped,
    };
    return aift__feed_open(model, items, &feed, out);
}

typedef struct loop {
    const aift_model *model;
    aift__feed *feed;
    const aift_predict_options *options;
    aift__runner *runner;
    size_t *rows; /* 0, 1, 2, ... */
    aift__row_fn fn;
    void *user;
} loop;

static aift_status check_finite(const loop *l, size_t row, const float *values, size_t n)
{
    const aift__items *items = l->feed->items;
    for (size_t k = 0; k < n; k++)
        if (!isfinite(values[k])) {
            char place[256];
            items->place(items->user, row, place, sizeof place);
            return aift__fail(AIFT_E_NOT_FINITE,
                              "%s: the model's output is not finite: its weights are damaged", place);
        }
    return AIFT_OK;
}

static aift_status run_batch(loop *l, size_t first, size_t n)
{
    const size_t *kept;
    aift__forward f;
    AIFT__TRY(aift__feed_fill(l->feed, l->rows + first, n, aift__runner_inputs(l->runner), &kept, &n));
    if (n == 0)
        return AIFT_OK;
    AIFT__TRY(aift__runner_run(l->runner, &f));
    for (size_t i = 0; i < n; i++) {
        const size_t begin = f.offsets ? (size_t)f.offsets[i] : i * f.row_tokens;
        const aift__row_outputs outputs = {
            .row = kept[i],
            .logits = f.logits ? f.logits + i * l->model->num_labels : NULL,
            .hidden = f.hidden ? f.hidden + begin * f.width : NULL,
            .tokens = f.offsets ? (size_t)f.offsets[i + 1] - begin : f.row_tokens,
            .width = f.width,
        };
        if (f.logits)
            AIFT__TRY(check_finite(l, outputs.row, outputs.logits, l->model->num_labels));
        else
            AIFT__TRY(check_finite(l, outputs.row, outputs.hidden, outputs.tokens * outputs.width));
        AIFT__TRY(l->fn(l->user, &outputs));
    }
    return AIFT_OK;
}

static aift_status run_all(loop *l)
{
    size_t batch = (size_t)l->options->batch_size, all = l->feed->items->n;
    if (all > batch)
        AIFT__TRY(aift__feed_ahead(l->feed, 0, l->rows, all));
    for (size_t first = 0; first < all; first += batch) {
        AIFT__TRY(run_batch(l, first, AIFT__MIN(batch, all - first)));
        size_t done = AIFT__MIN(first + batch, all);
        if (l->options->progress && l->options->progress(l->options->user, (int64_t)done, (int64_t)all) != 0)
            return aift__fail(AIFT_E_CANCELLED, "cancelled after %zu of %zu rows", done, all);
    }
    return AIFT_OK;
}

aift_status aift__classify(const aift_model *model, aift__weights *weights, aift__outputs outputs,
                           aift__feed *feed, const aift_predict_options *options, aift__row_fn fn, void *user)
{
    aift_model *shared = (aift_model *)(uintptr_t)model; /* its cache is behind its lock */
    loop l = {.model = model, .feed = feed, .options = options, .fn = fn, .user = user};
    l.rows = aift__malloc(model->context, feed->items->n, sizeof *l.rows);
    const bool often = feed->items->n > (size_t)options->batch_size;
    aift_status status = AIFT_E_NOMEM;
    if (l.rows)
        status = aift__runner_take(shared, weights, outputs, often, &l.runner);
    for (size_t i = 0; status == AIFT_OK && i < feed->items->n; i++)
        l.rows[i] = i;
    if (status == AIFT_OK)
        status = run_all(&l);
    aift__runner_give(shared, l.runner);
    aift__feed_rest(feed);
    aift__free(model->context, l.rows);
    return status;
}
