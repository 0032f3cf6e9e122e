/* models: what the config.json of each architecture may say, the graphs that come of it, and what is refused by name. */
#include <stdlib.h>
#include <string.h>

#include "codec/json.h"
#include "fixture.h"
#include "graph/passes.h"
#include "models/arch.h"

/* A small configuration of each; JSON that a test changes by what it puts in front. */
static const struct {
    const char *type, *fields;
} small[] = {
    {"bert", "\"vocab_size\": 9, \"hidden_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, "
             "\"intermediate_size\": 8, \"max_position_embeddings\": 16, \"type_vocab_size\": 2, "
             "\"layer_norm_eps\": 1e-12, "
             "\"hidden_dropout_prob\": 0.1, \"attention_probs_dropout_prob\": 0.1, \"hidden_act\": \"gelu\""},
    {"resnet",
     "\"embedding_size\": 4, \"hidden_sizes\": [4, 8], \"depths\": [1, 2], \"layer_type\": \"basic\""},
    {"resnet", "\"embedding_size\": 4, \"hidden_sizes\": [8, 16], \"depths\": [1, 1]"},
    {"mobilenet_v2",
     "\"depth_multiplier\": 0.05, \"min_depth\": 2, \"depth_divisible_by\": 2, \"image_size\": 32"},
    {"vit",
     "\"hidden_size\": 8, \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"intermediate_size\": 8, "
     "\"image_size\": 8, \"patch_size\": 4, \"hidden_dropout_prob\": 0.1"},
    {"efficientnet_lite", "\"width_coefficient\": 0.1, \"image_size\": 32"},
    {"audio-spectrogram-transformer",
     "\"hidden_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, "
     "\"intermediate_size\": 8, \"max_length\": 24, \"num_mel_bins\": 16"},
    {"bc_resnet", "\"max_length\": 6"},
    {"cnn", "\"image_size\": 8, \"hidden_sizes\": [4, 8], \"depths\": 2, \"dropout\": 0.5"},
};

/* The model types that archs.def lists. */
#define AIFT_ARCH(name) extern const aift__arch aift__arch_##name;
#include "models/archs.def"
#undef AIFT_ARCH
static const aift__arch *const all[] = {
#define AIFT_ARCH(name) &aift__arch_##name,
#include "models/archs.def"
#undef AIFT_ARCH
};

static char text[4096];

/* A config of the type whose field is this JSON text; without a field, the small one. */
static const aift__arch *make(const char *type, const char *fields, aift__json **out)
{
    snprintf(text, sizeof text, "{\"model_type\": \"%s\", %s}", type, fields);
    assert_ok(aift__json_parse(text, strlen(text), "config.json", out));
    const aift__arch *arch = aift__arch_find(type);
    assert_non_null(arch);
    return arch;
}

typedef struct config {
    _Alignas(16) unsigned char bytes[AIFT__CONFIG_BYTES];
} config;

static aift_status read(const aift__arch *arch, const aift__json *json, config *out)
{
    memset(out, 0, sizeof *out);
    aift_status status = arch->read_config(json, (aift__config *)out->bytes);
    aift__config *c = (aift__config *)out->bytes;
    if (c->height == 0) /* the preprocessing says it */
        c->height = c->width = 32;
    return status;
}

