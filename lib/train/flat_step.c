/* Passes over the flat buffers: runs of neighbours that are alike, and the rows of sparse gradients. */
#include "train/flat.h"

/* The first part behind `i` that is not like it: of other decay, where that matters, or sparse. */
static size_t run_of_parts(const aift__flat *flat, size_t i, bool decay_matters)
{
    const aift__flat_part *parts = flat->parts;
    size_t j = i + 1;
    if (parts[i].rows)
        return j;
    while (j < flat->n_parts && !parts[j].rows && (!decay_matters || parts[j].decays == parts[i].decays))
        j++;
    return j;
}

static int64_t end_of(const aift__flat *flat, size_t i)
{
    return i + 1 < flat->n_parts ? flat->parts[i + 1].start : flat->n;
}

double aift__flat_sum_of_squares(const aift__flat *flat, const aift__kernel_context *kernel)
{
    double sum = 0;
    for (size_t i = 0, next; i < flat->n_parts; i = next) {
        const aift__flat_part *part = &flat->parts[i];
        const float *grads = (const float *)flat->grads->data + part->start;
        next = run_of_parts(flat, i, false);
        sum += part->rows ? aift__sum_of_squares_rows_f32(kernel, part->rows, part->n / part->rows,
                                                          part->marks, grads)
                          : aift__sum_of_squares_f32(kernel, end_of(flat, next - 1) - part->start, grads);
    }
    return sum;
}

void aift__flat_adamw(const aift__flat *flat, const aift__kernel_context *kernel, const aift__adamw *options)
{
    for (size_t i = 0, next; i < flat->n_parts; i = next) {
        const aift__flat_part *part = &flat->parts[i];
        const float *grads = (const float *)flat->grads->data + part->start;
        float *params = (float *)flat->params->data + part->start;
        float *m = (float *)flat->m->data + part->start, *v = (float *)flat->v->data + part->start;
        aift__adamw step = *options;
        if (!part->decays)
            step.weight_decay = 0;
        next = run_of_parts(flat, i, options->weight_decay != 0);
        if (part->rows)
            aift__adamw_rows_f32(kernel, &step, part->rows, part->n / part->rows, part->marks, grads, params,
                                 m, v);
        else
            aift__adamw_f32(kernel, &step, end_of(flat, next - 1) - part->start, grads, params, m, v);
    }
}
