/* aift source: its verbs and their options. */
#include "source.h"

#define TEXT(field, called, what)                                                                            \
    {                                                                                                        \
        .kind = CLI_TEXT, .name = #field, .offset = offsetof(source_args, field), .value = called,           \
        .help = what                                                                                         \
    }

static const cli_option options[] = {
    CLI_OPTIONS_STORE(source_args),
    TEXT(output, "FILE", "mask: where to"),
    SOURCE_LOOK_OPTIONS(source_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    *(source_args *)args = (source_args){.of.store = "aift.db", .look = SOURCE_LOOK_DEFAULTS};
}

static const cli_verb verbs[] = {
    SOURCE_LOOK_VERBS,
    {NULL},
};

static int run(void *args, int argc, char **argv)
{
    return cli_verb_run(verbs, options, args, argc, argv);
}

const cli_command cli_source = {
    .name = "source",
    .summary = "look at data sources",
    .usage = "VERB [ARGUMENT...] [--store FILE]",
    .about = SOURCE_LOOK_ABOUT,
    .examples = SOURCE_LOOK_EXAMPLES,
    .options = options,
    .args_size = sizeof(source_args),
    .defaults = defaults,
    .run = run,
    .max_others = CLI_MAX_LIST + 2,
};
