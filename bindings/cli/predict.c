/* aift predict: labels and scores for one text, for pictures and recordings, or for each row of a file in bounded
 * memory. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "data.h"
#include "files.h"
#include "predict_media.h"
#include "progress.h"
#include "text.h"

enum { CHUNK = 256 };

typedef struct predict_args {
    const char *model, *data, *text, *output;
    aift_data_format format;
    aift_invalid_utf8 invalid_utf8;
    int32_t threads;
    aift_predict_options options;
} predict_args;

static const cli_option options[] = {
    CLI_OPTION_MODEL(predict_args),
    {.name = "data",
     .kind = CLI_TEXT,
     .offset = offsetof(predict_args, data),
     .value = "FILE",
     .help = "rows with texts or paths: .csv or .jsonl, plain or gzip; -: standard input; or a folder of "
             "pictures or "
             "recordings"},
    {.name = "text",
     .kind = CLI_TEXT,
     .offset = offsetof(predict_args, text),
     .value = "TEXT",
     .help = "one text, not empty, in the place of --data"},
    {.name = "output",
     .kind = CLI_TEXT,
     .offset = offsetof(predict_args, output),
     .value = "FILE",
     .unset = "standard output",
     .help = "where the predictions go, a JSON object a line"},
    CLI_OPTION_TEXT_COLUMN(predict_args),
    CLI_OPTION_MAX_LENGTH(predict_args),
    CLI_OPTION_BATCH_SIZE(predict_args),
    CLI_OPTION_FORMAT(predict_args),
    CLI_OPTION_INVALID_UTF8(predict_args),
    CLI_OPTION_ON_ERROR(predict_args),
    CLI_OPTION_THREADS(predict_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    predict_args *a = args;
    *a = (predict_args){.model = NULL};
    aift_predict_options_init(&a->options);
}

/* Some rows of the file: their texts, and where the first and last stand. */
typedef struct chunk {
    char *texts[CHUNK];
    size_t sizes[CHUNK]; /* a text may hold a NUL */
    size_t count;
    bool last;
} chunk;

static void chunk_clear(chunk *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->texts[i]);
    rows->count = 0;
}

static int chunk_read(aift_reader *reader, const char *column, chunk *rows)
{
    while (rows->count < CHUNK) {
        int32_t more;
        aift_status status = aift_reader_next(reader, &more);
        if (status != AIFT_OK && cli_interrupted())
            return CLI_INTERRUPTED;
        if (status != AIFT_OK)
            return cli_failed_call("", status);
        rows->last = !more;
        if (!more)
            break;
        size_t size;
        const char *text;
        status = aift_reader_text(reader, column, &text, &size);
        if (status != AIFT_OK)
            return cli_failed_call("", status);
        char *copy = malloc(size + 1);
        if (!copy)
            return cli_failed("out of memory");
        memcpy(copy, text, size + 1);
        rows->sizes[rows->count] = size;
        rows->texts[rows->count++] = copy;
    }
    return CLI_OK;
}

static int stop_when_interrupted(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return cli_interrupted();
}

static bool takes_texts(const aift_model *model)
{
    return strcmp(aift_model_task(model), "text-classification") == 0;
}

static int predict(const predict_args *args, const aift_model *model, char *const *texts, const size_t *sizes,
                   size_t n, const char *place, FILE *to)
{
    aift_predictions *predictions;
    aift_predict_options chosen = args->options;
    chosen.progress = stop_when_interrupted;
    aift_status status =
        aift_model_predict(model, (const char *const *)texts, sizes, n, &chosen, &predictions);
    if (status == AIFT_E_CANCELLED)
        return CLI_INTERRUPTED;
    if (status != AIFT_OK)
        return cli_failed_call(status == AIFT_E_FORMAT || status == AIFT_E_NOT_FINITE ? place : "", status);
    size_t failed = 0;
    int result = cli_print_predictions(predictions, to, &failed);
    aift_predictions_release(predictions);
    return result;
}

static void show(int64_t rows, double start)
{
    if (!cli_progress_due(rows, 0))
        return;
    char count[32], rate[32];
    cli_parts parts = {.count = 0};
    cli_parts_add(&parts, "%s rows", cli_text_count(count, rows));
    cli_parts_add(&parts, "%s rows/s", cli_text_rate(rate, (double)rows / (cli_seconds() - start)));
    cli_progress_show(rows, 0, &parts);
}

/* A picture that is given as a list of pictures. */
static int failed_open(const aift_model *model, aift_status status)
{
    char text[2048];
    if (status != AIFT_E_UNSUPPORTED || takes_texts(model))
        return cli_failed_call("", status);
    snprintf(text, sizeof text, "%s; a picture or recording itself is given without --data",
             aift_last_error());
    return cli_failed_with(status, text);
}

