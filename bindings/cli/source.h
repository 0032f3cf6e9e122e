/* aift source: what its verbs share. A verb is a line in source.c's table; its options are in the table there too. */
#ifndef AIFT_CLI_SOURCE_H
#define AIFT_CLI_SOURCE_H

#include "source_look.h"

typedef struct source_args {
    cli_store_args of;
    const char *output;
    source_look_args look; /* of profile, scan and mask */
} source_args;

#endif
