/* Verbs of the commands on a store: found, checked, and given the store. */
#include <string.h>

#include "store.h"

static bool is_listed(const char *list, const char *name)
{
    const size_t n = strlen(name);
    for (const char *p = list; p && *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strncmp(p, name, n) == 0 && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

static int unknown_verb(const cli_verb *verbs, const char *typed)
{
    const char *names[64], *nearest;
    char list[512] = "";
    size_t n = 0;
    for (; verbs[n].name && n < 63; n++) {
        names[n] = verbs[n].name;
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", n ? ", " : "", verbs[n].name);
    }
    names[n] = NULL;
    if (!typed)
        return cli_usage("what to do is missing: one of %s", list);
    nearest = cli_nearest(typed, names);
    return nearest ? cli_usage("unknown verb %s: did you mean %s?", typed, nearest)
                   : cli_usage("unknown verb %s: expected one of %s", typed, list);
}

static int check_verb(const cli_verb *verb, const cli_option *options, int argc, char **argv)
{
    if (argc - 2 < verb->min)
        return cli_usage("%s: %s is missing", verb->name, verb->needs);
    if (argc - 2 > verb->max)
        return cli_usage("%s: unexpected argument %s", verb->name, argv[verb->max + 2]);
    for (const cli_option *o = options; o->name; o++)
        if (cli_option_given(o) && !is_listed("store actor json", o->name) &&
            !is_listed(verb->options, o->name))
            return cli_usage("%s: --%s is not for it", verb->name, o->name);
    return CLI_OK;
}

int cli_store_open(const cli_store_args *args, cli_store_mode mode, aift_context *context, aift_store **out)
{
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    options.actor = args->actor;
    options.read_only = mode == CLI_STORE_READ;
    options.migrate = mode == CLI_STORE_MIGRATE;
    *out = NULL;
    if (mode == CLI_STORE_NONE)
        return CLI_OK;
    const aift_status status = mode == CLI_STORE_NEW ? aift_store_create(context, args->store, &options, out)
                                                     : aift_store_open(context, args->store, &options, out);
    if (status == AIFT_E_NOT_FOUND)
        return cli_failed_call("--store: ", status);
    return status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
}

int cli_verb_run(const cli_verb *verbs, const cli_option *options, void *args, int argc, char **argv)
{
    const cli_store_args *common = args;
    const cli_verb *verb = verbs;
    aift_store *store;
    while (verb->name && (argc < 2 || strcmp(verb->name, argv[1]) != 0))
        verb++;
    if (!verb->name)
        return unknown_verb(verbs, argc < 2 ? NULL : argv[1]);
    int result = check_verb(verb, options, argc, argv);
    if (result != CLI_OK)
        return result;
    if (common->json)
        cli_json_wanted();
    aift_context *context = cli_context(1);
    if (!context)
        return CLI_FAILED;
    result = cli_store_open(common, verb->mode, context, &store);
    if (result == CLI_OK)
        result = verb->run(args, context, store, argc - 1, argv + 1);
    aift_store_release(store);
    aift_context_release(context);
    return result;
}
