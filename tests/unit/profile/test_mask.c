/* Scanning and masking tables: findings with their places, every operator, and tables that stay the same otherwise. */
#include "tables.h"

#include "base/sha256.h"

static const char people[] = "id,mail,note\n1,\xC3\xA4nna@example.com,\"a, \"\"b\"\"\"\n2,,\"\xE2\x82\xAC "
                             "4111 1111 1111 1111\"\n3,bo@example.org,x\n";

/* What is written. */
static char written[1 << 16];
static size_t num_written;

static int write_all(void *user, const char *name, const void *data, size_t size)
{
    assert_true(num_written + size < sizeof written);
    memcpy(written + num_written, data, size);
    num_written += size;
    written[num_written] = '\0';
    if (user)
        *(const char **)user = name;
    return 0;
}

static int refuse(void *user, const char *name, const void *data, size_t size)
{
    return 1;
}

static void begin(void)
{
    num_written = 0;
    *written = '\0';
}

static void a_scan(void **state)
{
    const aift_source source = of_bytes("t.csv", people, sizeof people - 1);
    const aift_table table = of_source(&source);
    aift_scan_options options = AIFT_SCAN_OPTIONS_INIT;
    aift_text *text;
    int64_t findings;
    begin();
    options.write = write_all;
    assert_ok(aift_table_scan(context, &table, &options, &findings, &text));
    assert_int_equal(findings, 3);
    assert_string_equal(
        written,
        "{\"row\":1,\"column\":\"mail\",\"start\":0,\"end\":16,\"entity\":\"EMAIL_ADDRESS\",\"score\":1}\n"
        "{\"row\":2,\"column\":\"note\",\"start\":2,\"end\":21,\"entity\":\"CREDIT_CARD\",\"score\":1}\n"
        "{\"row\":3,\"column\":\"mail\",\"start\":0,\"end\":14,\"entity\":\"EMAIL_ADDRESS\",\"score\":1}\n");
    assert_null(strstr(aift_text_data(text), "example"));
    aift__json *json = as_json(text);
    assert_int(json, "rows", 3);
    const aift__json *mail = aift__json_at(aift__json_get(column_of(json, "mail"), "entities"), 0);
    assert_text(mail, "entity", "EMAIL_ADDRESS");
    assert_int(mail, "count", 2);
    assert_int_equal(aift__json_size(aift__json_get(column_of(json, "id"), "entities")), 0);
    assert_int_equal(aift__json_size(aift__json_get(json, "unsupported")), 3);
    aift__json_free(json);
}

static void values_are_shown_when_asked(void **state)
{
    const aift_source source = of_bytes("t.csv", people, sizeof people - 1);
    const aift_table table = of_source(&source);
    aift_scan_options options = AIFT_SCAN_OPTIONS_INIT;
    aift_text *text;
    int64_t findings;
    begin();
    options.write = write_all;
    options.show_values = 1;
    options.entities = "CREDIT_CARD";
    assert_ok(aift_table_scan(context, &table, &options, &findings, &text));
    assert_contains(written, "\"value\":\"4111 1111 1111 1111\"}\n");
    assert_null(strstr(written, "example"));
    aift_text_release(text);
    options.show_values = 2;
    assert_fails(aift_table_scan(context, &table, &options, &findings, &text), AIFT_E_RANGE, "show_values");
    options.show_values = 0;
    options.write = refuse;
    assert_fails(aift_table_scan(context, &table, &options, &findings, &text), AIFT_E_IO, "findings.jsonl");
}

/* The table masked, in `written`. */
static void masked(const char *name, const char *table_text, const char *operators, const void *salt,
                   size_t size)
{
    const aift_source source = of_bytes(name, table_text, strlen(table_text));
    const aift_table table = of_source(&source);
    aift_mask_options options = AIFT_MASK_OPTIONS_INIT;
    aift_text *text;
    options.operators = operators;
    options.salt = salt;
    options.salt_size = size;
    begin();
    assert_ok(aift_table_mask(context, &table, &options, write_all, NULL, &text));
    aift_text_release(text);
}

static void operators(void **state)
{
    static const char row[] = "m\n\xC3\xA4 \xC3\xA4@example.com!\n";
    static const uint8_t salt[] = "0123456789abcdef";
    char hash[80], hex[65];
    aift__sha256 sha;
    masked("t.csv", row, NULL, NULL, 0);
    assert_string_equal(written, "m\n\xC3\xA4 <EMAIL_ADDRESS>!\n");
    masked("t.csv", row, "redact", NULL, 0);
    assert_string_equal(written, "m\n\xC3\xA4 !\n");
    masked("t.csv", row, "mask", NULL, 0);
    assert_string_equal(written, "m\n\xC3\xA4 *************!\n");
    masked("t.csv", row, "keep", NULL, 0);
    assert_string_equal(written, row);
    masked("t.csv", row, "EMAIL_ADDRESS=redact,hash", salt, 16);
    assert_string_equal(written, "m\n\xC3\xA4 !\n");
    masked("t.csv", row, "redact,EMAIL_ADDRESS=hash", salt, 16);
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, "\xC3\xA4@example.com", 14);
    aift__sha256_add(&sha, salt, 16);
    aift__sha256_hex(&sha, hex);
    snprintf(hash, sizeof hash, "m\n\xC3\xA4 %s!\n", hex);
    assert_string_equal(written, hash);
}

