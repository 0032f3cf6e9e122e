/* The kernels that exist once for each instruction set: a table of functions for each.
 *
 * simd/<name>.c is compiled once for any processor and once for AVX2 with FMA; the table is picked when a
 * kernel runs. These functions do one piece of work on one thread; kernels/<name>.c cuts the work. */
#ifndef AIFT_LIB_KERNELS_SIMD_SIMD_H
#define AIFT_LIB_KERNELS_SIMD_SIMD_H

#include "kernels/attention.h"
#include "kernels/backend.h"
#include "kernels/conv.h"
#include "kernels/mel.h"
#include "kernels/optimizer.h"
#include "kernels/resample.h"
#include "kernels/words.h"

/* X(name, arguments). */
#define AIFT__SIMD_MAP(X)                                                                                                                 \
    /* elementwise */                                                                                                                     \
    X(gelu, (int64_t n, bool tanh_form, const float *x, float *y))                                                                        \
    X(gelu_grad, (int64_t n, bool tanh_form, const float *x, const float *grad_y, float *grad_x))                                         \
    /* any activation, and its gradient from what it was applied to */                                                                    \
    X(act, (int64_t n, aift__act act, const float *x, float *y))                                                                          \
    X(act_grad, (int64_t n, aift__act act, const float *x, const float *grad_y, float *grad_x))                                           \
    X(exp_all, (int64_t n, const float *x, float *y))                                                                                     \
    X(log_all, (int64_t n, const float *x, float *y))                                                                                     \
    X(tanh, (int64_t n, const float *x, float *y))                                                                                        \
    X(tanh_grad, (int64_t n, const float *y, const float *grad_y, float *grad_x))                                                         \
    X(relu, (int64_t n, const float *x, float *y))                                                                                        \
    X(relu_grad, (int64_t n, const float *y, const float *grad_y, float *grad_x))                                                         \
    X(add, (int64_t n, const float *a, const float *b, float *y))                                                                         \
    /* the words e .. e + n - 1 of a row; elements that are kept are scaled, the others 0 */                                              \
    X(words, (const aift__words *words, uint64_t e, int64_t n, uint32_t *out))                                                            \
    X(dropout, (const aift__words *words, uint64_t e, int64_t n, uint32_t threshold, float scale,                                         \
                const float *x, float *y))                                                                                                \
    /* lines of n numbers */                                                                                                              \
    X(layer_norm, (int64_t m, int64_t n, double eps, const float *x, const float *weight, const float *bias,                              \
                   float *y, float *mean, float *rstd))                                                                                   \
    X(layer_norm_grad, (int64_t m, int64_t n, const float *x, const float *weight, const float *mean,                                     \
                        const float *rstd, const float *grad_y, float *grad_x))                                                           \
    X(softmax, (int64_t m, int64_t n, const float *x, float *y))                                                                          \
    X(softmax_grad, (int64_t m, int64_t n, const float *y, const float *grad_y, float *grad_x))                                           \
    /* the columns [begin, end) of m lines of n numbers, added to y[begin ..] */                                                          \
    X(column_sum, (int64_t m, int64_t n, int64_t begin, int64_t end, const float *x, float *y))                                           \
    X(norm_columns, (int64_t m, int64_t n, int64_t begin, int64_t end, const float *x, const float *mean,                                 \
                     const float *rstd, const float *grad_y, float *grad_weight, float *grad_bias))                                       \
    /* m lines of n numbers to a place that is not read soon, past the caches where that is possible */                                   \
    X(stream, (int64_t m, int64_t n, int64_t from_pitch, const float *from, int64_t to_pitch, float *to))                                 \
    /* flat buffers */                                                                                                                    \
    X(sum_of_squares, (int64_t n, const float *x, double *sum))                                                                           \
    X(adamw, (const aift__adamw *options, int64_t n, const float *grad, float *param, float *m, float *v))                                \
    /* a product of at least 1 x 1 x 1, and its tail; the tail alone, of m lines of n numbers */                                          \
    X(gemm, (const aift__gemm *gemm))                                                                                                     \
    /* copies 16 columns [16 i, 16 i + 16) of alpha op(B), zeros behind the last, for i from begin to end - 1 */                          \
    X(pack, (const aift__gemm *gemm, int64_t begin, int64_t end, float *to))                                                              \
    X(tail, (const aift__tail *tail, int64_t m, int64_t n, int64_t ldc, float *c))                                                        \
    /* batch normalisation (batch_norm.h) of m lines of n channels, `pitch` apart. Sums of x - shift and of its square, added; sums of  \
     * g, grad_y times the slope at x scale + shift, and of g (x - mean), added; y = act(x scale + shift);         \
     * grad_x = g scale + (x - mean) slope + at */ \
    X(batch_moments, (int64_t m, int64_t n, int64_t pitch, const float *x, const float *shift, double *sum,                               \
                      double *squares))                                                                                                   \
    X(batch_grads, (int64_t m, int64_t n, aift__act act, const float *x, const float *grad_y,                                             \
                    const float *scale, const float *shift, const float *mean, double *sum, double *dot))                                 \
    X(batch_apply, (int64_t m, int64_t n, aift__act act, const float *x, const float *scale,                                              \
                    const float *shift, float *y))                                                                                        \
    X(batch_grad_input,                                                                                                                   \
      (int64_t m, int64_t n, aift__act act, const float *x, const float *grad_y, const float *scale,                                      \
       const float *shift, const float *mean, const float *slope, const float *at, float *grad_x))                                        \
    /* x scale + shift, of n channels: norm is weight, bias, mean and variance; `before` (NULL: 0) was to be added to x */                \
    X(norm_affine,                                                                                                                        \
      (int64_t n, double eps, const float *const *norm, const float *before, float *scale, float *shift))                                 \
    /* depthwise convolution (conv.h): an output line; an input line of its gradient; what an output line adds to the \
     * weight's gradient. rows[i] is the line of tap line i, of the input or of the output's gradient, NULL outside, \
     * its pixels `pitch` apart, the output's `to_pitch`; n channels are done. Weights and their gradient are \
     * [tap][channel]; tail: of the line */                   \
    X(depthwise, (const aift__conv *conv, const float *const *rows, int64_t pitch, int64_t n,                                             \
                  const float *weight, const aift__tail *tail, int64_t to_pitch, float *y))                                               \
    X(depthwise_grad, (const aift__conv *conv, const float *const *rows, int64_t pitch, int64_t n,                                        \
                       const float *weight, float *grad_x))                                                                               \
    X(depthwise_grad_weight, (const aift__conv *conv, const float *const *rows, int64_t pitch, int64_t n,                                 \
                              const float *grad_y, float *grad_weight))                                                                   \
    /* bytes of pictures: kernels/resample.h */                                                                                           \
    X(resample_rows, (const aift__taps *taps, void *scratch, int64_t rows, int64_t channels,                                              \
                      const uint8_t *from, int64_t stride, uint8_t *to, int64_t to_stride))                                               \
    X(resample_columns,                                                                                                                   \
      (const aift__taps *taps, int64_t bytes, const uint8_t *from, int64_t stride, uint8_t *to))                                          \
    /* of four complex signals; power spectra of four real ones. x, work: half of aift__fft_memory each */                                \
    X(fft_passes, (const aift__fft *fft, double *x, double *work))                                                                        \
    X(fft_power, (const aift__real_fft *fft, double *x, double *work, double *power))                                                     \
    X(mel,                                                                                                                                \
      (const aift__mel *mel, int64_t count, const float *samples, int64_t frames, void *memory, float *out))                              \
    /* head `head` of row `row`, without and with its gradients */                                                                        \
    X(attention, (const aift__attention *shape, const aift__words *words, int64_t row, int64_t head,                                      \
                  const float *q, const float *k, const float *v, float *o, float *lse))                                                  \
    X(attention_grad, (const aift__attention *shape, const aift__words *words, int64_t row, int64_t head,                                 \
                       const float *q, const float *k, const float *v, const float *o, const float *lse,                                  \
                       const float *grad_o, float *grad_q, float *grad_k, float *grad_v))

typedef struct aift__simd {
    const char *name;
#define AIFT__SIMD_FIELD(name, arguments) void(*name) arguments;
    AIFT__SIMD_MAP(AIFT__SIMD_FIELD)
#undef AIFT__SIMD_FIELD
} aift__simd;

/* The table of a level, NULL if it is not built in or the processor lacks it. BEST is never NULL. */
const aift__simd *aift__simd_table(aift__simd_level level);

/* Whether the processor has wider vectors than our kernels use (AVX-512). */
bool aift__simd_is_wider(void);

/* The table for this run. */
static inline const aift__simd *aift__simd_of(const aift__kernel_context *kernel)
{
    return aift__simd_table(kernel->simd);
}

#endif
