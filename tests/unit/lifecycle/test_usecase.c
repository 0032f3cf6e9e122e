/* Use cases: what is read, kept, refused and written. */
#include <math.h>
#include <stdlib.h>

#include "aift/usecase.h"
#include "base/base.h"
#include "fixture.h"

static aift_status load(aift_context *on, const char *text, aift_usecase **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "case.json";
    source.data = text;
    source.size = strlen(text);
    return aift_usecase_load_source(on, &source, out);
}

static const char full[] = "{\"risk\":{\"class\":\"limited\"},\"kpis\":["
                           "{\"metric\":\"accuracy\",\"name\":\"share "
                           "right\",\"unit\":\"%\",\"baseline\":0.91,\"target\":1,\"direction\":"
                           "\"higher\",\"review_date\":\"2028-02-29\",\"note\":[1,null]},"
                           "{\"name\":\"loss\",\"metric\":\"loss\",\"direction\":\"lower\",\"target\":null}],"
                           "\"owner\":{\"team\":7,\"email\":\"a@b.c\",\"name\":\"Ann\"},\"title\":\"Spam\","
                           "\"task\":\"text-classification\"}";
static const char full_json[] =
    "{\"title\":\"Spam\",\"task\":\"text-classification\",\"owner\":{\"name\":\"Ann\",\"email\":\"a@b.c\","
    "\"team\":7},"
    "\"kpis\":[{\"name\":\"share "
    "right\",\"unit\":\"%\",\"baseline\":0.91,\"target\":1,\"direction\":"
    "\"higher\",\"metric\":\"accuracy\",\"review_date\":\"2028-02-29\",\"note\":[1,null]},"
    "{\"name\":\"loss\",\"direction\":\"lower\",\"metric\":\"loss\"}],\"risk\":{\"class\":\"limited\"}}";

static void test_fields(void **state)
{
    aift_usecase *usecase;
    assert_ok(load(context, full, &usecase));
    assert_string_equal(aift_usecase_field(usecase, "title"), "Spam");
    assert_string_equal(aift_usecase_field(usecase, "owner.name"), "Ann");
    assert_string_equal(aift_usecase_field(usecase, "owner.email"), "a@b.c");
    assert_null(aift_usecase_field(usecase, "problem"));
    assert_null(aift_usecase_field(usecase, "owner"));
    assert_null(aift_usecase_field(usecase, ""));
    assert_int_equal(aift_usecase_num_kpis(usecase), 2);
    aift_kpi kpi = {.struct_size = sizeof kpi};
    assert_ok(aift_usecase_kpi(usecase, 0, &kpi));
    assert_string_equal(kpi.name, "share right");
    assert_string_equal(kpi.unit, "%");
    assert_string_equal(kpi.metric, "accuracy");
    assert_string_equal(kpi.review_date, "2028-02-29");
    assert_int_equal(kpi.direction, AIFT_KPI_HIGHER);
    assert_close(kpi.baseline, 0.91, 0);
    assert_close(kpi.target, 1, 0);
    assert_ok(aift_usecase_kpi(usecase, 1, &kpi));
    assert_int_equal(kpi.direction, AIFT_KPI_LOWER);
    assert_true(isnan(kpi.baseline) && isnan(kpi.target));
    assert_null(kpi.unit);
    assert_null(kpi.review_date);
    assert_fails(aift_usecase_kpi(usecase, 2, &kpi), AIFT_E_RANGE, "has 2");
    assert_null(kpi.name);
    kpi.struct_size = 0;
    assert_fails(aift_usecase_kpi(usecase, 0, &kpi), AIFT_E_INVALID, "struct_size");
    aift_usecase_release(aift_usecase_retain(usecase));
    assert_string_equal(aift_usecase_json(usecase), full_json);
    aift_usecase_release(usecase);
    aift_usecase_release(NULL);
}

/* What is saved says the same when it is loaded. */
static void test_saved(void **state)
{
    aift_usecase *usecase, *again;
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "case.json");
    assert_ok(load(context, full, &usecase));
    assert_ok(aift_usecase_save(usecase, path));
    assert_contains(aift_test_read(path, NULL), "\n  \"title\": \"Spam\",\n");
    assert_ok(aift_usecase_load(context, path, &again));
    assert_string_equal(aift_usecase_json(again), full_json);
    assert_fails(aift_usecase_save(again, aift_test_join(folder, "none/case.json")), AIFT_E_IO,
                 "none/case.json");
    aift_usecase_release(usecase);
    aift_usecase_release(again);
    assert_fails(aift_usecase_load(context, aift_test_join(folder, "none.json"), &again), AIFT_E_IO,
                 "none.json");
    assert_null(again);
    assert_fails(aift_usecase_load(context, folder, &again), AIFT_E_IO, folder);
}

