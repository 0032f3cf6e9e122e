/* Orders of the rows of an epoch. */
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
