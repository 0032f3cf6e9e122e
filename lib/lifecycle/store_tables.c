/* The tables of a store, and what becomes of those of older versions. */
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

enum { APPLICATION = 0x61696674 }; /* "aift" */

/* Names and addresses are in `person` alone. `record` has a record's JSON and the columns that lists go by; `word` and
 * `key` what it is found by: all of them follow from the JSON, and verify compares them. `audit` is the chain; the records
 * before and after a change lie beside it in `payload`, so that they can be erased. */
static const char tables[] =
    "CREATE TABLE person(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK(id<>''), name TEXT, email TEXT,"
    " erased INTEGER NOT NULL DEFAULT 0 CHECK(erased IN(0,1)),"
    " CHECK(NOT erased OR (name IS NULL AND email IS NULL))) STRICT;"
    "CREATE INDEX person_email ON person(email COLLATE NOCASE);"
    "CREATE INDEX person_name ON person(name);"
    "CREATE TABLE record(n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE CHECK(id<>''),"
    " number INTEGER NOT NULL, version INTEGER NOT NULL CHECK(version>=1), state TEXT, title TEXT, task TEXT,"
    " owner TEXT REFERENCES person(id), updated TEXT NOT NULL, body TEXT NOT NULL CHECK(body<>'')) "
    "STRICT;"
    "CREATE INDEX record_number ON record(kind, number, id);"
    "CREATE INDEX record_title ON record(kind, title COLLATE NOCASE, n);"
    "CREATE INDEX record_updated ON record(kind, updated, n);"
    "CREATE INDEX record_filter ON record(kind, state, task, owner);"
    "CREATE TABLE word(word TEXT NOT NULL, n INTEGER NOT NULL REFERENCES record(n), PRIMARY KEY(word, n))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE key(key TEXT NOT NULL, n INTEGER NOT NULL REFERENCES record(n), PRIMARY KEY(key, n))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE audit(seq INTEGER PRIMARY KEY CHECK(seq>0), at TEXT NOT NULL,"
    " actor TEXT NOT NULL REFERENCES person(id), action TEXT NOT NULL, id TEXT NOT NULL,"
    " before_digest TEXT CHECK(length(before_digest)=64), after_digest TEXT CHECK(length(after_digest)=64),"
    " prev TEXT NOT NULL CHECK(length(prev)=64), hash TEXT NOT NULL CHECK(length(hash)=64)) STRICT;"
    "CREATE INDEX audit_id ON audit(id, seq);"
    "CREATE TABLE payload(seq INTEGER PRIMARY KEY REFERENCES audit(seq), before TEXT, after TEXT, salt TEXT,"
    " erased INTEGER NOT NULL DEFAULT 0 CHECK(erased IN(0,1)),"
    " CHECK(NOT erased OR (before IS NULL AND after IS NULL AND salt IS NULL))) STRICT;";

static const struct {
    const char *name, *text;
} guards[] = {
    {"audit_insert", "BEFORE INSERT ON audit WHEN EXISTS(SELECT 1 FROM audit WHERE seq=NEW.seq)"},
    {"audit_update", "BEFORE UPDATE ON audit"},
    {"audit_delete", "BEFORE DELETE ON audit"},
    {"payload_insert", "BEFORE INSERT ON payload WHEN EXISTS(SELECT 1 FROM payload WHERE seq=NEW.seq)"},
    {"payload_update", "BEFORE UPDATE ON payload WHEN NEW.seq<>OLD.seq OR NOT NEW.erased"},
    {"payload_delete", "BEFORE DELETE ON payload"},
    {"record_delete", "BEFORE DELETE ON record"},
};

enum { GUARD = 512 };

/* As it is kept in the file. */
static void print_guard(size_t i, char text[GUARD])
{
    snprintf(text, GUARD, "CREATE TRIGGER %s %s BEGIN SELECT RAISE(ABORT, 'the log cannot be altered'); END",
             guards[i].name, guards[i].text);
}

static aift_status make_guards(aift__sql *sql)
{
    char text[GUARD];
    for (size_t i = 0; i < AIFT__COUNT(guards); i++) {
        print_guard(i, text);
        AIFT__TRY(aift__sql_script(sql, text));
    }
    return AIFT_OK;
}