#define KPI(fields)                                                                                          \
    "{\"title\":\"x\",\"kpis\":[{\"name\":\"k\",\"metric\":\"m\",\"direction\":\"lower\"}," fields "]}"

static void test_faults(void **state)
{
    static const struct {
        const char *text, *message;
    } faults[] = {
        {"", "case.json: line 1"},
        {"{\"title\": \"x\",}", "case.json: line 1, column 15: not valid JSON"},
        {"[]", "case.json: a use case is an object, and this is an array"},
        {"{}", "case.json: title is missing: expected a text that is not empty"},
        {"{\"title\":\"\"}", "title is an empty text: expected a text"},
        {"{\"title\":\"x\\u0000y\"}", "title is \"x\" and then NUL: expected a text"},
        {"{\"title\":\"x\",\"title\":\"y\"}", "duplicate"},
        {"{\"title\":\"x\",\"problem\":7}", "problem is a number: expected a text"},
        {"{\"title\":\"x\",\"task\":[]}", "task is an array"},
        {"{\"title\":\"x\",\"owner\":7}", "owner is a number: expected an object"},
        {"{\"title\":\"x\",\"owner\":{\"name\":1}}", "owner.name is a number"},
        {"{\"title\":\"x\",\"owner\":{\"email\":\"ann\"}}",
         "owner.email is \"ann\": expected an e-mail address"},
        {"{\"title\":\"x\",\"owner\":{\"email\":\"a@b@c\"}}", "owner.email"},
        {"{\"title\":\"x\",\"owner\":{\"email\":\"@b\"}}", "owner.email"},
        {"{\"title\":\"x\",\"owner\":{\"email\":\"a@\"}}", "owner.email"},
        {"{\"title\":\"x\",\"kpis\":{}}", "kpis is an object: expected a list of objects"},
        {KPI("3"), "case.json: kpis[1] is a number: expected an object"},
        {KPI("{}"), "kpis[1].name is missing"},
        {KPI("{\"name\":\"a\",\"direction\":\"lower\"}"), "kpis[1].metric is missing"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\"}"),
         "kpis[1].direction is missing: expected \"higher\" or \"lower\""},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"up\"}"),
         "kpis[1].direction is \"up\": expected \"higher\" or \"lower\""},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"target\":\"1\"}"),
         "kpis[1].target is \"1\": expected a number"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"baseline\":true}"),
         "kpis[1].baseline is a boolean: expected a number"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"review_date\":\"2027-02-29\"}"),
         "kpis[1].review_date is \"2027-02-29\": expected a date, YYYY-MM-DD"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"review_date\":\"2027-2-1\"}"),
         "review_date"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"review_date\":\"2027-13-01\"}"),
         "review_date"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"review_date\":\"2027-01-00\"}"),
         "review_date"},
        {KPI("{\"name\":\"a\",\"metric\":\"m\",\"direction\":\"lower\",\"review_date\":20270101}"),
         "review_date is a number"},
        {KPI("{\"name\":\"k\",\"metric\":\"m\",\"direction\":\"lower\"}"),
         "kpis[1].name is \"k\", as that of an earlier KPI"},
    };
    for (size_t i = 0; i < AIFT__COUNT(faults); i++) {
        aift_usecase *usecase = NULL;
        assert_fails(load(context, faults[i].text, &usecase), AIFT_E_FORMAT, faults[i].message);
        assert_null(usecase);
    }
}

static aift_status whole_life(aift_context *on, void *path)
{
    aift_usecase *usecase;
    aift_status status = load(on, full, &usecase);
    if (status != AIFT_OK) {
        assert_null(usecase);
        return status;
    }
    status = aift_usecase_save(usecase, path);
    aift_usecase_release(usecase);
    return status;
}

static void test_out_of_memory(void **state)
{
    aift_test_sweep(whole_life, (void *)(uintptr_t)aift_test_join(aift_test_folder(), "case.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_fields),
        CASE(test_saved),
        CASE(test_faults),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
