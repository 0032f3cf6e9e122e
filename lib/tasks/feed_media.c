/* Pictures and sounds: files are read ahead in the order of use; a batch's rows are decoded and transformed in parallel,
 * each into its place. */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/parallel.h"
#include "base/prefetch.h"
#include "tasks/decode.h"
#include "tasks/feed.h"
#include "tasks/workers.h"

typedef struct outcome {
    aift_status status;
    aift__error *error; /* of a failure; NULL: no memory for it */
} outcome;

typedef struct media_feed {
    aift__feed base;
    aift__workers workers;
    outcome *outcomes; /* by row of the batch */
    size_t cap_outcomes;
    atomic_uchar *left_out; /* by row: it was reported; NULL: none is left out */
    /* Reading ahead: */
    aift__prefetch *prefetch;
    const size_t *order;
    size_t n_order, at;   /* at: of the next batch in `order` */
    bool ahead;           /* the batch's files are those of `order` from `at` */
    aift__inputs *inputs; /* of the batch */
} media_feed;

/* ---- one row ---- */

static bool is_left_out(const media_feed *feed, size_t row)
{
    return feed->left_out && atomic_load_explicit(&feed->left_out[row], memory_order_relaxed);
}

/* The path of the i-th row to come, for reading ahead. */
static aift_status path_ahead(void *user, size_t i, char **path)
{
    const media_feed *feed = user;
    const aift__items *items = feed->base.items;
    aift__item item;
    *path = NULL;
    if (is_left_out(feed, feed->order[i]))
        return AIFT_OK;
    AIFT__TRY(items->get(items->user, feed->order[i], &item));
    return item.kind == AIFT__ITEM_PATH ? aift__item_file(feed->base.context, &item, path) : AIFT_OK;
}

/* The sample of an item that is no tensor. */
static aift_status decode(media_feed *feed, size_t i, const aift__item *item, const char *place,
                          aift__sample *out)
{
    const aift__decoding how = aift__decoding_of(feed->base.model, feed->base.options.training);
    if (!feed->ahead || item->kind != AIFT__ITEM_PATH)
        return aift__decode_item(&how, item, place, out);
    aift__file_bytes bytes;
    AIFT__TRY(aift__prefetch_take(feed->prefetch, feed->at + i, &bytes));
    aift_status status = aift__decode(&how, bytes.data, bytes.size, place, out);
    aift__file_unmap(&bytes);
    return status;
}

static aift_status transform(media_feed *feed, size_t row, aift__worker *w, float *to)
{
    const aift__feed *base = &feed->base;
    const aift__draw draw = {.training = base->options.training,
                             .seed = base->options.seed,
                             .epoch = (uint64_t)base->epoch,
                             .row = row};
    AIFT__TRY(aift__pipeline_run(base->model->pipeline, &draw, &w->space, &w->sample));
    AIFT__TRY(aift__decode_check(base->model, &w->sample.shape));
    memcpy(to, w->sample.values, (size_t)feed->inputs->row_elements * sizeof *to);
    return AIFT_OK;
}

/* A row that was left out before. What was read of it ahead is dropped. */
static aift_status pass_over(media_feed *feed, size_t i)
{
    aift__file_bytes bytes;
    if (feed->ahead && aift__prefetch_take(feed->prefetch, feed->at + i, &bytes) == AIFT_OK)
        aift__file_unmap(&bytes);
    return AIFT_OK;
}

static aift_status copy_values(const aift__item *item, const char *place, float *to, size_t n)
{
    if (item->size != n * sizeof *to)
        return aift__fail(AIFT_E_SHAPE, "%s: the tensor has %zu bytes, but the model takes %zu", place,
                          item->size, n * sizeof *to);
    memcpy(to, item->data, item->size);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(to[i]))
            return aift__fail(AIFT_E_NOT_FINITE, "%s: number %zu of the tensor is not finite", place, i);
    return AIFT_OK;
}

static aift_status make_row(media_feed *feed, size_t i, aift__worker *w)
{
    const aift__items *items = feed->base.items;
    const size_t row = feed->base.kept[i], n = (size_t)feed->inputs->row_elements;
    float *to = (float *)feed->inputs->data[0] + i * n;
    aift__item item;
    char place[512];
    if (is_left_out(feed, row))
        return pass_over(feed, i);
    AIFT__TRY(items->get(items->user, row, &item));
    items->place(items->user, row, place, sizeof place);
    if (item.kind == AIFT__ITEM_VALUES)
        return copy_values(&item, place, to, n);
    const char *name = item.kind == AIFT__ITEM_PATH ? item.data : place;
    aift_status status = decode(feed, i, &item, name, &w->sample);
    if (status == AIFT_OK) {
        status = transform(feed, row, w, to);
        if (status != AIFT_OK && status != AIFT_E_NOMEM)
            status = aift__fail_in(status, "%s: ", name);
    }
    return aift__fail_at(status, place, name);
}

/* ---- a batch ---- */

