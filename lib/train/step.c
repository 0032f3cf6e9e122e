/* One training step: forward and backward over batches, then clipping and AdamW. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "train/trainer.h"

/* The first rows whose loss is not finite, for the message. */
static void list_rows(const aift_trainer *t, const size_t *rows, size_t n, char *buf, size_t size)
{
    const float *loss = aift__execution_value(t->execution, t->row_loss)->data;
    int named = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < n && named < 4; i++) {
        if (isfinite(loss[i]))
            continue;
        size_t used = strlen(buf);
        char place[200];
        t->rows.texts.place(t->rows.texts.user, rows[i], place, sizeof place);
        if (used + strlen(place) + 3 > size)
            return;
        snprintf(buf + used, size - used, "%s%s", named++ ? "; " : "", place);
    }
}

static aift_status gather(aift_trainer *t, const size_t *rows, size_t n, int64_t *tokens)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i] >= t->tokens.rows)
            return aift__fail(AIFT_E_RANGE, "row %zu: the training data has the rows 0 to %zu", rows[i],
                              t->tokens.rows - 1);
    *tokens = (int64_t)aift__ragged_sum(&t->tokens, rows, n);
    if ((size_t)*tokens > t->cap_ids || n > t->cap_labels || n + 1 > t->cap_offsets)
        AIFT__TRY(aift__trainer_plan(t, (aift__capacity){(int64_t)n, *tokens}));
    AIFT__TRY(aift__ragged_gather(&t->tokens, rows, n, t->ids_data, t->offsets_data));
    for (size_t i = 0; i < n; i++)
        t->labels_data[i] = t->rows.labels[rows[i]];
    return AIFT_OK;
}

aift_status aift_trainer_backward(aift_trainer *t, const size_t *rows, size_t n, int32_t num_micro,
                                  double *loss)
{
    *loss = 0;
    if (n == 0 || num_micro < 1)
        return aift__fail(AIFT_E_RANGE, "a batch needs one row at least, and num_micro must be 1 or more");
    int64_t tokens = 0;
    AIFT__TRY(gather(t, rows, n, &tokens));
    int64_t symbols[2] = {0};
    symbols[t->tokens_symbol] = tokens;
    symbols[t->rows_symbol] = (int64_t)n;
    t->scale = 1.0f / (float)num_micro;
    const aift__run run = {.seed = t->options.seed,
                           .step = (uint64_t)t->steps,
                           .row_base = t->micro_rows,
                           .training = true,
                           .accumulate = t->micro > 0};
    AIFT__TRY(aift__execution_run(t->execution, symbols, &run));
    double value = *(const float *)aift__execution_value(t->execution, t->loss)->data;
    if (!isfinite(value)) {
        char places[700];
        list_rows(t, rows, n, places, sizeof places);
        return aift__fail(AIFT_E_NOT_FINITE,
                          "step %lld: the loss is not finite, at %s; a smaller learning rate may help",
                          (long long)t->steps + 1, places);
    }
    t->micro++;
    t->micro_rows += (int64_t)n;
    *loss = value;
    return AIFT_OK;
}

double aift__trainer_learning_rate(const aift_trainer *t)
{
    return aift__learning_rate(&t->options, t->steps, t->total_steps);
}

aift_status aift_trainer_step(aift_trainer *t, double *grad_norm)
{
    if (grad_norm)
        *grad_norm = 0;
    if (t->micro == 0)
        return aift__fail(AIFT_E_STATE, "there is no gradient yet: call aift_trainer_backward() first");
    const aift__kernel_context kernel = {.context = t->context};
    const aift_train_options *o = &t->options;
    double norm = sqrt(aift__flat_sum_of_squares(&t->flat, &kernel));
    if (!isfinite(norm))
        return aift__fail(AIFT_E_NOT_FINITE,
                          "step %lld: the gradient is not finite; a smaller learning rate may help",
                          (long long)t->steps + 1);
    const aift__adamw step = {
        .learning_rate = aift__trainer_learning_rate(t),
        .beta1 = o->adam_beta1,
        .beta2 = o->adam_beta2,
        .epsilon = o->adam_epsilon,
        .weight_decay = o->weight_decay,
        /* torch.nn.utils.clip_grad_norm_ */
        .grad_scale = o->max_grad_norm > 0 ? AIFT__MIN(1.0, o->max_grad_norm / (norm + 1e-6)) : 1.0,
        .t = t->steps + 1,
    };
    aift__lock_take(&t->model->live_lock);
    aift__flat_adamw(&t->flat, &kernel, &step);
    aift__lock_give(&t->model->live_lock);
    t->steps++;
    t->micro = 0;
    t->micro_rows = 0;
    if (grad_norm)
        *grad_norm = norm;
    return AIFT_OK;
}

aift_status aift_trainer_gradient(const aift_trainer *t, const char *name, aift_tensor **out)
{
    *out = NULL;
    if (t->micro == 0)
        return aift__fail(AIFT_E_STATE, "there is no gradient: the last step has used it up");
    const aift__flat_part *part = aift__flat_find(&t->flat, name);
    if (!part)
        return aift__fail(AIFT_E_NOT_FOUND, "%s is no trained parameter", name);
    const aift_tensor *param = aift__weights_find(t->live, name);
    AIFT__TRY(aift__tensor_create(t->context, AIFT_DTYPE_F32, param->rank, param->shape, out));
    memcpy((*out)->data, (const float *)t->flat.grads->data + part->start, (*out)->nbytes);
    return AIFT_OK;
}
