/* Building blocks of graphs that several architectures share. `at` is the name that the checkpoint has for a block; its
 * parameters' names begin with it. Every block passes AIFT__NO_VALUE on, so a model is built whole and
 * aift__graph_status asked once. */
#ifndef AIFT_LIB_MODELS_BLOCKS_H
#define AIFT_LIB_MODELS_BLOCKS_H

#include "models/arch.h"
#include "kernels/tail.h"

enum { AIFT__NAME_CAP = 192 };

/* Names of activations in a config.json. */
typedef aift__act aift__activation;
#define AIFT__ACTIVATIONS                                                                                    \
    AIFT_ACTIVATION("gelu", AIFT__ACT_GELU)                                                                  \
    AIFT_ACTIVATION("gelu_new", AIFT__ACT_GELU_TANH)                                                         \
    AIFT_ACTIVATION("gelu_pytorch_tanh", AIFT__ACT_GELU_TANH)                                                \
    AIFT_ACTIVATION("relu", AIFT__ACT_RELU)                                                                  \
    AIFT_ACTIVATION("relu6", AIFT__ACT_RELU6)                                                                \
    AIFT_ACTIVATION("silu", AIFT__ACT_SILU)                                                                  \
    AIFT_ACTIVATION("swish", AIFT__ACT_SILU)                                                                 \
    AIFT_ACTIVATION("hardswish", AIFT__ACT_HARD_SWISH)

/* The name of a part: "AT.FORMAT". */
const char *aift__name(char name[AIFT__NAME_CAP], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

aift__value aift__build_parameter(aift__graph *g, const char *at, const char *name, int32_t rank,
                                  const int64_t *shape);
aift__value aift__build_add(aift__graph *g, aift__value a, aift__value b);
aift__value aift__build_activation(aift__graph *g, aift__activation act, aift__value x);

/* x[..., in] -> [..., out] */
aift__value aift__build_linear(aift__graph *g, const char *at, aift__value x, int64_t out, int64_t in,
                               bool bias);
aift__value aift__build_layer_norm(aift__graph *g, const char *at, aift__value x, int64_t width, double eps);

/* The random stream's number belongs to `at`, so that no rewrite of the graph changes it. */
int64_t aift__build_stream(const char *at);
aift__value aift__build_dropout(aift__graph *g, const char *at, double p, aift__value x, aift__value offsets);

/* Self attention of ragged rows: AT.query, AT.key, AT.value (with `bias` or without), AT.dropout. */
typedef struct aift__self_attention {
    int64_t width, heads;
    double dropout;
    bool bias;
} aift__self_attention;
aift__value aift__build_self_attention(aift__graph *g, const char *at, const aift__self_attention *shape,
                                       aift__value x, aift__value offsets);

/* ---- pictures [rows, height, width, channels] ---- */

typedef struct aift__conv_spec {
    int64_t in, out;
    int64_t kernel[2]; /* of height and width, as all pairs */
    int64_t stride[2]; /* 0: 1 */
    int64_t dilation[2];
    int64_t groups;    /* 0: 1 */
    int64_t before[2]; /* padding above and left; below and right */
    int64_t after[2];
    bool bias;
} aift__conv_spec;

/* A square kernel with PyTorch's padding of kernel / 2, which keeps the size at stride 1. */
aift__conv_spec aift__conv_square(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups);

/* Padding as TensorFlow's "SAME", which depends on the picture's size. */
void aift__conv_pad_same(aift__graph *g, aift__conv_spec *conv, aift__value x);

aift__value aift__build_conv(aift__graph *g, const char *at, const aift__conv_spec *conv, aift__value x);

typedef struct aift__norm {
    double eps, momentum; /* momentum as PyTorch's: the new batch's share of the running statistics */
    int64_t bands; /* of the height, each normalised by itself: PyTorch's channel * bands + band; 0: 1 */
} aift__norm;
aift__value aift__build_batch_norm(aift__graph *g, const char *at, const aift__norm *norm, int64_t channels,
                                   aift__value x);

aift__value aift__build_max_pool(aift__graph *g, int64_t kernel, int64_t stride, int64_t padding,
                                 aift__value x);

/* [rows, height, width, channels] -> [rows, 1, width, channels]: the mean over the height, which must be a number. */
aift__value aift__build_height_mean(aift__graph *g, aift__value x);

/* [rows, height, width, channels] -> [rows, channels]: the mean. */
aift__value aift__build_global_pool(aift__graph *g, aift__value x);

/* In training, leaves a row's whole x out with probability p. */
aift__value aift__build_drop_path(aift__graph *g, const char *at, double p, aift__value x);

/* ---- how parameters begin (aift__arch's init) ---- */

/* PyTorch's default of convolutions and linear layers: uniform, by the numbers that an output comes from. */
bool aift__init_fan_in(int64_t fan_in, aift__init *out);

/* The same for every matrix and convolution by its shape, and for the bias of this name. */
bool aift__init_as_pytorch(const char *name, int32_t rank, const int64_t *shape, const char *bias,
                           int64_t fan_in, aift__init *out);

#endif
