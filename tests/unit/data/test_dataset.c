/* data sets: loading, values, places, selections; the bad input that a user meets, with its place. */
#include "data.h"

#include "base/sha256.h"

/* Rows, and a digest of all values, each with a NUL behind it. */
static void digest(const aift_dataset *data, char text[100])
{
    aift__sha256 sha;
    char hex[65];
    aift__sha256_init(&sha);
    for (size_t row = 0; row < aift_dataset_num_rows(data); row++)
        for (size_t column = 0; column < aift_dataset_num_columns(data); column++) {
            size_t size;
            const char *value = aift_dataset_value(data, row, column, &size);
            aift__sha256_add(&sha, value ? value : "", size + 1);
        }
    aift__sha256_hex(&sha, hex);
    snprintf(text, 100, "%zu %s\n", aift_dataset_num_rows(data), hex);
}

static void equals_what_python_wrote(void **state)
{
    static const char *const names[] = {"golden/data/rows.csv", "golden/data/rows.jsonl.gz"};
    const char *want = aift_test_read(aift_test_path("golden/data/rows.sha256"), NULL);
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        aift_dataset *data;
        char met[100];
        assert_ok(aift_dataset_load(context, aift_test_path(names[i]), NULL, &data));
        assert_int_equal(aift_dataset_num_columns(data), 3);
        digest(data, met);
        assert_string_equal(met, want);
        aift_dataset_release(data);
    }
}

static void gives_columns_values_places(void **state)
{
    aift_dataset *data = load("m.jsonl", "{\"text\":\"a\",\"label\":1}\n\n{\"label\":null,\"extra\":true}\n"
                                         "{\"extra\":[],\"label\":\"x\",\"text\":\"\"}\n{}\n");
    char place[300];
    assert_int_equal(aift_dataset_num_rows(data), 4);
    assert_int_equal(aift_dataset_num_columns(data), 3);
    assert_string_equal(aift_dataset_column_name(data, 2), "extra");
    assert_null(aift_dataset_column_name(data, 3));
    assert_int_equal(aift_dataset_column_index(data, "label"), 1);
    assert_int_equal(aift_dataset_column_index(data, "Label"), -1);
    const char *const want[4][3] = {
        {"a", "1", NULL}, {NULL, NULL, "true"}, {"", "x", "[]"}, {NULL, NULL, NULL}};
    for (size_t row = 0; row < 4; row++)
        for (size_t column = 0; column < 3; column++)
            assert_value(data, row, column, want[row][column]);
    assert_value(data, 0, 3, NULL);
    assert_value(data, 4, 0, NULL);
    assert_string_equal(aift_dataset_value(data, 0, 0, NULL), "a");
    aift_dataset_row_place(data, 2, place, sizeof place);
    assert_contains(place, "/m.jsonl: line 4");
    aift_dataset_row_place(data, 2, place, 5);
    assert_int_equal(strlen(place), 4);
    aift_dataset_row_place(data, 4, place, sizeof place);
    assert_string_equal(place, "");
    aift_dataset_row_place(data, 0, NULL, 0);
    assert_ptr_equal(aift_dataset_retain(data), data);
    aift_dataset_release(data);
    aift_dataset_release(data);
    aift_dataset_release(NULL);
}

static void demands_columns_and_texts(void **state)
{
    aift_dataset *data = load("m.jsonl", "{\"a\":\"x\",\"b\":1,\"c\":true,\"d\":{}}\n{\"a\":null}\n");
    size_t column, size;
    const char *text;
    assert_ok(aift__dataset_need_column(data, "d", &column));
    assert_int_equal(column, 3);
    assert_fails(aift__dataset_need_column(data, "text", &column), AIFT_E_NOT_FOUND,
                 "m.jsonl: there is no column \"text\"; the columns are \"a\", \"b\", \"c\", \"d\"");
    assert_int_equal(column, 0);
    assert_ok(aift__dataset_need_text(data, 0, 0, &text, &size));
    assert_string_equal(text, "x");
    static const char *const messages[] = {
        "m.jsonl: line 1: column \"b\" is a number; a text is expected",
        "m.jsonl: line 1: column \"c\" is a boolean; a text is expected",
        "m.jsonl: line 1: column \"d\" is an array or object; a text is expected",
    };
    for (size_t i = 0; i < 3; i++) {
        assert_fails(aift__dataset_need_text(data, 0, i + 1, &text, &size), AIFT_E_FORMAT, messages[i]);
        assert_null(text);
        assert_int_equal(size, 0);
    }
    assert_fails(aift__dataset_need_text(data, 1, 0, &text, &size), AIFT_E_FORMAT,
                 "m.jsonl: line 2: column \"a\" is missing; a text is expected");
    aift_dataset_release(data);
}

