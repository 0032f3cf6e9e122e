/* lifecycle/store: files of other versions, guards, what verify finds, copies. */
#include "stores.h"

#include "store/sql.h"

static const char *path;

static int set_up_file(void **state)
{
    path = aift_test_join(aift_test_folder(), "a.db");
    return set_up(state);
}

/* Statements on the file, past the library. */
static void run(const char *file, const char *script)
{
    aift__sql *sql;
    assert_ok(aift__sql_open(context, file, AIFT__SQL_WRITE, -1, &sql));
    aift__sql_accept(sql);
    assert_ok(aift__sql_script(sql, "PRAGMA foreign_keys=OFF"));
    assert_ok(aift__sql_script(sql, script));
    aift__sql_close(sql);
}

static void is_opened_with_its_options(void **state)
{
    aift_store *store;
    aift_text *text;
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    options.actor = "";
    assert_fails(aift_store_create(context, path, &options, &store), AIFT_E_INVALID, "actor");
    assert_null(store);
    options.actor = "alice";
    options.busy_timeout = -1;
    assert_fails(aift_store_create(context, path, &options, &store), AIFT_E_INVALID, "busy_timeout");
    assert_fails(aift_store_open(context, path, NULL, &store), AIFT_E_NOT_FOUND, "a.db");
    options.busy_timeout = 50;
    assert_ok(aift_store_create(context, path, &options, &store));
    add(store, "{\"title\": \"a\"}");
    assert_ok(aift_store_audit(store, "{\"id\": \"UC-1\", \"limit\": 1}", &text));
    assert_contains(answer_of(text), "\"actor\":\"alice\",\"action\":\"create\"");
    assert_fails(aift_store_audit(store, "{\"after\": \"x\"}", &text), AIFT_E_INVALID, "\"x\"");
    aift_store *again = aift_store_retain(store);
    aift_store_release(store);
    assert_fails(aift_store_create(context, path, NULL, &store), AIFT_E_EXISTS, "it is there already");
    options.read_only = 1;
    assert_ok(aift_store_open(context, path, &options, &store));
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"a\"}", &text), AIFT_E_IO, "read-only");
    aift_store_release(store);
    options.read_only = 0;
    aift__sql *other; /* somebody who writes, and takes time */
    assert_ok(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &other));
    assert_ok(aift__sql_begin(other));
    assert_ok(aift_store_open(context, path, &options, &store));
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"a\"}", &text), AIFT_E_BUSY,
                 "locked for 50 ms");
    assert_contains(get(store, "UC-1"), "\"title\":\"a\"");
    aift__sql_close(other);
    add(store, "{\"title\": \"b\"}");
    aift_store_release(store);
    aift_store_release(again);
}

/* The call fails, and the file is as it was. */
static void refused(const char *file, bool migrate, aift_status status, const char *part)
{
    size_t size, after;
    aift_store *store;
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    options.migrate = migrate;
    const char *before = aift_test_read(file, &size);
    assert_fails(aift_store_open(context, file, &options, &store), status, part);
    assert_null(store);
    const char *now = aift_test_read(file, &after);
    assert_int_equal(size, after);
    assert_memory_equal(before, now, size);
}

static void refuses_other_files(void **state)
{
    aift_store_release(new_store(path));
    run(path, "PRAGMA user_version=4");
    refused(path, true, AIFT_E_UNSUPPORTED, "user_version is 4: expected 3 or less");
    run(path, "PRAGMA user_version=0");
    refused(path, true, AIFT_E_FORMAT, "no store");
    run(path, "PRAGMA user_version=1; PRAGMA application_id=7");
    refused(path, false, AIFT_E_FORMAT, "no store");
    static char text[8192] = "no database, and long enough to be read as one";
    aift_test_write(path, text, sizeof text);
    refused(path, true, AIFT_E_FORMAT, "it is no store, or damaged");
    aift_test_write(path, "", 0);
    refused(path, true, AIFT_E_FORMAT, "no store");
}

