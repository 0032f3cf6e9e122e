/* Cases of every operator, in one table: the checks of operators and their measurements run over it.
 *
 * A case says what an operator's inputs look like. Shapes are written with a letter a dimension: "TW" is
 * [T, W], "R+" is [R + 1], "T2" is [T, 2]; # is 136 and % is 150. What the letters stand for is given apart ("T=7 R=3 W=5"): a case has
 * a few such lists, and a measurement brings its own. An operator may have several cases. Sizes of small letters are
 * not scaled. A letter of which no input says what it is, is what the shape rule must make of the others.
 */
#ifndef AIFT_TESTS_CASES_OPS_H
#define AIFT_TESTS_CASES_OPS_H

#include "ops/op.h"

typedef enum aift_case_fill {
    AIFT_CASE_VALUES = 0, /* uniform in [lo, hi]; if both are 0, in [-1, 1] */
    AIFT_CASE_FAR,        /* 0.1 to 1.1 with either sign: away from the corner of relu */
    AIFT_CASE_IDS,        /* int32, 0 to one less than the letter `of`; repeated ones among them */
    AIFT_CASE_OFFSETS,    /* int32, cuts the letter `of` into ragged rows of which the first is one token */
    AIFT_CASE_OUTPUT,     /* what the operator `from` gives on inputs of this case */
    AIFT_CASE_ABSENT      /* an optional input that is not given */
} aift_case_fill;

typedef struct aift_case_input {
    const char *shape; /* NULL ends the list, unless the input is absent */
    aift_case_fill fill;
    double lo, hi;
    char of;
    bool no_gradient; /* a floating input that has none, though its operator has one */
    bool any_rank;    /* its rank is free */
    bool derived;     /* its sizes follow from others by a formula: changing one says nothing */
    bool any_content; /* ids of which only the number matters */
    const char *from; /* of AIFT_CASE_OUTPUT: operator, inputs ("0 1 4"), output */
    const char *with;
    int32_t output;
} aift_case_input;

enum { AIFT_CASE_SIZES = 3 };

typedef struct aift_case {
    const char *op;
    aift__attr_set attrs[AIFT__MAX_ATTRS];
    aift_case_input in[AIFT__MAX_IN];
    const char *out[AIFT__MAX_OUT];     /* the shapes that must come out */
    const char *sizes[AIFT_CASE_SIZES]; /* NULL: no more */
    bool integer;                       /* the outputs are int32; so they are where the first input is */
    bool product;                       /* may differ by rounding when the number of threads differs */
    double tolerance; /* of the float kernel, relative to the output's largest element; 0: 1e-5 */
    double step;      /* of finite differences; 0: 1e-3 */
} aift_case;

extern const aift_case aift_cases[];
extern const size_t aift_n_cases;

/* A case made concrete: shapes, contents and memory for a call. */
typedef struct aift_case_call {
    aift_context *context;
    const aift_case *source;
    const aift__op *op;
    aift__attr attrs[AIFT__MAX_ATTRS];
    aift__arg in[AIFT__MAX_IN], out[AIFT__MAX_OUT];
    int32_t n_in;
    size_t out_bytes[AIFT__MAX_OUT];
    aift__simd_level simd;
    bool training, add;
} aift_case_call;

/* The randomness of a case's runs. */
#define AIFT_CASE_SEED 0x123456789abcdefu
enum { AIFT_CASE_STEP = 3, AIFT_CASE_ROW_BASE = 11 };

/* Makes the case with these sizes, each times `scale`, in float or double. The same case, sizes and scale give
 * the same numbers in both. Training is on, and the outputs hold NaN. What goes wrong fails the test. */
void aift_case_make(aift_context *context, const aift_case *source, const char *sizes, int64_t scale,
                    aift_dtype dtype, aift_case_call *out);
void aift_case_free(aift_case_call *call);

/* Runs the operator. */
aift_status aift_case_run(const aift_case_call *call);

/* Element i of a floating or int32 argument. */
double aift_case_get(const aift__arg *arg, int64_t i);
void aift_case_set(const aift__arg *arg, int64_t i, double value);

/* The size that a shape has in a dimension; *plus is 1 behind a letter with +. Returns the letter, or 0 past the
 * end. A digit stands for itself. */
char aift_case_letter(const char *shape, int32_t axis, int32_t *plus);

/* The value of a letter in "T=7 R=3", times scale if it is a capital; a digit is itself, # and % are constants. */
int64_t aift_case_size(const char *sizes, char letter, int64_t scale);
int32_t aift_case_inputs(const aift_case *source);
bool aift_case_is_int(const aift_case_input *input);
bool aift_case_gives_int(const aift_case *source);

/* The operator's attributes, by the case's and otherwise its defaults; names it does not have are left out. */
void aift_case_attrs(const aift__op *op, const aift__attr_set *given, aift__attr *out);

#endif