static void cuts_a_long_list_of_columns(void **state)
{
    char csv[20000] = "";
    for (int i = 0; i < 1000; i++)
        sprintf(csv + strlen(csv), "column-%d%c", i, i < 999 ? ',' : '\n');
    for (int i = 0; i < 1000; i++)
        strcat(csv, i < 999 ? "," : "\n");
    aift_dataset *data = load("m.csv", csv);
    size_t column;
    assert_fails(aift__dataset_need_column(data, "text", &column), AIFT_E_NOT_FOUND, "\"column-38\", ...");
    aift_dataset_release(data);
}

typedef struct bad {
    const char *name, *text;
    aift_status status;
    const char *message;
} bad;

static const bad bads[] = {
    {"e.csv", "", AIFT_E_FORMAT, "/e.csv: is empty"},
    {"e.jsonl", "", AIFT_E_FORMAT, "/e.jsonl: has no row"},
    {"e.jsonl", "\n \n", AIFT_E_FORMAT, "/e.jsonl: has no row"},
    {"h.csv", "text,label\n", AIFT_E_FORMAT, "/h.csv: has no row"},
    {"f.csv", "a,b\n1,2\n3\n", AIFT_E_FORMAT, "/f.csv: line 3: too few fields"},
    {"m.csv", "a,b\n1,2,3\n", AIFT_E_FORMAT, "/m.csv: line 2: too many fields"},
    {"q.csv", "a,b\n1,\"2\n3,4\n", AIFT_E_FORMAT,
     "/q.csv: line 2: the quote that begins field 2 is not closed"},
    {"u.csv", "a\n\xFF\n", AIFT_E_FORMAT, "/u.csv: line 2: invalid UTF-8"},
    {"u.jsonl", "{}\n{\"a\":\"\xFF\"}\n", AIFT_E_FORMAT, "/u.jsonl: line 2: invalid UTF-8"},
    {"b.jsonl", "{\"a\":1}\n{a:1}\n", AIFT_E_FORMAT, "/b.jsonl: line 2, column 2: not valid JSON"},
    {"x.parquet", "PAR1", AIFT_E_UNSUPPORTED, "/x.parquet: the name's ending does not tell the format"},
    {"t.jsonl.gz", "\x1F\x8B\x08\x00 ", AIFT_E_FORMAT, "/t.jsonl.gz: the gzip data"},
};

/* A mail of the SpamAssassin corpus has one. */
static void keeps_an_escaped_nul(void **state)
{
    aift_dataset *data;
    size_t size = 0;
    assert_ok(aift_dataset_load(context, file_of("n.jsonl", "{\"a\":\"x\\u0000y\"}\n"), NULL, &data));
    assert_memory_equal(aift_dataset_value(data, 0, 0, &size), "x\0y", 4);
    assert_int_equal(size, 3);
    aift_dataset_release(data);
}

static void refuses_bad_files(void **state)
{
    aift_dataset *data;
    const char *folder = aift_test_folder();
    for (size_t i = 0; i < AIFT__COUNT(bads); i++) {
        const bad *b = &bads[i];
        assert_fails(aift_dataset_load(context, file_of(b->name, b->text), NULL, &data), b->status,
                     b->message);
        assert_null(data);
    }
    assert_fails(aift_dataset_load(context, aift_test_join(folder, "no.csv"), NULL, &data), AIFT_E_IO,
                 "/no.csv: cannot be opened: No such file or directory");
    assert_fails(aift_dataset_load(context, folder, NULL, &data), AIFT_E_FORMAT,
                 "holds no picture and no recording");
    assert_null(data);
}

static void refuses_bad_options(void **state)
{
    aift_dataset *data;
    aift_reader *reader;
    const char *path = file_of("a.csv", "a\n1\n");
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    options.format = (aift_data_format)17;
    assert_fails(aift_dataset_load(context, path, &options, &data), AIFT_E_RANGE, "format is 17");
    options.format = AIFT_DATA_AUTO;
    options.invalid_utf8 = (aift_invalid_utf8)2;
    assert_fails(aift_dataset_load(context, path, &options, &data), AIFT_E_RANGE, "invalid_utf8 is 2");
    assert_null(data);
    options.struct_size = 3;
    assert_fails(aift_reader_open(context, path, &options, &reader), AIFT_E_INVALID, "struct_size is 3");
    assert_null(reader);
}