static void refuses_what_is_wrong_in_a_config(void **state)
{
    static const struct {
        const char *type, *fields;
        aift_status status;
        const char *part;
    } rows[] = {
        {"resnet", "\"layer_type\": \"wide\"", AIFT_E_UNSUPPORTED, "layer_type is \"wide\""},
        {"resnet", "\"depths\": [3, 4, 6]", AIFT_E_RANGE, "depths has 3 numbers, but hidden_sizes has 4"},
        {"resnet", "\"depths\": [1000, 1000, 1, 1]", AIFT_E_RANGE, "2002 layers in all"},
        {"resnet", "\"depths\": [3, 4, 6, 0]", AIFT_E_RANGE, "depths[3] is 0"},
        {"resnet", "\"depths\": []", AIFT_E_RANGE, "depths has 0 numbers"},
        {"resnet", "\"hidden_sizes\": [256, \"512\", 1024, 2048]", AIFT_E_FORMAT,
         "hidden_sizes[1] is \"512\""},
        {"resnet", "\"hidden_sizes\": [2, 4, 8, 16]", AIFT_E_RANGE, "hidden_sizes[0] is 2"},
        {"resnet", "\"hidden_sizes\": [256, 9223372036854775807, 1, 1]", AIFT_E_RANGE, "hidden_sizes[1]"},
        {"resnet", "\"hidden_sizes\": {}", AIFT_E_FORMAT, "hidden_sizes"},
        {"resnet", "\"embedding_size\": -1", AIFT_E_RANGE, "embedding_size is -1"},
        {"resnet", "\"num_channels\": 1e30", AIFT_E_FORMAT, "num_channels"},
        {"resnet", "\"hidden_act\": \"mish\"", AIFT_E_UNSUPPORTED, "hidden_act is \"mish\""},
        {"resnet", "\"downsample_in_bottleneck\": 1", AIFT_E_FORMAT, "downsample_in_bottleneck"},
        {"mobilenet_v2", "\"depth_multiplier\": 0", AIFT_E_RANGE, "depth_multiplier is 0"},
        {"mobilenet_v2", "\"depth_multiplier\": 1e300", AIFT_E_RANGE, "depth_multiplier"},
        {"cnn", "\"image_size\": [28, 28, 1]", AIFT_E_RANGE, "image_size has 3 numbers"},
        {"cnn", "\"image_size\": 0", AIFT_E_RANGE, "image_size is 0"},
        {"mobilenet_v2", "\"output_stride\": 0", AIFT_E_RANGE, "output_stride is 0"},
        {"mobilenet_v2", "\"tf_padding\": \"yes\"", AIFT_E_FORMAT, "tf_padding"},
        {"mobilenet_v2", "\"classifier_dropout_prob\": 2", AIFT_E_RANGE, "classifier_dropout_prob is 2"},
        {"vit", "\"num_attention_heads\": 7", AIFT_E_RANGE,
         "hidden_size 768 is no multiple of num_attention_heads 7"},
        {"vit", "\"patch_size\": 225", AIFT_E_RANGE,
         "image_size 224 x 224 is smaller than patch_size 225 x 225"},
        {"vit", "\"patch_size\": [16, 0]", AIFT_E_RANGE, "patch_size[1] is 0"},
        {"vit", "\"num_hidden_layers\": 1000000000", AIFT_E_RANGE, "num_hidden_layers"},
        {"vit", "\"layer_norm_eps\": 0", AIFT_E_RANGE, "layer_norm_eps is 0"},
        {"vit", "\"image_size\": \"large\"", AIFT_E_FORMAT, "image_size is \"large\""},
        {"efficientnet_lite", "\"variant\": \"lite5\"", AIFT_E_UNSUPPORTED, "variant is \"lite5\""},
        {"efficientnet_lite", "\"depth_coefficient\": 1e6", AIFT_E_RANGE, "depth_coefficient"},
        {"efficientnet_lite", "\"drop_connect_rate\": -0.1", AIFT_E_RANGE, "drop_connect_rate"},
        {"audio-spectrogram-transformer", "\"max_length\": 15", AIFT_E_RANGE, "patch_size is 16"},
        {"audio-spectrogram-transformer", "\"time_stride\": 0", AIFT_E_RANGE, "time_stride is 0"},
        {"audio-spectrogram-transformer", "\"patch_size\": [16, 16]", AIFT_E_FORMAT, "patch_size"},
        {"bc_resnet", "\"num_mel_bins\": 64", AIFT_E_RANGE, "num_mel_bins is 64"},
        {"bc_resnet", "\"num_mel_bins\": 8, \"sub_bands\": 1", AIFT_E_RANGE, "at least 5"},
        {"bc_resnet", "\"tau\": 0", AIFT_E_RANGE, "tau is 0"},
        {"cnn", "\"depths\": [1, 2]", AIFT_E_RANGE, "depths has 2 numbers, but hidden_sizes has 3"},
        {"cnn", "\"image_size\": 7", AIFT_E_RANGE, "7 pixels cannot be halved 3 times"},
        {"cnn", "\"hidden_sizes\": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", AIFT_E_RANGE,
         "17 numbers"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *json;
        config c;
        const aift__arch *arch = make(rows[i].type, rows[i].fields, &json);
        assert_fails(read(arch, json, &c), rows[i].status, rows[i].part);
        aift__json_free(json);
    }
}

static aift_status build(aift_context *with, const aift__arch *arch, const config *c, aift__graph **out)
{
    AIFT__TRY(aift__graph_create(with, out));
    aift__body_inputs in;
    const aift__config *common = (const aift__config *)c->bytes;
    aift__arch_inputs(arch, common, *out, &in);
    aift__value hidden = arch->body(*out, common, &in);
    aift__graph_output(*out, "logits", arch->classify(*out, common, &in, hidden, 3));
    return aift__graph_status(*out);
}

/* Logits are [rows, labels]; the classifier and each beginning of the head's names are there. */
static void check_graph(const aift__arch *arch, const aift__graph *g)
{
    int64_t labels = 0;
    const aift__type *logits = &g->values[aift__graph_find_output(g, "logits")].type;
    assert_int_equal(logits->rank, 2);
    assert_int_equal(logits->dim[0], aift__dim_symbol(g->dims, "rows"));
    assert_true(aift__dim_is_const(g->dims, logits->dim[1], &labels) && labels == 3);
    aift__value classifier = aift__graph_find(g, AIFT__VALUE_PARAMETER, arch->classifier);
    assert_true(classifier != AIFT__NO_VALUE);
    assert_true(aift__dim_is_const(g->dims, g->values[classifier].type.dim[0], &labels) && labels == 3);
    for (const char *const *head = arch->head; *head; head++) {
        bool found = false;
        for (size_t v = 0; v < g->n_values; v++)
            found = found || (aift__value_is_weight(&g->values[v]) &&
                              strncmp(g->values[v].name, *head, strlen(*head)) == 0);
        assert_true(found);
    }
    for (size_t v = 0; v < g->n_values; v++) { /* of the body or the head */
        if (!aift__value_is_weight(&g->values[v]))
            continue;
        bool known = strncmp(g->values[v].name, arch->prefix, strlen(arch->prefix)) == 0;
        for (const char *const *head = arch->head; *head; head++)
            known = known || strncmp(g->values[v].name, *head, strlen(*head)) == 0;
        assert_true(known);
    }
}

static void every_architecture_has_a_row(void **state)
{
    for (size_t a = 0; a < AIFT__COUNT(all); a++) {
        bool found = false;
        for (size_t i = 0; i < AIFT__COUNT(small); i++)
            found = found || strcmp(small[i].type, all[a]->model_type) == 0;
        if (!found)
            fail_msg("the architecture %s has no row", all[a]->model_type);
    }
}

static void builds_every_graph(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(small); i++) {
        aift__json *json;
        config c;
        aift__graph *graph;
        const aift__arch *arch = make(small[i].type, small[i].fields, &json);
        assert_ok(read(arch, json, &c));
        assert_ok(build(context, arch, &c, &graph));
        check_graph(arch, graph);
        aift__graph_destroy(graph);
        aift__json_free(json);
    }
}

