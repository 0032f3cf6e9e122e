/* What a ranking reads of use cases, in tables of their own: a hundred thousand records are not read for it. They follow
 * from the records, are written with them, and verify compares them. */
#include <math.h>
#include <string.h>

#include "lifecycle/portfolio.h"

/* `lines`: see portfolio_lines.c. */
const char aift__portfolio_tables[] =
    "CREATE TABLE portfolio(block INTEGER PRIMARY KEY CHECK(block>=0), lines BLOB NOT NULL) STRICT;"
    "CREATE TABLE criterion(name TEXT NOT NULL, n INTEGER NOT NULL REFERENCES record(n), value REAL NOT NULL,"
    " PRIMARY KEY(name, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE dependency(n INTEGER NOT NULL REFERENCES record(n), place INTEGER NOT NULL,"
    " after TEXT NOT NULL, PRIMARY KEY(n, place)) STRICT, WITHOUT ROWID;";

/* ---- blocks of lines ---- */

aift__portfolio_lines aift__portfolio_lines_of(const aift__sql_rows *rows)
{
    static const unsigned char none[1];
    size_t size;
    const unsigned char *bytes = aift__sql_bytes(rows, 1, &size), *at = bytes ? bytes : none;
    const int64_t block = aift__sql_int(rows, 0);
    const bool fits = block >= 0 && block < INT64_MAX / AIFT__PORTFOLIO_BLOCK;
    return (aift__portfolio_lines){.first = fits ? block * AIFT__PORTFOLIO_BLOCK : 0,
                                   .place = fits ? 0 : AIFT__PORTFOLIO_BLOCK, /* no line can be there */
                                   .at = at,
                                   .end = at + size};
}

/* The block of a record; `there` false: it has none. */
static aift_status ask_block(aift__sql *sql, int64_t n, aift__sql_rows **rows, bool *there)
{
    *there = false;
    AIFT__TRY(aift__sql_ask(sql, rows, "SELECT block, lines FROM portfolio WHERE block=?", "i",
                            n / AIFT__PORTFOLIO_BLOCK));
    return aift__sql_next(*rows, there);
}

/* Copies lines of a block behind `to`: those before record n, or those behind it. */
static aift_status copy_lines(aift__portfolio_lines lines, int64_t n, bool before, unsigned char *to,
                              size_t *size)
{
    aift__portfolio_line line;
    for (bool more = true; more;) {
        AIFT__TRY(aift__portfolio_next(&lines, &line, &more));
        if (!more || (before ? line.n >= n : line.n <= n))
            continue;
        memcpy(to + *size, line.bytes, line.size);
        *size += line.size;
    }
    return AIFT_OK;
}

static aift_status write_line(aift__sql *sql, int64_t n, const unsigned char *line, size_t line_size)
{
    unsigned char bytes[AIFT__PORTFOLIO_BLOCK * AIFT__PORTFOLIO_LINE];
    size_t size = 0;
    aift__sql_rows *rows = NULL;
    bool there;
    aift_status status = ask_block(sql, n, &rows, &there);
    if (status == AIFT_OK && there)
        status = copy_lines(aift__portfolio_lines_of(rows), n, true, bytes, &size);
    memcpy(bytes + size, line, line_size);
    size += line_size;
    if (status == AIFT_OK && there)
        status = copy_lines(aift__portfolio_lines_of(rows), n, false, bytes, &size);
    aift__sql_done(rows);
    AIFT__TRY(status);
    return aift__sql_run(sql, "INSERT OR REPLACE INTO portfolio VALUES(?, ?)", "ix",
                         n / AIFT__PORTFOLIO_BLOCK, (const void *)bytes, size);
}

/* ---- writing ---- */

static const aift__json *criteria_of(const aift__json *stored)
{
    return aift__json_path(stored, "scores.criteria");
}

static aift_status write_criteria(aift__sql *sql, int64_t n, const aift__json *is, const aift__json *was)
{
    aift__json_item item;
    for (bool more = aift__json_first(was, &item); more; more = aift__json_next(was, &item))
        AIFT__TRY(aift__sql_run(sql, "DELETE FROM criterion WHERE name=? AND n=?", "bi", item.key,
                                item.key_size, n));
    for (bool more = aift__json_first(is, &item); more; more = aift__json_next(is, &item))
        AIFT__TRY(aift__sql_run(sql, "INSERT INTO criterion VALUES(?, ?, ?)", "bir", item.key, item.key_size,
                                n, aift__json_real(item.value, 0)));
    return AIFT_OK;
}

static aift_status write_dependencies(aift__sql *sql, int64_t n, const aift__json *is, const aift__json *was)
{
    if (aift__json_size(was) > 0)
        AIFT__TRY(aift__sql_run(sql, "DELETE FROM dependency WHERE n=?", "i", n));
    for (size_t i = 0; i < aift__json_size(is); i++) {
        size_t size;
        const char *after = aift__json_text(aift__json_at(is, i), &size);
        if (after)
            AIFT__TRY(aift__sql_run(sql, "INSERT INTO dependency VALUES(?, ?, ?)", "iib", n, (int64_t)i,
                                    after, size));
    }
    return AIFT_OK;
}

