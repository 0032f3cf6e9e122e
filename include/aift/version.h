/* The library's version, for the preprocessor and at run time. */
#ifndef AIFT_VERSION_H
#define AIFT_VERSION_H

#include "aift/macros.h"

/** The version of this header, its first number. */
#define AIFT_VERSION_MAJOR 0
/** The second. */
#define AIFT_VERSION_MINOR 1
/** The third. */
#define AIFT_VERSION_PATCH 0
/** All three. */
#define AIFT_VERSION_STRING "0.1.0"

/** The soname's number. It changes only when a released program would break. */
#define AIFT_ABI_VERSION 0

AIFT_BEGIN_DECLS

/** The version of the library that is loaded, "MAJOR.MINOR.PATCH".
 *  @return a static string.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_version(void) AIFT_STATIC;

/** How the library was built, and what it uses here: version, product library, instruction set of the kernels on
 *  this processor (avx2 or generic), thread backend, compiler; one line.
 *  @return a static string.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_build_info(void) AIFT_STATIC;

AIFT_END_DECLS

#endif
