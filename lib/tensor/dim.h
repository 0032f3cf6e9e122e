/* Dimensions: integer expressions over symbols, kept in one normal form so that equal ones have one number.
 *
 * An expression is a polynomial with integer coefficients; an atom of it is a symbol, or a division, minimum
 * or maximum of two expressions. A table belongs to one graph.
 */
#ifndef AIFT_LIB_TENSOR_DIM_H
#define AIFT_LIB_TENSOR_DIM_H

#include "base/base.h"

typedef struct aift__dims aift__dims;
typedef int32_t aift__dim; /* an expression's number in its table */

#define AIFT__DIM_NONE ((aift__dim)-1) /* what a failed construction gives, and passes on */

typedef enum aift__dim_op {
    AIFT__DIM_FLOORDIV,
    AIFT__DIM_CEILDIV,
    AIFT__DIM_MIN,
    AIFT__DIM_MAX
} aift__dim_op;

aift__dims *aift__dims_create(aift_context *context);
void aift__dims_destroy(aift__dims *dims); /* NULL is accepted */

/* Construction; AIFT__DIM_NONE when out of memory or beyond the limits (8 atoms a term, 16 terms). */
aift__dim aift__dim_const(aift__dims *dims, int64_t value);
aift__dim aift__dim_symbol(aift__dims *dims, const char *name); /* the same name is the same symbol */
aift__dim aift__dim_add(aift__dims *dims, aift__dim a, aift__dim b);
aift__dim aift__dim_sub(aift__dims *dims, aift__dim a, aift__dim b);
aift__dim aift__dim_mul(aift__dims *dims, aift__dim a, aift__dim b);
aift__dim aift__dim_binary(aift__dims *dims, aift__dim_op op, aift__dim a, aift__dim b);

bool aift__dim_is_const(const aift__dims *dims, aift__dim d, int64_t *value);

/* Symbols, numbered in the order of their first use. */
int32_t aift__dims_num_symbols(const aift__dims *dims);
const char *aift__dims_symbol_name(const aift__dims *dims, int32_t symbol);
int32_t aift__dims_find_symbol(const aift__dims *dims, const char *name); /* -1 if there is none */

/* The value of every expression of the table: values[d]; symbols[i] is the value of symbol i. AIFT_E_RANGE on
 * a division by zero or an overflow. Does not allocate. */
int32_t aift__dims_count(const aift__dims *dims);
aift_status aift__dims_eval(const aift__dims *dims, const int64_t *symbols, int64_t *values);

/* "2*tokens + 1" into buf. */
const char *aift__dim_text(const aift__dims *dims, aift__dim d, char *buf, size_t size);

#endif
