/* aift_model_preprocess: what a model is given for pictures or recordings. */
#include <string.h>

#include "aift/predict.h"
#include "tasks/feed.h"

static aift_status shape_of(const aift_model *model, size_t n, int32_t *rank, int64_t shape[4])
{
    const aift__config *c = aift__model_config(model);
    const bool image = model->arch->modality == AIFT__IMAGE;
    if (model->arch->modality == AIFT__TEXT)
        return aift__fail(AIFT_E_INVALID,
                          "the model does text-classification, so it takes no pictures or recordings");
    *rank = image ? 4 : 3;
    shape[0] = (int64_t)n;
    shape[1] = image ? c->height : c->frames;
    shape[2] = image ? c->width : c->bins;
    shape[3] = c->channels;
    return AIFT_OK;
}

/* One row after the other: those that are held at once are the result's. */
static aift_status fill(const aift_model *model, aift__feed *feed, size_t n, float *to)
{
    aift__inputs inputs;
    aift__inputs_of(&inputs, model);
    aift_status status = AIFT_OK;
    for (size_t row = 0; row < n && status == AIFT_OK; row++) {
        const size_t *kept;
        size_t n_kept, each = (size_t)inputs.row_elements;
        status = aift__feed_fill(feed, &row, 1, &inputs, &kept, &n_kept);
        if (status == AIFT_OK)
            memcpy(to + row * each, inputs.data[0], each * sizeof *to);
    }
    aift__inputs_close(&inputs);
    return status;
}

aift_status aift_model_preprocess(const aift_model *model, const aift_media *media, size_t num_items,
                                  aift_tensor **out)
{
    int32_t rank = 0;
    int64_t shape[4] = {0};
    *out = NULL;
    AIFT__TRY(shape_of(model, num_items, &rank, shape));
    aift__media_items of = {media, num_items};
    const aift__items items = aift__items_of_media(&of);
    aift__feed *feed;
    AIFT__TRY(aift__feed_open(model, &items, &(aift__feed_options){.training = false}, &feed));
    aift_status status = aift__tensor_create(model->context, AIFT_DTYPE_F32, rank, shape, out);
    if (status == AIFT_OK)
        status = fill(model, feed, num_items, (*out)->data);
    aift__feed_close(feed);
    if (status != AIFT_OK) {
        aift_tensor_release(*out);
        *out = NULL;
    }
    return status;
}
