/* aift tokenize: lines in, token ids out. */
#include <stdlib.h>

#include "cli.h"
#include "lines.h"
#include "text.h"

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

typedef struct tokenizing {
    const aift_tokenizer *tokenizer;
    const tokenize_args *args;
} tokenizing;

static int tokenize_line(void *user, const char *line, size_t size, long long number)
{
    const tokenizing *with = user;
    char place[64], *replaced = NULL;
    snprintf(place, sizeof place, "line %lld: ", number);
    if (with->args->invalid_utf8 == AIFT_INVALID_UTF8_REPLACE) {
        replaced = cli_text_replace_invalid(line, size, &size);
        if (!replaced)
            return cli_failed("%sout of memory", place);
    }
    int result = print_ids(with->tokenizer, with->args, replaced ? replaced : line, size, place);
    free(replaced);
    return result;
}

/* Somebody may wait for what was printed. */
static int flush(void *user)
{
    (void)user;
    fflush(stdout);
    return cli_written(stdout) ? CLI_OK : CLI_FAILED;
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
    tokenizing with = {tokenizer, args};
    int result = status == AIFT_OK ? cli_lines_read(NULL, &(cli_lines){&with, tokenize_line, flush})
                                   : cli_failed_call("", status);
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
