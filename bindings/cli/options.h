/* Options as a table: the parser, the help and the check of the man pages read the same lines. */
#ifndef AIFT_CLI_OPTIONS_H
#define AIFT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum cli_kind {
    CLI_HEADING, /* no option: a line of the help, its text in `help` */
    CLI_FLAG,    /* bool, no value */
    CLI_TEXT,    /* const char * */
    CLI_LIST,    /* cli_list: may be given several times */
    CLI_INT32,
    CLI_INT64,
    CLI_UINT64,
    CLI_BYTES,   /* int64_t: 1048576, 1024K, 1M */
    CLI_REAL,    /* double */
    CLI_BOOLEAN, /* int32_t, "true" or "false" */
    CLI_CHOICE   /* an enum: the index in `choices` */
} cli_kind;

enum { CLI_MAX_LIST = 256 };

typedef struct cli_list {
    const char *items[CLI_MAX_LIST];
    size_t count;
} cli_list;

/* Numbers must be from min to max, whole ones exactly so; `above` leaves out min itself. */
typedef struct cli_range {
    double min, max;
    bool above;
} cli_range;

typedef struct cli_option {
    const char *name; /* "batch-size" */
    cli_kind kind;
    size_t offset;     /* of its target in the command's struct */
    const char *value; /* what the help calls its value: "N", "FILE" */
    const char *help;
    const char *library;        /* the library's name, accepted too: "per_device_train_batch_size" */
    const char *unset;          /* what the help says of the default where the target holds none */
    cli_range range;            /* of a number */
    const char *const *choices; /* ends in NULL */
    bool required;
} cli_option;

/* The options that several commands have. */
extern const char *const cli_invalid_utf8_choices[];
#define CLI_OPTION_MODEL(type)                                                                               \
    {                                                                                                        \
        .name = "model", .kind = CLI_TEXT, .offset = offsetof(type, model), .value = "DIR",                  \
        .help = "the model's folder, as transformers writes it", .required = true                            \
    }
extern const char *const cli_format_choices[];
#define CLI_OPTION_FORMAT(type)                                                                              \
    {                                                                                                        \
        .name = "format", .kind = CLI_CHOICE, .offset = offsetof(type, format), .value = "auto|csv|jsonl",   \
        .choices = cli_format_choices, .help = "of the data; auto goes by the name's ending"                 \
    }
#define CLI_OPTION_INVALID_UTF8(type)                                                                        \
    {                                                                                                        \
        .name = "invalid-utf8", .kind = CLI_CHOICE, .offset = offsetof(type, invalid_utf8),                  \
        .value = "error|replace", .choices = cli_invalid_utf8_choices,                                       \
        .help = "what to do with bytes that are not UTF-8: stop and name the line, or put U+FFFD there"      \
    }
extern const char *const cli_on_error_choices[];
#define CLI_OPTION_ON_ERROR(type)                                                                            \
    {                                                                                                        \
        .name = "on-error", .kind = CLI_CHOICE, .offset = offsetof(type, options.on_error),                  \
        .value = "stop|skip", .choices = cli_on_error_choices, .library = "on_error",                        \
        .help = "what to do with a picture or recording that cannot be read: stop and name it, or leave "    \
                "it out, and count and name it"                                                              \
    }
/* Fields of aift_predict_options, in `options` of the command's struct. */
#define CLI_OPTION_TEXT_COLUMN(type)                                                                         \
    {                                                                                                        \
        .name = "text-column", .kind = CLI_TEXT, .offset = offsetof(type, options.text_column),              \
        .value = "NAME", .help = "column of the texts, or of the paths of pictures or recordings",           \
        .library = "text_column", .unset = "as in training"                                                  \
    }
#define CLI_OPTION_MAX_LENGTH(type)                                                                          \
    {                                                                                                        \
        .name = "max-length", .kind = CLI_INT32, .offset = offsetof(type, options.max_length), .value = "N", \
        .help = "tokens a text is cut to", .library = "max_length", .unset = "as in training", .range = {    \
            1,                                                                                               \
            1 << 20,                                                                                         \
            false                                                                                            \
        }                                                                                                    \
    }
#define CLI_OPTION_BATCH_SIZE(type)                                                                          \
    {                                                                                                        \
        .name = "batch-size", .kind = CLI_INT32, .offset = offsetof(type, options.batch_size), .value = "N", \
        .help = "rows computed at once", .library = "batch_size", .range = {                                 \
            1,                                                                                               \
            65536,                                                                                           \
            false                                                                                            \
        }                                                                                                    \
    }
#define CLI_OPTION_THREADS(type)                                                                             \
    {                                                                                                        \
        .name = "threads", .kind = CLI_INT32, .offset = offsetof(type, threads), .value = "N",               \
        .help = "threads that compute", .library = "num_threads", .unset = "one per processor", .range = {   \
            1,                                                                                               \
            1024,                                                                                            \
            false                                                                                            \
        }                                                                                                    \
    }
#define CLI_OPTION_JSON(type)                                                                                \
    {                                                                                                        \
        .name = "json", .kind = CLI_FLAG, .offset = offsetof(type, json),                                    \
        .help = "print one JSON object, last, on standard output"                                            \
    }

/* Reads the command line into the struct; argv[0] is the command's name. What is left beside the options is
 * moved to argv[1] and after, and *argc counts it; more than max_others are refused. Sets *help for --help. CLI_OK, or CLI_USAGE with a message. */
int cli_options_parse(const cli_option *options, void *args, int *argc, char **argv, int max_others,
                      bool *help);
/* Whether the option was on the command line that was read last. */
bool cli_option_given(const cli_option *option);
size_t cli_options_count(const cli_option *options);

/* The default as the help shows it, `unset` or what the target holds; NULL: none. `buf` is for a number. */
const char *cli_option_shown(const cli_option *option, const void *args, char *buf, size_t size);

/* The nearest of the names (which end in NULL) to what was typed; NULL: none is near. */
const char *cli_nearest(const char *typed, const char *const *names);

#endif
