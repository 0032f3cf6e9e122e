/* Hashes of all beginnings of a text are made in one pass, so the longest string is found by looking from the
 * longest beginning down: one look for a word that is in the vocabulary. */
#include <string.h>

#include "text/matcher.h"

static inline uint64_t mix(const aift__matcher *matcher, uint64_t hash, unsigned char byte)
{
    hash = (hash ^ byte) * matcher->factor;
    return hash ^ hash >> 32;
}

static uint64_t hash_of(const aift__matcher *matcher, const char *text, size_t size)
{
    uint64_t hash = matcher->seed;
    for (size_t i = 0; i < size; i++)
        hash = mix(matcher, hash, (unsigned char)text[i]);
    return hash;
}

/* The slot that holds the text, or the free one where it would go. */
static inline aift__matcher_slot *slot_of(const aift__matcher *matcher, uint64_t hash, const char *text,
                                          size_t size)
{
    for (size_t i = hash & matcher->mask;; i = (i + 1) & matcher->mask) {
        aift__matcher_slot *slot = &matcher->slots[i];
        if (!slot->key || (slot->check == hash >> 32 && slot->size == size && !memcmp(slot->key, text, size)))
            return slot;
    }
}

aift_status aift__matcher_init(aift__matcher *matcher, aift_context *context, size_t n)
{
    *matcher = (aift__matcher){.slots = NULL};
    if (n == 0)
        return AIFT_OK;
    size_t slots = 8;
    while (slots / 2 < n) {
        if (slots > SIZE_MAX / 4)
            return aift__fail_nomem(SIZE_MAX);
        slots *= 2;
    }
    matcher->slots = aift__calloc(context, slots, sizeof *matcher->slots);
    if (!matcher->slots)
        return AIFT_E_NOMEM;
    matcher->mask = slots - 1;
    /* Addresses: who writes a vocabulary cannot make its strings meet. */
    matcher->seed = (uint64_t)(uintptr_t)matcher * 0x9E3779B97F4A7C15u;
    matcher->factor = ((uint64_t)(uintptr_t)matcher->slots * 0xC2B2AE3D27D4EB4Fu) | 1;
    return AIFT_OK;
}

void aift__matcher_finish(aift__matcher *matcher, aift_context *context)
{
    aift__free(context, matcher->slots);
    *matcher = (aift__matcher){.slots = NULL};
}

void aift__matcher_add(aift__matcher *matcher, const char *key, size_t size, int32_t value)
{
    uint64_t hash = hash_of(matcher, key, size);
    *slot_of(matcher, hash, key, size) =
        (aift__matcher_slot){key, (uint32_t)size, (uint32_t)(hash >> 32), value};
    matcher->n++;
    matcher->longest = AIFT__MAX(matcher->longest, size);
}

int32_t aift__matcher_find(const aift__matcher *matcher, const char *text, size_t size)
{
    if (!matcher->slots || size > matcher->longest)
        return -1;
    const aift__matcher_slot *slot = slot_of(matcher, hash_of(matcher, text, size), text, size);
    return slot->key ? slot->value : -1;
}

int32_t aift__matcher_longest(const aift__matcher *matcher, const char *text, size_t size, size_t *length)
{
    uint64_t hashes[AIFT__MATCHER_LONGEST];
    size_t n = AIFT__MIN(size, matcher->longest);
    uint64_t hash = matcher->seed;
    for (size_t i = 0; i < n; i++)
        hashes[i] = hash = mix(matcher, hash, (unsigned char)text[i]);
    for (; n > 0; n--) {
        const aift__matcher_slot *slot = slot_of(matcher, hashes[n - 1], text, n);
        if (slot->key)
            return *length = n, slot->value;
    }
    return -1;
}
