/* The command `aift`: finds the command, reads its options, runs it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const cli_command *const cli_commands[] = {&cli_train,   &cli_evaluate, &cli_predict, &cli_tokenize,
                                           &cli_version, &cli_help,     NULL};

const cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

int cli_unknown_command(const char *name)
{
    const char *names[sizeof cli_commands / sizeof cli_commands[0]];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        names[i] = cli_commands[i] ? cli_commands[i]->name : NULL;
    const char *nearest = cli_nearest(name, names);
    if (nearest)
        return cli_usage("unknown command %s: did you mean %s?", name, nearest);
    return cli_usage("unknown command %s", name);
}

static int run(const cli_command *command, int argc, char **argv)
{
    void *args = calloc(1, command->args_size + 1);
    if (!args)
        return cli_failed("out of memory");
    bool help = false;
    if (command->defaults)
        command->defaults(args);
    int result = cli_options_parse(command->options, args, &argc, argv, command == &cli_help, &help);
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
        cli_help_command(stderr, NULL);
        return CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    const cli_command *command = cli_command_find(name);
    if (!command)
        return cli_unknown_command(name);
    cli_begin(command->name);
    return cli_end(run(command, argc - 1, argv + 1));
}
