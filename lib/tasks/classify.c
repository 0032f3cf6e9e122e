/* Batches of texts through a model. */
#include <math.h>

#include "base/options.h"
#include "tasks/classify.h"

void aift_predict_options_init(aift_predict_options *options)
{
    AIFT__DEFAULTS(options, aift_predict_options, AIFT_PREDICT_OPTIONS_INIT);
}

aift_status aift__predict_options(const aift_model *model, const aift_predict_options *given,
                                  aift_predict_options *out)
{
    *out = (aift_predict_options)AIFT_PREDICT_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_predict_options"));
    if (out->batch_size < 1 || out->batch_size > 65536)
        return aift__fail(AIFT_E_RANGE, "batch_size is %d: it must be 1 to 65536", (int)out->batch_size);
    if (model->num_labels == 0)
        return aift__fail(AIFT_E_STATE, "the model has no labels yet: train it first, or set its labels");
    return aift__max_length(model, out->max_length, "max_length", &out->max_length);
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

typedef struct loop {
    const aift_model *model;
    const aift__texts *texts;
    const aift_predict_options *options;
    aift__runner *runner;
    aift__ragged tokens;
    size_t *rows; /* 0, 1, 2, ... */
    aift__row_fn fn;
    void *user;
} loop;

static aift_status check_finite(const loop *l, size_t row, const float *logits)
{
    for (size_t k = 0; k < l->model->num_labels; k++)
        if (!isfinite(logits[k])) {
            char place[256];
            l->texts->place(l->texts->user, row, place, sizeof place);
            return aift__fail(AIFT_E_NOT_FINITE,
                              "%s: the model's output is not finite: its weights are damaged", place);
        }
    return AIFT_OK;
}

static aift_status run_batch(loop *l, size_t first, size_t n)
{
    aift__ragged_clear(&l->tokens);
    AIFT__TRY(aift__tokenize(l->model, l->texts, first, n, l->options->max_length, &l->tokens));
    aift__forward forward;
    AIFT__TRY(aift__runner_run(l->runner, &l->tokens, l->rows, n, &forward));
    size_t width = (size_t)aift__model_config(l->model)->hidden_size;
    for (size_t i = 0; i < n; i++) {
        const aift__row_outputs outputs = {
            .row = first + i,
            .logits = forward.logits + i * l->model->num_labels,
            .hidden = forward.hidden + (size_t)forward.offsets[i] * width,
            .tokens = (size_t)(forward.offsets[i + 1] - forward.offsets[i]),
            .width = width,
        };
        AIFT__TRY(check_finite(l, outputs.row, outputs.logits));
        AIFT__TRY(l->fn(l->user, &outputs));
    }
    return AIFT_OK;
}

static aift_status run_all(loop *l)
{
    size_t batch = (size_t)l->options->batch_size;
    for (size_t first = 0; first < l->texts->n; first += batch) {
        AIFT__TRY(run_batch(l, first, AIFT__MIN(batch, l->texts->n - first)));
        size_t done = AIFT__MIN(first + batch, l->texts->n);
        if (l->options->progress &&
            l->options->progress(l->options->user, (int64_t)done, (int64_t)l->texts->n) != 0)
            return aift__fail(AIFT_E_CANCELLED, "cancelled after %zu of %zu rows", done, l->texts->n);
    }
    return AIFT_OK;
}

aift_status aift__classify(const aift_model *model, aift__weights *weights, const aift__texts *texts,
                           const aift_predict_options *options, aift__row_fn fn, void *user)
{
    aift_model *shared = (aift_model *)(uintptr_t)model; /* its cache is behind its lock */
    loop l = {.model = model, .texts = texts, .options = options, .fn = fn, .user = user};
    aift__ragged_init(&l.tokens, model->context);
    l.rows = aift__malloc(model->context, (size_t)options->batch_size, sizeof *l.rows);
    aift_status status = l.rows ? aift__runner_take(shared, weights, &l.runner) : AIFT_E_NOMEM;
    for (size_t i = 0; status == AIFT_OK && i < (size_t)options->batch_size; i++)
        l.rows[i] = i;
    if (status == AIFT_OK)
        status = run_all(&l);
    aift__runner_give(shared, l.runner);
    aift__ragged_finish(&l.tokens);
    aift__free(model->context, l.rows);
    return status;
}
