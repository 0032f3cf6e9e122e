/* bad pictures and recordings through the public interface: each is an error that names the file, or with `skip` a row
 * that is left out, counted and named, and the others are there; and none of them takes memory for what it promises. */
#include <sys/stat.h>
#include <unistd.h>

#include "bad_media.h"

enum { LARGEST = 24 << 20 }; /* bytes that a bad file may make a prediction take */

static const char *const labels[] = {"dark", "light"};

static const char tones_json[] = "{\"model_type\": \"bc_resnet\", \"tau\": 1, \"num_mel_bins\": 40, "
                                 "\"max_length\": 26}";
static const char spectra_json[] =
    "{\"transforms\": [{\"type\": \"mono\"}, {\"type\": \"resample\", \"sampling_rate\": 8000},"
    " {\"type\": \"pad_or_trim\", \"length\": 2000},"
    " {\"type\": \"log_mel\", \"sampling_rate\": 8000, \"n_fft\": 256, \"hop_length\": 80, \"n_mels\": 40}]}";

static aift_status load_listener(aift_model **out)
{
    aift_source files[2] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.from_config = 1;
    files[0].name = "config.json";
    files[0].data = tones_json;
    files[0].size = sizeof tones_json - 1;
    files[1].name = "preprocessor_config.json";
    files[1].data = spectra_json;
    files[1].size = sizeof spectra_json - 1;
    return aift_model_load_sources(context, files, 2, &options, out);
}

/* What a kind of media is tried with. */
typedef struct kind {
    aift_model *model;
    const bad_file *bad;
    size_t n_bad;
    const char *good[2]; /* of each label */
    const char *folder;  /* dark and light, with the good ones in them and the bad ones spread over both */
} kind;

static void spread(kind *k, const char *ending)
{
    k->folder = aift_test_folder();
    for (int label = 0; label < 2; label++) {
        const char *folder = aift_test_join(k->folder, labels[label]);
        char name[32];
        size_t size;
        assert_int_equal(mkdir(folder, 0777), 0);
        snprintf(name, sizeof name, "zz.%s", ending); /* the last, behind the bad ones */
        const char *bytes = aift_test_read(k->good[label], &size), *path = aift_test_join(folder, name);
        aift_test_write(path, bytes, size);
        k->good[label] = path;
        for (size_t i = (size_t)label; i < k->n_bad; i += 2)
            write_bad(&k->bad[i], folder);
    }
}

static kind pictures(void)
{
    kind k = {.bad = bad_pictures, .n_bad = AIFT__COUNT(bad_pictures)};
    const char *root = write_pictures(1);
    k.good[0] = aift_test_join(root, "dark/00.png");
    k.good[1] = aift_test_join(root, "light/00.png");
    assert_ok(load_drawn(context, preprocessor_json, &k.model));
    assert_ok(aift_model_set_labels(k.model, labels, 2));
    spread(&k, "png");
    return k;
}

static kind recordings(void)
{
    kind k = {.bad = bad_recordings, .n_bad = AIFT__COUNT(bad_recordings)};
    k.good[0] = aift_test_path("golden/media/pcm16.wav");
    k.good[1] = aift_test_path("golden/media/float.wav");
    assert_ok(load_listener(&k.model));
    assert_ok(aift_model_set_labels(k.model, labels, 2));
    spread(&k, "wav");
    return k;
}

static bool hears(void)
{
    aift_model *model;
    aift_predictions *p;
    aift_status status = load_listener(&model);
    if (status == AIFT_OK) {
        const aift_media item = {.path = aift_test_path("golden/media/pcm16.wav")};
        assert_ok(aift_model_set_labels(model, labels, 2));
        status = aift_model_predict_media(model, &item, 1, NULL, &p);
        aift_predictions_release(p);
    }
    aift_model_release(model);
    return status == AIFT_OK;
}

static bool sees(void)
{
    aift__image image;
    size_t size;
    const char *bytes = aift_test_read(aift_test_path("golden/media/grey.jpg"), &size);
    if (aift__image_decode(context, bytes, size, "", NULL, &image) != AIFT_OK)
        return false;
    aift__image_finish(context, &image);
    return has_pictures();
}

