/* lifecycle/store: files whose tables, views and triggers are not ours: nothing of theirs is run, and nothing is changed by halves. */
#include "stores.h"

#include "store/sql.h"

static const char *path;

static int set_up_file(void **state)
{
    path = aift_test_join(aift_test_folder(), "a.db");
    return set_up(state);
}

/* A store with a record, altered past the library. */
static void make_altered(const char *script)
{
    aift__sql *sql;
    aift_store *store = new_store(path);
    add(store, "{\"title\": \"a\"}");
    aift_store_release(store);
    assert_ok(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql));
    aift__sql_accept(sql);
    assert_ok(aift__sql_script(sql, script));
    aift__sql_close(sql);
}

static int64_t records(void)
{
    int64_t n;
    aift__sql *sql;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_READ, -1, &sql));
    assert_ok(aift__sql_get_int(sql, "SELECT count(*) FROM record", &n));
    aift__sql_close(sql);
    return n;
}

/* They are not run: what would be written is refused, what is read is there. */
static void refuses_to_write(void)
{
    aift_store *store;
    aift_text *text;
    assert_ok(aift_store_open(context, path, NULL, &store));
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"b\"}", &text), AIFT_E_FORMAT,
                 "a.db: it is no store, or damaged: it has triggers that no store has");
    assert_null(text);
    assert_fails(aift_store_set(store, "UC-1", "{\"people\": 2}", 0, &text), AIFT_E_FORMAT, "triggers");
    assert_contains(get(store, "UC-1"), "\"title\":\"a\"");
    aift_store_release(store);
    assert_int_equal(records(), 1);
}

static void triggers_of_others_are_not_run(void **state)
{
    make_altered("CREATE TRIGGER theirs AFTER INSERT ON record BEGIN UPDATE person SET name='x'; END");
    refuses_to_write();
}

/* One that has a guard's name and does something else. */
static void altered_guards_are_not_run(void **state)
{
    make_altered("DROP TRIGGER record_delete;"
                 "CREATE TRIGGER record_delete AFTER INSERT ON record BEGIN UPDATE person SET name='x'; END");
    refuses_to_write();
}

/* A view could be any computation, and one without an end. */
static void views_are_not_looked_into(void **state)
{
    aift_store *store;
    aift_text *text;
    make_altered("ALTER TABLE word RENAME TO theirs;"
                 "CREATE VIEW word AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t)"
                 " SELECT 'b' AS word, n FROM t");
    assert_ok(aift_store_open(context, path, NULL, &store));
    assert_fails(aift_store_list(store, "usecase", "{\"search\": \"a\"}", &text), AIFT_E_FORMAT,
                 "no store, or damaged");
    assert_null(text);
    aift_store_release(store);
}

static void tables_that_are_missing_are_damage(void **state)
{
    aift_store *store;
    aift_text *text;
    make_altered("DROP TABLE word");
    assert_ok(aift_store_open(context, path, NULL, &store));
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"b\"}", &text), AIFT_E_FORMAT,
                 "no store, or damaged: no such table: word");
    assert_contains(get(store, "UC-1"), "\"title\":\"a\"");
    aift_store_release(store);
    assert_int_equal(records(), 1);
}

/* That the store is broken is no fault of a row: rows are not taken by halves, and none is called rejected. */
static void imports_end_at_damage(void **state)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift_store *store;
    aift_text *text;
    int64_t rejected;
    source.name = "file";
    source.data = "title\nA\nB\n";
    source.size = strlen(source.data);
    make_altered("DROP TABLE word");
    assert_ok(aift_store_open(context, path, NULL, &store));
    assert_fails(aift_store_import(store, &source, NULL, &rejected, &text), AIFT_E_FORMAT,
                 "nothing was changed");
    assert_null(text);
    aift_store_release(store);
    assert_int_equal(records(), 1);
}

#define FILE_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_file, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_CASE(triggers_of_others_are_not_run), FILE_CASE(altered_guards_are_not_run),
        FILE_CASE(views_are_not_looked_into),      FILE_CASE(tables_that_are_missing_are_damage),
        FILE_CASE(imports_end_at_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
