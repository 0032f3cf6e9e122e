/* aift source check, map, ropa, import, export, lineage. */
#include <stdlib.h>
#include <string.h>

#include "source.h"
#include "store_records.h"

int source_check(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    int32_t reachable;
    (void)context, (void)argc;
    const aift_status status = aift_store_check_source(store, argv[1], args->timeout, &reachable, &text);
    return cli_answer(&args->of, status, text, reachable ? CLI_OK : CLI_PARTIAL);
}

/* The texts of --requirement as a list; NULL: it said why. */
static char *list_of(const cli_list *given)
{
    char *parts[CLI_MAX_LIST] = {NULL}, *list = NULL;
    bool fine = true;
    for (size_t i = 0; i < given->count && fine; i++)
        fine = (parts[i] = cli_json_quoted(given->items[i])) != NULL;
    if (fine)
        list = cli_json_list((const char *const *)parts, given->count);
    for (size_t i = 0; i < given->count; i++)
        free(parts[i]);
    return list;
}

int source_map(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    int64_t gaps;
    (void)context, (void)argc;
    char *sources = args->requirement.count ? list_of(&args->requirement) : NULL;
    if (args->requirement.count && !sources)
        return CLI_FAILED;
    const aift_status status =
        aift_store_map_sources(store, argv[1], sources, args->if_version, &gaps, &text);
    free(sources);
    return cli_answer(&args->of, status, text, gaps ? CLI_PARTIAL : CLI_OK);
}

int source_ropa(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    const char *format = args->format ? args->format : "json";
    aift_text *text;
    (void)context, (void)argc, (void)argv;
    const aift_status status = aift_store_ropa(store, format, &text);
    if (!args->output && strcmp(format, "json") == 0)
        return cli_answer(&args->of, status, text, CLI_OK);
    return cli_answer_file(&args->of, status, text, format, args->output, CLI_OK);
}

/* ---- other catalogues ---- */

int source_import(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_source source = AIFT_SOURCE_INIT;
    aift_text *text;
    (void)context, (void)argc;
    if (!args->format)
        return cli_usage("import: --format is missing: croissant or frictionless");
    char *file = cli_read_text(argv[1]);
    if (!file)
        return CLI_FAILED;
    source.name = strcmp(argv[1], "-") == 0 ? "standard input" : argv[1];
    source.data = file;
    source.size = strlen(file);
    const aift_status status = aift_store_import_source(store, &source, args->format, &text);
    free(file);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int source_export(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    if (!args->format)
        return cli_usage("export: --format is missing: croissant or frictionless");
    const aift_status status = aift_store_export_source(store, argv[1], args->format, &text);
    return args->output ? cli_answer_file(&args->of, status, text, args->format, args->output, CLI_OK)
                        : cli_answer(&args->of, status, text, CLI_OK);
}

int source_lineage(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    const aift_status status = aift_store_lineage(store, argv[1], &text);
    return cli_answer_file(&args->of, status, text, "openlineage", args->output, CLI_OK);
}
