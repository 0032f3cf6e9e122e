/* What the scenarios read: tiny models of each modality, made by the library, and a few rows of each kind of data. */
#include <sys/stat.h>

#include "faults.h"
#include "support.h"

files faults_files;
char faults_wrong[512];
aift_status faults_last;
static char poison;
void *const faults_poison = &poison;

void faults_is_wrong(const char *what, const char *call)
{
    if (!faults_wrong[0])
        snprintf(faults_wrong, sizeof faults_wrong, "%s %s", call, what);
}

void faults_gave(aift_status status, const void *out, const char *call)
{
    if (status != AIFT_OK && out)
        faults_is_wrong("failed, and its output is not NULL", call);
    if (status == AIFT_OK && (!out || out == faults_poison))
        faults_is_wrong("succeeded without an output", call);
}

void faults_counted(aift_status status, bool cleared, const char *call)
{
    if (status != AIFT_OK && !cleared)
        faults_is_wrong("failed, and its output is not 0", call);
}

void tell_bytes(things *made, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        made->told = (made->told ^ at[i]) * 1099511628211u; /* FNV-1a */
}

void tell_answer(things *made, const char *part)
{
    HOLDS(strlen(aift_text_data(made->text)) == aift_text_size(made->text));
    HOLDS(strstr(aift_text_data(made->text), part) != NULL);
    tell(made, part);
    aift_text_release(made->text);
    made->text = NULL;
}

int tell_file(void *made, const char *name, const void *data, size_t size)
{
    tell(made, name);
    tell_bytes(made, data, size);
    return 0;
}

static int64_t trickle_read(void *user, void *buffer, size_t size)
{
    trickle *t = user;
    const size_t few = 100, n = t->left < few ? t->left : few, m = n < size ? n : size;
    memcpy(buffer, t->at, m);
    t->at += m;
    t->left -= m;
    return (int64_t)m;
}

aift_source trickling(const aift_source *source, trickle *from)
{
    aift_source given;
    *from = (trickle){source->data, source->size};
    aift_source_init(&given);
    given.name = source->name;
    given.read = trickle_read;
    given.user = from;
    return given;
}

aift_status load_model(aift_context *context, const char *path, aift_model **out)
{
    return aift_model_load(context, path, NULL, out);
}

/* ---- models ---- */

#define LABELS "\"id2label\": {\"0\": \"dark\", \"1\": \"light\"}"

static const char bert_json[] =
    "{\"model_type\": \"bert\", \"vocab_size\": 9, \"hidden_size\": 8, \"num_hidden_layers\": 1, "
    "\"num_attention_heads\": 2, \"intermediate_size\": 8, \"max_position_embeddings\": 8, "
    "\"type_vocab_size\": 2, \"layer_norm_eps\": 1e-12, \"hidden_dropout_prob\": 0.1, "
    "\"attention_probs_dropout_prob\": 0.1, \"hidden_act\": \"gelu\", " LABELS "}";

static const char tokenizer_json[] =
    "{\"added_tokens\": [{\"id\": 0, \"content\": \"[PAD]\", \"single_word\": false, \"lstrip\": false, "
    "\"rstrip\": false, \"normalized\": false, \"special\": true}], "
    "\"normalizer\": {\"type\": \"BertNormalizer\", \"clean_text\": true, \"handle_chinese_chars\": true, "
    "\"strip_accents\": null, \"lowercase\": true}, \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}, "
    "\"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"[SEP]\", 3], \"cls\": [\"[CLS]\", 2]}, "
    "\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", \"continuing_subword_prefix\": \"##\", "
    "\"max_input_chars_per_word\": 100, \"vocab\": {\"[PAD]\": 0, \"[UNK]\": 1, \"[CLS]\": 2, \"[SEP]\": 3, "
    "\"sun\": 4, \"##s\": 5, \"night\": 6, \"a\": 7, \",\": 8}}}";

static const char cnn_json[] = "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, "
                               "\"hidden_sizes\": [4], \"depths\": 1, " LABELS "}";

static const char pictures_json[] =
    "{\"transforms\": [{\"type\": \"resize\", \"size\": {\"height\": 8, \"width\": 8}}, "
    "{\"type\": \"random_horizontal_flip\", \"p\": 0.5}, {\"type\": \"normalize\"}]}";

