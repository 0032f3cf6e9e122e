/* The preflight: what it looks at, its figures, and batches that fit. */
#include <stdio.h>

#include "base/clock.h"
#include "kernels/products.h"
#include "tasks/session.h"
#include "tasks/tokens.h"
#include "train/preflight.h"

void aift__preflight_close(aift__preflight *p)
{
    aift_context *context = p->trainer->context;
    aift__graph_destroy(p->inference);
    aift__free(context, p->order);
    aift__free(context, p->eval_lengths);
    *p = (aift__preflight){0};
}

/* The lengths alone: a batch's texts are tokenized, counted and dropped. */
static aift_status count_tokens(aift__preflight *p, const aift__rows *rows, aift__ragged *tokens)
{
    enum { AT_ONCE = 256 };
    const aift_trainer *t = p->trainer;
    for (size_t at = 0; at < rows->items.n; at += AT_ONCE) {
        size_t n = AIFT__MIN(AT_ONCE, rows->items.n - at);
        aift__ragged_clear(tokens);
        AIFT__TRY(aift__tokenize(t->model, &rows->items, at, n, t->max_length, tokens));
        for (size_t i = 0; i < n; i++)
            p->eval_lengths[at + i] = (int32_t)aift__ragged_length(tokens, i);
        p->eval_tokens += (int64_t)tokens->n_values;
    }
    return AIFT_OK;
}

static aift_status read_eval(aift__preflight *p, const aift_dataset *data)
{
    const aift_trainer *t = p->trainer;
    if (!data || t->options.eval_strategy == AIFT_EVAL_NO)
        return AIFT_OK;
    aift__rows rows;
    aift__ragged tokens;
    AIFT__TRY(aift__session_graph(t->model, AIFT__LOGITS, &p->inference));
    AIFT__TRY(aift__rows_open(t->model, data, t->options.text_column, t->options.label_column, &rows));
    aift__ragged_init(&tokens, t->context);
    p->eval_rows = rows.items.n;
    p->eval_lengths = aift__calloc(t->context, p->eval_rows, sizeof *p->eval_lengths);
    aift_status status = p->eval_lengths ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK && t->model->tokenizer)
        status = count_tokens(p, &rows, &tokens);
    aift__ragged_finish(&tokens);
    aift__rows_close(&rows);
    return status;
}

/* A library of products loads and makes code, and keeps buffers; products as those of a layer show how much. */
static aift_status measure_products(aift__preflight *p)
{
    enum { M = 1024, N = 384 };
    const aift__kernel_context kernel = {.context = p->trainer->context};
    if (aift__packed_size(&kernel, N, N)) /* our own kernels compute them */
        return AIFT_OK;
    const size_t each = (size_t)M * N;
    float *block = aift__calloc(kernel.context, 3 * each, sizeof *block), *x = block, *y = block + each;
    if (!block)
        return AIFT_E_NOMEM;
    const aift__gemm products[] = {
        {.tb = true, .m = M, .n = N, .k = N, .a = x, .lda = N, .b = y, .ldb = N}, /* forward */
        {.m = M, .n = N, .k = N, .a = x, .lda = N, .b = y, .ldb = N},             /* gradient of the input */
        {.ta = true, .m = N, .n = N, .k = M, .a = x, .lda = N, .b = y, .ldb = N}, /* of the weight */
    };
    int64_t before = aift__clock_rss();
    aift_status status = AIFT_OK;
    for (size_t i = 0; status == AIFT_OK && i < AIFT__COUNT(products); i++) {
        aift__gemm gemm = products[i];
        gemm.alpha = 1;
        gemm.c = block + 2 * each;
        gemm.ldc = N;
        status = aift__gemm_f32(&kernel, &gemm);
    }
    const int64_t own = (int64_t)(each * sizeof *block); /* zeros that are only read take none */
    p->third_party = AIFT__MAX(aift__clock_rss() - before - own, 0);
    aift__free(kernel.context, block);
    return status;
}

