/* Audio Spectrogram Transformer (Gong et al. 2021): config, graph and weight names as transformers'
 * ASTForAudioClassification has them. */
#include <string.h>

#include "models/arch.h"
#include "models/fields.h"
#include "models/transformer.h"

typedef struct ast_config {
    aift__config common;
    aift__transformer transformer;
    aift__patches patches;
} ast_config;

_Static_assert(sizeof(ast_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

#define AT "audio_spectrogram_transformer"

static aift_status read_config(const aift__json *json, aift__config *common)
{
    ast_config *c = (ast_config *)common;
    aift__patches *p = &c->patches;
    int64_t side = 16;
    common->frames = 1024;
    common->bins = 128;
    *p = (aift__patches){.channels = 1, .stride = {10, 10}, .distilled = true};
    AIFT__TRY(aift__read_transformer(json, common, &c->transformer));
    AIFT__TRY(aift__read_int(json, "max_length", 1, 1048576, &common->frames));
    AIFT__TRY(aift__read_int(json, "num_mel_bins", 1, 4096, &common->bins));
    AIFT__TRY(aift__read_int(json, "patch_size", 1, 4096, &side));
    AIFT__TRY(aift__read_int(json, "frequency_stride", 1, 4096, &p->stride[0]));
    AIFT__TRY(aift__read_int(json, "time_stride", 1, 4096, &p->stride[1]));
    p->kernel[0] = p->kernel[1] = side;
    p->height = common->bins; /* the picture has time from left to right */
    p->width = common->frames;
    if (aift__patches_tokens(p) == 0)
        return aift__fail(AIFT_E_RANGE,
                          "patch_size is %lld: num_mel_bins %lld and max_length %lld must be as large",
                          (long long)side, (long long)common->bins, (long long)common->frames);
    return AIFT_OK;
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const ast_config *c = (const ast_config *)config;
    aift__value x = aift__graph_apply(g, "spectrum_image", NULL, &inputs->input_features, 1);
    return aift__build_transformer(g, AT, config, &c->transformer, &c->patches, x, &inputs->offsets);
}

/* The mean of the class token and the distillation token. */
static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    const ast_config *c = (const ast_config *)config;
    const aift__attr_set two[] = {{"count", .i = 2}, {NULL}};
    aift__value x =
        aift__graph_apply(g, "first_token", two, (const aift__value[2]){hidden, inputs->offsets}, 2);
    x = aift__build_layer_norm(g, "classifier.layernorm", x, config->hidden_size,
                               c->transformer.layer_norm_eps);
    return aift__build_linear(g, "classifier.dense", x, num_labels, config->hidden_size, true);
}

/* Its own tokens and the places begin with 0. */
static bool init(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out)
{
    *out = (aift__init){AIFT__INIT_CONSTANT, 0};
    return rank == 3;
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_audio_spectrogram_transformer = {
    .model_type = "audio-spectrogram-transformer",
    .classifier_class = "ASTForAudioClassification",
    .modality = AIFT__AUDIO,
    .prefix = AT ".",
    .head = head,
    .classifier = "classifier.dense.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
    .init = init,
};
