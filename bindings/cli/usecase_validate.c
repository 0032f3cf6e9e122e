/* aift usecase validate, signoff, report: what is measured, decided, and written down. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "files.h"
#include "store_records.h"
#include "usecase.h"

/* ---- validate ---- */

typedef struct inputs {
    aift_context *context; /* of all processors: the store's has one thread */
    aift_dataset *data;
    aift_model *model;
    char *gates, *data_path, *model_path, *notebook;
} inputs;

static void release(inputs *in)
{
    aift_dataset_release(in->data);
    aift_model_release(in->model);
    aift_context_release(in->context);
    free(in->gates);
    free(in->data_path);
    free(in->model_path);
    free(in->notebook);
}

/* A notebook is run in its own folder, so it names files by whole paths. ID-baseline.ipynb unless it was said. */
static bool name_files(const usecase_args *args, const char *id, inputs *in)
{
    static const char ending[] = "-baseline.ipynb";
    if (strcmp(args->data, "-") == 0)
        return !args->notebook || (cli_usage("validate: --notebook does not go with --data -"), false);
    in->data_path = realpath(args->data, NULL);
    in->model_path = realpath(args->model, NULL);
    const size_t size = strlen(id) + sizeof ending;
    in->notebook = args->notebook ? strdup(args->notebook) : malloc(size);
    if (!in->data_path || !in->model_path || !in->notebook)
        return cli_failed("out of memory"), false;
    if (!args->notebook)
        snprintf(in->notebook, size, "%s%s", id, ending);
    return true;
}

static int load(const usecase_args *args, inputs *in)
{
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.new_head = 1; /* its vectors are what counts */
    if (args->gates && !(in->gates = cli_read_text(args->gates)))
        return CLI_FAILED;
    if (!args->data && !args->source)
        return CLI_OK;
    if (!(in->context = cli_context(0)))
        return CLI_FAILED;
    aift_status status = AIFT_OK;
    if (args->data)
        status = cli_data_load(in->context, args->data, NULL, &in->data);
    if (status == AIFT_OK && args->model)
        status = aift_model_load(in->context, args->model, &options, &in->model);
    return status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
}

static int judge(const usecase_args *args, aift_store *store, const char *id, const inputs *in)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    aift_text *text;
    int32_t viable;
    options.text_column = args->text_column;
    options.label_column = args->label_column;
    options.source = args->source;
    options.gates = in->gates;
    options.notebook = in->notebook;
    options.data_path = in->data_path;
    options.model_path = in->model_path;
    options.draws = args->draws;
    options.seed = args->seed;
    options.if_version = args->if_version;
    const aift_status status = aift_store_validate(store, id, in->data, in->model, &options, &viable, &text);
    return cli_answer(&args->of, status, text, viable ? CLI_OK : CLI_PARTIAL);
}

int usecase_validate(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    inputs in = {.context = NULL};
    (void)context, (void)argc;
    if (!args->data && !args->source &&
        (args->model || args->text_column || args->label_column || args->notebook))
        return cli_usage("validate: --data FILE is missing, or --source DS");
    if (args->source && (args->data || args->notebook))
        return cli_usage("validate: --%s does not go with --source", args->data ? "data" : "notebook");
    if (args->notebook && !args->model)
        return cli_usage("validate: --model DIR is missing: the notebook repeats what is measured with it");
    int result = load(args, &in);
    if (result == CLI_OK && in.model && in.data && !name_files(args, argv[1], &in))
        result = strcmp(args->data, "-") == 0 ? CLI_USAGE : CLI_FAILED;
    if (result == CLI_OK)
        result = judge(args, store, argv[1], &in);
    release(&in);
    return result;
}

/* ---- signoff ---- */

int usecase_signoff(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    cli_json json;
    aift_text *text;
    (void)context, (void)argc;
    if (!args->role)
        return cli_usage("signoff: --role R is missing");
    if (!args->decision)
        return cli_usage("signoff: --decision is missing: approve, reject or waive");
    if (!cli_json_begin(&json))
        return CLI_FAILED;
    cli_json_text(&json, "role", args->role);
    cli_json_text(&json, "decision", args->decision);
    cli_json_text(&json, "gate", args->gate);
    cli_json_text(&json, "comment", args->comment);
    char *decision = cli_json_end(&json);
    if (!decision)
        return CLI_FAILED;
    const aift_status status = aift_store_signoff(store, argv[1], decision, args->if_version, &text);
    free(decision);
    return cli_answer(&args->of, status, text, CLI_OK);
}

/* ---- report ---- */

static int write_report(const usecase_args *args, aift_store *store, const char *id, const char *format,
                        const char *path)
{
    aift_text *text;
    const aift_status status = aift_store_report(store, id, format, &text);
    return cli_answer_file(&args->of, status, text, format, path, CLI_OK);
}

int usecase_report(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const usecase_args *args = given;
    (void)context, (void)argc;
    if (!args->html == !args->markdown)
        return cli_usage("report: --html FILE is missing, or --markdown FILE");
    return args->html ? write_report(args, store, argv[1], "html", args->html)
                      : write_report(args, store, argv[1], "markdown", args->markdown);
}
