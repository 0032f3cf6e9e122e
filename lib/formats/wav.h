/* What the header of a WAV file says of its samples, against the bytes there are.
 *
 * libsndfile reads what there is and says nothing; then a copy that broke off passes for a short recording. */
#ifndef AIFT_LIB_FORMATS_WAV_H
#define AIFT_LIB_FORMATS_WAV_H

#include "base/base.h"

/* Whether the bytes begin as WAV does: RIFF, RIFX (big endian) or RF64. */
bool aift__is_wav(const unsigned char *bytes, size_t size);

/* Fails where the chunk "data" is to hold more bytes than are left, or none. A program that writes to a pipe does not
 * know the size: it leaves 0 or some number near 2 or 4 GiB there, and the samples reach up to the end. A header
 * without that chunk is left to the decoder.
 * @param unsized is where a size of 0 stands that means so, which libsndfile would believe; 0: nowhere.
 * @return AIFT_OK or AIFT_E_FORMAT. */
aift_status aift__wav_check(const unsigned char *bytes, size_t size, size_t *unsized);

#endif
