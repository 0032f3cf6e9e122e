/* The seam to zlib. */
#ifndef AIFT_LIB_CODEC_GZIP_H
#define AIFT_LIB_CODEC_GZIP_H

#include "base/stream.h"

/* Puts a decoder in front of a stream: gzip, recognised by its first bytes, is inflated, members one after
 * the other; anything else passes unchanged. `inner` is taken over, also on failure. Reading returns
 * AIFT_E_FORMAT for data that ends too early, is corrupt, or is followed by something else than zeros. */
aift_status aift__gzip_open(aift__stream *inner, aift__stream **out);

/* Whether a stream of aift__gzip_open was found to hold gzip. */
bool aift__gzip_found(const aift__stream *stream);

#endif
