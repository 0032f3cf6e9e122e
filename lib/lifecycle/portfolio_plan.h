/* How a roadmap is made from a portfolio: what its parts share. */
#ifndef AIFT_LIB_LIFECYCLE_PORTFOLIO_PLAN_H
#define AIFT_LIB_LIFECYCLE_PORTFOLIO_PLAN_H

#include "lifecycle/portfolio.h"
#include "lifecycle/roadmap.h"

/* While it is made, use cases are counted by rank: item i is portfolio->ranked[i]. */
typedef struct aift__making {
    aift_store *store;
    const aift__portfolio *portfolio;
    aift__roadmap_item *items;
    size_t *rank;                /* of each row of the portfolio */
    bool *done;                  /* deployed: nobody waits for it */
    char **reason;               /* why it is left out; NULL: it is not */
    size_t *after, n_after, cap; /* of all items, one behind the other */
    size_t *order;               /* each behind what it waits for */
    size_t *planned;             /* the place in the plan; of those that are left out SIZE_MAX */
} aift__making;

/* Fills in who waits for whom, and the reasons of those that are left out: `order` is made.
 * AIFT_E_INVALID: a circle. */
aift_status aift__making_read(aift__making *making);

#endif
