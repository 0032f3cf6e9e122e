/* The command line of the benchmark programs: --name VALUE, by a table. */
#ifndef AIFT_BENCH_ARGUMENTS_H
#define AIFT_BENCH_ARGUMENTS_H

#include <stdint.h>

typedef struct argument {
    const char *name; /* "--model"; NULL ends the table */
    const char *help;
    const char **text; /* one of these receives the value; a flag is a number, which becomes 1 */
    int64_t *number;
    double *real;
    int64_t *flag;
} argument;

/* Returns 0; or 2 with a message on standard error, also where a text is still NULL. */
int arguments_read(const argument *table, int argc, char **argv);

#endif
