/* What the tests of loading share: the files of the golden model, to be changed. */
#ifndef AIFT_TESTS_MODELS_H
#define AIFT_TESTS_MODELS_H

#include "golden.h"

static aift_context *context;
static aift_source files[4];
static char *config_text; /* of change_config */

enum { CONFIG, TOKENIZER, TOKENIZER_CONFIG, WEIGHTS };

static inline int set_up(void **state)
{
    static const char *const names[] = {"config.json", "tokenizer.json", "tokenizer_config.json",
                                        "model.safetensors"};
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1;
    assert_ok(aift_context_create(&options, &context));
    for (size_t i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "golden/tiny-bert/%s", names[i]);
        aift_source_init(&files[i]);
        files[i].name = names[i];
        files[i].data = aift_test_read(aift_test_path(path), &files[i].size);
    }
    return 0;
}

static inline int tear_down(void **state)
{
    aift__free(context, config_text);
    config_text = NULL;
    aift_context_release(context);
    return 0;
}

static inline aift_status load(aift_model **out)
{
    return aift_model_load_sources(context, files, 4, NULL, out);
}

/* The golden config with one field set to a JSON text, or removed (NULL); freed at the next call or the end. */
static inline void change_config(const char *field, const char *value)
{
    aift__free(context, config_text);
    size_t size;
    const char *original = aift_test_read(aift_test_path("golden/tiny-bert/config.json"), &size);
    aift__json *tree, *copy = aift__json_new_object(), *part;
    assert_ok(aift__json_parse(original, size, "config.json", &tree));
    aift__json_item item;
    for (bool more = aift__json_first(tree, &item); more; more = aift__json_next(tree, &item)) {
        if (strcmp(item.key, field) == 0)
            continue;
        assert_ok(aift__json_copy(item.value, &part));
        assert_ok(aift__json_set(copy, item.key, part));
    }
    if (value) {
        assert_ok(aift__json_parse(value, strlen(value), field, &part));
        assert_ok(aift__json_set(copy, field, part));
    }
    assert_ok(aift__json_write(context, copy, 0, &config_text));
    aift__json_free(tree);
    aift__json_free(copy);
    files[CONFIG].data = config_text;
    files[CONFIG].size = strlen(config_text);
}

#endif