aift_status aift__portfolio_write(aift__sql *sql, int64_t n, const aift__json *stored, const aift__json *old)
{
    unsigned char is[AIFT__PORTFOLIO_LINE], was[AIFT__PORTFOLIO_LINE];
    size_t is_size, was_size = 0;
    const aift__json *after = aift__json_get(stored, "depends_on"),
                     *before = aift__json_get(old, "depends_on");
    AIFT__TRY(aift__portfolio_line_of(n, stored, is, &is_size));
    if (old)
        AIFT__TRY(aift__portfolio_line_of(n, old, was, &was_size));
    if (is_size != was_size || memcmp(is, was, is_size) != 0)
        AIFT__TRY(write_line(sql, n, is, is_size));
    if (!aift__json_equal(criteria_of(stored), criteria_of(old)))
        AIFT__TRY(write_criteria(sql, n, criteria_of(stored), criteria_of(old)));
    return aift__json_equal(after, before) ? AIFT_OK : write_dependencies(sql, n, after, before);
}

static aift_status fill_one(aift__sql *sql, const aift__sql_rows *rows)
{
    size_t size;
    aift__json *stored;
    const char *body = aift__sql_text(rows, 1, &size), *id = aift__sql_text(rows, 2, NULL);
    AIFT__TRY(aift__json_parse(body ? body : "", size, id ? id : "a record", &stored));
    const aift_status status = aift__portfolio_write(sql, aift__sql_int(rows, 0), stored, NULL);
    aift__json_free(stored);
    return status;
}

aift_status aift__portfolio_fill(aift__sql *sql)
{
    aift__sql_rows *rows;
    bool row = true;
    aift_status status = AIFT_OK;
    AIFT__TRY(aift__sql_ask(sql, &rows, "SELECT n, body, id FROM record WHERE kind='usecase'", NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = fill_one(sql, rows);
    }
    aift__sql_done(rows);
    return status;
}

/* ---- verify ---- */

/* Whether a record's line is among those of its block. */
static bool has_line(aift__portfolio_lines lines, const unsigned char *wanted, size_t size)
{
    aift__portfolio_line line;
    bool more = true;
    while (aift__portfolio_next(&lines, &line, &more) == AIFT_OK && more)
        if (line.size == size && memcmp(line.bytes, wanted, size) == 0)
            return true;
    return false;
}

static aift_status verify_line(aift__verify *v, const aift__record_row *row)
{
    unsigned char is[AIFT__PORTFOLIO_LINE];
    size_t size;
    aift__sql_rows *rows = NULL;
    bool there = false;
    aift_status status = aift__portfolio_line_of(row->n, row->stored, is, &size);
    if (status == AIFT_OK)
        status = ask_block(v->store->sql, row->n, &rows, &there);
    if (status == AIFT_OK && !(there && has_line(aift__portfolio_lines_of(rows), is, size)))
        aift__verify_fault(v, 0, "portfolio", row->id, "what is ranked by is not what the record has");
    aift__sql_done(rows);
    return status;
}

static int64_t count_lines(aift__verify *v, const aift__sql_rows *rows)
{
    aift__portfolio_lines lines = aift__portfolio_lines_of(rows);
    aift__portfolio_line line;
    int64_t n = 0;
    for (bool more = true; more; n += more)
        if (aift__portfolio_next(&lines, &line, &more) != AIFT_OK) {
            aift__verify_fault(v, 0, "portfolio", NULL, "what is ranked by cannot be read");
            more = false;
        }
    return n;
}

aift_status aift__portfolio_verify_all(aift__verify *v)
{
    aift__sql_rows *rows;
    int64_t n = 0;
    bool row = true;
    aift_status status = AIFT_OK;
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows, "SELECT block, lines FROM portfolio", NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            n += count_lines(v, rows);
    }
    aift__sql_done(rows);
    if (status == AIFT_OK && n != v->usecases)
        aift__verify_fault(v, 0, "portfolio", NULL, "it has rows that no record has");
    return status;
}

static aift_status verify_criterion(aift__verify *v, const aift__record_row *row, const aift__json_item *item)
{
    aift__sql_rows *rows;
    bool there;
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows, "SELECT value FROM criterion WHERE name=? AND n=?", "bi",
                            item->key, item->key_size, row->n));
    const aift_status status = aift__sql_next(rows, &there);
    if (status == AIFT_OK && (!there || aift__sql_real(rows, 0) != aift__json_real(item->value, 0)))
        aift__verify_fault(v, 0, "criterion", row->id, "what is ranked by is not what the record has");
    aift__sql_done(rows);
    v->criteria++;
    return status;
}

static aift_status verify_dependencies(aift__verify *v, const aift__record_row *row)
{
    aift__sql_rows *rows;
    const aift__json *list = aift__json_get(row->stored, "depends_on");
    size_t i = 0;
    bool there = true, fine = true;
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows,
                            "SELECT place, after FROM dependency WHERE n=? ORDER BY place", "i", row->n));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && there) {
        status = aift__sql_next(rows, &there);
        if (status != AIFT_OK || !there)
            break;
        fine =
            fine && aift__sql_int(rows, 0) == (int64_t)i &&
            aift__verify_same(aift__sql_text(rows, 1, NULL), aift__json_text(aift__json_at(list, i), NULL));
        i++;
    }
    aift__sql_done(rows);
    if (status == AIFT_OK && (!fine || i != aift__json_size(list)))
        aift__verify_fault(v, 0, "dependency", row->id, "it is not what the record has");
    v->dependencies += (int64_t)i;
    return status;
}

aift_status aift__portfolio_verify(aift__verify *v, const aift__record_row *row)
{
    aift__json_item item;
    const aift__json *criteria = criteria_of(row->stored);
    v->usecases++;
    AIFT__TRY(verify_line(v, row));
    for (bool more = aift__json_first(criteria, &item); more; more = aift__json_next(criteria, &item))
        AIFT__TRY(verify_criterion(v, row, &item));
    return verify_dependencies(v, row);
}
