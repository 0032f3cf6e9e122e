/* When which use case is built: as many at once as there are people for, the best first. */
#ifndef AIFT_LIB_LIFECYCLE_ROADMAP_H
#define AIFT_LIB_LIFECYCLE_ROADMAP_H

#include "base/base.h"

enum { AIFT__MAX_DAYS = 365 * 200 };

typedef struct aift__roadmap_item {
    const char *id;
    double effort, people; /* person months; people at work at the same time */
    const size_t *after;   /* items that have to be done before, by their places in the list */
    size_t n_after;
    int64_t start, end; /* result: days from the first day on; the end is the day after the last */
} aift__roadmap_item;

/* The items are given in the order of their rank: repeatedly the first one whose `after` are placed is placed, on the
 * earliest day, not before their ends, from which on its people fit under the capacity for its whole length of
 * ceil(30 effort / people) days. AIFT_E_RANGE: an effort or a number of people is not above 0, or more than the capacity,
 * or the roadmap is too long; AIFT_E_INVALID: a circle, whose ids the message has. */
aift_status aift__roadmap(aift_context *context, aift__roadmap_item *items, size_t n, double capacity);

/* All items in an order in which each is behind those that it waits for; `order` has n places. AIFT_E_INVALID: a circle,
 * whose ids the message has. */
aift_status aift__roadmap_order(aift_context *context, const aift__roadmap_item *items, size_t n,
                                size_t *order);

#endif
