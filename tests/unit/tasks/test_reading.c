/* many pictures: memory does not grow with their number, whoever reads them; and a model that eight threads use at once
 * gives what one gives. */
#include <pthread.h>
#include <unistd.h>

#include "pictures.h"

#include "base/prefetch.h"

enum { EDGE = 64, DECODED = EDGE * EDGE * 3, FILES = 1200, THREADS = 2 };

/* One picture of noise, which packs badly, under many names; dark/0000.png ... light/0599.png. */
static const char *many_pictures(size_t *bytes)
{
    static uint8_t pixels[DECODED];
    const char *root = aift_test_folder(), *first = aift_test_join(root, "picture");
    aift__rng rng;
    aift__buf png;
    aift__rng_init(&rng, 7, 1);
    for (int i = 0; i < DECODED; i++)
        pixels[i] = (uint8_t)aift__rng_below(&rng, 256);
    aift__buf_init(&png, context, 1 << 20);
    assert_ok(aift__png_write(pixels, EDGE, EDGE, 3, &png));
    aift_test_write(first, png.data, png.size);
    *bytes = png.size;
    aift__buf_finish(&png);
    for (int i = 0; i < FILES; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", root, i % 2 ? "light" : "dark");
        if (i < 2)
            assert_int_equal(mkdir(path, 0777), 0);
        snprintf(path + strlen(path), sizeof path - strlen(path), "/%04d.png", i / 2);
        assert_int_equal(link(first, path), 0);
    }
    assert_int_equal(unlink(first), 0);
    return root;
}

/* Files read ahead; what each thread works on (the picture, the sample, room to work); 100 bytes for what is known of a
 * row; and the network. All pictures decoded would be five times as much. */
static int64_t bound(size_t file)
{
    const int64_t ahead = (int64_t)AIFT__PREFETCH_FILES * (int64_t)(file + 64 + 1200);
    return ahead + (int64_t)THREADS * 4 * DECODED + (int64_t)FILES * 100 + (1 << 20);
}

static void memory_stays(void **state)
{
    NEEDS_PICTURES;
    size_t file;
    const char *root = many_pictures(&file);
    aift_dataset *data = load_pictures(root);
    assert_int_equal(aift_dataset_num_rows(data), FILES);
    assert_true(bound(file) * 2 < (int64_t)FILES * DECODED);

    aift_test_heap *own = aift_test_heap_create();
    aift_context *of = aift_test_context(own, THREADS);
    aift_model *model;
    assert_ok(load_drawn(of, preprocessor_json, &model));
    aift_test_heap_mark(own);
    aift_train_report *report;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 1;
    options.per_device_train_batch_size = 8;
    assert_ok(aift_train(model, data, NULL, &options, &report));
    aift_train_report_release(report);
    assert_in_range(aift_test_heap_peak(own), 1, bound(file));

    aift_test_heap_mark(own);
    aift_evaluation *evaluation;
    assert_ok(aift_model_evaluate(model, data, NULL, &evaluation));
    assert_contains(aift_evaluation_json(evaluation), "\"n\":1200,");
    aift_evaluation_release(evaluation);
    assert_in_range(aift_test_heap_peak(own), 1, bound(file));
    aift_model_release(model);
    aift_context_release(of);
    aift_test_heap_destroy(own);
    aift_dataset_release(data);
}

/* ---- threads ---- */

enum { USERS = 8, ITEMS = 12, ROUNDS = 3 };

typedef struct user {
    pthread_t thread;
    const aift_model *model;
    const aift_media *items;
    const aift_predictions *want;
    bool good;
    char message[300];
} user;

static bool same(const aift_predictions *met, const aift_predictions *want)
{
    for (size_t row = 0; row < ITEMS; row++) {
        if (strcmp(aift_predictions_json(met, row), aift_predictions_json(want, row)) != 0)
            return false;
        if (aift_predictions_error(want, row))
            continue;
        if (memcmp(aift_predictions_logits(met, row), aift_predictions_logits(want, row),
                   2 * sizeof(float)) != 0)
            return false;
    }
    return true;
}

static aift_predict_options skipping(void)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.on_error = AIFT_ON_ERROR_SKIP;
    options.batch_size = 4;
    return options;
}

static void *use(void *arg)
{
    user *u = arg;
    const aift_predict_options options = skipping();
    u->good = true;
    for (int i = 0; i < ROUNDS && u->good; i++) {
        aift_predictions *met;
        u->good = aift_model_predict_media(u->model, u->items, ITEMS, &options, &met) == AIFT_OK;
        if (!u->good)
            snprintf(u->message, sizeof u->message, "%s", aift_last_error());
        else
            u->good = same(met, u->want);
        aift_predictions_release(met);
    }
    return NULL;
}

/* Files, one of which is broken, and one that is not there. */
static void threads_share_a_model(void **state)
{
    NEEDS_PICTURES;
    static const char *const labels[] = {"dark", "light"};
    const char *root = write_pictures(ITEMS / 2);
    aift_test_write(aift_test_join(root, "dark/02.png"), "\x89PNG\r\n\x1a\nno", 10);
    aift_media items[ITEMS] = {{.kind = AIFT_MEDIA_FILE}};
    for (int i = 0; i < ITEMS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s/%02d.png", labels[i % 2], i == 5 ? 99 : i / 2);
        items[i] = (aift_media){.kind = AIFT_MEDIA_FILE, .path = aift_test_join(root, name)};
    }
    aift_context *of = aift_test_context(heap, THREADS);
    aift_model *model;
    aift_predictions *want;
    const aift_predict_options options = skipping();
    assert_ok(load_drawn(of, preprocessor_json, &model));
    assert_ok(aift_model_set_labels(model, labels, 2));
    assert_ok(aift_model_predict_media(model, items, ITEMS, &options, &want));
    assert_contains(aift_predictions_error(want, 4), "dark/02.png");
    assert_contains(aift_predictions_error(want, 5), "light/99.png");
    user users[USERS];
    for (int i = 0; i < USERS; i++) {
        users[i] = (user){.model = model, .items = items, .want = want};
        assert_int_equal(pthread_create(&users[i].thread, NULL, use, &users[i]), 0);
    }
    for (int i = 0; i < USERS; i++)
        pthread_join(users[i].thread, NULL);
    for (int i = 0; i < USERS; i++)
        if (!users[i].good)
            fail_msg("thread %d: %s", i, *users[i].message ? users[i].message : "other scores");
    aift_predictions_release(want);
    aift_model_release(model);
    aift_context_release(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(memory_stays),
        CASE(threads_share_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
