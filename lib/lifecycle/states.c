/* The states of a use case: a table of the moves. Forward one by one, back to what has to be done again, and out. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/states.h"

enum { LIST = 256 };

#define TO(state) (1u << AIFT__STATE_##state)

static const struct {
    const char *name;
    unsigned next;
} states[AIFT__STATES] = {
    [AIFT__STATE_DRAFT] = {"draft", TO(SUBMITTED) | TO(REJECTED)},
    [AIFT__STATE_SUBMITTED] = {"submitted", TO(ONBOARDED) | TO(REJECTED)},
    [AIFT__STATE_ONBOARDED] = {"onboarded", TO(VIABLE) | TO(REDEFINE) | TO(REJECTED)},
    [AIFT__STATE_VIABLE] = {"viable", TO(PRIORITIZED) | TO(REDEFINE) | TO(REJECTED)},
    [AIFT__STATE_REDEFINE] = {"redefine", TO(DRAFT) | TO(REJECTED)},
    [AIFT__STATE_PRIORITIZED] = {"prioritized", TO(APPROVED) | TO(REDEFINE) | TO(REJECTED)},
    [AIFT__STATE_APPROVED] = {"approved", TO(BUILDING) | TO(REDEFINE) | TO(REJECTED)},
    [AIFT__STATE_BUILDING] = {"building", TO(VALIDATED) | TO(REDEFINE) | TO(REJECTED)},
    [AIFT__STATE_VALIDATED] = {"validated", TO(DEPLOYED) | TO(REDEFINE) | TO(BUILDING) | TO(REJECTED)},
    [AIFT__STATE_DEPLOYED] = {"deployed", TO(RETIRED) | TO(BUILDING)},
    [AIFT__STATE_RETIRED] = {"retired", 0},
    [AIFT__STATE_REJECTED] = {"rejected", 0},
};

const char *aift__state_name(aift__state state)
{
    return states[state].name;
}

/* The names of a set of states, by commas. */
static const char *list(unsigned set, char out[LIST])
{
    size_t n = 0;
    out[0] = 0;
    for (int s = 0; s < AIFT__STATES; s++)
        if (set >> s & 1)
            n += (size_t)snprintf(out + n, LIST - n, "%s%s", n ? ", " : "", states[s].name);
    return n ? out : "nowhere";
}

aift_status aift__state_find(const char *name, aift__state *out)
{
    char names[LIST];
    for (int s = 0; s < AIFT__STATES; s++)
        if (strcmp(states[s].name, name) == 0) {
            *out = (aift__state)s;
            return AIFT_OK;
        }
    *out = AIFT__STATE_DRAFT;
    return aift__fail(AIFT_E_INVALID, "\"%.60s\" is no state: expected one of %s", name,
                      list((1u << AIFT__STATES) - 1, names));
}

aift_status aift__state_check(aift__state from, aift__state to, bool prohibited)
{
    char names[LIST];
    const unsigned next = states[from].next & (prohibited ? TO(REJECTED) : ~0u);
    if (next >> to & 1)
        return AIFT_OK;
    return aift__fail(AIFT_E_STATE, "it cannot go from %s to %s%s: from there it goes to %s",
                      states[from].name, states[to].name, prohibited ? ", as its risk is prohibited" : "",
                      list(next, names));
}
