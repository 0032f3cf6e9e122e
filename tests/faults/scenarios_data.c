/* Scenarios of readers and data sets. */
#include "faults.h"

static aift_status read_rows(things *made)
{
    for (int32_t more = 1; more;) {
        size_t size;
        const char *text;
        TRY(COUNTS(more, aift_reader_next(made->reader, &more)));
        if (!more)
            break;
        tell_number(made, (double)aift_reader_line(made->reader));
        for (size_t i = 0; i < aift_reader_num_columns(made->reader); i++)
            tell(made, aift_reader_column_name(made->reader, i));
        tell(made, aift_reader_value(made->reader, "label", NULL));
        TRY(GIVES(text, aift_reader_text(made->reader, "text", &text, &size)));
        tell_bytes(made, text, size);
    }
    return AIFT_OK;
}

static aift_status reader(const things *given, things *made)
{
    TRY(GIVES(made->reader, aift_reader_open(given->context, faults_files.csv, NULL, &made->reader)));
    return read_rows(made);
}

static aift_status reader_of_source(const things *given, things *made)
{
    static const char rows[] =
        "{\"text\": \"sun\", \"label\": \"light\"}\n{\"text\": \"a\\nnight\", \"label\": 7}\n";
    const aift_source whole = {sizeof whole, "rows.jsonl", rows, sizeof rows - 1, NULL, NULL};
    trickle from;
    const aift_source source = trickling(&whole, &from);
    TRY(GIVES(made->reader, aift_reader_open_source(given->context, &source, NULL, &made->reader)));
    return read_rows(made);
}

static aift_status csv(const things *given, things *made)
{
    TRY(GIVES(made->data, aift_dataset_load(given->context, faults_files.csv, NULL, &made->data)));
    tell_data(made, made->data);
    tell_number(made, aift_dataset_column_index(made->data, "label"));
    aift_dataset_release(aift_dataset_retain(made->data));
    return AIFT_OK;
}

static aift_status json_lines(const things *given, things *made)
{
    TRY(GIVES(made->data, aift_dataset_load(given->context, faults_files.json_lines, NULL, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status data_of_source(const things *given, things *made)
{
    trickle from;
    const aift_source source = trickling(&faults_files.gzip, &from);
    TRY(GIVES(made->data, aift_dataset_load_source(given->context, &source, NULL, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status from_rows(const things *given, things *made)
{
    static const char *const names[] = {"text", "label"};
    static const char *const values[] = {"sun", "light", "night", NULL};
    TRY(GIVES(made->data, aift_dataset_from_rows(given->context, names, 2, values, 2, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status from_media(const things *given, things *made)
{
    static const char *const labels[] = {"light", "dark"};
    static const uint8_t pixels[12] = {1, 2, 3, 4};
    const aift_media items[] = {
        {.kind = AIFT_MEDIA_FILE, .path = "a.jpg"},
        {.kind = AIFT_MEDIA_PIXELS, .height = 2, .width = 2, .channels = 3, .data = pixels, .size = 12}};
    TRY(GIVES(made->data, aift_dataset_from_media(given->context, "image", items, labels, 2, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status folder(const things *given, things *made)
{
    aift_dataset_options options;
    aift_dataset_options_init(&options);
    TRY(GIVES(made->data, aift_dataset_load(given->context, faults_files.sounds, &options, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status idx(const things *given, things *made)
{
    TRY(GIVES(made->data, aift_dataset_load(given->context, faults_files.idx, NULL, &made->data)));
    tell_data(made, made->data);
    return AIFT_OK;
}

static aift_status load_csv(things *given)
{
    return aift_dataset_load(given->context, faults_files.csv, NULL, &given->data);
}

static aift_status digest(const things *given, things *made)
{
    char hex[65] = "x";
    const aift_status status = aift_dataset_digest(given->data, NULL, hex);
    HOLDS((status == AIFT_OK) == (hex[0] != '\0'));
    tell(made, hex);
    return status;
}

static aift_status parts(const things *given, things *made)
{
    static const size_t rows[] = {2, 0, 2};
    TRY(GIVES(made->data, aift_dataset_select(given->data, rows, 3, &made->data)));
    tell_data(made, made->data);
    TRY(GIVES(made->part, GIVES(made->rest, aift_dataset_train_test_split(given->data, 0.5, 1, "label",
                                                                          &made->part, &made->rest))));
    tell_data(made, made->part);
    tell_data(made, made->rest);
    return AIFT_OK;
}

const scenario scenarios_data[] = {
    {"reader", reader},
    {"reader of a callback", reader_of_source},
    {"CSV", csv},
    {"JSON Lines, gzip", json_lines},
    {"data of a callback", data_of_source},
    {"rows of the caller's", from_rows},
    {"media of the caller's", from_media},
    {"folder of recordings", folder},
    {"IDX", idx},
    {"parts of a data set", parts, .prepare = load_csv},
    {"digest of rows", digest, .prepare = load_csv},
    {NULL},
};
