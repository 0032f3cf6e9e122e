/* aift_embed: a vector for each text, pooled from the hidden states of its tokens. */
#include <math.h>
#include <string.h>

#include "tasks/classify.h"

typedef struct pool {
    const aift__embedding *how;
    double *sums; /* one a column */
    size_t width;
    float *to; /* [rows, width] */
} pool;

/* A text of no tokens has a vector of zeros. */
static void pool_tokens(const pool *p, const aift__row_outputs *row)
{
    const size_t width = p->width, last = row->tokens ? row->tokens - 1 : 0;
    const bool mean = p->how->pooling == AIFT__POOLING_MEAN;
    const size_t begin = p->how->pooling == AIFT__POOLING_LAST ? last : 0;
    const size_t end = mean ? row->tokens : AIFT__MIN(begin + 1, row->tokens);
    memset(p->sums, 0, width * sizeof *p->sums);
    for (size_t i = begin; i < end; i++)
        for (size_t k = 0; k < width; k++)
            p->sums[k] += (double)row->hidden[i * width + k];
    for (size_t k = 0; mean && end && k < width; k++)
        p->sums[k] /= (double)end;
}

static aift_status keep_row(void *user, const aift__row_outputs *row)
{
    const pool *p = user;
    double square = 0, divisor = 1;
    pool_tokens(p, row);
    for (size_t k = 0; k < p->width; k++)
        square += p->sums[k] * p->sums[k];
    if (p->how->normalize)
        divisor = fmax(sqrt(square), 1e-12); /* as torch's normalize */
    for (size_t k = 0; k < p->width; k++)
        p->to[row->row * p->width + k] = (float)(p->sums[k] / divisor);
    return AIFT_OK;
}

static aift_status check_model(const aift_model *model)
{
    if (model->arch->modality != AIFT__TEXT)
        return aift__fail(AIFT_E_INVALID, "the model does %s, so it takes no texts", aift_model_task(model));
    if (*model->embedding.unsupported)
        return aift__fail(AIFT_E_UNSUPPORTED, "the model's embeddings are not supported: %s",
                          model->embedding.unsupported);
    return AIFT_OK;
}

static aift_status run(const aift_model *model, aift__weights *weights, const aift__items *items,
                       const aift_predict_options *options, float *to)
{
    const size_t width = (size_t)aift__model_config(model)->hidden_size;
    pool p = {&model->embedding, aift__malloc(model->context, width, sizeof *p.sums), width, to};
    aift__feed *feed = NULL;
    aift_status status = AIFT_E_NOMEM;
    if (p.sums)
        status = aift__classify_feed(model, items, options, NULL, &feed);
    if (status == AIFT_OK)
        status = aift__classify(model, weights, AIFT__HIDDEN, feed, options, keep_row, &p);
    aift__feed_close(feed);
    aift__free(model->context, p.sums);
    return status;
}

aift_status aift_embed(const aift_model *model, const char *const *texts, const size_t *sizes,
                       size_t num_texts, const aift_predict_options *given, aift_tensor **out)
{
    *out = NULL;
    aift_predict_options options;
    aift__weights *weights;
    AIFT__TRY(check_model(model));
    AIFT__TRY(aift__predict_options(model, model->embedding.max_length, given, &options));
    AIFT__TRY(aift__model_weights(model, &weights));
    aift__text_items of = {texts, sizes, num_texts};
    const aift__items items = aift__items_of_texts(&of);
    const int64_t shape[2] = {(int64_t)num_texts, aift__model_config(model)->hidden_size};
    aift_status status = aift__weights_count(weights)
                             ? aift__tensor_create(model->context, AIFT_DTYPE_F32, 2, shape, out)
                             : aift__fail(AIFT_E_STATE, "the model has no weights yet: set its labels, or "
                                                        "train it");
    if (status == AIFT_OK)
        status = run(model, weights, &items, &options, (*out)->data);
    aift__weights_release(weights);
    if (status != AIFT_OK) {
        aift_tensor_release(*out);
        *out = NULL;
    }
    return status;
}
