/* The fast CSV against the reader of data sets: the same rows, or both refuse. */
#include "tables.h"

#include "base/philox.h"
#include "formats/records.h"
#include "profile/rows.h"

enum { MOST = 1 << 16 };

/* All values of a table, each with a mark before and the row's end behind; false: refused. */
static bool by_rows(const aift_source *source, size_t step, char *out)
{
    aift_test_bytes bytes = {source->data, source->size, step};
    const aift_source dripping = {sizeof dripping, source->name, NULL, 0, aift_test_read_bytes, &bytes};
    aift_table given = of_source(&dripping), table;
    aift__table_rows *rows;
    aift__block block = {0};
    aift_status status = aift__table_rows_open(context, &given, &table, &rows);
    if (status != AIFT_OK)
        return false;
    do {
        status = rows->class->fill(rows, &block);
        for (size_t r = 0; status == AIFT_OK && r < block.num_rows; r++) {
            for (size_t c = 0; c < block.num_columns; c++) {
                const aift__value *value = &aift__block_column(&block, c)[r];
                out += sprintf(out, "[%.*s]", (int)value->size, block.text + value->at);
            }
            out += sprintf(out, ";");
        }
    } while (status == AIFT_OK && block.num_rows > 0);
    aift__block_finish(&block, context);
    aift__table_rows_close(rows);
    return status == AIFT_OK;
}

static bool by_records(const aift_source *source, char *out)
{
    aift__stream *stream;
    aift__records *records;
    bool more = true;
    assert_ok(aift__stream_open_source(context, source, &stream));
    aift_status status =
        aift__records_open(context, stream, AIFT_DATA_CSV, AIFT_INVALID_UTF8_ERROR, &records);
    if (status != AIFT_OK)
        return false;
    while (more && (status = aift__records_next(records, &more)) == AIFT_OK && more) {
        for (size_t c = 0; c < records->num_fields; c++)
            out += sprintf(out, "[%.*s]", (int)records->fields[c].size, records->fields[c].text);
        out += sprintf(out, ";");
    }
    aift__records_close(records);
    return status == AIFT_OK;
}

static void compare(const char *text, size_t size, size_t step)
{
    static char a[MOST], b[MOST];
    const aift_source source = of_bytes("t.csv", text, size);
    *a = *b = '\0';
    const bool rows = by_rows(&source, step, a), records = by_records(&source, b);
    if (rows != records || (rows && strcmp(a, b) != 0))
        fail_msg("\"%.*s\"\nrows: %d %s\nrecords: %d %s\n%s", (int)size, text, rows, a, records, b,
                 aift_last_error());
}

static void forms(void **state)
{
    static const char *const texts[] = {"a,b\n1,2\n",
                                        "a,b\r\n1,2\r\n",
                                        "a,b\r1,2\r",
                                        "a,b\n1,2",
                                        "\xEF\xBB\xBF"
                                        "a,b\n1,2\n",
                                        "a\n\n\n1\n\n",
                                        "\n\na\n1\n",
                                        "a,b\n\"1,2\",\"x\"\"y\"\n",
                                        "a,b\n\"\",\"\"\"\"\n",
                                        "a\n\"x\ny\r\nz\"\n",
                                        "a,b\n,\n",
                                        "a,b\n1\n",
                                        "a,b\n1,2,3\n",
                                        "a\n\"x\"y\n",
                                        "a\n\"x",
                                        "a\nx\"y\"\n",
                                        "a,a\n1,2\n",
                                        "a,\n1,2\n",
                                        "",
                                        "\n",
                                        "a",
                                        "a,b\n1,\"2",
                                        "\"a\"\"b\",c\n1,2\n",
                                        "a\n\"\"\n",
                                        "a\n\xC3\xA4\n",
                                        "a\n\xC3\n",
                                        "a,b\n\"x\",\n",
                                        "a\r\n\"x\"\r\n\"y\"\r\n"};
    for (size_t i = 0; i < AIFT__COUNT(texts); i++)
        for (size_t step = 1; step < 8; step++)
            compare(texts[i], strlen(texts[i]), step);
}

static void anything(void **state)
{
    static const char bytes[] = "ab1,,,\"\"\"\n\n\r\r ";
    aift__rng rng;
    aift__rng_init(&rng, 7, 7);
    for (int i = 0; i < 20000; i++) {
        char text[64];
        const size_t n = (size_t)aift__rng_below(&rng, 40), head = (size_t)aift__rng_below(&rng, 4);
        memcpy(text, "a,b\n", head);
        for (size_t k = head; k < n + head; k++)
            text[k] = bytes[aift__rng_below(&rng, sizeof bytes - 1)];
        compare(text, n + head, 1 + (size_t)aift__rng_below(&rng, 50));
    }
}

/* Rows longer than a block, and many in one. */
static void long_rows(void **state)
{
    enum { LONG = 3 << 20 };
    static char text[LONG + 64];
    const size_t size = LONG;
    aift__table_rows *rows;
    aift__block block = {0};
    aift_table table;
    size_t n = (size_t)sprintf(text, "a,b\n1,2\n3,\"");
    memset(text + n, 'x', size);
    n += size;
    n += (size_t)sprintf(text + n, "\"\n5,6\n");
    const aift_source source = of_bytes("t.csv", text, n);
    const aift_table given = of_source(&source);
    assert_ok(aift__table_rows_open(context, &given, &table, &rows));
    size_t seen = 0, longest = 0;
    for (;;) {
        assert_ok(rows->class->fill(rows, &block));
        if (block.num_rows == 0)
            break;
        for (size_t r = 0; r < block.num_rows; r++)
            if (aift__block_column(&block, 1)[r].size > longest)
                longest = aift__block_column(&block, 1)[r].size;
        seen += block.num_rows;
    }
    assert_int_equal(seen, 3);
    assert_int_equal(longest, size);
    aift__block_finish(&block, context);
    aift__table_rows_close(rows);
}

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(forms), CASE(anything), CASE(long_rows)};
    return cmocka_run_group_tests(cases, NULL, NULL);
}
