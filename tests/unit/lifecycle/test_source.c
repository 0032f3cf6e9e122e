/* lifecycle/source: fields of data sources, removal, retention, requirements, the record of Art. 30, checks of files. */
#include "stores.h"

#include "aift/source.h"
#include "lifecycle/duration.h"
#include "lifecycle/source.h"
#include "lifecycle/spdx.h"

#define FILE_SOURCE "\"name\": \"mails\", \"kind\": \"file\", \"location\": \"mails.csv\""

static const char *add_source(aift_store *store, const char *record)
{
    aift_text *text;
    assert_ok(aift_store_add(store, "source", record, &text));
    return answer_of(text);
}

static const char *sources(aift_store *store, const char *query)
{
    aift_text *text;
    assert_ok(aift_store_list(store, "source", query, &text));
    return answer_of(text);
}

static void durations_are_those_of_iso_8601(void **state)
{
    static const char *const wrong[] = {
        "",     "P",   "PT",   "1Y",           "P1",   "PY",  "P1M1Y", "P1H",   "PT1D",   "P1.5Y", "P1.5D2D",
        "P-1D", "p1d", "P1DT", "P1234567890D", "P1D ", "P1S", "P1D1D", "PT1.D", "PT1M1H", "P1Y2"};
    static const struct {
        const char *text, *from, *to;
    } right[] = {
        {"P1Y", "2024-02-29", "2025-02-28"},
        {"P1M", "2026-01-31", "2026-02-28"},
        {"P1M", "2026-12-31", "2027-01-31"},
        {"P2W", "2026-01-01", "2026-01-15"},
        {"P90D", "2026-01-01", "2026-04-01"},
        {"P1Y2M3DT24H", "2026-01-01", "2027-03-05"},
        {"PT0.5H", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z"},
        {"PT36H", "2026-01-01", "2026-01-02T12:00:00Z"},
        {"P0D", "2026-01-01", "2026-01-01"},
    };
    aift__duration duration;
    int64_t from, to;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (aift__duration_read(wrong[i], &duration))
            fail_msg("\"%s\" was read", wrong[i]);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_true(aift__duration_read(right[i].text, &duration));
        assert_true(aift__moment_read(right[i].from, &from) && aift__moment_read(right[i].to, &to));
        if (aift__moment_after(from, &duration) != to)
            fail_msg("%s after %s is not %s", right[i].text, right[i].from, right[i].to);
    }
    assert_false(aift__moment_read("2026-13-01", &from));
}

