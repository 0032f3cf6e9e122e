/* Files that the command writes. */
#ifndef AIFT_CLI_FILES_H
#define AIFT_CLI_FILES_H

#include <stdbool.h>
#include <stdio.h>

/* A file that is written beside its path and renamed when it is complete. Links are followed. */
typedef struct cli_file {
    FILE *stream;
    const char *path;
    char *target, *beside; /* NULL: written in place (a device, a pipe, what stdout or stderr is already) */
} cli_file;

int cli_file_open(cli_file *file, const char *path);
/* Whether both are one file, under whatever names ("-" is standard input); what is no file is none. */
bool cli_file_same(const char *input, const char *output);
/* Publishes it if `result` is CLI_OK, else removes it. */
int cli_file_close(cli_file *file, int result);

#endif
