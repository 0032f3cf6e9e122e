/* How cases are turned into calls: what the files that describe kinds of kernels share. */
#ifndef AIFT_TESTS_CASES_KERNEL_KINDS_H
#define AIFT_TESTS_CASES_KERNEL_KINDS_H

#include <string.h>

#include "cases/kernels.h"

/* Flags of cases. */
enum {
    FLAG_TANH = 1,    /* gelu */
    FLAG_ADD = 1,     /* copy, sums over lines */
    FLAG_PADDED = 2,  /* embedding: row 0 has no gradient */
    FLAG_OFFSETS = 1, /* dropout: m is rows, not lines */
    FLAG_WEIGHTS = 1, /* cross entropy */
    FLAG_TARGETS = 2, /* cross entropy: probabilities instead of labels */
    FLAG_TA = 1,      /* products */
    FLAG_TB = 2,
    FLAG_BETA = 4,
    FLAG_GAPS = 8,    /* products, attention: lines are further apart than they are long */
    FLAG_PACKED = 32, /* products: B is packed */
    FLAG_CROSS = 16,  /* attention: keys are not the queries */
    FLAG_3X3 = 1,     /* convolutions: the kernel; 1x1 without */
    FLAG_5X5 = 2,
    FLAG_STRIDE = 4, /* 2 */
    FLAG_INPUT = 8,  /* the input is a normalisation that was left to it */
    FLAG_SUMS = 16   /* the sums of its norm's gradient are known */
};

/* Each ends with a NULL name. */
extern const kernel_kind flat_kinds[], line_kinds[], row_kinds[], picture_kinds[];

/* Tokens of row r, and of all rows; `other`: of the keys' side where it differs. */
int32_t row_length(const kernel_case *c, int64_t r, bool other);
int64_t row_tokens(const kernel_case *c, bool other);

#define CALL_ARGS const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d

/* Both versions of a call, a macro of the functions' suffix; in and out are the buffers of its type. */
#define CALLS(name, CALL)                                                                                    \
    static aift_status name##_f32(CALL_ARGS)                                                                 \
    {                                                                                                        \
        float *const *in = d->in, *const *out = d->out;                                                      \
        (void)in;                                                                                            \
        CALL(f32);                                                                                           \
        return AIFT_OK;                                                                                      \
    }                                                                                                        \
    static aift_status name##_f64(CALL_ARGS)                                                                 \
    {                                                                                                        \
        double *const *in = d->in64, *const *out = d->out64;                                                 \
        (void)in;                                                                                            \
        CALL(f64);                                                                                           \
        return AIFT_OK;                                                                                      \
    }

/* The two of them, for a kind's entry. */
#define BOTH(name) .f32 = name##_f32, .f64 = name##_f64

#endif
