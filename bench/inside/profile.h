/* Where the time of a graph's runs goes, operator by operator at one class of shapes: T stands for the tokens of a batch,
 * R for its rows. GB/s counts every input and output once, whole. */
#ifndef AIFT_BENCH_PROFILE_H
#define AIFT_BENCH_PROFILE_H

#include "graph/execution.h"

enum { PROFILE_LINES = 256, PROFILE_SHAPES = 160 };

typedef struct profile_line {
    const char *op;
    char shapes[PROFILE_SHAPES];
    double seconds, flops, bytes;
    int64_t calls;
} profile_line;

typedef struct profile {
    profile_line lines[PROFILE_LINES];
    int n_lines;
    int64_t tokens, rows; /* of the present batch */
    double in_nodes;      /* seconds */
} profile;

/* An observer of executions; the user's pointer is the profile. */
void profile_observe(void *user, const aift__node *node, const aift__call *call, double seconds);

/* A line of the table: of `all` seconds of a run. */
void profile_show_line(const char *op, const char *shapes, double calls, double seconds, double all);

/* The table of so many runs, the slowest first; `all` is the seconds of one run. */
void profile_show(profile *p, double runs, double all);

#endif
