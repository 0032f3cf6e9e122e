/* ResNet (He et al. 2015), 18 to 152 layers: config, graph and weight names as transformers' ResNetForImageClassification
 * has them. */
#include <math.h>
#include <string.h>

#include "models/arch.h"
#include "models/fields.h"

enum { MAX_STAGES = 16, MAX_LAYERS = 1024 };

typedef struct resnet_config {
    aift__config common;
    int64_t embedding_size;
    int64_t sizes[MAX_STAGES], depths[MAX_STAGES]; /* channels and layers of each stage */
    size_t stages;
    bool bottleneck, downsample_in_first_stage, downsample_in_bottleneck;
    aift__activation act;
} resnet_config;

_Static_assert(sizeof(resnet_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

static const aift__norm norm = {.eps = 1e-5, .momentum = 0.1};
enum { REDUCTION = 4 }; /* of the channels in the middle of a bottleneck */

/* ---- config.json ---- */

static aift_status read_stages(const aift__json *json, resnet_config *c)
{
    size_t depths = 4;
    int64_t layers = 0;
    memcpy(c->sizes, (int64_t[]){256, 512, 1024, 2048}, 4 * sizeof *c->sizes);
    memcpy(c->depths, (int64_t[]){3, 4, 6, 3}, 4 * sizeof *c->depths);
    c->stages = 4;
    AIFT__TRY(aift__read_ints(json, "hidden_sizes", c->bottleneck ? REDUCTION : 1, 65536, c->sizes,
                              MAX_STAGES, &c->stages));
    AIFT__TRY(aift__read_ints(json, "depths", 1, MAX_LAYERS, c->depths, MAX_STAGES, &depths));
    if (depths != c->stages)
        return aift__fail(AIFT_E_RANGE, "depths has %zu numbers, but hidden_sizes has %zu: expected as many",
                          depths, c->stages);
    for (size_t i = 0; i < depths; i++)
        layers += c->depths[i];
    if (layers > MAX_LAYERS)
        return aift__fail(AIFT_E_RANGE, "depths: %lld layers in all: expected at most %d", (long long)layers,
                          MAX_LAYERS);
    c->common.hidden_size = c->sizes[c->stages - 1];
    return AIFT_OK;
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    static const char *const types[] = {"bottleneck", "basic", NULL};
    resnet_config *c = (resnet_config *)common;
    size_t type = 0;
    common->channels = 3;
    c->embedding_size = 64;
    c->act = AIFT__ACT_RELU;
    if (aift__json_given(json, "layer_type"))
        AIFT__TRY(aift__json_field_choice(json, NULL, "layer_type", types, &type));
    c->bottleneck = type == 0;
    AIFT__TRY(aift__read_int(json, "num_channels", 1, 1024, &common->channels));
    AIFT__TRY(aift__read_int(json, "embedding_size", 1, 65536, &c->embedding_size));
    AIFT__TRY(read_stages(json, c));
    AIFT__TRY(aift__read_activation(json, "hidden_act", &c->act));
    AIFT__TRY(aift__read_bool(json, "downsample_in_first_stage", &c->downsample_in_first_stage));
    return aift__read_bool(json, "downsample_in_bottleneck", &c->downsample_in_bottleneck);
}

/* ---- the graph ---- */

/* Convolution, normalization, and `act` unless it is none. */
static aift__value conv_layer(aift__graph *g, const char *at, const aift__conv_spec *conv,
                              aift__activation act, aift__value x)
{
    char name[AIFT__NAME_CAP];
    x = aift__build_conv(g, aift__name(name, "%s.convolution", at), conv, x);
    x = aift__build_batch_norm(g, aift__name(name, "%s.normalization", at), &norm, conv->out, x);
    return aift__build_activation(g, act, x);
}

/* The convolutions of a layer, which differ by its kind; returns how many. */
static int layer_convs(const resnet_config *c, int64_t in, int64_t out, int64_t stride,
                       aift__conv_spec conv[3])
{
    const int64_t middle = out / REDUCTION;
    if (!c->bottleneck) {
        conv[0] = aift__conv_square(in, out, 3, stride, 1);
        conv[1] = aift__conv_square(out, out, 3, 1, 1);
        return 2;
    }
    conv[0] = aift__conv_square(in, middle, 1, c->downsample_in_bottleneck ? stride : 1, 1);
    conv[1] = aift__conv_square(middle, middle, 3, c->downsample_in_bottleneck ? 1 : stride, 1);
    conv[2] = aift__conv_square(middle, out, 1, 1, 1);
    return 3;
}

static aift__value layer(aift__graph *g, const resnet_config *c, const char *at, int64_t in, int64_t out,
                         int64_t stride, aift__value x)
{
    char name[AIFT__NAME_CAP];
    aift__value residual = x;
    aift__conv_spec conv[3], shortcut = aift__conv_square(in, out, 1, stride, 1);
    const int n = layer_convs(c, in, out, stride, conv);
    for (int i = 0; i < n; i++)
        x = conv_layer(g, aift__name(name, "%s.layer.%d", at, i), &conv[i],
                       i + 1 < n ? AIFT__ACT_RELU : AIFT__ACT_NONE, x);
    if (in != out || stride != 1)
        residual = conv_layer(g, aift__name(name, "%s.shortcut", at), &shortcut, AIFT__ACT_NONE, residual);
    return aift__build_activation(g, c->act, aift__build_add(g, x, residual));
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const resnet_config *c = (const resnet_config *)config;
    char at[AIFT__NAME_CAP];
    int64_t in = c->embedding_size;
    const aift__conv_spec stem = aift__conv_square(config->channels, in, 7, 2, 1);
    aift__value x = conv_layer(g, "resnet.embedder.embedder", &stem, c->act, inputs->pixel_values);
    x = aift__build_max_pool(g, 3, 2, 1, x);
    for (size_t s = 0; s < c->stages; s++)
        for (int64_t i = 0; i < c->depths[s]; i++) {
            const bool halve = i == 0 && (s > 0 || c->downsample_in_first_stage);
            aift__name(at, "resnet.encoder.stages.%zu.layers.%lld", s, (long long)i);
            x = layer(g, c, at, in, c->sizes[s], halve ? 2 : 1, x);
            in = c->sizes[s];
        }
    return x;
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    return aift__build_linear(g, "classifier.1", aift__build_global_pool(g, hidden), num_labels,
                              config->hidden_size, true);
}

/* Convolutions: normal, by the numbers that each output goes to. The classifier: as PyTorch's. */
static bool init(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out)
{
    if (rank < 4)
        return strncmp(name, "classifier.", 11) == 0 && aift__init_fan_in(config->hidden_size, out);
    *out = (aift__init){AIFT__INIT_NORMAL, sqrt(2.0 / (double)(shape[0] * shape[2] * shape[3]))};
    return true;
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_resnet = {
    .model_type = "resnet",
    .classifier_class = "ResNetForImageClassification",
    .modality = AIFT__IMAGE,
    .prefix = "resnet.",
    .head = head,
    .classifier = "classifier.1.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
    .init = init,
};
