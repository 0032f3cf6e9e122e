/* Building blocks of networks over pictures. */
#include <stdio.h>

#include "models/blocks.h"

aift__conv_spec aift__conv_square(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups)
{
    return (aift__conv_spec){.in = in,
                             .out = out,
                             .kernel = {kernel, kernel},
                             .stride = {stride, stride},
                             .before = {(kernel - 1) / 2, (kernel - 1) / 2},
                             .after = {(kernel - 1) / 2, (kernel - 1) / 2},
                             .groups = groups};
}

void aift__conv_pad_same(aift__graph *g, aift__conv_spec *conv, aift__value x)
{
    for (int i = 0; i < 2 && x != AIFT__NO_VALUE; i++) {
        int64_t size = 0, padding;
        aift__dim_is_const(g->dims, g->values[x].type.dim[1 + i], &size);
        padding = conv->kernel[i] - (size % conv->stride[i] ? size % conv->stride[i] : conv->stride[i]);
        padding = AIFT__MAX(0, padding);
        conv->before[i] = padding / 2;
        conv->after[i] = padding - padding / 2;
    }
}

static int64_t at_least_one(int64_t n)
{
    return AIFT__MAX(1, n);
}

aift__value aift__build_conv(aift__graph *g, const char *at, const aift__conv_spec *c, aift__value x)
{
    const int64_t groups = at_least_one(c->groups),
                  shape[] = {c->out, c->in / groups, c->kernel[0], c->kernel[1]};
    aift__value weight = aift__build_parameter(g, at, "weight", 4, shape);
    aift__value bias = c->bias ? aift__build_parameter(g, at, "bias", 1, &c->out) : AIFT__NO_VALUE;
    const aift__attr_set attrs[] = {{"stride_h", .i = at_least_one(c->stride[0])},
                                    {"stride_w", .i = at_least_one(c->stride[1])},
                                    {"pad_top", .i = c->before[0]},
                                    {"pad_left", .i = c->before[1]},
                                    {"pad_bottom", .i = c->after[0]},
                                    {"pad_right", .i = c->after[1]},
                                    {"dilation_h", .i = at_least_one(c->dilation[0])},
                                    {"dilation_w", .i = at_least_one(c->dilation[1])},
                                    {"groups", .i = groups},
                                    {NULL}};
    return aift__graph_apply(g, "conv2d", attrs, (const aift__value[3]){x, weight, bias}, 3);
}

aift__value aift__build_batch_norm(aift__graph *g, const char *at, const aift__norm *norm, int64_t channels,
                                   aift__value x)
{
    const int64_t bands = at_least_one(norm->bands), n = channels * bands;
    const aift__attr_set attrs[] = {
        {"eps", .f = norm->eps}, {"momentum", .f = norm->momentum}, {"bands", .i = bands}, {NULL}};
    char name[AIFT__NAME_CAP];
    aift__value weight = aift__build_parameter(g, at, "weight", 1, &n);
    aift__value bias = aift__build_parameter(g, at, "bias", 1, &n);
    aift__value mean = aift__graph_buffer(g, aift__name(name, "%s.running_mean", at), AIFT_DTYPE_F32, 1, &n);
    aift__value var = aift__graph_buffer(g, aift__name(name, "%s.running_var", at), AIFT_DTYPE_F32, 1, &n);
    aift__graph_buffer(g, aift__name(name, "%s.num_batches_tracked", at), AIFT_DTYPE_I64, 0, NULL);
    const aift__value in[5] = {x, weight, bias, mean, var};
    aift__value out[5];
    if (aift__graph_node(g, "batch_norm", attrs, in, 5, out, 5) != AIFT_OK)
        return AIFT__NO_VALUE;
    g->values[out[3]].slot = mean; /* training changes them */
    g->values[out[4]].slot = var;
    return out[0];
}

static aift__value pool(aift__graph *g, const char *op, const int64_t kernel[2], const int64_t stride[2],
                        int64_t padding, aift__value x)
{
    const aift__attr_set attrs[] = {
        {"kernel_h", .i = kernel[0]}, {"kernel_w", .i = kernel[1]}, {"stride_h", .i = stride[0]},
        {"stride_w", .i = stride[1]}, {"pad_top", .i = padding},    {"pad_left", .i = padding},
        {"pad_bottom", .i = padding}, {"pad_right", .i = padding},  {NULL}};
    return aift__graph_apply(g, op, attrs, &x, 1);
}

aift__value aift__build_max_pool(aift__graph *g, int64_t kernel, int64_t stride, int64_t padding,
                                 aift__value x)
{
    return pool(g, "max_pool2d", (const int64_t[2]){kernel, kernel}, (const int64_t[2]){stride, stride},
                padding, x);
}

aift__value aift__build_height_mean(aift__graph *g, aift__value x)
{
    int64_t height = 1;
    if (x != AIFT__NO_VALUE)
        aift__dim_is_const(g->dims, g->values[x].type.dim[1], &height);
    return pool(g, "avg_pool2d", (const int64_t[2]){height, 1}, (const int64_t[2]){1, 1}, 0, x);
}

aift__value aift__build_global_pool(aift__graph *g, aift__value x)
{
    return aift__graph_apply(g, "global_avg_pool", NULL, &x, 1);
}

aift__value aift__build_drop_path(aift__graph *g, const char *at, double p, aift__value x)
{
    const aift__attr_set attrs[] = {{"p", .f = p}, {"stream", .i = aift__build_stream(at)}, {NULL}};
    return p == 0 ? x : aift__graph_apply(g, "drop_path", attrs, &x, 1);
}
