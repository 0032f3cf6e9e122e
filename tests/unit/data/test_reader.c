/* data, row by row: values, texts, the end, what comes after a failure. */
#include "data.h"

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
    char csv[] = "a,b\n1,\"2\n3\"\n4,5\n";
    aift_test_sweep(read_and_copy, csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_row_by_row),
        CASE(wants_a_text),
        CASE(reads_sources_to_the_end),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
