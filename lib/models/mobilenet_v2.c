/* MobileNetV2 (Sandler et al. 2018): config, graph and weight names as transformers' MobileNetV2ForImageClassification
 * has them. It takes pictures of any size, so image_size, which is only a note there, is not read. */
#include <math.h>

#include "models/arch.h"
#include "models/fields.h"

enum { BLOCKS = 16 };

typedef struct mobilenet_v2_config {
    aift__config common;
    int64_t stem, channels[BLOCKS + 1], last; /* channels[i] go into block i; `last` come out of conv_1x1 */
    int64_t stride[BLOCKS], dilation[BLOCKS]; /* of the depthwise convolutions */
    int64_t divisor, least;
    double expand_ratio, dropout;
    aift__norm norm;
    aift__activation act;
    bool first_layer_is_expansion, tf_padding;
} mobilenet_v2_config;

_Static_assert(sizeof(mobilenet_v2_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

/* ---- config.json ---- */

/* Channels times a factor, rounded (halves to the even) and then to a multiple of depth_divisible_by, but not down by more
 * than a tenth. */
static int64_t scaled(const mobilenet_v2_config *c, int64_t channels, double factor)
{
    const double value = nearbyint((double)channels * factor), divisor = (double)c->divisor;
    double rounded = fmax((double)c->least, floor((value + divisor / 2) / divisor) * divisor);
    if (rounded < 0.9 * value)
        rounded += divisor;
    return (int64_t)rounded;
}

static void set_channels(mobilenet_v2_config *c, double factor, bool finegrained)
{
    static const int16_t channels[BLOCKS + 1] = {16, 24, 24, 32, 32,  32,  64,  64, 64,
                                                 64, 96, 96, 96, 160, 160, 160, 320};
    c->stem = scaled(c, 32, factor);
    for (int i = 0; i <= BLOCKS; i++)
        c->channels[i] = scaled(c, channels[i], factor);
    c->last = finegrained && factor < 1 ? 1280 : scaled(c, 1280, factor);
    c->common.hidden_size = c->last;
}

/* Where the picture is as small as output_stride says, dilation takes the place of strides. */
static void set_strides(mobilenet_v2_config *c, int64_t output_stride)
{
    static const int8_t strides[BLOCKS] = {2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1};
    int64_t reached = 2, dilation = 1;
    for (int i = 0; i < BLOCKS; i++) {
        const bool enough = reached == output_stride;
        c->stride[i] = enough ? 1 : strides[i];
        c->dilation[i] = enough ? dilation : 1;
        reached *= c->stride[i];
        dilation *= enough ? strides[i] : 1; /* from the next block on */
    }
}

static aift_status read_sizes(const aift__json *json, mobilenet_v2_config *c)
{
    double factor = 1;
    int64_t output_stride = 32;
    bool finegrained = true;
    c->divisor = c->least = 8;
    AIFT__TRY(aift__read_real(json, "depth_multiplier", 1e-3, 100, &factor));
    AIFT__TRY(aift__read_int(json, "depth_divisible_by", 1, 1024, &c->divisor));
    AIFT__TRY(aift__read_int(json, "min_depth", 1, 1024, &c->least));
    AIFT__TRY(aift__read_bool(json, "finegrained_output", &finegrained));
    AIFT__TRY(aift__read_int(json, "output_stride", 1, 65536, &output_stride));
    set_channels(c, factor, finegrained);
    set_strides(c, output_stride);
    return AIFT_OK;
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    mobilenet_v2_config *c = (mobilenet_v2_config *)common;
    common->channels = 3;
    common->initializer_range = 0.02;
    c->expand_ratio = 6;
    c->dropout = 0.8;
    c->norm = (aift__norm){.eps = 0.001, .momentum = 0.997};
    c->act = AIFT__ACT_RELU6;
    c->first_layer_is_expansion = c->tf_padding = true;
    AIFT__TRY(aift__read_int(json, "num_channels", 1, 1024, &common->channels));
    AIFT__TRY(read_sizes(json, c));
    AIFT__TRY(aift__read_real(json, "expand_ratio", 1e-3, 100, &c->expand_ratio));
    AIFT__TRY(aift__read_bool(json, "first_layer_is_expansion", &c->first_layer_is_expansion));
    AIFT__TRY(aift__read_bool(json, "tf_padding", &c->tf_padding));
    AIFT__TRY(aift__read_activation(json, "hidden_act", &c->act));
    AIFT__TRY(aift__read_real(json, "classifier_dropout_prob", 0, 1, &c->dropout));
    AIFT__TRY(aift__read_real(json, "layer_norm_eps", 1e-20, 1, &c->norm.eps));
    return aift__read_real(json, "initializer_range", 0, 10, &common->initializer_range);
}

/* ---- the graph ---- */

/* Convolution, normalization and activation; with `spread` > 0 the convolution is depthwise, with that dilation. */
typedef struct layer {
    const char *name;
    int64_t in, out, kernel, stride, spread;
    bool linear; /* no activation */
} layer;

static aift__value conv_layer(aift__graph *g, const mobilenet_v2_config *c, const char *at, const layer *l,
                              aift__value x)
{
    char name[AIFT__NAME_CAP];
    aift__conv_spec conv = aift__conv_square(l->in, l->out, l->kernel, l->stride, l->spread ? l->in : 1);
    if (c->tf_padding)
        aift__conv_pad_same(g, &conv, x);
    for (int i = 0; i < 2 && l->spread; i++) {
        conv.dilation[i] = l->spread;
        conv.before[i] *= l->spread;
        conv.after[i] *= l->spread;
    }
    x = aift__build_conv(g, aift__name(name, "mobilenet_v2.%s%s.convolution", at, l->name), &conv, x);
    x = aift__build_batch_norm(g, aift__name(name, "mobilenet_v2.%s%s.normalization", at, l->name), &c->norm,
                               l->out, x);
    return aift__build_activation(g, l->linear ? AIFT__ACT_NONE : c->act, x);
}

static aift__value build_layers(aift__graph *g, const mobilenet_v2_config *c, const char *at,
                                const layer *layers, size_t n, aift__value x)
{
    for (size_t i = 0; i < n; i++)
        x = conv_layer(g, c, at, &layers[i], x);
    return x;
}

static aift__value block(aift__graph *g, const mobilenet_v2_config *c, int i, aift__value x)
{
    const int64_t in = c->channels[i], out = c->channels[i + 1], wide = scaled(c, in, c->expand_ratio);
    const layer layers[] = {{"expand_1x1", in, wide, 1, 1, 0, false},
                            {"conv_3x3", wide, wide, 3, c->stride[i], c->dilation[i], false},
                            {"reduce_1x1", wide, out, 1, 1, 0, true}};
    char at[AIFT__NAME_CAP];
    aift__value y = build_layers(g, c, aift__name(at, "layer.%d.", i), layers, AIFT__COUNT(layers), x);
    return c->stride[i] == 1 && in == out ? aift__build_add(g, x, y) : y;
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const mobilenet_v2_config *c = (const mobilenet_v2_config *)config;
    const layer stem[] = {{"first_conv", config->channels, c->stem, 3, 2, 0, false},
                          {"expand_1x1", c->stem, c->stem, 1, 1, 0, false},
                          {"conv_3x3", c->stem, c->stem, 3, 1, 1, false},
                          {"reduce_1x1", c->stem, c->channels[0], 1, 1, 0, true}};
    const layer last = {"conv_1x1", c->channels[BLOCKS], c->last, 1, 1, 0, false};
    const size_t skip = c->first_layer_is_expansion ? 2 : 1;
    aift__value x = build_layers(g, c, "conv_stem.", stem, 1, inputs->pixel_values);
    x = build_layers(g, c, "conv_stem.", stem + skip, AIFT__COUNT(stem) - skip, x);
    for (int i = 0; i < BLOCKS; i++)
        x = block(g, c, i, x);
    return conv_layer(g, c, "", &last, x);
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    const mobilenet_v2_config *c = (const mobilenet_v2_config *)config;
    aift__value x = aift__build_global_pool(g, hidden);
    x = aift__build_dropout(g, "dropout", c->dropout, x, AIFT__NO_VALUE);
    return aift__build_linear(g, "classifier", x, num_labels, c->last, true);
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_mobilenet_v2 = {
    .model_type = "mobilenet_v2",
    .classifier_class = "MobileNetV2ForImageClassification",
    .modality = AIFT__IMAGE,
    .prefix = "mobilenet_v2.",
    .head = head,
    .classifier = "classifier.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
};
