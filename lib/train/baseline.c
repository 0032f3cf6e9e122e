/* A baseline: sample, split, vectors, head, accuracy. */
#include "aift/tensor.h"
#include "train/baseline.h"
#include "train/softmax_regression.h"

typedef struct measuring {
    const aift_model *model;
    const aift_dataset *data;
    const aift__labelled *labelled;
    const char *label_column;
    size_t text_column;
    uint64_t seed;
    const aift_predict_options *options;
    aift__baseline *out;
} measuring;

/* Rows of the data set with label and text. */
static aift_status choose_rows(measuring *m)
{
    aift__baseline *out = m->out;
    out->rows = aift__malloc(out->context, m->labelled->n, sizeof *out->rows);
    if (!out->rows)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < m->labelled->n; i++)
        if (aift_dataset_value(m->data, m->labelled->at[i], m->text_column, NULL))
            out->rows[out->n++] = m->labelled->at[i];
    return AIFT_OK;
}

/* Puts the rows in the order of a split; the first `num_train` are one part. */
static aift_status split(measuring *m, double test_size)
{
    aift__baseline *out = m->out;
    aift_dataset *chosen;
    size_t *order = NULL;
    AIFT__TRY(aift_dataset_select(m->data, out->rows, out->n, &chosen));
    aift_status status =
        aift__dataset_split_rows(chosen, test_size, m->seed, m->label_column, &order, &out->num_train);
    for (size_t i = 0; i < out->n && status == AIFT_OK; i++)
        order[i] = out->rows[order[i]];
    if (status == AIFT_OK) {
        aift__free(out->context, out->rows);
        out->rows = order;
    }
    aift_dataset_release(chosen);
    return status;
}

static aift_status sample_and_split(measuring *m)
{
    aift__baseline *out = m->out;
    if (out->n > AIFT__BASELINE_ROWS) {
        AIFT__TRY(split(m, 1 - (double)AIFT__BASELINE_ROWS / (double)out->n));
        out->n = out->num_train;
    }
    return split(m, 0.2);
}

static aift_status embed(measuring *m, aift_tensor **vectors)
{
    aift__baseline *out = m->out;
    const char **texts = aift__malloc(out->context, out->n, sizeof *texts);
    size_t *sizes = aift__malloc(out->context, out->n, sizeof *sizes);
    aift_status status = texts && sizes ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < out->n && status == AIFT_OK; i++)
        texts[i] = aift_dataset_value(m->data, out->rows[i], m->text_column, &sizes[i]);
    if (status == AIFT_OK)
        status = aift_embed(m->model, texts, sizes, out->n, m->options, vectors);
    aift__free(out->context, texts);
    aift__free(out->context, sizes);
    return status;
}

/* The labels of the rows; rows with labels ascend in `labelled`. */
static int32_t *labels_of(const measuring *m)
{
    const aift__labelled *l = m->labelled;
    int32_t *of = aift__malloc(m->out->context, m->out->n, sizeof *of);
    for (size_t i = 0; of && i < m->out->n; i++) {
        size_t low = 0, high = l->n;
        while (high - low > 1) {
            const size_t middle = low + (high - low) / 2;
            if (l->at[middle] <= m->out->rows[i])
                low = middle;
            else
                high = middle;
        }
        of[i] = l->of[low];
    }
    return of;
}

static aift_status try_head(measuring *m, const float *x, int64_t width, const int32_t *y)
{
    aift__baseline *out = m->out;
    aift__softmax_regression head;
    const int64_t tried = (int64_t)(out->n - out->num_train);
    int32_t *found = aift__malloc(out->context, (size_t)tried, sizeof *found);
    if (!found)
        return AIFT_E_NOMEM;
    aift_status status = aift__softmax_regression_fit(out->context, x, y, (int64_t)out->num_train, width,
                                                      (int64_t)m->labelled->labels, 1, &head);
    if (status == AIFT_OK)
        status = aift__softmax_regression_predict(&head, x + (int64_t)out->num_train * width, tried, found);
    int64_t right = 0;
    for (int64_t i = 0; i < tried && status == AIFT_OK; i++)
        right += found[i] == y[out->num_train + (size_t)i];
    out->accuracy = (double)right / (double)tried;
    aift__softmax_regression_free(&head);
    aift__free(out->context, found);
    return status;
}

static aift_status measure(measuring *m)
{
    aift_tensor *vectors = NULL;
    AIFT__TRY(sample_and_split(m));
    aift_status status = embed(m, &vectors);
    int32_t *labels = status == AIFT_OK ? labels_of(m) : NULL;
    if (status == AIFT_OK)
        status = labels ? try_head(m, aift_tensor_data(vectors), aift_tensor_shape(vectors)[1], labels)
                        : AIFT_E_NOMEM;
    aift__free(m->out->context, labels);
    aift_tensor_release(vectors);
    return status;
}

aift_status aift__baseline_of(const aift_model *model, const aift_dataset *data,
                              const aift__labelled *labelled, const char *text_column,
                              const char *label_column, uint64_t seed, const aift_predict_options *options,
                              aift__baseline *out)
{
    measuring m = {model, data, labelled, label_column, 0, seed, options, out};
    *out = (aift__baseline){.context = labelled->context};
    AIFT__TRY(aift__dataset_need_column(data, text_column, &m.text_column));
    aift_status status = choose_rows(&m);
    if (status == AIFT_OK && labelled->labels < 2)
        out->reason = "there are not two different labels";
    else if (status == AIFT_OK && labelled->labels > AIFT__BASELINE_LABELS)
        out->reason = "there are more than 1000 different labels";
    else if (status == AIFT_OK && out->n < 5)
        out->reason = "fewer than five rows have text and label";
    else if (status == AIFT_OK)
        status = measure(&m);
    if (status != AIFT_OK)
        aift__baseline_free(out);
    return status;
}

void aift__baseline_free(aift__baseline *baseline)
{
    if (baseline->context)
        aift__free(baseline->context, baseline->rows);
    *baseline = (aift__baseline){.context = NULL};
}
