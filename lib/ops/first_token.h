/* What first_token and its gradient share. */
#ifndef AIFT_LIB_OPS_FIRST_TOKEN_H
#define AIFT_LIB_OPS_FIRST_TOKEN_H

#include "kernels/pooling.h"
#include "ops/op.h"

/* The offsets, input 1: each row must have the tokens that are asked for. */
aift_status aift__check_first_tokens(const aift__call *call, const char *op);

#endif
