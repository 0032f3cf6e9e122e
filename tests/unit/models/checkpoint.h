/* What the tests of weights' files share: a small network's tensors, loaded from memory, and checkpoints of them as PyTorch
 * writes them. */
#ifndef AIFT_TESTS_CHECKPOINT_H
#define AIFT_TESTS_CHECKPOINT_H

#include "aift/aift.h"
#include "base/buf.h"
#include "fixture.h"
#include "formats/safetensors.h"

static const char config[] =
    "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, \"hidden_sizes\": [2, 4], "
    "\"id2label\": {\"0\": \"a\", \"1\": \"b\"}}";
static const char processor[] =
    "{\"transforms\": [{\"type\": \"resize\", \"size\": {\"height\": 8, \"width\": 8}}, "
    "{\"type\": \"normalize\"}]}";

/* ---- a folder in memory ---- */

enum { MAX_TENSORS = 32 };

/* The small network's tensors, changed by a test. */
typedef struct network {
    aift__buf drawn; /* its model.safetensors */
    aift__safetensors *file;
    aift__safetensor tensors[MAX_TENSORS];
    size_t n;
} network;

static inline aift_status load(aift_context *on, const aift_source *weights, size_t num_weights,
                               bool from_config, aift_model **out)
{
    aift_source files[5] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    assert_true(num_weights <= 3);
    files[0].name = "config.json", files[0].data = config, files[0].size = sizeof config - 1;
    files[1].name = "preprocessor_config.json", files[1].data = processor,
    files[1].size = sizeof processor - 1;
    for (size_t i = 0; i < num_weights; i++)
        files[2 + i] = weights[i];
    options.from_config = from_config;
    return aift_model_load_sources(on, files, 2 + num_weights, &options, out);
}

static inline aift_source source(const char *name, const aift__buf *bytes)
{
    aift_source s = AIFT_SOURCE_INIT;
    s.name = name, s.data = bytes->data, s.size = bytes->size;
    return s;
}

static inline int keep_weights(void *user, const char *name, const void *data, size_t size)
{
    if (strcmp(name, "model.safetensors") != 0)
        return 0;
    return aift__buf_add(user, data, size) != AIFT_OK;
}

/* What the model would save as its weights. */
static inline void saved(const aift_model *model, aift__buf *out)
{
    aift__buf_init(out, context, 1 << 20);
    assert_ok(aift_model_write(model, keep_weights, out));
}

static inline void network_create(network *net)
{
    aift_model *model;
    aift__file_bytes bytes;
    assert_ok(load(context, NULL, 0, true, &model));
    saved(model, &net->drawn);
    aift_model_release(model);
    const aift_source s = source("model.safetensors", &net->drawn);
    assert_ok(aift__file_map_source(context, &s, &bytes));
    assert_ok(aift__safetensors_open(context, s.name, &bytes, &net->file));
    net->n = aift__safetensors_size(net->file);
    assert_true(net->n > 6 && net->n <= MAX_TENSORS);
    for (size_t i = 0; i < net->n; i++)
        net->tensors[i] = *aift__safetensors_at(net->file, i);
}

static inline void network_destroy(network *net)
{
    aift__safetensors_close(net->file);
    aift__buf_finish(&net->drawn);
}

static inline aift__safetensor *tensor(network *net, const char *name)
{
    size_t i = 0;
    while (i < net->n && strcmp(net->tensors[i].name, name) != 0)
        i++;
    assert_true(i < net->n);
    return &net->tensors[i];
}

/* ---- torch.save's older format: what is pickled, the storages' keys, the storages ---- */

static inline void put(aift__buf *to, const void *data, size_t size)
{
    assert_ok(aift__buf_add(to, data, size));
}

static inline void put_text(aift__buf *to, const char *text)
{
    const uint32_t size = (uint32_t)strlen(text);
    put(to, "X", 1);
    put(to, &size, sizeof size);
    put(to, text, size);
}

static inline void put_int(aift__buf *to, int64_t value)
{
    const int32_t integer = (int32_t)value;
    put(to, "J", 1);
    put(to, &integer, sizeof integer);
}

static inline int64_t elements_from(const aift__safetensor *t, int32_t axis)
{
    int64_t elements = 1;
    for (int32_t i = axis; i < t->rank; i++)
        elements *= t->shape[i];
    return elements;
}

static inline void put_shape(aift__buf *to, const aift__safetensor *t)
{
    put(to, "(", 1);
    for (int32_t i = 0; i < t->rank; i++)
        put_int(to, t->shape[i]);
    put(to, "t(", 2);
    for (int32_t i = 0; i < t->rank; i++)
        put_int(to, elements_from(t, i + 1));
    put(to, "t", 1);
}

static inline void put_tensor(aift__buf *to, const aift__safetensor *t, size_t key)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", key);
    assert_ok(aift__buf_add_text(to, "ctorch._utils\n_rebuild_tensor_v2\n(("));
    put_text(to, "storage");
    assert_ok(aift__buf_addf(to, "ctorch\n%sStorage\n",
                             t->dtype == AIFT_DTYPE_F32   ? "Float"
                             : t->dtype == AIFT_DTYPE_I64 ? "Long"
                                                          : "Int"));
    put_text(to, number);
    put_text(to, "cpu");
    put_int(to, elements_from(t, 0));
    put(to, "NtQ", 3);
    put_int(to, 0);
    put_shape(to, t);
    assert_ok(aift__buf_add_text(to, "\x89"
                                     "ccollections\nOrderedDict\n)RtR"));
}

/* A checkpoint of the tensors, in a dictionary `outer` unless that is NULL, `before` in front of each name. */
static inline void checkpoint(aift__buf *to, const network *net, const char *outer, const char *before)
{
    static const char head[] = "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M\xE9\x03."
                               "\x80\x02}X\x0D\0\0\0little_endian\x88s.\x80\x02}";
    aift__buf_init(to, context, 1 << 20);
    put(to, head, sizeof head - 1);
    if (outer) {
        put_text(to, "epoch");
        put_int(to, 3);
        put(to, "s", 1);
        put_text(to, outer);
        put(to, "}", 1);
    }
    for (size_t i = 0; i < net->n; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", before, net->tensors[i].name);
        put_text(to, name);
        put_tensor(to, &net->tensors[i], i);
        put(to, "s", 1);
    }
    put(to, outer ? "s.\x80\x02](" : ".\x80\x02](", outer ? 6 : 5);
    for (size_t i = 0; i < net->n; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i);
        put_text(to, number);
    }
    put(to, "e.", 2);
    for (size_t i = 0; i < net->n; i++) {
        const int64_t elements = elements_from(&net->tensors[i], 0);
        put(to, &elements, sizeof elements);
        put(to, net->tensors[i].data, net->tensors[i].nbytes);
    }
}

#endif
