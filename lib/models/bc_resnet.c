/* BC-ResNet (Kim et al. 2021, "Broadcasted residual learning for efficient keyword spotting"). Weight names are those of the
 * authors' code, which writes no config.json; ours says
 *
 *   {"model_type": "bc_resnet", "tau": 1, "num_mel_bins": 40, "max_length": 101}
 *
 * tau scales the channels (1, 1.5, 2, 3, 6 or 8 in the paper); max_length is the frames of a recording. */
#include "models/arch.h"
#include "models/fields.h"

enum { STAGES = 4, BASE = 8, HEAD = 5 }; /* HEAD: the kernel's side in front of the classifier */

static const int8_t blocks[STAGES] = {2, 2, 4, 4},
                    strides[STAGES] = {1, 2, 2, 1}; /* strides: of the frequencies */

typedef struct bc_resnet_config {
    aift__config common;
    int64_t channels[STAGES + 2]; /* of the stem, the stages, and the layer under the classifier */
    int64_t bands;                /* that are normalised each by itself */
    double dropout;
} bc_resnet_config;

_Static_assert(sizeof(bc_resnet_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

static const aift__norm norm = {.eps = 1e-5, .momentum = 0.1};

/* ---- config.json ---- */

/* Every stage's frequencies must fall into bands, and the last one's be enough for the classifier. */
static aift_status check_bins(const bc_resnet_config *c)
{
    int64_t height = (c->common.bins - 1) / 2 + 1;
    bool fits = true;
    for (int s = 0; s < STAGES; s++) {
        height = (height - 1) / strides[s] + 1;
        fits = fits && height % c->bands == 0;
    }
    if (fits && height >= HEAD)
        return AIFT_OK;
    return aift__fail(
        AIFT_E_RANGE,
        "num_mel_bins is %lld: halved one, two and three times (rounded up) it must be a multiple of "
        "sub_bands, %lld, and at least %d in the end; 40 is usual",
        (long long)c->common.bins, (long long)c->bands, HEAD);
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    static const double factors[STAGES + 2] = {2, 1, 1.5, 2, 2.5, 4};
    bc_resnet_config *c = (bc_resnet_config *)common;
    double tau = 1;
    common->bins = 40;
    common->frames = 101;
    c->bands = 5;
    c->dropout = 0.1;
    AIFT__TRY(aift__read_real(json, "tau", 0.25, 256, &tau));
    AIFT__TRY(aift__read_int(json, "num_mel_bins", 1, 4096, &common->bins));
    AIFT__TRY(aift__read_int(json, "max_length", 1, 1048576, &common->frames));
    AIFT__TRY(aift__read_int(json, "sub_bands", 1, 4096, &c->bands));
    AIFT__TRY(aift__read_real(json, "dropout", 0, 1, &c->dropout));
    for (int i = 0; i < STAGES + 2; i++)
        c->channels[i] = (int64_t)((double)(int64_t)(BASE * tau) * factors[i]);
    common->hidden_size = c->channels[STAGES];
    return check_bins(c);
}

/* ---- the graph ---- */

static aift__value conv(aift__graph *g, const char *at, aift__conv_spec spec, aift__value x)
{
    for (int i = 0; i < 2; i++) /* the size stays, but for strides */
        spec.before[i] = spec.after[i] = (spec.kernel[i] - 1) / 2 * AIFT__MAX(1, spec.dilation[i]);
    return aift__build_conv(g, at, &spec, x);
}

/* The frequencies of a picture: depthwise, and normalised band by band. */
static aift__value frequencies(aift__graph *g, const bc_resnet_config *c, const char *at, int64_t channels,
                               int64_t stride, aift__value x)
{
    const aift__norm banded = {.eps = norm.eps, .momentum = norm.momentum, .bands = c->bands};
    char name[AIFT__NAME_CAP];
    x = conv(
        g, aift__name(name, "%s.block.0", at),
        (aift__conv_spec){
            .in = channels, .out = channels, .kernel = {3, 1}, .stride = {stride, 1}, .groups = channels},
        x);
    return aift__build_batch_norm(g, aift__name(name, "%s.block.1.ssnorm", at), &banded, channels, x);
}

/* What goes on over time, of the mean of the frequencies: [rows, 1, width, channels]. */
static aift__value time(aift__graph *g, const bc_resnet_config *c, const char *at, int64_t channels,
                        int64_t dilation, aift__value x)
{
    char name[AIFT__NAME_CAP];
    x = aift__build_height_mean(g, x);
    x = conv(
        g, aift__name(name, "%s.f1.0.block.0", at),
        (aift__conv_spec){
            .in = channels, .out = channels, .kernel = {1, 3}, .dilation = {1, dilation}, .groups = channels},
        x);
    x = aift__build_batch_norm(g, aift__name(name, "%s.f1.0.block.1", at), &norm, channels, x);
    x = aift__build_activation(g, AIFT__ACT_SILU, x);
    x = conv(g, aift__name(name, "%s.f1.1", at),
             (aift__conv_spec){.in = channels, .out = channels, .kernel = {1, 1}}, x);
    if (c->dropout == 0)
        return x;
    const aift__attr_set dropout[] = {
        {"p", .f = c->dropout}, {"stream", .i = aift__build_stream(aift__name(name, "%s.f1.2", at))}, {NULL}};
    return aift__graph_apply(g, "dropout_channels", dropout, &x, 1);
}

typedef struct block {
    int64_t in, out, stride, dilation;
} block;

/* x (where the channels stay) + f2(x) + f1(mean of f2(x)'s frequencies), which goes to every frequency. */
static aift__value build_block(aift__graph *g, const bc_resnet_config *c, const char *at, const block *b,
                               aift__value x)
{
    const bool transition = b->in != b->out;
    char name[AIFT__NAME_CAP];
    aift__value y = x;
    if (transition) {
        y = conv(g, aift__name(name, "%s.f2.0.block.0", at),
                 (aift__conv_spec){.in = b->in, .out = b->out, .kernel = {1, 1}}, y);
        y = aift__build_batch_norm(g, aift__name(name, "%s.f2.0.block.1", at), &norm, b->out, y);
        y = aift__build_activation(g, AIFT__ACT_RELU, y);
    }
    y = frequencies(g, c, aift__name(name, "%s.f2.%d", at, transition), b->out, b->stride, y);
    aift__value all = time(g, c, at, b->out, b->dilation, y);
    y = aift__graph_apply(g, "broadcast_add", NULL, (const aift__value[2]){y, all}, 2);
    if (!transition)
        y = aift__build_add(g, y, x);
    return aift__build_activation(g, AIFT__ACT_RELU, y);
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const bc_resnet_config *c = (const bc_resnet_config *)config;
    aift__value x = aift__graph_apply(g, "spectrum_image", NULL, &inputs->input_features, 1);
    int64_t in = c->channels[0];
    x = conv(g, "cnn_head.0", (aift__conv_spec){.in = 1, .out = in, .kernel = {5, 5}, .stride = {2, 1}}, x);
    x = aift__build_batch_norm(g, "cnn_head.1", &norm, in, x);
    x = aift__build_activation(g, AIFT__ACT_RELU, x);
    for (int s = 0; s < STAGES; s++)
        for (int i = 0; i < blocks[s]; i++) {
            const block b = {in, c->channels[s + 1], i == 0 ? strides[s] : 1, (int64_t)1 << s};
            char at[AIFT__NAME_CAP];
            x = build_block(g, c, aift__name(at, "BCBlocks.%d.%d", s, i), &b, x);
            in = b.out;
        }
    return x;
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value x, int64_t num_labels)
{
    const bc_resnet_config *c = (const bc_resnet_config *)config;
    const int64_t in = c->channels[STAGES], wide = c->channels[STAGES + 1];
    const aift__conv_spec depthwise = {.in = in,
                                       .out = in,
                                       .kernel = {HEAD, HEAD},
                                       .before = {0, HEAD / 2},
                                       .after = {0, HEAD / 2},
                                       .groups = in};
    x = aift__build_conv(g, "classifier.0", &depthwise, x);
    x = conv(g, "classifier.1", (aift__conv_spec){.in = in, .out = wide, .kernel = {1, 1}}, x);
    x = aift__build_batch_norm(g, "classifier.2", &norm, wide, x);
    x = aift__build_activation(g, AIFT__ACT_RELU, x);
    /* the mean of the products is the product of the mean */
    x = conv(g, "classifier.5",
             (aift__conv_spec){.in = wide, .out = num_labels, .kernel = {1, 1}, .bias = true}, x);
    return aift__build_global_pool(g, x);
}

static bool init(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out)
{
    const bc_resnet_config *c = (const bc_resnet_config *)config;
    return aift__init_as_pytorch(name, rank, shape, "classifier.5.bias", c->channels[STAGES + 1], out);
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_bc_resnet = {
    .model_type = "bc_resnet",
    .classifier_class = "BCResNetForAudioClassification",
    .modality = AIFT__AUDIO,
    .prefix = "",
    .head = head,
    .classifier = "classifier.5.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
    .init = init,
};
