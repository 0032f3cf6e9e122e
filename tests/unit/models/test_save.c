/* models: what is saved is loaded again; a save over an old model survives kills, failing calls and a full disk;
 * what is no model is not replaced. */
#include <sys/stat.h>
#include <unistd.h>

#include "sweeps.h"
#include "golden.h"

static aift_context *context;
static aift_model *old_model, *new_model;
static const char *root, *path;
static char old_digest[65], new_digest[65];

/* Two models that differ in one weight. */
static int set_up(void **state)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1; /* a child of fork has no other threads */
    assert_ok(aift_context_create(&options, &context));
    root = aift_test_folder();
    path = aift_test_join(root, "model");
    old_model = golden_model(context);
    new_model = golden_model(context);
    golden g = golden_open(context);
    aift_trainer *trainer;
    double loss;
    assert_ok(aift_trainer_create(new_model, g.dataset, NULL, &trainer));
    assert_ok(aift_trainer_backward(trainer, (const size_t[]){0, 1, 2}, 3, &loss));
    assert_ok(aift_trainer_step(trainer, NULL));
    aift_trainer_release(trainer);
    golden_close(&g);
    assert_ok(aift_model_digest(old_model, old_digest));
    assert_ok(aift_model_digest(new_model, new_digest));
    assert_string_not_equal(old_digest, new_digest);
    return 0;
}

static int tear_down(void **state)
{
    aift_model_release(old_model);
    aift_model_release(new_model);
    aift_context_release(context);
    return 0;
}

static aift_status save_over(const aift_model *model)
{
    aift_save_options options = AIFT_SAVE_OPTIONS_INIT;
    options.overwrite = 1;
    return aift_model_save(model, path, &options);
}

static void digest_at_path(char hex[65])
{
    aift_model *model;
    assert_ok(aift_model_load(context, path, NULL, &model));
    assert_ok(aift_model_digest(model, hex));
    aift_model_release(model);
}