static void operators_are_checked(void **state)
{
    static const struct {
        const char *operators, *part;
    } wrong[] = {{"rot13", "\"rot13\" is none"},
                 {"hash", "salt: it has 15 bytes"},
                 {"URL=hash", "salt"},
                 {"SSN=mask", "SSN is not among"},
                 {"URL=", "\"\" is none"}};
    const aift_source source = of_bytes("t.csv", people, sizeof people - 1);
    const aift_table table = of_source(&source);
    for (size_t i = 0; i < AIFT__COUNT(wrong); i++) {
        aift_mask_options options = AIFT_MASK_OPTIONS_INIT;
        aift_text *text;
        options.operators = wrong[i].operators;
        options.salt = (const uint8_t *)"0123456789abcde";
        options.salt_size = 15;
        begin();
        assert_fails(aift_table_mask(context, &table, &options, write_all, NULL, &text), AIFT_E_INVALID,
                     wrong[i].part);
        assert_null(text);
        assert_int_equal(num_written, 0);
    }
    aift_text *text;
    assert_fails(aift_table_mask(context, &table, NULL, refuse, NULL, &text), AIFT_E_IO, "table.csv");
}

static void tables_stay_the_same(void **state)
{
    static const char csv[] = "a,\"b\"\"c\",d\n\"x\ny\",,\"p,q\"\n=1+2,-3,@x\n";
    static const char jsonl[] = "{\"a\":1,\"b\":\"x\\\"\\n\\u0001\"}\n{\"c\":[1,2],\"a\":null}\n{}\n";
    masked("t.csv", csv, NULL, NULL, 0);
    assert_string_equal(written, csv);
    masked("t.csv", "a\n\"\"\n", NULL, NULL, 0);
    assert_string_equal(written, "a\n\"\"\n");
    masked("t.jsonl", jsonl, NULL, NULL, 0);
    assert_string_equal(written, "{\"a\":1,\"b\":\"x\\\"\\u000a\\u0001\"}\n{\"a\":null,\"c\":[1,2]}\n{}\n");
}

static void literals_of_json(void **state)
{
    masked("t.jsonl", "{\"n\":4111111111111111,\"l\":[\"a@example.com\"],\"m\":[4111111111111111]}\n", NULL,
           NULL, 0);
    assert_string_equal(written,
                        "{\"n\":\"<CREDIT_CARD>\",\"l\":[\"<EMAIL_ADDRESS>\"],\"m\":\"[<CREDIT_CARD>]\"}\n");
}

static aift_status sweep(aift_context *with, void *arg)
{
    static const uint8_t salt[] = "0123456789abcdef";
    const aift_table *table = arg;
    aift_scan_options scan = AIFT_SCAN_OPTIONS_INIT;
    aift_mask_options mask = AIFT_MASK_OPTIONS_INIT;
    aift_text *text = NULL;
    int64_t findings = 7;
    scan.write = write_all;
    mask.operators = "hash";
    mask.salt = salt;
    mask.salt_size = 16;
    begin();
    aift_status status = aift_table_scan(with, table, &scan, &findings, &text);
    assert_true((status == AIFT_OK) == (text != NULL));
    assert_int_equal(findings, status == AIFT_OK ? 3 : 0);
    aift_text_release(text);
    if (status == AIFT_OK)
        status = aift_table_mask(with, table, &mask, write_all, NULL, &text);
    else
        text = NULL;
    aift_text_release(text);
    return status;
}

static void without_memory(void **state)
{
    const aift_source source = of_bytes("t.csv", people, sizeof people - 1);
    aift_table table = of_source(&source);
    aift_test_sweep(sweep, &table);
}

/* Many rows, several threads: the same findings in the same order. */
static void in_order(void **state)
{
    aift__buf many;
    static char one[1 << 16];
    aift__buf_init(&many, context, 1 << 24);
    assert_ok(aift__buf_add_text(&many, "a,b\n"));
    for (int i = 0; i < 40000; i++)
        assert_ok(aift__buf_addf(&many, "%d,%s\n", i, i % 200 ? "nothing here" : "a@example.com"));
    const aift_source source = of_bytes("t.csv", many.data, many.size);
    const aift_table table = of_source(&source);
    aift_context *three = aift_test_context(heap, 3);
    aift_scan_options options = AIFT_SCAN_OPTIONS_INIT;
    aift_text *text;
    int64_t findings;
    options.write = write_all;
    begin();
    assert_ok(aift_table_scan(context, &table, &options, &findings, &text));
    assert_int_equal(findings, 200);
    aift_text_release(text);
    memcpy(one, written, sizeof one);
    begin();
    assert_ok(aift_table_scan(three, &table, &options, &findings, &text));
    assert_string_equal(one, written);
    aift_text_release(text);
    aift_context_release(three);
    aift__buf_finish(&many);
}

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(a_scan),
                                       CASE(values_are_shown_when_asked),
                                       CASE(operators),
                                       CASE(operators_are_checked),
                                       CASE(tables_stay_the_same),
                                       CASE(literals_of_json),
                                       CASE(without_memory),
                                       CASE(in_order)};
    return cmocka_run_group_tests(cases, NULL, NULL);
}
