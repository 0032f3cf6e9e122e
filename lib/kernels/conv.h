/* Convolutions of pictures [rows, height, width, channels] with weights as checkpoints have them,
 * [out, channels / groups, kernel height, kernel width].
 *
 * The output at (y, x) is the sum over taps (i, j) of the input at (y stride_h + i dilation_h - pad_top,
 * x stride_w + j dilation_w - pad_left); what lies outside is 0. */
#ifndef AIFT_LIB_KERNELS_CONV_H
#define AIFT_LIB_KERNELS_CONV_H

#include "kernels/kernel.h"
#include "kernels/tail.h"

typedef struct aift__conv {
    int64_t rows, h, w, c;       /* the input */
    int64_t out_h, out_w, out_c; /* the output */
    int64_t kernel_h, kernel_w;
    int64_t stride_h, stride_w, pad_top, pad_left, dilation_h, dilation_w, groups;
} aift__conv;

/* The convolution's input is act(x scale[channel] + shift[channel]): a normalisation that was left to it. */
typedef struct aift__conv_input {
    const float *scale, *shift;
    aift__act act; /* not GELU */
} aift__conv_input;

enum { AIFT__DEPTHWISE_TAPS = 16 }; /* lines of a depthwise kernel; with more it goes the other way */

/* A product of all pixels with the weight; one weight a channel and tap, as in MobileNet. */
bool aift__conv_is_pointwise(const aift__conv *conv);
bool aift__conv_is_depthwise(const aift__conv *conv);

typedef struct aift__conv_run {
    const aift__conv_input *input; /* NULL: x as it is */
    const float *x, *weight;
    const float *packed; /* a copy of the weight, of aift__conv2d_pack_f32(); NULL: none */
    aift__tail tail;
    float *y;
    float *
        moments; /* [rows, 2, out]: mean, and sum of squared deviations, of each picture's channels in y; or NULL */
} aift__conv_run;

aift_status aift__conv2d_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                             const aift__conv_run *run);
aift_status aift__conv2d_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                        const float *grad_y, const float *weight, float *grad_x);
/* grad_weight (+)= */
aift_status aift__conv2d_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                         const aift__conv_input *input, const float *x, const float *grad_y,
                                         bool add, float *grad_weight);

/* A weight that many calls share can be copied once in the order in which kernels read it; of `conv` only channels, groups
 * and the kernel's size are looked at. The size in floats; 0 where there is no such order. */
size_t aift__conv2d_packed_size(const aift__kernel_context *kernel, const aift__conv *conv);
aift_status aift__conv2d_pack_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                  const float *weight, float *to);

/* Bytes of scratch that they need: the first with or without an `input` or `moments`, the last an `input`. */
size_t aift__conv2d_scratch(const aift__conv *conv, bool input_or_moments);
size_t aift__conv2d_grad_input_scratch(const aift__conv *conv);
size_t aift__conv2d_grad_weight_scratch(const aift__conv *conv, bool input);

/* Of a pointwise or depthwise convolution and the normalisation of its output z, all gradients in two passes over memory:
 * the normalisation's input gradient is not kept. Each may be NULL; those of the weights are added to if `add`.
 *
 * The first pass is for two sums of each channel, [2, channels]: of g, the gradient of what the activation was applied
 * to, and of g (z - mean). Where they are given, there is one pass. Where the convolution's own input is a normalisation
 * of x that was left to it, those of that are taken while its gradient lies in the cache. */
typedef struct aift__conv_norm_grad {
    const float *z, *norm_weight, *norm_bias, *mean, *rstd, *grad_y;
    const float *sums; /* NULL: not given */
    double eps;
    aift__act act;
    const float *x, *weight;
    const aift__conv_input *input; /* what the convolution made of x; NULL: nothing */
    const float *input_mean;       /* of x; with `input` */
    float *grad_x, *grad_norm_weight, *grad_norm_bias, *grad_weight;
    float *input_sums; /* of the normalisation of x; with grad_x and `input` */
    bool add;
} aift__conv_norm_grad;

/* Whether it is one of these. */
bool aift__conv_norm_grad_fits(const aift__conv *conv);
void aift__conv_norm_grad_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                              const aift__conv_norm_grad *run);
size_t aift__conv_norm_grad_scratch(const aift__conv *conv);

void aift__conv2d_f64(const aift__conv *conv, const double *x, const double *weight, const double *bias,
                      double *y);
/* The moments of a picture's y, as in a run. */
void aift__conv_moments_f64(const aift__conv *conv, const double *y, double *moments);
void aift__conv2d_grad_input_f64(const aift__conv *conv, const double *grad_y, const double *weight,
                                 double *grad_x);
void aift__conv2d_grad_weight_f64(const aift__conv *conv, const double *x, const double *grad_y, bool add,
                                  double *grad_weight);

#endif
