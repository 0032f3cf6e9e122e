/* Preloaded into a program: kills it before the call that AIFT_TEST_KILL counts from 1 (tests/support/calls.h). */
#include <stdlib.h>

#include "calls.h"

__attribute__((constructor)) static void begin(void)
{
    const char *nth = getenv("AIFT_TEST_KILL");
    if (nth)
        aift_test_calls_arm(AIFT_TEST_KILL, atoi(nth));
}
