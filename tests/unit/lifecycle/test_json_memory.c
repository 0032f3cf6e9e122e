/* lifecycle: each call with each JSON value that it cannot make: nothing is lost, and it says so. */
#include <stdlib.h>

#include "stores.h"

#include "aift/chain.h"
#include "aift/portfolio.h"
#include "aift/source.h"
#include "aift/validate.h"

#define DIGEST "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char record[] =
    "{\"title\":\"Mail\",\"people\":1,\"kpis\":[{\"name\":\"right\",\"metric\":\"accuracy\",\"direction\":"
    "\"higher\",\"target\":0.9}],\"requirements\":[{\"name\":\"mails\",\"sources\":[\"DS-1\"]}],\"scores\":"
    "{\"reach\":9,\"impact\":1,\"effort\":1},\"risks\":[{\"text\":\"lost\",\"likelihood\":2,\"impact\":3}],"
    "\"goals\":{\"growth\":4},\"finance\":{\"rate\":0.1,\"cash_flows\":[-10,6,7]}}";

static char source[600];
static aift_store *store;
static aift_text *text;

static aift_status drop(aift_status status)
{
    if (status != AIFT_OK)
        assert_null(text);
    aift_text_release(text);
    text = NULL;
    return status;
}

static aift_status bind(void *arg)
{
    int32_t met;
    return drop(aift_store_bind(store, "UC-1", "{\"model_sha256\":\"" DIGEST "\"}", "{\"accuracy\":0.5}",
                                &met, &text));
}

static aift_status trace(void *what)
{
    return drop(aift_store_trace(store, what, &text));
}

static aift_status rank(void *format)
{
    aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
    options.format = format;
    return drop(aift_portfolio_rank(store, &options, &text));
}

static aift_status roadmap(void *format)
{
    aift_roadmap_options options = AIFT_ROADMAP_OPTIONS_INIT;
    int64_t left_out;
    options.start = "2027-01-04";
    options.capacity = 1;
    options.format = format;
    return drop(aift_portfolio_roadmap(store, &options, &left_out, &text));
}

static aift_status validate(void *arg)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    int32_t viable;
    options.draws = 10;
    return drop(aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, &text));
}

static aift_status signoff(void *arg)
{
    return drop(aift_store_signoff(
        store, "UC-1", "{\"role\":\"r\",\"decision\":\"waive\",\"gate\":\"rows\",\"comment\":\"c\"}", 0,
        &text));
}

static aift_status report(void *format)
{
    return drop(aift_store_report(store, "UC-1", format, &text));
}

static aift_status add_record(void *kind)
{
    return drop(aift_store_add(store, kind, strcmp(kind, "source") == 0 ? source : record, &text));
}

static aift_status set_people(void *arg)
{
    return drop(aift_store_set(store, "UC-1", "{\"people\":1}", 0, &text));
}

static aift_status list_records(void *kind)
{
    return drop(aift_store_list(store, kind, NULL, &text));
}

static aift_status audit(void *arg)
{
    return drop(aift_store_audit(store, NULL, &text));
}

static aift_status verify(void *arg)
{
    int32_t ok;
    return drop(aift_store_verify(store, NULL, &ok, &text));
}

static aift_status export(void *format)
{
    return drop(aift_store_export(store, format, NULL, 0, &text));
}

static aift_status export_source(void *format)
{
    return drop(aift_store_export_source(store, "DS-1", format, &text));
}

static aift_status map_sources(void *arg)
{
    int64_t gaps;
    return drop(aift_store_map_sources(store, "UC-1", NULL, 0, &gaps, &text));
}

static aift_status ropa(void *format)
{
    return drop(aift_store_ropa(store, format, &text));
}

static aift_status lineage(void *arg)
{
    return drop(aift_store_lineage(store, "DS-1", &text));
}

/* In this order: later ones need what earlier ones wrote. */
static const struct {
    const char *name;
    aift_status (*call)(void *arg);
    const char *arg;
} calls[] = {
    {"add", add_record, "usecase"},
    {"add a source", add_record, "source"},
    {"set", set_people, NULL},
    {"bind", bind, NULL},
    {"trace", trace, "UC-1"},
    {"trace a model", trace, DIGEST},
    {"sign", signoff, NULL},
    {"validate", validate, NULL},
    {"report", report, "markdown"},
    {"report as a page", report, "html"},
    {"rank", rank, "json"},
    {"rank as CSV", rank, "csv"},
    {"rank as a page", rank, "html"},
    {"roadmap", roadmap, "json"},
    {"roadmap as CSV", roadmap, "csv"},
    {"list", list_records, "usecase"},
    {"log", audit, NULL},
    {"verify", verify, NULL},
    {"export", export, "json"},
    {"export to Jira", export, "jira"},
    {"export a document", export, "html"},
    {"export a model card", export, "cyclonedx"},
    {"describe a source", export_source, "croissant"},
    {"describe a source as a package", export_source, "frictionless"},
    {"map sources", map_sources, NULL},
    {"record of processing", ropa, "json"},
    {"lineage", lineage, NULL},
};

static void survives_failing_json(void **state)
{
    (void)state;
    store = new_store(":memory:");
    const char *file = aift_test_join(aift_test_folder(), "a.csv");
    aift_test_write(file, "a\n1\n", 4);
    snprintf(
        source, sizeof source,
        "{\"name\":\"Mails\",\"kind\":\"file\",\"location\":\"%s\",\"license\":\"MIT\",\"owner\":\"a@b.c\"}",
        file);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        print_message("%s\n", calls[i].name);
        aift_test_json_sweep(calls[i].call, (void *)(uintptr_t)calls[i].arg);
    }
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(survives_failing_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