/* Whether a guard is in the file, as it is made. */
static aift_status has_guard(aift__sql *sql, size_t i, bool *out)
{
    char text[GUARD];
    aift__sql_rows *rows;
    print_guard(i, text);
    AIFT__TRY(
        aift__sql_ask(sql, &rows, "SELECT 1 FROM sqlite_schema WHERE type='trigger' AND sql=?", "t", text));
    const aift_status status = aift__sql_next(rows, out);
    aift__sql_done(rows);
    return status;
}

aift_status aift__store_missing_guard(aift__sql *sql, const char **name)
{
    *name = NULL;
    for (size_t i = 0; i < AIFT__COUNT(guards) && !*name; i++) {
        bool there;
        AIFT__TRY(has_guard(sql, i, &there));
        if (!there)
            *name = guards[i].name;
    }
    return AIFT_OK;
}

aift_status aift__store_check_triggers(aift__sql *sql, const char *path)
{
    int64_t all, ours = 0;
    AIFT__TRY(aift__sql_get_int(sql, "SELECT count(*) FROM sqlite_schema WHERE type='trigger'", &all));
    for (size_t i = 0; i < AIFT__COUNT(guards); i++) {
        bool there;
        AIFT__TRY(has_guard(sql, i, &there));
        ours += there;
    }
    if (all > ours)
        return aift__fail(AIFT_E_FORMAT, "%s: it is no store, or damaged: it has triggers that no store has",
                          path);
    return AIFT_OK;
}

static aift_status fill(aift__sql *sql)
{
    AIFT__TRY(aift__sql_script(sql, tables));
    AIFT__TRY(aift__sql_script(sql, aift__portfolio_tables));
    AIFT__TRY(make_guards(sql));
    AIFT__TRY(aift__sql_script(sql, "INSERT INTO person(n, id) VALUES(0, 'P-0');"));
    return aift__sql_set_identity(sql, APPLICATION, AIFT__STORE_VERSION);
}

/* They follow from the records: whatever there was before is made anew. */
static aift_status make_portfolio(aift__sql *sql)
{
    AIFT__TRY(aift__sql_script(sql, "DROP TABLE IF EXISTS portfolio; DROP TABLE IF EXISTS criterion;"
                                    "DROP TABLE IF EXISTS dependency;"));
    AIFT__TRY(aift__sql_script(sql, aift__portfolio_tables));
    return aift__portfolio_fill(sql);
}

/* What brings a store of version i + 1 to the next one. NULL: a later one does that too. */
static aift_status (*const migrations[])(aift__sql *sql) = {NULL, make_portfolio};

static aift_status migrate_from(aift__sql *sql, int32_t version)
{
    for (; version < AIFT__STORE_VERSION; version++) {
        if (migrations[version - 1])
            AIFT__TRY(migrations[version - 1](sql));
        AIFT__TRY(aift__sql_set_identity(sql, APPLICATION, version + 1));
    }
    return AIFT_OK;
}

static aift_status in_transaction(aift__sql *sql, aift_status (*change)(aift__sql *sql, int32_t version),
                                  int32_t version)
{
    AIFT__TRY(aift__sql_begin(sql));
    aift_status status = change(sql, version);
    if (status == AIFT_OK)
        status = aift__sql_commit(sql);
    aift__sql_rollback(sql);
    return status;
}

static aift_status fill_new(aift__sql *sql, int32_t version)
{
    return fill(sql);
}

aift_status aift__store_make_tables(aift__sql *sql)
{
    return in_transaction(sql, fill_new, 0);
}

aift_status aift__store_check_version(aift__sql *sql, const char *path, bool migrate)
{
    int32_t application, version;
    AIFT__TRY(aift__sql_identity(sql, &application, &version));
    if (application != APPLICATION || version < 1)
        return aift__fail(AIFT_E_FORMAT, "%s: it is an SQLite file, but no store (aift store init makes one)",
                          path);
    if (version > AIFT__STORE_VERSION)
        return aift__fail(
            AIFT_E_UNSUPPORTED,
            "%s: user_version is %d: expected %d or less: it belongs to a newer release of aift", path,
            (int)version, (int)AIFT__STORE_VERSION);
    if (version < AIFT__STORE_VERSION && !migrate)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "%s: user_version is %d: expected %d: aift store migrate brings it there", path,
                          (int)version, (int)AIFT__STORE_VERSION);
    if (version == AIFT__STORE_VERSION)
        return AIFT_OK;
    AIFT__TRY(aift__store_check_triggers(sql, path));
    return in_transaction(sql, migrate_from, version);
}