static void licences_are_spdx_expressions(void **state)
{
    static const char *const right[] = {"MIT",
                                        "apache-2.0",
                                        "GPL-2.0+",
                                        "CC-BY-4.0 AND (MIT OR Apache-2.0 WITH LLVM-exception)",
                                        "LicenseRef-vendor.1",
                                        "DocumentRef-a:LicenseRef-b",
                                        "((0BSD))"};
    static const char *const wrong[] = {"",        "MIT Licence",  "free",  "MIT AND",
                                        "(MIT",    "MIT)",         "AND",   "MIT WITH MIT",
                                        "MIT,BSD", "LicenseRef-",  "A:MIT", "DocumentRef-:MIT",
                                        "MIT OR",  "LicenseRef-a+"};
    char deep[200];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (!aift__is_spdx(right[i]))
            fail_msg("\"%s\" is refused", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (aift__is_spdx(wrong[i]))
            fail_msg("\"%s\" is taken", wrong[i]);
    memset(deep, '(', sizeof deep);
    deep[sizeof deep - 1] = 0;
    assert_false(aift__is_spdx(deep));
}

static void fields_are_checked(void **state)
{
    static const struct {
        const char *record, *message;
    } wrong[] = {
        {"{\"kind\": \"file\", \"location\": \"x\"}", "name"},
        {"{\"name\": \"a\", \"kind\": \"cloud\", \"location\": \"x\"}",
         "kind is \"cloud\": expected one of \"file\""},
        {"{\"name\": \"a\", \"kind\": \"file\"}", "location"},
        {"{" FILE_SOURCE ", \"lawful_basis\": \"because\"}",
         "lawful_basis is \"because\": expected one of \"consent\", \"contract\", \"legal_obligation\", "
         "\"vital_interests\", \"public_task\", \"legitimate_interests\""},
        {"{" FILE_SOURCE ", \"license\": \"free\"}", "license is \"free\": expected an SPDX expression"},
        {"{" FILE_SOURCE ", \"retention\": \"2 years\"}",
         "retention is \"2 years\": expected an ISO 8601 duration"},
        {"{" FILE_SOURCE ", \"query\": \"SELECT 1\"}", "query is \"SELECT 1\": expected none"},
        {"{" FILE_SOURCE ", \"internal\": \"yes\"}", "internal is \"yes\": expected true or false"},
        {"{" FILE_SOURCE ", \"colour\": 1}", "colour is a number: expected no such field"},
        {"{" FILE_SOURCE ", \"art30\": {\"purposes\": 7}}", "art30.purposes is a number: expected a list"},
        {"{\"name\": \"a\", \"kind\": \"sqlite\", \"location\": \"x\"}", "query is missing"},
        {"{\"name\": \"a\", \"kind\": \"http\", \"location\": \"ftp://x/y\"}",
         "location is \"ftp://x/y\": expected http"},
        {"{\"name\": \"a\", \"kind\": \"http\", \"location\": \"https://a@b/y\"}", "with a user in it"},
        {"{\"name\": \"a\", \"kind\": \"http\", \"location\": \"https://a:SECRET@b/y\"}",
         "location is a text with a password"},
        {"{\"name\": \"a\", \"kind\": \"postgresql\", \"location\": \"host=a Password = SECRET\", \"query\": "
         "\"SELECT 1\"}",
         "location is a text with a password"},
        {"{" FILE_SOURCE ", \"access\": \"role x, pwd=SECRET\"}", "access is a text with a password"},
    };
    aift_store *store = new_store(":memory:");
    aift_text *text;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(aift_store_add(store, "source", wrong[i].record, &text), AIFT_E_FORMAT,
                     wrong[i].message);
        assert_null(strstr(aift_last_error(), "SECRET"));
    }
    assert_int_equal(rows_of(store), 0);
    assert_contains(
        add_source(store, "{" FILE_SOURCE ", \"check\": {\"reachable\": true, \"checked_at\": "
                          "\"2026-01-01T00:00:00Z\"}, \"state\": \"removed\", \"art30\": "
                          "{\"controller\": \"ACME\", \"purposes\": \"sorting\"}}"),
        "{\"id\":\"DS-1\",\"version\":1,\"state\":\"active\",\"name\":\"mails\",\"kind\":\"file\","
        "\"location\":\"mails.csv\",\"art30\":{\"controller\":{\"name\":\"ACME\"},"
        "\"purposes\":[\"sorting\"]},\"created\"");
    assert_fails(aift_store_set(store, "DS-1", "{\"check.rows\": 7}", 0, &text), AIFT_E_FORMAT,
                 "check.rows is the store's own");
    assert_fails(aift_store_set(store, "DS-1", "{\"state\": \"removed\"}", 0, &text), AIFT_E_FORMAT,
                 "aift source remove");
    assert_fails(aift_store_move(store, "DS-1", "viable", "x", 0, &text), AIFT_E_INVALID, "active");
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void persons_are_hidden(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add_source(store,
               "{" FILE_SOURCE ", \"owner\": \"ada@example.com\", \"art30\": {\"dpo\": {\"name\": \"Ada\", "
               "\"email\": \"ada@example.com\"}}}");
    assert_contains(
        sources(store, "{\"owner\": \"ada@example.com\", \"search\": \"mail\", \"sort\": \"title\"}"),
        "\"total\":1");
    assert_contains(get(store, "DS-1"), "\"dpo\":{\"name\":\"Ada\",\"email\":\"ada@example.com\"}");
    assert_ok(aift_store_erase(store, "ada@example.com", &text));
    aift_text_release(text);
    assert_null(strstr(get(store, "DS-1"), "ada@"));
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

/* What was found is not true of another place; it stays where the place does. */
static void a_check_is_of_its_place(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    int32_t reachable;
    add_source(store, "{" FILE_SOURCE "}");
    assert_ok(aift_store_check_source(store, "DS-1", 10, &reachable, &text));
    aift_text_release(text);
    assert_ok(aift_store_set(store, "DS-1", "{\"sensitivity\": \"low\"}", 0, &text));
    assert_contains(answer_of(text), "\"check\":{\"reachable\":");
    assert_ok(aift_store_set(store, "DS-1", "{\"location\": \"other.csv\"}", 0, &text));
    assert_null(strstr(answer_of(text), "\"check\""));
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void what_is_removed_is_in_no_list(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add_source(store, "{" FILE_SOURCE "}");
    add_source(store, "{" FILE_SOURCE ", \"id\": \"mine\"}");
    add(store, "{\"title\": \"a\"}");
    assert_fails(aift_store_remove(store, "DS-1", 2, &text), AIFT_E_STATE, "version is 1: expected 2");
    assert_fails(aift_store_remove(store, "UC-1", 0, &text), AIFT_E_INVALID, "UC-1 is a usecase");
    assert_fails(aift_store_remove(store, "DS-7", 0, &text), AIFT_E_NOT_FOUND, "DS-7");
    assert_null(text);
    assert_ok(aift_store_remove(store, "DS-1", 1, &text));
    assert_contains(answer_of(text), "\"version\":2,\"state\":\"removed\"");
    assert_fails(aift_store_remove(store, "DS-1", 0, &text), AIFT_E_STATE, "removed");
    assert_fails(aift_store_set(store, "DS-1", "{\"name\": \"b\"}", 0, &text), AIFT_E_STATE, "removed");
    assert_contains(sources(store, NULL), "\"items\":[{\"id\":\"mine\"");
    assert_contains(sources(store, "{\"state\": \"removed\"}"), "\"items\":[{\"id\":\"DS-1\"");
    assert_contains(add_source(store, "{" FILE_SOURCE "}"), "\"id\":\"DS-2\"");
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void retention_ends(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add_source(store, "{" FILE_SOURCE ", \"collected\": \"2020-01-31\", \"retention\": \"P1M\"}");
    add_source(store, "{" FILE_SOURCE ", \"collected\": \"2020-01-31\", \"retention\": \"P900Y\"}");
    add_source(store, "{" FILE_SOURCE ", \"retention\": \"P1D\"}");
    add_source(store, "{" FILE_SOURCE "}");
    assert_contains(sources(store, "{\"overdue\": true}"), "\"total\":1");
    assert_contains(sources(store, "{\"overdue\": true}"), "\"id\":\"DS-1\"");
    assert_contains(sources(store, "{\"overdue\": false}"), "\"total\":4");
    assert_fails(aift_store_list(store, "source", "{\"overdue\": 1}", &text), AIFT_E_INVALID, "overdue");
    assert_fails(aift_store_list(store, "usecase", "{\"overdue\": true}", &text), AIFT_E_INVALID, "overdue");
    aift_store_release(store);
}

/* ---- requirements ---- */

static int64_t gaps;
static const char *map(aift_store *store, const char *given)
{
    aift_text *text;
    assert_ok(aift_store_map_sources(store, "UC-1", given, 0, &gaps, &text));
    return answer_of(text);
}

static void keep_check(aift_store *store, const char *id, const char *check)
{
    aift__json *json;
    assert_ok(aift__json_parse(check, strlen(check), "check", &json));
    assert_ok(aift__store_begin(store));
    assert_ok(aift__record_keep(store, id, "check", json, "check", NULL));
    assert_ok(aift__store_commit(store));
    aift__json_free(json);
}

static void requirements_are_mapped(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store, "{\"title\": \"a\", \"requirements\": [{\"name\": \"a=b\", \"kind\": \"text\", \"rows\": 100, "
               "\"columns\": "
               "[\"text\", \"label\"], \"freshness\": \"P1Y\"}, {\"name\": \"c\"}]}");
    add_source(store, "{" FILE_SOURCE ", \"modality\": \"image\"}");
    assert_contains(map(store, NULL),
                    "{\"requirements\":[{\"name\":\"a=b\",\"sources\":[],\"gap\":\"no source is "
                    "mapped to it\"},{\"name\":\"c\"");
    assert_int_equal(gaps, 2);
    assert_contains(
        map(store, "[\"a=b=DS-1\", \"a=b=DS-1\"]"),
        "\"sources\":[\"DS-1\"],\"gap\":\"DS-1 has image, and text is needed; DS-1 has not been checked\"");
    keep_check(store, "DS-1",
               "{\"reachable\": false, \"error\": \"no\", \"checked_at\": \"2026-01-01T00:00:00Z\"}");
    assert_contains(map(store, "{\"c\": \"DS-1\"}"), "DS-1 cannot be reached: no");
    keep_check(
        store, "DS-1",
        "{\"reachable\": true, \"rows\": 60, \"modified\": \"2020-01-01T00:00:00Z\", \"schema\": [{\"name\": "
        "\"text\"}], \"checked_at\": \"2026-01-01T00:00:00Z\"}");
    assert_contains(map(store, NULL),
                    "DS-1 was changed last at 2020-01-01T00:00:00Z, and may not be older than P1Y; "
                    "there are 60 rows, and 100 are needed; no source has the column label");
    assert_int_equal(gaps, 1);
    add_source(store, "{" FILE_SOURCE ", \"modality\": \"text\"}");
    keep_check(store, "DS-2",
               "{\"reachable\": true, \"rows\": 100, \"modified\": \"9999-01-01T00:00:00Z\", \"schema\": "
               "[{\"name\": "
               "\"text\"}, {\"name\": \"label\"}], \"checked_at\": \"2026-01-01T00:00:00Z\"}");
    assert_ok(aift_store_set(store, "UC-1", "{\"requirements.0.sources\": [\"DS-2\"]}", 0, &text));
    aift_text_release(text);
    assert_contains(map(store, NULL), "\"sources\":[\"DS-2\"],\"gap\":null");
    assert_int_equal(gaps, 0);
    assert_ok(aift_store_remove(store, "DS-2", 0, &text));
    aift_text_release(text);
    assert_contains(map(store, NULL), "DS-2 was removed");
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void bad_mappings_change_nothing(void **state)
{
    static const struct {
        const char *given;
        aift_status status;
        const char *message;
    } wrong[] = {
        {"[\"x=DS-1\"]", AIFT_E_NOT_FOUND, "UC-1 has no requirement \"x\": expected one of: a"},
        {"[\"a=DS-9\"]", AIFT_E_NOT_FOUND, "DS-9"},
        {"[\"a=UC-1\"]", AIFT_E_NOT_FOUND, "UC-1 is a record of the kind usecase"},
        {"[\"a=DS-1\", \"a\"]", AIFT_E_FORMAT, "the mapping is \"a\": expected NAME=ID"},
        {"[\"a=\"]", AIFT_E_FORMAT, "NAME=ID"},
        {"[7]", AIFT_E_FORMAT, "NAME=ID"},
        {"7", AIFT_E_FORMAT, "expected a list"},
        {"{\"a\": 1}", AIFT_E_FORMAT, "the source of a is"},
        {"[", AIFT_E_FORMAT, "the sources"},
    };
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store, "{\"title\": \"a\", \"requirements\": [\"a\"]}");
    add_source(store, "{" FILE_SOURCE "}");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(aift_store_map_sources(store, "UC-1", wrong[i].given, 0, &gaps, &text), wrong[i].status,
                     wrong[i].message);
        assert_null(text);
    }
    assert_fails(aift_store_map_sources(store, "UC-1", "[\"a=DS-1\"]", 5, &gaps, &text), AIFT_E_STATE,
                 "version");
    assert_fails(aift_store_map_sources(store, "DS-1", NULL, 0, &gaps, &text), AIFT_E_NOT_FOUND, "usecase");
    assert_int_equal(rows_of(store), 2);
    aift_store_release(store);
}

/* ---- the record of Art. 30 ---- */

static void the_register_names_what_is_missing(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add_source(store, "{\"name\": \"=<b>x\", \"kind\": \"file\", \"location\": \"x\"}");
    add_source(
        store,
        "{" FILE_SOURCE ", \"lawful_basis\": \"consent\", \"art30\": {\"controller\": {\"name\": \"ACME\", "
        "\"email\": \"a@b.c\"}, \"purposes\": [\"p\"], \"subjects\": [\"s\"], \"categories\": [\"c\"], "
        "\"recipients\": [\"r\"], \"transfers\": [\"none\"], \"erasure\": \"P1Y\", \"security\": [\"x\"]}}");
    add_source(store, "{" FILE_SOURCE ", \"personal_data\": false}");
    assert_ok(aift_store_ropa(store, "json", &text));
    assert_contains(answer_of(text),
                    "\"missing\":[\"art30.controller\",\"art30.purposes\",\"art30.subjects\","
                    "\"art30.categories\",\"art30.recipients\",\"art30.transfers\",\"art30.erasure\","
                    "\"art30.security\",\"lawful_basis\"]},{\"id\":\"DS-2\"");
    assert_contains(answered, "\"missing\":[]}],\"total\":2,\"next\":null,\"head\":\"3:");
    assert_ok(aift_store_ropa(store, "csv", &text));
    assert_contains(answer_of(text), "\r\nDS-1,'=<b>x,");
    assert_contains(answered, "\"art30.controller, art30.purposes");
    assert_contains(answered, "\r\nDS-2,mails,,ACME (a@b.c),");
    assert_ok(aift_store_ropa(store, "html", &text));
    assert_contains(answer_of(text), "<h2>DS-1 =&lt;b&gt;x</h2>");
    assert_contains(answered, "9 fields are missing");
    assert_contains(answered, "<span class=\"missing\">missing: art30.security</span>");
    assert_contains(answered, "nothing is missing");
    assert_fails(aift_store_ropa(store, "pdf", &text), AIFT_E_INVALID,
                 "format is \"pdf\": expected json, csv or html");
    assert_null(text);
    aift_store_release(store);
}

/* ---- what a trace shows ---- */

static void a_source_is_described(void **state)
{
    aift_store *store = new_store(":memory:");
    aift__json *to = aift__json_new_object();
    char *text;
    add_source(store,
               "{" FILE_SOURCE
               ", \"lawful_basis\": \"consent\", \"collected\": \"2020-01-01\", \"retention\": \"P1D\"}");
    assert_ok(aift__source_describe(store, "DS-1", to));
    assert_ok(aift__json_write(context, to, 0, &text));
    assert_string_equal(
        text, "{\"state\":\"active\",\"name\":\"mails\",\"kind\":\"file\",\"location\":\"mails.csv\","
              "\"license\":null,\"lawful_basis\":\"consent\",\"sensitivity\":null,\"dpia\":null,"
              "\"owner\":null,\"overdue\":true,\"checked_at\":null,\"reachable\":null}");
    aift__free(context, text);
    assert_ok(aift__source_describe(store, "DS-9", to));
    assert_int_equal(aift__json_kind(aift__json_get(to, "state")), AIFT__JSON_NULL);
    aift__json_free(to);
    aift_store_release(store);
}

/* ---- checks ---- */

static const char *write_file(const char *name, const char *text, size_t size)
{
    const char *path = aift_test_join(aift_test_folder(), name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
    return path;
}

/* A new source, looked at. */
static const char *look_at(aift_store *store, const char *kind, const char *path, int32_t *reachable)
{
    char record[8192], id[16];
    aift_text *text;
    snprintf(record, sizeof record, "{\"name\": \"a\", \"kind\": \"%s\", \"location\": \"%s\"}", kind, path);
    assert_int_equal(sscanf(add_source(store, record), "{\"id\":\"%15[^\"]", id), 1);
    assert_ok(aift_store_check_source(store, id, 5, reachable, &text));
    return answer_of(text);
}

static void files_are_looked_at(void **state)
{
    static const char csv[] = "a,b,c,d,e,f\r\n1,1.5,true,2026-01-01,x,\n-2,3,FALSE,2026-02-01,\"y\nz\",\n";
    static const char lines[] = "{\"a\": 1}\n{\"b\": [1], \"a\": \"x\"}\n";
    aift_store *store = new_store(":memory:");
    aift_text *text;
    int32_t reachable;
    const char *path = write_file("a.csv", csv, sizeof csv - 1);
    assert_contains(look_at(store, "file", path, &reachable),
                    "{\"reachable\":true,\"rows\":2,\"bytes\":67,\"modified\":\"20");
    assert_contains(
        answered,
        "\"schema\":[{\"name\":\"a\",\"type\":\"integer\"},{\"name\":\"b\",\"type\":\"number\"},"
        "{\"name\":\"c\",\"type\":\"boolean\"},{\"name\":\"d\",\"type\":\"date\"},"
        "{\"name\":\"e\",\"type\":\"string\"},{\"name\":\"f\",\"type\":\"null\"}],\"checked_at\":\"20");
    assert_contains(answered, "\"error\":null}");
    assert_true(reachable);
    assert_contains(get(store, "DS-1"), "\"check\":{\"reachable\":true,\"rows\":2");
    assert_contains(look_at(store, "file", write_file("a.jsonl", lines, sizeof lines - 1), &reachable),
                    "\"schema\":[{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"object\"}]");
    assert_contains(look_at(store, "file", write_file("a.bin", "\0\1", 2), &reachable),
                    "\"rows\":null,\"bytes\":2,");
    assert_contains(look_at(store, "file", write_file("nul.csv", "a\n\0\n", 4), &reachable),
                    "\"reachable\":false,\"rows\":null");
    assert_contains(answered, "line 2");
    assert_false(reachable);
    assert_contains(look_at(store, "file", "nowhere.csv", &reachable), "nowhere.csv: ");
    assert_contains(look_at(store, "folder", aift_test_folder(), &reachable), "\"reachable\":true,\"rows\":");
    assert_contains(look_at(store, "folder", path, &reachable), "it is no folder");
    assert_contains(look_at(store, "file", aift_test_folder(), &reachable), "it is no file");
    assert_contains(look_at(store, "http", "http://127.0.0.1:1/x", &reachable), "\"reachable\":false");
    assert_fails(aift_store_check_source(store, "DS-1", 0, &reachable, &text), AIFT_E_INVALID,
                 "timeout is 0");
    assert_fails(aift_store_check_source(store, "DS-99", 1, &reachable, &text), AIFT_E_NOT_FOUND, "DS-99");
    assert_null(text);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

/* ---- memory ---- */

static aift_status work(aift_store *store)
{
    aift_text *texts[8] = {NULL};
    int32_t reachable = 0;
    int64_t n = 0;
    aift_status status = aift_store_add(
        store, "source", "{" FILE_SOURCE ", \"retention\": \"P1Y\", \"owner\": \"a@b.c\"}", &texts[0]);
    if (status == AIFT_OK)
        status = aift_store_add(store, "usecase", "{\"title\": \"a\", \"requirements\": [\"r\"]}", &texts[1]);
    if (status == AIFT_OK)
        status = aift_store_list(store, "source", "{\"overdue\": true}", &texts[2]);
    if (status == AIFT_OK)
        status = aift_store_check_source(store, "DS-1", 5, &reachable, &texts[3]);
    if (status == AIFT_OK)
        status = aift_store_map_sources(store, "UC-1", "[\"r=DS-1\"]", 0, &n, &texts[4]);
    for (size_t i = 0; i < 2 && status == AIFT_OK; i++)
        status = aift_store_ropa(store, i ? "html" : "csv", &texts[5 + i]);
    if (status == AIFT_OK)
        status = aift_store_remove(store, "DS-1", 0, &texts[7]);
    for (size_t i = 0; i < 8; i++)
        aift_text_release(texts[i]);
    return status;
}

static aift_status scenario(aift_context *ctx, void *arg)
{
    aift_store *store;
    aift_status status = aift_store_create(ctx, ":memory:", NULL, &store);
    if (status == AIFT_OK)
        status = work(store);
    aift_store_release(store);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(scenario, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(durations_are_those_of_iso_8601),
        CASE(licences_are_spdx_expressions),
        CASE(fields_are_checked),
        CASE(persons_are_hidden),
        CASE(a_check_is_of_its_place),
        CASE(what_is_removed_is_in_no_list),
        CASE(retention_ends),
        CASE(requirements_are_mapped),
        CASE(bad_mappings_change_nothing),
        CASE(the_register_names_what_is_missing),
        CASE(a_source_is_described),
        CASE(files_are_looked_at),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
