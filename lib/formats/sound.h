/* Recordings out of bytes: the numbers that Python's soundfile.read(file, dtype="float32") gives.
 *
 * WAV (also RIFX, RF64 and extensible), FLAC and Ogg (Vorbis, Opus, FLAC), in every sample format that libsndfile knows.
 * Integers become numbers from -1 to 1. Files that end too early are refused (soundfile reads what there is of WAV), but
 * for WAV out of a pipe, whose header does not know the size (wav.h). So are recordings without samples, and those with
 * a sample that is not a finite number.
 *
 * Memory: the samples (at most 4 * max_samples bytes, half as much again while they are read), taken as they are decoded, whatever
 * the header says; libsndfile's own malloc besides, some MB.
 */
#ifndef AIFT_LIB_FORMATS_SOUND_H
#define AIFT_LIB_FORMATS_SOUND_H

#include "base/base.h"

typedef struct aift__sound {
    float *samples; /* [frames, channels]: interleaved */
    int64_t frames; /* samples a channel, at least 1 */
    int32_t channels;
    int32_t rate; /* frames a second */
} aift__sound;

enum {
    AIFT__SOUND_MIN_RATE = 100,
    AIFT__SOUND_MAX_RATE = 1000000,
    AIFT__SOUND_MAX_CHANNELS = 1024 /* libsndfile's */
};

#define AIFT__SOUND_MAX_SAMPLES (INT64_C(1) << 28) /* 93 minutes of stereo at 24 kHz; 1 GiB */

typedef struct aift__sound_options {
    int64_t max_samples; /* of all channels together */
} aift__sound_options;

#define AIFT__SOUND_OPTIONS_INIT                                                                             \
    {                                                                                                        \
        AIFT__SOUND_MAX_SAMPLES                                                                              \
    }

/* `place` (a file's name) stands in front of messages; `options` may be NULL. May be called by many threads at once.
 * @return AIFT_OK, AIFT_E_FORMAT (malformed, truncated, empty, not finite, or no recording), AIFT_E_UNSUPPORTED (another
 * kind of recording), AIFT_E_UNAVAILABLE (no libsndfile, here or in the build), AIFT_E_RANGE (rate or max_samples), AIFT_E_NOMEM. */
aift_status aift__sound_decode(aift_context *context, const void *bytes, size_t size, const char *place,
                               const aift__sound_options *options, aift__sound *out);
void aift__sound_finish(aift_context *context, aift__sound *sound); /* a zeroed sound is accepted */

#endif
