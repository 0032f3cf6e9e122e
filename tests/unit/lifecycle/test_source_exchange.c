/* lifecycle/source_exchange: Croissant, data packages, OpenLineage: what is written, and that a round trip changes nothing. */
#include <stdlib.h>

#include "stores.h"

#include "aift/source.h"
#include "lifecycle/records.h"

static const char *write_file(const char *name, const char *text)
{
    const char *path = aift_test_join(aift_test_folder(), name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static const char *add_source(aift_store *store, const char *record)
{
    aift_text *text;
    assert_ok(aift_store_add(store, "source", record, &text));
    return answer_of(text);
}

/* A looked-at source DS-1 of the file mails.csv. */
static aift_store *store_with_mails(void)
{
    char record[4096];
    aift_store *store = new_store(":memory:");
    aift_text *text;
    int32_t reachable;
    snprintf(record, sizeof record,
             "{\"name\": \"Mails & more\", \"description\": \"d\", \"kind\": \"file\", \"location\": \"%s\", "
             "\"license\": \"MIT\","
             " \"lawful_basis\": \"consent\", \"owner\": {\"name\": \"Ada\", \"email\": \"a@b.c\"}, "
             "\"retention\": \"P1Y\","
             " \"collected\": \"2026-01-02\"}",
             write_file("mails.csv", "text,label\nhello,1\n"));
    add_source(store, record);
    assert_ok(aift_store_check_source(store, "DS-1", 5, &reachable, &text));
    aift_text_release(text);
    assert_true(reachable);
    return store;
}

static const char *export(aift_store *store, const char *id, const char *format)
{
    aift_text *text;
    assert_ok(aift_store_export_source(store, id, format, &text));
    return answer_of(text);
}

static aift_status import(aift_store *store, const char *data, const char *format, aift_text **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "given.json";
    source.data = data;
    source.size = strlen(data);
    return aift_store_import_source(store, &source, format, out);
}

#define SHA "f58abbca" /* of the file; computed below */

static void croissant_has_what_it_must_have(void **state)
{
    aift_store *store = store_with_mails();
    export(store, "DS-1", "croissant");
    assert_contains(
        answered,
        "\"@type\":\"sc:Dataset\",\"conformsTo\":\"http://mlcommons.org/croissant/1.1\",\"name\":\"Mails & "
        "more\",\"description\":\"d\",\"license\":\"https://spdx.org/licenses/MIT.html\",\"url\":");
    assert_contains(
        answered,
        "\"creator\":{\"@type\":\"Person\",\"name\":\"Ada\",\"email\":\"a@b.c\"},\"datePublished\":"
        "\"2026-01-02\",\"distribution\":[{\"@type\":\"cr:FileObject\",\"@id\":\"mails.csv\",\"name\":"
        "\"mails.csv\",\"contentUrl\":\"mails.csv\",\"contentSize\":\"19 B\",\"encodingFormat\":\"text/csv\","
        "\"sha256\":\"");
    assert_contains(
        answered,
        "{\"@type\":\"cr:Field\",\"@id\":\"records/label\",\"name\":\"label\",\"dataType\":\"sc:Integer\","
        "\"source\":{\"fileObject\":{\"@id\":\"mails.csv\"},\"extract\":{\"column\":\"label\"}}}");
    aift_store_release(store);
}

static void packages_have_what_they_must_have(void **state)
{
    aift_store *store = store_with_mails();
    export(store, "DS-1", "frictionless");
    assert_contains(
        answered,
        "{\"$schema\":\"https://datapackage.org/profiles/2.0/datapackage.json\",\"name\":\"mails-more\","
        "\"title\":\"Mails & more\",\"description\":\"d\",\"created\":\"20");
    assert_contains(
        answered,
        "\"licenses\":[{\"name\":\"MIT\"}],\"contributors\":[{\"title\":\"Ada\",\"email\":\"a@b.c\","
        "\"roles\":"
        "[\"owner\"]}],\"resources\":[{\"name\":\"mails.csv\",\"path\":\"mails.csv\",\"type\":\"table\","
        "\"format\":\"csv\",\"encoding\":\"utf-8\",\"mediatype\":\"text/"
        "csv\",\"bytes\":19,\"hash\":\"sha256:");
    assert_contains(
        answered,
        "\"fields\":[{\"name\":\"text\",\"type\":\"string\"},{\"name\":\"label\",\"type\":\"integer\"}]}}]");
    aift_store_release(store);
}

/* The record without what is the store's own. */
static char *rest_of(aift_store *store, const char *id)
{
    static const char *const own[] = {"id", "version", "state", "check", "created", "updated"};
    aift__json *record;
    char *text;
    assert_ok(aift__record_get(store, id, &record));
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        aift__json_remove(record, own[i]);
    assert_ok(aift__json_write(context, record, 0, &text));
    aift__json_free(record);
    return text;
}

static void our_own_come_back(void **state)
{
    static const char *const formats[] = {"croissant", "frictionless"};
    for (size_t i = 0; i < 2; i++) {
        aift_store *store = store_with_mails();
        aift_text *text;
        char *file = strdup(export(store, "DS-1", formats[i]));
        assert_ok(import(store, file, formats[i], &text));
        aift_text_release(text);
        char *was = rest_of(store, "DS-1"), *is = rest_of(store, "DS-2");
        assert_string_equal(is, was);
        aift__free(context, was);
        aift__free(context, is);
        free(file);
        aift_store_release(store);
    }
}

/* The same JSON; its keys may stand in another order. */
static void assert_same(const char *is, const char *wanted)
{
    aift__json *a, *b;
    assert_ok(aift__json_parse(is, strlen(is), "is", &a));
    assert_ok(aift__json_parse(wanted, strlen(wanted), "wanted", &b));
    assert_true(aift__json_equal(a, b));
    aift__json_free(a);
    aift__json_free(b);
}

static void others_go_out_as_they_came(void **state)
{
    static const struct {
        const char *format, *file, *record;
    } given[] = {
        {"croissant",
         "{\"@context\":{\"@vocab\":\"http://schema.org/\"},\"@type\":\"Dataset\",\"conformsTo\":"
         "\"http://mlcommons.org/croissant/1.0\",\"name\":\"n\",\"license\":[\"https://spdx.org/licenses/"
         "CC-BY-4.0\"],"
         "\"distribution\":[{\"@type\":\"cr:FileObject\",\"@id\":\"a\",\"contentUrl\":\"https://x.org/"
         "a.csv\",\"md5\":\"0\"}],"
         "\"creator\":{\"name\":\"Ada\"},\"own\":[1,{\"b\":2}]}",
         "\"kind\":\"http\",\"location\":\"https://x.org/"
         "a.csv\",\"owner\":{\"name\":\"Ada\"},\"license\":\"CC-BY-4.0\""},
        {"frictionless",
         "{\"name\":\"n\",\"resources\":[{\"name\":\"r\",\"path\":[\"a.csv\",\"b.csv\"],\"own\":1}],"
         "\"licenses\":[{\"name\":"
         "\"ODC-By-1.0\"}],\"x\":null}",
         "\"name\":\"n\",\"kind\":\"folder\",\"location\":\".\",\"license\":\"ODC-By-1.0\""},
    };
    for (size_t i = 0; i < 2; i++) {
        aift_store *store = new_store(":memory:");
        aift_text *text;
        assert_ok(import(store, given[i].file, given[i].format, &text));
        assert_contains(aift_text_data(text), given[i].record);
        aift_text_release(text);
        assert_same(export(store, "DS-1", given[i].format), given[i].file);
        set(store, "DS-1", "{\"description\": \"new\"}");
        assert_contains(export(store, "DS-1", given[i].format), "\"description\":\"new\"");
        aift_store_release(store);
    }
}

static void bad_files_change_nothing(void **state)
{
    static const struct {
        const char *format, *file, *message;
    } wrong[] = {
        {"croissant", "{\"name\":\"n\"}", "conformsTo is missing"},
        {"croissant", "{\"conformsTo\":\"http://mlcommons.org/croissant/1.1\",\"name\":\"n\"}",
         "contentUrl is missing"},
        {"croissant", "[]", "given.json: it is an array"},
        {"frictionless", "{\"name\":\"n\"}", "resources is missing"},
        {"frictionless", "{\"resources\":[]}", "resources is an array"},
        {"frictionless", "{\"resources\":[{\"path\":\"a\"}]}", "resources[0].name is missing"},
        {"frictionless", "{\"resources\":[{\"name\":\"a\"}]}", "neither path nor data"},
        {"frictionless", "{\"resources\":[{\"name\":\"a\",\"path\":\"x\",\"data\":[]}]}", "path and data"},
        {"frictionless", "{\"resources\":[{\"name\":\"a\",\"path\":\"b/../../c\"}]}",
         "resources[0].path is \"b/../../c\""},
        {"frictionless", "{\"resources\":[{\"name\":\"a\",\"path\":\"/etc/passwd\"}]}",
         "resources[0].path is \"/etc/passwd\""},
        {"frictionless", "{\"resources\":[{\"name\":\"a\",\"path\":\"file:///etc/passwd\"}]}",
         "below the package's folder"},
        {"frictionless", "{", "given.json"},
        {"frictionless",
         "{\"name\":\"n\",\"resources\":[{\"name\":\"a\",\"path\":\"a\"}],\"aift\":{\"colour\":1}}",
         "colour"},
    };
    aift_store *store = new_store(":memory:");
    aift_text *text;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(import(store, wrong[i].file, wrong[i].format, &text), AIFT_E_FORMAT, wrong[i].message);
        assert_null(text);
    }
    assert_fails(import(store, "{}", "parquet", &text), AIFT_E_INVALID, "expected croissant or frictionless");
    assert_int_equal(rows_of(store), 0);
    add_source(store, "{\"name\": \"a\", \"kind\": \"file\", \"location\": \"nowhere.csv\"}");
    assert_fails(aift_store_export_source(store, "DS-1", "croissant", &text), AIFT_E_IO, "nowhere.csv");
    assert_fails(aift_store_export_source(store, "DS-9", "croissant", &text), AIFT_E_NOT_FOUND, "DS-9");
    assert_null(text);
    aift_store_release(store);
}

static void lineage_has_its_events(void **state)
{
    aift_store *store = store_with_mails();
    aift__json *run, *event;
    aift_text *text;
    const char *record =
        "{\"usecase\": \"UC-1\", \"model_sha256\": \"abc\", \"at\": \"2026-02-03T04:05:06Z\"}";
    int lines = 0;
    add(store, "{\"title\": \"a\", \"requirements\": [{\"name\": \"r\", \"sources\": [\"DS-1\"]}]}");
    assert_ok(aift__json_parse(record, strlen(record), "run", &run));
    assert_ok(aift__store_begin(store));
    assert_ok(aift__record_add(store, "run", run, "bind", false, NULL));
    assert_ok(aift__store_commit(store));
    aift__json_free(run);
    assert_ok(aift_store_lineage(store, "DS-1", &text));
    answer_of(text);
    for (char *line = strtok(answered, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        static const char *const types[] = {NULL, "START", "COMPLETE"};
        assert_ok(aift__json_parse(line, strlen(line), "event", &event));
        const char *type = aift__json_text(aift__json_get(event, "eventType"), NULL);
        assert_true(lines < 3 && (type ? types[lines] && strcmp(type, types[lines]) == 0 : !types[lines]));
        assert_int_equal(strlen(aift__json_text(aift__json_get(event, "eventTime"), NULL)) >= 20, 1);
        const char *id = aift__json_text(aift__json_path(event, "run.runId"), NULL);
        assert_true(!type || (strlen(id) == 36 && id[14] == '5'));
        if (!type)
            assert_int_equal(
                aift__json_int(aift__json_path(event, "dataset.facets.dataQualityMetrics.rowCount"), 0), 1);
        aift__json_free(event);
    }
    assert_int_equal(lines, 3);
    aift_store_release(store);
}

/* ---- memory ---- */

static aift_status scenario(aift_context *ctx, void *arg)
{
    static const char *const formats[] = {"croissant", "frictionless"};
    char record[4096];
    aift_store *store;
    aift_text *text = NULL;
    snprintf(record, sizeof record,
             "{\"name\": \"a\", \"kind\": \"folder\", \"location\": \"%s\", \"license\": \"MIT\", \"owner\": "
             "\"a@b.c\"}",
             (const char *)arg);
    aift_status status = aift_store_create(ctx, ":memory:", NULL, &store);
    if (status == AIFT_OK)
        status = aift_store_add(store, "source", record, &text);
    aift_text_release(text);
    for (size_t i = 0; i < 2 && status == AIFT_OK; i++) {
        status = aift_store_export_source(store, "DS-1", formats[i], &text);
        if (status == AIFT_OK) {
            char *file = strdup(aift_text_data(text));
            aift_text_release(text);
            status = import(store, file, formats[i], &text);
            free(file);
        }
        aift_text_release(text);
    }
    if (status == AIFT_OK) {
        status = aift_store_lineage(store, "DS-1", &text);
        aift_text_release(text);
    }
    aift_store_release(store);
    return status;
}

static void survives_failing_allocations(void **state)
{
    char *path = strdup(write_file("a.csv", "a\n1\n"));
    *strrchr(path, '/') = 0;
    aift_test_sweep(scenario, path);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(croissant_has_what_it_must_have),
        CASE(packages_have_what_they_must_have),
        CASE(our_own_come_back),
        CASE(others_go_out_as_they_came),
        CASE(bad_files_change_nothing),
        CASE(lineage_has_its_events),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
