/* The greedy roadmap: the best use case that can begin, on the first day on which its people are free. */
#include <math.h>
#include <stdio.h>
#include <string.h>

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

static aift_status check(const plan *p)
{
    if (!(p->capacity > 0) || isinf(p->capacity))
        return aift__fail(AIFT_E_RANGE, "capacity: %g people; expected a number above 0", p->capacity);
    for (size_t i = 0; i < p->n; i++) {
        const aift__roadmap_item *item = &p->items[i];
        if (!(item->effort > 0) || isinf(item->effort))
            return aift__fail(AIFT_E_RANGE, "%s: scores.effort is %g; expected a number above 0", item->id,
                              item->effort);
        if (!(item->people > 0))
            return aift__fail(AIFT_E_RANGE, "%s: people is %g; expected a number above 0", item->id,
                              item->people);
        if (item->people > p->capacity)
            return aift__fail(AIFT_E_RANGE, "%s: people is %g, which is more than the capacity of %g",
                              item->id, item->people, p->capacity);
        if (30 * item->effort / item->people > AIFT__MAX_DAYS)
            return aift__fail(AIFT_E_RANGE, "%s: an effort of %g with %g people takes more than %d days",
                              item->id, item->effort, item->people, AIFT__MAX_DAYS);
    }
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

/* ---- the order ---- */

/* The first of those that it waits for; NULL: none. */
static const aift__roadmap_item *waits_for(const plan *p, const aift__roadmap_item *item)
{
    for (size_t i = 0; i < item->n_after; i++)
        if (p->items[item->after[i]].end == 0)
            return &p->items[item->after[i]];
    return NULL;
}

/* Every item that is left waits for one that is left: going from one to the next ends in a circle. */
static aift_status circle(const plan *p, const aift__roadmap_item *at)
{
    char ids[400] = "";
    for (size_t i = 0; i < p->n; i++)
        at = waits_for(p, at);
    const aift__roadmap_item *begin = at; /* the best-ranked one of it */
    for (const aift__roadmap_item *other = waits_for(p, at); other != at; other = waits_for(p, other))
        begin = other < begin ? other : begin;
    at = begin;
    do {
        const size_t used = strlen(ids);
        snprintf(ids + used, sizeof ids - used, "%s -> ", at->id);
        at = waits_for(p, at);
    } while (at != begin);
    return aift__fail(AIFT_E_INVALID, "depends_on: %s%s is a circle; take one of these dependencies out", ids,
                      begin->id);
}

static aift_status place_all(plan *p)
{
    for (size_t first = 0; first < p->n;) {
        size_t i = first; /* what is before it has its place */
        while (i < p->n && (p->items[i].end > 0 || waits_for(p, &p->items[i])))
            i++;
        if (i == p->n)
            return circle(p, &p->items[first]);
        AIFT__TRY(place(p, &p->items[i]));
        while (first < p->n && p->items[first].end > 0)
            first++;
    }
    return AIFT_OK;
}

aift_status aift__roadmap(aift_context *context, aift__roadmap_item *items, size_t n, double capacity)
{
    plan p = {.items = items, .n = n, .capacity = capacity, .n_steps = 1};
    AIFT__TRY(check(&p));
    for (size_t i = 0; i < n; i++)
        items[i].start = items[i].end = 0;
    p.steps = aift__malloc(context, 2 * n + 1, sizeof *p.steps);
    if (!p.steps)
        return AIFT_E_NOMEM;
    p.steps[0] = (step){0, 0};
    aift_status status = place_all(&p);
    aift__free(context, p.steps);
    return status;
}
