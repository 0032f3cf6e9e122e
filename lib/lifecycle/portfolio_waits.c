/* Who waits for whom in a roadmap, and who has to be left out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycle/portfolio_plan.h"
#include "lifecycle/store.h"

static int compare_numbers(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The item of a record; SIZE_MAX: it is none of the portfolio. */
static size_t item_of(const aift__making *m, int64_t n)
{
    const aift__portfolio *p = m->portfolio;
    const int64_t *found = p->rows ? bsearch(&n, p->n, p->rows, sizeof n, compare_numbers) : NULL;
    return found ? m->rank[found - p->n] : SIZE_MAX;
}

/* The first reason counts. */
static aift_status leave_out(aift__making *m, size_t item, const char *reason)
{
    if (!m->reason[item])
        m->reason[item] = aift__strdup(m->store->context, reason);
    return m->reason[item] ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status leave_waiting(aift__making *m, size_t item, const char *id, const char *what)
{
    char reason[200];
    snprintf(reason, sizeof reason, "depends on %.100s, which is %s", id ? id : "", what);
    return leave_out(m, item, reason);
}

/* The state of each, and whether it has effort and people. */
static aift_status take_state(aift__making *m, const aift__sql_rows *rows)
{
    const size_t item = item_of(m, aift__sql_int(rows, 0));
    const char *state = aift__sql_text(rows, 1, NULL);
    if (item == SIZE_MAX)
        return AIFT_OK;
    const aift__roadmap_item *to = &m->items[item];
    m->done[item] = state && strcmp(state, "deployed") == 0;
    const bool effort = !isnan(to->effort), people = !isnan(to->people);
    if (m->done[item] || (effort && people))
        return AIFT_OK;
    return leave_out(m, item,
                     effort   ? "people is missing"
                     : people ? "scores.effort is missing"
                              : "scores.effort and people are missing");
}

/* One line of those who wait: the record, the id that it waits for, that one's record, and its state. */
static aift_status take_dependency(aift__making *m, const aift__sql_rows *rows)
{
    const size_t item = item_of(m, aift__sql_int(rows, 0));
    const char *id = aift__sql_text(rows, 1, NULL), *state = aift__sql_text(rows, 3, NULL);
    const int64_t n = aift__sql_int(rows, 2);
    if (item == SIZE_MAX || m->done[item])
        return AIFT_OK;
    if (n == 0)
        return leave_waiting(m, item, id, "no use case");
    const size_t other = item_of(m, n);
    if (other == SIZE_MAX && state && strcmp(state, "rejected") == 0)
        return leave_waiting(m, item, id, "rejected");
    if (other == SIZE_MAX || m->done[other])
        return AIFT_OK;
    AIFT__TRY(AIFT__RESERVE(m->store->context, m->after, m->n_after, m->cap));
    m->after[m->n_after++] = other;
    m->items[item].n_after++;
    return AIFT_OK;
}

static aift_status for_each_row(aift__making *m, const char *select,
                                aift_status (*take)(aift__making *m, const aift__sql_rows *rows))
{
    aift__sql_rows *rows;
    bool row = true;
    aift_status status = AIFT_OK;
    AIFT__TRY(aift__sql_ask(m->store->sql, &rows, select, NULL));
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = take(m, rows);
    }
    aift__sql_done(rows);
    return status;
}

static aift_status read_dependencies(aift__making *m)
{
    const aift__portfolio *p = m->portfolio;
    AIFT__TRY(for_each_row(m,
                           "SELECT d.n, d.after, r.n, r.state FROM dependency d LEFT JOIN record r"
                           " ON r.id=d.after AND r.kind='usecase' ORDER BY d.n, d.place",
                           take_dependency));
    size_t at = 0;
    for (size_t row = 0; row < p->rows; row++) { /* they came in the order of the records */
        aift__roadmap_item *item = &m->items[m->rank[row]];
        item->after = item->n_after ? m->after + at : NULL;
        at += item->n_after;
    }
    return AIFT_OK;
}

/* Who waits for what is left out is left out. */
static aift_status spread(aift__making *m)
{
    for (size_t k = 0; k < m->portfolio->rows; k++) {
        const aift__roadmap_item *item = &m->items[m->order[k]];
        for (size_t i = 0; i < item->n_after; i++)
            if (m->reason[item->after[i]])
                AIFT__TRY(leave_waiting(m, m->order[k], m->items[item->after[i]].id, "left out"));
    }
    return AIFT_OK;
}

aift_status aift__making_read(aift__making *m)
{
    AIFT__TRY(for_each_row(m, "SELECT n, state FROM record INDEXED BY record_filter WHERE kind='usecase'",
                           take_state));
    AIFT__TRY(read_dependencies(m));
    AIFT__TRY(aift__roadmap_order(m->store->context, m->items, m->portfolio->rows, m->order));
    return spread(m);
}
