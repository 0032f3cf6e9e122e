/* Exports: what a hostile record becomes in each format, and that Jira's, CSV and JSON give it back. */
#include "lifecycle/export.h"
#include "lifecycle/import.h"
#include "support.h"

#define EVIL "<img src=x onerror=alert(1)>"

static const char records[] =
    "[{\"id\":\"UC-1\",\"version\":3,\"state\":\"validated\",\"title\":\"" EVIL
    "\",\"problem\":\"=1+2\\r\\n# not a "
    "heading | *x*\",\"objectives\":[\"faster\",\"@cheap\"],\"scope\":{\"in\":[\"mails\"],\"out\":[\"" EVIL
    "\"]},"
    "\"task\":\"text-classification\",\"modality\":\"text\",\"industry\":\"post\",\"owner\":{\"name\":\"Ada, "
    "L\",\"email\":"
    "\"ada@x.org\"},\"team\":[{\"role\":\"data\",\"name\":\"Bob\"}],\"stakeholders\":[{\"role\":\"clerk\","
    "\"name\":\"Eve\"}],"
    "\"pain_points\":[{\"text\":\"slow\",\"count\":2,\"stakeholders\":[{\"name\":\"Eve\",\"email\":\"eve@x."
    "org\"}]}],"
    "\"kpis\":[{\"name\":\"rightly "
    "sorted\",\"unit\":\"share\",\"baseline\":0.4,\"target\":0.9,\"direction\":\"higher\","
    "\"metric\":\"accuracy\",\"review_date\":\"2027-01-31\",\"value\":0.93,\"state\":\"met\"},{\"name\":"
    "\"hours\","
    "\"direction\":\"lower\",\"metric\":\"n\"}],\"risk\":{\"class\":\"limited\",\"reason\":\"" EVIL
    "\"},\"timeline\":{"
    "\"start\":\"2024-03-12\",\"target\":\"2099-12-31\"},\"links\":[{\"kind\":\"wiki\",\"url\":\"https://"
    "x.org/a?b=1&c=2\"},"
    "{\"kind\":\"bad\",\"url\":\"javascript:alert(1)\"}],\"people\":2,\"finance\":{\"rate\":0.1,\"cash_"
    "flows\":[-1000,{"
    "\"min\":1,\"mode\":2,\"max\":3}]},\"risks\":[{\"text\":\"biased\",\"likelihood\":2,\"impact\":3,"
    "\"mitigation\":"
    "\"check\"}],\"scores\":{\"reach\":200.5,\"criteria\":{\"fit\":1}},\"requirements\":[{\"name\":"
    "\"labelled mails\"}],"
    "\"extra\":{\"Issue key\":\"AI-1\",\"Labels\":[\"a\",\"=b\"],\"Custom field "
    "(X)\":\"'=1\",\"=cmd\":\"y\",\"Due date\":"
    "\"x\",\"n\":1,\"deep\":{\"a\":null},\"title\":\"t\"},\"created\":\"2026-01-01T00:00:00Z\",\"updated\":"
    "\"2026-01-02T00:00:00Z\"},"
    "{\"id\":\"UC-2\",\"version\":1,\"state\":\"draft\",\"title\":\"Second\",\"owner\":{\"name\":\"Bo\"},"
    "\"extra\":{"
    "\"Labels\":\"one\",\"Issue key\":\"AI-2\"},\"created\":\"2026-01-03T00:00:00Z\"},"
    "{\"id\":\"UC-3\",\"version\":1,\"state\":\"draft\",\"title\":\"'\",\"owner\":{\"person\":\"P-9\"},"
    "\"objectives\":[],"
    "\"created\":\"2026-01-03T00:00:00Z\"}]";

static aift_status write_as(aift_context *context, const char *format, const char *given, aift__buf *out)
{
    const aift__export_format *found;
    aift__json *list;
    AIFT__TRY(aift__export_find(format, &found));
    AIFT__TRY(aift__json_parse(given, strlen(given), "records", &list));
    const aift__export export = {.records = list, .head = "7:ab", .at = "2026-01-05T00:00:00.000Z"};
    const aift_status status = found->write(&export, out);
    aift__json_free(list);
    return status;
}

