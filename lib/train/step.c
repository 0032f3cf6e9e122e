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
        t->rows.items.place(t->rows.items.user, rows[i], place, sizeof place);
        if (used + strlen(place) + 3 > size)
            return;
        snprintf(buf + used, size - used, "%s%s", named++ ? "; " : "", place);
    }
}

/* How much of label k a row of the data has. */
static double share_of(const aift_trainer *t, size_t row, size_t k)
{
    return t->rows.targets ? (double)t->rows.targets[row * t->model->num_labels + k]
                           : (double)((size_t)t->rows.labels[row] == k);
}

/* The labels of the batch that the inputs hold, mixed as its rows are. */
static void gather_labels(aift_trainer *t, const size_t *rows, size_t n)
{
    const size_t each = t->model->num_labels;
    const double lambda = t->inputs.lambda;
    int32_t *labels = t->labels_data;
    float *targets = t->labels_data;
    for (size_t i = 0; i < n && !t->targets; i++)
        labels[i] = t->rows.labels[rows[i]];
    for (size_t i = 0; i < n && t->targets; i++) {
        const size_t before = rows[i ? i - 1 : n - 1];
        for (size_t k = 0; k < each; k++)
            targets[i * each + k] =
                (float)(lambda * share_of(t, rows[i], k) + (1 - lambda) * share_of(t, before, k));
    }
}

/* Fills the inputs; *rows are those that the batch holds. */
static aift_status gather(aift_trainer *t, const size_t **rows, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if ((*rows)[i] >= t->rows.items.n)
            return aift__fail(AIFT_E_RANGE, "row %zu: the training data has the rows 0 to %zu", (*rows)[i],
                              t->rows.items.n - 1);
    const aift__capacity most = {(int64_t)*n, aift__feed_lengths(t->feed, *rows, *n)};
    if (!t->execution || aift__trainer_labels(t, *n) > t->cap_labels ||
        !aift__inputs_suffice(&t->inputs, most))
        AIFT__TRY(aift__trainer_plan(t, most));
    t->feed->epoch = t->steps / t->steps_per_epoch;
    t->feed->batch = (uint64_t)t->steps << 32 | (uint32_t)t->group.batches;
    AIFT__TRY(aift__feed_fill(t->feed, *rows, *n, &t->inputs, rows, n));
    aift__inputs_bind(&t->inputs, t->execution);
    aift__execution_bind(t->execution, t->labels, t->labels_data);
    gather_labels(t, *rows, *n);
    return AIFT_OK;
}

