/* The operators of EfficientNet-Lite0 one by one, at its own shapes: pictures [--batch N] [--threads N] [--side PIXELS]
 *
 * Each line is one shape of a convolution: how often it occurs, and the milliseconds of the convolution as training runs
 * it, of the normalisation behind it, of the gradients of both; of both when predicting. Then the sums over one step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../arguments.h"
#include "aift/aift.h"
#include "base/base.h"
#include "base/clock.h"
#include "kernels/tail.h"
#include "ops/op.h"

enum { ROUNDS = 5, SHAPES = 64, TIMES = 4 };

static struct {
    const char *only;
    int64_t threads, batch, side;
} args = {.only = "", .batch = 32, .side = 224};

static const argument table[] = {
    {"--batch", "pictures; default 32", .number = &args.batch},
    {"--side", "pixels; default 224", .number = &args.side},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--only", "d, p or o: only depthwise, pointwise or other convolutions", .text = &args.only},
    {NULL},
};

typedef struct shape {
    int64_t h, c, out_h, out_c, kernel, stride, groups, count;
} shape;

static shape shapes[SHAPES];
static int n_shapes;
static aift__kernel_context kernel = {.seed = 42, .step = 3, .training = true};

static int64_t add_shape(int64_t h, int64_t c, int64_t out_c, int64_t k, int64_t stride, int64_t groups)
{
    const shape s = {h, c, (h + stride - 1) / stride, out_c, k, stride, groups, 1};
    for (int i = 0; i < n_shapes; i++)
        if (memcmp(&shapes[i], &s, offsetof(shape, count)) == 0) {
            shapes[i].count++;
            return s.out_h;
        }
    shapes[n_shapes++] = s;
    return s.out_h;
}

/* {expansion, channels, repeats, stride, kernel} */
static const int64_t blocks[][5] = {{1, 16, 1, 1, 3},  {6, 24, 2, 2, 3},  {6, 40, 2, 2, 5}, {6, 80, 3, 2, 3},
                                    {6, 112, 3, 1, 5}, {6, 192, 4, 2, 5}, {6, 320, 1, 1, 3}};

static void make_shapes(void)
{
    int64_t h = add_shape(args.side, 3, 32, 3, 2, 1), c = 32;
    for (size_t b = 0; b < AIFT__COUNT(blocks); b++)
        for (int64_t i = 0; i < blocks[b][2]; i++) {
            int64_t wide = c * blocks[b][0];
            if (wide != c)
                add_shape(h, c, wide, 1, 1, 1);
            h = add_shape(h, wide, wide, blocks[b][4], i ? 1 : blocks[b][3], wide);
            add_shape(h, wide, blocks[b][1], 1, 1, 1);
            c = blocks[b][1];
        }
    add_shape(h, c, 1280, 1, 1, 1);
}

/* ---- calls ---- */

static float *memory(int64_t n)
{
    float *x = aift__aligned_alloc(kernel.context, (size_t)n * sizeof *x);
    for (int64_t i = 0; x && i < n; i++)
        x[i] = (float)(i % 13) / 7 - 0.8f;
    return x;
}

static aift__arg picture(const float *data, int64_t h, int64_t c)
{
    return (aift__arg){(void *)(uintptr_t)data, NULL, AIFT_DTYPE_F32, 4, {args.batch, h, h, c}};
}

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/* Milliseconds of a call; the median. */
static double time_of(const char *name, const aift__attr *attrs, const aift__arg *in, const aift__arg *out)
{
    const aift__op *op = aift__op_find(name);
    aift__call call = {.kernel = kernel, .attrs = attrs, .in = in, .out = out};
    if (op->scratch)
        call.kernel.scratch = aift__aligned_alloc(kernel.context, op->scratch(&call) + 64);
    double rounds[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) {
        double begin = aift__clock_seconds();
        if (op->f32(&call) != AIFT_OK)
            printf("%s\n", aift_last_error());
        if (i >= 0)
            rounds[i] = (aift__clock_seconds() - begin) * 1e3;
    }
    aift__aligned_free(kernel.context, call.kernel.scratch);
    qsort(rounds, ROUNDS, sizeof *rounds, upwards);
    return rounds[ROUNDS / 2];
}

/* What a call is given: the buffers of one shape. */
typedef struct buffers {
    aift__arg x, dx, y, dy, z, w, packed, moments, sums, in_sums;
    aift__arg norm[6], in[4]; /* of the output: weight, bias, mean, variance, mean, rstd; of the input */
    float *owned[9];
} buffers;

