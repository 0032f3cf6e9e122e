/* Rows that were left out because they cannot be read: counted, and named as far as a report goes. */
#ifndef AIFT_LIB_DATA_SKIPPED_H
#define AIFT_LIB_DATA_SKIPPED_H

#include "base/base.h"
#include "codec/json.h"

enum { AIFT__MOST_SKIPPED = 10000 }; /* that are named */

typedef struct aift__skipped {
    aift_context *context;
    size_t count;
    char **messages; /* "photos/a.jpg: ...", the first AIFT__MOST_SKIPPED */
    size_t *rows;    /* their numbers; SIZE_MAX: it never became one */
    size_t n, cap, cap_rows;
} aift__skipped;

void aift__skipped_init(aift__skipped *skipped, aift_context *context);
void aift__skipped_finish(aift__skipped *skipped); /* a zeroed one is accepted */

aift_status aift__skipped_add(aift__skipped *skipped, size_t row, const char *message);
aift_status aift__skipped_append(aift__skipped *skipped, const aift__skipped *more);

/* The i-th message; NULL: there is none, or it is not kept. */
const char *aift__skipped_message(const aift__skipped *skipped, size_t i);

/* AIFT_E_FORMAT: nothing is left of so many rows; with the first message. */
aift_status aift__skipped_all(const aift__skipped *skipped, size_t rows);

/* {"count": 2, "messages": [...]}; NULL: out of memory. */
aift__json *aift__skipped_tree(const aift__skipped *skipped);

#endif
