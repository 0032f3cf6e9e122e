/* models: folders and files that mean it ill: they are refused with the file's name, in little time and memory, and touch
 * nothing beside the place that the caller named. */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint.h"
#include "models/folder_files.h"
#include "transforms/pipeline.h"

/* Loads the small network with these bytes as one of its files, which must fail so. */
static void refuses(const char *name, const void *data, size_t size, aift_status status, const char *message)
{
    aift_source files[3] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model *model;
    files[0].name = name, files[0].data = data, files[0].size = size; /* the first of a name counts */
    files[1].name = "config.json", files[1].data = config, files[1].size = sizeof config - 1;
    files[2].name = "preprocessor_config.json", files[2].data = processor,
    files[2].size = sizeof processor - 1;
    assert_fails(aift_model_load_sources(context, files, 3, NULL, &model), status, message);
    assert_contains(aift_last_error(), name);
    assert_null(model);
}

static void refuses_text(const char *name, const aift__buf *text, aift_status status, const char *message)
{
    refuses(name, text->data, text->size, status, message);
}

/* before, middle n times, after; freed by the caller. */
static aift__buf repeated(const char *before, const char *middle, size_t n, const char *after)
{
    aift__buf buf;
    aift__buf_init(&buf, context, (size_t)1 << 30);
    assert_ok(aift__buf_add_text(&buf, before));
    for (size_t i = 0; i < n; i++)
        assert_ok(aift__buf_add_text(&buf, middle));
    assert_ok(aift__buf_add_text(&buf, after));
    return buf;
}

/* A safetensors file whose header says this of its length. */
static void refuses_header(const aift__buf *header, uint64_t says, aift_status status, const char *message)
{
    aift__buf buf;
    aift__buf_init(&buf, context, (size_t)1 << 30);
    assert_ok(aift__buf_add(&buf, &says, sizeof says));
    assert_ok(aift__buf_add(&buf, header->data, header->size));
    refuses("model.safetensors", buf.data, buf.size, status, message);
    aift__buf_finish(&buf);
}

static void refuses_repeated_header(const char *before, const char *middle, size_t n, const char *after,
                                    aift_status status, const char *message)
{
    aift__buf header = repeated(before, middle, n, after);
    refuses_header(&header, header.size, status, message);
    aift__buf_finish(&header);
}

#define TENSOR(name, shape, offsets)                                                                         \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static void refuses_headers(void **state)
{
    static const uint64_t lengths[] = {(uint64_t)1 << 63, UINT64_MAX, ((uint64_t)1 << 63) - 9, 100000001};
    const size_t million = 1000000;
    aift__buf header = repeated("{}", "", 0, "");
    for (size_t i = 0; i < AIFT__COUNT(lengths); i++)
        refuses_header(&header, lengths[i], AIFT_E_FORMAT, "100000000 are the most");
    aift__buf_finish(&header);
    refuses_repeated_header("{" TENSOR("a", "[1000000000,1000000000,1000000000]", "[0,4]") "}abcd", "", 0, "",
                            AIFT_E_FORMAT, "nothing is expected behind the value");
    refuses_repeated_header("{" TENSOR("a", "[1000000000,1000000000,1000000000]", "[0,0]") "}", "", 0, "",
                            AIFT_E_FORMAT, "the product of its shape overflows");
    refuses_repeated_header("{" TENSOR("a", "[1000000000]", "[0,0]") "}", "", 0, "", AIFT_E_FORMAT,
                            "0 bytes, but dtype and shape need 4000000000");
    refuses_repeated_header("{" TENSOR("a", "[1", "[0,0]") "", "", 0, "", AIFT_E_FORMAT, "not valid JSON");
    refuses_repeated_header("{\"a\":{\"dtype\":\"F32\",\"shape\":[1", ",1", million - 1,
                            "],\"data_offsets\":[0,4]}}", AIFT_E_UNSUPPORTED,
                            "it has 1000000 dimensions; 8 are the most");
    refuses_repeated_header("{\"a\":", "[", million, "", AIFT_E_FORMAT, "nested too deep");
    refuses_repeated_header("{\"a\":", "{\"a\":", million, "", AIFT_E_FORMAT, "nested too deep");
    refuses_repeated_header("{\"a\":[0", ",0", 5 * million, "]}", AIFT_E_FORMAT,
                            "more values than the maximum");
    refuses_repeated_header("{" TENSOR("a", "[]", "[0,4]") "," TENSOR("a", "[]", "[4,8]") "}", "", 0, "",
                            AIFT_E_FORMAT, "duplicate key");
    refuses_repeated_header("{" TENSOR("a", "[0]", "[0,0]") "," TENSOR("b", "[0]",
                                                                       "[9223372036854775807,"
                                                                       "9223372036854775807]") "}",
                            "", 0, "", AIFT_E_FORMAT, "out of range");
}