/* A classifier on the class token: of the last layer all but keys and values is computed for it alone. */
static void last_layer_is_of_first_tokens(void **state)
{
    static const struct {
        const char *type, *fields;
        size_t before, after; /* products of one line a row; AST's mean of two tokens is left */
    } rows[] = {{"vit", "\"num_hidden_layers\": 3", 1, 5},
                {"audio-spectrogram-transformer", "\"num_hidden_layers\": 3", 1, 1}};
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *json;
        config c;
        aift__graph *g;
        const aift__arch *arch = make(rows[i].type, rows[i].fields, &json);
        assert_ok(read(arch, json, &c));
        assert_ok(build(context, arch, &c, &g));
        for (int pass = 0; pass < 2; pass++) {
            size_t offsets = 0, lines = 0;
            if (pass)
                assert_ok(aift__pass_first_token(g));
            for (size_t n = 0; n < g->n_nodes; n++) {
                const aift__node *node = &g->nodes[n];
                offsets += node->op == &aift__op_row_offsets && aift__node_attr(node, "length").i > 1;
                lines += node->op == &aift__op_linear &&
                         g->values[node->out[0]].type.dim[0] == aift__dim_symbol(g->dims, "rows");
            }
            assert_int_equal(offsets, 1);
            assert_int_equal(lines, pass ? rows[i].after : rows[i].before);
        }
        aift__graph_destroy(g);
        aift__json_free(json);
    }
}

