/* Transforms as the keys of Hugging Face's image processors. */
#include <string.h>

#include "transforms/image_class.h"
#include "transforms/picture_resize.h"

/* What the list has of a type, at its usual place; *at moves behind it. */
static const aift__json *take(const aift__json *list, const char *type, size_t *at)
{
    const aift__json *step = aift__json_at(list, *at);
    const char *name = aift__json_text(aift__json_get(step, "type"), NULL);
    if (!name || strcmp(name, type) != 0)
        return NULL;
    ++*at;
    return step;
}

static aift_status copy(const aift__json *step, const char *name, aift__json *config)
{
    aift__json *value = NULL;
    AIFT__TRY(aift__json_copy(aift__json_get(step, name), &value));
    return aift__json_set(config, name, value);
}

static aift_status set_flag(aift__json *config, const char *name, bool value)
{
    return aift__json_set(config, name, aift__json_new_bool(value));
}

static aift_status write_resize(const aift__json *step, const char *size_name, aift__json *config)
{
    int64_t resample = 0;
    const char *name = aift__json_text(aift__json_get(step, "resample"), NULL);
    while (resample < 5 && name && strcmp(name, aift__filter_names[resample]) != 0)
        resample++;
    AIFT__TRY(copy(step, size_name, config));
    return aift__json_set(config, "resample", aift__json_new_int(resample));
}

/* ConvNext's size and crop_pct of a resize and a crop; whether they fit is found out by reading them. */
static aift_status write_convnext(const aift__json *resize, const aift__json *crop, aift__json *config)
{
    const aift__json *whole = crop ? aift__json_get(crop, "crop_size") : aift__json_get(resize, "size");
    int64_t edge = aift__json_int(aift__json_get(whole, "height"), 0);
    AIFT__TRY(write_resize(resize, "size", config));
    AIFT__TRY(aift__json_set(config, "size", aift__edges64_json(&(aift__edges64){0, 0, edge})));
    if (!crop)
        return AIFT_OK;
    int64_t larger = aift__json_int(aift__json_path(resize, "size.shortest_edge"), 0);
    double crop_pct = (double)edge / (double)AIFT__MAX(larger, 1);
    if ((int64_t)((double)edge / crop_pct) < larger) /* the quotient was rounded up */
        crop_pct *= 1 - 0x1p-52;
    return aift__json_set(config, "crop_pct", aift__json_new_real(crop_pct));
}

static aift_status write_numbers(const aift__json *step, const aift__image_class *class, aift__json *config)
{
    static const char *const names[] = {"rescale_factor", "image_mean", "image_std"};
    AIFT__TRY(set_flag(config, "do_rescale", true));
    AIFT__TRY(set_flag(config, "do_normalize", true));
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        AIFT__TRY(copy(step, names[i], config));
    if (!aift__image_class_is(class, "EfficientNet"))
        return AIFT_OK;
    AIFT__TRY(copy(step, "rescale_offset", config));
    return copy(step, "include_top", config);
}

/* It need not see whether the keys say all: who calls reads them again and compares. */
aift_status aift__image_write(const aift__json *list, const char *name, aift__json *config, bool *said)
{
    const aift__image_class *class = aift__image_class_of(name);
    size_t at = 0;
    const aift__json *rgb = take(list, "convert_rgb", &at), *resize = take(list, "resize", &at);
    const aift__json *crop = take(list, "center_crop", &at), *numbers = take(list, "normalize", &at);
    *said = numbers && at == aift__json_size(list);
    if (!*said)
        return AIFT_OK;
    bool convnext = aift__image_class_is(class, "ConvNext") && resize;
    AIFT__TRY(set_flag(config, "do_convert_rgb", rgb != NULL));
    AIFT__TRY(set_flag(config, "do_resize", resize != NULL));
    AIFT__TRY(set_flag(config, "do_center_crop", crop && !convnext));
    if (convnext)
        AIFT__TRY(write_convnext(resize, crop, config));
    else if (resize)
        AIFT__TRY(write_resize(resize, "size", config));
    if (crop && !convnext)
        AIFT__TRY(copy(crop, "crop_size", config));
    return write_numbers(numbers, class, config);
}
