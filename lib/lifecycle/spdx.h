/* Licences as SPDX expressions: "MIT", "Apache-2.0 WITH LLVM-exception", "(MIT OR GPL-2.0-or-later) AND LicenseRef-x". */
#ifndef AIFT_LIB_LIFECYCLE_SPDX_H
#define AIFT_LIB_LIFECYCLE_SPDX_H

#include "base/base.h"

/* Both end in NULL. */
extern const char *const aift__spdx_licenses[];
extern const char *const aift__spdx_exceptions[];

/* Whether it is an expression of known identifiers (in any case, as SPDX has it) and references. */
bool aift__is_spdx(const char *text);

#endif