/* The published ones too, and each parameter has a gradient. */
static void every_variant_can_be_trained(void **state)
{
    static const struct {
        const char *type, *fields;
        size_t convolutions; /* and other weights that are no vectors */
    } rows[] = {
        {"resnet",
         "\"hidden_sizes\": [64, 128, 256, 512], \"depths\": [2, 2, 2, 2], \"layer_type\": \"basic\"", 21},
        {"resnet",
         "\"hidden_sizes\": [64, 128, 256, 512], \"depths\": [3, 4, 6, 3], \"layer_type\": \"basic\"", 37},
        {"resnet", "\"depths\": [3, 4, 6, 3]", 54},
        {"resnet", "\"depths\": [3, 4, 23, 3]", 105},
        {"resnet", "\"depths\": [3, 8, 36, 3]", 156},
        {"mobilenet_v2", "\"depth_multiplier\": 1.4", 53},
        {"efficientnet_lite", "\"variant\": \"lite0\"", 50},
        {"efficientnet_lite", "\"variant\": \"lite4\"", 92},
        {"vit", "\"num_hidden_layers\": 12", 76},
        {"audio-spectrogram-transformer", "\"num_hidden_layers\": 12", 77},
        {"bc_resnet", "\"tau\": 8", 44},
        {"cnn", "\"depths\": 2", 7},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *json;
        config c;
        aift__graph *g;
        size_t n = 0;
        const aift__arch *arch = make(rows[i].type, rows[i].fields, &json);
        assert_ok(read(arch, json, &c));
        assert_ok(build(context, arch, &c, &g));
        aift__dim rows_dim = aift__dim_symbol(g->dims, "rows");
        aift__value labels = aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, &rows_dim);
        aift__value loss =
            aift__graph_apply(g, "softmax_cross_entropy", NULL,
                              (const aift__value[2]){aift__graph_find_output(g, "logits"), labels}, 2);
        for (size_t v = 0; v < g->n_values; v++) {
            g->values[v].trainable = g->values[v].kind == AIFT__VALUE_PARAMETER;
            n += g->values[v].trainable && g->values[v].type.rank > 1;
        }
        assert_ok(aift__pass_autodiff(g, loss));
        if (n != rows[i].convolutions)
            fail_msg("%s, %s: %zu weights", rows[i].type, rows[i].fields, n);
        aift__graph_destroy(g);
        aift__json_free(json);
    }
}

typedef struct parsed {
    const aift__arch *arch;
    aift__json *json;
} parsed;

static aift_status read_and_build(aift_context *with, void *arg)
{
    const parsed *p = arg;
    config c;
    aift__graph *g = NULL;
    aift_status status = read(p->arch, p->json, &c);
    if (status == AIFT_OK)
        status = build(with, p->arch, &c, &g);
    aift__graph_destroy(g);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(small); i++) {
        if (strcmp(small[i].type, "mobilenet_v2") == 0 || strcmp(small[i].type, "efficientnet_lite") == 0)
            continue; /* many blocks of one kind */
        parsed p;
        p.arch = make(small[i].type, small[i].fields, &p.json);
        aift_test_sweep(read_and_build, &p);
        aift__json_free(p.json);
    }
}

/* What a config cannot know is refused when the graph is built, by the operator's message. */
static void refuses_pictures_too_small(void **state)
{
    aift__json *json;
    config c;
    aift__graph *g;
    const aift__arch *arch = make("mobilenet_v2", "\"tf_padding\": false, \"image_size\": 32", &json);
    assert_ok(read(arch, json, &c));
    ((aift__config *)c.bytes)->height = 0;
    assert_true(build(context, arch, &c, &g) != AIFT_OK);
    assert_non_null(strstr(aift_last_error(), "conv2d"));
    aift__graph_destroy(g);
    aift__json_free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refuses_what_is_wrong_in_a_config),
        CASE(every_architecture_has_a_row),
        CASE(builds_every_graph),
        CASE(last_layer_is_of_first_tokens),
        CASE(every_variant_can_be_trained),
        CASE(survives_failing_allocations),
        CASE(refuses_pictures_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
