/* The encoder of ViT and of the audio spectrogram transformer: a picture cut into patches, pre-norm layers. */
#ifndef AIFT_LIB_MODELS_TRANSFORMER_H
#define AIFT_LIB_MODELS_TRANSFORMER_H

#include "models/blocks.h"

typedef struct aift__transformer {
    int64_t layers, heads, intermediate_size;
    double layer_norm_eps, hidden_dropout, attention_dropout;
    bool qkv_bias;
    aift__activation act;
} aift__transformer;

/* The fields that both configs have, and their defaults. */
aift_status aift__read_transformer(const aift__json *json, aift__config *common, aift__transformer *out);

typedef struct aift__patches {
    int64_t height, width, channels; /* of the picture */
    int64_t kernel[2], stride[2];
    bool distilled; /* a distillation token beside the class token */
} aift__patches;

/* Tokens of a row; 0 if the picture is smaller than a patch. */
int64_t aift__patches_tokens(const aift__patches *patches);

/* [rows * tokens, hidden_size]: the last hidden state. *offsets receives those of the rows. */
aift__value aift__build_transformer(aift__graph *g, const char *at, const aift__config *common,
                                    const aift__transformer *shape, const aift__patches *patches,
                                    aift__value x, aift__value *offsets);

#endif
