/* What the tests of threads and of fork() work with, through the public interface alone: a small model of each modality,
 * and rows to train it on and to predict. */
#ifndef AIFT_TESTS_SUBJECTS_H
#define AIFT_TESTS_SUBJECTS_H

#include <stdlib.h>

#include "support.h"

#include "aift/aift.h"

typedef enum subject { TEXTS, PICTURES, SOUNDS, SUBJECTS } subject;

enum { ROWS = 24, LABELS = 2, BATCH = 4 };

static const char *const subject_labels[LABELS] = {"bills", "travel"};

/* ---- rows ---- */

static const char *const subject_texts[] = {
    "the bill is due", "we went to the sea, by train and then on foot", "", "pay by friday", "a",
    "sun and rain"};
static const char *const subject_files[][6] = {
    [PICTURES] = {"grey1.png", "turned.jpg", "palette.png", "cmyk.jpg", "rgba16.png", "progressive.jpg"},
    [SOUNDS] = {"pcm16.wav", "stereo.flac", "float.wav", "ulaw.wav", "pcm24.wav", "mono.ogg"}};
enum { DIFFERENT = 6 };

/* Paths; finding them is for the test's own thread. */
static const char *subject_paths[SUBJECTS][DIFFERENT], *subject_bert;

/* The group's set-up. */
static inline int find_subjects(void **state)
{
    for (int s = PICTURES; s < SUBJECTS; s++)
        for (int i = 0; i < DIFFERENT; i++) {
            char name[64];
            snprintf(name, sizeof name, "golden/media/%s", subject_files[s][i]);
            subject_paths[s][i] = aift_test_path(name);
        }
    subject_bert = aift_test_path("golden/tiny-bert");
    return 0;
}

static inline const char *text_of(size_t row)
{
    return subject_texts[row % DIFFERENT];
}

static inline void media_of(subject s, aift_media items[ROWS])
{
    for (size_t i = 0; i < ROWS; i++)
        items[i] = (aift_media){.kind = AIFT_MEDIA_FILE, .path = subject_paths[s][i % DIFFERENT]};
}

/* Files are read when they are needed, so that trainings read ahead. */
static inline aift_dataset *subject_data(aift_context *context, subject s)
{
    const char *values[2 * ROWS], *labels[ROWS];
    aift_media items[ROWS];
    aift_dataset *data;
    for (size_t i = 0; i < ROWS; i++) {
        values[2 * i] = text_of(i);
        values[2 * i + 1] = labels[i] = subject_labels[i % LABELS];
    }
    if (s == TEXTS) {
        assert_ok(
            aift_dataset_from_rows(context, (const char *const[]){"text", "label"}, 2, values, ROWS, &data));
        return data;
    }
    media_of(s, items);
    assert_ok(
        aift_dataset_from_media(context, s == PICTURES ? "image" : "audio", items, labels, ROWS, &data));
    return data;
}

/* ---- models ---- */

static const char *const subject_configs[] = {
    [PICTURES] =
        "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, \"hidden_sizes\": [4, 8], "
        "\"depths\": 1}",
    [SOUNDS] = "{\"model_type\": \"bc_resnet\", \"tau\": 1, \"num_mel_bins\": 40, \"max_length\": 26}"};
static const char *const subject_pipelines[] = {
    [PICTURES] =
        "{\"transforms\": [{\"type\": \"resize\", \"size\": {\"height\": 8, \"width\": 8}},"
        " {\"type\": \"random_horizontal_flip\", \"p\": 0.5}, {\"type\": \"rand_augment\"},"
        " {\"type\": \"normalize\", \"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5]}]}",
    [SOUNDS] = "{\"transforms\": [{\"type\": \"mono\"}, {\"type\": \"resample\", \"sampling_rate\": 8000},"
               " {\"type\": \"pad_or_trim\", \"length\": 2000},"
               " {\"type\": \"log_mel\", \"sampling_rate\": 8000, \"n_fft\": 256, \"hop_length\": 80, "
               "\"n_mels\": 40}]}"};

/* A model without labels; NULL if this build lacks what it needs. */
static inline aift_model *subject_model(aift_context *context, subject s)
{
    aift_model *model;
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    if (s == TEXTS) {
        options.new_head = 1;
        assert_ok(aift_model_load(context, subject_bert, &options, &model));
        return model;
    }
    aift_source files[2] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    options.from_config = 1;
    files[0].name = "config.json";
    files[0].data = subject_configs[s];
    files[0].size = strlen(subject_configs[s]);
    files[1].name = "preprocessor_config.json";
    files[1].data = subject_pipelines[s];
    files[1].size = strlen(subject_pipelines[s]);
    const aift_status status = aift_model_load_sources(context, files, 2, &options, &model);
    if (status != AIFT_E_UNSUPPORTED)
        assert_ok(status);
    return model;
}

static inline aift_model *labelled_model(aift_context *context, subject s)
{
    aift_model *model = subject_model(context, s);
    if (model)
        assert_ok(aift_model_set_labels(model, subject_labels, LABELS));
    return model;
}

static inline aift_train_options subject_training(void)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 2;
    options.per_device_train_batch_size = BATCH;
    options.learning_rate = 1e-3;
    return options;
}

/* Predicts all rows, a batch at a time, so that files are read ahead. */
static inline aift_status subject_predict(const aift_model *model, subject s, aift_predictions **out)
{
    const char *texts[ROWS];
    aift_media items[ROWS];
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = 2 * BATCH;
    for (size_t i = 0; i < ROWS; i++)
        texts[i] = text_of(i);
    if (s == TEXTS)
        return aift_model_predict(model, texts, NULL, ROWS, &options, out);
    media_of(s, items);
    return aift_model_predict_media(model, items, ROWS, &options, out);
}

static inline bool same_logits(const aift_predictions *a, const aift_predictions *b)
{
    return memcmp(aift_predictions_logits(a, 0), aift_predictions_logits(b, 0),
                  ROWS * LABELS * sizeof(float)) == 0;
}

/* Whether this build can predict the subject's files: else the message says what it lacks. */
static inline bool has_subject(aift_context *context, subject s)
{
    aift_predictions *p = NULL;
    aift_model *model = labelled_model(context, s);
    const aift_status status = model ? subject_predict(model, s, &p) : AIFT_E_UNAVAILABLE;
    if (status != AIFT_E_UNAVAILABLE)
        assert_ok(status);
    else
        print_message("skipped: subject %d: %s\n", (int)s, aift_last_error());
    aift_predictions_release(p);
    aift_model_release(model);
    return status == AIFT_OK;
}

#endif
