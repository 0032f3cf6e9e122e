/* aift usecase new, get, list, set, move, schema. */
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "usecase.h"

/* A list of JSON: [A,B,C]. NULLs are left out. Freed with free(). */
static char *list_of(const char *const *parts, size_t n)
{
    char *text = NULL;
    size_t size, put = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cli_failed("out of memory"), NULL;
    fputc('[', stream);
    for (size_t i = 0; i < n; i++)
        if (parts[i])
            fprintf(stream, "%s%s", put++ ? "," : "", parts[i]);
    fputc(']', stream);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return cli_failed("out of memory"), NULL;
}

/* The text as JSON; freed with free(). */
static char *quoted(const char *value)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cli_failed("out of memory"), NULL;
    cli_text_write_json(stream, value);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return cli_failed("out of memory"), NULL;
}

static char *given_fields(const usecase_args *args)
{
    cli_json json;
    if (!cli_json_begin(&json))
        return NULL;
    cli_json_text(&json, "title", args->title);
    cli_json_text(&json, "problem", args->problem);
    cli_json_text(&json, "task", args->task);
    cli_json_text(&json, "owner", args->owner);
    return cli_json_end(&json);
}

int usecase_new(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)context, (void)argc, (void)argv;
    char *from = args->from ? cli_read_text(args->from) : NULL;
    char *template = args->template ? quoted(args->template) : NULL;
    char *fields = given_fields(args), *record = NULL;
    int result = CLI_FAILED;
    if ((!args->from || from) && (!args->template || template) && fields)
        record = list_of((const char *const[]){template, from, fields}, 3);
    if (record) {
        const aift_status status = aift_store_add(store, "usecase", record, &text);
        result = cli_answer(&args->of, status, text, CLI_OK);
    }
    free(from);
    free(template);
    free(fields);
    free(record);
    return result;
}

int usecase_get(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    const aift_status status = aift_store_get(store, argv[1], &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int usecase_list(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    cli_json json;
    (void)context, (void)argc, (void)argv;
    if (!cli_json_begin(&json))
        return CLI_FAILED;
    cli_json_text(&json, "state", args->state);
    cli_json_text(&json, "task", args->task);
    cli_json_text(&json, "owner", args->owner);
    cli_json_text(&json, "search", args->search);
    cli_json_text(&json, "sort", args->sort);
    cli_json_text(&json, "after", args->after);
    cli_json_number(&json, "limit", args->limit);
    char *query = cli_json_end(&json);
    if (!query)
        return CLI_FAILED;
    const aift_status status = aift_store_list(store, "usecase", query, &text);
    free(query);
    return cli_answer(&args->of, status, text, CLI_OK);
}

/* The changes PATH=VALUE as texts of a list, behind those of the file. */
static char *changes_of(const usecase_args *args, int argc, char **argv)
{
    char *parts[CLI_MAX_LIST + 1] = {NULL}, *list = NULL;
    const size_t n = (size_t)argc - 2;
    bool fine = true;
    if (args->from)
        fine = (parts[0] = cli_read_text(args->from)) != NULL;
    for (size_t i = 0; i < n && fine; i++)
        fine = (parts[i + 1] = quoted(argv[i + 2])) != NULL;
    if (fine)
        list = list_of((const char *const *)parts, n + 1);
    for (size_t i = 0; i <= n; i++)
        free(parts[i]);
    return list;
}

int usecase_set(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)context;
    if (argc < 3 && !args->from)
        return cli_usage("set: PATH=VALUE or --from FILE is missing");
    for (int i = 2; i < argc; i++)
        if (!strchr(argv[i], '=') || argv[i][0] == '=')
            return cli_usage("set: \"%s\" is not PATH=VALUE", argv[i]);
    char *changes = changes_of(args, argc, argv);
    if (!changes)
        return CLI_FAILED;
    const aift_status status = aift_store_set(store, argv[1], changes, args->if_version, &text);
    free(changes);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int usecase_move(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    if (!args->reason)
        return cli_usage("move: --reason TEXT is missing");
    const aift_status status =
        aift_store_move(store, argv[1], argv[2], args->reason, args->if_version, &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int usecase_schema(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)store, (void)argc, (void)argv;
    const aift_status status = aift_store_schema(context, "usecase", &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}
