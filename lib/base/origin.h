/* Which process made a thing: asked for each parallel loop, so it must not cost a call of the system. */
#ifndef AIFT_LIB_BASE_ORIGIN_H
#define AIFT_LIB_BASE_ORIGIN_H

#include <stdbool.h>
#include <sys/types.h>
#include <unistd.h>

#include "aift/status.h"

typedef struct aift__origin {
    const volatile char
        *page; /* begins with 1; a child's copy is all zero. NULL: the system has no such pages */
    pid_t process;
} aift__origin;

/* This process. AIFT_E_NOMEM. */
aift_status aift__origin_note(aift__origin *out);
void aift__origin_release(aift__origin *origin);

/* Whether this is another process than the one that was noted: a child of it, however it was made. */
static inline bool aift__origin_is_elsewhere(const aift__origin *origin)
{
    return origin->page ? *origin->page == 0 : origin->process != getpid();
}

#endif