/* What the record is without what the store gives. */
static void strip(aift__json *record)
{
    static const char *const own[] = {"id", "version", "state", "created", "updated"};
    for (size_t i = 0; i < AIFT__COUNT(own); i++)
        aift__json_remove(record, own[i]);
}

static void check_back(aift_context *context, const char *format, bool extra)
{
    aift__buf out;
    aift__json *list;
    aift__importer *import;
    aift__import_row row;
    aift__stream *stream;
    bool more;
    const aift__import_options options = {.format = format};
    aift_source source = AIFT_SOURCE_INIT;
    aift__buf_init(&out, context, 1 << 20);
    assert_ok(write_as(context, format, records, &out));
    assert_ok(aift__json_parse(records, strlen(records), "records", &list));
    source.data = out.data;
    source.size = out.size;
    assert_ok(aift__stream_open_source(context, &source, &stream));
    assert_ok(aift__import_open(context, stream, &options, &import));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        assert_ok(aift__import_next(import, &row, &more));
        assert_true(more);
        if (!row.record)
            fail_msg("%s, row %zu: %s", format, i + 1, row.message);
        aift__json *want = aift__json_element(list, i);
        assert_true(aift__json_equal(aift__json_get(row.own, "id"), aift__json_get(want, "id")));
        assert_true(aift__json_equal(aift__json_get(row.own, "created"), aift__json_get(want, "created")));
        strip(want);
        if (!extra) {
            aift__json_remove(want, "extra");
            aift__json_remove(row.record, "extra");
        }
        if (!aift__json_equal(row.record, want)) {
            char *a, *b;
            assert_ok(aift__json_write(context, row.record, 0, &a));
            assert_ok(aift__json_write(context, want, 0, &b));
            fail_msg("%s, row %zu:\n%s\nis not\n%s", format, i + 1, a, b);
        }
    }
    assert_ok(aift__import_next(import, &row, &more));
    assert_false(more);
    aift__import_close(import);
    aift__json_free(list);
    aift__buf_finish(&out);
}

