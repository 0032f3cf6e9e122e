/* A set of byte strings with a number each, made once: is a text in it, and which is the longest of them that
 * a text begins with. Looking up neither allocates nor depends on how many strings there are.
 */
#ifndef AIFT_LIB_TEXT_MATCHER_H
#define AIFT_LIB_TEXT_MATCHER_H

#include "base/base.h"

enum { AIFT__MATCHER_LONGEST = 1024 }; /* bytes of a string; longer ones are not accepted */

typedef struct aift__matcher_slot {
    const char *key;      /* NULL: free */
    uint32_t size, check; /* the upper half of its hash */
    int32_t value;
} aift__matcher_slot;

typedef struct aift__matcher {
    aift__matcher_slot *slots; /* open addressing, at most half full; NULL: no string */
    size_t mask, n;
    size_t longest;        /* bytes of the longest string */
    uint64_t seed, factor; /* of the hash; not known to who writes the strings */
} aift__matcher;

/* Room for n strings. */
aift_status aift__matcher_init(aift__matcher *matcher, aift_context *context, size_t n);
void aift__matcher_finish(aift__matcher *matcher, aift_context *context); /* a zeroed one is accepted */

/* Adds a string of 1 to AIFT__MATCHER_LONGEST bytes that stays where it is, and that is not there yet; not
 * more of them than there is room for. */
void aift__matcher_add(aift__matcher *matcher, const char *key, size_t size, int32_t value);

/* The number of exactly this string; -1 if it is not there. */
int32_t aift__matcher_find(const aift__matcher *matcher, const char *text, size_t size);

/* The number of the longest string that `text` begins with, and its bytes; -1 if there is none. */
int32_t aift__matcher_longest(const aift__matcher *matcher, const char *text, size_t size, size_t *length);

#endif
