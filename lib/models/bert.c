/* BERT (Devlin et al. 2018): config, graph and weight names, as transformers' BertModel and
 * BertForSequenceClassification have them. */
#include "models/arch.h"
#include "models/fields.h"

typedef struct bert_config {
    aift__config common;
    int64_t layers, heads, intermediate_size, padding; /* padding: an id, -1: none */
    double layer_norm_eps, hidden_dropout, attention_dropout, classifier_dropout;
    aift__activation act;
} bert_config;

_Static_assert(sizeof(bert_config) <= AIFT__CONFIG_BYTES, "AIFT__CONFIG_BYTES");

static aift_status refuse(const aift__json *json, const char *name)
{
    bool set = false;
    AIFT__TRY(aift__read_bool(json, name, &set));
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
    AIFT__TRY(aift__read_real(json, "classifier_dropout", 0, 1, &c->classifier_dropout));
    AIFT__TRY(aift__read_real(json, "initializer_range", 0, 10, &c->common.initializer_range));
    if (aift__json_given(json, "position_embedding_type"))
        AIFT__TRY(aift__json_field_choice(json, NULL, "position_embedding_type", positions, &i));
    AIFT__TRY(refuse(json, "is_decoder"));
    return refuse(json, "add_cross_attention");
}

static aift_status read_config(const aift__json *json, aift__config *common)
{
    bert_config *c = (bert_config *)common;
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
    c->act = AIFT__ACT_GELU;
    AIFT__TRY(aift__read_activation(json, "hidden_act", &c->act));
    if (common->hidden_size % c->heads)
        return aift__fail(AIFT_E_RANGE, "hidden_size %lld is no multiple of num_attention_heads %lld",
                          (long long)common->hidden_size, (long long)c->heads);
    return read_optional(json, c);
}

static aift__value embedding(aift__graph *g, const char *at, aift__value ids, int64_t n, int64_t width,
                             int64_t padding)
{
    aift__value table = aift__build_parameter(g, at, "weight", 2, (const int64_t[2]){n, width});
    const aift__attr_set attrs[] = {{"padding_idx", .i = padding}, {NULL}};
    return aift__graph_apply(g, "embedding", attrs, (const aift__value[2]){table, ids}, 2);
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
    aift__value x = aift__build_add(g, aift__build_add(g, words, types), positions);
    x = aift__build_layer_norm(g, "bert.embeddings.LayerNorm", x, width, c->layer_norm_eps);
    return aift__build_dropout(g, "bert.embeddings.dropout", c->hidden_dropout, x, in->offsets);
}

/* dense, dropout, residual, layer norm: the end of both halves of a layer */
static aift__value output(aift__graph *g, const bert_config *c, const char *at, aift__value x, int64_t in,
                          aift__value residual, aift__value offsets)
{
    const int64_t width = c->common.hidden_size;
    char name[AIFT__NAME_CAP];
    x = aift__build_linear(g, aift__name(name, "%s.dense", at), x, width, in, true);
    x = aift__build_dropout(g, aift__name(name, "%s.dropout", at), c->hidden_dropout, x, offsets);
    x = aift__build_add(g, x, residual);
    return aift__build_layer_norm(g, aift__name(name, "%s.LayerNorm", at), x, width, c->layer_norm_eps);
}

static aift__value encoder_layer(aift__graph *g, const bert_config *c, const char *at, aift__value x,
                                 aift__value offsets)
{
    const int64_t width = c->common.hidden_size;
    const aift__self_attention attention = {width, c->heads, c->attention_dropout, true};
    char name[AIFT__NAME_CAP];
    aift__value y =
        aift__build_self_attention(g, aift__name(name, "%s.attention.self", at), &attention, x, offsets);
    x = output(g, c, aift__name(name, "%s.attention.output", at), y, width, x, offsets);
    y = aift__build_linear(g, aift__name(name, "%s.intermediate.dense", at), x, c->intermediate_size, width,
                           true);
    y = aift__build_activation(g, c->act, y);
    return output(g, c, aift__name(name, "%s.output", at), y, c->intermediate_size, x, offsets);
}

static aift__value body(aift__graph *g, const aift__config *config, aift__body_inputs *in)
{
    const bert_config *c = (const bert_config *)config;
    aift__value x = embed(g, c, in);
    char name[AIFT__NAME_CAP];
    for (int64_t i = 0; i < c->layers; i++)
        x = encoder_layer(g, c, aift__name(name, "bert.encoder.layer.%lld", (long long)i), x, in->offsets);
    return x;
}

static aift__value classify(aift__graph *g, const aift__config *config, const aift__body_inputs *in,
                            aift__value hidden, int64_t num_labels)
{
    const bert_config *c = (const bert_config *)config;
    const int64_t width = config->hidden_size;
    aift__value x = aift__graph_apply(g, "first_token", NULL, (const aift__value[2]){hidden, in->offsets}, 2);
    x = aift__build_linear(g, "bert.pooler.dense", x, width, width, true);
    x = aift__graph_apply(g, "tanh", NULL, &x, 1);
    x = aift__build_dropout(g, "dropout", c->classifier_dropout, x, AIFT__NO_VALUE);
    return aift__build_linear(g, "classifier", x, num_labels, width, true);
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
