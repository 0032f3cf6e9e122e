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
    const int result = source_give_password(&args->look, store);
    if (result != CLI_OK)
        return result;
    const aift_status status =
        aift_store_check_source(store, argv[1], args->timeout > 0 ? args->timeout : 10, &reachable, &text);
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

/* Rows of a catalogue; `map` is JSON, or NULL. */
static int import_rows(const source_args *args, aift_store *store, const aift_source *source, const char *map)
{
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    aift_text *text;
    int64_t rejected;
    options.format = args->format;
    options.map = map;
    options.key = args->key;
    const aift_status status = aift_store_import(store, source, &options, &rejected, &text);
    return cli_answer(&args->of, status, text, rejected ? CLI_PARTIAL : CLI_OK);
}

static bool is_one(const char *format)
{
    return strcmp(format, "croissant") == 0 || strcmp(format, "frictionless") == 0;
}

int source_import(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    static const char *const rows[] = {"catalog", "alation", "collibra"};
    const source_args *args = given;
    aift_source source = AIFT_SOURCE_INIT;
    aift_text *text;
    bool known = args->format && is_one(args->format);
    (void)context, (void)argc;
    for (size_t i = 0; args->format && i < sizeof rows / sizeof *rows; i++)
        known |= strcmp(rows[i], args->format) == 0;
    if (!known)
        return cli_usage(
            "import: --format is missing, or none of croissant, frictionless, catalog, alation, collibra");
    char *map = args->map ? cli_read_text(args->map) : NULL;
    char *file = args->map && !map ? NULL : cli_read_text(argv[1]);
    int result = CLI_FAILED;
    if (file) {
        source.name = strcmp(argv[1], "-") == 0 ? "standard input" : argv[1];
        source.data = file;
        source.size = strlen(file);
        if (is_one(args->format)) {
            const aift_status status = aift_store_import_source(store, &source, args->format, &text);
            result = cli_answer(&args->of, status, text, CLI_OK);
        } else {
            result = import_rows(args, store, &source, map);
        }
    }
    free(file);
    free(map);
    return result;
}

int source_export(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    const char *const *ids = argc > 1 ? (const char *const *)argv + 1 : NULL;
    aift_text *text;
    (void)context;
    if (!args->format || (!is_one(args->format) && strcmp(args->format, "catalog") != 0))
        return cli_usage("export: --format is missing, or none of croissant, frictionless, catalog");
    if (is_one(args->format) && argc != 2)
        return cli_usage("export: one ID is expected");
    const aift_status status = is_one(args->format)
                                   ? aift_store_export_source(store, argv[1], args->format, &text)
                                   : aift_store_export(store, args->format, ids, (size_t)argc - 1, &text);
    return args->output || !is_one(args->format)
               ? cli_answer_file(&args->of, status, text, args->format, args->output, CLI_OK)
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
