/* Whether a store is what its log says: what the parts of the check share. */
#ifndef AIFT_LIB_LIFECYCLE_VERIFY_H
#define AIFT_LIB_LIFECYCLE_VERIFY_H

#include "lifecycle/store.h"

enum { AIFT__REASON = 300 };

typedef struct aift__verify {
    aift_store *store;
    aift__head head; /* so far */
    int64_t rows;
    int64_t expected; /* the row that is expected by the caller; 0: none */
    char expected_hash[AIFT__HEX];
    bool expected_met;
    int64_t erased, erase; /* the last row whose payload is erased, and the last that tells of an erasure */
    int64_t words, keys, usecases, criteria, dependencies; /* that records have */
    bool bad;                                              /* what follows is the first fault */
    int64_t seq;                                           /* 0: none */
    const char *table;
    char id[AIFT__ID_CAP], reason[AIFT__REASON];
} aift__verify;

/* Keeps the first fault; `seq` 0: it is about no row of the log. */
void aift__verify_fault(aift__verify *v, int64_t seq, const char *table, const char *id, const char *reason);
bool aift__verify_same(const char *a, const char *b); /* NULLs are the same */

aift_status aift__verify_log(aift__verify *v);     /* the chain, and what lies beside it */
aift_status aift__verify_records(aift__verify *v); /* against the log, and what they are found by */

#endif
