/* Tokenizes all texts of a file on one thread, again and again: aift_tokenize --model DIR --data FILE
 * A worker (worker.h); a unit is a byte of text. Nothing is cut. */
#include <stdio.h>

#include <aift/aift.h>

#include "arguments.h"
#include "worker.h"

static struct {
    const char *model, *data;
} args;

static const argument table[] = {
    {"--model", "the model's folder", .text = &args.model},
    {"--data", "a file with the column text", .text = &args.data},
    {NULL},
};

static aift_status tokenize_all(const aift_tokenizer *tokenizer, const aift_dataset *data, size_t column,
                                double *bytes)
{
    const aift_encode_options options = {
        .struct_size = sizeof options, .add_special_tokens = 1, .max_length = 0};
    *bytes = 0;
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++) {
        size_t size;
        const char *text = aift_dataset_value(data, i, column, &size);
        aift_encoding *encoding;
        aift_status status = aift_tokenizer_encode(tokenizer, text, size, &options, &encoding);
        if (status != AIFT_OK)
            return status;
        aift_encoding_release(encoding);
        *bytes += (double)size;
    }
    return AIFT_OK;
}

static int run(const aift_tokenizer *tokenizer, const aift_dataset *data, size_t column)
{
    worker w;
    aift_status status = worker_start(&w) ? AIFT_OK : AIFT_E_NOMEM;
    while (status == AIFT_OK && worker_more(&w)) {
        double bytes, begin = worker_clock();
        status = tokenize_all(tokenizer, data, column, &bytes);
        worker_note(&w, worker_clock() - begin, bytes);
    }
    worker_end(&w);
    return status != AIFT_OK;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1;
    aift_context *context = NULL;
    aift_dataset *data = NULL;
    aift_tokenizer *tokenizer = NULL;
    int failed = aift_context_create(&options, &context) ||
                 aift_dataset_load(context, args.data, NULL, &data) ||
                 aift_tokenizer_load(context, args.model, &tokenizer);
    int32_t column = failed ? -1 : aift_dataset_column_index(data, "text");
    failed = failed || column < 0 || run(tokenizer, data, (size_t)column);
    if (failed)
        fprintf(stderr, "aift_tokenize: %s\n", aift_last_error());
    aift_tokenizer_release(tokenizer);
    aift_dataset_release(data);
    aift_context_release(context);
    return failed;
}
