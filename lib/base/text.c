/* Texts that a call gives away. */
#include "base/text.h"

struct aift_text {
    aift_context *context;
    char *data;
    size_t size;
};

aift_status aift__text_take(aift_context *context, char *data, size_t size, aift_text **out)
{
    *out = NULL;
    aift_text *text = data ? aift__calloc(context, 1, sizeof *text) : NULL;
    if (!text) {
        aift__free(context, data);
        return AIFT_E_NOMEM;
    }
    *text = (aift_text){aift_context_retain(context), data, size};
    *out = text;
    return AIFT_OK;
}

const char *aift_text_data(const aift_text *text)
{
    return text->data;
}

size_t aift_text_size(const aift_text *text)
{
    return text->size;
}

void aift_text_release(aift_text *text)
{
    if (!text)
        return;
    aift_context *context = text->context;
    aift__free(context, text->data);
    aift__free(context, text);
    aift_context_release(context);
}