static int predict_rows(const predict_args *args, aift_context *context, const aift_model *model, FILE *to)
{
    aift_reader *reader;
    aift_dataset_options reading = AIFT_DATASET_OPTIONS_INIT;
    reading.format = args->format;
    reading.invalid_utf8 = args->invalid_utf8;
    aift_status status = cli_data_open(context, args->data, &reading, &reader);
    if (status != AIFT_OK)
        return failed_open(model, status);
    const char *column =
        args->options.text_column ? args->options.text_column : aift_model_text_column(model);
    int result = CLI_OK;
    int64_t done = 0;
    const bool texts = takes_texts(model);
    aift_predict_options chosen = args->options;
    chosen.progress = stop_when_interrupted;
    size_t failed = 0;
    double start = cli_seconds();
    chunk rows = {.count = 0};
    while (result == CLI_OK && !rows.last) {
        char place[512];
        result = chunk_read(reader, column, &rows);
        snprintf(place, sizeof place, "%s: rows %lld to %lld: ", args->data, (long long)done + 1,
                 (long long)done + (long long)rows.count);
        if (result == CLI_OK && rows.count && texts)
            result = predict(args, model, rows.texts, rows.sizes, rows.count, place, to);
        else if (result == CLI_OK && rows.count)
            result = cli_predict_list(model, &chosen, args->data, rows.texts, rows.count, to, &failed);
        done += (int64_t)rows.count;
        chunk_clear(&rows);
        if (args->output)
            show(done, start);
    }
    cli_progress_clear();
    aift_reader_release(reader);
    if (result == CLI_OK && failed)
        cli_note("%zu of the files could not be read", failed);
    return result;
}

static int predict_text(const predict_args *args, const aift_model *model, FILE *to)
{
    size_t size;
    char *text = args->invalid_utf8 == AIFT_INVALID_UTF8_REPLACE
                     ? cli_text_replace_invalid(args->text, strlen(args->text), &size)
                     : strdup(args->text);
    int result = text ? predict(args, model, &text, NULL, 1, "--text: ", to) : cli_failed("out of memory");
    free(text);
    return result;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int predict_paths(const predict_args *args, aift_context *context, const aift_model *model,
                         char *const *paths, size_t n, FILE *to)
{
    aift_predict_options chosen = args->options;
    chosen.progress = stop_when_interrupted;
    if (takes_texts(model))
        return cli_failed("%s: the model classifies texts: give --data FILE or --text TEXT", paths[0]);
    return cli_predict_paths(context, model, &chosen, paths, n, to);
}

static int predict_any(const predict_args *args, aift_context *context, const aift_model *model, char **paths,
                       size_t n, FILE *to)
{
    char *folder = (char *)(uintptr_t)args->data;
    if (n || is_folder(args->data))
        return predict_paths(args, context, model, n ? paths : &folder, n ? n : 1, to);
    if (args->text && !takes_texts(model))
        return cli_failed("--text: the model does %s: give files", aift_model_task(model));
    return args->data ? predict_rows(args, context, model, to) : predict_text(args, model, to);
}

static int check_args(const predict_args *args, int files)
{
    if (!!args->data + !!args->text + (files > 0) != 1)
        return cli_usage(args->data && args->text ? "--data and --text exclude each other"
                         : files                  ? "files and --data or --text exclude each other"
                                                  : "--data FILE, --text TEXT or a file is missing");
    if (args->text && !args->text[strspn(args->text, " \t\n\v\f\r")])
        return cli_failed("--text: the text %s: there is nothing to classify",
                          *args->text ? "is white space only" : "is empty");
    return CLI_OK;
}

static int run(void *given, int argc, char **argv)
{
    const predict_args *args = given;
    int result = check_args(args, argc - 1);
    if (result != CLI_OK)
        return result;
    aift_context *context = cli_context(args->threads);
    if (!context)
        return CLI_FAILED;
    aift_model *model = NULL;
    cli_file file = {.stream = stdout};
    aift_status status = aift_model_load(context, args->model, NULL, &model);
    result = status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
    if (result == CLI_OK && args->output)
        result = cli_file_open(&file, args->output);
    if (result == CLI_OK) {
        cli_interrupt_catch("");
        result = predict_any(args, context, model, argv + 1, (size_t)(argc - 1), file.stream);
        if (args->output)
            result = cli_file_close(&file, result);
    }
    aift_model_release(model);
    aift_context_release(context);
    return result;
}

const cli_command cli_predict = {
    .name = "predict",
    .summary = "classify texts, pictures or recordings",
    .usage = "--model DIR (--data FILE | --text TEXT | FILE...) [OPTION]",
    .max_others = INT_MAX,
    .about =
        "Prints a JSON object a row: the label, its score, and the scores of all labels:\n"
        "{\"label\":\"spam\",\"score\":0.98,\"scores\":{\"ham\":0.02,\"spam\":0.98}}\n"
        "Pictures (JPEG, PNG) and recordings (WAV, FLAC, OGG) are given as files, as folders, or in --data "
        "as a "
        "column of paths, which are relative to that file; \"file\" then stands before the label. They are "
        "prepared as in training.\n"
        "A file of any length is read row by row. --output is written beside its path and renamed when "
        "it is complete.\n",
    .examples = "  aift predict --model spam-filter --text 'You have won a prize'\n"
                "  aift predict --model spam-filter --data mails.csv --output labels.jsonl\n"
                "  aift predict --model flowers photo.jpg more/ --on-error skip\n",
    .options = options,
    .args_size = sizeof(predict_args),
    .defaults = defaults,
    .run = run,
};
