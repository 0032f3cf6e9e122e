/* data sets: loading, values, places, selections, splits; the bad input that a user meets, with its place. */
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "base/sha256.h"
#include "data/dataset.h"

static aift_test_heap *heap;
static aift_context *context;
static const char *folder;

static int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    folder = aift_test_folder();
    return 0;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

static const char *file_of(const char *name, const char *text)
{
    const char *path = aift_test_join(folder, name);
    aift_test_write(path, text, strlen(text));
    return path;
}

static aift_dataset *load(const char *name, const char *text)
{
    aift_dataset *data;
    assert_ok(aift_dataset_load(context, file_of(name, text), NULL, &data));
    return data;
}

static void assert_value(const aift_dataset *data, size_t row, size_t column, const char *want)
{
    size_t size = 99;
    const char *value = aift_dataset_value(data, row, column, &size);
    if (!want) {
        assert_null(value);
        assert_int_equal(size, 0);
        return;
    }
    assert_non_null(value);
    assert_string_equal(value, want);
    assert_int_equal(size, strlen(want));
}

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
    for (size_t i = 0; i < AIFT__COUNT(bads); i++) {
        const bad *b = &bads[i];
        assert_fails(aift_dataset_load(context, file_of(b->name, b->text), NULL, &data), b->status,
                     b->message);
        assert_null(data);
    }
    assert_fails(aift_dataset_load(context, aift_test_join(folder, "no.csv"), NULL, &data), AIFT_E_IO,
                 "/no.csv: cannot be opened: No such file or directory");
    assert_fails(aift_dataset_load(context, folder, NULL, &data), AIFT_E_IO,
                 "is a folder; a file is expected");
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

static void reads_row_by_row(void **state)
{
    aift_reader *reader;
    int32_t more;
    size_t size;
    assert_ok(aift_reader_open(context, file_of("r.csv", "text,label\n\"a\nb\",x\nc,d\ne\n"), NULL, &reader));
    assert_int_equal(aift_reader_num_columns(reader), 2); /* before the first row */
    assert_string_equal(aift_reader_column_name(reader, 1), "label");
    assert_null(aift_reader_column_name(reader, 2));
    assert_null(aift_reader_value(reader, "text", &size));
    assert_ok(aift_reader_next(reader, &more));
    assert_int_equal(more, 1);
    assert_int_equal(aift_reader_line(reader), 2);
    assert_string_equal(aift_reader_value(reader, "text", &size), "a\nb");
    assert_int_equal(size, 3);
    assert_null(aift_reader_value(reader, "none", &size));
    assert_int_equal(size, 0);
    assert_ok(aift_reader_next(reader, &more));
    assert_int_equal(aift_reader_line(reader), 4);
    assert_string_equal(aift_reader_value(reader, "label", NULL), "d");
    assert_fails(aift_reader_next(reader, &more), AIFT_E_FORMAT, "/r.csv: line 5: too few fields");
    assert_int_equal(more, 0);
    assert_null(aift_reader_value(reader, "text", NULL));
    assert_int_equal(aift_reader_num_columns(reader), 0);
    assert_fails(aift_reader_next(reader, &more), AIFT_E_STATE, "/r.csv: reading it has failed before");
    aift_reader_release(reader);
    aift_reader_release(NULL);
}

static void wants_a_text(void **state)
{
    static const char rows[] = "{\"a\":\"x\\u0000y\",\"b\":7}\n{\"b\":null}\n";
    aift_source source = AIFT_SOURCE_INIT;
    aift_reader *reader;
    const char *text;
    size_t size;
    int32_t more;
    source.name = "memory.jsonl", source.data = rows, source.size = sizeof rows - 1;
    assert_ok(aift_reader_open_source(context, &source, NULL, &reader));
    assert_fails(aift_reader_text(reader, "a", &text, &size), AIFT_E_STATE,
                 "memory.jsonl: there is no present row");
    assert_ok(aift_reader_next(reader, &more));
    assert_ok(aift_reader_text(reader, "a", &text, &size));
    assert_int_equal(size, 3);
    assert_memory_equal(text, "x\0y", 4);
    assert_fails(aift_reader_text(reader, "b", &text, &size), AIFT_E_FORMAT,
                 "memory.jsonl: line 1: column \"b\" is a number; a text is expected");
    assert_null(text);
    assert_int_equal(size, 0);
    assert_fails(aift_reader_text(reader, "c", &text, &size), AIFT_E_NOT_FOUND,
                 "memory.jsonl: line 1: there is no column \"c\"; the columns are \"a\", \"b\"");
    assert_ok(aift_reader_next(reader, &more));
    assert_fails(aift_reader_text(reader, "b", &text, &size), AIFT_E_FORMAT,
                 "line 2: column \"b\" is missing");
    aift_reader_release(reader);
}

