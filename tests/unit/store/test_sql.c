/* store/sql: statements, transactions, two connections at once, backups, and files that are none. */
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#include "store/sql.h"

static const char *path;

static int set_up_file(void **state)
{
    path = aift_test_join(aift_test_folder(), "a.db");
    return set_up(state);
}

static aift__sql *make(void)
{
    aift__sql *sql;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_CREATE, -1, &sql));
    assert_ok(
        aift__sql_script(sql, "CREATE TABLE t(n INTEGER PRIMARY KEY, x REAL, name TEXT UNIQUE) STRICT"));
    return sql;
}

static int64_t count(aift__sql *sql)
{
    aift__sql_rows *rows;
    bool row;
    assert_ok(aift__sql_ask(sql, &rows, "SELECT count(*) FROM t", NULL));
    assert_ok(aift__sql_next(rows, &row));
    assert_true(row);
    const int64_t n = aift__sql_int(rows, 0);
    aift__sql_done(rows);
    return n;
}

static const char insert[] = "INSERT INTO t VALUES(?, ?, ?)";

static void keeps_what_is_given(void **state)
{
    aift__sql *sql = make();
    aift__sql_rows *rows;
    size_t size;
    bool row;
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1 << 62, 0.1, "one"));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)7, -2.5, NULL));
    assert_ok(aift__sql_run(sql, insert, "irb", (int64_t)8, 0.0, "a\0b", (size_t)3));
    assert_int_equal(aift__sql_changes(sql), 1);
    assert_ok(aift__sql_ask(sql, &rows, "SELECT n, x, name FROM t WHERE n >= ? ORDER BY n", "i", (int64_t)7));
    assert_ok(aift__sql_next(rows, &row));
    assert_true(row && aift__sql_int(rows, 0) == 7 && aift__sql_real(rows, 1) == -2.5);
    assert_null(aift__sql_text(rows, 2, &size));
    assert_ok(aift__sql_next(rows, &row));
    assert_memory_equal(aift__sql_text(rows, 2, &size), "a\0b", 4);
    assert_int_equal(size, 3);
    assert_ok(aift__sql_next(rows, &row));
    assert_true(row && aift__sql_int(rows, 0) == (int64_t)1 << 62 && aift__sql_real(rows, 1) == 0.1);
    assert_ok(aift__sql_next(rows, &row));
    assert_false(row);
    aift__sql_done(rows);
    assert_fails(aift__sql_run(sql, insert, "irt", (int64_t)9, 0.0, "one"), AIFT_E_EXISTS, "UNIQUE");
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)9, 0.0, "two")); /* the statement is as before */
    aift__sql_close(sql);
}

static void transactions_are_all_or_nothing(void **state)
{
    aift__sql *sql = make(), *other;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_READ, -1, &other));
    assert_ok(aift__sql_begin(sql));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1, 0.0, "a"));
    assert_int_equal(count(sql), 1);
    assert_int_equal(count(other), 0);
    aift__sql_rollback(sql);
    aift__sql_rollback(sql); /* nothing */
    assert_int_equal(count(sql), 0);
    assert_ok(aift__sql_begin(sql));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1, 0.0, "a"));
    assert_ok(aift__sql_commit(sql));
    assert_int_equal(count(other), 1);
    assert_fails(aift__sql_run(other, insert, "irt", (int64_t)2, 0.0, "b"), AIFT_E_IO,
                 "a.db: it cannot be written to");
    aift__sql_close(other);
    aift__sql_close(sql);
}

static void backs_up_and_knows_its_version(void **state)
{
    aift__sql *sql = make(), *copy;
    const char *to = aift_test_join(aift_test_folder(), "copy.db");
    int32_t version, application;
    assert_ok(aift__sql_set_identity(sql, 77, 12));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1, 0.0, "a"));
    assert_ok(aift__sql_backup(sql, to));
    assert_fails(aift__sql_backup(sql, to), AIFT_E_EXISTS, "copy.db: it is there already");
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)2, 0.0, "b"));
    aift__sql_close(sql);
    assert_ok(aift__sql_open(context, to, AIFT__SQL_WRITE, -1, &copy));
    assert_int_equal(count(copy), 1);
    assert_ok(aift__sql_identity(copy, &application, &version));
    assert_int_equal(application, 77);
    assert_int_equal(version, 12);
    assert_ok(aift__sql_clean(copy));
    aift__sql_close(copy);
}

static void refuses_what_is_no_database(void **state)
{
    static const char text[] = "this is a text, and longer than the header of a database, which has one "
                               "hundred bytes, so that it is read";
    aift__sql *sql;
    assert_fails(aift__sql_open(context, path, AIFT__SQL_READ, -1, &sql), AIFT_E_NOT_FOUND,
                 "a.db: there is no such file");
    assert_null(sql);
    assert_fails(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql), AIFT_E_NOT_FOUND, "a.db");
    aift_test_write(path, text, sizeof text);
    assert_fails(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql), AIFT_E_FORMAT,
                 "a.db: it is no store");
    assert_fails(aift__sql_open(context, path, AIFT__SQL_CREATE, -1, &sql), AIFT_E_EXISTS,
                 "a.db: it is there already");
    assert_null(sql);
}

static aift_status scenario(aift_context *ctx, void *arg)
{
    aift__sql *sql;
    aift__sql_rows *rows = NULL;
    bool row = false;
    aift_status status = aift__sql_open(ctx, path, AIFT__SQL_WRITE, -1, &sql);
    if (status == AIFT_OK)
        status = aift__sql_ask(sql, &rows, "SELECT n FROM t", NULL);
    if (status == AIFT_OK)
        status = aift__sql_next(rows, &row);
    aift__sql_done(rows);
    aift__sql_close(sql);
    return status;
}

/* Half of a change, when the other half met tables that are not ours. */
static void nothing_is_committed_after_damage(void **state)
{
    aift__sql *sql = make();
    assert_ok(aift__sql_own_tables(sql));
    assert_ok(aift__sql_begin(sql));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1, 0.0, "a"));
    assert_fails(aift__sql_run(sql, "INSERT INTO missing VALUES(1)", NULL), AIFT_E_FORMAT,
                 "no store, or damaged: no such table: missing");
    assert_fails(aift__sql_commit(sql), AIFT_E_FORMAT, "nothing was changed");
    aift__sql_rollback(sql);
    assert_int_equal(count(sql), 0);
    assert_ok(aift__sql_begin(sql));
    assert_ok(aift__sql_run(sql, insert, "irt", (int64_t)1, 0.0, "a"));
    assert_ok(aift__sql_commit(sql));
    assert_int_equal(count(sql), 1);
    aift__sql_close(sql);
}

static void survives_failing_allocations(void **state)
{
    aift__sql_close(make());
    aift_test_sweep(scenario, NULL);
}

#define FILE_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_file, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_CASE(keeps_what_is_given),
        FILE_CASE(transactions_are_all_or_nothing),
        FILE_CASE(backs_up_and_knows_its_version),
        FILE_CASE(refuses_what_is_no_database),
        FILE_CASE(nothing_is_committed_after_damage),
        FILE_CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
