/* models: weights in PyTorch's checkpoints, found by their names; what is wrong is said with the file's name. */
#include <sys/stat.h>

#include "checkpoint.h"

/* Under any of the names, in a dictionary or not, the weights are those of model.safetensors, counts too. */
static void reads_checkpoints(void **state)
{
    static const struct {
        const char *file, *outer, *before;
    } rows[] = {{"pytorch_model.bin", NULL, ""},
                {"efficientnet-lite0-57934424.pth", NULL, ""},
                {"a.pth", "state_dict", ""},
                {"a.pth", "model_state_dict", ""},
                {"a.pth", "model", ""},
                {"a.pth", NULL, "module."},
                {"a.pth", "state_dict", "module."}};
    static const int64_t count = 77;
    network net;
    network_create(&net);
    tensor(&net, "features.1.num_batches_tracked")->data = &count;
    aift__buf want;
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__buf bytes, got;
        aift_model *model;
        checkpoint(&bytes, &net, rows[i].outer, rows[i].before);
        const aift_source weights = source(rows[i].file, &bytes);
        assert_ok(load(context, &weights, 1, false, &model));
        assert_int_equal(aift_model_num_labels(model), 2);
        assert_int_equal(aift_model_has_new_head(model), 0);
        saved(model, i ? &got : &want);
        if (i) {
            assert_int_equal(got.size, want.size);
            assert_memory_equal(got.data, want.data, got.size);
            aift__buf_finish(&got);
        }
        aift_model_release(model);
        aift__buf_finish(&bytes);
    }
    /* all but the count are the drawn weights */
    size_t differ = 0;
    assert_int_equal(want.size, net.drawn.size);
    for (size_t i = 0; i < want.size; i++)
        differ += want.data[i] != net.drawn.data[i];
    assert_int_equal(differ, 1);
    aift__buf_finish(&want);
    network_destroy(&net);
}

/* model.safetensors counts before pytorch_model.bin, that before a .pth: what is not chosen is not read. */
static void chooses_a_file(void **state)
{
    static const struct {
        const char *good, *bad;
    } rows[] = {{"model.safetensors", "pytorch_model.bin"},
                {"model.safetensors", "a.pth"},
                {"pytorch_model.bin", "a.pth"},
                {"pytorch_model.bin", "model.safetensors.index.json"},
                {"a.pth", ".a.pth"},
                {"a.pth", "a.pth.md"}};
    network net;
    aift__buf bytes;
    aift_model *model;
    network_create(&net);
    checkpoint(&bytes, &net, NULL, "");
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        const bool safetensors = strstr(rows[i].good, ".safetensors") != NULL;
        aift_source weights[2] = {AIFT_SOURCE_INIT, source(rows[i].good, safetensors ? &net.drawn : &bytes)};
        weights[0].name = rows[i].bad, weights[0].data = "bad", weights[0].size = 3;
        assert_ok(load(context, weights, 2, false, &model));
        aift_model_release(model);
        assert_true(load(context, weights, 1, false, &model) != AIFT_OK);
        assert_null(model);
    }
    const aift_source two[] = {source("b.pth", &bytes), source("a.pth", &bytes)};
    assert_fails(load(context, two, 2, false, &model), AIFT_E_INVALID, "b.pth and a.pth");
    assert_null(model);
    const aift_source parts[] = {source("pytorch_model.bin.index.json", &bytes),
                                 source("rng_state.pth", &bytes)};
    assert_fails(load(context, parts, 2, false, &model), AIFT_E_UNSUPPORTED,
                 "pytorch_model.bin.index.json is not supported");
    assert_fails(load(context, NULL, 0, false, &model), AIFT_E_IO, "model.safetensors is missing");
    aift__buf_finish(&bytes);
    network_destroy(&net);
}

/* The same from a path, where the file's name is not known before. */
static void looks_into_a_folder(void **state)
{
    network net;
    aift__buf bytes;
    aift_model *model;
    const char *folder = aift_test_folder();
    network_create(&net);
    checkpoint(&bytes, &net, NULL, "");
    aift_test_write(aift_test_join(folder, "config.json"), config, sizeof config - 1);
    aift_test_write(aift_test_join(folder, "preprocessor_config.json"), processor, sizeof processor - 1);
    assert_fails(aift_model_load(context, folder, NULL, &model), AIFT_E_IO, "model.safetensors is missing");
    assert_int_equal(mkdir(aift_test_join(folder, "folder.pth"), 0777), 0);
    aift_test_write(aift_test_join(folder, "lite0-57934424.pth"), bytes.data, bytes.size);
    assert_ok(aift_model_load(context, folder, NULL, &model));
    aift_model_release(model);
    aift_test_write(aift_test_join(folder, "lite0.pth"), bytes.data, bytes.size);
    assert_fails(aift_model_load(context, folder, NULL, &model), AIFT_E_INVALID,
                 "lite0-57934424.pth and lite0.pth");
    assert_null(model);
    aift__buf_finish(&bytes);
    network_destroy(&net);
}

