/* EfficientNet-Lite (0 to 4): graph and weight names as the Python package efficientnet_lite_pytorch has them. The package
 * writes no config.json; ours says
 *
 *   {"model_type": "efficientnet_lite", "variant": "lite0"}
 *
 * and, where it differs from the variant's, image_size, width_coefficient, depth_coefficient, dropout_rate,
 * drop_connect_rate, batch_norm_eps, batch_norm_momentum (PyTorch's), num_channels. */
#include <math.h>

#include "models/arch.h"
#include "models/fields.h"

typedef struct stage {
    int8_t repeat, kernel, stride, expand;
    int16_t in, out;
} stage;

static const stage stages[] = {{1, 3, 1, 1, 32, 16},  {2, 3, 2, 6, 16, 24},  {2, 5, 2, 6, 24, 40},
                               {3, 3, 2, 6, 40, 80},  {3, 5, 1, 6, 80, 112}, {4, 5, 2, 6, 112, 192},
                               {1, 3, 1, 6, 192, 320}};
enum { STAGES = AIFT__COUNT(stages), STEM = 32, LAST = 1280, MAX_BLOCKS = 1024 };

typedef struct efficientnet_lite_config {
    aift__config common;
    double width, depth, dropout, drop_connect;
    aift__norm norm;
} efficientnet_lite_config;

