/* Building blocks that several architectures share. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/philox.h"
#include "models/blocks.h"

const char *aift__name(char name[AIFT__NAME_CAP], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(name, AIFT__NAME_CAP, format, args);
    va_end(args);
    return name;
}

aift__value aift__build_parameter(aift__graph *g, const char *at, const char *name, int32_t rank,
                                  const int64_t *shape)
{
    char full[AIFT__NAME_CAP];
    return aift__graph_parameter(g, aift__name(full, "%s.%s", at, name), AIFT_DTYPE_F32, rank, shape);
}

aift__value aift__build_add(aift__graph *g, aift__value a, aift__value b)
{
    return aift__graph_apply(g, "add", NULL, (const aift__value[2]){a, b}, 2);
}

aift__value aift__build_activation(aift__graph *g, aift__act act, aift__value x)
{
    static const char *const ops[AIFT__ACTS] = {[AIFT__ACT_GELU] = "gelu",
                                                [AIFT__ACT_GELU_TANH] = "gelu",
                                                [AIFT__ACT_RELU] = "relu",
                                                [AIFT__ACT_RELU6] = "relu6",
                                                [AIFT__ACT_SILU] = "silu",
                                                [AIFT__ACT_SIGMOID] = "sigmoid",
                                                [AIFT__ACT_HARD_SWISH] = "hard_swish",
                                                [AIFT__ACT_HARD_SIGMOID] = "hard_sigmoid"};
    const aift__attr_set tanh[] = {{"tanh", .i = 1}, {NULL}};
    return act == AIFT__ACT_NONE
               ? x
               : aift__graph_apply(g, ops[act], act == AIFT__ACT_GELU_TANH ? tanh : NULL, &x, 1);
}

static aift__value linear(aift__graph *g, aift__value x, aift__value weight, aift__value bias)
{
    return aift__graph_apply(g, "linear", NULL, (const aift__value[3]){x, weight, bias}, 3);
}

aift__value aift__build_linear(aift__graph *g, const char *at, aift__value x, int64_t out, int64_t in,
                               bool bias)
{
    aift__value weight = aift__build_parameter(g, at, "weight", 2, (const int64_t[2]){out, in});
    return linear(g, x, weight, bias ? aift__build_parameter(g, at, "bias", 1, &out) : AIFT__NO_VALUE);
}

aift__value aift__build_layer_norm(aift__graph *g, const char *at, aift__value x, int64_t width, double eps)
{
    aift__value weight = aift__build_parameter(g, at, "weight", 1, &width);
    aift__value bias = aift__build_parameter(g, at, "bias", 1, &width);
    const aift__attr_set attrs[] = {{"eps", .f = eps}, {NULL}};
    return aift__graph_apply(g, "layer_norm", attrs, (const aift__value[3]){x, weight, bias}, 3);
}

int64_t aift__build_stream(const char *at)
{
    return (int64_t)(aift__name_key(at) >> 1);
}

aift__value aift__build_dropout(aift__graph *g, const char *at, double p, aift__value x, aift__value offsets)
{
    if (p == 0)
        return x;
    const aift__attr_set attrs[] = {{"p", .f = p}, {"stream", .i = aift__build_stream(at)}, {NULL}};
    return aift__graph_apply(g, "dropout", attrs, (const aift__value[2]){x, offsets}, 2);
}

/* Query, key and value are three products: one of three times the width is no faster with our kernels, and in the last
 * layer only some queries are needed (graph/pass_first_token.c). */
aift__value aift__build_self_attention(aift__graph *g, const char *at, const aift__self_attention *shape,
                                       aift__value x, aift__value offsets)
{
    static const char *const names[3] = {"query", "key", "value"};
    const int64_t width = shape->width;
    char name[AIFT__NAME_CAP];
    aift__value weight[3], bias[3], qkv[3];
    for (int i = 0; i < 3; i++)
        weight[i] = aift__build_parameter(g, aift__name(name, "%s.%s", at, names[i]), "weight", 2,
                                          (const int64_t[2]){width, width});
    for (int i = 0; i < 3; i++)
        bias[i] = shape->bias
                      ? aift__build_parameter(g, aift__name(name, "%s.%s", at, names[i]), "bias", 1, &width)
                      : AIFT__NO_VALUE;
    for (int i = 0; i < 3; i++)
        qkv[i] = linear(g, x, weight[i], bias[i]);
    const aift__attr_set attrs[] = {{"heads", .i = shape->heads},
                                    {"scale", .f = 1 / sqrt((double)(width / shape->heads))},
                                    {"dropout", .f = shape->dropout},
                                    {"stream", .i = aift__build_stream(aift__name(name, "%s.dropout", at))},
                                    {NULL}};
    const aift__value in[5] = {qkv[0], qkv[1], qkv[2], offsets, offsets};
    return aift__graph_apply(g, "attention", attrs, in, 5);
}

/* ---- how parameters begin ---- */

bool aift__init_fan_in(int64_t fan_in, aift__init *out)
{
    *out = (aift__init){AIFT__INIT_UNIFORM, 1 / sqrt((double)fan_in)};
    return true;
}

bool aift__init_as_pytorch(const char *name, int32_t rank, const int64_t *shape, const char *bias,
                           int64_t fan_in, aift__init *out)
{
    if (strcmp(name, bias) == 0)
        return aift__init_fan_in(fan_in, out);
    if (rank < 2)
        return false;
    fan_in = 1;
    for (int32_t i = 1; i < rank; i++)
        fan_in *= shape[i];
    return aift__init_fan_in(fan_in, out);
}
