/* SHA-256 (FIPS 180-4). */
#ifndef AIFT_LIB_BASE_SHA256_H
#define AIFT_LIB_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct aift__sha256 {
    uint32_t h[8];
    uint64_t size; /* bytes so far */
    unsigned char block[64];
} aift__sha256;

void aift__sha256_init(aift__sha256 *sha);
void aift__sha256_add(aift__sha256 *sha, const void *data, size_t size);
void aift__sha256_finish(aift__sha256 *sha, unsigned char digest[32]);
void aift__sha256_hex(aift__sha256 *sha, char hex[65]); /* finishes, as lower-case digits */

#endif
