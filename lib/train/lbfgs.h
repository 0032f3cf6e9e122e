/* The least value of a smooth function, by L-BFGS (Liu and Nocedal 1989). */
#ifndef AIFT_LIB_TRAIN_LBFGS_H
#define AIFT_LIB_TRAIN_LBFGS_H

#include "base/base.h"

/* The function's value at x, and its n derivatives there. */
typedef aift_status (*aift__lbfgs_fn)(void *user, const double *x, double *gradient, double *value);

/* Begins at x and leaves there the best that was found: where no derivative is above `tolerance`, or after so many
 * iterations, or where no step leads further down. A convex function has one such place. */
aift_status aift__lbfgs(aift_context *context, size_t n, double *x, int32_t max_iterations, double tolerance,
                        aift__lbfgs_fn fn, void *user);

#endif