/* What the loss of the batch gathered is divided by: with targets, as PyTorch has it, the number of rows. */
static double batch_weight(const aift_trainer *t, size_t n)
{
    double sum = 0;
    if (t->targets || !t->class_weights_data)
        return (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (double)t->class_weights_data[((const int32_t *)t->labels_data)[i]];
    return sum;
}

/* Runs the batch gathered; its gradient is added to the group's in proportion to its weight. */
static aift_status run_batch(aift_trainer *t, double weight, double *loss)
{
    const aift__group *group = &t->group;
    int64_t symbols[2];
    aift__inputs_symbols(&t->inputs, t->inputs.filled, symbols);
    t->scale = group->batches ? (float)(weight / group->first_weight) : 1.0f;
    const aift__run run = {.seed = t->options.seed,
                           .step = (uint64_t)t->steps,
                           .row_base = group->rows,
                           .training = true,
                           .accumulate = group->batches > 0};
    if (t->flat.n_buffers) /* the run writes what a snapshot reads */
        aift__lock_take(&t->model->live_lock);
    aift_status status = aift__execution_run(t->execution, symbols, &run);
    if (status == AIFT_OK)
        aift__flat_count_batch(&t->flat);
    if (t->flat.n_buffers)
        aift__lock_give(&t->model->live_lock);
    AIFT__TRY(status);
    *loss = *(const float *)aift__execution_value(t->execution, t->loss)->data;
    return AIFT_OK;
}

static aift_status not_finite(aift_trainer *t, const size_t *rows, size_t n)
{
    char places[700];
    list_rows(t, rows, n, places, sizeof places);
    t->group = (aift__group){0}; /* its gradient is spoilt */
    return aift__fail(AIFT_E_NOT_FINITE,
                      "step %lld: the loss is not finite, at %s; a smaller learning rate may help",
                      (long long)t->steps + 1, places);
}

aift_status aift_trainer_backward(aift_trainer *t, const size_t *rows, size_t n, double *loss)
{
    *loss = 0;
    if (n == 0)
        return aift__fail(AIFT_E_RANGE, "a batch needs one row at least");
    double value = 0;
    AIFT__TRY(gather(t, &rows, &n));
    if (n == 0) /* all were left out */
        return t->skipped.count < t->rows.items.n ? AIFT_OK : aift__skipped_all(&t->skipped, t->rows.items.n);
    double weight = batch_weight(t, n);
    if (!(weight > 0))
        return aift__fail(AIFT_E_INVALID, "step %lld: the class weights of all rows of the batch are 0",
                          (long long)t->steps + 1);
    aift_status status = run_batch(t, weight, &value);
    if (status != AIFT_OK) {
        t->group = (aift__group){0}; /* a part of the batch may be in its gradient */
        return status;
    }
    if (!isfinite(value))
        return not_finite(t, rows, n);
    aift__group *group = &t->group;
    if (group->batches++ == 0)
        group->first_weight = weight;
    group->rows += (int64_t)n;
    group->weight += weight;
    group->loss += weight * value;
    *loss = value;
    return AIFT_OK;
}

double aift__trainer_loss(const aift_trainer *t)
{
    return t->group.batches ? t->group.loss / t->group.weight : 0;
}

/* What makes of the gradient kept the mean over the group's rows. */
static double to_mean(const aift__group *group)
{
    return group->first_weight / group->weight;
}

double aift__trainer_learning_rate(const aift_trainer *t)
{
    return aift__learning_rate(&t->options, t->steps, t->total_steps);
}

aift_status aift_trainer_step(aift_trainer *t, double *grad_norm)
{
    if (grad_norm)
        *grad_norm = 0;
    if (t->group.batches == 0)
        return aift__fail(AIFT_E_STATE, "there is no gradient yet: call aift_trainer_backward() first");
    const aift__kernel_context kernel = {.context = t->context};
    const aift_train_options *o = &t->options;
    const double mean = to_mean(&t->group);
    double norm = mean * sqrt(aift__flat_sum_of_squares(&t->flat, &kernel));
    if (!isfinite(norm)) {
        t->group = (aift__group){0};
        return aift__fail(AIFT_E_NOT_FINITE,
                          "step %lld: the gradient is not finite; a smaller learning rate may help",
                          (long long)t->steps + 1);
    }
    const aift__adamw step = {
        .learning_rate = aift__trainer_learning_rate(t),
        .beta1 = o->adam_beta1,
        .beta2 = o->adam_beta2,
        .epsilon = o->adam_epsilon,
        .weight_decay = o->weight_decay,
        /* torch.nn.utils.clip_grad_norm_ */
        .grad_scale = mean * (o->max_grad_norm > 0 ? AIFT__MIN(1.0, o->max_grad_norm / (norm + 1e-6)) : 1.0),
        .t = t->steps + 1,
    };
    aift__lock_take(&t->model->live_lock);
    aift__flat_adamw(&t->flat, &kernel, &step);
    aift__lock_give(&t->model->live_lock);
    t->steps++;
    t->group = (aift__group){0};
    if (grad_norm)
        *grad_norm = norm;
    return AIFT_OK;
}

aift_status aift_trainer_gradient(const aift_trainer *t, const char *name, aift_tensor **out)
{
    *out = NULL;
    if (t->group.batches == 0)
        return aift__fail(AIFT_E_STATE, "there is no gradient: the last step has used it up");
    const aift__flat_part *part = aift__flat_find(&t->flat, name);
    if (!part)
        return aift__fail(AIFT_E_NOT_FOUND, "%s is no trained parameter", name);
    const aift_tensor *param = aift__weights_find(t->live, name);
    AIFT__TRY(aift__tensor_create(t->context, AIFT_DTYPE_F32, param->rank, param->shape, out));
    const float *kept = (const float *)t->flat.grads->data + part->start;
    const double mean = to_mean(&t->group);
    for (int64_t i = 0; i < part->n; i++)
        ((float *)(*out)->data)[i] = (float)(mean * kept[i]);
    return AIFT_OK;
}
