/* Texts: tokenized, and laid one behind the other without padding. */
#include "tasks/feed.h"
#include "tasks/tokens.h"

typedef struct text_feed {
    aift__feed base;
    aift__ragged tokens; /* of all rows when training, else of the batch */
    size_t *places;      /* of the batch's rows in `tokens`: 0, 1, 2, ... */
    size_t n_places, cap_places;
} text_feed;

static aift_status text_open(aift__feed *base)
{
    text_feed *feed = (text_feed *)base;
    aift__ragged_init(&feed->tokens, base->context);
    if (!base->options.training)
        return AIFT_OK;
    return aift__tokenize(base->model, base->items, 0, base->items->n, base->options.max_length,
                          &feed->tokens);
}

static void text_close(aift__feed *base)
{
    text_feed *feed = (text_feed *)base;
    aift__ragged_finish(&feed->tokens);
    aift__free(base->context, feed->places);
}

static int64_t text_length(const aift__feed *base, size_t row)
{
    const text_feed *feed = (const text_feed *)base;
    return base->options.training ? (int64_t)aift__ragged_length(&feed->tokens, row) : 0;
}

/* Tokenizes the batch; its rows are those of `tokens` then, in their order. */
static aift_status tokenize(text_feed *feed, size_t n)
{
    const aift__feed *base = &feed->base;
    aift__ragged_clear(&feed->tokens);
    if (n)
        AIFT__TRY(aift__reserve(base->context, (void **)&feed->places, n - 1, &feed->cap_places,
                                sizeof *feed->places));
    for (; feed->n_places < feed->cap_places; feed->n_places++)
        feed->places[feed->n_places] = feed->n_places;
    /* Runs of rows that follow each other are tokenized in one go. */
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && base->kept[end] == base->kept[end - 1] + 1;)
            end++;
        AIFT__TRY(aift__tokenize(base->model, base->items, base->kept[i], end - i, base->options.max_length,
                                 &feed->tokens));
    }
    return AIFT_OK;
}

static aift_status text_fill(aift__feed *base, aift__inputs *in, size_t *n)
{
    text_feed *feed = (text_feed *)base;
    if (!base->options.training)
        AIFT__TRY(tokenize(feed, *n));
    const size_t *rows = base->options.training ? base->kept : feed->places;
    in->filled = (aift__capacity){(int64_t)*n, (int64_t)aift__ragged_sum(&feed->tokens, rows, *n)};
    AIFT__TRY(aift__inputs_reserve(in, in->filled));
    AIFT__TRY(aift__ragged_gather(&feed->tokens, rows, *n, in->data[0], in->data[2]));
    aift__token_types(base->model, in->data[2], *n, in->data[1]);
    return AIFT_OK;
}

const aift__ragged *aift__feed_tokens(const aift__feed *feed)
{
    return feed->class == &aift__feed_text && feed->options.training ? &((const text_feed *)feed)->tokens
                                                                     : NULL;
}

const aift__feed_class aift__feed_text = {
    .size = sizeof(text_feed),
    .open = text_open,
    .close = text_close,
    .length = text_length,
    .fill = text_fill,
};
