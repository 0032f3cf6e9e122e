/* aift train: fine-tune a model on a file of rows, evaluate it, save it. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "progress.h"
#include "report.h"
#include "save.h"
#include "text.h"
#include "train.h"

static int check_task(const train_args *args, const aift_model *model)
{
    static const char *const tasks[] = {NULL, "text-classification", "image-classification",
                                        "audio-classification"};
    const char *wanted = tasks[args->task], *does = aift_model_task(model);
    if (!wanted || strcmp(wanted, does) == 0)
        return CLI_OK;
    return cli_failed("--task %s: the model %s is %s, which does %s", wanted, args->model,
                      aift_model_architecture(model), does);
}

static int load(const train_args *args, train_run *run)
{
    aift_status status = cli_train_usecase(args, run);
    aift_model_options of_model = AIFT_MODEL_OPTIONS_INIT;
    of_model.new_head = args->new_head;
    of_model.from_config = args->from_config;
    of_model.seed = args->options.seed;
    if (status == AIFT_OK)
        status = aift_model_load(run->context, args->model, &of_model, &run->model);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    int result = check_task(args, run->model);
    if (result != CLI_OK)
        return result;
    if (!args->dry_run)
        result = cli_save_check(run->model, args->output, args->overwrite);
    if (result != CLI_OK)
        return result;
    aift_dataset_options of_data = AIFT_DATASET_OPTIONS_INIT;
    of_data.format = args->format;
    of_data.invalid_utf8 = args->invalid_utf8;
    of_data.on_error = args->options.on_error;
    status = cli_data_load(run->context, args->data, &of_data, &run->train);
    if (status == AIFT_OK && args->eval_data)
        status = cli_data_load(run->context, args->eval_data, &of_data, &run->eval);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    return args->dry_run ? CLI_OK : cli_train_digest(args, run);
}

static const char *label_column(const train_args *args, const train_run *run)
{
    return args->options.label_column ? args->options.label_column : aift_model_label_column(run->model);
}

static int check_usecase(const train_args *args, const train_run *run)
{
    if (!run->usecase)
        return CLI_OK;
    aift_status status = aift_usecase_check(run->usecase, run->train, label_column(args, run));
    char place[512];
    snprintf(place, sizeof place, "%s%s%s: ", args->store ? args->store : "", args->store ? ": " : "",
             args->usecase);
    return status == AIFT_OK ? CLI_OK : cli_failed_call(place, status);
}

static int split(const train_args *args, train_run *run)
{
    if (args->eval_data || args->eval_split <= 0)
        return CLI_OK;
    aift_dataset *all = run->train;
    aift_status status = aift_dataset_train_test_split(all, args->eval_split, args->options.seed,
                                                       label_column(args, run), &run->train, &run->eval);
    aift_dataset_release(all);
    if (status != AIFT_OK)
        return cli_failed_call("--eval-split: ", status);
    /* The model has its labels; this looks whether there are two among the rows that are left. */
    status = aift_model_set_labels_from(run->model, run->train, label_column(args, run));
    return status == AIFT_OK ? CLI_OK
                             : cli_failed_call("--eval-split: of the rows left to train on: ", status);
}

/* All that can be known to go wrong is looked at before hours are spent. */
static int prepare(const train_args *args, train_run *run)
{
    run->context = cli_context(args->threads);
    if (!run->context)
        return CLI_FAILED;
    int result = load(args, run);
    if (result != CLI_OK)
        return result;
    /* Before rows are set aside: a label may occur in those alone. */
    aift_status status = aift_model_set_labels_from(run->model, run->train, label_column(args, run));
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    result = check_usecase(args, run);
    return result == CLI_OK ? split(args, run) : result;
}

static void print_result(const train_args *args, const train_run *run, const cli_saved *saved, double seconds)
{
    char buf[32];
    const aift_evaluation *evaluation = aift_train_report_evaluation(run->report);
    printf("%s %s\n", aift_train_report_interrupted(run->report) ? "stopped after" : "trained in",
           cli_text_time(buf, seconds));
    if (evaluation) {
        long long epoch = (long long)aift_train_report_best_epoch(run->report);
        printf("\nevaluation of the model saved");
        if (epoch && (args->options.num_train_epochs > 1 || args->options.max_steps > 0))
            printf(", that of epoch %lld", epoch);
        putchar('\n');
        cli_report_evaluation(stdout, run->model, evaluation);
    } else if (run->eval && args->options.eval_strategy == AIFT_EVAL_EPOCH) {
        printf("\nthe model saved has not been evaluated\n");
    }
    cli_report_skipped(stdout, "the training", run->report, NULL);
    cli_report_skipped(stdout, "the evaluation", NULL, evaluation);
    if (run->usecase)
        cli_report_kpis(stdout, run->usecase, evaluation);
    if (!*saved->path)
        return;
    printf("\nsaved to %s\nnext: aift predict --model ", saved->path);
    cli_text_shell(stdout, saved->path);
    printf(aift_model_tokenizer(run->model) ? " --text 'a text of your own'\n" : " FILE...\n");
}