static void the_log_is_guarded(void **state)
{
    static const char *const attempts[] = {
        "UPDATE audit SET actor='P-0'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit",
        "UPDATE payload SET after='{}'",
        "UPDATE payload SET salt=NULL, erased=0",
        "DELETE FROM payload",
        "INSERT OR REPLACE INTO payload SELECT * FROM payload",
        "DELETE FROM record",
    };
    aift_store *store = new_store(path);
    add(store, "{\"title\": \"a\"}");
    aift__sql *sql;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql));
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        assert_fails(aift__sql_script(sql, attempts[i]), AIFT_E_EXISTS, "the log cannot be altered");
    aift__sql_close(sql);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

#define NO_GUARDS                                                                                            \
    "DROP TRIGGER audit_update; DROP TRIGGER audit_delete; DROP TRIGGER payload_update; DROP TRIGGER "       \
    "payload_delete; "                                                                                       \
    "DROP TRIGGER record_delete; "

static void verify_names_what_is_wrong(void **state)
{
    static const struct {
        const char *script, *bad;
    } cases[] = {
        {"UPDATE record SET title='c' WHERE id='UC-2'", "{\"seq\":null,\"table\":\"record\",\"id\":\"UC-2\""},
        {"UPDATE record SET body=replace(body, 'beta', 'gamma') WHERE id='UC-2'",
         "{\"seq\":3,\"table\":\"record\",\"id\":\"UC-2\",\"reason\":\"the record is not what the log has\""},
        {"UPDATE record SET version=9 WHERE id='UC-1'", "\"table\":\"record\",\"id\":\"UC-1\""},
        {"UPDATE word SET word='gamma' WHERE word='beta'", "\"table\":\"word\",\"id\":\"UC-2\""},
        {"INSERT INTO word VALUES('gamma', 1)", "\"table\":\"word\",\"id\":null"},
        {"INSERT INTO record(kind, id, number, version, updated, body) VALUES('usecase', 'UC-8', 8, 1, '', "
         "'{}')",
         "\"id\":\"UC-8\",\"reason\":\"the log does not know the record\""},
        {NO_GUARDS "UPDATE audit SET actor='P-1' WHERE seq=2",
         "{\"seq\":2,\"table\":\"audit\",\"id\":\"UC-2\""},
        {NO_GUARDS "DELETE FROM audit WHERE seq=2",
         "{\"seq\":2,\"table\":\"audit\",\"id\":null,\"reason\":\"the row is missing\""},
        {NO_GUARDS "DELETE FROM payload WHERE seq=2", "{\"seq\":2,\"table\":\"payload\",\"id\":\"UC-2\""},
        {NO_GUARDS "UPDATE payload SET before=replace(before, 'two', 'six') WHERE seq=3",
         "{\"seq\":3,\"table\":\"payload\",\"id\":\"UC-2\",\"reason\":\"before does not have its digest\""},
        {NO_GUARDS "UPDATE payload SET after='{}' WHERE seq=1",
         "{\"seq\":1,\"table\":\"payload\",\"id\":\"UC-1\",\"reason\":\"after does not have its digest\""},
        {"UPDATE payload SET before=NULL, after=NULL, salt=NULL, erased=1 WHERE seq=2",
         "{\"seq\":2,\"table\":\"payload\",\"id\":null,\"reason\":\"it was erased, and no row tells of it\""},
        {NO_GUARDS "DELETE FROM word; DELETE FROM record WHERE id='UC-1'", "\"table\":"},
        {"DROP TRIGGER audit_delete", "\"reason\":\"a guard of the log was taken away\""},
        {"DROP TRIGGER audit_delete; CREATE TRIGGER audit_delete BEFORE DELETE ON audit WHEN 0 BEGIN SELECT "
         "1; END",
         "a guard"},
    };
    const char *folder = aift_test_folder();
    size_t size;
    aift_store *store = new_store(path);
    add(store, "{\"title\": \"alpha one\"}");
    add(store, "{\"title\": \"beta two\"}");
    set(store, "UC-2", "{\"people\": 2}");
    aift_store_release(store);
    const char *whole = aift_test_read(path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *copy = aift_test_join(folder, "copy.db");
        aift_test_write(copy, whole, size);
        run(copy, cases[i].script);
        assert_ok(aift_store_open(context, copy, NULL, &store));
        if (verifies(store, NULL))
            fail_msg("not found: %s", cases[i].script);
        assert_contains(answered, cases[i].bad);
        aift_store_release(store);
    }
}

