/* The place that something is to be published at. */
#ifndef AIFT_LIB_BASE_TARGET_H
#define AIFT_LIB_BASE_TARGET_H

#include "base/base.h"

/* A path that something is published at, with its folder open, so that the process may change its own. */
typedef struct aift__target {
    aift_context *context;
    char *path;    /* as given, for messages */
    char *name;    /* the last part; of what a link leads to, if there is one */
    int parent;    /* the folder that `name` stands in; -1: closed */
    bool present;  /* something is there, if only a link to nothing */
    bool folder;   /* ... and it is a folder */
    bool regular;  /* ... and it is a regular file */
    unsigned mode; /* its permissions */
} aift__target;

aift_status aift__target_open(aift_context *context, const char *path, aift__target *target);
aift_status aift__target_look(aift__target *target); /* at what is there now */
void aift__target_close(aift__target *target);       /* a zeroed target is accepted */

#endif
