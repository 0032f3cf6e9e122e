/* inverted_residual(x[R,H,W,I], widen_weight[C,I,1,1], norm[C] x 4, weight[C,1,kh,kw], norm[C] x 4,
 * narrow_weight[O,C,1,1], norm[O] x 4, residual[R,H',W',O]?; as conv2d, eps and act of each) -> [R,H',W',O]: three
 * conv2d_norm one after the other, of which the middle one is depthwise; norms are weight, bias, running_mean and
 * running_var. One pass (kernels/inverted_residual.h). Fusion makes it (graph/pass_fuse_conv.c). */
#include "kernels/inverted_residual.h"
#include "ops/batch_norm.h"
#include "ops/conv.h"

static const char *const self = "inverted_residual";
enum { X, WIDEN, DEPTH = 6, NARROW = 11, RESIDUAL = 16 };     /* inputs */
enum { EPS = AIFT__N_CONV_ATTRS, ACT = EPS + 3, STAGES = 3 }; /* attributes of the stages, as they come */
static const int32_t weight_of[STAGES] = {WIDEN, DEPTH, NARROW};

/* ---- shapes ---- */

static aift_status need_vectors(const aift__infer *infer, int32_t weight)
{
    const aift__type vector = {infer->in[X]->dtype, 1, {infer->in[weight]->dim[0]}};
    for (int32_t i = 1; i < 5; i++)
        AIFT__TRY(aift__need_type(infer, self, weight + i, vector));
    return AIFT_OK;
}

/* A pointwise weight of so many input channels. */
static aift_status need_pointwise(const aift__infer *infer, int32_t weight, aift__dim channels)
{
    const aift__dim one = aift__dim_const(infer->dims, 1);
    AIFT__TRY(aift__need_rank(infer, self, weight, 4));
    AIFT__TRY(aift__need_dtype(infer, self, weight, infer->in[X]->dtype));
    AIFT__TRY(aift__need_dim(infer, self, weight, 1, channels));
    AIFT__TRY(aift__need_dim(infer, self, weight, 2, one));
    AIFT__TRY(aift__need_dim(infer, self, weight, 3, one));
    return need_vectors(infer, weight);
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, X));
    AIFT__TRY(aift__need_rank(infer, self, X, 4));
    aift__type wide = *infer->in[X];
    aift__infer middle = *infer;
    AIFT__TRY(need_pointwise(infer, WIDEN, wide.dim[3]));
    wide.dim[3] = infer->in[WIDEN]->dim[0];
    middle.in[X] = &wide;
    AIFT__TRY(aift__infer_conv(&middle, self, X, DEPTH, &infer->out[0]));
    AIFT__TRY(aift__need_dim(infer, self, DEPTH, 1, aift__dim_const(infer->dims, 1)));
    AIFT__TRY(aift__need_dim(infer, self, DEPTH, 0, wide.dim[3]));
    AIFT__TRY(need_vectors(infer, DEPTH));
    AIFT__TRY(need_pointwise(infer, NARROW, wide.dim[3]));
    infer->out[0].dim[3] = infer->in[NARROW]->dim[0];
    return infer->in[RESIDUAL] ? aift__need_type(infer, self, RESIDUAL, infer->out[0]) : AIFT_OK;
}

/* ---- running ---- */

/* The depthwise convolution. */
static aift__conv sizes(const aift__call *call)
{
    aift__arg wide = call->in[X], made = call->out[0];
    wide.dim[3] = made.dim[3] = call->in[DEPTH].dim[0];
    return aift__conv_of(call, &wide, &call->in[DEPTH], &made);
}

static aift__inverted_residual block_of(const aift__call *call)
{
    return (aift__inverted_residual){
        .depthwise = sizes(call), .in_c = call->in[X].dim[3], .out_c = call->in[NARROW].dim[0]};
}

static size_t kernel_scratch(const aift__inverted_residual *block)
{
    return (aift__inverted_residual_scratch(block) + 63) / 64 * 64;
}

/* The stage's norm goes to `affine`, which moves on. */
static aift__conv_stage stage_of(const aift__call *call, int stage, float **affine)
{
    const aift__arg *weight = &call->in[weight_of[stage]];
    float *scale = *affine, *shift = scale + weight->dim[0];
    aift__batch_norm_affine(call, weight + 1, NULL, call->attrs[EPS + stage].f, scale, shift);
    *affine = shift + weight->dim[0];
    return (aift__conv_stage){weight->data,
                              weight->packed,
                              {.bias = shift, .act = (aift__act)call->attrs[ACT + stage].i, .scale = scale}};
}

