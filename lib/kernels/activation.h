/* Elementwise functions and their gradients. y may be x, and grad_x may be grad_y. */
#ifndef AIFT_LIB_KERNELS_ACTIVATION_H
#define AIFT_LIB_KERNELS_ACTIVATION_H

#include "kernels/kernel.h"
#include "kernels/tail.h"

/* Any activation, and its gradient from its input. */
void aift__act_f32(const aift__kernel_context *kernel, int64_t n, aift__act act, const float *x, float *y);
void aift__act_grad_f32(const aift__kernel_context *kernel, int64_t n, aift__act act, const float *x,
                        const float *grad_y, float *grad_x);

void aift__gelu_f32(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const float *x, float *y);
void aift__gelu_grad_f32(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const float *x,
                         const float *grad_y, float *grad_x);
void aift__tanh_f32(const aift__kernel_context *kernel, int64_t n, const float *x, float *y);
void aift__tanh_grad_f32(const aift__kernel_context *kernel, int64_t n, const float *y, const float *grad_y,
                         float *grad_x);
void aift__relu_f32(const aift__kernel_context *kernel, int64_t n, const float *x, float *y);
void aift__relu_grad_f32(const aift__kernel_context *kernel, int64_t n, const float *y, const float *grad_y,
                         float *grad_x);
void aift__add_f32(const aift__kernel_context *kernel, int64_t n, const float *a, const float *b, float *y);
/* y (+)= x */
void aift__copy_f32(const aift__kernel_context *kernel, int64_t n, const float *x, bool add, float *y);

void aift__act_f64(const aift__kernel_context *kernel, int64_t n, aift__act act, const double *x, double *y);
void aift__act_grad_f64(const aift__kernel_context *kernel, int64_t n, aift__act act, const double *x,
                        const double *grad_y, double *grad_x);
double aift__act_of(aift__act act, double x); /* of one number, and the slope there */
double aift__act_slope(aift__act act, double x);

void aift__gelu_f64(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const double *x,
                    double *y);
void aift__gelu_grad_f64(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const double *x,
                         const double *grad_y, double *grad_x);
void aift__tanh_f64(const aift__kernel_context *kernel, int64_t n, const double *x, double *y);
void aift__tanh_grad_f64(const aift__kernel_context *kernel, int64_t n, const double *y, const double *grad_y,
                         double *grad_x);
void aift__relu_f64(const aift__kernel_context *kernel, int64_t n, const double *x, double *y);
void aift__relu_grad_f64(const aift__kernel_context *kernel, int64_t n, const double *y, const double *grad_y,
                         double *grad_x);
void aift__add_f64(const aift__kernel_context *kernel, int64_t n, const double *a, const double *b,
                   double *y);
/* y (+)= x */
void aift__copy_f64(const aift__kernel_context *kernel, int64_t n, const double *x, bool add, double *y);

#endif
