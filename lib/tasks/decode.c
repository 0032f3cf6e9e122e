/* Decoders of files, and what a model wants of them. */
#include <string.h>

#include "base/prefetch.h"
#include "formats/image.h"
#include "formats/sound.h"
#include "tasks/decode.h"
#include "transforms/picture.h"

aift__decoding aift__decoding_of(const aift_model *model, bool training)
{
    aift__decoding how = {.context = model->context,
                          .modality = model->arch->modality,
                          .grey = model->arch->modality == AIFT__IMAGE &&
                                  aift__model_config(model)->channels == 1};
    aift__pipeline_least(model->pipeline, training, &how.least_height, &how.least_width);
    return how;
}

static aift_status decode_picture(const aift__decoding *how, const void *bytes, size_t size,
                                  const char *place, aift__sample *out)
{
    aift__image image;
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    options.grey = how->grey;
    options.min_height = how->least_height;
    options.min_width = how->least_width;
    AIFT__TRY(aift__image_decode(how->context, bytes, size, place, &options, &image));
    const aift__shape shape = {AIFT__SAMPLE_PICTURE, {image.height, image.width, image.channels}, 0};
    aift_status status = aift__sample_make(out, &shape);
    if (status == AIFT_OK)
        memcpy(out->pixels, image.pixels, aift__shape_bytes(&shape));
    aift__image_finish(how->context, &image);
    return status;
}

/* From sample by sample to channel by channel. */
static aift_status decode_sound(const aift__decoding *how, const void *bytes, size_t size, const char *place,
                                aift__sample *out)
{
    aift__sound sound;
    AIFT__TRY(aift__sound_decode(how->context, bytes, size, place, NULL, &sound));
    const aift__shape shape = {AIFT__SAMPLE_SOUND, {sound.channels, sound.frames, 1}, sound.rate};
    aift_status status = aift__sample_make(out, &shape);
    for (int64_t i = 0; status == AIFT_OK && i < sound.frames; i++)
        for (int32_t c = 0; c < sound.channels; c++)
            out->values[c * sound.frames + i] = sound.samples[i * sound.channels + c];
    aift__sound_finish(how->context, &sound);
    return status;
}

aift_status aift__decode(const aift__decoding *how, const void *bytes, size_t size, const char *place,
                         aift__sample *out)
{
    if (how->modality == AIFT__IMAGE)
        return decode_picture(how, bytes, size, place, out);
    return decode_sound(how, bytes, size, place, out);
}

aift_status aift__decode_pixels(const aift__decoding *how, const aift__item *item, aift__sample *out)
{
    const aift__shape shape = {AIFT__SAMPLE_PICTURE, {item->height, item->width, how->grey ? 1 : 3}, 0};
    const uint8_t *from = item->data;
    const int32_t channels = item->channels;
    if (how->modality != AIFT__IMAGE)
        return aift__fail(AIFT_E_INVALID, "the row is a picture, but the model takes recordings");
    AIFT__TRY(aift__sample_make(out, &shape));
    for (size_t i = 0, n = (size_t)item->height * (size_t)item->width; i < n; i++, from += channels)
        if (how->grey)
            out->pixels[i] = channels == 1 ? *from : aift__grey(from);
        else
            for (int c = 0; c < 3; c++)
                out->pixels[3 * i + (size_t)c] = from[channels == 1 ? 0 : c];
    return AIFT_OK;
}

aift_status aift__item_file(aift_context *context, const aift__item *item, char **path)
{
    bool whole = !item->folder || *(const char *)item->data == '/';
    *path = whole ? aift__strdup(context, item->data) : aift__file_join(context, item->folder, item->data);
    return *path ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__decode_item(const aift__decoding *how, const aift__item *item, const char *place,
                              aift__sample *out)
{
    char *path;
    aift__file_bytes bytes;
    if (item->kind == AIFT__ITEM_PIXELS)
        return aift__decode_pixels(how, item, out);
    if (item->kind == AIFT__ITEM_BYTES)
        return aift__decode(how, item->data, item->size, place, out);
    AIFT__TRY(aift__item_file(how->context, item, &path));
    aift_status status = aift__media_read(how->context, path, &bytes);
    aift__free(how->context, path);
    if (status == AIFT_OK)
        status = aift__decode(how, bytes.data, bytes.size, place, out);
    aift__file_unmap(&bytes);
    return status;
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
