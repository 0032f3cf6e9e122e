/* Softmax, and softmax with cross entropy as PyTorch defines it; logits are [rows, classes].
 *
 * Row loss: w[y] * (1 - s) * -log p[y] + s / classes * sum over c of w[c] * -log p[c]; loss is the sum of the
 * row losses over the sum of w[y]. class_weights may be NULL: all ones. Labels outside 0 .. classes - 1 are
 * AIFT_E_RANGE.
 *
 * Instead of labels (which are NULL then) there may be targets [rows, classes], a row's probabilities t[c]. Row loss:
 * sum over c of w[c] * ((1 - s) * t[c] + s / classes) * -log p[c]; loss is their sum over the number of rows.
 *
 * Binary cross entropy is of a sigmoid for each class, targets [rows, classes] from 0 to 1: row loss is the mean over the
 * classes, loss that over the rows. */
#ifndef AIFT_LIB_KERNELS_LOSS_H
#define AIFT_LIB_KERNELS_LOSS_H

#include "kernels/kernel.h"

void aift__softmax_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const float *x,
                       float *y);
void aift__softmax_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const float *y,
                            const float *grad_y, float *grad_x);
aift_status aift__cross_entropy_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const float *logits, const int32_t *labels, const float *targets,
                                    const float *class_weights, double smoothing, float *loss,
                                    float *row_loss);
aift_status aift__cross_entropy_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const float *logits, const int32_t *labels, const float *targets,
                                         const float *class_weights, double smoothing, const float *grad_loss,
                                         float *grad_logits);

void aift__binary_cross_entropy_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const float *logits, const float *targets, float *loss, float *row_loss);
void aift__binary_cross_entropy_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const float *logits, const float *targets, const float *grad_loss,
                                         float *grad_logits);

void aift__softmax_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const double *x,
                       double *y);
void aift__softmax_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                            const double *y, const double *grad_y, double *grad_x);
aift_status aift__cross_entropy_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const double *logits, const int32_t *labels, const double *targets,
                                    const double *class_weights, double smoothing, double *loss,
                                    double *row_loss);
aift_status aift__cross_entropy_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const double *logits, const int32_t *labels, const double *targets,
                                         const double *class_weights, double smoothing,
                                         const double *grad_loss, double *grad_logits);

void aift__binary_cross_entropy_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const double *logits, const double *targets, double *loss,
                                    double *row_loss);
void aift__binary_cross_entropy_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const double *logits, const double *targets, const double *grad_loss,
                                         double *grad_logits);

#endif
