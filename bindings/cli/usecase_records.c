/* aift usecase new, get, list, set, move, schema. */
#include <stdlib.h>

#include "store_records.h"
#include "usecase.h"

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
    char *from = args->from ? cli_json_file(args->from) : NULL;
    char *template = args->template ? cli_json_quoted(args->template) : NULL;
    char *fields = given_fields(args), *record = NULL;
    int result = CLI_FAILED;
    if ((!args->from || from) && (!args->template || template) && fields)
        record = cli_json_list((const char *const[]){template, from, fields}, 3);
    if (record) {
        const aift_status status = aift_store_add(store, "usecase", record, &text);
        result = status == AIFT_OK ? cli_answer(&args->of, status, text, CLI_OK)
                                   : cli_failed_about(args->from, "the record: ", status);
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
    (void)context, (void)argc;
    return cli_record_get(&args->of, store, argv[1]);
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

int usecase_set(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    (void)context;
    return cli_record_set(&args->of, store, args->from, args->if_version, argc, argv);
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
