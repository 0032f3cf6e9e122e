/* Orders of the rows of an epoch, and what a run goes through. */
#include "base/philox.h"
#include "train/sampler.h"

/* Fisher and Yates' shuffle; the stream is the epoch, behind a constant that keeps it apart from dropout. */
static void shuffle(uint64_t seed, int64_t epoch, size_t *order, size_t n)
{
    aift__rng rng;
    aift__rng_init(&rng, seed, aift__name_key("sampler") + (uint64_t)epoch);
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)aift__rng_below(&rng, i), kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

void aift__sample_epoch(const aift_train_options *options, int64_t epoch, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    if (options->train_sampling_strategy == AIFT_SAMPLING_RANDOM)
        shuffle(options->seed, epoch, order, n);
}

static void add_batch(aift__extent *to, int64_t rows, int64_t length)
{
    to->largest.rows = AIFT__MAX(to->largest.rows, rows);
    to->largest.length = AIFT__MAX(to->largest.length, length);
    to->rows += rows;
    to->length += length;
    to->batches++;
}

static int64_t times(int64_t n, double factor)
{
    return (int64_t)AIFT__MIN((double)n * factor, 0x1p62);
}

void aift__sample_extent(const aift_train_options *options, const aift__feed *feed, int64_t steps,
                         size_t *order, aift__extent *out)
{
    size_t n = feed->items->n, batch = (size_t)options->per_device_train_batch_size;
    int64_t done = 0;
    *out = (aift__extent){0};
    for (int64_t epoch = 0; done < steps && epoch < 100; epoch++) {
        aift__sample_epoch(options, epoch, order, n);
        int32_t micro = 0;
        for (size_t at = 0; at < n && done < steps; at += batch) {
            size_t rows = AIFT__MIN(batch, n - at);
            add_batch(out, (int64_t)rows, aift__feed_lengths(feed, order + at, rows));
            bool last = ++micro == options->gradient_accumulation_steps || at + rows == n;
            done += last;
            micro = last ? 0 : micro;
        }
    }
    double all = (double)steps / (double)AIFT__MAX(done, 1); /* 1 up to a hundred epochs */
    out->rows = times(out->rows, all);
    out->length = times(out->length, all);
    out->batches = times(out->batches, all);
}