/* Every file of the folder that is JSON. */
static void refuses_deep_and_double_json(void **state)
{
    static const char *const names[] = {"config.json", "preprocessor_config.json"};
    aift__buf deep = repeated("{\"a\":", "[", 1000000, ""), many = repeated("{\"a\":[0", ",0", 5000000, "]}"),
              twice = repeated("{\"model_type\":\"cnn\",\"model_type\":\"cnn\"}", "", 0, "");
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        refuses_text(names[i], &deep, AIFT_E_FORMAT, "nested too deep");
        refuses_text(names[i], &many, AIFT_E_FORMAT, "more values than the maximum");
        refuses_text(names[i], &twice, AIFT_E_FORMAT, "duplicate key");
    }
    const aift_source deep_source = source("case.json", &deep), twice_source = source("case.json", &twice);
    aift_tokenizer *tokenizer;
    aift_usecase *usecase;
    aift_dataset *data;
    assert_fails(aift_tokenizer_load_source(context, &deep_source, &tokenizer), AIFT_E_FORMAT,
                 "nested too deep");
    assert_fails(aift_tokenizer_load_source(context, &twice_source, &tokenizer), AIFT_E_FORMAT, "duplicate");
    assert_fails(aift_usecase_load_source(context, &deep_source, &usecase), AIFT_E_FORMAT, "nested too deep");
    assert_fails(aift_usecase_load_source(context, &twice_source, &usecase), AIFT_E_FORMAT, "duplicate");
    const aift_source rows = source("a.jsonl", &deep);
    assert_fails(aift_dataset_load_source(context, &rows, NULL, &data), AIFT_E_FORMAT, "nested too deep");
    assert_null(tokenizer);
    assert_null(usecase);
    assert_null(data);
    aift__buf_finish(&deep);
    aift__buf_finish(&many);
    aift__buf_finish(&twice);
}

/* Filters of many bins take time by the bins: 60 times 1,024 filters over 65,537 of them. */
static void filters_take_no_time(void **state)
{
    aift__pipeline *pipeline;
    aift__buf text = repeated("{\"transforms\":[",
                              "{\"type\":\"log_mel\",\"sampling_rate\":100000000,\"n_fft\":131072,"
                              "\"n_mels\":1024,\"mel_scale\":\"kaldi\"},",
                              60, "{\"type\":\"mono\"}]}");
    assert_fails(aift__pipeline_parse(context, text.data, text.size, "preprocessor_config.json", &pipeline),
                 AIFT_E_INVALID, "log_mel cannot stand behind log_mel");
    assert_null(pipeline);
    aift__buf_finish(&text);
}

static int64_t give_zeros(void *user, void *buffer, size_t size)
{
    memset(buffer, '0', size);
    return (int64_t)size;
}

/* A callback that never ends, and a file that is larger than memory need be. */
static void refuses_what_has_no_end(void **state)
{
    aift_source endless = AIFT_SOURCE_INIT;
    aift_usecase *usecase;
    endless.name = "case.json", endless.read = give_zeros;
    aift_test_heap_mark(heap);
    assert_fails(aift_usecase_load_source(context, &endless, &usecase), AIFT_E_RANGE,
                 "case.json: is longer than the maximum of 16777216 bytes");
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "config.json");
    aift_model *model;
    aift_test_write(path, "{}", 2);
    assert_int_equal(truncate(path, (off_t)AIFT__FOLDER_FILE_MAX + 1), 0);
    assert_fails(aift_model_load(context, folder, NULL, &model), AIFT_E_RANGE,
                 "config.json: has 268435457 bytes; 268435456 are the most");
    assert_true(aift_test_heap_peak(heap) < 100 << 20);
}

/* ---- checkpoints ---- */

/* A checkpoint with one byte run put in the place of another. */
static void refuses_changed(const network *net, const char *from, size_t from_size, const char *to,
                            size_t to_size, aift_status status, const char *message)
{
    aift__buf bytes, changed;
    checkpoint(&bytes, net, NULL, "");
    const char *at = memmem(bytes.data, bytes.size, from, from_size);
    assert_non_null(at);
    const size_t before = (size_t)(at - bytes.data);
    aift__buf_init(&changed, context, 1 << 20);
    put(&changed, bytes.data, before);
    put(&changed, to, to_size);
    put(&changed, at + from_size, bytes.size - before - from_size);
    refuses("net.pth", changed.data, changed.size, status, message);
    aift__buf_finish(&bytes);
    aift__buf_finish(&changed);
}