static aift_status check(const aift__conv *c)
{
    if (aift__inverted_residual_fits(c))
        return AIFT_OK;
    if (c->groups != c->c || c->out_c != c->c)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: has %lld groups for %lld channels: expected one for each",
                          self, (long long)c->groups, (long long)c->c);
    if (c->kernel_h > AIFT__DEPTHWISE_TAPS)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: windows of %lld lines: %d are the most", self,
                          (long long)c->kernel_h, AIFT__DEPTHWISE_TAPS);
    return aift__fail(AIFT_E_UNSUPPORTED,
                      "%s: lines of %lld pixels of %lld channels are too long for windows over %lld lines",
                      self, (long long)c->w, (long long)c->c,
                      (long long)((c->kernel_h - 1) * c->dilation_h + 1));
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__inverted_residual block = block_of(call);
    block.x = in[X].data;
    block.y = call->out[0].data;
    AIFT__TRY(check(&block.depthwise));
    float *affine = (float *)((char *)call->kernel.scratch + kernel_scratch(&block));
    block.widen = stage_of(call, 0, &affine);
    block.depth = stage_of(call, 1, &affine);
    block.narrow = stage_of(call, 2, &affine);
    block.narrow.tail.residual = in[RESIDUAL].data;
    aift__inverted_residual_f32(&call->kernel, &block);
    return AIFT_OK;
}

static void norm_f64(const aift__call *call, int stage, int64_t pixels, const double *residual, double *y)
{
    aift__batch_norm_running_f64(&call->in[weight_of[stage]] + 1, call->attrs[EPS + stage].f,
                                 (aift__act)call->attrs[ACT + stage].i, pixels, residual, y);
}

static aift__conv pointwise(int64_t rows, int64_t h, int64_t w, int64_t c, int64_t out_c)
{
    return (aift__conv){rows,
                        h,
                        w,
                        c,
                        h,
                        w,
                        out_c,
                        .kernel_h = 1,
                        .kernel_w = 1,
                        .stride_h = 1,
                        .stride_w = 1,
                        .dilation_h = 1,
                        .dilation_w = 1,
                        .groups = 1};
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    const aift__conv c = sizes(call);
    const int64_t before = c.rows * c.h * c.w, after = c.rows * c.out_h * c.out_w;
    double *wide = call->kernel.scratch, *made = wide + before * c.c;
    const aift__conv first = pointwise(c.rows, c.h, c.w, in[X].dim[3], c.c);
    aift__conv2d_f64(&first, in[X].data, in[WIDEN].data, NULL, wide);
    norm_f64(call, 0, before, NULL, wide);
    aift__conv2d_f64(&c, wide, in[DEPTH].data, NULL, made);
    norm_f64(call, 1, after, NULL, made);
    const aift__conv last = pointwise(c.rows, c.out_h, c.out_w, c.c, in[NARROW].dim[0]);
    aift__conv2d_f64(&last, made, in[NARROW].data, NULL, call->out[0].data);
    norm_f64(call, 2, after, in[RESIDUAL].data, call->out[0].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__inverted_residual block = block_of(call);
    const aift__conv c = block.depthwise;
    if (call->out[0].dtype == AIFT_DTYPE_F64)
        return (size_t)(c.rows * (c.h * c.w + c.out_h * c.out_w) * c.c) * sizeof(double);
    return kernel_scratch(&block) + 2 * (size_t)(2 * c.c + block.out_c) * sizeof(float);
}

static double flops(const aift__call *call)
{
    const aift__conv c = sizes(call);
    const double widen = (double)(c.rows * c.h) * (double)(c.w * call->in[X].dim[3]);
    const double narrow = (double)(c.rows * c.out_h) * (double)(c.out_w * call->in[NARROW].dim[0]);
    return aift__conv_flops(&c) + 2 * (double)c.c * (widen + narrow);
}

/* The depthwise weight is the one with taps; where shapes do not tell there is no copy. */
static aift_status pack(const aift__kernel_context *kernel, const aift__attr *attrs, int32_t rank,
                        const int64_t *shape, const float *weight, size_t *size, float *to)
{
    const bool by_channel = rank == 4 && shape[2] * shape[3] > 1;
    aift__attr own[AIFT__N_CONV_ATTRS] = {{0}};
    own[AIFT__CONV_GROUPS].i = by_channel ? shape[0] : 1;
    *size = 0;
    return rank == 4 && !by_channel && shape[1] == 1
               ? AIFT_OK
               : aift__conv_pack(kernel, own, rank, shape, weight, size, to);
}

#define EPS_ATTR(name_)                                                                                      \
    {                                                                                                        \
        name_, .real = true, .otherwise = 1e-5, .min = 0, .max = 1                                           \
    }
#define ACT_ATTR(name_)                                                                                      \
    {                                                                                                        \
        name_, .otherwise = AIFT__ACT_NONE, .min = AIFT__ACT_NONE, .max = AIFT__ACTS - 1                     \
    }
const aift__op aift__op_inverted_residual = {
    .name = "inverted_residual",
    .attrs = {AIFT__CONV_ATTRS, EPS_ATTR("widen_eps"), EPS_ATTR("eps"), EPS_ATTR("narrow_eps"),
              ACT_ATTR("widen_act"), ACT_ATTR("act"), ACT_ATTR("narrow_act")},
    .min_in = 16,
    .max_in = 17,
    .packs = 1 << WIDEN | 1 << DEPTH | 1 << NARROW,
    .pack = pack,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
