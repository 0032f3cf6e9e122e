/* Bytes that nobody can foresee, of the system: for salts. */
#ifndef AIFT_LIB_BASE_RANDOM_H
#define AIFT_LIB_BASE_RANDOM_H

#include "base/base.h"

/* AIFT_E_IO where the system has none. */
aift_status aift__random_bytes(void *out, size_t size);

#endif
