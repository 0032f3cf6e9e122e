/* aift usecase template, import, export, survey: what comes from other tools, and goes to them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "store_records.h"
#include "usecase.h"

int usecase_template(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)store;
    const aift_status status = aift_store_template(context, argc > 1 ? argv[1] : NULL, &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

/* ---- files in ---- */

static int64_t read_file(void *user, void *buffer, size_t size)
{
    const size_t n = fread(buffer, 1, size, user);
    return n == 0 && ferror((FILE *)user) ? -1 : (int64_t)n;
}

/* A file as a source, "-" for standard input; false: it said why. */
static bool open_source(const char *path, FILE **file, aift_source *source)
{
    const bool standard = strcmp(path, "-") == 0;
    *source = (aift_source)AIFT_SOURCE_INIT;
    struct stat info;
    *file = standard ? stdin : fopen(path, "rb");
    if (!*file)
        return cli_failed_file("", path, errno), false;
    if (fstat(fileno(*file), &info) == 0 && S_ISDIR(info.st_mode)) {
        fclose(*file);
        return cli_failed_file("", path, EISDIR), false;
    }
    source->name = standard ? "standard input" : path;
    source->read = read_file;
    source->user = *file;
    return true;
}

static void close_source(FILE *file)
{
    if (file != stdin)
        fclose(file);
}

int usecase_import(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    aift_source source;
    aift_text *text;
    int64_t rejected;
    FILE *file;
    (void)context, (void)argc;
    if (!args->format)
        return cli_usage("import: --format is missing: jira, trello, asana, airtable, csv or json");
    char *map = args->map ? cli_read_text(args->map) : NULL;
    if (args->map && !map)
        return CLI_FAILED;
    options.format = args->format;
    options.map = map;
    options.key = args->key;
    options.date_format = args->date_format;
    options.dry_run = args->dry_run;
    int result = CLI_FAILED;
    if (open_source(argv[1], &file, &source)) {
        const aift_status status = aift_store_import(store, &source, &options, &rejected, &text);
        result = status == AIFT_OK ? cli_answer(&args->of, status, text, rejected ? CLI_PARTIAL : CLI_OK)
                                   : cli_failed_about(args->map, "the map: ", status);
        close_source(file);
    }
    free(map);
    return result;
}

int usecase_survey(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_source source;
    aift_text *text;
    int64_t rejected;
    FILE *file;
    (void)context, (void)argc;
    if (!open_source(argv[2], &file, &source))
        return CLI_FAILED;
    const aift_status status = aift_store_survey(store, argv[1], &source, &rejected, &text);
    close_source(file);
    return cli_answer(&args->of, status, text, rejected ? CLI_PARTIAL : CLI_OK);
}

/* ---- files out ---- */

int usecase_export(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    const char *const *ids = argc > 1 ? (const char *const *)argv + 1 : NULL;
    (void)context;
    if (!args->format)
        return cli_usage(
            "export: --format is missing: json, jira, csv, markdown, confluence, html or cyclonedx");
    aift_text *text;
    const aift_status status = aift_store_export(store, args->format, ids, (size_t)argc - 1, &text);
    return cli_answer_file(&args->of, status, text, args->format, args->output, CLI_OK);
}
