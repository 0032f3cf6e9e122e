/* Which use case first: scores of a portfolio, their order, and how firm that is.
 *
 * A method has inputs ("reach", "effort"), of which each use case has a number or none (NaN). Without one a score is an
 * interval: the missing input lies on the method's scale, or else between the least and the most that the portfolio
 * knows. */
#ifndef AIFT_LIB_LIFECYCLE_RANK_H
#define AIFT_LIB_LIFECYCLE_RANK_H

#include "base/base.h"

enum { AIFT__RANK_INPUTS = 64, AIFT__MAX_REVERSALS = 100000 };

typedef struct aift__rank_input {
    const char *name;
    double least, most; /* of its scale; both 0: the portfolio's */
    bool divides;       /* effort: above 0 */
    double weight;      /* of the weighted matrix */
    bool cost;          /* of it: less is better */
} aift__rank_input;

typedef struct aift__rank_method {
    const char *name;
    aift__rank_input inputs[AIFT__RANK_INPUTS];
    size_t n;
    enum {
        AIFT__RANK_PRODUCT,
        AIFT__RANK_SUM,
        AIFT__RANK_WEIGHTED
    } kind; /* over the inputs that do not divide */
} aift__rank_method;

/* RICE, WSJF and ICE; the weighted matrix has the inputs that it is given. NULL: there is none of this name. */
const aift__rank_method *aift__rank_method_find(const char *name);

typedef struct aift__ranked {
    size_t row;       /* of the portfolio */
    int64_t rank;     /* 1, 2, 2, 4 */
    double low, high; /* equal where nothing is missing; NaN where nobody has a missing input */
    uint64_t missing; /* bit i: input i */
} aift__ranked;

/* What decides between equal scores: less effort, more confidence (NaN behind all numbers), older, then the id. */
typedef struct aift__rank_row {
    const char *id;
    int64_t created; /* any number that grows with time */
    double effort, confidence;
} aift__rank_row;

typedef struct aift__rank_range {
    double least, most; /* of an input in the portfolio; NaN: nobody knows it */
} aift__rank_range;

/* Scores and sorts: values[row * method->n + input], whose ranges are `known`. `out` gets the best, the best first: all `rows`, or `most` of
 * them. AIFT_E_RANGE names use case and
 * input: not above 0 where it divides, or below 0 where it must not be. */
aift_status aift__rank(aift_context *context, const aift__rank_method *method, const aift__rank_range *known,
                       const aift__rank_row *portfolio, size_t rows, const double *values, size_t most,
                       aift__ranked *out);

/* ---- how firm it is (lib/lifecycle/rank_reversals.c) ---- */

/* Between 0 and 1, 1 the best: an input of the weighted matrix. NaN: the least that it can be, or the most. */
double aift__rank_normalised(const aift__rank_input *input, const aift__rank_range *known, double x,
                             bool high);

void aift__rank_ranges(const aift__rank_method *method, size_t rows, const double *values,
                       aift__rank_range *known);

/* The lower or the higher end of a score; `weights` are those of the weighted matrix. */
double aift__rank_score(const aift__rank_method *method, const double *weights, const aift__rank_range *known,
                        const double *x, bool high);

/* An input that is changed, alone, by a factor: for the weighted matrix its weight (`row` is rows then), else that of one
 * use case. Two use cases change their order by it. */
typedef struct aift__reversal {
    size_t input, row;
    double factor;
    size_t a, b; /* rows; a was before b */
} aift__reversal;

/* Every pair of these rows that a change of `share` (0.2: by 0.8 and by 1.2) turns round, in the order of rows, inputs and
 * factors. The rows may be some of a portfolio, of which the ranges are. Only strict orders count: equal scores are in no
 * order. What others' missing inputs may be does not change with it. `out` is freed with aift__free; of more than
 * AIFT__MAX_REVERSALS it has so many, and `all` counts them. */
aift_status aift__rank_reversals(aift_context *context, const aift__rank_method *method,
                                 const aift__rank_range *known, size_t rows, const double *values,
                                 double share, aift__reversal **out, size_t *n, size_t *all);

/* ---- impact and effort (lib/lifecycle/rank_quadrants.c) ---- */

typedef enum aift__quadrant {
    AIFT__QUADRANT_NONE, /* one of the two is not known */
    AIFT__QUICK_WIN,     /* much impact, little effort */
    AIFT__MAJOR_PROJECT, /* much of both */
    AIFT__FILL_IN,       /* little of both */
    AIFT__THANKLESS      /* little impact, much effort */
} aift__quadrant;

extern const char *const aift__quadrant_names[]; /* "quick_win"; NULL for none */

typedef struct aift__rank_axes {
    double *impact, *effort;             /* of each row; NaN: not known. Freed with aift__rank_axes_free */
    double median_impact, median_effort; /* of those that are known; NaN: of none */
} aift__rank_axes;

/* Impact is the score without what divides it, and effort what divides it; of ICE 11 - ease; of the weighted matrix the
 * costs' share of the score, or else scores.effort. */
aift_status aift__rank_axes_make(aift_context *context, const aift__rank_method *method,
                                 const aift__rank_range *known, const aift__rank_row *portfolio, size_t rows,
                                 const double *values, aift__rank_axes *out);
void aift__rank_axes_free(aift_context *context, aift__rank_axes *axes);
/* Much impact begins at the median, much effort behind it. */
aift__quadrant aift__rank_quadrant(const aift__rank_axes *axes, size_t row);

/* Brings the k-th least to its place, what is less before it; there are no NaNs (lib/lifecycle/rank_select.c). */
void aift__select(double *x, size_t n, size_t k);

#endif
