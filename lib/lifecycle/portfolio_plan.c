/* A roadmap of the portfolio: when those are built that have a place in it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycle/portfolio_plan.h"
#include "lifecycle/store.h"

/* What has a place goes to the front, and knows the others by their places there. */
static size_t compact(aift__making *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->portfolio->rows; i++)
        m->planned[i] = m->done[i] || m->reason[i] ? SIZE_MAX : n++;
    for (size_t i = 0; i < m->n_after; i++)
        m->after[i] = m->planned[m->after[i]];
    for (size_t i = 0; i < m->portfolio->rows; i++)
        if (m->planned[i] != SIZE_MAX)
            m->items[m->planned[i]] = m->items[i];
    return n;
}

static aift_status read_shown(aift_store *store, aift__planned *item)
{
    aift__sql_rows *rows;
    bool row;
    AIFT__TRY(aift__portfolio_title(store, item->n, &item->title));
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT state FROM record WHERE n=?", "i", item->n));
    aift_status status = aift__sql_next(rows, &row);
    const char *state = status == AIFT_OK && row ? aift__sql_text(rows, 0, NULL) : NULL;
    if (status == AIFT_OK && !(item->state = aift__strdup(store->context, state ? state : "")))
        status = AIFT_E_NOMEM;
    aift__sql_done(rows);
    return status;
}

static aift_status print_day(const aift__plan_of *plan, int64_t day, char text[AIFT__DATE_SIZE])
{
    int64_t from = 0;
    aift__date_days(plan->start, &from);
    if (aift__date_print(from + day, text))
        return AIFT_OK;
    return aift__fail(AIFT_E_RANGE,
                      "start is %s: expected one from which the roadmap ends before the year 10000",
                      plan->start);
}

static aift_status take_planned(aift__making *m, size_t rank, aift__plan_of *plan)
{
    const aift__portfolio *p = m->portfolio;
    const aift__roadmap_item *from = &m->items[m->planned[rank]];
    const size_t row = p->ranked[rank].row;
    aift__planned *to = &plan->items[plan->n++];
    *to = (aift__planned){.id = from->id,
                          .n = p->n[row],
                          .row = row,
                          .rank = rank,
                          .people = from->people,
                          .first_day = from->start,
                          .end_day = from->end,
                          .after = from->after,
                          .n_after = from->n_after};
    AIFT__TRY(print_day(plan, from->start, to->start));
    AIFT__TRY(print_day(plan, from->end, to->end));
    plan->days = AIFT__MAX(plan->days, from->end);
    return read_shown(m->store, to);
}

static int earlier_first(const void *a, const void *b)
{
    const aift__planned *x = a, *y = b;
    if (x->first_day != y->first_day)
        return x->first_day < y->first_day ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* In the order of time; `after` knows them by that. */
static aift_status sort(aift__making *m, aift__plan_of *plan)
{
    size_t *place = aift__malloc(m->store->context, plan->n, sizeof *place);
    if (!place)
        return AIFT_E_NOMEM;
    qsort(plan->items, plan->n, sizeof *plan->items, earlier_first);
    for (size_t i = 0; i < plan->n; i++)
        place[m->planned[plan->items[i].rank]] = i;
    for (size_t i = 0; i < m->n_after; i++)
        if (m->after[i] != SIZE_MAX)
            m->after[i] = place[m->after[i]];
    aift__free(m->store->context, place);
    return AIFT_OK;
}

static aift_status take_plan(aift__making *m, size_t n, aift__plan_of *plan)
{
    const aift__portfolio *p = m->portfolio;
    plan->items = aift__calloc(m->store->context, n, sizeof *plan->items);
    plan->left_out = aift__calloc(m->store->context, p->rows, sizeof *plan->left_out);
    if (!plan->items || !plan->left_out)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < p->rows; i++)
        if (m->planned[i] != SIZE_MAX) {
            AIFT__TRY(take_planned(m, i, plan));
        } else if (m->reason[i]) {
            plan->left_out[plan->n_left_out++] = (aift__left_out){p->row[p->ranked[i].row].id, m->reason[i]};
            m->reason[i] = NULL;
        }
    AIFT__TRY(print_day(plan, plan->days, plan->end));
    return sort(m, plan);
}

static aift_status begin(aift__making *m)
{
    const aift__portfolio *p = m->portfolio;
    aift_context *context = m->store->context;
    m->items = aift__calloc(context, p->rows, sizeof *m->items);
    m->rank = aift__calloc(context, p->rows, sizeof *m->rank);
    m->done = aift__calloc(context, p->rows, sizeof *m->done);
    m->reason = aift__calloc(context, p->rows, sizeof *m->reason);
    m->order = aift__calloc(context, p->rows, sizeof *m->order);
    m->planned = aift__calloc(context, p->rows, sizeof *m->planned);
    if (!m->items || !m->rank || !m->done || !m->reason || !m->order || !m->planned)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < p->rows; i++) {
        const aift__rank_row *row = &p->row[p->ranked[i].row];
        m->rank[p->ranked[i].row] = i;
        m->items[i] =
            (aift__roadmap_item){.id = row->id, .effort = row->effort, .people = p->people[p->ranked[i].row]};
    }
    return AIFT_OK;
}

static aift_status make(aift__making *m, aift__plan_of *plan)
{
    AIFT__TRY(begin(m));
    AIFT__TRY(aift__making_read(m));
    const size_t n = compact(m);
    AIFT__TRY(aift__roadmap(m->store->context, m->items, n, plan->capacity));
    return take_plan(m, n, plan);
}

aift_status aift__plan_make(aift_store *store, const aift__portfolio *portfolio, const char *start,
                            double capacity, aift__plan_of *out)
{
    aift__making m = {.store = store, .portfolio = portfolio};
    int64_t days;
    *out = (aift__plan_of){.portfolio = portfolio, .capacity = capacity};
    if (!start || !aift__date_days(start, &days))
        return aift__fail(AIFT_E_INVALID, "start is %s%.60s%s: expected a date, YYYY-MM-DD",
                          start ? "\"" : "", start ? start : "missing", start ? "\"" : "");
    memcpy(out->start, start, AIFT__DATE_SIZE);
    const aift_status status = make(&m, out);
    for (size_t i = 0; m.reason && i < portfolio->rows; i++)
        aift__free(store->context, m.reason[i]);
    aift__free(store->context, m.items);
    aift__free(store->context, m.rank);
    aift__free(store->context, m.done);
    aift__free(store->context, m.reason);
    aift__free(store->context, m.order);
    aift__free(store->context, m.planned);
    out->after = m.after;
    if (status != AIFT_OK)
        aift__plan_free(out);
    return status;
}

void aift__plan_free(aift__plan_of *plan)
{
    if (!plan->portfolio)
        return;
    aift_context *context = plan->portfolio->context;
    for (size_t i = 0; i < plan->n; i++) {
        aift__free(context, plan->items[i].title);
        aift__free(context, plan->items[i].state);
    }
    for (size_t i = 0; i < plan->n_left_out; i++)
        aift__free(context, plan->left_out[i].reason);
    aift__free(context, plan->items);
    aift__free(context, plan->left_out);
    aift__free(context, plan->after);
    *plan = (aift__plan_of){.portfolio = NULL};
}
