/* libsndfile's functions, loaded when the first recording is read: it brings nine codecs, some 4 MB that nobody who has no
 * recordings is to map. Once loaded it stays. */
#ifndef AIFT_LIB_FORMATS_SNDFILE_H
#define AIFT_LIB_FORMATS_SNDFILE_H

#include <sndfile.h>

#include "base/base.h"

#define AIFT__SNDFILE_MAP(X)                                                                                 \
    X(open_virtual)                                                                                          \
    X(readf_float)                                                                                           \
    X(error)                                                                                                 \
    X(error_number)                                                                                          \
    X(close)

typedef struct aift__sndfile {
#define AIFT__SNDFILE_FIELD(name) __typeof__(sf_##name) *name;
    AIFT__SNDFILE_MAP(AIFT__SNDFILE_FIELD)
#undef AIFT__SNDFILE_FIELD
} aift__sndfile;

/* AIFT_E_UNAVAILABLE: it is not installed. Any thread. */
aift_status aift__sndfile_load(aift__sndfile *out);

#endif
