/* The inside of a table of dimension expressions. */
#ifndef AIFT_LIB_TENSOR_DIM_TABLE_H
#define AIFT_LIB_TENSOR_DIM_TABLE_H

#include "tensor/dim.h"

enum { DIM_MAX_ATOMS = 8, DIM_MAX_TERMS = 16, DIM_SYMBOL = -1 };

typedef struct atom {
    int32_t op; /* DIM_SYMBOL or an aift__dim_op */
    int32_t symbol;
    aift__dim a, b;
} atom;

typedef struct term {
    int64_t coefficient;
    int32_t n;
    int32_t atoms[DIM_MAX_ATOMS]; /* ascending; an atom may stand several times */
} term;

typedef struct poly {
    int32_t n;
    term terms[DIM_MAX_TERMS]; /* ascending by compare_term, no zero coefficient */
} poly;

struct aift__dims {
    aift_context *context;
    atom *atoms;
    size_t n_atoms, cap_atoms;
    poly *polys;
    size_t n_polys, cap_polys;
    char **symbols;
    size_t n_symbols, cap_symbols;
};

/* One division, minimum or maximum; false on a division by zero or less. */
bool aift__dim_apply(aift__dim_op op, int64_t a, int64_t b, int64_t *out);

#endif