/* Two labels that no picture of the network above has: any network that hears will do. */
static const char listener_json[] =
    "{\"model_type\": \"audio-spectrogram-transformer\", \"hidden_size\": 8, \"num_hidden_layers\": 1, "
    "\"num_attention_heads\": 2, \"intermediate_size\": 8, \"max_length\": 16, \"num_mel_bins\": 16, " LABELS
    "}";

static const char sounds_json[] =
    "{\"transforms\": [{\"type\": \"mono\"}, {\"type\": \"resample\", \"sampling_rate\": 8000}, "
    "{\"type\": \"pad_or_trim\", \"length\": 480}, {\"type\": \"log_mel\", \"sampling_rate\": 8000, "
    "\"n_fft\": 64, \"hop_length\": 32, \"n_mels\": 16}]}";

static void write_text(const char *folder, const char *name, const char *text)
{
    aift_test_write(aift_test_join(folder, name), text, strlen(text));
}

static const char *make_folder(const char *root, const char *name)
{
    const char *folder = aift_test_join(root, name);
    assert_int_equal(mkdir(folder, 0777), 0);
    return folder;
}

/* Draws the model's weights and saves it beside its configuration. */
static const char *make_model(const char *config)
{
    const char *path = aift_test_join(aift_test_folder(), "model");
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    aift_context *context;
    aift_model *model;
    options.from_config = 1;
    assert_ok(aift_context_create(NULL, &context));
    assert_ok(aift_model_load(context, config, &options, &model));
    assert_ok(aift_model_save(model, path, NULL));
    aift_model_release(model);
    aift_context_release(context);
    return path;
}

static const char *make_drawn(const char *root, const char *name, const char *config, const char *other,
                              const char *text)
{
    const char *folder = make_folder(root, name);
    write_text(folder, "config.json", config);
    write_text(folder, other, text);
    return folder;
}

/* ---- data ---- */

/* Three rows of JSON Lines. */
static const unsigned char gzip_rows[] = {
    31,  139, 8,   0,   0,   0,   0,   0,   2,   3,   171, 86,  42,  73,  173, 40,  81,  178, 82,  80,
    42,  46,  205, 83,  210, 81,  80,  202, 73,  76,  74,  205, 1,   241, 115, 50,  211, 51,  74,  148,
    106, 185, 170, 225, 42,  242, 64,  34,  49,  165, 6,   6,   169, 150, 40,  42,  83,  18,  139, 178,
    81,  20,  34,  203, 230, 149, 230, 228, 212, 114, 1,   0,   16,  94,  238, 216, 103, 0,   0,   0};

static const unsigned char idx_images[16 + 2 * 4] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2,
                                                     0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8};
static const unsigned char idx_labels[8 + 2] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 0};

static void copy_media(const char *folder, const char *name)
{
    char path[128];
    size_t size;
    snprintf(path, sizeof path, "golden/media/%s", name);
    const char *bytes = aift_test_read(aift_test_path(path), &size);
    aift_test_write(aift_test_join(folder, name), bytes, size);
}

static const char *make_media(const char *root, const char *name, const char *const names[4])
{
    const char *folder = make_folder(root, name);
    for (int label = 0; label < 2; label++) {
        const char *of_label = make_folder(folder, label ? "light" : "dark");
        for (int i = 0; i < 2; i++)
            copy_media(of_label, names[2 * label + i]);
    }
    return folder;
}

static bool reads(const char *place, const char *model)
{
    aift_context *context;
    aift_dataset *data;
    aift_model *loaded = NULL;
    aift_evaluation *evaluation = NULL;
    assert_ok(aift_context_create(NULL, &context));
    assert_ok(aift_dataset_load(context, place, NULL, &data));
    assert_ok(aift_model_load(context, model, NULL, &loaded));
    aift_status status = aift_model_evaluate(loaded, data, NULL, &evaluation);
    if (status != AIFT_E_UNAVAILABLE) /* a build without the decoders */
        assert_ok(status);
    aift_evaluation_release(evaluation);
    aift_model_release(loaded);
    aift_dataset_release(data);
    aift_context_release(context);
    return status == AIFT_OK;
}

