/* A linear head on fixed features: multinomial logistic regression, as scikit-learn's LogisticRegression fits it. */
#ifndef AIFT_LIB_TRAIN_SOFTMAX_REGRESSION_H
#define AIFT_LIB_TRAIN_SOFTMAX_REGRESSION_H

#include "base/base.h"

typedef struct aift__softmax_regression {
    aift_context *context;
    int64_t features, labels;
    float *weight; /* [labels, features] */
    float *bias;
} aift__softmax_regression;

/* Fits to n rows of features and their labels, 0 to labels - 1 (at least two): the least sum of cross entropies times `c`,
 * plus half the sum of the weights' squares. The same rows give the same head. */
aift_status aift__softmax_regression_fit(aift_context *context, const float *x, const int32_t *y, int64_t n,
                                         int64_t features, int64_t labels, double c,
                                         aift__softmax_regression *out);
void aift__softmax_regression_free(aift__softmax_regression *head); /* a zeroed one is accepted */

/* The likeliest label of each row. */
aift_status aift__softmax_regression_predict(const aift__softmax_regression *head, const float *x, int64_t n,
                                             int32_t *out);

#endif
