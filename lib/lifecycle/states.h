/* The states of a use case, and the moves between them. */
#ifndef AIFT_LIB_LIFECYCLE_STATES_H
#define AIFT_LIB_LIFECYCLE_STATES_H

#include "base/base.h"

typedef enum aift__state {
    AIFT__STATE_DRAFT,
    AIFT__STATE_SUBMITTED,
    AIFT__STATE_ONBOARDED,
    AIFT__STATE_VIABLE,
    AIFT__STATE_REDEFINE,
    AIFT__STATE_PRIORITIZED,
    AIFT__STATE_APPROVED,
    AIFT__STATE_BUILDING,
    AIFT__STATE_VALIDATED,
    AIFT__STATE_DEPLOYED,
    AIFT__STATE_RETIRED,
    AIFT__STATE_REJECTED,
    AIFT__STATES
} aift__state;

const char *aift__state_name(aift__state state);

/* AIFT_E_INVALID, with the names that there are. */
aift_status aift__state_find(const char *name, aift__state *out);

/* Whether it may go from one to the other: AIFT_E_STATE names both, and where it may go. A use case whose risk is
 * prohibited may only be rejected. */
aift_status aift__state_check(aift__state from, aift__state to, bool prohibited);

#endif
