/* aift evaluate: how good a model is on labelled rows. */
#include "cli.h"
#include "data.h"
#include "progress.h"
#include "report.h"
#include "text.h"

typedef struct evaluate_args {
    const char *model, *data;
    bool json;
    aift_data_format format;
    aift_invalid_utf8 invalid_utf8;
    int32_t threads;
    aift_predict_options options;
} evaluate_args;

static const cli_option options[] = {
    CLI_OPTION_MODEL(evaluate_args),
    {.name = "data",
     .kind = CLI_TEXT,
     .offset = offsetof(evaluate_args, data),
     .value = "FILE",
     .required = true,
     .help = "labelled rows: .csv or .jsonl, plain or gzip; -: standard input; a folder with a folder of "
             "pictures or recordings for each label; or the pictures of an IDX pair (MNIST)"},
    CLI_OPTION_TEXT_COLUMN(evaluate_args),
    {.name = "label-column",
     .kind = CLI_TEXT,
     .offset = offsetof(evaluate_args, options.label_column),
     .library = "label_column",
     .value = "NAME",
     .unset = "as in training",
     .help = "column of the labels"},
    CLI_OPTION_MAX_LENGTH(evaluate_args),
    CLI_OPTION_BATCH_SIZE(evaluate_args),
    CLI_OPTION_FORMAT(evaluate_args),
    CLI_OPTION_INVALID_UTF8(evaluate_args),
    CLI_OPTION_ON_ERROR(evaluate_args),
    CLI_OPTION_THREADS(evaluate_args),
    CLI_OPTION_JSON(evaluate_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    evaluate_args *a = args;
    *a = (evaluate_args){.model = NULL};
    aift_predict_options_init(&a->options);
}

static int progress(void *user, int64_t done, int64_t total)
{
    (void)user;
    if (cli_progress_due(done, total)) {
        char a[32], b[32];
        cli_parts parts = {.count = 0};
        cli_parts_add(&parts, "%s of %s rows", cli_text_count(a, done), cli_text_count(b, total));
        cli_progress_show(done, total, &parts);
    }
    return cli_interrupted();
}

static int report(const evaluate_args *args, const aift_model *model, const aift_dataset *data)
{
    aift_evaluation *evaluation;
    aift_predict_options chosen = args->options;
    chosen.progress = progress;
    cli_interrupt_catch("");
    aift_status status = aift_model_evaluate(model, data, &chosen, &evaluation);
    cli_progress_clear();
    if (status == AIFT_E_CANCELLED)
        return CLI_INTERRUPTED;
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    if (args->json) {
        printf("%s\n", aift_evaluation_json(evaluation));
    } else {
        printf("%s on %s\n", args->model, args->data);
        cli_report_evaluation(stdout, model, evaluation);
        cli_report_skipped(stdout, "the evaluation", NULL, evaluation);
    }
    aift_evaluation_release(evaluation);
    return CLI_OK;
}

static int run(void *given, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    const evaluate_args *args = given;
    if (args->json)
        cli_json_wanted();
    aift_context *context = cli_context(args->threads);
    if (!context)
        return CLI_FAILED;
    aift_model *model = NULL;
    aift_dataset *data = NULL;
    aift_dataset_options reading = AIFT_DATASET_OPTIONS_INIT;
    reading.format = args->format;
    reading.invalid_utf8 = args->invalid_utf8;
    reading.on_error = args->options.on_error;
    aift_status status = aift_model_load(context, args->model, NULL, &model);
    if (status == AIFT_OK)
        status = cli_data_load(context, args->data, &reading, &data);
    int result = status == AIFT_OK ? report(args, model, data) : cli_failed_call("", status);
    aift_dataset_release(data);
    aift_model_release(model);
    aift_context_release(context);
    return result;
}

const cli_command cli_evaluate = {
    .name = "evaluate",
    .summary = "tell how good a model is on labelled rows",
    .usage = "--model DIR --data FILE [OPTION]...",
    .about =
        "Predicts every row and compares with its label: accuracy, balanced accuracy; precision, recall and\n"
        "F1 (micro, macro and weighted, as scikit-learn computes them); the confusion matrix; mean loss.\n"
        "Texts are read from the column and cut to the length that training used.\n",
    .examples = "  aift evaluate --model spam-filter --data test.jsonl.gz\n"
                "  aift evaluate --model spam-filter --data test.jsonl.gz --json\n",
    .options = options,
    .args_size = sizeof(evaluate_args),
    .defaults = defaults,
    .run = run,
};