#define CHANGED(net, from, to, status, message)                                                              \
    refuses_changed(net, from, sizeof(from) - 1, to, sizeof(to) - 1, status, message)

static void refuses_checkpoints(void **state)
{
    const char *mark = aift_test_join(aift_test_folder(), "mark");
    network net;
    network_create(&net);
    char run[300];
    const int n = snprintf(run, sizeof run, "cos\nsystem\n(X%c%c%c%ctouch %stRsX", (int)strlen(mark) + 6, 0,
                           0, 0, mark);
    const char head[] = "little_endian\x88s.\x80\x02}X";
    char changed[400];
    memcpy(changed, head, sizeof head - 2);
    memcpy(changed + sizeof head - 2, "X\1\0\0\0a", 6);
    memcpy(changed + sizeof head + 4, run, (size_t)n);
    refuses_changed(&net, head, sizeof head - 1, changed, sizeof head + 4 + (size_t)n, AIFT_E_UNSUPPORTED,
                    "names os.system, which is refused");
    assert_false(aift_test_exists(mark));
    CHANGED(&net, "ctorch._utils\n_rebuild_tensor_v2\n", "cbuiltins\neval\n", AIFT_E_UNSUPPORTED,
            "names builtins.eval");
    CHANGED(&net, "ctorch._utils\n_rebuild_tensor_v2\n", "cposix\nsystem\n", AIFT_E_UNSUPPORTED,
            "names os.system");
    /* the classifier's bias: two elements, from the storage's beginning, a stride of one */
    CHANGED(&net, "J\2\0\0\0NtQJ\0\0\0\0(J\2\0\0\0t(J\1\0\0\0t",
            "J\2\0\0\0NtQJ\0\0\0\0(J\2\0\0\0t(J\xFF\xFF\xFF\x7Ft", AIFT_E_FORMAT,
            "its elements are out of the range of its storage");
    CHANGED(&net, "J\2\0\0\0NtQJ\0\0\0\0(J\2\0\0\0t(J\1\0\0\0t",
            "J\2\0\0\0NtQJ\2\0\0\0(J\2\0\0\0t(J\1\0\0\0t", AIFT_E_FORMAT,
            "its elements are out of the range of its storage");
    CHANGED(&net, "J\2\0\0\0NtQJ\0\0\0\0(J\2\0\0\0t(J\1\0\0\0t",
            "J\2\0\0\0NtQJ\0\0\0\0(\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Ft("
            "\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Ft",
            AIFT_E_FORMAT, "its elements are out of the range of its storage");
    CHANGED(&net, "J\2\0\0\0NtQJ\0\0\0\0(J\2\0\0\0t(J\1\0\0\0t",
            "J\2\0\0\0NtQJ\0\0\0\0(J\xFF\xFF\xFF\x7Ft(J\0\0\0\0t", AIFT_E_RANGE,
            "the copies would have more bytes than the file");
    CHANGED(&net, "J\2\0\0\0NtQ", "J\xFF\xFF\xFF\x7FNtQ", AIFT_E_FORMAT, "more than the file can hold");
    CHANGED(&net, "J\2\0\0\0NtQ", "J\3\0\0\0NtQ", AIFT_E_FORMAT, "elements");
    network_destroy(&net);
}

/* ---- names that look like paths, and places that lead elsewhere ---- */

static size_t entries(const char *folder)
{
    char command[4200], count[24] = "";
    snprintf(command, sizeof command, "ls -A '%s' | wc -l", folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(count, sizeof count, pipe));
    assert_int_equal(pclose(pipe), 0);
    return (size_t)atol(count);
}

static aift_model *drawn(void)
{
    aift_model *model;
    assert_ok(load(context, NULL, 0, true, &model));
    return model;
}

