/* Decoders of files, and what a model wants of them. */
#include <string.h>

#include "tasks/decode.h"

aift_status aift__decode(const aift_model *model, const void *bytes, size_t size, const char *place,
                         aift__sample *out)
{
    return aift__fail(AIFT_E_UNSUPPORTED, "%s: pictures and recordings are not supported yet", place);
}

aift_status aift__decode_pixels(const aift_model *model, const aift__item *item, aift__sample *out)
{
    const aift__shape shape = {AIFT__SAMPLE_PICTURE, {item->height, item->width, item->channels}, 0};
    if (aift__pipeline_takes(model->pipeline) != AIFT__SAMPLE_PICTURE)
        return aift__fail(AIFT_E_INVALID, "the row is a picture, but the model takes recordings");
    AIFT__TRY(aift__sample_make(out, &shape));
    memcpy(out->pixels, item->data, aift__shape_bytes(&shape));
    return AIFT_OK;
}

aift_status aift__decode_check(const aift_model *model, const aift__shape *shape)
{
    const aift__config *c = aift__model_config(model);
    bool image = model->arch->modality == AIFT__IMAGE;
    const int64_t want[3] = {image ? c->height : c->frames, image ? c->width : c->bins,
                             image ? c->channels : 1};
    if (memcmp(shape->size, want, sizeof want) == 0)
        return AIFT_OK;
    return aift__fail(
        AIFT_E_SHAPE,
        "the preprocessing gives %lld x %lld x %lld numbers, but the model takes %lld x %lld x %lld",
        (long long)shape->size[0], (long long)shape->size[1], (long long)shape->size[2], (long long)want[0],
        (long long)want[1], (long long)want[2]);
}
