/* The distinct values of a column with their counts: a table of bounded size.
 *
 * Up to `most` values it is exact. When there are more, it becomes a sketch of the frequent ones (lossy counting, Manku
 * and Motwani 2002): values that were rare so far are dropped, and whoever comes later may have missed as many as the most
 * frequent of those. A text longer than AIFT__TEXT_KEPT is known by its hash and kept as its beginning.
 */
#ifndef AIFT_LIB_PROFILE_VALUES_H
#define AIFT_LIB_PROFILE_VALUES_H

#include "base/base.h"

enum { AIFT__TEXT_KEPT = 128 };

typedef struct aift__counted {
    uint64_t hash; /* of the whole text, the same in each run */
    int64_t count; /* at least; that and `missed` is the most */
    uint32_t at;   /* of what is kept, in `texts` */
    uint32_t size; /* of the whole text; the highest bit: it is a text of JSON */
    int64_t missed;
} aift__counted;

#define AIFT__SIZE_TEXT 0x80000000u

typedef struct aift__values {
    aift_context *context;
    aift__counted *items; /* in the order in which they came */
    size_t n, cap, most;
    uint64_t *slots; /* an item's number from 1 and, above, bits of its hash; 0: free */
    size_t num_slots;
    uint64_t secret; /* so that no input can choose its slots */
    char *texts;
    size_t texts_size, texts_cap;
    bool sketch;    /* there were more than `most` */
    int64_t missed; /* what a new one may have missed */
} aift__values;

void aift__values_init(aift__values *values, aift_context *context, size_t most);
void aift__values_finish(aift__values *values);
size_t aift__values_bytes(const aift__values *values);

/* The hash of a value. */
uint64_t aift__value_hash(const char *text, size_t size);

/* Brings the slot of a hash near. */
static inline void aift__values_near(const aift__values *values, uint64_t hash)
{
    if (values->num_slots)
        __builtin_prefetch(&values->slots[(hash * values->secret) >> 32 & (values->num_slots - 1)]);
}

/* Counts a value; *item is its number. */
aift_status aift__values_add(aift__values *values, uint64_t hash, const char *text, uint32_t size);
/* Whether the next new one finds no place. */
static inline bool aift__values_full(const aift__values *values)
{
    return values->n >= values->most;
}

/* Becomes a sketch of `most` values, smaller than now. */
aift_status aift__values_shrink(aift__values *values, size_t most);

/* What is kept of an item's text. */
static inline const char *aift__values_text(const aift__values *values, const aift__counted *item,
                                            size_t *size)
{
    const size_t whole = item->size & ~AIFT__SIZE_TEXT;
    *size = whole < AIFT__TEXT_KEPT ? whole : AIFT__TEXT_KEPT;
    return values->texts + item->at;
}

#endif
