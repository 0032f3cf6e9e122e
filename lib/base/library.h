/* Libraries that are loaded when they are needed. */
#ifndef AIFT_LIB_BASE_LIBRARY_H
#define AIFT_LIB_BASE_LIBRARY_H

#include "base/base.h"

/* The addresses of `n` functions of a library, which stays loaded, for a struct that has nothing but pointers to them, in this
 * order. AIFT_E_UNAVAILABLE: it cannot be loaded, or lacks one. Any thread. */
aift_status aift__library_load(const char *file, const char *const *names, size_t n, void *functions);

#endif
