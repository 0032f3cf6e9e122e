/* store/query: a SELECT on a file of somebody else's: what it reads, and what it may not do. */
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#include "base/clock.h"
#include "store/query.h"
#include "store/sql.h"

static const char *path;

static int set_up_file(void **state)
{
    aift__sql *sql;
    path = aift_test_join(aift_test_folder(), "a?b%23.db");
    set_up(state);
    assert_ok(aift__sql_open(context, path, AIFT__SQL_CREATE, -1, &sql));
    assert_ok(aift__sql_script(
        sql, "CREATE TABLE t(n, x); INSERT INTO t VALUES(1, 'a'), (2.5, NULL), (3, x'00');"));
    aift__sql_close(sql);
    return 0;
}

static int tear_down_file(void **state)
{
    unlink(path);
    return tear_down(state);
}

static double soon(void)
{
    return aift__clock_seconds() + 5;
}

static bool is_there(const char *ending)
{
    char name[4096];
    snprintf(name, sizeof name, "%s%s", path, ending);
    return access(name, F_OK) == 0;
}

static void reads_rows(void **state)
{
    static const aift__select_type types[3][2] = {{AIFT__SELECT_INTEGER, AIFT__SELECT_TEXT},
                                                  {AIFT__SELECT_REAL, AIFT__SELECT_NULL},
                                                  {AIFT__SELECT_INTEGER, AIFT__SELECT_BLOB}};
    aift__select *query;
    size_t size;
    bool row;
    assert_ok(aift__select_open(context, path, "SELECT n, upper(x) AS y, x FROM t;\n", soon(), &query));
    assert_int_equal(aift__select_columns(query), 3);
    assert_string_equal(aift__select_name(query, 1), "y");
    for (int i = 0; i < 3; i++) {
        assert_ok(aift__select_next(query, &row));
        assert_true(row);
        assert_int_equal(aift__select_type_of(query, 0), types[i][0]);
        assert_int_equal(aift__select_type_of(query, 2), types[i][1]);
    }
    assert_string_equal(aift__select_text(query, 0, &size), "3");
    assert_int_equal(size, 1);
    assert_ok(aift__select_next(query, &row));
    assert_false(row);
    aift__select_close(query);
    assert_false(is_there("-wal"));
    assert_false(is_there("-shm"));
}

static void does_nothing_else(void **state)
{
    static const char *const refused[] = {"INSERT INTO t VALUES(1, 2)",
                                          "DELETE FROM t",
                                          "DROP TABLE t",
                                          "CREATE TABLE u(n)",
                                          "ATTACH 'other.db' AS o",
                                          "VACUUM INTO 'other.db'",
                                          "PRAGMA journal_mode=DELETE",
                                          "PRAGMA user_version",
                                          "SELECT load_extension('x')",
                                          "SELECT 1; SELECT 2",
                                          "SELECT 1; DROP TABLE t",
                                          "BEGIN IMMEDIATE",
                                          "",
                                          "SELECT nothing FROM t",
                                          "SELEKT"};
    aift__select *query;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (aift__select_open(context, path, refused[i], soon(), &query) != AIFT_E_INVALID)
            fail_msg("\"%s\" is not refused: %s", refused[i], aift_last_error());
        assert_null(query);
    }
    assert_fails(aift__select_open(context, "nowhere.db", "SELECT 1", soon(), &query), AIFT_E_NOT_FOUND,
                 "nowhere.db");
    assert_false(is_there("-wal"));
}

static void ends_in_time(void **state)
{
    aift__select *query;
    bool row;
    const double from = aift__clock_seconds();
    assert_ok(aift__select_open(
        context, path,
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", from + 0.2,
        &query));
    assert_fails(aift__select_next(query, &row), AIFT_E_CANCELLED, "longer than it may");
    assert_false(row);
    assert_true(aift__clock_seconds() - from < 5);
    aift__select_close(query);
}

static void values_are_bounded(void **state)
{
    aift__select *query;
    bool row;
    assert_ok(aift__select_open(context, path, "SELECT zeroblob(1 << 30)", soon(), &query));
    assert_fails(aift__select_next(query, &row), AIFT_E_RANGE, "");
    aift__select_close(query);
}

static void what_is_no_database_is_refused(void **state)
{
    const char *text = aift_test_join(aift_test_folder(), "text.db");
    aift__select *query;
    FILE *file = fopen(text, "w");
    for (int i = 0; i < 2000; i++)
        fputs("no data base ", file);
    fclose(file);
    assert_fails(aift__select_open(context, text, "SELECT 1 FROM t", soon(), &query), AIFT_E_FORMAT,
                 "text.db");
    assert_null(query);
    unlink(text);
}

int main(void)
{
#define FILE_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_file, tear_down_file)
    const struct CMUnitTest tests[] = {
        FILE_CASE(reads_rows),
        FILE_CASE(does_nothing_else),
        FILE_CASE(ends_in_time),
        FILE_CASE(values_are_bounded),
        FILE_CASE(what_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
