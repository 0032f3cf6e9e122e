/* A small convolutional network for small pictures, trained from nothing. Its config.json says
 *
 *   {"model_type": "cnn", "num_channels": 1, "image_size": 28, "hidden_sizes": [32, 64, 128], "depths": 2}
 *
 * A stage is `depths` (one number, or one a stage) times convolution 3 x 3, batch normalization and ReLU, then a maximum over
 * 2 x 2 pixels, which halves the picture; the classifier reads the mean of the last stage's pixels. */
#include "models/arch.h"
#include "models/fields.h"

enum { MAX_STAGES = 16, MAX_DEPTH = 64 };

typedef struct cnn_config {
    aift__config common;
    int64_t sizes[MAX_STAGES], depths[MAX_STAGES];
    size_t stages;
    double dropout;
} cnn_config;

_Static_assert(sizeof(cnn_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

static const aift__norm norm = {.eps = 1e-5, .momentum = 0.1};

static aift_status read_stages(const aift__json *json, cnn_config *c)
{
    size_t depths = 1;
    int64_t side = AIFT__MIN(c->common.height, c->common.width);
    c->depths[0] = 1;
    AIFT__TRY(aift__read_ints(json, "depths", 1, MAX_DEPTH, c->depths, MAX_STAGES, &depths));
    for (size_t i = 1; i < c->stages && depths == 1; i++)
        c->depths[i] = c->depths[0];
    if (depths > 1 && depths != c->stages)
        return aift__fail(AIFT_E_RANGE,
                          "depths has %zu numbers, but hidden_sizes has %zu: expected one, or as many",
                          depths, c->stages);
    if (side >> c->stages == 0)
        return aift__fail(AIFT_E_RANGE,
                          "image_size: %lld pixels cannot be halved %zu times, once for each of hidden_sizes",
                          (long long)side, c->stages);
    c->common.hidden_size = c->sizes[c->stages - 1];
    return AIFT_OK;
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    cnn_config *c = (cnn_config *)common;
    common->channels = 1;
    common->height = common->width = 28;
    c->sizes[0] = 32;
    c->sizes[1] = 64;
    c->sizes[2] = 128;
    c->stages = 3;
    AIFT__TRY(aift__read_int(json, "num_channels", 1, 1024, &common->channels));
    AIFT__TRY(aift__read_sides(json, "image_size", AIFT__MAX_SIDE, &common->height, &common->width));
    AIFT__TRY(aift__read_ints(json, "hidden_sizes", 1, 65536, c->sizes, MAX_STAGES, &c->stages));
    AIFT__TRY(aift__read_real(json, "dropout", 0, 1, &c->dropout));
    return read_stages(json, c);
}

/* Names count as those of torch.nn.Sequential do in which each step has a number: convolution, norm, ReLU; the pool. */
static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const cnn_config *c = (const cnn_config *)config;
    aift__value x = inputs->pixel_values;
    int64_t in = config->channels;
    int step = 0;
    char name[AIFT__NAME_CAP];
    for (size_t s = 0; s < c->stages; s++) {
        for (int64_t i = 0; i < c->depths[s]; i++, step += 3) {
            const aift__conv_spec conv = aift__conv_square(in, c->sizes[s], 3, 1, 1);
            x = aift__build_conv(g, aift__name(name, "features.%d", step), &conv, x);
            x = aift__build_batch_norm(g, aift__name(name, "features.%d", step + 1), &norm, conv.out, x);
            x = aift__build_activation(g, AIFT__ACT_RELU, x);
            in = conv.out;
        }
        x = aift__build_max_pool(g, 2, 2, 0, x);
        step++;
    }
    return x;
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    const cnn_config *c = (const cnn_config *)config;
    aift__value x = aift__build_global_pool(g, hidden);
    x = aift__build_dropout(g, "dropout", c->dropout, x, AIFT__NO_VALUE);
    return aift__build_linear(g, "classifier", x, num_labels, config->hidden_size, true);
}

static bool init(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out)
{
    return aift__init_as_pytorch(name, rank, shape, "classifier.bias", config->hidden_size, out);
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_cnn = {
    .model_type = "cnn",
    .classifier_class = "CNNForImageClassification",
    .modality = AIFT__IMAGE,
    .prefix = "",
    .head = head,
    .classifier = "classifier.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
    .init = init,
};
