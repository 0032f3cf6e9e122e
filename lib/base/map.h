/* A hash map from byte strings to 64-bit values, with a keyed hash so that no input can make it slow. */
#ifndef AIFT_LIB_BASE_MAP_H
#define AIFT_LIB_BASE_MAP_H

#include "base/base.h"

typedef struct aift__map aift__map;

aift__map *aift__map_create(aift_context *context); /* NULL: out of memory */
void aift__map_destroy(aift__map *map);             /* NULL is accepted */
size_t aift__map_size(const aift__map *map);

/* Copies the key. An existing key keeps its place and gets the new value; *was (may be NULL) tells. */
aift_status aift__map_put(aift__map *map, const void *key, size_t n, int64_t value, bool *was);
bool aift__map_get(const aift__map *map, const void *key, size_t n, int64_t *value);

/* 64-bit hash of bytes under the key (k0, k1): SipHash-1-3. */
uint64_t aift__siphash(uint64_t k0, uint64_t k1, const void *data, size_t n);

#endif
