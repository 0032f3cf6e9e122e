/* Libraries that are loaded when they are needed. */
#ifndef AIFT_LIB_BASE_LIBRARY_H
#define AIFT_LIB_BASE_LIBRARY_H

#include "base/base.h"

/* The addresses of `n` symbols of a library, which stays loaded. AIFT_E_UNSUPPORTED: it is not installed, or lacks one. Any
 * thread. */
aift_status aift__library_load(const char *file, const char *const *names, size_t n, void **symbols);

#endif
