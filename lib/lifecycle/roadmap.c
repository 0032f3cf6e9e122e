/* The greedy roadmap: the best use case that can begin, on the first day on which its people are free. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/roadmap.h"

/* From `day` on so many people are at work, until the next step. */
typedef struct step {
    int64_t day;
    double people;
} step;

typedef struct plan {
    aift__roadmap_item *items;
    size_t n;
    double capacity;
    step *steps; /* by day; the first is day 0 */
    size_t n_steps;
} plan;

static aift_status refuse(const char *id, const char *field, double met, const char *expected)
{
    char number[32];
    aift__fail(AIFT_E_RANGE, "%s is %s: expected %s", field, aift__dtoa(number, met), expected);
    return *id ? aift__fail_in(AIFT_E_RANGE, AIFT__RECORD "%s: ", id) : AIFT_E_RANGE;
}

static aift_status check_item(const plan *p, const aift__roadmap_item *item)
{
    char most[80], number[32];
    snprintf(most, sizeof most, "no more than the capacity of %s", aift__dtoa(number, p->capacity));
    if (!(item->effort > 0) || isinf(item->effort))
        return refuse(item->id, "scores.effort", item->effort, "a number above 0");
    if (!(item->people > 0))
        return refuse(item->id, "people", item->people, "a number above 0");
    if (item->people > p->capacity)
        return refuse(item->id, "people", item->people, most);
    if (30 * item->effort / item->people > AIFT__MAX_DAYS)
        return refuse(item->id, "scores.effort", item->effort, "what its people do within 200 years");
    return AIFT_OK;
}

static aift_status check(const plan *p)
{
    if (!(p->capacity > 0) || isinf(p->capacity))
        return refuse("", "capacity", p->capacity, "a number of people above 0");
    for (size_t i = 0; i < p->n; i++)
        AIFT__TRY(check_item(p, &p->items[i]));
    return AIFT_OK;
}

/* ---- the people at work ---- */

static bool fits(const plan *p, double at_work, double people)
{
    return at_work + people <= p->capacity * (1 + 1e-12); /* 0.1 + 0.2 fit under 0.3 */
}

/* The first day from `ready` on from which so many people are free for so long. */
static int64_t first_day(const plan *p, int64_t ready, int64_t length, double people)
{
    int64_t start = ready;
    for (size_t i = 0; i < p->n_steps && p->steps[i].day < start + length; i++) {
        const bool over = i + 1 < p->n_steps && p->steps[i + 1].day <= start;
        if (!over && !fits(p, p->steps[i].people, people))
            start = p->steps[i + 1].day; /* nobody is at work in the last step */
    }
    return start;
}

/* The step that begins on this day; it is made. */
static size_t step_at(plan *p, int64_t day)
{
    size_t i = p->n_steps;
    while (p->steps[i - 1].day > day)
        i--;
    if (p->steps[i - 1].day == day)
        return i - 1;
    memmove(p->steps + i + 1, p->steps + i, (p->n_steps - i) * sizeof *p->steps);
    p->steps[i] = (step){day, p->steps[i - 1].people};
    p->n_steps++;
    return i;
}

static void occupy(plan *p, int64_t start, int64_t end, double people)
{
    const size_t first = step_at(p, start), after = step_at(p, end);
    for (size_t i = first; i < after; i++)
        p->steps[i].people += people;
}

static aift_status place(plan *p, aift__roadmap_item *item)
{
    int64_t ready = 0;
    for (size_t i = 0; i < item->n_after; i++)
        ready = AIFT__MAX(ready, p->items[item->after[i]].end);
    const int64_t length = AIFT__MAX(1, (int64_t)ceil(30 * item->effort / item->people - 1e-9));
    item->start = first_day(p, ready, length, item->people);
    item->end = item->start + length;
    if (item->end > AIFT__MAX_DAYS)
        return aift__fail(AIFT_E_RANGE, "%s would end after %lld days; a roadmap has at most %d", item->id,
                          (long long)item->end, AIFT__MAX_DAYS);
    occupy(p, item->start, item->end, item->people);
    return AIFT_OK;
}

