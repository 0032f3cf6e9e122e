/* The portfolio out of the store: the inputs of its ranking, and the order. */
#include <math.h>
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

#define COLUMNS "SELECT n, id, created, effort, confidence"
#define OPEN " FROM portfolio WHERE state IS NULL OR state NOT IN ('rejected', 'retired') ORDER BY n"

/* Where the inputs of a method stand, in its order. */
static const struct {
    const char *method, *select;
} selects[] = {
    {"rice", COLUMNS ", reach, impact, confidence, effort" OPEN},
    {"wsjf", COLUMNS ", business_value, time_criticality, risk_reduction, job_size" OPEN},
    {"ice", COLUMNS ", ice_impact, ice_confidence, ease" OPEN},
    {"weighted", COLUMNS OPEN},
};

static const char *select_of(const aift__rank_method *method)
{
    for (size_t i = 0; i < AIFT__COUNT(selects); i++)
        if (strcmp(selects[i].method, method->name) == 0)
            return selects[i].select;
    return NULL;
}

/* ---- rows ---- */

static aift_status reserve(aift__portfolio *p)
{
    AIFT__TRY(AIFT__RESERVE(p->context, p->row, p->rows, p->cap));
    AIFT__TRY(AIFT__RESERVE(p->context, p->n, p->rows, p->cap_n));
    if (p->rows < p->cap_values)
        return AIFT_OK;
    double *more = aift__realloc(p->context, p->values, p->cap * p->method->n, sizeof *more);
    if (!more)
        return AIFT_E_NOMEM;
    p->values = more;
    p->cap_values = p->cap;
    return AIFT_OK;
}

/* The id gets its place when all are there: `ids` may still move. */
static aift_status take_row(aift__portfolio *p, const aift__sql_rows *rows)
{
    const char *id = aift__sql_text(rows, 1, NULL);
    AIFT__TRY(reserve(p));
    double *values = p->values + p->rows * p->method->n;
    p->n[p->rows] = aift__sql_int(rows, 0);
    p->row[p->rows] = (aift__rank_row){.created = aift__sql_int(rows, 2),
                                       .effort = aift__sql_real(rows, 3),
                                       .confidence = aift__sql_real(rows, 4)};
    for (size_t i = 0; i < p->method->n; i++)
        values[i] = p->method->kind == AIFT__RANK_WEIGHTED ? NAN : aift__sql_real(rows, 5 + (int)i);
    p->rows++;
    return aift__buf_add(&p->ids, id ? id : "", id ? strlen(id) + 1 : 1);
}

static aift_status read_rows(aift_store *store, aift__portfolio *p)
{
    aift__sql_rows *rows;
    bool row = true;
    aift_status status = AIFT_OK;
    AIFT__TRY(aift__sql_ask(store->sql, &rows, select_of(p->method), NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = take_row(p, rows);
    }
    aift__sql_done(rows);
    const char *id = p->ids.data;
    for (size_t i = 0; i < p->rows && status == AIFT_OK; i++, id += strlen(id) + 1)
        p->row[i].id = id;
    return status;
}

/* ---- criteria of the weighted matrix ---- */

static aift_status list_criteria(aift_store *store, char *list, size_t size)
{
    aift__sql_rows *rows;
    bool row = true;
    size_t used = 0;
    aift_status status = AIFT_OK;
    snprintf(list, size, "a criterion that a use case has in scores.criteria");
    AIFT__TRY(
        aift__sql_ask(store->sql, &rows, "SELECT DISTINCT name FROM criterion ORDER BY name LIMIT 20", NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        const char *name = status == AIFT_OK && row ? aift__sql_text(rows, 0, NULL) : NULL;
        if (name && used < size)
            used += (size_t)snprintf(list + used, size - used, "%s%.60s", used ? ", " : "one of ", name);
    }
    aift__sql_done(rows);
    return status;
}

static aift_status refuse_criterion(aift_store *store, const char *name)
{
    char list[600];
    AIFT__TRY(list_criteria(store, list, sizeof list));
    return aift__fail(AIFT_E_NOT_FOUND, "the weights: name is \"%.60s\": expected %s", name, list);
}

/* Both are in the order of their records. */
static aift_status read_criterion(aift_store *store, aift__portfolio *p, size_t input)
{
    aift__sql_rows *rows;
    bool row = true, any = false;
    size_t at = 0;
    aift_status status = AIFT_OK;
    const char *name = p->method->inputs[input].name;
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT n, value FROM criterion WHERE name=? ORDER BY n", "t",
                            name));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status != AIFT_OK || !row)
            break;
        const int64_t n = aift__sql_int(rows, 0);
        any = true;
        while (at < p->rows && p->n[at] < n)
            at++;
        if (at < p->rows && p->n[at] == n)
            p->values[at * p->method->n + input] = aift__sql_real(rows, 1);
    }
    aift__sql_done(rows);
    return status == AIFT_OK && !any ? refuse_criterion(store, name) : status;
}

/* ---- the ranking ---- */

static aift_status fill(aift_store *store, aift__portfolio *p)
{
    const aift__rank_method *method = p->method;
    AIFT__TRY(read_rows(store, p));
    for (size_t i = 0; i < method->n && method->kind == AIFT__RANK_WEIGHTED; i++)
        AIFT__TRY(read_criterion(store, p, i));
    p->ranked = aift__malloc(p->context, p->rows, sizeof *p->ranked);
    if (!p->ranked)
        return AIFT_E_NOMEM;
    aift__rank_ranges(method, p->rows, p->values, p->known);
    AIFT__TRY(aift__rank(p->context, method, p->row, p->rows, p->values, p->ranked));
    return aift__rank_axes_make(p->context, method, p->known, p->row, p->rows, p->values, &p->axes);
}

aift_status aift__portfolio_read(aift_store *store, const aift__rank_method *method, aift__portfolio *out)
{
    *out = (aift__portfolio){.context = store->context, .method = method};
    aift__buf_init(&out->ids, store->context, AIFT__PORTFOLIO_MAX);
    const aift_status status = fill(store, out);
    if (status != AIFT_OK)
        aift__portfolio_free(out);
    return status;
}

void aift__portfolio_free(aift__portfolio *p)
{
    aift__free(p->context, p->row);
    aift__free(p->context, p->n);
    aift__free(p->context, p->values);
    aift__free(p->context, p->ranked);
    aift__buf_finish(&p->ids);
    aift__rank_axes_free(p->context, &p->axes);
    *p = (aift__portfolio){.context = p->context};
}

aift_status aift__portfolio_title(aift_store *store, int64_t n, char **out)
{
    aift__sql_rows *rows;
    bool row;
    *out = NULL;
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT title FROM record WHERE n=?", "i", n));
    aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK) {
        const char *title = row ? aift__sql_text(rows, 0, NULL) : NULL;
        *out = aift__strdup(store->context, title ? title : "");
        status = *out ? AIFT_OK : AIFT_E_NOMEM;
    }
    aift__sql_done(rows);
    return status;
}