static void a_cut_log_is_found_by_its_head(void **state)
{
    aift_store *store = new_store(path);
    aift_text *text;
    int32_t ok;
    char head[128];
    add(store, "{\"title\": \"a\"}");
    set(store, "UC-1", "{\"people\": 2}");
    assert_true(verifies(store, NULL));
    const char *hash = strstr(answered, "\"hash\":\"") + 8;
    snprintf(head, sizeof head, "2:%.64s", hash);
    assert_true(verifies(store, head));
    aift_store_release(store);
    run(path, NO_GUARDS "UPDATE record SET body=(SELECT after FROM payload WHERE seq=1), version=1, updated="
                        "(SELECT after->>'updated' FROM payload WHERE seq=1); DELETE FROM payload WHERE "
                        "seq=2; DELETE FROM audit "
                        "WHERE seq=2");
    assert_ok(aift_store_open(context, path, NULL, &store));
    assert_false(verifies(store, head));
    assert_contains(answered,
                    "{\"seq\":2,\"table\":\"audit\",\"id\":null,\"reason\":\"the expected row is missing");
    head[3] ^= 1;
    head[0] = '1';
    assert_false(verifies(store, head));
    assert_contains(answered, "\"seq\":1");
    assert_fails(aift_store_verify(store, "2", &ok, &text), AIFT_E_INVALID, "SEQ:HASH");
    assert_fails(aift_store_verify(store, "2:abc", &ok, &text), AIFT_E_INVALID, "SEQ:HASH");
    aift_store_release(store);
}

static void is_copied_while_in_use(void **state)
{
    const char *to = aift_test_join(aift_test_folder(), "copy.db");
    aift_store *store = new_store(path), *copy;
    aift_text *text;
    add(store, "{\"title\": \"a\"}");
    assert_ok(aift_store_backup(store, to, &text));
    assert_contains(answer_of(text), "{\"head\":{\"seq\":1,\"hash\":\"");
    assert_fails(aift_store_backup(store, to, &text), AIFT_E_EXISTS, "copy.db");
    assert_null(text);
    set(store, "UC-1", "{\"people\": 2}");
    assert_ok(aift_store_open(context, to, NULL, &copy));
    assert_int_equal(rows_of(copy), 1);
    assert_true(verifies(copy, NULL));
    assert_contains(add(copy, "{\"title\": \"b\"}"), "UC-2");
    aift_store_release(copy);
    aift_store_release(store);
}

static void prints_a_schema(void **state)
{
    aift_text *text;
    aift__json *schema;
    assert_fails(aift_store_schema(context, "thing", &text), AIFT_E_INVALID, "thing");
    assert_null(text);
    assert_ok(aift_store_schema(context, "usecase", &text));
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "the schema", &schema));
    assert_string_equal(aift__json_text(aift__json_path(schema, "$schema"), NULL),
                        "https://json-schema.org/draft/2020-12/schema");
    assert_string_equal(aift__json_text(aift__json_at(aift__json_path(schema, "required"), 0), NULL),
                        "title");
    assert_int_equal(
        aift__json_real(aift__json_path(schema, "properties.risks.items.properties.impact.maximum"), 0), 5);
    assert_null(aift__json_path(schema, "properties.imported"));
    aift__json_free(schema);
    aift_text_release(text);
}

#define FILE_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_file, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_CASE(is_opened_with_its_options),
        FILE_CASE(refuses_other_files),
        FILE_CASE(the_log_is_guarded),
        FILE_CASE(verify_names_what_is_wrong),
        FILE_CASE(a_cut_log_is_found_by_its_head),
        FILE_CASE(is_copied_while_in_use),
        CASE(prints_a_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
