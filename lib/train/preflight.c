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
    AIFT__TRY(aift__session_graph(t->model, false, &p->inference));
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

static void count_parameters(const aift_trainer *t, aift_plan_figures *out)
{
    for (size_t v = 0; v < t->graph->n_values; v++) {
        const aift__value_info *info = &t->graph->values[v];
        const aift_tensor *tensor =
            info->kind == AIFT__VALUE_PARAMETER ? aift__weights_find(t->model->weights, info->name) : NULL;
        int64_t n = tensor ? aift__tensor_elements(tensor) : 0;
        out->parameters += n;
        out->trainable_parameters += info->trainable ? n : 0;
    }
}

/* ---- batches that fit ---- */

/* From the largest down: those that divide the rows of a step, which then stay the same. */
static aift_status propose(aift__preflight *p, const aift_train_options *options, aift_plan_figures *out)
{
    int64_t rows = (int64_t)options->per_device_train_batch_size * options->gradient_accumulation_steps;
    int32_t largest =
        (int32_t)AIFT__MIN((size_t)options->per_device_train_batch_size, p->trainer->rows.items.n);
    for (int32_t batch = largest; batch >= 1; batch--) {
        if (rows % batch || rows / batch > 65536)
            continue;
        aift_train_options o = *options;
        o.per_device_train_batch_size = batch;
        o.gradient_accumulation_steps = (int32_t)(rows / batch);
        o.per_device_eval_batch_size = AIFT__MIN(o.per_device_eval_batch_size, batch);
        aift_plan_figures figures = {0};
        aift__extent extent;
        int64_t steps = aift__total_steps(&o, p->trainer->rows.items.n);
        aift__sample_extent(&o, p->trainer->feed, steps, p->order, &extent);
        AIFT__TRY(aift__preflight_memory(p, &o, &extent, &figures));
        out->proposed_peak_bytes = figures.peak_bytes;
        if (figures.peak_bytes > options->memory_limit)
            continue;
        out->proposed_train_batch_size = batch;
        out->proposed_accumulation_steps = o.gradient_accumulation_steps;
        out->proposed_eval_batch_size = o.per_device_eval_batch_size;
        return AIFT_OK;
    }
    return AIFT_OK;
}

aift_status aift__preflight_figures(aift__preflight *p, const aift_train_options *options,
                                    aift_plan_figures *out)
{
    aift_trainer *t = p->trainer;
    aift__extent extent;
    *out =
        (aift_plan_figures){.struct_size = sizeof *out, .steps = aift__total_steps(options, t->rows.items.n)};
    count_parameters(t, out);
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
    char proposal[256];
    if (f->proposed_train_batch_size)
        snprintf(proposal, sizeof proposal,
                 "per_device_train_batch_size %d with gradient_accumulation_steps %d and "
                 "per_device_eval_batch_size %d needs %.0f MiB",
                 (int)f->proposed_train_batch_size, (int)f->proposed_accumulation_steps,
                 (int)f->proposed_eval_batch_size, mib(f->proposed_peak_bytes));
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
