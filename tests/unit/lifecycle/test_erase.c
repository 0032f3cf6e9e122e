/* lifecycle/store: a person is erased, wherever the name stands. */
#include "stores.h"

static const char *path;
static aift_store *store;

static int set_up_store(void **state)
{
    path = aift_test_join(aift_test_folder(), "a.db");
    set_up(state);
    store = new_store(path);
    return 0;
}

static int tear_down_store(void **state)
{
    aift_store_release(store);
    return tear_down(state);
}

static bool has_bytes(const char *file, const char *text)
{
    size_t size, n = strlen(text);
    if (!aift_test_exists(file))
        return false;
    const char *data = aift_test_read(file, &size);
    for (size_t i = 0; i + n <= size; i++)
        if (memcmp(data + i, text, n) == 0)
            return true;
    return false;
}

static void expect_no_bytes(const char *text)
{
    char log[600];
    snprintf(log, sizeof log, "%s-wal", path);
    assert_false(has_bytes(path, text));
    assert_false(has_bytes(log, text));
}

static const char *erase(const char *person)
{
    aift_text *text;
    assert_ok(aift_store_erase(store, person, &text));
    return answer_of(text);
}

static void expect_nobody(const char *person)
{
    aift_text *text;
    assert_fails(aift_store_erase(store, person, &text), AIFT_E_NOT_FOUND, "there is no person");
    assert_null(text);
}

static void nothing_is_left_of_a_person(void **state)
{
    static const char *const names[] = {"Ottokar", "ottokar", "Weissfluh", "weissfluh@example.com",
                                        "OTTOKAR"};
    char log[600];
    aift_text *text;
    for (int i = 0; i < 40; i++)
        add(store,
            "{\"title\": \"Ask Ottokar Weissfluh\", \"owner\": {\"name\": \"Ottokar Weissfluh\", \"email\": "
            "\"weissfluh@example.com\"}, \"extra\": {\"Reporter\": \"weissfluh@example.com\", \"OTTOKAR "
            "WEISSFLUH\": 1}}");
    set(store, "UC-1", "{\"title\": \"Later\", \"extra\": null}");
    snprintf(log, sizeof log, "%s-wal", path);
    assert_true(has_bytes(path, "Weissfluh") || has_bytes(log, "Weissfluh"));
    assert_string_equal(erase("P-1"), "{\"person\":\"P-1\",\"rows\":41}");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_no_bytes(names[i]);
    assert_true(verifies(store, NULL));
    assert_contains(get(store, "UC-2"), "\"title\":\"Ask [erased]\",\"owner\":{\"person\":\"P-1\"}");
    assert_contains(answered, "\"extra\":{\"Reporter\":\"[erased]\",\"[erased]\":1}");
    assert_ok(aift_store_audit(store, "{\"id\": \"UC-1\"}", &text));
    assert_contains(
        answer_of(text),
        "\"before\":null,\"after\":null,\"salt\":null,\"before_digest\":null,\"after_digest\":\"");
    assert_contains(answered, "\"erased\":true");
    assert_contains(list(store, "{\"search\": \"ottokar\"}"), "\"total\":0");
    erase("P-1"); /* again */
    assert_true(verifies(store, NULL));
}

static const char *import(const char *file)
{
    aift_text *text;
    int64_t rejected;
    aift_source source = AIFT_SOURCE_INIT;
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    source.name = "issues.csv";
    source.data = file;
    source.size = strlen(file);
    options.format = "jira";
    assert_ok(aift_store_import(store, &source, &options, &rejected, &text));
    assert_int_equal(rejected, 0);
    return answer_of(text);
}

static const char issues[] =
    "Summary,Issue key,Reporter,Watchers,Watchers,Custom field (Ask Ida Muster),Parent\n"
    "Sort mail,AI-1,Ida Muster,Ben Beispiel,Ida Muster,yes,P-7\n"
    "Count,AI-2,ida@example.com,Ben Beispiel,,,\n";

/* A person of a record whose name an import has in columns without a meaning, once and repeated, and in a header. */
static void what_imports_had_besides_is_erased(void **state)
{
    (void)state;
    add(store, "{\"title\": \"a\", \"owner\": {\"name\": \"Ida Muster\", \"email\": \"ida@example.com\"}}");
    assert_contains(import(issues), "\"created\":2");
    assert_contains(get(store, "UC-2"), "\"Reporter\":\"Ida Muster\"");
    assert_contains(erase("ida@example.com"), "\"person\":\"P-1\"");
    expect_no_bytes("Ida Muster");
    expect_no_bytes("ida muster");
    expect_no_bytes("ida@example.com");
    assert_contains(get(store, "UC-2"), "\"Reporter\":\"[erased]\"");
    assert_contains(answered, "[\"Ben Beispiel\",\"[erased]\"]");
    assert_contains(answered, "(Ask [erased])\":\"yes\"");
    assert_contains(get(store, "UC-3"), "\"Reporter\":\"[erased]\"");
    assert_true(verifies(store, NULL));
}

/* Somebody whom nothing but such a column names; neither a part of a value nor what looks like an id is a person. */
static void somebody_only_imports_name_is_erased(void **state)
{
    (void)state;
    import(issues);
    expect_nobody("Beispiel");
    expect_nobody("Sort mail");
    expect_nobody("P-7");
    expect_nobody("");
    set(store, "UC-1", "{\"extra.Watchers\": null}"); /* the log has it still */
    assert_contains(erase("Ben Beispiel"), "\"person\":\"P-1\",\"rows\":3}");
    expect_no_bytes("Beispiel");
    expect_no_bytes("beispiel");
    assert_contains(get(store, "UC-2"), "\"Watchers\":[\"[erased]\"");
    assert_true(verifies(store, NULL));
    assert_contains(import(issues), "\"unchanged\":2"); /* the file's name does not come back */
    assert_contains(answered, "\"field\":\"extra.Watchers\",\"here\":null,\"there\":[\"Ben Beispiel\"");
    expect_no_bytes("Beispiel");
    expect_nobody("Ben Beispiel");
}

/* The name alone is a person too; a namesake with another address is somebody else. */
static void entries_without_an_address_are_erased_too(void **state)
{
    (void)state;
    add(store, "{\"title\": \"a\", \"owner\": {\"name\": \"Ida Muster\", \"email\": \"ida@example.com\"},"
               "\"risks\": [{\"text\": \"b\", \"owner\": \"Ida Muster\"}],"
               "\"team\": [{\"role\": \"c\", \"name\": \"I. Muster\", \"email\": \"IDA@example.com\"},"
               "{\"role\": \"d\", \"name\": \"i. muster\"}]}");
    erase("ida@example.com");
    expect_no_bytes("Muster");
    expect_no_bytes("muster");
    assert_true(verifies(store, NULL));
    add(store, "{\"title\": \"e\", \"owner\": {\"name\": \"Eva Muster\", \"email\": \"eva@example.com\"},"
               "\"team\": [{\"role\": \"f\", \"name\": \"Eva Muster\", \"email\": \"eva@example.org\"}]}");
    erase("eva@example.org");
    assert_contains(get(store, "UC-2"), "\"owner\":{\"name\":\"Eva Muster\"");
    expect_no_bytes("eva@example.org");
}

#define STORE_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_store, tear_down_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_CASE(nothing_is_left_of_a_person),
        STORE_CASE(what_imports_had_besides_is_erased),
        STORE_CASE(somebody_only_imports_name_is_erased),
        STORE_CASE(entries_without_an_address_are_erased_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
