/* Texts to token ids, row by row, as a model's task wants them. */
#ifndef AIFT_LIB_TASKS_TOKENS_H
#define AIFT_LIB_TASKS_TOKENS_H

#include "data/ragged.h"
#include "models/model.h"
#include "tasks/items.h"

/* Appends the tokens of rows [first, first + n). A text that is missing or not UTF-8 is AIFT_E_FORMAT and names
 * its place; an empty one has its special tokens. */
aift_status aift__tokenize(const aift_model *model, const aift__items *texts, size_t first, size_t n,
                           int32_t max_length, aift__ragged *out);

/* The token_type_ids of rows of tokens, which lie at offsets[i] .. offsets[i + 1]. */
void aift__token_types(const aift_model *model, const int32_t *offsets, size_t rows, int32_t *types);

/* Checks a max_length that a caller gave (0: the model's) against the model's positions and special tokens. */
aift_status aift__max_length(const aift_model *model, int32_t given, const char *name, int32_t *out);

#endif
