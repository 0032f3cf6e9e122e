/* aift source profile, scan, mask: their options and verbs, for source.c's tables. */
#ifndef AIFT_CLI_SOURCE_LOOK_H
#define AIFT_CLI_SOURCE_LOOK_H

#include "store.h"

typedef struct source_look_args {
    const char *file, *query, *password_env;
    const char *html;
    int32_t bins, top, threads;
    const char *entities, *findings;
    double threshold;
    bool fail_on_pii, show_values;
    const char *operator, * salt_file;
    cli_list entity; /* ENTITY=OPERATOR */
} source_look_args;

#define SOURCE_LOOK_DEFAULTS                                                                                 \
    {                                                                                                        \
        .bins = 20, .top = 10, .threshold = 0.4                                                              \
    }

#define SOURCE_LOOK_OPTION(type, word, field, as, called, what, ...)                                         \
    {                                                                                                        \
        .name = word, .kind = as, .offset = offsetof(type, look.field), .value = called, .help = what,       \
        __VA_ARGS__                                                                                          \
    }

#define SOURCE_LOOK_OPTIONS(type)                                                                            \
    SOURCE_LOOK_OPTION(type, "file", file, CLI_TEXT, "FILE",                                                 \
                       "profile, scan, mask: a file: .csv or .jsonl, plain or gzip; an SQLite file with "    \
                       "--query; - is standard input, CSV", ),                                               \
        SOURCE_LOOK_OPTION(type, "query", query, CLI_TEXT, "SQL",                                            \
                           "profile, scan, mask: look at the rows of this SELECT on an SQLite file", ),      \
        SOURCE_LOOK_OPTION(type, "password-env", password_env, CLI_TEXT, "NAME",                             \
                           "check, profile, scan, mask: the environment's variable NAME has the password "   \
                           "of a source of the kind postgresql",                                             \
                           .unset = "libpq's own files"),                                                    \
        SOURCE_LOOK_OPTION(type, "bins", bins, CLI_INT32, "N", "profile: bins of a histogram",               \
                           .range = {1, 1000, false}),                                                       \
        SOURCE_LOOK_OPTION(type, "top", top, CLI_INT32, "N", "profile: frequent values that are named",      \
                           .range = {0, 1000, false}),                                                       \
        SOURCE_LOOK_OPTION(type, "html", html, CLI_TEXT, "FILE", "profile: write a page too", ),             \
        SOURCE_LOOK_OPTION(type, "entities", entities, CLI_TEXT, "LIST",                                     \
                           "scan, mask: what is looked for, names with commas between", .unset = "all"),     \
        SOURCE_LOOK_OPTION(type, "threshold", threshold, CLI_REAL, "SCORE",                                  \
                           "scan, mask: the least score that counts", .range = {0, 1, false}),               \
        SOURCE_LOOK_OPTION(type, "findings", findings, CLI_TEXT, "FILE",                                     \
                           "scan: write a line of JSON for each finding", ),                                 \
        SOURCE_LOOK_OPTION(type, "fail-on-pii", fail_on_pii, CLI_FLAG, NULL,                                 \
                           "scan: the exit status is 3 where something was found", ),                        \
        SOURCE_LOOK_OPTION(type, "show-values", show_values, CLI_FLAG, NULL,                                 \
                           "scan: --findings tells the texts too; without it no text that was found is "     \
                           "written anywhere", ),                                                            \
        SOURCE_LOOK_OPTION(type, "operator", operator, CLI_TEXT, "OPERATOR",                                 \
                           "mask: replace (by <ENTITY>), redact, mask (by stars), hash or keep", ),          \
        SOURCE_LOOK_OPTION(type, "entity", entity, CLI_LIST, "ENTITY=OPERATOR",                              \
                           "mask: another operator for an entity; may be given several times", ),            \
        SOURCE_LOOK_OPTION(type, "salt-file", salt_file, CLI_TEXT, "FILE",                                   \
                           "mask: its bytes, 16 at least, are the salt of hash", ),                          \
        SOURCE_LOOK_OPTION(type, "threads", threads, CLI_INT32, "N", "profile, scan, mask: threads",         \
                           .unset = "one per processor", .range = {1, 1024, false})

#define SOURCE_LOOK_VERBS                                                                                    \
    {"profile",      "ID",          0, 1, "file query password-env bins top html timeout threads",           \
     CLI_STORE_NONE, source_profile},                                                                        \
        {"scan",                                                                                             \
         "ID",                                                                                               \
         0,                                                                                                  \
         1,                                                                                                  \
         "file query password-env entities threshold findings fail-on-pii show-values timeout threads",      \
         CLI_STORE_NONE,                                                                                     \
         source_scan},                                                                                       \
    {                                                                                                        \
        "mask", "ID", 0, 1,                                                                                  \
            "file query password-env output operator entity entities threshold salt-file timeout threads",   \
            CLI_STORE_NONE, source_mask                                                                      \
    }

#define SOURCE_LOOK_ABOUT                                                                                    \
    "profile, scan and mask take a source's ID, or --file FILE with no store. "                              \
    "profile tells what each column of a table holds: type, nulls, distinct values, range, mean, "           \
    "quantiles, "                                                                                            \
    "a histogram and the most frequent values, in one pass and in bounded memory; --html FILE makes a page " \
    "of it.\n"                                                                                               \
    "scan looks for personal data: credit cards, e-mail addresses, telephone numbers, ... It tells where, "  \
    "and never what, unless --show-values is given.\n"                                                       \
    "mask writes the table again without it, a JSON Lines file as JSON Lines, all else as CSV.\n"            \
    "Of a source the record keeps rows, columns and types of a profile, and the counts of a scan; no "       \
    "value.\n"

#define SOURCE_LOOK_EXAMPLES                                                                                 \
    "  aift source profile --file mails.csv.gz --html profile.html\n"                                        \
    "  aift source profile --file crm.db --query 'SELECT * FROM customer' --json\n"                          \
    "  aift source profile DS-1 --html profile.html\n"                                                       \
    "  aift source scan DS-1 --json\n"                                                                       \
    "  aift source scan --file mails.csv --findings found.jsonl --fail-on-pii\n"                             \
    "  aift source mask --file mails.csv --output safe.csv --entity EMAIL_ADDRESS=hash --salt-file salt\n"

/* The password of --password-env, where it is given. CLI_OK, or it said why. */
int source_give_password(const source_look_args *look, aift_store *store);
int source_profile(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_scan(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int source_mask(void *args, aift_context *context, aift_store *store, int argc, char **argv);

#endif
