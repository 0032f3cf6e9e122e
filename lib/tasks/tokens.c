/* Texts to token ids. */
#include <string.h>

#include "tasks/tokens.h"
#include "text/tokenizer.h"

aift_status aift__max_length(const aift_model *model, int32_t given, const char *name, int32_t *out)
{
    int64_t most = aift__model_config(model)->max_positions;
    int32_t special = aift__tokenizer_num_special(model->tokenizer);
    *out = given ? given : aift_model_max_length(model);
    if (*out <= special || *out > most)
        return aift__fail(AIFT_E_RANGE, "%s is %d: it must be %d to %lld, the positions that the model knows",
                          name, (int)*out, (int)special + 1, (long long)most);
    return AIFT_OK;
}

static aift_status add_row(const aift_model *model, const aift__items *texts, size_t row, int32_t max_length,
                           aift__ids *ids, aift__ragged *out)
{
    aift__item text;
    AIFT__TRY(texts->get(texts->user, row, &text));
    ids->n = 0;
    aift_status status =
        aift__tokenizer_encode_ids(model->tokenizer, text.data, text.size, max_length, true, ids);
    if (status == AIFT_OK)
        return aift__ragged_add(out, ids->data, ids->n);
    char place[256];
    texts->place(texts->user, row, place, sizeof place);
    return aift__fail_in(status, "%s: ", place);
}

aift_status aift__tokenize(const aift_model *model, const aift__items *texts, size_t first, size_t n,
                           int32_t max_length, aift__ragged *out)
{
    aift__ids ids;
    aift__ids_init(&ids, model->context);
    aift_status status = AIFT_OK;
    for (size_t row = first; status == AIFT_OK && row < first + n; row++)
        status = add_row(model, texts, row, max_length, &ids, out);
    aift__ids_finish(&ids);
    return status;
}

void aift__token_types(const aift_model *model, const int32_t *offsets, size_t rows, int32_t *types)
{
    if (model->no_token_types || aift__tokenizer_last_type_id(model->tokenizer) == 0)
        memset(types, 0, (size_t)offsets[rows] * sizeof *types);
    else
        for (size_t i = 0; i < rows; i++)
            aift__tokenizer_type_ids(model->tokenizer, (size_t)(offsets[i + 1] - offsets[i]),
                                     types + offsets[i]);
}