static void comes_back(void **state)
{
    char hex[65];
    assert_ok(aift_model_save(new_model, path, NULL));
    digest_at_path(hex);
    assert_string_equal(hex, new_digest);
    aift_model *model;
    assert_ok(aift_model_load(context, path, NULL, &model));
    assert_int_equal(aift_model_max_length(model), aift_model_max_length(new_model));
    assert_string_equal(aift_model_text_column(model), "text");
    assert_string_equal(aift_model_label_column(model), "label");
    assert_int_equal(aift_model_num_labels(model), 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(aift_model_label(model, i), aift_model_label(new_model, i));
    assert_int_equal(aift_model_has_new_head(model), 0);
    const char *copy = aift_test_join(root, "copy"); /* saved again, every file is the same */
    assert_ok(aift_model_save(model, copy, NULL));
    static const char *const files[] = {"config.json",           "aift.json", "tokenizer.json",
                                        "tokenizer_config.json", "vocab.txt", "model.safetensors"};
    for (size_t i = 0; i < AIFT__COUNT(files); i++) {
        size_t a, b;
        const char *first = aift_test_read(aift_test_join(path, files[i]), &a);
        const char *second = aift_test_read(aift_test_join(copy, files[i]), &b);
        assert_int_equal(a, b);
        assert_memory_equal(first, second, a);
    }
    aift_model_release(model);
}

static int same_file(void *user, const char *name, const void *data, size_t size)
{
    const char *folder = user;
    static char current[64];
    static size_t at;
    if (strcmp(current, name) != 0) {
        snprintf(current, sizeof current, "%s", name);
        at = 0;
    }
    size_t n;
    const char *want = aift_test_read(aift_test_join(folder, name), &n);
    assert_true(at + size <= n);
    assert_memory_equal(want + at, data, size);
    at += size;
    return 0;
}

static int refuse(void *user, const char *name, const void *data, size_t size)
{
    return strcmp(name, "model.safetensors") == 0;
}

static void goes_to_a_callback_and_comes_from_memory(void **state)
{
    assert_ok(aift_model_save(new_model, path, NULL));
    assert_ok(aift_model_write(new_model, same_file, (void *)(uintptr_t)path));
    assert_fails(aift_model_write(new_model, refuse, NULL), AIFT_E_IO, "model.safetensors");
    static const char *const names[] = {"config.json", "model.safetensors", "tokenizer.json", "aift.json"};
    aift_source sources[4];
    for (size_t i = 0; i < 4; i++) {
        aift_source_init(&sources[i]);
        sources[i].name = names[i];
        sources[i].data = aift_test_read(aift_test_join(path, names[i]), &sources[i].size);
    }
    aift_model *model;
    char hex[65];
    assert_ok(aift_model_load_sources(context, sources, 4, NULL, &model));
    assert_ok(aift_model_digest(model, hex));
    assert_string_equal(hex, new_digest);
    aift_model_release(model);
    assert_fails(aift_model_load_sources(context, sources, 2, NULL, &model), AIFT_E_IO, "tokenizer.json");
    assert_null(model);
}

static void replaces_models_only(void **state)
{
    assert_ok(aift_model_save(old_model, path, NULL));
    assert_fails(aift_model_save(new_model, path, NULL), AIFT_E_EXISTS, path);
    char hex[65];
    digest_at_path(hex);
    assert_string_equal(hex, old_digest);
    assert_ok(save_over(new_model));
    digest_at_path(hex);
    assert_string_equal(hex, new_digest);
    aift_test_write(aift_test_join(path, "notes.txt"), "x", 1);
    assert_int_equal(mkdir(aift_test_join(path, "runs"), 0700), 0);
    assert_fails(save_over(old_model), AIFT_E_EXISTS, "notes.txt");
    assert_contains(aift_last_error(), "runs");
    digest_at_path(hex);
    assert_string_equal(hex, new_digest);
    path = aift_test_join(root, "letters");
    assert_int_equal(mkdir(path, 0700), 0);
    aift_test_write(aift_test_join(path, "to-mother.txt"), "Dear", 4);
    assert_fails(save_over(new_model), AIFT_E_EXISTS, "letters");
    assert_true(aift_test_exists(aift_test_join(path, "to-mother.txt")));
    path = aift_test_join(root, "file");
    aift_test_write(path, "x", 1);
    assert_fails(save_over(new_model), AIFT_E_EXISTS, "file");
    path = aift_test_join(root, "no/such/parent");
    assert_fails(save_over(new_model), AIFT_E_IO, "no/such");
}

/* Before the training the same is said as at its end, and nothing is left. */
static void looks_before(void **state)
{
    aift_save_options over = AIFT_SAVE_OPTIONS_INIT;
    over.overwrite = 1;
    assert_ok(aift_model_check_save(new_model, path, NULL));
    assert_int_equal(access(path, F_OK), -1);
    assert_ok(aift_model_save(old_model, path, NULL));
    assert_fails(aift_model_check_save(new_model, path, NULL), AIFT_E_EXISTS, path);
    assert_ok(aift_model_check_save(new_model, path, &over));
    aift_test_write(aift_test_join(path, "notes.txt"), "x", 1);
    assert_fails(aift_model_check_save(new_model, path, &over), AIFT_E_EXISTS, "notes.txt");
    const char *app = aift_test_join(root, "app"); /* config.json alone is no model */
    assert_int_equal(mkdir(app, 0700), 0);
    aift_test_write(aift_test_join(app, "config.json"), "{}", 2);
    assert_fails(aift_model_check_save(new_model, app, &over), AIFT_E_EXISTS, "not a model");
    const char *link = aift_test_join(root, "link");
    assert_int_equal(symlink("nowhere", link), 0);
    assert_fails(aift_model_check_save(new_model, link, NULL), AIFT_E_EXISTS, "link");
    assert_fails(aift_model_check_save(new_model, link, &over), AIFT_E_EXISTS, "link");
    assert_fails(aift_model_check_save(new_model, aift_test_join(root, "no/x"), NULL), AIFT_E_IO, "no/x");
}

static void prepare(void *arg)
{
    assert_ok(save_over(old_model));
}

static aift_status act(void *arg)
{
    return save_over(new_model);
}

static void check(void *arg, bool done)
{
    char hex[65];
    digest_at_path(hex);
    if (strcmp(hex, done ? new_digest : old_digest) != 0)
        assert_string_equal(hex, new_digest);
}

static void survives_every_kill(void **state)
{
    aift_test_crash crash = {prepare, act, check, NULL, false};
    assert_ok(aift_model_save(old_model, path, NULL));
    int killed = aift_test_kill_sweep(&crash);
    print_message("killed before each of %d calls\n", killed);
    assert_true(killed > 20);
    assert_true(aift_test_fail_sweep(&crash) > 20);
    assert_true(aift_test_full_sweep(&crash) > 6);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(comes_back),           CASE(goes_to_a_callback_and_comes_from_memory),
        CASE(replaces_models_only), CASE(looks_before),
        CASE(survives_every_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
