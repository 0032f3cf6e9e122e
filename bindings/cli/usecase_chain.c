/* aift usecase categorize, bind, trace. */
#include <stdlib.h>
#include <string.h>

#include "usecase.h"

/* ---- categorize ---- */

/* The use case of a store that is read. */
static aift_status load_usecase(const usecase_args *args, aift_context *context, const char *id,
                                aift_usecase **out)
{
    aift_store *store;
    aift_text *record;
    aift_source source = AIFT_SOURCE_INIT;
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    options.read_only = 1;
    aift_status status = aift_store_open(context, args->of.store, &options, &store);
    if (status != AIFT_OK)
        return status;
    status = aift_store_get(store, id, &record);
    aift_store_release(store);
    if (status != AIFT_OK)
        return status;
    source.name = id;
    source.data = aift_text_data(record);
    source.size = aift_text_size(record);
    status = aift_usecase_load_source(context, &source, out);
    aift_text_release(record);
    return status;
}

static int propose(const usecase_args *args, aift_context *context, const char *problem)
{
    aift_model *encoder;
    aift_text *text = NULL;
    aift_status status = aift_model_load(context, args->model, NULL, &encoder);
    if (status == AIFT_OK) {
        status = aift_categorize(encoder, problem, args->top, &text);
        aift_model_release(encoder);
    }
    return cli_answer(&args->of, status, text, CLI_OK);
}

int usecase_categorize(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_usecase *usecase;
    (void)store;
    if ((argc > 1) == (args->text != NULL))
        return cli_usage(args->text ? "categorize: ID and --text exclude each other"
                                    : "categorize: ID or --text TEXT is missing");
    if (!args->model)
        return cli_usage("categorize: --model DIR is missing");
    if (args->text)
        return propose(args, context, args->text);
    const aift_status status = load_usecase(args, context, argv[1], &usecase);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    const char *problem = aift_usecase_field(usecase, "problem"); /* else the title, which there is */
    const int result = propose(args, context, problem ? problem : aift_usecase_field(usecase, "title"));
    aift_usecase_release(usecase);
    return result;
}

/* ---- bind and trace ---- */

/* Of the file and of what is in it. */
static aift_status digests_of(aift_context *context, const char *folder, char file[65], char parameters[65])
{
    aift_model *model;
    aift_status status = aift_model_load(context, folder, NULL, &model);
    if (status != AIFT_OK)
        return status;
    status = aift_model_digest(model, parameters);
    aift_model_release(model);
    return status == AIFT_OK ? aift_model_file_digest(context, folder, file) : status;
}

int usecase_bind(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text = NULL;
    char digest[65], parameters[65];
    int32_t met;
    cli_json json;
    int result = CLI_FAILED;
    (void)argc;
    if (!args->evaluation || !args->model)
        return cli_usage("bind: --%s is missing", args->model ? "evaluation FILE" : "model DIR");
    const aift_status status = digests_of(context, args->model, digest, parameters);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    if (!cli_json_begin(&json))
        return CLI_FAILED;
    cli_json_text(&json, "model", args->model);
    cli_json_text(&json, "model_sha256", digest);
    cli_json_text(&json, "parameters_sha256", parameters);
    char *run = cli_json_end(&json), *evaluation = run ? cli_read_text(args->evaluation) : NULL;
    if (evaluation) {
        const aift_status bound = aift_store_bind(store, argv[1], run, evaluation, &met, &text);
        result = bound == AIFT_OK ? cli_answer(&args->of, bound, text, met ? CLI_OK : CLI_PARTIAL)
                                  : cli_failed_about(args->evaluation, "the evaluation", bound);
    }
    free(run);
    free(evaluation);
    return result;
}

int usecase_trace(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    const aift_status status = aift_store_trace(store, argv[1], &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}
