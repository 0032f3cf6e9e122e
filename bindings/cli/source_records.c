/* aift source schema, add, get, list, set, remove. */
#include <stdlib.h>

#include "source.h"
#include "store_records.h"

int source_schema(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    (void)store, (void)argc, (void)argv;
    const aift_status status = aift_store_schema(context, "source", &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int source_add(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    (void)context, (void)argc, (void)argv;
    if (!args->from)
        return cli_usage("add: --from FILE is missing");
    char *record = cli_read_text(args->from);
    if (!record)
        return CLI_FAILED;
    const aift_status status = aift_store_add(store, "source", record, &text);
    free(record);
    return status == AIFT_OK ? cli_answer(&args->of, status, text, CLI_OK)
                             : cli_failed_about(args->from, "the record: ", status);
}

int source_get(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    (void)context, (void)argc;
    return cli_record_get(&args->of, store, argv[1]);
}

int source_list(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    cli_json json;
    (void)context, (void)argc, (void)argv;
    if (!cli_json_begin(&json))
        return CLI_FAILED;
    cli_json_text(&json, "owner", args->owner);
    cli_json_text(&json, "search", args->search);
    cli_json_text(&json, "sort", args->sort);
    cli_json_text(&json, "after", args->after);
    cli_json_number(&json, "limit", args->limit);
    if (args->overdue)
        cli_json_flag(&json, "overdue", true);
    char *query = cli_json_end(&json);
    if (!query)
        return CLI_FAILED;
    const aift_status status = aift_store_list(store, "source", query, &text);
    free(query);
    return cli_answer(&args->of, status, text, CLI_OK);
}

int source_set(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    (void)context;
    return cli_record_set(&args->of, store, args->from, args->if_version, argc, argv);
}

int source_remove(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    const aift_status status = aift_store_remove(store, argv[1], args->if_version, &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}