static aift_source whole(const char *folder, const char *name)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = name;
    source.data = aift_test_read(aift_test_join(folder, name), &source.size);
    return source;
}

static void make_models(const char *root)
{
    static const char *const names[MODEL_FILES] = {"config.json", "tokenizer.json", "aift.json",
                                                   "model.safetensors"};
    files *f = &faults_files;
    f->config = make_drawn(root, "bert", bert_json, "tokenizer.json", tokenizer_json);
    f->bert = make_model(f->config);
    f->cnn = make_model(make_drawn(root, "cnn", cnn_json, "preprocessor_config.json", pictures_json));
    f->listener =
        make_model(make_drawn(root, "listener", listener_json, "preprocessor_config.json", sounds_json));
    for (int i = 0; i < MODEL_FILES; i++)
        f->model[i] = whole(f->bert, names[i]);
    f->tokenizer_json = whole(f->bert, "tokenizer.json");
}

static void make_rows(const char *root)
{
    files *f = &faults_files;
    write_text(root, "rows.csv",
               "text,label\n\"suns, a sun\",light\nnight,dark\nsun,light\n\"a\nnight\",dark\n");
    f->csv = aift_test_join(root, "rows.csv");
    aift_source_init(&f->gzip);
    f->gzip = (aift_source){sizeof f->gzip, "rows.jsonl.gz", gzip_rows, sizeof gzip_rows, NULL, NULL};
    f->json_lines = aift_test_join(root, f->gzip.name);
    aift_test_write(f->json_lines, gzip_rows, sizeof gzip_rows);
    f->idx = aift_test_join(root, "images-idx3-ubyte");
    aift_test_write(f->idx, idx_images, sizeof idx_images);
    aift_test_write(aift_test_join(root, "labels-idx1-ubyte"), idx_labels, sizeof idx_labels);
    write_text(
        root, "usecase.json",
        "{\"title\": \"Light\", \"owner\": {\"name\": \"Ann\", \"email\": \"a@b.c\"}, \"kpis\": [{\"name\": "
        "\"right\", \"metric\": \"accuracy\", \"unit\": \"%\", \"direction\": \"higher\", \"target\": 0}]}");
    f->usecase = aift_test_join(root, "usecase.json");
    f->usecase_json = whole(root, "usecase.json");
}

void faults_make_files(void)
{
    static const char *const photos[] = {"grey.jpg", "grey1.png", "turned.jpg", "rgba16.png"};
    static const char *const sounds[] = {"pcm16.wav", "stereo.flac", "float.wav", "mono.ogg"};
    files *f = &faults_files;
    const char *root = aift_test_folder();
    make_models(root);
    make_rows(root);
    f->photos = make_media(root, "photos", photos);
    f->photo = aift_test_join(f->photos, "light/turned.jpg");
    f->sounds = make_media(root, "sounds", sounds);
    f->broken_photos = make_media(root, "broken", photos);
    f->broken_photo = aift_test_join(f->broken_photos, "dark/broken.png");
    aift_test_write(f->broken_photo, "\x89PNG\r\n\x1a\nno", 10);
    f->out = make_folder(root, "out");
    f->pictures = reads(f->photos, f->cnn);
    f->recordings = reads(f->sounds, f->listener);
}

/* ---- what several scenarios tell ---- */

void tell_data(things *made, const aift_dataset *data)
{
    const size_t rows = aift_dataset_num_rows(data), columns = aift_dataset_num_columns(data);
    for (size_t column = 0; column < columns; column++)
        tell(made, aift_dataset_column_name(data, column));
    for (size_t row = 0; row < rows; row++) {
        char place[600];
        aift_dataset_row_place(data, row, place, sizeof place);
        tell(made, place);
        for (size_t column = 0; column < columns; column++) {
            size_t size;
            const char *value = aift_dataset_value(data, row, column, &size);
            tell_bytes(made, value ? value : "", value ? size : 0);
        }
    }
    tell_number(made, (double)aift_dataset_num_skipped(data));
    tell(made, aift_dataset_skipped(data, 0));
}