static void keep_outcome(media_feed *feed, size_t i, aift_status status)
{
    feed->outcomes[i].status = status;
    if (status == AIFT_OK)
        return;
    aift__error *error = aift__malloc(feed->base.context, 1, sizeof *error);
    if (error)
        aift__error_keep(error);
    feed->outcomes[i].error = error;
}

static void make_rows(void *arg, int64_t begin, int64_t end)
{
    media_feed *feed = arg;
    aift__worker *w = aift__workers_take(&feed->workers);
    for (int64_t i = begin; i < end; i++)
        keep_outcome(feed, (size_t)i, w ? make_row(feed, (size_t)i, w) : AIFT_E_NOMEM);
    if (w)
        aift__workers_give(&feed->workers, w);
}

static aift_status leave_out(media_feed *feed, size_t row, const char *message)
{
    atomic_store_explicit(&feed->left_out[row], 1, memory_order_relaxed);
    return aift__skipped_add(feed->base.options.skipped, row, message);
}

/* What is no fault of the row is none to be skipped: the next ones would fail alike. */
static bool is_of_the_row(aift_status status)
{
    return status != AIFT_E_NOMEM && status != AIFT_E_UNAVAILABLE && status != AIFT_E_INTERNAL;
}

/* Looks at the outcomes in their order: the first failure, or with `skip` the rows that are left, moved together. */
static aift_status settle(media_feed *feed, size_t *n)
{
    aift__feed *base = &feed->base;
    const size_t each = (size_t)feed->inputs->row_elements;
    float *values = feed->inputs->data[0];
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        const outcome *o = &feed->outcomes[i];
        const size_t row = base->kept[i];
        if (o->status != AIFT_OK && o->error)
            aift__error_set(o->error);
        if (o->status != AIFT_OK && !o->error)
            return aift__fail_nomem(sizeof *o->error);
        if (o->status != AIFT_OK && (!base->options.skip || !is_of_the_row(o->status)))
            return o->status;
        if (o->status != AIFT_OK)
            AIFT__TRY(leave_out(feed, row, o->error->message));
        if (is_left_out(feed, row))
            continue;
        if (kept != i)
            memcpy(values + kept * each, values + i * each, each * sizeof *values);
        base->kept[kept++] = row;
    }
    *n = kept;
    return AIFT_OK;
}

/* Whether the batch is what comes next of the order announced. */
static bool comes_next(const media_feed *feed, size_t n)
{
    return feed->prefetch && n <= feed->n_order - feed->at &&
           memcmp(feed->order + feed->at, feed->base.kept, n * sizeof *feed->order) == 0;
}

static aift_status media_fill(aift__feed *base, aift__inputs *inputs, size_t *n)
{
    media_feed *feed = (media_feed *)base;
    const size_t rows = *n;
    AIFT__TRY(aift__inputs_reserve(inputs, (aift__capacity){.rows = (int64_t)rows}));
    AIFT__TRY(aift__reserve(base->context, (void **)&feed->outcomes, rows ? rows - 1 : 0, &feed->cap_outcomes,
                            sizeof *feed->outcomes));
    memset(feed->outcomes, 0, rows * sizeof *feed->outcomes);
    feed->inputs = inputs;
    feed->ahead = comes_next(feed, rows);
    aift__parallel_for(base->context, (int64_t)rows, 1, make_rows, feed);
    if (feed->ahead)
        feed->at += rows;
    aift_status status = settle(feed, n);
    for (size_t i = 0; i < rows; i++)
        aift__free(base->context, feed->outcomes[i].error);
    inputs->filled = (aift__capacity){.rows = (int64_t)*n};
    return status;
}

/* ---- the feed ---- */

static void stop_reading(media_feed *feed)
{
    aift__prefetch_stop(feed->prefetch);
    feed->prefetch = NULL;
    feed->ahead = false;
}

static aift_status media_ahead(aift__feed *base, const size_t *rows, size_t n)
{
    media_feed *feed = (media_feed *)base;
    aift__item item;
    stop_reading(feed);
    feed->order = rows;
    feed->n_order = n;
    feed->at = 0;
    /* A row that has no file, or is none, is met when its turn comes. */
    if (n == 0 || base->items->get(base->items->user, rows[0], &item) != AIFT_OK ||
        item.kind != AIFT__ITEM_PATH)
        return AIFT_OK;
    return aift__prefetch_start(base->context, n, path_ahead, feed, &feed->prefetch);
}

static aift_status media_open(aift__feed *base)
{
    media_feed *feed = (media_feed *)base;
    aift__workers_init(&feed->workers, base->context);
    if (base->options.skip)
        feed->left_out = aift__calloc(base->context, base->items->n, sizeof *feed->left_out);
    return base->options.skip && !feed->left_out ? AIFT_E_NOMEM : AIFT_OK;
}

static void media_close(aift__feed *base)
{
    media_feed *feed = (media_feed *)base;
    stop_reading(feed);
    aift__free(base->context, feed->outcomes);
    aift__free(base->context, (void *)feed->left_out);
    aift__workers_finish(&feed->workers);
}

const aift__feed_class aift__feed_media = {
    .size = sizeof(media_feed),
    .open = media_open,
    .close = media_close,
    .ahead = media_ahead,
    .fill = media_fill,
};
