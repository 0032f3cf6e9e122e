/* What the commands on a store share: its options, its verbs, and how answers are printed. */
#ifndef AIFT_CLI_STORE_H
#define AIFT_CLI_STORE_H

#include "cli.h"

/* The options that all verbs have, the first of a command's struct. */
typedef struct cli_store_args {
    const char *store, *actor;
    bool json;
} cli_store_args;

#define CLI_OPTIONS_STORE(type)                                                                              \
    {.name = "store",                                                                                        \
     .kind = CLI_TEXT,                                                                                       \
     .offset = offsetof(type, of.store),                                                                     \
     .value = "FILE",                                                                                        \
     .help = "the store"},                                                                                   \
        {.name = "actor",                                                                                    \
         .kind = CLI_TEXT,                                                                                   \
         .offset = offsetof(type, of.actor),                                                                 \
         .value = "ID",                                                                                      \
         .unset = "P-0",                                                                                     \
         .help = "who changes it: a person's id or e-mail address"},                                         \
    {                                                                                                        \
        .name = "json", .kind = CLI_FLAG, .offset = offsetof(type, of.json),                                 \
        .help = "print one JSON object in one line, last, on standard output"                                \
    }

/* How a verb meets the store. */
typedef enum cli_store_mode {
    CLI_STORE_NONE,
    CLI_STORE_READ,
    CLI_STORE_WRITE,
    CLI_STORE_MIGRATE,
    CLI_STORE_NEW
} cli_store_mode;

/* One verb: a line in its command's table. */
typedef struct cli_verb {
    const char *name;
    const char *needs;   /* names of what must be behind it, for the message: "ID STATE" */
    int min, max;        /* how many */
    const char *options; /* that it has beside the common ones: "reason if-version" */
    cli_store_mode mode;
    /* argv[0] is the verb; store is NULL for CLI_STORE_NONE. */
    int (*run)(void *args, aift_context *context, aift_store *store, int argc, char **argv);
} cli_verb;

/* Finds the verb in argv[1], checks what is given with it, opens the store, and runs it. `verbs` ends in a name of NULL;
 * `options` is the command's table, `args` its struct, which begins with a cli_store_args. */
int cli_verb_run(const cli_verb *verbs, const cli_option *options, void *args, int argc, char **argv);

/* Opens the store that is asked for; NULL and CLI_OK for CLI_STORE_NONE. */
int cli_store_open(const cli_store_args *args, cli_store_mode mode, aift_context *context, aift_store **out);

/* Prints an answer, or says why there is none; frees it. The result is `otherwise` where there is one. */
int cli_answer(const cli_store_args *args, aift_status status, aift_text *text, int otherwise);

/* Says what is wrong; where the message is about `what` ("the weights"), which was read from the file `path` (or NULL), it
 * names the file. */
int cli_failed_about(const char *path, const char *what, aift_status status);

/* A whole file, "-" for standard input; freed with free(). NULL: it said why. */
char *cli_read_text(const char *path);

/* JSON that is put together; finished by cli_json_end, which gives NULL when there was no memory. */
typedef struct cli_json {
    FILE *stream;
    char *text;
    size_t size, members;
} cli_json;
bool cli_json_begin(cli_json *json);                                    /* false: it said why */
void cli_json_text(cli_json *json, const char *key, const char *value); /* nothing where `value` is NULL */
void cli_json_number(cli_json *json, const char *key, long long value);
void cli_json_flag(cli_json *json, const char *key, bool value);
char *cli_json_end(cli_json *json); /* freed with free() */

#endif