/* ---- one bad file among good ones ---- */

static void left_out(const kind *k, const aift_media *items, size_t n, size_t bad, const bad_file *what)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.on_error = AIFT_ON_ERROR_SKIP;
    aift_predictions *p;
    assert_ok(aift_model_predict_media(k->model, items, n, &options, &p));
    for (size_t row = 0; row < n; row++) {
        if (row != bad) {
            assert_null(aift_predictions_error(p, row));
            assert_in_range(aift_predictions_label(p, row), 0, 1);
            continue;
        }
        assert_contains(aift_predictions_error(p, row), what->message);
        assert_int_equal(aift_predictions_label(p, row), -1);
    }
    aift_predictions_release(p);
}

static void try_file(const kind *k, const bad_file *bad)
{
    size_t size;
    char *bytes = make_bad(bad, &size);
    const char *path = write_bad(bad, aift_test_folder());
    aift_media items[3] = {{.path = k->good[0]}, {.path = path}, {.path = k->good[1]}};
    aift_predictions *p;
    aift_test_heap_mark(heap);
    assert_fails(aift_model_predict_media(k->model, items, 3, NULL, &p), bad->status, path);
    assert_contains(aift_last_error(), bad->message);
    assert_null(p);
    left_out(k, items, 3, 1, bad);
    items[1] = (aift_media){.kind = AIFT_MEDIA_BYTES, .data = bytes, .size = size};
    assert_fails(aift_model_predict_media(k->model, items, 3, NULL, &p), bad->status, "row 2: ");
    assert_contains(aift_last_error(), bad->message);
    left_out(k, items, 3, 1, bad);
    assert_in_range(aift_test_heap_peak(heap), 1, LARGEST);
    test_free(bytes);
}

/* ---- all of them in a folder ---- */

typedef struct page {
    char *text;
    size_t size;
} page;

static int keep_page(void *user, const char *name, const void *data, size_t size)
{
    page *p = user;
    p->text = memcpy(test_malloc(size + 1), data, size);
    p->text[size] = '\0';
    p->size = size;
    return 0;
}

static void all_named(const kind *k, const char *text)
{
    for (size_t i = 0; i < k->n_bad; i++)
        assert_contains(text, k->bad[i].name);
}

static void try_folder(const kind *k)
{
    char count[64];
    aift_dataset *data;
    aift_evaluation *evaluation;
    aift_train_report *report;
    aift_predict_options predict = AIFT_PREDICT_OPTIONS_INIT;
    aift_train_options train = AIFT_TRAIN_OPTIONS_INIT;
    snprintf(count, sizeof count, "\"skipped\":{\"count\":%zu,", k->n_bad);
    assert_ok(aift_dataset_load(context, k->folder, NULL, &data));
    assert_int_equal(aift_dataset_num_rows(data), k->n_bad + 2);

    aift_test_heap_mark(heap);
    assert_int_not_equal(aift_model_evaluate(k->model, data, NULL, &evaluation), AIFT_OK);
    assert_contains(aift_last_error(), k->folder);
    assert_null(evaluation);
    predict.on_error = AIFT_ON_ERROR_SKIP;
    assert_ok(aift_model_evaluate(k->model, data, &predict, &evaluation));
    assert_contains(aift_evaluation_json(evaluation), "\"n\":2,");
    assert_contains(aift_evaluation_json(evaluation), count);
    all_named(k, aift_evaluation_json(evaluation));
    assert_int_equal(aift_evaluation_num_skipped(evaluation), k->n_bad);
    assert_null(aift_evaluation_skipped(evaluation, k->n_bad));
    aift_evaluation_release(evaluation);

    train.num_train_epochs = 2;
    train.per_device_train_batch_size = 4;
    assert_int_not_equal(aift_train(k->model, data, NULL, &train, &report), AIFT_OK);
    assert_contains(aift_last_error(), k->folder);
    assert_null(report);
    train.on_error = AIFT_ON_ERROR_SKIP;
    assert_ok(aift_train(k->model, data, data, &train, &report));
    assert_contains(aift_train_report_json(report),
                    "\"rows\":4,"); /* two of each epoch, whole batches are bad */
    assert_int_equal(aift_train_report_num_skipped(report), k->n_bad);
    assert_non_null(aift_train_report_skipped(report, k->n_bad - 1));
    assert_null(aift_train_report_skipped(report, k->n_bad));
    assert_contains(aift_train_report_json(report), count);
    all_named(k, aift_train_report_json(report));
    aift_train_report_release(report);
    assert_in_range(aift_test_heap_peak(heap), 1, 2 * LARGEST);

    page shown;
    assert_ok(aift_dataset_show(data, k->model, NULL, keep_page, &shown));
    all_named(k, shown.text);
    test_free(shown.text);
    aift_dataset_release(data);
}