static aift_status look(aift__preflight *p, const aift_dataset *eval_data)
{
    aift_trainer *t = p->trainer;
    p->order = aift__malloc(t->context, t->rows.items.n, sizeof *p->order);
    if (!p->order)
        return AIFT_E_NOMEM;
    AIFT__TRY(read_eval(p, eval_data));
    AIFT__TRY(measure_products(p));
    AIFT__TRY(aift__preflight_media(p));
    /* Earlier use of the model has read what training gives back. */
    for (size_t i = 0; i < aift__weights_count(t->model->weights); i++)
        aift__tensor_rest(aift__weights_at(t->model->weights, i));
    p->rss = aift__clock_rss();
    p->memory = aift__clock_memory();
    return AIFT_OK;
}

aift_status aift__preflight_open(aift_trainer *trainer, const aift_dataset *eval_data, aift__preflight *out)
{
    *out = (aift__preflight){.trainer = trainer};
    aift_status status = look(out, eval_data);
    if (status != AIFT_OK)
        aift__preflight_close(out);
    return status;
}

/* ---- batches that fit ---- */

enum { MOST_ACCUMULATED = 65536 };

static int64_t rows_of_step(const aift_train_options *options)
{
    return (int64_t)options->per_device_train_batch_size * options->gradient_accumulation_steps;
}

/* Batches of so many rows that make up a step's. */
static int64_t accumulated(int64_t rows, int64_t batch)
{
    return AIFT__MIN((rows + batch - 1) / batch, MOST_ACCUMULATED);
}

/* Whether the training fits with batches of so many rows; then it is what is proposed. */
static aift_status try_batch(aift__preflight *p, const aift_train_options *options, int32_t batch, bool *fits,
                             aift_plan_figures *out)
{
    aift_train_options o = *options;
    o.per_device_train_batch_size = batch;
    o.gradient_accumulation_steps = (int32_t)accumulated(rows_of_step(options), batch);
    o.per_device_eval_batch_size = AIFT__MIN(o.per_device_eval_batch_size, batch);
    aift_plan_figures figures = {0};
    aift__extent extent;
    int64_t steps = aift__total_steps(&o, p->trainer->rows.items.n);
    aift__sample_extent(&o, p->trainer->feed, steps, p->order, &extent);
    AIFT__TRY(aift__preflight_memory(p, &o, &extent, &figures));
    *fits = figures.peak_bytes <= options->memory_limit;
    if (*fits || batch == 1)
        out->proposed_peak_bytes = figures.peak_bytes;
    if (!*fits)
        return AIFT_OK;
    out->proposed_train_batch_size = batch;
    out->proposed_accumulation_steps = o.gradient_accumulation_steps;
    out->proposed_eval_batch_size = o.per_device_eval_batch_size;
    return AIFT_OK;
}

/* The largest batch that fits, which is what is then proposed; 0: not even one row does. */
static aift_status find_largest(aift__preflight *p, const aift_train_options *options, int32_t *largest,
                                aift_plan_figures *out)
{
    int32_t low = 0, high = 1; /* the one fits, the other does not, or is the first to try */
    const int32_t most =
        (int32_t)AIFT__MIN((size_t)options->per_device_train_batch_size, p->trainer->rows.items.n);
    bool fits;
    AIFT__TRY(try_batch(p, options, 1, &fits, out));
    if (fits) {
        low = 1;
        high = most + 1;
    }
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        AIFT__TRY(try_batch(p, options, middle, &fits, out));
        *(fits ? &low : &high) = middle;
    }
    *largest = low;
    return AIFT_OK;
}

/* Of the batches up to the largest: the one that makes up the rows of a step exactly, if it is half of the largest at
 * least; else the smallest with which a step has no more batches than with the largest, and so the fewest rows more. */
