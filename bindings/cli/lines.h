/* Lines of a file or of standard input, as they come. */
#ifndef AIFT_CLI_LINES_H
#define AIFT_CLI_LINES_H

#include <stddef.h>

/* What is done with the lines; each returns CLI_OK, or what stops the reading. */
typedef struct cli_lines {
    void *user;
    /* A line without its \n. It stays until `pause` has returned. */
    int (*line)(void *user, const char *line, size_t size, long long number);
    /* No line of what was read is left: whoever waits for an answer gets it now. */
    int (*pause)(void *user);
} cli_lines;

/* Reads all lines of the file; NULL: of standard input. The last one needs no end. */
int cli_lines_read(const char *path, const cli_lines *with);

/* "FILE: ", or nothing for standard input: in front of messages. */
const char *cli_lines_place(const char *path, char *buf, size_t size);

#endif