/* Tensors and labels with names like paths are tensors and labels: what is saved lies in the folder. */
static void names_are_no_paths(void **state)
{
    static const char *const labels[] = {"../up", "/etc/passwd"};
    const char *root = aift_test_folder(), *inside = aift_test_join(root, "a"),
               *out = aift_test_join(inside, "out");
    const float one = 1;
    network net;
    aift__buf bytes;
    aift_model *model;
    network_create(&net);
    net.tensors[net.n++] =
        (aift__safetensor){.name = "../../evil", .dtype = AIFT_DTYPE_F32, .data = &one, .nbytes = 4};
    net.tensors[net.n++] =
        (aift__safetensor){.name = "/evil", .dtype = AIFT_DTYPE_F32, .data = &one, .nbytes = 4};
    checkpoint(&bytes, &net, NULL, "");
    const aift_source weights = source("net.pth", &bytes);
    assert_ok(load(context, &weights, 1, false, &model));
    assert_ok(aift_model_set_labels(model, labels, 2));
    assert_int_equal(mkdir(inside, 0700), 0);
    assert_ok(aift_model_save(model, out, NULL));
    assert_int_equal(entries(root), 1);
    assert_int_equal(entries(inside), 1);
    aift_model_release(model);
    assert_ok(aift_model_load(context, out, NULL, &model));
    assert_string_equal(aift_model_label(model, 0), "../up");
    aift_model_release(model);
    aift__buf_finish(&bytes);
    network_destroy(&net);
}

static aift_status save_over(const aift_model *model, const char *path)
{
    aift_save_options over = AIFT_SAVE_OPTIONS_INIT;
    over.overwrite = 1;
    return aift_model_save(model, path, &over);
}

/* A link in the place of the output leads to what is no model: that stays as it is. */
static void links_do_not_widen_what_is_replaced(void **state)
{
    const char *root = aift_test_folder(), *victim = aift_test_join(root, "victim"),
               *link = aift_test_join(root, "link"), *file = aift_test_join(root, "file");
    aift_model *model = drawn();
    assert_int_equal(mkdir(victim, 0700), 0);
    aift_test_write(aift_test_join(victim, "config.json"), "{}", 2);
    aift_test_write(aift_test_join(victim, "thesis.tex"), "x", 1);
    assert_int_equal(symlink("victim", link), 0);
    assert_int_equal(symlink("victim/thesis.tex", file), 0);
    assert_fails(aift_model_save(model, link, NULL), AIFT_E_EXISTS, "link");
    assert_fails(save_over(model, link), AIFT_E_EXISTS, "link");
    assert_fails(save_over(model, file), AIFT_E_EXISTS, "file");
    assert_fails(save_over(model, aift_test_join(root, "link/thesis.tex")), AIFT_E_EXISTS, "thesis.tex");
    assert_string_equal(aift_test_read(aift_test_join(victim, "thesis.tex"), NULL), "x");
    assert_int_equal(entries(victim), 2);
    assert_int_equal(entries(root), 3);
    assert_ok(aift_model_save(model, aift_test_join(root, "link/out"), NULL)); /* a folder on the way */
    assert_int_equal(entries(victim), 3);
    aift_model_release(model);
}

/* Somebody put links where the library will make what it renames later, and in the names of leftovers. */
static void planted_links_are_not_followed(void **state)
{
    const char *root = aift_test_folder(), *victim = aift_test_join(root, "victim"),
               *out = aift_test_join(root, "out"), *text = aift_test_join(root, "text.json");
    aift_model *model = drawn();
    char name[64];
    assert_int_equal(mkdir(victim, 0700), 0);
    aift_test_write(aift_test_join(victim, "a"), "mine", 4);
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, ".out.aift-%ld-%d", (long)getpid(), i);
        assert_int_equal(symlink(victim, aift_test_join(root, name)), 0);
        snprintf(name, sizeof name, ".text.json.aift-%ld-%d", (long)getpid(), i);
        assert_int_equal(symlink("victim/a", aift_test_join(root, name)), 0);
        snprintf(name, sizeof name, ".out.aift-4194305-%d", i);
        assert_int_equal(symlink(victim, aift_test_join(root, name)), 0);
    }
    assert_ok(aift_model_save(model, out, NULL));
    assert_ok(save_over(model, out));
    assert_ok(aift__file_write_atomic(context, text, "new", 3));
    assert_string_equal(aift_test_read(text, NULL), "new");
    assert_string_equal(aift_test_read(aift_test_join(victim, "a"), NULL), "mine");
    assert_int_equal(entries(victim), 1);
    struct stat st;
    assert_int_equal(lstat(out, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
    aift_model_release(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refuses_headers),
        CASE(refuses_deep_and_double_json),
        CASE(filters_take_no_time),
        CASE(refuses_what_has_no_end),
        CASE(refuses_checkpoints),
        CASE(names_are_no_paths),
        CASE(links_do_not_widen_what_is_replaced),
        CASE(planted_links_are_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
