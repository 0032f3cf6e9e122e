/* aift usecase rank, roadmap: which use case first, and when. */
#include <stdlib.h>
#include <string.h>

#include "store_records.h"
#include "usecase.h"

static bool is_json(const usecase_args *args)
{
    return !args->format || strcmp(args->format, "json") == 0;
}

/* The answer, to the file or standard output; JSON to standard output as all commands print it. */
static int put(const usecase_args *args, aift_status status, aift_text *text, int otherwise)
{
    const bool standard = !args->output || strcmp(args->output, "-") == 0;
    if (status != AIFT_OK)
        return cli_failed_about(args->weights, "the weights", status);
    if (standard && is_json(args))
        return cli_answer(&args->of, status, text, otherwise);
    return cli_answer_file(&args->of, status, text, is_json(args) ? "json" : args->format, args->output,
                           otherwise);
}

int usecase_rank(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
    aift_text *text;
    (void)context, (void)argc, (void)argv;
    char *weights = args->weights ? cli_read_text(args->weights) : NULL;
    if (args->weights && !weights)
        return CLI_FAILED;
    options.method = args->method;
    options.weights = weights;
    options.format = args->format;
    options.after = args->after;
    options.sensitivity = args->sensitivity;
    const bool sheet =
        args->format && strcmp(args->format, "csv") == 0; /* a whole one, if nothing else is said */
    options.limit = sheet && !usecase_given("limit") ? 0 : args->limit;
    const aift_status status = aift_portfolio_rank(store, &options, &text);
    free(weights);
    return put(args, status, text, CLI_OK);
}

int usecase_roadmap(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_roadmap_options options = AIFT_ROADMAP_OPTIONS_INIT;
    aift_text *text;
    int64_t left_out;
    (void)context, (void)argc, (void)argv;
    if (!usecase_given("capacity") || !args->start)
        return cli_usage("roadmap: --%s is missing", args->start ? "capacity N" : "start DATE");
    char *weights = args->weights ? cli_read_text(args->weights) : NULL;
    if (args->weights && !weights)
        return CLI_FAILED;
    options.method = args->method;
    options.weights = weights;
    options.format = args->format;
    options.start = args->start;
    options.capacity = args->capacity;
    const aift_status status = aift_portfolio_roadmap(store, &options, &left_out, &text);
    free(weights);
    return put(args, status, text, left_out ? CLI_PARTIAL : CLI_OK);
}
