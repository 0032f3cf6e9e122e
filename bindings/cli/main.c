/* The command `aift`: finds the command, reads its options, runs it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const cli_command help_command;
static const cli_command *const commands[] = {&cli_train, &cli_evaluate, &cli_predict,  &cli_embed,
                                              &cli_data,  &cli_tokenize, &cli_usecase,  &cli_source,
                                              &cli_store, &cli_version,  &help_command, NULL};

static const cli_command *find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *names[sizeof commands / sizeof commands[0]];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        names[i] = commands[i] ? commands[i]->name : NULL;
    const char *nearest = cli_nearest(name, names);
    if (nearest)
        return cli_usage("unknown command %s: did you mean %s?", name, nearest);
    return cli_usage("unknown command %s", name);
}

typedef struct help_args {
    bool plain;
} help_args;

static const cli_option help_options[] = {
    {.name = "plain",
     .kind = CLI_FLAG,
     .offset = offsetof(help_args, plain),
     .help = "one line an option: name, value and default, parted by tabs"},
    {.name = NULL},
};

static int run_help(void *args, int argc, char **argv)
{
    const help_args *a = args;
    const cli_command *command = argc > 1 ? find(argv[1]) : NULL;
    if (argc > 1 && !command)
        return unknown(argv[1]);
    if (a->plain && command)
        cli_help_plain(command);
    else if (a->plain)
        for (size_t i = 0; commands[i]; i++)
            printf("%s\t%s\n", commands[i]->name, commands[i]->summary);
    else if (command)
        cli_help_command(stdout, command);
    else
        cli_help_commands(stdout, commands);
    return CLI_OK;
}

/* It stands here because it tells about the table that it is in. */
static const cli_command help_command = {
    .name = "help",
    .summary = "tell about a command",
    .usage = "[COMMAND] [--plain]",
    .about = "Tells what there is, or all about one command.\n",
    .examples = "  aift help train\n",
    .options = help_options,
    .args_size = sizeof(help_args),
    .run = run_help,
    .max_others = 1,
};

static int run(const cli_command *command, int argc, char **argv)
{
    void *args = calloc(1, command->args_size + 1);
    if (!args)
        return cli_failed("out of memory");
    bool help = false;
    if (command->defaults)
        command->defaults(args);
    int result = cli_options_parse(command->options, args, &argc, argv, command->max_others, &help);
    if (help)
        cli_help_command(stdout, command);
    else if (result == CLI_OK)
        result = command->run(args, argc, argv);
    free(args);
    return result;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* writing says what is wrong, and half a file is removed */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        cli_help_commands(stderr, commands);
        return CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    const cli_command *command = find(name);
    if (!command)
        return unknown(name);
    cli_begin(command->name);
    return cli_end(run(command, argc - 1, argv + 1));
}
