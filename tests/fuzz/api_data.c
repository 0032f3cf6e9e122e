/* Calls of data sets, readers, tokenizers, tensors and use cases. */
#include "api.h"
#include "rows.h"

static void from_rows(api *a)
{
    const char *columns[3], *values[3 * API_ROWS];
    const size_t num_columns = 1 + api_below(a, 3), num_rows = api_below(a, API_ROWS + 1);
    aift_dataset *made;
    for (size_t i = 0; i < num_columns; i++)
        columns[i] = api_text(a);
    for (size_t i = 0; i < num_columns * num_rows; i++)
        values[i] = api_text_or_null(a);
    fuzz_call(aift_dataset_from_rows(a->context, columns, num_columns, values, num_rows, &made), made);
    API_REPLACE(a->data[0], aift_dataset_release, made);
}

static aift_dataset_options data_options(api *a)
{
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    options.format = (aift_data_format)(api_below(a, 4) < 3 ? (int64_t)api_below(a, 3) : api_int(a));
    options.invalid_utf8 = (aift_invalid_utf8)api_int(a);
    options.on_error = (aift_on_error)api_int(a);
    return options;
}

static void load_source(api *a)
{
    size_t size;
    const aift_dataset_options options = data_options(a);
    const char *name = api_text(a);
    const uint8_t *bytes = api_bytes(a, &size);
    const aift_source source = fuzz_source(name, bytes, size);
    aift_dataset *made;
    fuzz_call(aift_dataset_load_source(a->context, &source, &options, &made), made);
    API_REPLACE(a->data[1], aift_dataset_release, made);
}

static void open_reader(api *a)
{
    size_t size;
    const aift_dataset_options options = data_options(a);
    const uint8_t *bytes = api_bytes(a, &size);
    const aift_source source = fuzz_source("a.jsonl", bytes, size);
    aift_reader *made;
    aift_status status = aift_reader_open_source(a->context, &source, &options, &made);
    fuzz_call(status, made);
    int32_t more = status == AIFT_OK;
    while (more) { /* the source is this call's, so it is read here */
        const char *text;
        size_t n;
        status = aift_reader_next(made, &more);
        fuzz_expect(status == AIFT_OK || !more);
        if (more)
            fuzz_row(made);
        fuzz_call(aift_reader_text(made, api_text(a), &text, &n), text);
        aift_reader_value(made, api_text(a), NULL);
    }
    aift_reader_release(made);
}

static void from_media(api *a)
{
    static const _Alignas(8) uint8_t bytes[192];
    static const char *const columns[] = {"image", "audio"};
    aift_media items[3];
    const char *labels[3], *column = api_below(a, 5) ? columns[api_below(a, 2)] : api_text(a);
    const size_t n = api_below(a, 4), labelled = api_below(a, 2);
    aift_dataset *made;
    for (size_t i = 0; i < n; i++) {
        items[i] = (aift_media){.kind = (aift_media_kind)(1 + api_below(a, 4)), .data = bytes};
        items[i].size = api_below(a, 2) ? sizeof bytes : api_below(a, sizeof bytes + 1);
        items[i].height = (int32_t)(api_below(a, 2) ? 8 : api_int(a));
        items[i].width = (int32_t)(api_below(a, 2) ? 8 : api_int(a));
        items[i].channels = (int32_t)(api_below(a, 2) ? 3 : api_int(a));
        labels[i] = api_text(a);
    }
    const aift_status status =
        aift_dataset_from_media(a->context, column, items, labelled ? labels : NULL, n, &made);
    fuzz_call(status, made);
    API_REPLACE(a->data[0], aift_dataset_release, made);
}

static void select_rows(api *a)
{
    size_t rows[8];
    const aift_dataset *data = api_data(a);
    const size_t n = api_below(a, 9);
    aift_dataset *made;
    for (size_t i = 0; i < n; i++)
        rows[i] = (size_t)api_int(a);
    if (!data)
        return;
    fuzz_call(aift_dataset_select(data, rows, n, &made), made);
    API_REPLACE(a->data[1], aift_dataset_release, made);
}

