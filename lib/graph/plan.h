/* The plan: where each computed value lies in one arena, for a capacity (an upper bound of every symbol).
 *
 * Every run within the capacity uses the same layout. Sizes are taken to grow with the symbols.
 */
#ifndef AIFT_LIB_GRAPH_PLAN_H
#define AIFT_LIB_GRAPH_PLAN_H

#include "graph/graph.h"

typedef struct aift__plan {
    aift_context *context;
    size_t arena_bytes; /* scratch included */
    size_t scratch_offset, scratch_bytes;
    size_t *offset;    /* by value, in the arena; SIZE_MAX for values that lie elsewhere */
    aift__value *root; /* by value: whose memory it is (itself, or what it is a view or in place of) */
    int64_t *dims;     /* by dimension expression: its value at the capacity */
} aift__plan;

aift_status aift__plan_create(const aift__graph *graph, const int64_t *capacity, aift__plan **out);
void aift__plan_destroy(aift__plan *plan); /* NULL is accepted */

/* Bytes of a value under given dimension values; AIFT_E_RANGE on overflow. */
aift_status aift__value_bytes(const aift__graph *graph, aift__value value, const int64_t *dims,
                              size_t *bytes);

/* Fills in an argument's shape; data stays as it is. */
void aift__value_shape(const aift__graph *graph, aift__value value, const int64_t *dims, aift__arg *arg);

#endif
