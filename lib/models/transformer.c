/* Patches, their embedding, and pre-norm encoder layers. */
#include "models/fields.h"
#include "models/transformer.h"

aift_status aift__read_transformer(const aift__json *json, aift__config *common, aift__transformer *out)
{
    common->hidden_size = 768;
    common->initializer_range = 0.02;
    *out = (aift__transformer){.layers = 12,
                               .heads = 12,
                               .intermediate_size = 3072,
                               .layer_norm_eps = 1e-12,
                               .qkv_bias = true,
                               .act = AIFT__ACT_GELU};
    AIFT__TRY(aift__read_int(json, "hidden_size", 1, 65536, &common->hidden_size));
    AIFT__TRY(aift__read_int(json, "num_hidden_layers", 1, 1024, &out->layers));
    AIFT__TRY(aift__read_int(json, "num_attention_heads", 1, 4096, &out->heads));
    AIFT__TRY(aift__read_int(json, "intermediate_size", 1, 1048576, &out->intermediate_size));
    AIFT__TRY(aift__read_activation(json, "hidden_act", &out->act));
    AIFT__TRY(aift__read_real(json, "hidden_dropout_prob", 0, 1, &out->hidden_dropout));
    AIFT__TRY(aift__read_real(json, "attention_probs_dropout_prob", 0, 1, &out->attention_dropout));
    AIFT__TRY(aift__read_real(json, "layer_norm_eps", 1e-20, 1, &out->layer_norm_eps));
    AIFT__TRY(aift__read_real(json, "initializer_range", 0, 10, &common->initializer_range));
    AIFT__TRY(aift__read_bool(json, "qkv_bias", &out->qkv_bias));
    if (common->hidden_size % out->heads)
        return aift__fail(AIFT_E_RANGE, "hidden_size %lld is no multiple of num_attention_heads %lld",
                          (long long)common->hidden_size, (long long)out->heads);
    return AIFT_OK;
}

static int64_t windows(int64_t size, int64_t kernel, int64_t stride)
{
    return size < kernel ? 0 : (size - kernel) / stride + 1;
}

static int64_t num_patches(const aift__patches *p)
{
    return windows(p->height, p->kernel[0], p->stride[0]) * windows(p->width, p->kernel[1], p->stride[1]);
}

int64_t aift__patches_tokens(const aift__patches *p)
{
    const int64_t n = num_patches(p);
    return n ? n + 1 + p->distilled : 0;
}

static aift__value embed(aift__graph *g, const char *at, const aift__config *common,
                         const aift__transformer *t, const aift__patches *p, aift__value x,
                         aift__value offsets)
{
    const int64_t width = common->hidden_size, tokens = aift__patches_tokens(p);
    const aift__conv_spec conv = {.in = p->channels,
                                  .out = width,
                                  .kernel = {p->kernel[0], p->kernel[1]},
                                  .stride = {p->stride[0], p->stride[1]},
                                  .bias = true};
    const int64_t token[] = {1, 1, width}, places[] = {1, tokens, width};
    char name[AIFT__NAME_CAP];
    aift__value class = aift__build_parameter(g, at, "embeddings.cls_token", 3, token);
    aift__value distilled = p->distilled
                                ? aift__build_parameter(g, at, "embeddings.distillation_token", 3, token)
                                : AIFT__NO_VALUE;
    aift__value positions = aift__build_parameter(g, at, "embeddings.position_embeddings", 3, places);
    x = aift__build_conv(g, aift__name(name, "%s.embeddings.patch_embeddings.projection", at), &conv, x);
    x = aift__graph_apply(g, "prepend_tokens", NULL, (const aift__value[4]){x, positions, class, distilled},
                          4);
    return aift__build_dropout(g, aift__name(name, "%s.embeddings.dropout", at), t->hidden_dropout, x,
                               offsets);
}

static aift__value encoder_layer(aift__graph *g, const char *at, int64_t width, const aift__transformer *t,
                                 aift__value x, aift__value offsets)
{
    const aift__self_attention attention = {width, t->heads, t->attention_dropout, t->qkv_bias};
    char name[AIFT__NAME_CAP];
    aift__value y =
        aift__build_layer_norm(g, aift__name(name, "%s.layernorm_before", at), x, width, t->layer_norm_eps);
    y = aift__build_self_attention(g, aift__name(name, "%s.attention.attention", at), &attention, y, offsets);
    y = aift__build_linear(g, aift__name(name, "%s.attention.output.dense", at), y, width, width, true);
    y = aift__build_dropout(g, aift__name(name, "%s.attention.output.dropout", at), t->hidden_dropout, y,
                            offsets);
    x = aift__build_add(g, y, x);
    y = aift__build_layer_norm(g, aift__name(name, "%s.layernorm_after", at), x, width, t->layer_norm_eps);
    y = aift__build_linear(g, aift__name(name, "%s.intermediate.dense", at), y, t->intermediate_size, width,
                           true);
    y = aift__build_activation(g, t->act, y);
    y = aift__build_linear(g, aift__name(name, "%s.output.dense", at), y, width, t->intermediate_size, true);
    y = aift__build_dropout(g, aift__name(name, "%s.output.dropout", at), t->hidden_dropout, y, offsets);
    return aift__build_add(g, y, x);
}

aift__value aift__build_transformer(aift__graph *g, const char *at, const aift__config *common,
                                    const aift__transformer *t, const aift__patches *p, aift__value x,
                                    aift__value *offsets)
{
    const aift__attr_set attrs[] = {{"length", .i = aift__patches_tokens(p)}, {NULL}};
    char name[AIFT__NAME_CAP];
    *offsets = aift__graph_apply(g, "row_offsets", attrs, &x, 1);
    x = embed(g, at, common, t, p, x, *offsets);
    for (int64_t i = 0; i < t->layers; i++)
        x = encoder_layer(g, aift__name(name, "%s.encoder.layer.%lld", at, (long long)i), common->hidden_size,
                          t, x, *offsets);
    return aift__build_layer_norm(g, aift__name(name, "%s.layernorm", at), x, common->hidden_size,
                                  t->layer_norm_eps);
}