static aift__arg vector(float *data, int64_t n)
{
    return (aift__arg){data, NULL, AIFT_DTYPE_F32, 1, {n}};
}

static void open_buffers(const shape *s, const aift__attr *conv, buffers *b)
{
    const int64_t n = args.batch * s->h * s->h * s->c, m = args.batch * s->out_h * s->out_h * s->out_c;
    const int64_t depth = s->c / s->groups, vectors = 8 * s->out_c + 6 * s->c;
    const int64_t sizes[] = {
        n, n, m, m, m, s->out_c * depth * s->kernel * s->kernel, vectors, 2 * args.batch * s->out_c};
    for (size_t i = 0; i < AIFT__COUNT(sizes); i++)
        b->owned[i] = memory(sizes[i]);
    b->x = picture(b->owned[0], s->h, s->c);
    b->dx = picture(b->owned[1], s->h, s->c);
    b->y = picture(b->owned[2], s->out_h, s->out_c);
    b->dy = picture(b->owned[3], s->out_h, s->out_c);
    b->z = picture(b->owned[4], s->out_h, s->out_c);
    b->w = (aift__arg){b->owned[5], NULL, AIFT_DTYPE_F32, 4, {s->out_c, depth, s->kernel, s->kernel}};
    b->moments = (aift__arg){b->owned[7], NULL, AIFT_DTYPE_F32, 3, {args.batch, 2, s->out_c}};
    float *v = b->owned[6];
    for (int64_t i = 0; i < vectors; i++)
        v[i] = 1;
    for (int i = 0; i < 6; i++, v += s->out_c)
        b->norm[i] = vector(v, s->out_c);
    for (int i = 0; i < 4; i++, v += s->c)
        b->in[i] = vector(v, s->c);
    b->sums = (aift__arg){v, NULL, AIFT_DTYPE_F32, 2, {2, s->out_c}};
    b->in_sums = (aift__arg){v + 2 * s->out_c, NULL, AIFT_DTYPE_F32, 2, {2, s->c}};
    size_t size = 0;
    b->packed = b->w;
    aift__op_conv2d.pack(&kernel, conv, 4, b->w.dim, b->w.data, &size, NULL);
    b->owned[8] = memory((int64_t)size);
    aift__op_conv2d.pack(&kernel, conv, 4, b->w.dim, b->w.data, &size, b->owned[8]);
    b->packed.packed = b->owned[8];
}

static void close_buffers(buffers *b)
{
    for (size_t i = 0; i < AIFT__COUNT(b->owned); i++)
        aift__aligned_free(kernel.context, b->owned[i]);
}

/* As the passes make them: one operator where the weight is small or depthwise (graph/pass_fuse_grad.c), and what comes
 * behind an activation is normalised by the convolution itself. */
static double time_of_gradients(const shape *s, const aift__attr *conv, const aift__attr *norm, bool itself,
                                const buffers *b)
{
    const aift__arg none = {NULL};
    aift__attr attrs[12];
    memcpy(attrs, conv, 9 * sizeof *attrs);
    attrs[9] = itself ? (aift__attr){AIFT__ACT_RELU6, 0} : norm[0];
    attrs[10] = norm[1];
    attrs[11] = (aift__attr){AIFT__ACT_RELU6, 0};
    const aift__arg in = itself ? b->in[0] : none;
    if (s->c > 3 && (s->groups > 1 || s->c * s->out_c <= 32768)) {
        attrs[9] = norm[0];
        return time_of("conv2d_norm_grad", attrs,
                       (aift__arg[]){b->y, b->norm[0], b->norm[1], b->norm[4], b->norm[5], b->dy, b->x, b->w,
                                     in, in, in, in, norm[1].i ? b->sums : none},
                       (aift__arg[]){b->dx, none, none, b->w, itself ? b->in_sums : none});
    }
    double sum = time_of("batch_norm_grad", norm,
                         (aift__arg[]){b->y, b->norm[0], b->norm[1], b->norm[4], b->norm[5], b->dy, none},
                         (aift__arg[]){b->dy, none, none});
    if (s->c > 3)
        sum += time_of("conv2d_grad_input", conv, (aift__arg[]){b->x, b->w, b->dy}, (aift__arg[]){b->dx});
    return sum + time_of(itself ? "norm_conv2d_grad_weight" : "conv2d_grad_weight", attrs,
                         (aift__arg[]){b->x, b->w, b->dy, in, in, in, in}, (aift__arg[]){b->w});
}