static void reads_sources_to_the_end(void **state)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift_reader *reader;
    aift_dataset *data;
    int32_t more;
    source.name = "memory.jsonl", source.data = "{\"a\":\"1\"}\n{\"b\":null}", source.size = 20;
    assert_ok(aift_reader_open_source(context, &source, NULL, &reader));
    assert_int_equal(aift_reader_num_columns(reader), 0);
    assert_ok(aift_reader_next(reader, &more));
    assert_string_equal(aift_reader_column_name(reader, 0), "a");
    assert_ok(aift_reader_next(reader, &more));
    assert_string_equal(aift_reader_column_name(reader, 0), "b");
    assert_null(aift_reader_value(reader, "b", NULL));
    for (int i = 0; i < 2; i++) {
        assert_ok(aift_reader_next(reader, &more));
        assert_int_equal(more, 0);
        assert_int_equal(aift_reader_num_columns(reader), 0);
    }
    aift_reader_release(reader);
    assert_ok(aift_dataset_load_source(context, &source, NULL, &data));
    assert_int_equal(aift_dataset_num_rows(data), 2);
    assert_int_equal(aift_dataset_num_columns(data), 2);
    aift_dataset_release(data);
}

/* Rows by their keys; each set has few. */
static bool row_has(const aift_dataset *data, const char *value)
{
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++)
        if (strcmp(aift_dataset_value(data, i, 0, NULL), value) == 0)
            return true;
    return false;
}

static size_t count(const aift_dataset *data, size_t column, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++)
        n += strcmp(aift_dataset_value(data, i, column, NULL), value) == 0;
    return n;
}

/* 100 rows: 60 of a, 30 of b, 9 of c, 1 of d. */
static aift_dataset *hundred(void)
{
    char csv[2000] = "n,label\n";
    for (int i = 0; i < 100; i++)
        sprintf(csv + strlen(csv), "%d,%s\n", i, i == 50 ? "d" : i % 10 < 6 ? "a" : i % 10 < 9 ? "b" : "c");
    return load("100.csv", csv);
}

static void splits_every_row_once(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    static const struct {
        double share;
        size_t rows;
    } cases[] = {{0.1, 10}, {0.25, 25}, {0.001, 1}, {0.9999, 99}, {0.301, 31}};
    for (size_t i = 0; i < AIFT__COUNT(cases); i++)
        for (int stratified = 0; stratified < 2; stratified++) {
            assert_ok(aift_dataset_train_test_split(data, cases[i].share, 42, stratified ? "label" : NULL,
                                                    &train, &test));
            assert_int_equal(aift_dataset_num_rows(test), cases[i].rows);
            assert_int_equal(aift_dataset_num_rows(train), 100 - cases[i].rows);
            for (size_t row = 0; row < 100; row++) {
                const char *n = aift_dataset_value(data, row, 0, NULL);
                assert_int_equal(row_has(train, n) + row_has(test, n), 1);
            }
            aift_dataset_release(train);
            aift_dataset_release(test);
        }
    aift_dataset_release(data);
}

static void keeps_the_shares(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_ok(aift_dataset_train_test_split(data, 0.2, seed, "label", &train, &test));
        assert_int_equal(count(test, 1, "a"), 12); /* 59 rows: 11.8 */
        assert_int_equal(count(test, 1, "b"), 6);
        assert_int_equal(count(test, 1, "c"), 2); /* 10 rows */
        assert_int_equal(count(test, 1, "d"), 0); /* its one row is for training */
        aift_dataset_release(train);
        aift_dataset_release(test);
    }
    assert_ok(
        aift_dataset_train_test_split(data, 0.99, 1, "label", &train, &test)); /* not possible: all but one */
    assert_int_equal(aift_dataset_num_rows(test), 99);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
}