static int tell(const train_args *args, train_run *run, const cli_saved *saved, double seconds)
{
    int32_t met;
    aift_status status = run->usecase ? aift_usecase_apply(run->usecase, run->report, &met) : AIFT_OK;
    if (status == AIFT_OK && !args->json)
        print_result(args, run, saved, seconds);
    if (saved->status != AIFT_OK)
        return cli_failed_with(saved->status, saved->problem);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    int result = cli_train_bind(args, run, saved->path);
    if (result != CLI_OK)
        return result;
    if (args->json)
        printf("%s\n", aift_train_report_json(run->report));
    return aift_train_report_interrupted(run->report) ? CLI_INTERRUPTED : CLI_OK;
}

static aift_train_options options_of(const train_args *args)
{
    aift_train_options options = args->options;
    options.freeze = args->freeze.items;
    options.num_freeze = args->freeze.count;
    options.progress = cli_train_progress;
    if (args->greater_is_better >= 0)
        options.greater_is_better = args->greater_is_better;
    else
        options.greater_is_better = !strstr(options.metric_for_best_model, "loss");
    return options;
}

static int train(const train_args *args, train_run *run, const aift_train_options *options)
{
    cli_interrupt_catch("\nstopping, then saving; once more ends at once\n");
    double start = cli_seconds();
    aift_status status = aift_train(run->model, run->train, run->eval, options, &run->report);
    double seconds = cli_seconds() - start;
    cli_progress_clear();
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    cli_saved saved;
    cli_save(run->model, args->output, args->overwrite, &saved);
    return tell(args, run, &saved, seconds);
}

enum { DEFAULT_LENGTH = 256 };

static int plan_and_train(train_args *args, train_run *run)
{
    if (args->options.max_length == 0 && aift_model_tokenizer(run->model)) {
        int32_t allowed = aift_model_max_length(run->model);
        args->options.max_length = allowed < DEFAULT_LENGTH ? allowed : DEFAULT_LENGTH;
    }
    const aift_train_options options = options_of(args);
    int result = cli_train_plan(args, run, &options);
    if (result != CLI_OK)
        return result;
    return args->dry_run ? cli_train_dry_run(args, run, &options) : train(args, run, &options);
}

static int check_usage(const train_args *args)
{
    if (!args->output && !args->dry_run)
        return cli_usage("--output DIR is missing");
    if (args->output && !*args->output)
        return cli_usage("--output: is empty");
    if (args->store && !args->usecase)
        return cli_usage("--store: --usecase ID is missing");
    if (args->eval_data && args->eval_split >= 0)
        return cli_usage("--eval-data and --eval-split exclude each other");
    return CLI_OK;
}

static int run_train(void *given, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    train_args *args = given;
    train_run run = {.context = NULL};
    if (check_usage(args) != CLI_OK)
        return CLI_USAGE;
    if (args->eval_split < 0)
        args->eval_split = 0.1;
    if (args->json)
        cli_json_wanted();
    int result = prepare(args, &run);
    if (result == CLI_OK)
        result = plan_and_train(args, &run);
    aift_train_report_release(run.report);
    aift_dataset_release(run.train);
    aift_dataset_release(run.eval);
    aift_model_release(run.model);
    aift_usecase_release(run.usecase);
    aift_store_release(run.store);
    aift_context_release(run.context);
    return result;
}

const cli_command cli_train = {
    .name = "train",
    .summary = "fine-tune a model on texts, pictures or recordings with labels",
    .usage = "--model DIR --data FILE --output DIR [OPTION]...\n"
             "       aift train --model DIR --data FILE --dry-run [OPTION]...",
    .about = "Fine-tunes a model to classify texts, pictures or recordings. It tells first what it will do, "
             "evaluates after "
             "each epoch, and writes the model to a new folder, which aift evaluate, aift predict and "
             "transformers load. Ctrl-C stops the training and saves; the exit status is then 130.\n"
             "\n"
             "Defaults stand in square brackets. The library's name of an option stands in round brackets "
             "where it is another, and may be written instead: --num_train_epochs, --num-train-epochs.\n",
    .examples = "  aift train --model all-MiniLM-L6-v2 --data train.jsonl.gz --eval-data test.jsonl.gz \\\n"
                "             --output spam-filter\n"
                "  aift train --model all-MiniLM-L6-v2 --data mails.csv --text-column body --epochs 3 \\\n"
                "             --freeze 'bert.embeddings.*' --output spam-filter --usecase spam.json --json\n"
                "  aift train --model resnet-18 --new-head --data photos/train --eval-data photos/test "
                "--output flowers\n",
    .options = cli_train_options,
    .args_size = sizeof(train_args),
    .defaults = cli_train_defaults,
    .run = run_train,
};