static void measure(const shape *s, double times[TIMES])
{
    const int64_t pad = (s->kernel - 1) / 2;
    const bool itself = s->groups > 1 || (s->kernel == 1 && s->c > s->out_c);
    const aift__attr act = {s->kernel > 1 || s->c < s->out_c ? AIFT__ACT_RELU6 : AIFT__ACT_NONE, 0};
    const aift__attr norm[] = {{0, 1e-5}, act, {0, 0}, {1, 0}, {0, 0.1}};
    const aift__attr conv[11] = {{s->stride, 0}, {s->stride, 0}, {pad, 0},       {pad, 0}, {pad, 0}, {pad, 0},
                                 {1, 0},         {1, 0},         {s->groups, 0}, norm[0],  norm[1]};
    aift__attr input[10];
    memcpy(input, conv, sizeof input);
    input[9] = (aift__attr){AIFT__ACT_RELU6, 0};
    const aift__arg none = {NULL};
    buffers b;
    open_buffers(s, conv, &b);
    times[0] = itself ? time_of("norm_conv2d", input,
                                (aift__arg[]){b.x, b.w, b.in[0], b.in[1], b.in[2], b.in[3], none},
                                (aift__arg[]){b.y, b.moments})
                      : time_of("conv2d", conv, (aift__arg[]){b.x, b.w, none}, (aift__arg[]){b.y, b.moments});
    times[1] = time_of("batch_norm_moments", norm,
                       (aift__arg[]){b.y, b.norm[0], b.norm[1], b.norm[2], b.norm[3], b.moments},
                       (aift__arg[]){act.i ? none : b.z, b.norm[4], b.norm[5], b.norm[2], b.norm[3]});
    times[2] = time_of_gradients(s, conv, norm, itself, &b);
    kernel.training = false;
    times[3] = time_of("conv2d_norm", conv,
                       (aift__arg[]){b.x, b.packed, b.norm[0], b.norm[1], b.norm[2], b.norm[3], none, none},
                       (aift__arg[]){b.y});
    kernel.training = true;
    close_buffers(&b);
}

static bool is_wanted(const shape *s)
{
    const char kind = s->groups > 1 ? 'd' : s->kernel == 1 ? 'p' : 'o';
    return !args.only[0] || args.only[0] == kind;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    if (args.threads)
        options.num_threads = (int32_t)args.threads;
    if (aift_context_create(&options, &kernel.context) != AIFT_OK)
        return 1;
    make_shapes();
    double sum[TIMES] = {0}, step = 0;
    printf("%-36s %5s %8s %8s %8s %8s  ms (GFLOP/s of convolution, gradients, prediction)\n", "convolution",
           "times", "conv", "norm", "grads", "predict");
    for (int i = 0; i < n_shapes; i++) {
        const shape *s = &shapes[i];
        double t[TIMES], flops = 2e-6 * (double)(args.batch * s->out_h * s->out_h * s->out_c) *
                                 (double)(s->c / s->groups * s->kernel * s->kernel);
        if (!is_wanted(s))
            continue;
        measure(s, t);
        printf("%4lld x %4lld -> %4lld x %4lld, %lldx%lld%s %5lld", (long long)s->h, (long long)s->c,
               (long long)s->out_h, (long long)s->out_c, (long long)s->kernel, (long long)s->kernel,
               s->groups > 1 ? " depth" : "      ", (long long)s->count);
        for (int k = 0; k < TIMES; k++) {
            printf(" %8.3f", t[k]);
            sum[k] += t[k] * (double)s->count;
        }
        printf("   %5.1f %5.1f %5.1f\n", flops / t[0], (s->c > 3 ? 2 : 1) * flops / t[2], flops / t[3]);
    }
    printf("%-42s", "all");
    for (int k = 0; k < TIMES; k++) {
        printf(" %8.1f", sum[k]);
        step += k < TIMES - 1 ? sum[k] : 0;
    }
    printf("\na step of training %.1f ms, %.1f pictures/s; of prediction %.2f ms\n", step,
           (double)args.batch / step * 1e3, sum[TIMES - 1]);
    aift_context_release(kernel.context);
    return 0;
}
