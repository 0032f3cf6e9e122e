/* What the harnesses share. A harness (harness/NAME.c, a line in harnesses.def) is libFuzzer's entry for one parser: it gives the
 * bytes to the parser, uses what comes of them, and ends the process if the library breaks its word. run.sh fuzzes it with
 * clang; the suite runs the same code over the corpus and over the inputs that once crashed (replay.c).
 */
#ifndef AIFT_TESTS_FUZZ_H
#define AIFT_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aift/aift.h"

/* What a harness begins with: its one function, of `data` and `size`, which returns 0. */
#ifdef AIFT_FUZZ_REPLAY
#define FUZZ_HARNESS(name)                                                                                   \
    int fuzz_##name(const uint8_t *data, size_t size);                                                       \
    int fuzz_##name(const uint8_t *data, size_t size)
#else
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
#define FUZZ_HARNESS(name) int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
#endif

/* A context of one thread that gives at most so many bytes at a time; then it is out of memory. One at a time. */
aift_context *fuzz_begin(size_t most_bytes);
/* Releases it; whatever was not given back ends the process. */
void fuzz_end(aift_context *context);

/* Ends the process unless `good`. */
#define fuzz_expect(good) fuzz_check((good), #good, __FILE__, __LINE__)
void fuzz_check(bool good, const char *what, const char *file, int line);

/* What every call promises: an output if it succeeds, else none and a message, of one line of UTF-8; and never
 * AIFT_E_INTERNAL. Returns whether it succeeded. */
#define fuzz_call(call, out)                                                                                 \
    __extension__({                                                                                          \
        const aift_status fuzz_status = (call); /* before the output is looked at */                         \
        fuzz_returned(fuzz_status, (out) != NULL, __FILE__, __LINE__);                                       \
    })
bool fuzz_returned(aift_status status, bool has_output, const char *file, int line);

/* Every byte can be read: a sanitizer sees it if not. */
void fuzz_touch(const void *data, size_t size);

/* The bytes as a source of that name, from memory or in pieces through a callback. */
typedef struct fuzz_pieces {
    const uint8_t *data;
    size_t size, step;
} fuzz_pieces;
aift_source fuzz_source(const char *name, const void *data, size_t size);
aift_source fuzz_source_in_pieces(const char *name, fuzz_pieces *pieces);

#endif