static void options_reach_the_format(void **state)
{
    aift_dataset *data;
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    options.format = AIFT_DATA_CSV;
    options.invalid_utf8 = AIFT_INVALID_UTF8_REPLACE;
    assert_ok(aift_dataset_load(context, file_of("a.txt", "a\ncaf\xE9\n"), &options, &data));
    assert_value(data, 0, 0, "caf\uFFFD");
    aift_dataset_release(data);
}

static void takes_the_callers_rows(void **state)
{
    aift_dataset *data;
    char place[100];
    const char *const columns[] = {"text", "label"}, *const twice[] = {"a", "a"}, *const empty[] = {"a", ""};
    const char *const values[] = {"one", "x", NULL, "y"}, *const latin1[] = {"one", "x", "two", "caf\xE9"};
    assert_ok(aift_dataset_from_rows(context, columns, 2, values, 2, &data));
    assert_value(data, 0, 0, "one");
    assert_value(data, 1, 0, NULL);
    assert_value(data, 1, 1, "y");
    aift_dataset_row_place(data, 1, place, sizeof place);
    assert_string_equal(place, "row 2");
    size_t column;
    assert_fails(aift__dataset_need_column(data, "txt", &column), AIFT_E_NOT_FOUND,
                 "there is no column \"txt\"; the columns are \"text\", \"label\"");
    aift_dataset_release(data);
    assert_fails(aift_dataset_from_rows(context, columns, 2, latin1, 2, &data), AIFT_E_FORMAT,
                 "row 2: column \"label\": invalid UTF-8 (byte 0xE9 at 3)");
    assert_fails(aift_dataset_from_rows(context, twice, 2, values, 2, &data), AIFT_E_INVALID,
                 "columns 1 and 2 are both \"a\"");
    assert_fails(aift_dataset_from_rows(context, empty, 2, values, 2, &data), AIFT_E_INVALID,
                 "column 2 has no name");
    assert_fails(aift_dataset_from_rows(context, latin1 + 3, 1, values, 2, &data), AIFT_E_FORMAT,
                 "the name of column 1: invalid UTF-8");
    assert_fails(aift_dataset_from_rows(context, columns, 0, values, 2, &data), AIFT_E_INVALID,
                 "has no column");
    assert_fails(aift_dataset_from_rows(context, columns, 2, values, 0, &data), AIFT_E_INVALID, "has no row");
    assert_null(data);
}

static void selects_rows(void **state)
{
    aift_dataset *data = load("s.csv", "n\n0\n1\n2\n3\n"), *some, *fewer, *none;
    const size_t rows[] = {3, 1, 1, 0}, again[] = {3, 1}, wrong[] = {0, 4};
    char place[300];
    assert_fails(aift_dataset_select(data, wrong, 2, &some), AIFT_E_RANGE,
                 "rows[1] is 4: the data set has 4 rows");
    assert_null(some);
    assert_ok(aift_dataset_select(data, rows, 4, &some));
    aift_dataset_release(data); /* the texts stay */
    assert_ok(aift_dataset_select(some, again, 2, &fewer));
    assert_ok(aift_dataset_select(some, NULL, 0, &none));
    static const char *const want[] = {"3", "1", "1", "0"};
    for (size_t i = 0; i < 4; i++)
        assert_value(some, i, 0, want[i]);
    assert_int_equal(aift_dataset_num_rows(none), 0);
    assert_value(none, 0, 0, NULL);
    aift_dataset_release(none);
    aift_dataset_release(some);
    assert_value(fewer, 0, 0, "0");
    assert_value(fewer, 1, 0, "1");
    assert_value(fewer, 2, 0, NULL);
    aift_dataset_row_place(fewer, 0, place, sizeof place);
    assert_contains(place, "/s.csv: line 2");
    aift_dataset_release(fewer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(equals_what_python_wrote),  CASE(gives_columns_values_places),
        CASE(demands_columns_and_texts), CASE(cuts_a_long_list_of_columns),
        CASE(keeps_an_escaped_nul),      CASE(refuses_bad_files),
        CASE(refuses_bad_options),       CASE(options_reach_the_format),
        CASE(takes_the_callers_rows),    CASE(selects_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
