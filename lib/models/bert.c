/* BERT (Devlin et al. 2018): config, graph and weight names, as transformers' BertModel and
 * BertForSequenceClassification have them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/philox.h"
#include "codec/json_field.h"
#include "models/arch.h"

typedef enum activation { GELU, GELU_TANH, RELU } activation;

typedef struct bert_config {
    aift__config common;
    int64_t layers, heads, intermediate_size, padding; /* padding: an id, -1: none */
    double layer_norm_eps, hidden_dropout, attention_dropout, classifier_dropout;
    activation act;
} bert_config;

_Static_assert(sizeof(bert_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

/* Of the names of hidden_act. */
static const activation activations[] = {GELU, GELU_TANH, GELU_TANH, RELU};
static const char *const activation_names[] = {"gelu", "gelu_new", "gelu_pytorch_tanh", "relu", NULL};

static aift_status refuse(const aift__json *json, const char *name)
{
    bool set = false;
    if (aift__json_given(json, name))
        AIFT__TRY(aift__json_field_bool(json, NULL, name, &set));
    return set ? aift__fail(AIFT_E_UNSUPPORTED, "%s is true: only false is supported", name) : AIFT_OK;
}

/* As transformers has it: 0 where nothing is said, none for null, from the end for a negative one. */
static aift_status read_padding(const aift__json *json, bert_config *c)
{
    const int64_t vocab = c->common.vocab_size;
    c->padding = aift__json_get(json, "pad_token_id") ? -1 : 0;
    if (!aift__json_given(json, "pad_token_id"))
        return AIFT_OK;
    AIFT__TRY(aift__json_field_int(json, NULL, "pad_token_id", -vocab, vocab - 1, &c->padding));
    c->padding += c->padding < 0 ? vocab : 0;
    return AIFT_OK;
}

/* What may be missing, or null. */
static aift_status read_optional(const aift__json *json, bert_config *c)
{
    static const char *const positions[] = {"absolute", NULL};
    size_t i;
    c->classifier_dropout = c->hidden_dropout;
    c->common.initializer_range = 0.02;
    AIFT__TRY(read_padding(json, c));
    if (aift__json_given(json, "classifier_dropout"))
        AIFT__TRY(aift__json_field_real(json, NULL, "classifier_dropout", 0, 1, &c->classifier_dropout));
    if (aift__json_given(json, "initializer_range"))
        AIFT__TRY(
            aift__json_field_real(json, NULL, "initializer_range", 0, 10, &c->common.initializer_range));
    if (aift__json_given(json, "position_embedding_type"))
        AIFT__TRY(aift__json_field_choice(json, NULL, "position_embedding_type", positions, &i));
    AIFT__TRY(refuse(json, "is_decoder"));
    return refuse(json, "add_cross_attention");
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    bert_config *c = (bert_config *)common;
    size_t act = 0;
    AIFT__TRY(aift__json_field_int(json, NULL, "vocab_size", 1, 10000000, &common->vocab_size));
    AIFT__TRY(aift__json_field_int(json, NULL, "hidden_size", 1, 65536, &common->hidden_size));
    AIFT__TRY(aift__json_field_int(json, NULL, "num_hidden_layers", 1, 1024, &c->layers));
    AIFT__TRY(aift__json_field_int(json, NULL, "num_attention_heads", 1, 4096, &c->heads));
    AIFT__TRY(aift__json_field_int(json, NULL, "intermediate_size", 1, 1048576, &c->intermediate_size));
    AIFT__TRY(
        aift__json_field_int(json, NULL, "max_position_embeddings", 1, 1048576, &common->max_positions));
    AIFT__TRY(aift__json_field_int(json, NULL, "type_vocab_size", 1, 65536, &common->type_vocab_size));
    AIFT__TRY(aift__json_field_real(json, NULL, "layer_norm_eps", 1e-20, 1, &c->layer_norm_eps));
    AIFT__TRY(aift__json_field_real(json, NULL, "hidden_dropout_prob", 0, 1, &c->hidden_dropout));
    AIFT__TRY(aift__json_field_real(json, NULL, "attention_probs_dropout_prob", 0, 1, &c->attention_dropout));
    AIFT__TRY(aift__json_field_choice(json, NULL, "hidden_act", activation_names, &act));
    c->act = activations[act];
    if (common->hidden_size % c->heads)
        return aift__fail(AIFT_E_RANGE, "hidden_size %lld is no multiple of num_attention_heads %lld",
                          (long long)common->hidden_size, (long long)c->heads);
    return read_optional(json, c);
}

/* ---- building blocks; `at` is the beginning of their names ---- */

static aift__value parameter(aift__graph *g, const char *at, const char *name, int32_t rank, int64_t n,
                             int64_t m)
{
    char full[160];
    snprintf(full, sizeof full, "%s%s", at, name);
    return aift__graph_parameter(g, full, AIFT_DTYPE_F32, rank, (const int64_t[2]){n, m});
}

static aift__value linear(aift__graph *g, aift__value x, aift__value weight, aift__value bias)
{
    return aift__graph_apply(g, "linear", NULL, (const aift__value[3]){x, weight, bias}, 3);
}

static aift__value dense(aift__graph *g, const char *at, aift__value x, int64_t out, int64_t in)
{
    aift__value weight = parameter(g, at, ".weight", 2, out, in);
    return linear(g, x, weight, parameter(g, at, ".bias", 1, out, 0));
}

static aift__value embedding(aift__graph *g, const char *at, aift__value ids, int64_t n, int64_t width,
                             int64_t padding)
{
    aift__value table = parameter(g, at, ".weight", 2, n, width);
    const aift__attr_set attrs[] = {{"padding_idx", .i = padding}, {NULL}};
    return aift__graph_apply(g, "embedding", attrs, (const aift__value[2]){table, ids}, 2);
}

static aift__value add(aift__graph *g, aift__value a, aift__value b)
{
    return aift__graph_apply(g, "add", NULL, (const aift__value[2]){a, b}, 2);
}

static aift__value layer_norm(aift__graph *g, const char *at, const bert_config *c, aift__value x)
{
    aift__value weight = parameter(g, at, ".weight", 1, c->common.hidden_size, 0);
    aift__value bias = parameter(g, at, ".bias", 1, c->common.hidden_size, 0);
    const aift__attr_set attrs[] = {{"eps", .f = c->layer_norm_eps}, {NULL}};
    return aift__graph_apply(g, "layer_norm", attrs, (const aift__value[3]){x, weight, bias}, 3);
}

/* A random stream's number belongs to the place's name, so that no rewrite of the graph changes it. */
static int64_t stream(const char *at)
{
    return (int64_t)(aift__name_key(at) >> 1);
}

static aift__value dropout(aift__graph *g, const char *at, double p, aift__value x, aift__value offsets)
{
    if (p == 0)
        return x;
    const aift__attr_set attrs[] = {{"p", .f = p}, {"stream", .i = stream(at)}, {NULL}};
    return aift__graph_apply(g, "dropout", attrs, (const aift__value[2]){x, offsets}, 2);
}

static aift__value activate(aift__graph *g, const bert_config *c, aift__value x)
{
    const aift__attr_set attrs[] = {{"tanh", .i = c->act == GELU_TANH}, {NULL}};
    return c->act == RELU ? aift__graph_apply(g, "relu", NULL, &x, 1)
                          : aift__graph_apply(g, "gelu", attrs, &x, 1);
}

/* ---- the body ---- */

static aift__value embed(aift__graph *g, const bert_config *c, const aift__body_inputs *in)
{
    const int64_t width = c->common.hidden_size;
    aift__value places =
        aift__graph_apply(g, "positions", NULL, (const aift__value[2]){in->input_ids, in->offsets}, 2);
    aift__value words = embedding(g, "bert.embeddings.word_embeddings", in->input_ids, c->common.vocab_size,
                                  width, c->padding);
    aift__value positions =
        embedding(g, "bert.embeddings.position_embeddings", places, c->common.max_positions, width, -1);
    aift__value types = embedding(g, "bert.embeddings.token_type_embeddings", in->token_type_ids,
                                  c->common.type_vocab_size, width, -1);
    aift__value x = add(g, add(g, words, types), positions);
    x = layer_norm(g, "bert.embeddings.LayerNorm", c, x);
    return dropout(g, "bert.embeddings.dropout", c->hidden_dropout, x, in->offsets);
}

/* The weights of query, key and value stand side by side, so that one product can serve all three. */
static aift__value self_attention(aift__graph *g, const bert_config *c, const char *layer, aift__value x,
                                  aift__value offsets)
{
    static const char *const names[3] = {"query", "key", "value"};
    const int64_t width = c->common.hidden_size;
    char at[128];
    aift__value weight[3], bias[3], qkv[3];
    for (int i = 0; i < 3; i++) {
        snprintf(at, sizeof at, "%s.attention.self.%s", layer, names[i]);
        weight[i] = parameter(g, at, ".weight", 2, width, width);
    }
    for (int i = 0; i < 3; i++) {
        snprintf(at, sizeof at, "%s.attention.self.%s", layer, names[i]);
        bias[i] = parameter(g, at, ".bias", 1, width, 0);
    }
    for (int i = 0; i < 3; i++)
        qkv[i] = linear(g, x, weight[i], bias[i]);
    snprintf(at, sizeof at, "%s.attention.self.dropout", layer);
    const aift__attr_set attrs[] = {{"heads", .i = c->heads},
                                    {"scale", .f = 1 / sqrt((double)(width / c->heads))},
                                    {"dropout", .f = c->attention_dropout},
                                    {"stream", .i = stream(at)},
                                    {NULL}};
    const aift__value in[5] = {qkv[0], qkv[1], qkv[2], offsets, offsets};
    return aift__graph_apply(g, "attention", attrs, in, 5);
}

/* dense, dropout, residual, layer norm: the end of both halves of a layer */
static aift__value output(aift__graph *g, const bert_config *c, const char *layer, const char *half,
                          aift__value x, int64_t in, aift__value residual, aift__value offsets)
{
    char at[128];
    snprintf(at, sizeof at, "%s.%s.dense", layer, half);
    x = dense(g, at, x, c->common.hidden_size, in);
    snprintf(at, sizeof at, "%s.%s.dropout", layer, half);
    x = add(g, dropout(g, at, c->hidden_dropout, x, offsets), residual);
    snprintf(at, sizeof at, "%s.%s.LayerNorm", layer, half);
    return layer_norm(g, at, c, x);
}

static aift__value encoder_layer(aift__graph *g, const bert_config *c, int64_t i, aift__value x,
                                 aift__value offsets)
{
    const int64_t width = c->common.hidden_size;
    char layer[64], at[128];
    snprintf(layer, sizeof layer, "bert.encoder.layer.%lld", (long long)i);
    aift__value attended = self_attention(g, c, layer, x, offsets);
    x = output(g, c, layer, "attention.output", attended, width, x, offsets);
    snprintf(at, sizeof at, "%s.intermediate.dense", layer);
    aift__value wide = activate(g, c, dense(g, at, x, c->intermediate_size, width));
    return output(g, c, layer, "output", wide, c->intermediate_size, x, offsets);
}

static aift__value body(aift__graph *g, const aift__config *config, const aift__body_inputs *in)
{
    const bert_config *c = (const bert_config *)config;
    aift__value x = embed(g, c, in);
    for (int64_t i = 0; i < c->layers; i++)
        x = encoder_layer(g, c, i, x, in->offsets);
    return x;
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *in,
                            aift__value hidden, int64_t num_labels)
{
    const bert_config *c = (const bert_config *)config;
    const int64_t width = config->hidden_size;
    aift__value x = aift__graph_apply(g, "first_token", NULL, (const aift__value[2]){hidden, in->offsets}, 2);
    x = dense(g, "bert.pooler.dense", x, width, width);
    x = aift__graph_apply(g, "tanh", NULL, &x, 1);
    x = dropout(g, "dropout", c->classifier_dropout, x, AIFT__NO_VALUE);
    return dense(g, "classifier", x, num_labels, width);
}

static const char *const head[] = {"bert.pooler.", "classifier.", NULL};

const aift__arch aift__arch_bert = {
    .model_type = "bert",
    .classifier_class = "BertForSequenceClassification",
    .modality = AIFT__TEXT,
    .prefix = "bert.",
    .head = head,
    .classifier = "classifier.weight",
    .read_config = read_config,
    .body = body,
    .classify = classify,
};
