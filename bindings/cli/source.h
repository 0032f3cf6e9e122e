/* aift source: what its verbs share. A verb is a line in source.c's table; its options are in the table there too. */
#ifndef AIFT_CLI_SOURCE_H
#define AIFT_CLI_SOURCE_H

#include "source_look.h"
#include "store.h"

typedef struct source_args {
    cli_store_args of;
    const char *from;                  /* of new records and changes */
    const char *owner, *search, *sort; /* of lists */
    const char *after;
    bool overdue;
    int64_t limit, if_version;
    double timeout;              /* of checks, in seconds */
    cli_list requirement;        /* NAME=DS */
    const char *map, *key;       /* of a catalogue that is read */
    const char *format, *output; /* of what is written; format of imports too */
    source_look_args look;       /* of profile, scan and mask */
} source_args;

/* source_records.c */
int source_schema(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_add(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_get(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_list(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_set(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_remove(void *args, aift_context *context, aift_store *store, int argc, char **argv);

/* source_uses.c */
int source_map(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_ropa(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_import(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_export(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_lineage(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_check(void *args, aift_context *context, aift_store *store, int argc, char **argv);

#endif
