/* Scenarios of predictions, evaluations and pages. */
#include <stdio.h>

#include "faults.h"

static aift_status load_bert(things *given)
{
    TRY(aift_dataset_load(given->context, faults_files.csv, NULL, &given->data));
    return load_model(given->context, faults_files.bert, &given->model);
}

static aift_status load_cnn(things *given)
{
    TRY(aift_dataset_load(given->context, faults_files.broken_photos, NULL, &given->data));
    return load_model(given->context, faults_files.cnn, &given->model);
}

static aift_status load_listener(things *given)
{
    TRY(aift_dataset_load(given->context, faults_files.sounds, NULL, &given->data));
    return load_model(given->context, faults_files.listener, &given->model);
}

static void tell_predictions(things *made)
{
    const aift_predictions *p = made->predictions;
    const size_t labels = aift_predictions_num_labels(p);
    for (size_t row = 0; row < aift_predictions_num_rows(p); row++) {
        const float *scores = aift_predictions_scores(p, row), *logits = aift_predictions_logits(p, row);
        tell_number(made, aift_predictions_label(p, row));
        tell(made, aift_predictions_label_text(p, row));
        tell(made, aift_predictions_json(p, row));
        tell(made, aift_predictions_error(p, row));
        if (aift_predictions_error(p, row))
            continue;
        tell_bytes(made, scores, labels * sizeof *scores);
        tell_bytes(made, logits, labels * sizeof *logits);
    }
}

static aift_status predict(const things *given, things *made)
{
    static const char *const texts[] = {"a sun", "night, suns", ""};
    aift_predict_options options;
    aift_predict_options_init(&options);
    options.output_hidden_states = 1;
    options.batch_size = 2;
    TRY(GIVES(made->predictions,
              aift_model_predict(given->model, texts, NULL, 3, &options, &made->predictions)));
    tell_predictions(made);
    size_t tokens, width;
    const float *hidden = aift_predictions_hidden_state(made->predictions, 0, &tokens, &width);
    tell_bytes(made, hidden, tokens * width * sizeof *hidden);
    return AIFT_OK;
}

static aift_status embed(const things *given, things *made)
{
    static const char *const texts[] = {"a sun", "night, suns", ""};
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = 2;
    TRY(GIVES(made->tensor, aift_embed(given->model, texts, NULL, 3, &options, &made->tensor)));
    tell_bytes(made, aift_tensor_data(made->tensor), aift_tensor_nbytes(made->tensor));
    return AIFT_OK;
}

/* A file, a broken one that is skipped, pixels. */
static aift_status predict_pictures(const things *given, things *made)
{
    static const uint8_t pixels[12] = {1, 2, 3, 200};
    const aift_media items[] = {
        {.kind = AIFT_MEDIA_FILE, .path = faults_files.photo},
        {.kind = AIFT_MEDIA_FILE, .path = faults_files.broken_photo},
        {.kind = AIFT_MEDIA_PIXELS, .height = 2, .width = 2, .channels = 3, .data = pixels, .size = 12}};
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.on_error = AIFT_ON_ERROR_SKIP;
    TRY(GIVES(made->predictions,
              aift_model_predict_media(given->model, items, 3, &options, &made->predictions)));
    tell_predictions(made);
    return AIFT_OK;
}

static aift_status preprocess_file(const things *given, things *made, const char *folder, const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const aift_media item = {.kind = AIFT_MEDIA_FILE, .path = path};
    TRY(GIVES(made->tensor, aift_model_preprocess(given->model, &item, 1, &made->tensor)));
    tell_bytes(made, aift_tensor_data(made->tensor), aift_tensor_nbytes(made->tensor));
    return AIFT_OK;
}

static aift_status jpeg(const things *given, things *made)
{
    return preprocess_file(given, made, faults_files.photos, "light/turned.jpg");
}

static aift_status png(const things *given, things *made)
{
    return preprocess_file(given, made, faults_files.photos, "light/rgba16.png");
}

static aift_status wav(const things *given, things *made)
{
    return preprocess_file(given, made, faults_files.sounds, "dark/pcm16.wav");
}

static aift_status flac(const things *given, things *made)
{
    return preprocess_file(given, made, faults_files.sounds, "dark/stereo.flac");
}

static aift_status ogg(const things *given, things *made)
{
    return preprocess_file(given, made, faults_files.sounds, "light/mono.ogg");
}

static aift_status evaluate_rows(const things *given, things *made, const aift_predict_options *options)
{
    double value;
    TRY(GIVES(made->evaluation, aift_model_evaluate(given->model, given->data, options, &made->evaluation)));
    tell(made, aift_evaluation_json(made->evaluation));
    TRY(COUNTS(value, aift_evaluation_metric(made->evaluation, "accuracy", &value)));
    tell_number(made, value);
    tell_number(made, (double)aift_evaluation_num_skipped(made->evaluation));
    tell(made, aift_evaluation_skipped(made->evaluation, 0));
    return AIFT_OK;
}

static aift_status evaluate(const things *given, things *made)
{
    return evaluate_rows(given, made, NULL);
}

static aift_status evaluate_skipping(const things *given, things *made)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.on_error = AIFT_ON_ERROR_SKIP;
    return evaluate_rows(given, made, &options);
}

static aift_status show(const things *given, things *made)
{
    aift_show_options options;
    aift_show_options_init(&options);
    options.num_rows = 3;
    return aift_dataset_show(given->data, given->model, &options, tell_file, made);
}

const scenario scenarios_predict[] = {
    {"prediction", predict, .prepare = load_bert},
    {"embedding", embed, .prepare = load_bert},
    {"prediction of pictures", predict_pictures, .prepare = load_cnn, .passes_over = true,
     .needs = &faults_files.pictures},
    {"JPEG", jpeg, .prepare = load_cnn, .needs = &faults_files.pictures},
    {"PNG", png, .prepare = load_cnn, .needs = &faults_files.pictures},
    {"WAV", wav, .prepare = load_listener, .needs = &faults_files.recordings},
    {"FLAC", flac, .prepare = load_listener, .needs = &faults_files.recordings},
    {"OGG", ogg, .prepare = load_listener, .needs = &faults_files.recordings},
    {"evaluation", evaluate, .prepare = load_bert},
    {"evaluation that skips", evaluate_skipping, .prepare = load_cnn, .passes_over = true,
     .needs = &faults_files.pictures},
    {"evaluation of recordings", evaluate, .prepare = load_listener, .needs = &faults_files.recordings},
    {"page of texts", show, .prepare = load_bert},
    {"page of pictures", show, .prepare = load_cnn, .passes_over = true, .needs = &faults_files.pictures},
    {"page of recordings", show, .prepare = load_listener, .passes_over = true,
     .needs = &faults_files.recordings},
    {NULL},
};
