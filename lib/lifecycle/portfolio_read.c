/* The portfolio out of the store: the inputs of its ranking, and the order. */
#include <math.h>
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

/* ---- rows ---- */

enum { FIRST_ROWS = 1024 };

static aift_status grow(aift__portfolio *p, void **array, size_t cap, size_t size)
{
    void *more = aift__realloc(p->context, *array, cap, size);
    if (more)
        *array = more;
    return more ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status reserve(aift__portfolio *p)
{
    const size_t cap = p->cap ? 2 * p->cap : FIRST_ROWS;
    if (p->rows < p->cap)
        return AIFT_OK;
    AIFT__TRY(grow(p, (void **)&p->row, cap, sizeof *p->row));
    AIFT__TRY(grow(p, (void **)&p->n, cap, sizeof *p->n));
    AIFT__TRY(grow(p, (void **)&p->people, cap, sizeof *p->people));
    AIFT__TRY(grow(p, (void **)&p->values, cap, p->method->n * sizeof *p->values));
    p->cap = cap;
    return AIFT_OK;
}

/* Where the method's inputs stand in a row. */
typedef struct places {
    size_t effort, confidence, inputs[AIFT__RANK_INPUTS];
} places;

static places places_of(const aift__rank_method *method)
{
    places at = {.effort = aift__portfolio_score("effort"),
                 .confidence = aift__portfolio_score("confidence")};
    for (size_t i = 0; i < method->n && method->kind != AIFT__RANK_WEIGHTED; i++)
        at.inputs[i] = aift__portfolio_score(method->inputs[i].name);
    return at;
}

/* The id gets its place when all are there: `ids` may still move. */
static aift_status take_line(aift__portfolio *p, const aift__portfolio_line *line, const places *at)
{
    AIFT__TRY(reserve(p));
    double *values = p->values + p->rows * p->method->n;
    p->n[p->rows] = line->n;
    p->people[p->rows] = aift__portfolio_real(line->inputs, AIFT__PORTFOLIO_PEOPLE);
    p->row[p->rows] = (aift__rank_row){.created = aift__portfolio_int(line->inputs, 0),
                                       .effort = aift__portfolio_real(line->inputs, at->effort),
                                       .confidence = aift__portfolio_real(line->inputs, at->confidence)};
    for (size_t i = 0; i < p->method->n; i++)
        values[i] =
            p->method->kind == AIFT__RANK_WEIGHTED ? NAN : aift__portfolio_real(line->inputs, at->inputs[i]);
    p->rows++;
    return aift__buf_add(&p->ids, line->id, strlen(line->id) + 1);
}

static aift_status take_block(aift__portfolio *p, aift__portfolio_lines lines, const places *at)
{
    aift__portfolio_line line;
    for (bool more = true; more;) {
        AIFT__TRY(aift__portfolio_next(&lines, &line, &more));
        if (more && line.open)
            AIFT__TRY(take_line(p, &line, at));
    }
    return AIFT_OK;
}

static aift_status read_rows(aift_store *store, aift__portfolio *p)
{
    aift__sql_rows *rows;
    bool row = true;
    aift_status status = AIFT_OK;
    const places at = places_of(p->method);
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT block, lines FROM portfolio ORDER BY block", NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = take_block(p, aift__portfolio_lines_of(rows), &at);
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

static aift_status fill(aift_store *store, size_t most, aift__portfolio *p)
{
    const aift__rank_method *method = p->method;
    AIFT__TRY(read_rows(store, p));
    for (size_t i = 0; i < method->n && method->kind == AIFT__RANK_WEIGHTED; i++)
        AIFT__TRY(read_criterion(store, p, i));
    p->n_ranked = AIFT__MIN(p->rows, most);
    p->ranked = aift__malloc(p->context, p->n_ranked, sizeof *p->ranked);
    if (!p->ranked)
        return AIFT_E_NOMEM;
    aift__rank_ranges(method, p->rows, p->values, p->known);
    AIFT__TRY(aift__rank(p->context, method, p->known, p->row, p->rows, p->values, p->n_ranked, p->ranked));
    return aift__rank_axes_make(p->context, method, p->known, p->row, p->rows, p->values, &p->axes);
}

aift_status aift__portfolio_read(aift_store *store, const aift__rank_method *method, size_t most,
                                 aift__portfolio *out)
{
    *out = (aift__portfolio){.context = store->context, .method = method};
    aift__buf_init(&out->ids, store->context, AIFT__PORTFOLIO_MAX);
    const aift_status status = fill(store, most, out);
    if (status != AIFT_OK)
        aift__portfolio_free(out);
    return status;
}

void aift__portfolio_free(aift__portfolio *p)
{
    aift__free(p->context, p->row);
    aift__free(p->context, p->n);
    aift__free(p->context, p->people);
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
