/* The command `aift`: what its parts share. It stands on the public headers alone. */
#ifndef AIFT_CLI_H
#define AIFT_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "aift/aift.h"
#include "options.h"

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_PARTIAL = 3, CLI_INTERRUPTED = 130 };

/* One command: a line in main.c's table, a file of its own. */
typedef struct cli_command {
    const char *name;
    const char *summary;       /* for the list of commands */
    const char *usage;         /* behind the name, in the first line of the help */
    const char *about;         /* paragraphs of the help; NULL: none */
    const char *examples;      /* lines of the help; NULL: none */
    const cli_option *options; /* ends in a name of NULL; NULL: none */
    size_t args_size;          /* of the struct that the options fill in */
    void (*defaults)(void *args);
    int (*run)(void *args, int argc, char **argv); /* argv: what is left beside the options */
    int max_others;                                /* how much may be left */
} cli_command;

extern const cli_command cli_data, cli_train, cli_evaluate, cli_predict, cli_embed, cli_source, cli_store,
    cli_tokenize, cli_usecase, cli_version;

void cli_help_commands(FILE *to, const cli_command *const *commands); /* the list, which ends in NULL */
void cli_help_command(FILE *to, const cli_command *command);
void cli_help_plain(const cli_command *command);

/* Messages on stderr, one line each: "aift train: ...". cli_begin says whose they are. */
void cli_begin(const char *command);
void cli_json_wanted(void); /* a failure is an object on stdout too */
int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));  /* CLI_USAGE */
int cli_failed(const char *format, ...) __attribute__((format(printf, 1, 2))); /* CLI_FAILED */
int cli_failed_call(const char *place, aift_status status); /* with the library's message; place may be "" */
int cli_failed_in(const char *path, aift_status status);    /* of the library, about what that file holds */
int cli_failed_at(const char *path, const char *what);      /* a file that the command itself refuses */
int cli_failed_file(const char *place, const char *path, int error); /* what errno said of it */
int cli_failed_with(aift_status status, const char *text);
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A context of so many threads (0: one a processor) that sends warnings to stderr; NULL: it said why. */
aift_context *cli_context(int32_t threads);

/* Whether all that was printed to the stream could be written so far; if not, the reason is kept for the end.
 * To be asked right after printing. */
bool cli_written(FILE *stream);
int cli_write_error(void); /* the first reason, an errno; 0: none */

/* Writes what stdout still holds; the command's own result, or CLI_FAILED if it cannot be written. */
int cli_end(int result);

#endif
