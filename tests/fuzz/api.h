/* The public interface driven by bytes: each byte chooses a call and, with those behind it, its arguments, odd ones too.
 * What the headers ask of a caller is kept: pointers that must not be NULL are none, sizes are those of the memory.
 */
#ifndef AIFT_TESTS_FUZZ_API_H
#define AIFT_TESTS_FUZZ_API_H

#include "fuzz.h"

enum { API_SLOTS = 2, API_TEXTS = 32, API_TEXT = 48, API_ROWS = 6 };

/* The objects; NULL where there is none. */
typedef struct api {
    const uint8_t *at, *end;
    aift_context *context;
    aift_dataset *data[API_SLOTS];
    aift_model *model[API_SLOTS];
    aift_tokenizer *tokenizer;
    aift_encoding *encoding;
    aift_predictions *predictions;
    aift_evaluation *evaluation;
    aift_metrics *metrics[API_SLOTS];
    aift_tensor *tensor;
    aift_usecase *usecase;
    aift_plan *plan;
    aift_trainer *trainer;
    aift_train_report *report;
    int calls; /* of a progress callback, in this operation */
    char texts[API_TEXTS][API_TEXT];
    int num_texts; /* handed out, in this operation */
} api;

typedef void (*api_call)(api *a);

/* Does what the bytes say. */
void api_run(aift_context *context, const uint8_t *data, size_t size);

/* What the bytes say; 0 when they are used up. */
uint8_t api_byte(api *a);
size_t api_below(api *a, size_t n);             /* 0 to n - 1 */
int64_t api_int(api *a);                        /* small, or at a limit */
double api_real(api *a);                        /* usual, or at a limit, or not finite */
const char *api_text(api *a);                   /* a name that means something, or the bytes' own */
const char *api_text_or_null(api *a);           /* that, or NULL */
const uint8_t *api_bytes(api *a, size_t *size); /* the bytes' own, at most 255 */
aift_dataset *api_data(api *a);                 /* one of those there are, or NULL */
aift_model *api_model(api *a);                  /* the same */
int api_progress(void *user, int64_t done, int64_t total); /* stops soon; `user` is the api */
int api_write(void *user, const char *name, const void *data, size_t size); /* reads what it is given */

/* Puts a new object in the place of an old one, which is released; `slot` is looked at several times. */
#define API_REPLACE(slot, release, made)                                                                     \
    do {                                                                                                     \
        release(slot);                                                                                       \
        (slot) = (made);                                                                                     \
    } while (0)

/* The calls by subject, each ended by NULL. */
extern const api_call api_data_calls[], api_model_calls[], api_result_calls[], api_train_calls[];

#endif
