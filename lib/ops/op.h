/* What an operator is: one aift__op a file, one line in ops.def.
 *
 * An operator knows its inputs, attributes, the shapes of its outputs, its kernels, and the operators that
 * compute its gradient. It does not know the graph: shapes are expressions of a table it is given, and
 * gradient rules append nodes through a callback.
 */
#ifndef AIFT_LIB_OPS_OP_H
#define AIFT_LIB_OPS_OP_H

#include "kernels/kernel.h"
#include "tensor/dim.h"
#include "tensor/dtype.h"

enum { AIFT__MAX_IN = 17, AIFT__MAX_OUT = 6, AIFT__MAX_ATTRS = 16 };

typedef int32_t aift__value; /* a value's number in its graph */
#define AIFT__NO_VALUE ((aift__value)-1)

/* ---- attributes ---- */

typedef struct aift__attr_def {
    const char *name;
    bool real; /* a double; else an integer */
    double otherwise;
    double min, max; /* inclusive */
} aift__attr_def;

typedef struct aift__attr { /* a resolved one, in the order of the operator's table */
    int64_t i;
    double f;
} aift__attr;

typedef struct aift__attr_set { /* one that is given by name; a list ends in a NULL name */
    const char *name;
    double f;
    int64_t i; /* used for integer attributes */
} aift__attr_set;

/* ---- shapes ---- */

typedef struct aift__type {
    aift_dtype dtype;
    int32_t rank;
    aift__dim dim[AIFT__MAX_RANK];
} aift__type;

typedef struct aift__infer {
    aift__dims *dims;
    const aift__attr *attrs;
    int32_t n_in;
    const aift__type *in[AIFT__MAX_IN]; /* NULL: an optional input that is not given */
    aift__type out[AIFT__MAX_OUT];
} aift__infer;

/* ---- running ---- */

typedef struct aift__arg { /* a tensor as kernels see it; data is NULL for an optional one not given */
    void *data;
    const float *packed; /* a weight's copy in the order in which kernels read it; NULL: none */
    aift_dtype dtype;
    int32_t rank;
    int64_t dim[AIFT__MAX_RANK];
} aift__arg;

typedef struct aift__call {
    aift__kernel_context kernel; /* threads, scratch, randomness of this run */
    const aift__attr *attrs;
    const aift__arg *in, *out;
    bool add; /* outputs marked in `accumulates` are added to, not written */
} aift__call;

typedef aift_status (*aift__op_fn)(const aift__call *call);

/* The packed copy of a weight of this shape, of an operator with these attributes: its size in floats (0: there is none),
 * or where `to` is given, the copy. */
typedef aift_status (*aift__pack_fn)(const aift__kernel_context *kernel, const aift__attr *attrs,
                                     int32_t rank, const int64_t *shape, const float *weight, size_t *size,
                                     float *to);

/* ---- gradients ---- */

/* What a gradient rule is given. It sets grad_in[i] for inputs with needs[i]. */
typedef struct aift__grad {
    void *graph; /* first argument of emit */
    aift_status (*emit)(void *graph, const char *op, const aift__attr_set *attrs, const aift__value *in,
                        int32_t n_in, aift__value *out, int32_t n_out);
    const aift__attr *attrs;
    int32_t n_in;
    aift__value in[AIFT__MAX_IN];
    bool needs[AIFT__MAX_IN];
    aift__value out[AIFT__MAX_OUT];
    aift__value grad_out[AIFT__MAX_OUT]; /* AIFT__NO_VALUE: this output's gradient is zero */
    aift__value grad_in[AIFT__MAX_IN];   /* AIFT__NO_VALUE on entry */
} aift__grad;

/* ---- the operator ---- */

typedef enum aift__place_kind {
    AIFT__PLACE_FRESH = 0, /* memory of its own */
    AIFT__PLACE_INPLACE,   /* may take the input's memory when nobody needs the input afterwards */
    AIFT__PLACE_VIEW       /* is the input's memory, where that is in the arena; else the kernel copies */
} aift__place_kind;

typedef struct aift__place {
    aift__place_kind kind;
    int32_t input;
} aift__place;

typedef struct aift__op {
    const char *name;
    aift__attr_def attrs[AIFT__MAX_ATTRS]; /* ends with a NULL name */
    int32_t min_in, max_in;                /* inputs beyond min_in may be AIFT__NO_VALUE */
    int32_t n_out;
    aift__place place[AIFT__MAX_OUT];
    uint32_t accumulates; /* bit k: output k can be added to what its memory holds */
    uint32_t optional;    /* bit k: output k is NULL where nobody reads it */
    uint32_t packs;       /* bit i: input i is a weight of which the kernel can use a packed copy */
    aift__pack_fn pack; /* makes it; NULL: the input is [N,K], and packed for products (kernels/products.h) */
    uint32_t shapes; /* bit i: of input i only the shape is looked at; its memory may hold something else */
    int32_t marks;   /* the output that tells which rows of output 0 are not zero; 0: there is none */
    aift_status (*infer)(aift__infer *infer);
    aift_status (*grad)(aift__grad *grad); /* NULL: the operator has no gradient */
    aift__op_fn f32, f64;                  /* fast kernel; plain reference in double */
    /* Bytes, for the sizes of the call; an output that is left out has rank 0. NULL: none. */
    size_t (*scratch)(const aift__call *call);
    double (*flops)(const aift__call *call); /* NULL: none worth counting */
} aift__op;

#define AIFT_OP(name) extern const aift__op aift__op_##name;
#include "ops/ops.def"
#undef AIFT_OP

/* The registry. */
const aift__op *aift__op_find(const char *name); /* NULL if there is none */
int32_t aift__op_count(void);
const aift__op *aift__op_at(int32_t i);

/* ---- helpers of shape rules and gradient rules ---- */

/* Checks, with a message that names operator, input and what was expected. */
aift_status aift__need_rank(const aift__infer *infer, const char *op, int32_t input, int32_t rank);
aift_status aift__need_dtype(const aift__infer *infer, const char *op, int32_t input, aift_dtype dtype);
aift_status aift__need_floating(const aift__infer *infer, const char *op, int32_t input);
aift_status aift__need_type(const aift__infer *infer, const char *op, int32_t input, aift__type expected);
aift_status aift__need_same(const aift__infer *infer, const char *op, int32_t a, int32_t b); /* whole types */
aift_status aift__need_dim(const aift__infer *infer, const char *op, int32_t input, int32_t axis,
                           aift__dim expected);

/* An int32 vector of rows + 1 offsets; `rows` may be NULL. */
aift_status aift__need_offsets(const aift__infer *infer, const char *op, int32_t input, aift__dim *rows);

/* The rule of operators whose only output has the type of their first input. */
aift_status aift__infer_same(aift__infer *infer);

/* Appends a node with one output. */
aift_status aift__emit1(aift__grad *grad, const char *op, const aift__attr_set *attrs, const aift__value *in,
                        int32_t n_in, aift__value *out);

/* Refuses, naming the operator, to differentiate an output other than its first. */
aift_status aift__grad_of_first(const aift__grad *grad, const char *op, int32_t n_out);

/* ---- helpers of kernel calls ---- */

/* AIFT_E_RANGE unless the offsets begin with 0, end with `tokens`, and give each row a token. */
aift_status aift__check_offsets(const aift__arg *offsets, const char *op, int64_t tokens);

/* Elements of an argument. */
int64_t aift__arg_elements(const aift__arg *arg);

#endif
