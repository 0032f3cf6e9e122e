/* aift tokenize: lines in, token ids out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "text.h"

enum { CHUNK = 1 << 16, MAX_LINE = 1 << 28 };

typedef struct tokenize_args {
    const char *model;
    int32_t max_length;
    aift_invalid_utf8 invalid_utf8;
} tokenize_args;

static const cli_option options[] = {
    CLI_OPTION_MODEL(tokenize_args),
    {.name = "max-length",
     .kind = CLI_INT32,
     .offset = offsetof(tokenize_args, max_length),
     .value = "N",
     .unset = "not cut",
     .range = {1, 1 << 30, false},
     .help = "tokens a text is cut to, special tokens included"},
    CLI_OPTION_INVALID_UTF8(tokenize_args),
    {.name = NULL},
};

static int print_ids(const aift_tokenizer *tokenizer, const tokenize_args *args, const char *line,
                     size_t size, const char *place)
{
    aift_encoding *encoding;
    aift_encode_options encode = AIFT_ENCODE_OPTIONS_INIT;
    encode.max_length = args->max_length;
    aift_status status = aift_tokenizer_encode(tokenizer, line, size, &encode, &encoding);
    if (status != AIFT_OK)
        return cli_failed_call(place, status);
    const int32_t *ids = aift_encoding_ids(encoding);
    putchar('[');
    for (size_t i = 0; i < aift_encoding_length(encoding); i++)
        printf(i ? ",%d" : "%d", (int)ids[i]);
    puts("]");
    int result = cli_written(stdout) ? CLI_OK : CLI_FAILED; /* the end says why */
    aift_encoding_release(encoding);
    return result;
}

static int tokenize_line(const aift_tokenizer *tokenizer, const tokenize_args *args, const char *line,
                         size_t size, long long number)
{
    char place[64], *replaced = NULL;
    snprintf(place, sizeof place, "line %lld: ", number);
    if (args->invalid_utf8 == AIFT_INVALID_UTF8_REPLACE) {
        replaced = cli_text_replace_invalid(line, size, &size);
        if (!replaced)
            return cli_failed("%sout of memory", place);
    }
    int result = print_ids(tokenizer, args, replaced ? replaced : line, size, place);
    free(replaced);
    return result;
}

/* What was read and is no whole line yet. */
typedef struct input {
    char *data;
    size_t size, cap;
    long long line;
} input;

/* Adds what can be read now. CLI_OK; *end at the end of the file. */
static int input_read(input *in, bool *end)
{
    if (in->cap - in->size < CHUNK) {
        size_t cap = in->cap ? in->cap * 2 : 2 * CHUNK;
        char *grown = in->size > MAX_LINE ? NULL : realloc(in->data, cap);
        if (!grown)
            return cli_failed("line %lld: is longer than %d bytes, or there is no memory for it",
                              in->line + 1, MAX_LINE);
        in->data = grown;
        in->cap = cap;
    }
    ssize_t n;
    do
        n = read(STDIN_FILENO, in->data + in->size, in->cap - in->size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return cli_failed("standard input: %s", strerror(errno));
    in->size += (size_t)n;
    *end = n == 0;
    return CLI_OK;
}

/* Tokenizes the whole lines there are; at the end, the last one without a line end too. */
static int tokenize_input(const aift_tokenizer *tokenizer, const tokenize_args *args, input *in,
                          size_t *searched, bool end)
{
    size_t begin = 0;
    int result = CLI_OK;
    while (result == CLI_OK && begin < in->size) {
        size_t from = begin > *searched ? begin : *searched;
        const char *found = memchr(in->data + from, '\n', in->size - from);
        size_t stop = found ? (size_t)(found - in->data) : in->size;
        if (!found && !end)
            break;
        result = tokenize_line(tokenizer, args, in->data + begin, stop - begin, ++in->line);
        begin = stop + (found != NULL);
    }
    memmove(in->data, in->data + begin, in->size - begin);
    in->size -= begin;
    *searched = in->size;
    return result;
}

static int run(void *given, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    const tokenize_args *args = given;
    aift_context *context = cli_context(1);
    if (!context)
        return CLI_FAILED;
    aift_tokenizer *tokenizer;
    aift_status status = aift_tokenizer_load(context, args->model, &tokenizer);
    int result = status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
    input in = {.data = NULL};
    size_t searched = 0;
    for (bool end = false; result == CLI_OK && !end;) {
        result = input_read(&in, &end);
        if (result == CLI_OK)
            result = tokenize_input(tokenizer, args, &in, &searched, end);
        fflush(stdout); /* before waiting for more: somebody may wait for this */
        if (!cli_written(stdout))
            result = CLI_FAILED;
    }
    free(in.data);
    aift_tokenizer_release(tokenizer);
    aift_context_release(context);
    return result;
}

const cli_command cli_tokenize = {
    .name = "tokenize",
    .summary = "turn lines of standard input into token ids",
    .usage = "--model DIR [--max-length N] < TEXTS",
    .about =
        "Reads texts, one a line (ended by \\n; \\r is part of the text), and prints a JSON array of token "
        "ids for each: special tokens included, neither cut nor padded whatever tokenizer.json says.\n",
    .examples = "  printf 'You have won\\na prize\\n' | aift tokenize --model spam-filter\n",
    .options = options,
    .args_size = sizeof(tokenize_args),
    .run = run,
};
