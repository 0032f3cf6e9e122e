/* Surveys: rows become notes and counted pain points, once each. */
#include "lifecycle/survey.h"
#include "support.h"

static const char csv[] =
    "Stakeholder,Email,Date,Channel,Text,Pain point,Pain point\n"
    "Ada L,ada@x.org,2026-01-02,Survey,too many mails,Sorting is slow.,sorting  is SLOW\n"
    "Bob,,3/Jan/26,interview,,sorting is slow,No overview\n"
    ",,2026-01-02,survey,x,y,\n"
    "Eve,,2026-01-02,letter,x,y,\n"
    "Eve,,soon,survey,x,y,\n"
    "Eve,,2026-01-02,survey,,,\n";
static const char json[] =
    "[{\"stakeholder\":\"bob@x.org\",\"date\":\"2026-01-05\",\"channel\":\"workshop\",\"text\":\"t\","
    "\"pain_points\":[\"No overview!\",\"errors\"]},\n{\"stakeholder\":\"x\",\"date\":\"2026-01-05\","
    "\"channel\":\"workshop\",\"pain_points\":[1]}]";

/* What is wrong with rows goes to `to`, "row field\n". */
static aift_status add_all(aift_context *context, const char *text, aift__survey *survey, aift__buf *to)
{
    static const aift__import_options options = {.format = "survey"};
    aift_source source = AIFT_SOURCE_INIT;
    aift__stream *stream;
    aift__importer *import;
    aift__import_row row;
    bool more = true;
    source.data = text;
    source.size = strlen(text);
    AIFT__TRY(aift__stream_open_source(context, &source, &stream));
    AIFT__TRY(aift__import_open_format(context, stream, &aift__import_survey, &options, &import));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && more) {
        const char *field = NULL;
        status = aift__import_next(import, &row, &more);
        if (status != AIFT_OK || !more)
            break;
        if (row.record)
            status = aift__survey_add(context, survey, row.record, &field);
        else
            field = row.field;
        if (field && (status == AIFT_OK || status == AIFT_E_INVALID))
            status = aift__buf_addf(to, "%lld %s\n", (long long)row.row, field);
    }
    aift__import_close(import);
    return status;
}

static void expect(aift_context *context, const aift__json *value, const char *want)
{
    char *text;
    assert_ok(aift__json_write(context, value, 0, &text));
    assert_string_equal(text, want);
    aift__free(context, text);
}

static void test_survey(void **state)
{
    static const char notes[] =
        "[{\"name\":\"Ada "
        "L\",\"email\":\"ada@x.org\",\"date\":\"2026-01-02\",\"channel\":\"survey\",\"text\":\"too many "
        "mails\"},{\"name\":\"Bob\",\"date\":\"2026-01-03\",\"channel\":\"interview\",\"text\":\"sorting is "
        "slow\\nNo "
        "overview\"},{\"email\":\"bob@x.org\",\"date\":\"2026-01-05\",\"channel\":\"workshop\",\"text\":"
        "\"t\"}]";
    static const char points[] =
        "[{\"text\":\"Sorting is slow.\",\"count\":2,\"stakeholders\":[{\"name\":\"Ada "
        "L\",\"email\":\"ada@x.org\"},{\"name\":"
        "\"Bob\"}]},{\"text\":\"No "
        "overview\",\"count\":2,\"stakeholders\":[{\"name\":\"Bob\"},{\"email\":\"bob@x.org\"}]},{"
        "\"text\":\"errors\",\"count\":1,\"stakeholders\":[{\"email\":\"bob@x.org\"}]}]";
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__survey survey;
    aift__buf wrong;
    aift__buf_init(&wrong, context, 1 << 20);
    assert_ok(aift__survey_begin(NULL, &survey));
    for (int again = 0; again < 2; again++) { /* the second time nothing is new */
        aift__buf_clear(&wrong);
        assert_ok(add_all(context, csv, &survey, &wrong));
        assert_ok(add_all(context, json, &survey, &wrong));
        assert_string_equal(wrong.data, "3 stakeholder\n4 channel\n5 date\n6 pain_points\n2 pain_points\n");
        expect(context, survey.notes, notes);
        expect(context, survey.pain_points, points);
    }
    assert_fails(add_all(context, "Date,Channel\n", &survey, &wrong), AIFT_E_FORMAT,
                 "no column \"stakeholder\"");
    aift__survey_free(&survey);
    aift__buf_finish(&wrong);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status sweep(aift_context *context, void *arg)
{
    aift__survey survey;
    aift__buf wrong;
    aift__buf_init(&wrong, context, 1 << 20);
    aift_status status = aift__survey_begin(NULL, &survey);
    if (status == AIFT_OK)
        status = add_all(context, arg, &survey, &wrong);
    aift__survey_free(&survey);
    aift__buf_finish(&wrong);
    return status;
}

static void test_allocations(void **state)
{
    static char small[] =
        "Stakeholder,Date,Channel,Pain point\nAda,2026-01-02,survey,slow\nBob,2026-01-02,survey,Slow\n";
    aift_test_sweep(sweep, small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_survey), cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
