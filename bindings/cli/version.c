/* aift version: what this is and how it was built. */
#include "cli.h"

static int run(void *args, int argc, char **argv)
{
    (void)args;
    (void)argc;
    (void)argv;
    printf("aift %s\n%s\n", AIFT_VERSION_STRING, aift_build_info());
    return CLI_OK;
}

const cli_command cli_version = {
    .name = "version",
    .summary = "print the version and how the library was built",
    .usage = "",
    .about = "Prints the command's version, and the library's with how it was built.\n",
    .run = run,
};