/* The seed is the split: these rows are part of the contract. */
static void repeats_itself(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    char met[100];
    for (int i = 0; i < 2; i++) {
        assert_ok(aift_dataset_train_test_split(data, 0.05, 42, NULL, &train, &test));
        met[0] = '\0';
        for (size_t row = 0; row < 5; row++)
            sprintf(met + strlen(met), "%s ", aift_dataset_value(test, row, 0, NULL));
        assert_string_equal(met, "18 12 80 62 25 ");
        aift_dataset_release(train);
        aift_dataset_release(test);
    }
    assert_ok(aift_dataset_train_test_split(data, 0.05, 43, NULL, &train, &test));
    char other[100] = "";
    for (size_t row = 0; row < 5; row++)
        sprintf(other + strlen(other), "%s ", aift_dataset_value(test, row, 0, NULL));
    assert_string_not_equal(met, other);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
}

static void refuses_bad_splits(void **state)
{
    aift_dataset *data = hundred(), *one = load("1.csv", "a\nx\n"), *train, *test;
    static const double shares[] = {0, 1, -0.5, 1.5, __builtin_nan(""), __builtin_inf()};
    for (size_t i = 0; i < AIFT__COUNT(shares); i++)
        assert_fails(aift_dataset_train_test_split(data, shares[i], 1, NULL, &train, &test), AIFT_E_RANGE,
                     "it must lie between 0 and 1");
    assert_fails(aift_dataset_train_test_split(data, 1.5, 1, NULL, &train, &test), AIFT_E_RANGE,
                 "test_size is 1.5:");
    assert_fails(aift_dataset_train_test_split(data, 0.5, 1, "class", &train, &test), AIFT_E_NOT_FOUND,
                 "there is no column \"class\"; the columns are \"n\", \"label\"");
    assert_fails(aift_dataset_train_test_split(one, 0.5, 1, NULL, &train, &test), AIFT_E_INVALID,
                 "of 1 rows");
    assert_null(train);
    assert_null(test);
    aift_dataset_release(data);
    aift_dataset_release(one);
}

static aift_status load_and_split(aift_context *ctx, void *arg)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "a.jsonl", source.data = arg, source.size = strlen(arg);
    aift_dataset *data, *train = NULL, *test = NULL;
    aift_status status = aift_dataset_load_source(ctx, &source, NULL, &data);
    if (status != AIFT_OK) {
        assert_null(data);
        return status;
    }
    status = aift_dataset_train_test_split(data, 0.5, 1, "label", &train, &test);
    assert_int_equal(train != NULL, status == AIFT_OK);
    assert_int_equal(test != NULL, status == AIFT_OK);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
    return status;
}

static aift_status read_and_copy(aift_context *ctx, void *arg)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "a.csv", source.data = arg, source.size = strlen(arg);
    aift_reader *reader;
    aift_status status = aift_reader_open_source(ctx, &source, NULL, &reader);
    int32_t more = 1;
    while (status == AIFT_OK && more)
        status = aift_reader_next(reader, &more);
    aift_reader_release(reader);
    if (status != AIFT_OK)
        return status;
    const char *const columns[] = {"a", "b"}, *const values[] = {"1", NULL, NULL, "4"};
    aift_dataset *data;
    status = aift_dataset_from_rows(ctx, columns, 2, values, 2, &data);
    if (status != AIFT_OK)
        assert_null(data);
    aift_dataset_release(data);
    return status;
}

static void survives_failing_allocations(void **state)
{
    char jsonl[] = "{\"text\":\"a\",\"label\":\"x\"}\n{\"label\":\"y\",\"other\":7}\n{\"text\":\"c\"}\n";
    char csv[] = "a,b\n1,\"2\n3\"\n4,5\n";
    aift_test_sweep(load_and_split, jsonl);
    aift_test_sweep(read_and_copy, csv);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(equals_what_python_wrote),  CASE(gives_columns_values_places),
        CASE(demands_columns_and_texts), CASE(cuts_a_long_list_of_columns),
        CASE(keeps_an_escaped_nul),      CASE(refuses_bad_files),
        CASE(refuses_bad_options),       CASE(options_reach_the_format),
        CASE(takes_the_callers_rows),    CASE(selects_rows),
        CASE(reads_row_by_row),          CASE(wants_a_text),
        CASE(reads_sources_to_the_end),  CASE(splits_every_row_once),
        CASE(keeps_the_shares),          CASE(repeats_itself),
        CASE(refuses_bad_splits),        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
