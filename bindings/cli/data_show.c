/* aift data show: a page about a data set. */
#include <string.h>

#include "cli.h"
#include "data.h"
#include "files.h"

typedef struct data_args {
    const char *html, *model;
    aift_data_format format;
    aift_invalid_utf8 invalid_utf8;
    int32_t threads;
    bool from_config;
    aift_show_options options;
} data_args;

static const cli_option options[] = {
    {.name = "html",
     .kind = CLI_TEXT,
     .offset = offsetof(data_args, html),
     .value = "FILE",
     .required = true,
     .help = "the page to write"},
    {.name = "model",
     .kind = CLI_TEXT,
     .offset = offsetof(data_args, model),
     .value = "DIR",
     .help = "show the rows as this model gets them, in training and in evaluation"},
    {.name = "from-config",
     .kind = CLI_FLAG,
     .offset = offsetof(data_args, from_config),
     .help = "the model has no weights yet: it will be trained from nothing"},
    {.name = "rows",
     .kind = CLI_INT32,
     .offset = offsetof(data_args, options.num_rows),
     .library = "num_rows",
     .value = "N",
     .range = {1, 1000, false},
     .help = "rows shown, drawn at random"},
    {.name = "seed",
     .kind = CLI_UINT64,
     .offset = offsetof(data_args, options.seed),
     .value = "N",
     .help = "of the draw, and of augmentations"},
    {.name = "text-column",
     .kind = CLI_TEXT,
     .offset = offsetof(data_args, options.text_column),
     .library = "text_column",
     .value = "NAME",
     .unset = "the model's, else image, audio or text",
     .help = "column of the texts, or of the paths of pictures or recordings"},
    {.name = "label-column",
     .kind = CLI_TEXT,
     .offset = offsetof(data_args, options.label_column),
     .library = "label_column",
     .value = "NAME",
     .unset = "the model's, else label",
     .help = "column of the labels"},
    CLI_OPTION_FORMAT(data_args),
    CLI_OPTION_INVALID_UTF8(data_args),
    CLI_OPTION_THREADS(data_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    data_args *a = args;
    *a = (data_args){.html = NULL};
    aift_show_options_init(&a->options);
}

static int write_page(void *user, const char *name, const void *data, size_t size)
{
    (void)name;
    return fwrite(data, 1, size, user) == size ? 0 : 1;
}

static int show(const data_args *args, aift_context *context, const char *path)
{
    aift_model *model = NULL;
    aift_dataset *data = NULL;
    cli_file file = {.stream = NULL};
    aift_dataset_options reading = AIFT_DATASET_OPTIONS_INIT;
    reading.format = args->format;
    reading.invalid_utf8 = args->invalid_utf8;
    reading.on_error = AIFT_ON_ERROR_SKIP; /* the page says so */
    aift_model_options loading = AIFT_MODEL_OPTIONS_INIT;
    loading.from_config = args->from_config;
    aift_status status = args->model ? aift_model_load(context, args->model, &loading, &model) : AIFT_OK;
    if (status == AIFT_OK)
        status = cli_data_load(context, path, &reading, &data);
    int result = status == AIFT_OK ? cli_file_open(&file, args->html) : cli_failed_call("", status);
    if (result == CLI_OK) {
        status = aift_dataset_show(data, model, &args->options, write_page, file.stream);
        result = cli_file_close(&file, status == AIFT_OK ? CLI_OK : cli_failed_call("", status));
    }
    aift_dataset_release(data);
    aift_model_release(model);
    return result;
}

static int run(void *given, int argc, char **argv)
{
    const data_args *args = given;
    if (argc < 2 || strcmp(argv[1], "show") != 0)
        return cli_usage(argc < 2 ? "what to do with the data is missing: show"
                                  : "data %s: it must be data show",
                         argc < 2 ? "" : argv[1]);
    if (argc < 3)
        return cli_usage("data show: the data is missing, a file or a folder");
    aift_context *context = cli_context(args->threads);
    if (!context)
        return CLI_FAILED;
    int result = show(args, context, argv[2]);
    aift_context_release(context);
    return result;
}

const cli_command cli_data = {
    .name = "data",
    .summary = "show a data set as a page",
    .usage = "show DATA --html FILE [OPTION]...",
    .about =
        "DATA is a file as training takes it (.csv, .jsonl, an IDX pair's pictures) or a folder. "
        "Writes a page that needs nothing beside itself: the number of rows, the labels with their counts, "
        "and a "
        "sample of rows: pictures, spectra with players, texts. With --model they are shown as training and "
        "evaluation prepare them, so that a wrong pipeline is seen before an hour of training.\n",
    .examples = "  aift data show photos/train --html photos.html --model resnet-18\n"
                "  aift data show digits/train --html digits.html --model listener --from-config\n"
                "  aift data show mails.csv --html mails.html --rows 50\n",
    .options = options,
    .args_size = sizeof(data_args),
    .defaults = defaults,
    .run = run,
    .max_others = 2,
};
