/* Growing texts and token lists. */
#include "text/span.h"

void aift__text_init(aift__text *text, aift_context *context, bool with_origins)
{
    *text = (aift__text){.context = context, .with_origins = with_origins};
}

void aift__text_finish(aift__text *text)
{
    if (!text->context)
        return;
    aift__free(text->context, text->data);
    aift__free(text->context, text->origins);
    *text = (aift__text){.context = text->context, .with_origins = text->with_origins};
}

aift__span aift__text_span(const aift__text *text)
{
    return (aift__span){text->data, text->size, text->origins, 0};
}

/* The capacity to grow to: twice the old one, or what is needed. */
static aift_status next_cap(size_t cap, size_t used, size_t n, size_t *out)
{
    if (n > PTRDIFF_MAX / 2 || used > PTRDIFF_MAX / 2)
        return aift__fail_nomem(SIZE_MAX);
    *out = AIFT__MAX(AIFT__MAX(cap * 2, used + n), 256);
    return AIFT_OK;
}

aift_status aift__text_grow(aift__text *text, size_t n)
{
    size_t cap = 0;
    AIFT__TRY(next_cap(text->cap, text->size, n, &cap));
    char *data = aift__realloc(text->context, text->data, cap, 1);
    if (!data)
        return AIFT_E_NOMEM;
    text->data = data;
    if (text->with_origins) {
        uint32_t *origins = aift__realloc(text->context, text->origins, cap, sizeof *origins);
        if (!origins)
            return AIFT_E_NOMEM;
        text->origins = origins;
    }
    text->cap = cap; /* last: until then the old capacity is the smaller one of the two */
    return AIFT_OK;
}

aift_status aift__tokens_grow(aift__tokens *tokens, size_t n)
{
    size_t cap = 0;
    AIFT__TRY(next_cap(tokens->cap, tokens->n, n, &cap));
    int32_t *ids = aift__realloc(tokens->context, tokens->ids, cap, sizeof *ids);
    if (!ids)
        return AIFT_E_NOMEM;
    tokens->ids = ids;
    if (tokens->with_offsets) {
        int64_t *offsets = aift__realloc(tokens->context, tokens->offsets, cap, 2 * sizeof *offsets);
        if (!offsets)
            return AIFT_E_NOMEM;
        tokens->offsets = offsets;
    }
    tokens->cap = cap;
    return AIFT_OK;
}
