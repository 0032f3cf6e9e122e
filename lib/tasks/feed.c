/* What all feeds share. */
#include "tasks/feed.h"

static const aift__feed_class *const classes[] = {
    [AIFT__TEXT] = &aift__feed_text,
    [AIFT__IMAGE] = &aift__feed_media,
    [AIFT__AUDIO] = &aift__feed_media,
};

aift_status aift__feed_open(const aift_model *model, const aift__items *items,
                            const aift__feed_options *options, aift__feed **out)
{
    const aift__feed_class *class = classes[model->arch->modality];
    *out = NULL;
    aift__feed *feed = aift__calloc(model->context, 1, class->size);
    if (!feed)
        return AIFT_E_NOMEM;
    feed->class = class;
    feed->context = model->context;
    feed->model = model;
    feed->items = items;
    feed->options = *options;
    aift__workspace_init(&feed->space, feed->context);
    aift_status status = class->open(feed);
    if (status != AIFT_OK) {
        aift__feed_close(feed);
        return status;
    }
    *out = feed;
    return AIFT_OK;
}

void aift__feed_close(aift__feed *feed)
{
    if (!feed)
        return;
    feed->class->close(feed);
    aift__workspace_finish(&feed->space);
    aift__free(feed->context, feed->kept);
    aift__free(feed->context, feed);
}

int64_t aift__feed_length(const aift__feed *feed, size_t row)
{
    return feed->class->length ? feed->class->length(feed, row) : 0;
}

int64_t aift__feed_lengths(const aift__feed *feed, const size_t *rows, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += aift__feed_length(feed, rows[i]);
    return sum;
}

aift_status aift__feed_ahead(aift__feed *feed, int64_t epoch, const size_t *rows, size_t n)
{
    feed->epoch = epoch;
    return feed->class->ahead ? feed->class->ahead(feed, rows, n) : AIFT_OK;
}

void aift__feed_rest(aift__feed *feed)
{
    if (feed->class->ahead)
        feed->class->ahead(feed, NULL, 0);
}

aift_status aift__feed_reserve(aift__feed *feed, size_t rows)
{
    return aift__reserve(feed->context, (void **)&feed->kept, rows ? rows - 1 : 0, &feed->cap_kept,
                         sizeof *feed->kept);
}

/* What is done in training to whole batches. */
static aift_status mix(aift__feed *feed, aift__inputs *inputs, size_t n)
{
    const aift__pipeline *pipeline = feed->model->pipeline;
    const aift__draw draw = {.training = feed->options.training,
                             .seed = feed->options.seed,
                             .epoch = (uint64_t)feed->epoch,
                             .row = feed->batch};
    if (!pipeline || !draw.training || !aift__pipeline_has_batch(pipeline))
        return AIFT_OK;
    const aift__batch batch = {inputs->data[0], (int64_t)n, inputs->row_elements};
    return aift__pipeline_run_batch(pipeline, &draw, &feed->space, &batch, &inputs->lambda);
}

aift_status aift__feed_fill(aift__feed *feed, const size_t *rows, size_t n, aift__inputs *inputs,
                            const size_t **kept, size_t *n_kept)
{
    *kept = NULL;
    *n_kept = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i] >= feed->items->n)
            return aift__fail(AIFT_E_RANGE, "row %zu: the data has the rows 0 to %zu", rows[i],
                              feed->items->n - 1);
    AIFT__TRY(aift__feed_reserve(feed, n));
    for (size_t i = 0; i < n; i++)
        feed->kept[i] = rows[i];
    inputs->lambda = 1;
    AIFT__TRY(feed->class->fill(feed, inputs, &n));
    AIFT__TRY(mix(feed, inputs, n));
    *kept = feed->kept;
    *n_kept = n;
    return AIFT_OK;
}

int64_t aift__feed_bytes(const aift__feed *feed, const aift__inputs *inputs, aift__capacity capacity)
{
    const int64_t each = sizeof(int32_t);
    (void)feed;
    return inputs->modality == AIFT__TEXT ? 4 * each * capacity.length
                                          : each * capacity.rows * inputs->row_elements;
}