_Static_assert(sizeof(efficientnet_lite_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

/* ---- config.json ---- */

static const char *const variants[] = {"lite0", "lite1", "lite2", "lite3", "lite4", NULL};
static const struct {
    double width, depth;
    int64_t side;
    double dropout;
} settings[] = {{1.0, 1.0, 224, 0.2},
                {1.0, 1.1, 240, 0.2},
                {1.1, 1.2, 260, 0.3},
                {1.2, 1.4, 280, 0.3},
                {1.4, 1.8, 300, 0.3}};

static aift_status read_config(const aift__json *json, aift__config *common)
{
    efficientnet_lite_config *c = (efficientnet_lite_config *)common;
    size_t v = 0;
    if (aift__json_given(json, "variant"))
        AIFT__TRY(aift__json_field_choice(json, NULL, "variant", variants, &v));
    common->hidden_size = LAST;
    common->channels = 3;
    common->height = common->width = settings[v].side;
    c->width = settings[v].width;
    c->depth = settings[v].depth;
    c->dropout = settings[v].dropout;
    c->drop_connect = 0.2;
    c->norm = (aift__norm){.eps = 1e-3, .momentum = 0.01};
    AIFT__TRY(aift__read_int(json, "num_channels", 1, 1024, &common->channels));
    AIFT__TRY(aift__read_sides(json, "image_size", AIFT__MAX_SIDE, &common->height, &common->width));
    AIFT__TRY(aift__read_real(json, "width_coefficient", 0.01, 100, &c->width));
    AIFT__TRY(aift__read_real(json, "depth_coefficient", 0.01, MAX_BLOCKS / 16, &c->depth));
    AIFT__TRY(aift__read_real(json, "dropout_rate", 0, 1, &c->dropout));
    AIFT__TRY(aift__read_real(json, "drop_connect_rate", 0, 1, &c->drop_connect));
    AIFT__TRY(aift__read_real(json, "batch_norm_eps", 1e-20, 1, &c->norm.eps));
    return aift__read_real(json, "batch_norm_momentum", 0, 1, &c->norm.momentum);
}

/* Channels times the width, rounded to a multiple of 8, but not down by more than a tenth. */
static int64_t channels(const efficientnet_lite_config *c, int64_t n)
{
    const double value = (double)n * c->width;
    double rounded = fmax(8, floor((value + 4) / 8) * 8);
    return (int64_t)(rounded < 0.9 * value ? rounded + 8 : rounded);
}

/* Stem and head are not scaled, and so the first and the last stage have their own number of blocks. */
static int64_t repeats(const efficientnet_lite_config *c, size_t s)
{
    return s == 0 || s + 1 == STAGES ? stages[s].repeat : (int64_t)ceil(c->depth * stages[s].repeat);
}

/* ---- the graph ---- */

/* Convolution (depthwise where groups is the input's channels), normalization, and ReLU6 if `act`. */
static aift__value conv_norm(aift__graph *g, const efficientnet_lite_config *c, const char *at,
                             const char *conv_name, const char *norm_name, aift__conv_spec conv, bool act,
                             aift__value x)
{
    char name[AIFT__NAME_CAP];
    aift__conv_pad_same(g, &conv, x);
    x = aift__build_conv(g, aift__name(name, "%s%s", at, conv_name), &conv, x);
    x = aift__build_batch_norm(g, aift__name(name, "%s%s", at, norm_name), &c->norm, conv.out, x);
    return aift__build_activation(g, act ? AIFT__ACT_RELU6 : AIFT__ACT_NONE, x);
}

typedef struct block {
    int64_t in, out, kernel, stride, expand;
    double drop; /* the share of rows whose block is left out in training */
} block;

static aift__value build_block(aift__graph *g, const efficientnet_lite_config *c, const char *at,
                               const block *b, aift__value x)
{
    const int64_t wide = b->in * b->expand;
    char name[AIFT__NAME_CAP];
    aift__value y = x;
    if (b->expand != 1)
        y = conv_norm(g, c, at, "_expand_conv", "_bn0", aift__conv_square(b->in, wide, 1, 1, 1), true, y);
    y = conv_norm(g, c, at, "_depthwise_conv", "_bn1",
                  aift__conv_square(wide, wide, b->kernel, b->stride, wide), true, y);
    y = conv_norm(g, c, at, "_project_conv", "_bn2", aift__conv_square(wide, b->out, 1, 1, 1), false, y);
    if (b->stride != 1 || b->in != b->out)
        return y;
    return aift__build_add(g, aift__build_drop_path(g, aift__name(name, "%sdrop_connect", at), b->drop, y),
                           x);
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const efficientnet_lite_config *c = (const efficientnet_lite_config *)config;
    int64_t total = 0, n = 0, in = STEM;
    for (size_t s = 0; s < STAGES; s++)
        total += repeats(c, s);
    aift__value x = conv_norm(g, c, "", "_conv_stem", "_bn0",
                              aift__conv_square(config->channels, STEM, 3, 2, 1), true, inputs->pixel_values);
    for (size_t s = 0; s < STAGES; s++)
        for (int64_t i = 0; i < repeats(c, s); i++, n++) {
            const block b = {.in = in,
                             .out = channels(c, stages[s].out),
                             .kernel = stages[s].kernel,
                             .stride = i == 0 ? stages[s].stride : 1,
                             .expand = stages[s].expand,
                             .drop = c->drop_connect * (double)n / (double)total};
            char at[AIFT__NAME_CAP];
            x = build_block(g, c, aift__name(at, "_blocks.%lld.", (long long)n), &b, x);
            in = b.out;
        }
    return conv_norm(g, c, "", "_conv_head", "_bn1", aift__conv_square(in, LAST, 1, 1, 1), true, x);
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    const efficientnet_lite_config *c = (const efficientnet_lite_config *)config;
    aift__value x = aift__build_global_pool(g, hidden);
    x = aift__build_dropout(g, "_dropout", c->dropout, x, AIFT__NO_VALUE);
    return aift__build_linear(g, "_fc", x, num_labels, LAST, true);
}

static bool init(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out)
{
    return aift__init_as_pytorch(name, rank, shape, "_fc.bias", LAST, out);
}

static const char *const head[] = {"_fc.", NULL};

const aift__arch aift__arch_efficientnet_lite = {
    .model_type = "efficientnet_lite",
    .classifier_class = "EfficientNetLiteForImageClassification",
    .modality = AIFT__IMAGE,
    .prefix = "",
    .head = head,
    .classifier = "_fc.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
    .init = init,
};