static void split(api *a)
{
    const aift_dataset *data = api_data(a);
    aift_dataset *train, *test;
    if (!data)
        return;
    const double share = api_real(a);
    const char *column = api_text_or_null(a);
    const aift_status status = aift_dataset_train_test_split(data, share, api_byte(a), column, &train, &test);
    fuzz_call(status, train);
    fuzz_call(status, test);
    if (status == AIFT_OK)
        fuzz_expect(aift_dataset_num_rows(train) + aift_dataset_num_rows(test) ==
                    aift_dataset_num_rows(data));
    API_REPLACE(a->data[0], aift_dataset_release, train);
    API_REPLACE(a->data[1], aift_dataset_release, test);
}

static void look_at_data(api *a)
{
    const aift_dataset *data = api_data(a);
    char place[16];
    size_t size;
    if (!data)
        return;
    fuzz_look_at_rows(data);
    aift_dataset_row_place(data, (size_t)api_int(a), place, api_below(a, sizeof place + 1));
    const char *value = aift_dataset_value(data, (size_t)api_int(a), (size_t)api_int(a), &size);
    fuzz_touch(value, value ? size : 0);
    aift_dataset_column_index(data, api_text(a));
    aift_dataset_column_name(data, (size_t)api_int(a));
    aift_dataset_skipped(data, (size_t)api_int(a));
    fuzz_expect(aift_dataset_num_skipped(data) == 0);
}

static void encode(api *a)
{
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    size_t size;
    const uint8_t *text = api_bytes(a, &size);
    aift_encoding *made;
    options.add_special_tokens = (int32_t)api_int(a);
    options.max_length = (int32_t)api_int(a);
    options.offset_unit = (aift_offset_unit)api_int(a);
    if (!a->tokenizer)
        return;
    fuzz_call(aift_tokenizer_encode(a->tokenizer, (const char *)text, size, &options, &made), made);
    API_REPLACE(a->encoding, aift_encoding_release, made);
    aift_tokenizer_id_to_token(a->tokenizer, (int32_t)api_int(a));
    aift_tokenizer_token_to_id(a->tokenizer, api_text(a));
    if (made)
        fuzz_touch(aift_encoding_offsets(made), 2 * aift_encoding_length(made) * sizeof(int64_t));
}

static void wrap(api *a)
{
    static const double elements[24];
    int64_t shape[10];
    const int32_t rank = (int32_t)(api_below(a, 8) ? (int64_t)api_below(a, 9) : api_int(a));
    for (int i = 0; i < 10; i++)
        shape[i] = api_int(a);
    const size_t size = api_below(a, 2) ? sizeof elements : api_below(a, sizeof elements);
    aift_tensor *made;
    const aift_status status =
        aift_tensor_wrap(a->context, (aift_dtype)api_int(a), shape, rank, elements, size, NULL, NULL, &made);
    if (fuzz_call(status, made))
        fuzz_touch(aift_tensor_data(made), aift_tensor_nbytes(made));
    API_REPLACE(a->tensor, aift_tensor_release, made);
}

static void load_usecase(api *a)
{
    static const char given[] = "{\"title\": \"t\", \"kpis\": [{\"name\": \"k\", \"direction\": \"higher\", "
                                "\"metric\": \"accuracy\", \"target\": 0.5}]}";
    size_t size;
    const uint8_t *bytes = api_bytes(a, &size);
    const aift_source source =
        size > 2 ? fuzz_source("c.json", bytes, size) : fuzz_source("c.json", given, sizeof given - 1);
    aift_usecase *made;
    fuzz_call(aift_usecase_load_source(a->context, &source, &made), made);
    API_REPLACE(a->usecase, aift_usecase_release, made);
}

static void ask_usecase(api *a)
{
    double value;
    int32_t met;
    aift_kpi kpi = {.struct_size = sizeof kpi};
    if (!a->usecase)
        return;
    aift_usecase_kpi(a->usecase, (size_t)api_int(a), &kpi);
    aift_usecase_field(a->usecase, api_text(a));
    if (a->evaluation)
        aift_usecase_judge(a->usecase, (size_t)api_int(a), a->evaluation, &value, &met);
    if (a->data[0])
        aift_usecase_check(a->usecase, a->data[0], api_text_or_null(a));
    if (a->report)
        aift_usecase_apply(a->usecase, a->report, &met);
}

const api_call api_data_calls[] = {from_rows, load_source,  open_reader, from_media,   select_rows, split,
                                   encode,    look_at_data, wrap,        load_usecase, ask_usecase, NULL};