static void without_layer(network *net)
{
    aift__safetensor *t = tensor(net, "features.0.weight");
    *t = net->tensors[--net->n];
}

static void with_other_shape(network *net)
{
    aift__safetensor *t = tensor(net, "features.1.bias");
    t->rank = 2, t->shape[1] = t->shape[0], t->shape[0] = 1;
}

static void with_a_count_of_floats(network *net)
{
    static const float count = 3;
    aift__safetensor *t = tensor(net, "features.1.num_batches_tracked");
    t->dtype = AIFT_DTYPE_F32, t->data = &count, t->nbytes = sizeof count;
}

static void with_integers(network *net)
{
    tensor(net, "features.1.bias")->dtype = AIFT_DTYPE_I32;
}

static void with_three_labels(network *net)
{
    static const float numbers[12];
    aift__safetensor *w = tensor(net, "classifier.weight"), *b = tensor(net, "classifier.bias");
    w->shape[0] = b->shape[0] = 3;
    w->data = b->data = numbers, w->nbytes = sizeof numbers, b->nbytes = 3 * sizeof *numbers;
}

static void names_the_file(void **state)
{
    static const struct {
        void (*change)(network *net);
        aift_status status;
        const char *part;
    } rows[] = {
        {without_layer, AIFT_E_NOT_FOUND, "a.pth: the tensor features.0.weight is missing"},
        {with_other_shape, AIFT_E_SHAPE, "a.pth: the tensor features.1.bias has the shape [1, 2]"},
        {with_a_count_of_floats, AIFT_E_UNSUPPORTED,
         "a.pth: the tensor features.1.num_batches_tracked is F32"},
        {with_integers, AIFT_E_UNSUPPORTED, "a.pth: the tensor features.1.bias is I32"},
        {with_three_labels, AIFT_E_SHAPE, "classifier.weight in a.pth has 3 rows"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        network net;
        aift__buf bytes;
        aift_model *model;
        network_create(&net);
        rows[i].change(&net);
        checkpoint(&bytes, &net, NULL, "");
        const aift_source weights = source("a.pth", &bytes);
        assert_fails(load(context, &weights, 1, false, &model), rows[i].status, rows[i].part);
        assert_null(model);
        aift__buf_finish(&bytes);
        network_destroy(&net);
    }
}

/* Cut short anywhere, or a program in the place of tensors: an error that names the file, and nothing is run. */
static void refuses_hostile_files(void **state)
{
    static const char evil[] = "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M\xE9\x03."
                               "\x80\x02}X\x0D\0\0\0little_endian\x88s.\x80\x02"
                               "cos\nsystem\nX\4\0\0\0true\x85R.";
    network net;
    aift__buf bytes;
    aift_model *model;
    network_create(&net);
    checkpoint(&bytes, &net, NULL, "");
    aift_source weights = source("a.pth", &bytes);
    weights.data = evil, weights.size = sizeof evil - 1;
    assert_fails(load(context, &weights, 1, false, &model), AIFT_E_UNSUPPORTED, "os.system");
    assert_contains(aift_last_error(), "a.pth: ");
    for (size_t size = 0; size < bytes.size; size += 13) {
        weights = source(size % 2 ? "a.pth" : "pytorch_model.bin", &bytes);
        weights.size = size;
        assert_true(load(context, &weights, 1, false, &model) != AIFT_OK);
        assert_null(model);
        assert_contains(aift_last_error(), weights.name);
    }
    aift__buf_finish(&bytes);
    network_destroy(&net);
}

static aift_status load_from(aift_context *on, void *arg)
{
    aift_model *model;
    aift_status status = load(on, arg, 1, false, &model);
    if (status != AIFT_OK)
        assert_null(model);
    aift_model_release(model);
    return status;
}

/* Of the file that is read; what sha256sum prints. */
static void digests_the_file(void **state)
{
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const char *folder = aift_test_folder();
    char hex[65] = "x";
    assert_fails(aift_model_file_digest(context, folder, hex), AIFT_E_IO, "model.safetensors is missing");
    assert_string_equal(hex, "");
    assert_fails(aift_model_file_digest(context, aift_test_join(folder, "none"), hex), AIFT_E_IO,
                 "there is no such folder");
    aift_test_write(aift_test_join(folder, "a.pth"), "abcd", 4);
    aift_test_write(aift_test_join(folder, "pytorch_model.bin"), "abc", 3);
    assert_ok(aift_model_file_digest(context, folder, hex));
    assert_string_equal(hex, abc);
}

static void survives_allocation_failure(void **state)
{
    network net;
    aift__buf bytes;
    network_create(&net);
    checkpoint(&bytes, &net, "state_dict", "");
    aift_source weights = source("a.pth", &bytes);
    aift_test_sweep(load_from, &weights);
    aift__buf_finish(&bytes);
    network_destroy(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_checkpoints),           CASE(chooses_a_file),
        CASE(looks_into_a_folder),         CASE(names_the_file),
        CASE(refuses_hostile_files),       CASE(digests_the_file),
        CASE(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