static int32_t choose_batch(int64_t rows, int32_t largest)
{
    for (int32_t batch = largest; 2 * (int64_t)batch >= largest; batch--)
        if (rows % batch == 0 && rows / batch <= MOST_ACCUMULATED)
            return batch;
    int64_t steps = accumulated(rows, largest);
    return (int32_t)AIFT__MIN((rows + steps - 1) / steps, largest);
}

static aift_status propose(aift__preflight *p, const aift_train_options *options, aift_plan_figures *out)
{
    int32_t largest, chosen;
    bool fits = true;
    AIFT__TRY(find_largest(p, options, &largest, out));
    if (largest == 0)
        return AIFT_OK;
    chosen = choose_batch(rows_of_step(options), largest);
    /* A smaller one takes less, but for the odd case where long rows come together in it. */
    return chosen == largest ? AIFT_OK : try_batch(p, options, chosen, &fits, out);
}

aift_status aift__preflight_figures(aift__preflight *p, const aift_train_options *options,
                                    aift_plan_figures *out)
{
    aift_trainer *t = p->trainer;
    aift__extent extent;
    *out =
        (aift_plan_figures){.struct_size = sizeof *out, .steps = aift__total_steps(options, t->rows.items.n)};
    aift__count_parameters(t->graph, t->model->weights, &out->parameters, &out->trainable_parameters);
    aift__sample_extent(options, t->feed, out->steps, p->order, &extent);
    out->rows = extent.rows;
    out->tokens = extent.length;
    out->batch_rows = extent.largest.rows;
    out->batch_tokens = extent.largest.length;
    AIFT__TRY(aift__preflight_memory(p, options, &extent, out));
    AIFT__TRY(aift__preflight_flops(p, &extent, &out->flops));
    out->flops_per_step = out->flops / (double)out->steps;
    out->fits = options->memory_limit == 0 || out->peak_bytes <= options->memory_limit;
    return out->fits ? AIFT_OK : propose(p, options, out);
}

/* ---- the limit ---- */

static double mib(int64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static aift_status too_small(const aift_train_options *options, const aift_plan_figures *f)
{
    char proposal[256], other[96] = "";
    int64_t rows = rows_of_step(options);
    int64_t proposed = (int64_t)f->proposed_train_batch_size * f->proposed_accumulation_steps;
    if (proposed != rows)
        snprintf(other, sizeof other, " (a step then has %lld rows, not %lld)", (long long)proposed,
                 (long long)rows);
    if (f->proposed_train_batch_size)
        snprintf(proposal, sizeof proposal,
                 "per_device_train_batch_size %d with gradient_accumulation_steps %d and "
                 "per_device_eval_batch_size %d needs %.0f MiB%s",
                 (int)f->proposed_train_batch_size, (int)f->proposed_accumulation_steps,
                 (int)f->proposed_eval_batch_size, mib(f->proposed_peak_bytes), other);
    else
        snprintf(proposal, sizeof proposal, "even one row a batch needs %.0f MiB",
                 mib(f->proposed_peak_bytes));
    return aift__fail(
        AIFT_E_RANGE,
        "memory_limit is %lld bytes (%.0f MiB): the training would need %lld bytes (%.0f MiB) at "
        "its peak; %s",
        (long long)options->memory_limit, mib(options->memory_limit), (long long)f->peak_bytes,
        mib(f->peak_bytes), proposal);
}

aift_status aift__preflight_limit(aift_trainer *trainer, const aift_dataset *eval_data)
{
    if (trainer->options.memory_limit == 0)
        return AIFT_OK;
    aift__preflight preflight;
    aift_plan_figures figures;
    AIFT__TRY(aift__preflight_open(trainer, eval_data, &preflight));
    aift_status status = aift__preflight_figures(&preflight, &trainer->options, &figures);
    aift__preflight_close(&preflight);
    if (status == AIFT_OK && !figures.fits)
        status = too_small(&trainer->options, &figures);
    return status;
}
