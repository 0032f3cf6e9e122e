/* aift embed: lines in, vectors out. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "files.h"
#include "lines.h"
#include "progress.h"
#include "text.h"

enum { CHUNK = 256 };

typedef struct embed_args {
    const char *model, *output;
    aift_invalid_utf8 invalid_utf8;
    int32_t threads;
    aift_predict_options options;
} embed_args;

static const cli_option options[] = {
    CLI_OPTION_MODEL(embed_args),
    {.name = "output",
     .kind = CLI_TEXT,
     .offset = offsetof(embed_args, output),
     .value = "FILE",
     .unset = "standard output",
     .help = "where the vectors go, a JSON array a line"},
    {.name = "max-length",
     .kind = CLI_INT32,
     .offset = offsetof(embed_args, options.max_length),
     .value = "N",
     .library = "max_length",
     .unset = "as the folder says",
     .range = {1, 1 << 20, false},
     .help = "tokens a text is cut to"},
    CLI_OPTION_BATCH_SIZE(embed_args),
    CLI_OPTION_INVALID_UTF8(embed_args),
    CLI_OPTION_THREADS(embed_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    embed_args *a = args;
    *a = (embed_args){.model = NULL};
    aift_predict_options_init(&a->options);
}

/* Lines that were read and have no vectors yet. */
typedef struct embedding {
    const embed_args *args;
    const aift_model *model;
    const char *path;
    FILE *to;
    const char *texts[CHUNK];
    char *copies[CHUNK]; /* of those that had to be changed; else NULL */
    size_t sizes[CHUNK];
    size_t count;
    long long first; /* line */
} embedding;

static int stop_when_interrupted(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return cli_interrupted();
}

/* Nine digits are enough to read back the same float. */
static int print_vectors(const aift_tensor *vectors, FILE *to)
{
    const int64_t *shape = aift_tensor_shape(vectors);
    const float *at = aift_tensor_data(vectors);
    for (int64_t row = 0; row < shape[0]; row++) {
        for (int64_t k = 0; k < shape[1]; k++)
            fprintf(to, "%c%.9g", k ? ',' : '[', (double)*at++);
        fputs("]\n", to);
    }
    return cli_written(to) ? CLI_OK : CLI_FAILED; /* the end says why */
}

static int embed(embedding *e)
{
    aift_tensor *vectors;
    aift_predict_options chosen = e->args->options;
    chosen.progress = stop_when_interrupted;
    aift_status status = aift_embed(e->model, e->texts, e->sizes, e->count, &chosen, &vectors);
    if (status == AIFT_E_CANCELLED)
        return CLI_INTERRUPTED;
    if (status != AIFT_OK) {
        char file[400], place[512];
        snprintf(place, sizeof place, "%slines %lld to %lld: ", cli_lines_place(e->path, file, sizeof file),
                 e->first, e->first + (long long)e->count - 1);
        return cli_failed_call(status == AIFT_E_FORMAT || status == AIFT_E_NOT_FINITE ? place : "", status);
    }
    int result = print_vectors(vectors, e->to);
    aift_tensor_release(vectors);
    return result;
}

static int embed_lines(void *user)
{
    embedding *e = user;
    int result = e->count ? embed(e) : CLI_OK;
    for (size_t i = 0; i < e->count; i++)
        free(e->copies[i]);
    e->count = 0;
    fflush(e->to); /* somebody may wait for this */
    return result == CLI_OK && !cli_written(e->to) ? CLI_FAILED : result;
}

static int take_line(void *user, const char *line, size_t size, long long number)
{
    embedding *e = user;
    char *copy = NULL;
    if (e->args->invalid_utf8 == AIFT_INVALID_UTF8_REPLACE) {
        copy = cli_text_replace_invalid(line, size, &size);
        if (!copy)
            return cli_failed("out of memory");
    }
    if (e->count == 0)
        e->first = number;
    e->copies[e->count] = copy;
    e->texts[e->count] = copy ? copy : line;
    e->sizes[e->count++] = size;
    return e->count == CHUNK ? embed_lines(e) : CLI_OK;
}

static int embed_all(embedding *e, char **paths, int n)
{
    int result = CLI_OK;
    const cli_lines with = {e, take_line, embed_lines};
    for (int i = 0; i < n && result == CLI_OK; i++) {
        e->path = strcmp(paths[i], "-") == 0 ? NULL : paths[i];
        result = cli_lines_read(e->path, &with);
    }
    if (n == 0)
        result = cli_lines_read(NULL, &with);
    for (size_t i = 0; i < e->count; i++)
        free(e->copies[i]);
    return result;
}

static int run(void *given, int argc, char **argv)
{
    const embed_args *args = given;
    aift_context *context = cli_context(args->threads);
    if (!context)
        return CLI_FAILED;
    aift_model *model = NULL;
    cli_file file = {.stream = stdout};
    aift_status status = aift_model_load(context, args->model, NULL, &model);
    int result = status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
    if (result == CLI_OK && args->output)
        result = cli_file_open(&file, args->output);
    if (result == CLI_OK) {
        embedding e = {.args = args, .model = model, .to = file.stream};
        if (args->output)
            cli_interrupt_catch("");
        result = embed_all(&e, argv + 1, argc - 1);
        if (args->output)
            result = cli_file_close(&file, result);
    }
    aift_model_release(model);
    aift_context_release(context);
    return result;
}

const cli_command cli_embed = {
    .name = "embed",
    .summary = "turn lines of text into vectors",
    .usage = "--model DIR [FILE...] [OPTION]",
    .max_others = INT_MAX,
    .about =
        "Reads texts, one a line (ended by \\n; \\r is part of the text), from the files, or from standard "
        "input (also -), and prints a JSON array of numbers for each. Texts of like meaning have vectors of "
        "like direction, where the model is a sentence encoder.\n"
        "What sentence-transformers wrote into the folder counts: modules.json, the pooling (mean, cls, "
        "lasttoken), whether vectors are normalised, and max_seq_length. Without it, it is the mean of the "
        "tokens' hidden states, not normalised.\n",
    .examples = "  printf 'You have won\\na prize\\n' | aift embed --model all-MiniLM-L6-v2\n"
                "  aift embed --model all-MiniLM-L6-v2 questions.txt --output vectors.jsonl\n",
    .options = options,
    .args_size = sizeof(embed_args),
    .defaults = defaults,
    .run = run,
};
