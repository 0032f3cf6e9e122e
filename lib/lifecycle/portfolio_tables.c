/* What a ranking reads of use cases, in tables of their own: a hundred thousand records are not read for it. They follow
 * from the records, are written with them, and verify compares them. */
#include <math.h>
#include <string.h>

#include "lifecycle/portfolio.h"

/* The inputs of a use case are one value: a hundred thousand rows of sixteen columns take three times as long to read. */
const char aift__portfolio_tables[] =
    "CREATE TABLE portfolio(n INTEGER PRIMARY KEY REFERENCES record(n), open INTEGER NOT NULL CHECK(open "
    "IN(0,1)),"
    " id TEXT NOT NULL, inputs BLOB NOT NULL CHECK(length(inputs)=104)) STRICT;"
    "CREATE TABLE criterion(name TEXT NOT NULL, n INTEGER NOT NULL REFERENCES record(n), value REAL NOT NULL,"
    " PRIMARY KEY(name, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE dependency(n INTEGER NOT NULL REFERENCES record(n), place INTEGER NOT NULL,"
    " after TEXT NOT NULL, PRIMARY KEY(n, place)) STRICT, WITHOUT ROWID;";

/* In the order in which they are kept, behind the time and the people. */
static const char *const scores[] = {"reach",
                                     "impact",
                                     "confidence",
                                     "effort",
                                     "business_value",
                                     "time_criticality",
                                     "risk_reduction",
                                     "job_size",
                                     "ice_impact",
                                     "ice_confidence",
                                     "ease"};
enum { FIRST_SCORE = 2 };

size_t aift__portfolio_score(const char *name)
{
    size_t i = 0;
    while (i < AIFT__COUNT(scores) && strcmp(scores[i], name) != 0)
        i++;
    return FIRST_SCORE + i;
}

/* ---- inputs as bytes: the digits of the time, the people, the scores; what is not known is one NaN ---- */

static void put(unsigned char *bytes, size_t place, uint64_t bits)
{
    for (size_t i = 0; i < 8; i++)
        bytes[8 * place + i] = (unsigned char)(bits >> 8 * i);
}

static void put_real(unsigned char *bytes, size_t place, double value)
{
    uint64_t bits = 0x7ff8000000000000;
    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    put(bytes, place, bits);
}

int64_t aift__portfolio_int(const unsigned char *bytes, size_t place)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++)
        bits |= (uint64_t)bytes[8 * place + i] << 8 * i;
    return (int64_t)bits;
}

double aift__portfolio_real(const unsigned char *bytes, size_t place)
{
    double value;
    const int64_t bits = aift__portfolio_int(bytes, place);
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The digits of a time, 20261123120000123: they grow as time does. */
static int64_t digits_of(const char *time)
{
    int64_t number = 0;
    for (int digits = 0; *time && digits < 17; time++)
        if (*time >= '0' && *time <= '9') {
            number = number * 10 + *time - '0';
            digits++;
        }
    return number;
}

static const char *text_of(const aift__json *stored, const char *key)
{
    const char *text = aift__json_text(aift__json_get(stored, key), NULL);
    return text ? text : "";
}

typedef struct line {
    const char *id;
    int64_t open; /* neither rejected nor retired */
    unsigned char inputs[AIFT__PORTFOLIO_INPUTS];
} line;

static line line_of(const aift__json *stored)
{
    const char *state = text_of(stored, "state");
    const aift__json *given = aift__json_get(stored, "scores");
    line l = {.id = text_of(stored, "id"),
              .open = strcmp(state, "rejected") != 0 && strcmp(state, "retired") != 0};
    put(l.inputs, 0, (uint64_t)digits_of(text_of(stored, "created")));
    put_real(l.inputs, AIFT__PORTFOLIO_PEOPLE, aift__json_real(aift__json_get(stored, "people"), NAN));
    for (size_t i = 0; i < AIFT__COUNT(scores); i++)
        put_real(l.inputs, FIRST_SCORE + i, aift__json_real(aift__json_get(given, scores[i]), NAN));
    return l;
}

/* ---- writing ---- */

static aift_status write_line(aift__sql *sql, int64_t n, const line *l)
{
    return aift__sql_run(sql, "INSERT OR REPLACE INTO portfolio VALUES(?, ?, ?, ?)", "iitx", n, l->open,
                         l->id, (const void *)l->inputs, sizeof l->inputs);
}

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
    const line is = line_of(stored), was = line_of(old);
    const aift__json *after = aift__json_get(stored, "depends_on"),
                     *before = aift__json_get(old, "depends_on");
    if (!old || is.open != was.open || memcmp(is.inputs, was.inputs, sizeof is.inputs) != 0)
        AIFT__TRY(write_line(sql, n, &is));
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

static aift_status verify_line(aift__verify *v, const aift__record_row *row)
{
    aift__sql_rows *rows;
    bool there;
    const line is = line_of(row->stored);
    AIFT__TRY(
        aift__sql_ask(v->store->sql, &rows, "SELECT open, id, inputs FROM portfolio WHERE n=?", "i", row->n));
    const aift_status status = aift__sql_next(rows, &there);
    bool fine = status == AIFT_OK && there;
    if (fine) {
        size_t size;
        const void *inputs = aift__sql_bytes(rows, 2, &size);
        fine = aift__sql_int(rows, 0) == is.open && aift__verify_same(aift__sql_text(rows, 1, NULL), is.id) &&
               size == sizeof is.inputs && memcmp(inputs, is.inputs, size) == 0;
    }
    if (status == AIFT_OK && !fine)
        aift__verify_fault(v, 0, "portfolio", row->id, "what is ranked by is not what the record has");
    aift__sql_done(rows);
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
