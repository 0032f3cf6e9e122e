/* The arithmetic of a training, and how long it takes here. */
#include <string.h>

#include "base/clock.h"
#include "train/preflight.h"

/* ---- FLOPs ---- */

static double count_nodes(const aift__graph *graph, const int64_t *dims, aift__value offsets, int32_t *data)
{
    double sum = 0;
    for (size_t n = 0; n < graph->n_nodes; n++) {
        const aift__node *node = &graph->nodes[n];
        aift__arg in[AIFT__MAX_IN] = {0}, out[AIFT__MAX_OUT] = {0};
        if (!node->op->flops)
            continue;
        for (int32_t i = 0; i < node->n_in; i++) {
            if (node->in[i] == AIFT__NO_VALUE)
                continue;
            aift__value_shape(graph, node->in[i], dims, &in[i]);
            in[i].data = node->in[i] == offsets ? data : NULL;
        }
        for (int32_t k = 0; k < node->op->n_out; k++)
            aift__value_shape(graph, node->out[k], dims, &out[k]);
        sum += node->op->flops(
            &(aift__call){.kernel = {.context = graph->context}, .attrs = node->attrs, .in = in, .out = out});
    }
    return sum;
}

/* One batch, whose offsets of tokens are given: what a row costs does not depend on its batch. */
static aift_status count_batch(const aift_trainer *t, aift__capacity batch, int32_t *offsets, double *flops)
{
    int64_t symbols[2];
    int64_t *dims = aift__malloc(t->context, (size_t)aift__dims_count(t->graph->dims), sizeof *dims);
    aift__inputs_symbols(&t->inputs, batch, symbols);
    aift_status status = dims ? aift__dims_eval(t->graph->dims, symbols, dims) : AIFT_E_NOMEM;
    aift__value value = aift__feed_tokens(t->feed) ? t->inputs.value[2] : AIFT__NO_VALUE;
    if (status == AIFT_OK)
        *flops = count_nodes(t->graph, dims, value, offsets);
    aift__free(t->context, dims);
    return status;
}

aift_status aift__preflight_flops(const aift__preflight *p, const aift__extent *extent, double *flops)
{
    const aift_trainer *t = p->trainer;
    const aift__ragged *tokens = aift__feed_tokens(t->feed);
    if (!tokens) { /* all rows are alike */
        aift_status status = count_batch(t, (aift__capacity){.rows = 1}, NULL, flops);
        *flops *= (double)extent->rows;
        return status;
    }
    int32_t *offsets = aift__malloc(t->context, tokens->rows + 1, sizeof *offsets);
    aift_status status = offsets ? AIFT_OK : AIFT_E_NOMEM;
    size_t rows = 0;
    for (; offsets && rows < tokens->rows && tokens->starts[rows + 1] <= INT32_MAX; rows++)
        offsets[rows] = (int32_t)tokens->starts[rows];
    if (status == AIFT_OK) {
        offsets[rows] = (int32_t)tokens->starts[rows];
        status = count_batch(t, (aift__capacity){(int64_t)rows, offsets[rows]}, offsets, flops);
    }
    if (status == AIFT_OK)
        *flops *= (double)extent->length / (double)offsets[rows];
    aift__free(t->context, offsets);
    return status;
}

/* ---- seconds ---- */

typedef struct trial {
    double begin, budget;
    double backward, done; /* seconds of so many tokens, or rows */
    double step, steps;
} trial;

/* What time goes by: tokens, or rows that are all alike. */
static int64_t cost(const aift_trainer *t, const size_t *rows, size_t n)
{
    return aift__feed_tokens(t->feed) ? aift__feed_lengths(t->feed, rows, n) : (int64_t)n;
}

/* One batch and a step of its own, on parameters that nobody will see. The first of all also meets its memory for
 * the first time, and does not count. */
static aift_status try_batch(aift_trainer *t, const size_t *rows, size_t n, bool counts, trial *of)
{
    double loss, begin = aift__clock_seconds();
    AIFT__TRY(aift_trainer_backward(t, rows, n, &loss));
    double middle = aift__clock_seconds();
    AIFT__TRY(aift_trainer_step(t, NULL));
    if (!counts)
        return AIFT_OK;
    of->backward += middle - begin;
    of->done += (double)cost(t, rows, n);
    of->step += aift__clock_seconds() - middle;
    of->steps++;
    return AIFT_OK;
}

static aift_status try_batches(aift__preflight *p, trial *of)
{
    enum { MOST = 1000 };
    aift_trainer *t = p->trainer;
    size_t n = t->rows.items.n, batch = (size_t)t->options.per_device_train_batch_size, at = 0;
    aift__sample_epoch(&t->options, 0, p->order, n);
    for (int i = 0; i < MOST && (i < 2 || aift__clock_seconds() - of->begin < of->budget); i++) {
        size_t rows = AIFT__MIN(batch, n - at);
        AIFT__TRY(try_batch(t, p->order + at, rows, i > 0, of));
        at = at + rows < n ? at + rows : 0;
    }
    return AIFT_OK;
}

aift_status aift__preflight_calibrate(aift__preflight *p, double seconds, aift_plan_figures *figures)
{
    aift_trainer *t = p->trainer;
    trial of = {.begin = aift__clock_seconds(), .budget = seconds};
    const double forward = 1.0 / 3; /* of forward and backward */
    if (figures->peak_bytes > p->memory)
        return aift__fail_nomem((size_t)figures->peak_bytes);
    AIFT__TRY(aift__trainer_fill(t));
    AIFT__TRY(aift__trainer_plan(t, (aift__capacity){figures->batch_rows, figures->batch_tokens}));
    AIFT__TRY(try_batches(p, &of));
    bool tokens = aift__feed_tokens(t->feed) != NULL;
    double evaluated = (double)(tokens ? p->eval_tokens : (int64_t)p->eval_rows) *
                       (double)aift__preflight_evaluations(p, &t->options);
    double trained = (double)(tokens ? figures->tokens : figures->rows);
    figures->seconds =
        of.backward / of.done * (trained + forward * evaluated) + of.step / of.steps * (double)figures->steps;
    return AIFT_OK;
}
