/* Open addressing with linear probing over a pool of keys; SipHash-1-3 (Aumasson, Bernstein 2012). */
#include <string.h>

#include "base/buf.h"
#include "base/map.h"

typedef struct slot {
    size_t key, n; /* place and length in the pool of keys; n == SIZE_MAX: free */
    uint64_t hash;
    int64_t value;
} slot;

struct aift__map {
    aift_context *context;
    slot *slots;
    size_t n_slots, used;
    uint64_t k0, k1;
    aift__buf keys;
};

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND()                                                                                              \
    do {                                                                                                     \
        v0 += v1, v1 = ROTL(v1, 13), v1 ^= v0, v0 = ROTL(v0, 32);                                            \
        v2 += v3, v3 = ROTL(v3, 16), v3 ^= v2;                                                               \
        v0 += v3, v3 = ROTL(v3, 21), v3 ^= v0;                                                               \
        v2 += v1, v1 = ROTL(v1, 17), v1 ^= v2, v2 = ROTL(v2, 32);                                            \
    } while (0)

/* The last `left` of n bytes, 7 at most, without a loop. */
static inline uint64_t last_bytes(const unsigned char *data, size_t n, size_t left)
{
    const unsigned char *p = data + n - left;
    if (left == 0)
        return 0;
    if (n >= 8) { /* with some before them */
        uint64_t m;
        memcpy(&m, data + n - 8, 8);
        return m >> (8 * (8 - left));
    }
    if (left >= 4) { /* both ends, which may overlap */
        uint32_t low, high;
        memcpy(&low, p, 4);
        memcpy(&high, p + left - 4, 4);
        return low | (uint64_t)high << (8 * (left - 4));
    }
    return (uint64_t)p[0] | (uint64_t)p[left / 2] << (8 * (left / 2)) |
           (uint64_t)p[left - 1] << (8 * (left - 1));
}

uint64_t aift__siphash(uint64_t k0, uint64_t k1, const void *data, size_t n)
{
    const unsigned char *p = data;
    uint64_t v0 = k0 ^ 0x736f6d6570736575u, v1 = k1 ^ 0x646f72616e646f6du;
    uint64_t v2 = k0 ^ 0x6c7967656e657261u, v3 = k1 ^ 0x7465646279746573u;
    size_t left = n;
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t m;
        memcpy(&m, p, 8);
        v3 ^= m;
        ROUND();
        v0 ^= m;
    }
    const uint64_t last = (uint64_t)n << 56 | last_bytes(data, n, left);
    v3 ^= last;
    ROUND();
    v0 ^= last;
    v2 ^= 0xff;
    ROUND();
    ROUND();
    ROUND();
    return v0 ^ v1 ^ v2 ^ v3;
}

static slot *fresh_slots(aift_context *context, size_t n)
{
    slot *slots = aift__malloc(context, n, sizeof *slots);
    for (size_t i = 0; slots && i < n; i++)
        slots[i].n = SIZE_MAX;
    return slots;
}

aift__map *aift__map_create(aift_context *context)
{
    aift__map *map = aift__calloc(context, 1, sizeof *map);
    if (!map)
        return NULL;
    map->context = context;
    map->n_slots = 16;
    map->slots = fresh_slots(context, map->n_slots);
    /* An address is not known to whoever writes the input, and the order of the slots is never shown. */
    map->k0 = (uint64_t)(uintptr_t)map * 0x9E3779B97F4A7C15u;
    map->k1 = (uint64_t)(uintptr_t)map->slots * 0xC2B2AE3D27D4EB4Fu;
    aift__buf_init(&map->keys, context, PTRDIFF_MAX);
    if (!map->slots) {
        aift__free(context, map);
        return NULL;
    }
    return map;
}

void aift__map_destroy(aift__map *map)
{
    if (!map)
        return;
    aift__buf_finish(&map->keys);
    aift__free(map->context, map->slots);
    aift__free(map->context, map);
}

size_t aift__map_size(const aift__map *map)
{
    return map->used;
}

static slot *find(const aift__map *map, slot *slots, size_t n_slots, uint64_t hash, const void *key, size_t n)
{
    for (size_t i = hash & (n_slots - 1);; i = (i + 1) & (n_slots - 1)) {
        slot *s = &slots[i];
        if (s->n == SIZE_MAX)
            return s;
        if (s->hash == hash && s->n == n && (n == 0 || memcmp(map->keys.data + s->key, key, n) == 0))
            return s;
    }
}

static aift_status grow(aift__map *map)
{
    size_t n = map->n_slots * 2;
    slot *slots = fresh_slots(map->context, n);
    if (!slots)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < map->n_slots; i++) {
        slot *s = &map->slots[i];
        if (s->n != SIZE_MAX)
            *find(map, slots, n, s->hash, map->keys.data + s->key, s->n) = *s;
    }
    aift__free(map->context, map->slots);
    map->slots = slots;
    map->n_slots = n;
    return AIFT_OK;
}

aift_status aift__map_put(aift__map *map, const void *key, size_t n, int64_t value, bool *was)
{
    if (map->used * 3 >= map->n_slots * 2)
        AIFT__TRY(grow(map));
    uint64_t hash = aift__siphash(map->k0, map->k1, key, n);
    slot *s = find(map, map->slots, map->n_slots, hash, key, n);
    if (was)
        *was = s->n != SIZE_MAX;
    if (s->n == SIZE_MAX) {
        size_t at = map->keys.size;
        AIFT__TRY(aift__buf_add(&map->keys, key, n));
        *s = (slot){.key = at, .n = n, .hash = hash};
        map->used++;
    }
    s->value = value;
    return AIFT_OK;
}

bool aift__map_get(const aift__map *map, const void *key, size_t n, int64_t *value)
{
    uint64_t hash = aift__siphash(map->k0, map->k1, key, n);
    const slot *s = find(map, map->slots, map->n_slots, hash, key, n);
    if (s->n == SIZE_MAX)
        return false;
    if (value)
        *value = s->value;
    return true;
}
