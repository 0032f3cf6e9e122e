/* Vision Transformer (Dosovitskiy et al. 2020): config, graph and weight names as transformers' ViTForImageClassification
 * has them. */
#include "models/arch.h"
#include "models/fields.h"
#include "models/transformer.h"

typedef struct vit_config {
    aift__config common;
    aift__transformer transformer;
    aift__patches patches;
} vit_config;

_Static_assert(sizeof(vit_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

static aift_status read_config(const aift__json *json, aift__config *common)
{
    vit_config *c = (vit_config *)common;
    aift__patches *p = &c->patches;
    common->channels = 3;
    common->height = common->width = 224;
    p->kernel[0] = p->kernel[1] = 16;
    AIFT__TRY(aift__read_transformer(json, common, &c->transformer));
    AIFT__TRY(aift__read_int(json, "num_channels", 1, 1024, &common->channels));
    AIFT__TRY(aift__read_sides(json, "image_size", AIFT__MAX_SIDE, &common->height, &common->width));
    AIFT__TRY(aift__read_sides(json, "patch_size", 4096, &p->kernel[0], &p->kernel[1]));
    for (int i = 0; i < 2; i++)
        p->stride[i] = p->kernel[i];
    p->height = common->height;
    p->width = common->width;
    p->channels = common->channels;
    if (aift__patches_tokens(p) == 0)
        return aift__fail(AIFT_E_RANGE, "image_size %lld x %lld is smaller than patch_size %lld x %lld",
                          (long long)p->height, (long long)p->width, (long long)p->kernel[0],
                          (long long)p->kernel[1]);
    return AIFT_OK;
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *inputs)
{
    const vit_config *c = (const vit_config *)config;
    return aift__build_transformer(g, "vit", config, &c->transformer, &c->patches, inputs->pixel_values,
                                   &inputs->offsets);
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels)
{
    aift__value x =
        aift__graph_apply(g, "first_token", NULL, (const aift__value[2]){hidden, inputs->offsets}, 2);
    return aift__build_linear(g, "classifier", x, num_labels, config->hidden_size, true);
}

static const char *const head[] = {"classifier.", NULL};

const aift__arch aift__arch_vit = {
    .model_type = "vit",
    .classifier_class = "ViTForImageClassification",
    .modality = AIFT__IMAGE,
    .prefix = "vit.",
    .head = head,
    .classifier = "classifier.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
};