/* ---- circles ---- */

typedef struct walk {
    const aift__roadmap_item *items;
    size_t *path, depth; /* from an item to what it waits for, and so on */
    size_t *looked_at;   /* how many of each item's `after` */
    enum { NEW, ON_PATH, DONE } * state;
} walk;

/* The path comes back to an item: from there on it is a circle, told from its best-ranked one on. */
static aift_status circle(const walk *w, size_t back_to)
{
    char ids[500] = "";
    size_t from = 0, best;
    while (w->path[from] != back_to)
        from++;
    const size_t n = w->depth - from;
    best = from;
    for (size_t i = from; i < w->depth; i++)
        best = w->path[i] < w->path[best] ? i : best;
    for (size_t i = 0; i <= n; i++) {
        const size_t used = strlen(ids), at = w->path[from + (best - from + i) % n];
        snprintf(ids + used, sizeof ids - used, "%s%s", i ? " -> " : "", w->items[at].id);
    }
    return aift__fail(AIFT_E_INVALID,
                      "depends_on is %s: expected no circle of use cases that wait for each other", ids);
}

static void step_to(walk *w, size_t item)
{
    w->path[w->depth++] = item;
    w->state[item] = ON_PATH;
}

/* From an item through all that it waits for, which get their places in the order before it. */
static aift_status walk_from(walk *w, size_t root, size_t *order, size_t *placed)
{
    step_to(w, root);
    while (w->depth > 0) {
        const size_t at = w->path[w->depth - 1];
        const aift__roadmap_item *item = &w->items[at];
        if (w->looked_at[at] == item->n_after) {
            w->state[at] = DONE;
            w->depth--;
            order[(*placed)++] = at;
            continue;
        }
        const size_t to = item->after[w->looked_at[at]++];
        if (w->state[to] == ON_PATH)
            return circle(w, to);
        if (w->state[to] == NEW)
            step_to(w, to);
    }
    return AIFT_OK;
}

aift_status aift__roadmap_order(aift_context *context, const aift__roadmap_item *items, size_t n,
                                size_t *order)
{
    walk w = {.items = items,
              .path = aift__malloc(context, n, sizeof *w.path),
              .looked_at = aift__calloc(context, n, sizeof *w.looked_at),
              .state = aift__calloc(context, n, sizeof *w.state)};
    size_t placed = 0;
    aift_status status = w.path && w.looked_at && w.state ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        if (w.state[i] == NEW)
            status = walk_from(&w, i, order, &placed);
    aift__free(context, w.path);
    aift__free(context, w.looked_at);
    aift__free(context, w.state);
    return status;
}

/* ---- the order ---- */

static bool waits(const plan *p, const aift__roadmap_item *item)
{
    for (size_t i = 0; i < item->n_after; i++)
        if (p->items[item->after[i]].end == 0)
            return true;
    return false;
}

/* There is no circle: one of those that are left can always be placed. */
static aift_status place_all(plan *p)
{
    for (size_t first = 0; first < p->n;) {
        size_t i = first; /* what is before it has its place */
        while (p->items[i].end > 0 || waits(p, &p->items[i]))
            i++;
        AIFT__TRY(place(p, &p->items[i]));
        while (first < p->n && p->items[first].end > 0)
            first++;
    }
    return AIFT_OK;
}

static aift_status plan_all(aift_context *context, plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        p->items[i].start = p->items[i].end = 0;
    p->steps = aift__malloc(context, 2 * p->n + 1, sizeof *p->steps);
    size_t *order = aift__malloc(context, p->n, sizeof *order);
    aift_status status = p->steps && order ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__roadmap_order(context, p->items, p->n, order);
    if (status == AIFT_OK) {
        p->steps[0] = (step){0, 0};
        status = place_all(p);
    }
    aift__free(context, order);
    aift__free(context, p->steps);
    return status;
}

aift_status aift__roadmap(aift_context *context, aift__roadmap_item *items, size_t n, double capacity)
{
    plan p = {.items = items, .n = n, .capacity = capacity, .n_steps = 1};
    AIFT__TRY(check(&p));
    return plan_all(context, &p);
}
