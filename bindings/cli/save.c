/* Writing the trained model, so that hours of training are not lost. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "save.h"

enum { MAX_TRIES = 100 };

static aift_save_options options_of(bool overwrite)
{
    aift_save_options options = AIFT_SAVE_OPTIONS_INIT;
    options.overwrite = overwrite;
    return options;
}

int cli_save_check(const aift_model *model, const char *output, bool overwrite)
{
    const aift_save_options options = options_of(overwrite);
    aift_status status = aift_model_check_save(model, output, &options);
    if (status == AIFT_E_EXISTS && !overwrite)
        return cli_failed("--output: %s: exists already; --overwrite replaces a model", output);
    return status == AIFT_OK ? CLI_OK : cli_failed_call("--output: ", status);
}

/* Where nothing may be: a name with a number behind it. */
static bool save_beside(const aift_model *model, const char *output, cli_saved *saved)
{
    size_t n = strlen(output);
    while (n > 1 && output[n - 1] == '/')
        n--;
    aift_status status = AIFT_E_EXISTS;
    for (int i = 2; i < MAX_TRIES && status == AIFT_E_EXISTS; i++) {
        int size = snprintf(saved->path, sizeof saved->path, "%.*s-%d", (int)n, output, i);
        status = (size_t)size < sizeof saved->path ? aift_model_save(model, saved->path, NULL) : AIFT_E_RANGE;
    }
    return status == AIFT_OK;
}

static bool save_away(const aift_model *model, cli_saved *saved)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/aift-model-%ld", folder && *folder ? folder : "/tmp", (long)getpid());
    return save_beside(model, path, saved);
}

void cli_save(const aift_model *model, const char *output, bool overwrite, cli_saved *saved)
{
    const aift_save_options options = options_of(overwrite);
    *saved = (cli_saved){.status = aift_model_save(model, output, &options)};
    if (saved->status == AIFT_OK) {
        snprintf(saved->path, sizeof saved->path, "%s", output);
        return;
    }
    char why[1024];
    snprintf(why, sizeof why, "%s", aift_last_error());
    if ((saved->status == AIFT_E_EXISTS && save_beside(model, output, saved)) || save_away(model, saved)) {
        snprintf(saved->problem, sizeof saved->problem, "%s; the trained model is in %.700s instead", why,
                 saved->path);
        return;
    }
    saved->path[0] = '\0';
    snprintf(saved->problem, sizeof saved->problem,
             "%s; nor could the trained model be kept elsewhere: %.700s", why, aift_last_error());
}
