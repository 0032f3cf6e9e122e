/* The harnesses' context, checks and sources. */
#include <stdio.h>

#include "codec/unicode.h"
#include "fuzz.h"

/* In front of each block, which stays aligned as malloc aligns. */
typedef struct header {
    size_t size, unused;
} header;

static size_t blocks, bytes, most;

static void *take(void *user, size_t size)
{
    if (size > most || bytes > most - size)
        return NULL;
    header *h = malloc(sizeof *h + size);
    if (!h)
        return NULL;
    h->size = size;
    blocks++;
    bytes += size;
    return h + 1;
}

static void give_back(void *user, void *block)
{
    header *h = block;
    if (!block)
        return;
    blocks--;
    bytes -= h[-1].size;
    free(h - 1);
}

static void *grow(void *user, void *block, size_t size)
{
    void *grown = take(user, size);
    if (grown && block) {
        const size_t before = ((header *)block)[-1].size;
        memcpy(grown, block, before < size ? before : size);
        give_back(user, block);
    }
    return grown;
}

aift_context *fuzz_begin(size_t most_bytes)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    aift_context *context;
    options.allocator = (aift_allocator){NULL, take, grow, give_back};
    options.num_threads = 1;
    blocks = bytes = 0;
    most = most_bytes;
    fuzz_expect(aift_context_create(&options, &context) == AIFT_OK);
    return context;
}

void fuzz_end(aift_context *context)
{
    aift_context_release(context);
    fuzz_expect(blocks == 0);
}

void fuzz_check(bool good, const char *what, const char *file, int line)
{
    if (good)
        return;
    fprintf(stderr, "%s:%d: not so: %s\n  the last message: %s\n", file, line, what, aift_last_error());
    abort();
}

static bool is_one_line(const char *text)
{
    const size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    return size > 0 && aift__utf8_valid(text, size) == size;
}

bool fuzz_returned(aift_status status, bool has_output, const char *file, int line)
{
    fuzz_check(has_output == (status == AIFT_OK), "an output and success go together", file, line);
    fuzz_check(status != AIFT_E_INTERNAL, "no defect of the library", file, line);
    if (status != AIFT_OK)
        fuzz_check(is_one_line(aift_last_error()), "the message is one line of UTF-8", file, line);
    return status == AIFT_OK;
}

void fuzz_touch(const void *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        (void)((const volatile unsigned char *)data)[i];
}

static int64_t read_piece(void *user, void *buffer, size_t size)
{
    fuzz_pieces *p = user;
    size_t n = p->size < size ? p->size : size;
    n = n < p->step ? n : p->step;
    memcpy(buffer, p->data, n);
    p->data += n;
    p->size -= n;
    return (int64_t)n;
}

aift_source fuzz_source(const char *name, const void *data, size_t size)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = name;
    source.data = size ? data : "";
    source.size = size;
    return source;
}

aift_source fuzz_source_in_pieces(const char *name, fuzz_pieces *pieces)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = name;
    source.read = read_piece;
    source.user = pieces;
    return source;
}
