/* A model's inputs: found in the graph by name, and their memory. */
#include "tasks/inputs.h"

static const char *const names[][AIFT__MOST_INPUTS] = {
    [AIFT__TEXT] = {"input_ids", "token_type_ids", "offsets"},
    [AIFT__IMAGE] = {"pixel_values"},
    [AIFT__AUDIO] = {"input_features"},
};

void aift__inputs_of(aift__inputs *in, const aift_model *model)
{
    const aift__config *c = aift__model_config(model);
    *in = (aift__inputs){.context = model->context, .modality = model->arch->modality};
    while (in->n < AIFT__MOST_INPUTS && names[in->modality][in->n])
        in->value[in->n++] = AIFT__NO_VALUE;
    in->row_elements = in->modality == AIFT__IMAGE ? c->height * c->width * c->channels : c->frames * c->bins;
}

void aift__inputs_open(aift__inputs *in, const aift_model *model, const aift__graph *graph)
{
    aift__inputs_of(in, model);
    for (int32_t i = 0; i < in->n; i++)
        in->value[i] = aift__graph_find(graph, AIFT__VALUE_INPUT, names[in->modality][i]);
    in->rows_symbol = aift__dims_find_symbol(graph->dims, "rows");
    in->length_symbol = aift__dims_find_symbol(graph->dims, "tokens");
}

void aift__inputs_close(aift__inputs *in)
{
    for (int32_t i = 0; i < in->n; i++)
        if (in->modality == AIFT__TEXT)
            aift__free(in->context, in->data[i]);
        else
            aift__aligned_free(in->context, in->data[i]);
    *in = (aift__inputs){0};
}

enum { EACH = 4 }; /* bytes of an element, of all inputs */

static size_t elements(const aift__inputs *in, int32_t i, aift__capacity capacity)
{
    if (in->modality != AIFT__TEXT)
        return (size_t)(capacity.rows * in->row_elements);
    return (size_t)(i == 2 ? capacity.rows + 1 : capacity.length);
}

bool aift__inputs_suffice(const aift__inputs *in, aift__capacity capacity)
{
    for (int32_t i = 0; i < in->n; i++)
        if (elements(in, i, capacity) > in->cap[i])
            return false;
    return true;
}

/* Rows that are all alike: exactly what they need. */
static aift_status reserve_rows(aift__inputs *in, aift__capacity capacity)
{
    if (in->row_elements > (int64_t)(PTRDIFF_MAX / EACH) / AIFT__MAX(capacity.rows, 1))
        return aift__fail(AIFT_E_RANGE, "a batch of %lld rows is too large: take fewer rows",
                          (long long)capacity.rows);
    if (aift__inputs_suffice(in, capacity))
        return AIFT_OK;
    aift__aligned_free(in->context, in->data[0]);
    in->cap[0] = 0;
    in->data[0] = aift__aligned_alloc(in->context, elements(in, 0, capacity) * EACH);
    if (!in->data[0])
        return AIFT_E_NOMEM;
    in->cap[0] = elements(in, 0, capacity);
    return AIFT_OK;
}

aift_status aift__inputs_reserve(aift__inputs *in, aift__capacity capacity)
{
    if (in->modality != AIFT__TEXT)
        return reserve_rows(in, capacity);
    for (int32_t i = 0; i < in->n; i++) {
        size_t n = elements(in, i, capacity);
        AIFT__TRY(aift__reserve(in->context, &in->data[i], n ? n - 1 : 0, &in->cap[i], EACH));
    }
    return AIFT_OK;
}

void aift__inputs_bind(const aift__inputs *in, aift__execution *execution)
{
    for (int32_t i = 0; i < in->n; i++)
        aift__execution_bind(execution, in->value[i], in->data[i]);
}

void aift__inputs_symbols(const aift__inputs *in, aift__capacity capacity, int64_t symbols[2])
{
    symbols[0] = symbols[1] = 0;
    symbols[in->rows_symbol] = capacity.rows;
    if (in->length_symbol >= 0)
        symbols[in->length_symbol] = capacity.length;
}
