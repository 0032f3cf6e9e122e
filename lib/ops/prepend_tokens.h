/* What prepend_tokens and its gradient have in common. */
#ifndef AIFT_LIB_OPS_PREPEND_TOKENS_H
#define AIFT_LIB_OPS_PREPEND_TOKENS_H

#include "ops/op.h"

/* Checks pictures (input 0), positions (input 1) and tokens (inputs `first` and first + 1); the output's type. */
aift_status aift__infer_prepend(const aift__infer *infer, const char *op, int32_t first, aift__type *out);

#endif
