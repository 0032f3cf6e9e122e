/* Distinct values with their counts: open addressing over items and a pool of texts. */
#include <string.h>

#include "base/map.h"
#include "base/random.h"
#include "profile/values.h"

enum { FIRST_SLOTS = 64 };

/* Keys that do not change: sketches give the same answer in each run. */
#define KEY_0 0x61696674u
#define KEY_1 0x70726f66u

uint64_t aift__value_hash(const char *text, size_t size)
{
    return aift__siphash(KEY_0, KEY_1, text, size);
}

void aift__values_init(aift__values *values, aift_context *context, size_t most)
{
    *values = (aift__values){.context = context, .most = most};
}

void aift__values_finish(aift__values *values)
{
    if (!values->context)
        return;
    aift__free(values->context, values->items);
    aift__free(values->context, values->slots);
    aift__free(values->context, values->texts);
    *values = (aift__values){0};
}

size_t aift__values_bytes(const aift__values *values)
{
    return values->cap * sizeof *values->items + values->num_slots * sizeof *values->slots +
           values->texts_cap;
}

static size_t slot_of(const aift__values *values, uint64_t hash)
{
    return (size_t)((hash * values->secret) >> 32) & (values->num_slots - 1);
}

static void place(aift__values *values, size_t item)
{
    const uint64_t hash = values->items[item].hash;
    size_t slot = slot_of(values, hash);
    while (values->slots[slot])
        slot = (slot + 1) & (values->num_slots - 1);
    values->slots[slot] = (hash & ~(uint64_t)UINT32_MAX) | (uint32_t)(item + 1);
}

/* New slots, twice as many as there may be items. */
static aift_status make_slots(aift__values *values, size_t num_slots)
{
    uint64_t *slots = aift__calloc(values->context, num_slots, sizeof *slots);
    if (!slots)
        return AIFT_E_NOMEM;
    aift__free(values->context, values->slots);
    values->slots = slots;
    values->num_slots = num_slots;
    for (size_t i = 0; i < values->n; i++)
        place(values, i);
    return AIFT_OK;
}

static size_t kept(uint32_t size)
{
    return AIFT__MIN(size & ~AIFT__SIZE_TEXT, (uint32_t)AIFT__TEXT_KEPT);
}

static aift_status add_text(aift__values *values, const char *text, size_t size, uint32_t *at)
{
    if (values->texts_cap - values->texts_size < size) {
        const size_t cap = AIFT__MAX(values->texts_cap * 2, (size_t)1024);
        char *texts = aift__realloc(values->context, values->texts, cap, 1);
        if (!texts)
            return AIFT_E_NOMEM;
        values->texts = texts;
        values->texts_cap = cap;
    }
    memcpy(values->texts + values->texts_size, text, size);
    *at = (uint32_t)values->texts_size;
    values->texts_size += size;
    return AIFT_OK;
}

static aift_status add_new(aift__values *values, uint64_t hash, const char *text, uint32_t size)
{
    aift__counted item = {.hash = hash, .count = 1, .size = size, .missed = values->missed};
    AIFT__TRY(AIFT__RESERVE(values->context, values->items, values->n, values->cap));
    if (2 * (values->n + 1) > values->num_slots)
        AIFT__TRY(make_slots(values, values->num_slots ? values->num_slots * 2 : FIRST_SLOTS));
    AIFT__TRY(add_text(values, text, kept(size), &item.at));
    values->items[values->n++] = item;
    place(values, values->n - 1);
    return AIFT_OK;
}

aift_status aift__values_add(aift__values *values, uint64_t hash, const char *text, uint32_t size)
{
    if (!values->secret) {
        AIFT__TRY(aift__random_bytes(&values->secret, sizeof values->secret));
        values->secret |= 1;
    }
    if (values->num_slots) {
        const uint64_t tag = hash & ~(uint64_t)UINT32_MAX;
        for (size_t slot = slot_of(values, hash); values->slots[slot];
             slot = (slot + 1) & (values->num_slots - 1)) {
            if ((values->slots[slot] & ~(uint64_t)UINT32_MAX) != tag)
                continue;
            aift__counted *item = &values->items[(uint32_t)values->slots[slot] - 1];
            if (item->hash == hash && item->size == size &&
                memcmp(values->texts + item->at, text, kept(size)) == 0) {
                item->count++;
                return AIFT_OK;
            }
        }
    }
    if (aift__values_full(values)) /* a sketch: half of the values make room */
        AIFT__TRY(aift__values_shrink(values, values->most));
    return add_new(values, hash, text, size);
}

/* ---- the sketch ---- */

/* The k-th smallest of n numbers, which are reordered. */
static int64_t select(int64_t *a, size_t n, size_t k)
{
    for (size_t low = 0, high = n - 1; low < high;) {
        const int64_t pivot = a[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;; i++, j--) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i >= j)
                break;
            const int64_t swapped = a[i];
            a[i] = a[j];
            a[j] = swapped;
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
    return a[k];
}

/* Keeps those that may have come more often than `least` times; the order stays. */
static void drop(aift__values *values, int64_t least)
{
    size_t n = 0, texts = 0;
    for (size_t i = 0; i < values->n; i++) {
        aift__counted item = values->items[i];
        if (item.count + item.missed <= least)
            continue;
        memmove(values->texts + texts, values->texts + item.at, kept(item.size));
        item.at = (uint32_t)texts;
        texts += kept(item.size);
        values->items[n++] = item;
    }
    values->n = n;
    values->texts_size = texts;
}

/* Gives memory back that a smaller table does not need. */
static aift_status fit(aift__values *values, size_t most)
{
    if (values->cap <= most)
        return AIFT_OK;
    aift__counted *items = aift__realloc(values->context, values->items, most, sizeof *items);
    char *texts = items ? aift__realloc(values->context, values->texts, values->texts_size + 1, 1) : NULL;
    if (items)
        values->items = items, values->cap = most;
    if (texts)
        values->texts = texts, values->texts_cap = values->texts_size + 1;
    return items && texts ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__values_shrink(aift__values *values, size_t most)
{
    size_t num_slots = FIRST_SLOTS;
    int64_t *counts = aift__malloc(values->context, values->n + 1, sizeof *counts);
    if (!counts)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < values->n; i++)
        counts[i] = values->items[i].count + values->items[i].missed;
    const size_t half = most / 2;
    const int64_t least = values->n > half ? select(counts, values->n, values->n - half - 1) : 0;
    aift__free(values->context, counts);
    drop(values, least);
    values->sketch = true;
    values->most = most;
    values->missed = AIFT__MAX(values->missed, least);
    AIFT__TRY(fit(values, most));
    while (num_slots < 2 * most)
        num_slots *= 2;
    return make_slots(values, num_slots);
}