static void test_there_and_back(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    check_back(context, "jira", true);
    check_back(context, "json", true);
    check_back(context, "csv", false); /* extra comes back as texts */
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static char *written(aift_context *context, const char *format)
{
    char *text;
    aift__buf out;
    aift__buf_init(&out, context, 1 << 20);
    assert_ok(write_as(context, format, records, &out));
    assert_ok(aift__buf_take(&out, &text));
    return text;
}

static void test_jira(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    char *text = written(context, "jira");
    assert_contains(text, "Summary,Description,");
    assert_contains(text, ",Assignee,");
    assert_contains(text, ",Labels,Labels,");
    assert_contains(text, ",12/Mar/24 12:00 AM,");
    assert_contains(text, ",2099-12-31,");
    assert_contains(text, "\"'=1+2\r\n# not a heading");
    assert_contains(text, ",'=b,");
    assert_contains(text, ",''=1,");
    assert_contains(text, ",'=cmd");
    aift__free(context, text);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void test_documents(void **state)
{
    static const char *const formats[] = {"markdown", "confluence", "html"};
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t i = 0; i < AIFT__COUNT(formats); i++) {
        char *text = written(context, formats[i]);
        if (strstr(text, "<img") || strstr(text, "href=\"javascript"))
            fail_msg("%s: a field is markup", formats[i]);
        assert_contains(text, "Data requirements");
        assert_contains(text, "slow");
        assert_contains(text, "7:ab");
        aift__free(context, text);
    }
    char *markdown = written(context, "markdown"), *html = written(context, "html");
    assert_contains(markdown, "# &lt;img src=x onerror=alert(1)&gt;\n\n");
    assert_contains(markdown, "\\=1+2  \n\\# not a heading \\| \\*x\\*\n");
    assert_contains(markdown,
                    "| KPI | Unit | Baseline | Target | Better | Metric | Review | State | Value |\n| --- |");
    assert_contains(markdown,
                    "| rightly sorted | share | 0.4 | 0.9 | higher | accuracy | 2027-01-31 | met | 0.93 |\n");
    assert_contains(html, "<title>Use cases</title>");
    assert_contains(html, "<h1>&lt;img src=x onerror=alert(1)&gt;</h1>");
    assert_contains(html, "default-src 'none'");
    assert_contains(html, "href=\"https://x.org/a?b=1&amp;c=2\"");
    assert_contains(html, "<div class=\"bar met\"><i style=\"width:100%\"></i></div>");
    assert_contains(html, "<span>KPIs met</span><b>1 of 2</b>");
    aift__free(context, markdown);
    aift__free(context, html);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static const char *at(const aift__json *list, size_t i, const char *path)
{
    const char *text = aift__json_text(aift__json_path(aift__json_at(list, i), path), NULL);
    return text ? text : "";
}

static void test_cyclonedx(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    char *text = written(context, "cyclonedx");
    aift__json *bom;
    assert_ok(aift__json_parse(text, strlen(text), "bom", &bom));
    const aift__json *components = aift__json_get(bom, "components");
    assert_string_equal(aift__json_text(aift__json_get(bom, "specVersion"), NULL), "1.6");
    assert_int_equal(aift__json_size(components), 3);
    assert_string_equal(at(components, 0, "type"), "machine-learning-model");
    assert_string_equal(at(components, 0, "bom-ref"), "UC-1");
    assert_string_equal(at(components, 0, "name"), EVIL);
    assert_string_equal(at(components, 0, "version"), "3");
    assert_string_equal(at(aift__json_get(aift__json_at(components, 0), "authors"), 0, "email"), "ada@x.org");
    const aift__json *card = aift__json_get(aift__json_at(components, 0), "modelCard");
    assert_string_equal(aift__json_text(aift__json_path(card, "modelParameters.task"), NULL),
                        "text-classification");
    assert_string_equal(at(aift__json_path(card, "modelParameters.inputs"), 0, "format"), "text");
    assert_string_equal(at(aift__json_path(card, "modelParameters.datasets"), 0, "name"), "labelled mails");
    const aift__json *metrics = aift__json_path(card, "quantitativeAnalysis.performanceMetrics");
    assert_int_equal(aift__json_size(metrics), 1);
    assert_string_equal(at(metrics, 0, "value"), "0.93");
    assert_string_equal(
        at(aift__json_path(card, "considerations.ethicalConsiderations"), 0, "mitigationStrategy"), "check");
    assert_string_equal(
        aift__json_text(aift__json_at(aift__json_path(card, "considerations.users"), 0), NULL), "clerk");
    assert_null(
        aift__json_get(aift__json_at(components, 0), "externalReferences")); /* one of them is no address */
    aift__json_free(bom);
    aift__free(context, text);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void test_empty_and_unknown(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    const aift__export_format *found;
    aift__buf out;
    aift__buf_init(&out, context, 1 << 20);
    for (size_t i = 0; aift__export_list[i]; i++)
        assert_ok(write_as(context, aift__export_list[i]->name, "[]", &out));
    assert_contains(out.data, "\"items\": [],\n  \"total\": 0");
    assert_fails(aift__export_find("pdf", &found), AIFT_E_INVALID,
                 "\"pdf\": there are json, jira, csv, catalog, markdown");
    aift__buf_finish(&out);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status sweep(aift_context *context, void *arg)
{
    static const char one[] =
        "[{\"id\":\"UC-1\",\"title\":\"t\",\"kpis\":[{\"name\":\"k\",\"value\":1}],\"extra\":{\"L\":[\"a\"],"
        "\"n\":1},\"risks\":[{\"text\":\"r\"}],\"timeline\":{\"target\":\"2024-01-01\"}}]";
    aift__buf out;
    aift__buf_init(&out, context, 1 << 20);
    const aift_status status = write_as(context, arg, one, &out);
    aift__buf_finish(&out);
    return status;
}

static void test_allocations(void **state)
{
    for (size_t i = 0; aift__export_list[i]; i++)
        aift_test_sweep(sweep, (void *)(uintptr_t)aift__export_list[i]->name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),    cmocka_unit_test(test_jira),
        cmocka_unit_test(test_documents),         cmocka_unit_test(test_cyclonedx),
        cmocka_unit_test(test_empty_and_unknown), cmocka_unit_test(test_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