static void bad_pictures_are_named(void **state)
{
    if (!sees())
        skip_because("this build has no JPEG or PNG, or no model_type cnn");
    kind k = pictures();
    for (size_t i = 0; i < k.n_bad; i++)
        try_file(&k, &k.bad[i]);
    try_folder(&k);
    aift_model_release(k.model);
}

static void bad_recordings_are_named(void **state)
{
    if (!hears())
        skip_because("this build has no recordings, no resampling or no model_type bc_resnet");
    kind k = recordings();
    for (size_t i = 0; i < k.n_bad; i++)
        try_file(&k, &k.bad[i]);
    aift_media items[] = {{.path = write_bad(&piped_recording, aift_test_folder())}, {.path = k.good[0]}};
    aift_predictions *p;
    aift_test_heap_mark(heap);
    assert_ok(aift_model_predict_media(k.model, items, 2, NULL, &p));
    assert_memory_equal(aift_predictions_logits(p, 0), aift_predictions_logits(p, 1), 2 * sizeof(float));
    assert_in_range(aift_test_heap_peak(heap), 1, LARGEST);
    aift_predictions_release(p);
    try_folder(&k);
    aift_model_release(k.model);
}

/* ---- what is no file, or none that can be read ---- */

static void strange_files_are_named(void **state)
{
    NEEDS_PICTURES;
    const char *folder = aift_test_folder();
    aift_model *model;
    aift_predictions *p;
    assert_ok(load_drawn(context, preprocessor_json, &model));
    assert_ok(aift_model_set_labels(model, labels, 2));
    const char *pipe = aift_test_join(folder, "pipe.jpg"), *large = aift_test_join(folder, "large.jpg"),
               *below = aift_test_join(folder, "folder.jpg"), *name = aift_test_join(folder, "caf\xE9.jpg"),
               *gone = aift_test_join(folder, "gone.jpg"), *self = aift_test_join(folder, "self.jpg");
    assert_int_equal(mkfifo(pipe, 0666), 0);
    assert_int_equal(mkdir(below, 0777), 0);
    assert_int_equal(symlink("self.jpg", self), 0);
    aift_test_write(large, "", 0);
    assert_int_equal(truncate(large, (off_t)1 << 40), 0);
    aift_test_write(name, "x", 1);
    const struct {
        const char *path;
        aift_status status;
        const char *message;
    } cases[] = {
        {pipe, AIFT_E_IO, "pipe.jpg: is a device or a pipe, not a file"},
        {large, AIFT_E_RANGE, "large.jpg: has 1099511627776 bytes"},
        {below, AIFT_E_IO, "folder.jpg: is a folder"},
        {gone, AIFT_E_IO, "gone.jpg: cannot be opened: No such file"},
        {self, AIFT_E_IO, "self.jpg: cannot be "},
        {name, AIFT_E_FORMAT, "caf?.jpg: is text"},
    };
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        const aift_media item = {.path = cases[i].path};
        aift_test_heap_mark(heap);
        assert_fails(aift_model_predict_media(model, &item, 1, NULL, &p), cases[i].status, cases[i].message);
        assert_in_range(aift_test_heap_peak(heap), 1, LARGEST);
    }
    aift_model_release(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bad_pictures_are_named),
        CASE(bad_recordings_are_named),
        CASE(strange_files_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
