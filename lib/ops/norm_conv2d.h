/* What convolutions that normalise their input have in common. */
#ifndef AIFT_LIB_OPS_NORM_CONV2D_H
#define AIFT_LIB_OPS_NORM_CONV2D_H

#include "ops/activation.h"
#include "ops/conv.h"

enum { AIFT__NORM_CONV_ACT = AIFT__N_CONV_ATTRS }; /* place of `act` behind the convolution's attributes */

/* Checks the inputs [first, first + 4): weight, bias, mean and rstd of the norm of input 0. */
aift_status aift__infer_conv_input(const aift__infer *infer, const char *op, int32_t first);

/* The input as kernels want it, its lines in memory of 2 C floats; the memory's bytes. */
aift__conv_input aift__conv_input_of(const aift__call *call, int32_t first, void *memory);
size_t aift__conv_input_bytes(const aift__conv *conv);

/* The input made, in double: what the reference needs memory for. */
double *aift__conv_input_f64(const aift__call *call, int32_t first);

#endif
