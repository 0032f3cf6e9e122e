/* Hugging Face's image processors: the classes that resize, crop, rescale and normalise a picture, as their Pillow
 * versions do it. */
#include <string.h>

#include "codec/json_field.h"
#include "transforms/image_class.h"
#include "transforms/picture_resize.h"

static const char *const classes[] = {
    "ViTImageProcessor",           "ViTImageProcessorFast",
    "ViTFeatureExtractor",         "DeiTImageProcessor",
    "DeiTImageProcessorFast",      "DeiTFeatureExtractor",
    "EfficientNetImageProcessor",  "EfficientNetImageProcessorFast",
    "MobileNetV2ImageProcessor",   "MobileNetV2ImageProcessorFast",
    "MobileNetV2FeatureExtractor", "ConvNextImageProcessor",
    "ConvNextImageProcessorFast",  "ConvNextFeatureExtractor",
    "BitImageProcessor",           "BitImageProcessorFast",
    "CLIPImageProcessor",          "CLIPImageProcessorFast",
    "CLIPFeatureExtractor",        NULL,
};

static const char *const keys[] = {
    "do_convert_rgb", "do_resize",  "size",           "resample",     "do_center_crop", "crop_size",
    "crop_pct",       "do_rescale", "rescale_factor", "do_normalize", "rescale_offset", "include_top",
    "image_mean",     "image_std",  "do_pad",         NULL,
};

static aift_status flag(const aift__json *config, const char *name, bool otherwise, bool *out)
{
    *out = otherwise;
    return aift__json_given(config, name) ? aift__json_field_bool(config, NULL, name, out) : AIFT_OK;
}

static aift_status integer(const aift__json *config, const char *where, const char *name, int64_t most,
                           int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    return aift__json_given(config, name)
               ? aift__json_field_int(config, where, name, where ? 1 : 0, most, out)
               : AIFT_OK;
}

static aift_status read_edges(const aift__json *config, const char *name, bool square, int64_t otherwise,
                              aift__edges64 *out)
{
    const aift__json *value = aift__json_get(config, name);
    int64_t one = otherwise;
    *out = (aift__edges64){.height = 0};
    if (aift__json_kind(value) == AIFT__JSON_OBJECT) {
        if (aift__json_given(value, "longest_edge") || aift__json_given(value, "max_height"))
            return aift__fail(AIFT_E_UNSUPPORTED,
                              "%s has longest_edge or max_height: this library knows height and width, or "
                              "shortest_edge alone",
                              name);
        if (aift__json_given(value, "shortest_edge"))
            return integer(value, name, "shortest_edge", AIFT__MOST_EDGE, 0, &out->shortest);
        AIFT__TRY(aift__json_field_int(value, name, "height", 1, AIFT__MOST_EDGE, &out->height));
        return aift__json_field_int(value, name, "width", 1, AIFT__MOST_EDGE, &out->width);
    }
    if (aift__json_given(config, name))
        AIFT__TRY(aift__json_field_int(config, NULL, name, 1, AIFT__MOST_EDGE, &one));
    *out = square ? (aift__edges64){one, one, 0} : (aift__edges64){0, 0, one};
    return AIFT_OK;
}

/* Adds {"type": type} to the list; *out is it, to be filled in. */
static aift_status begin(aift__json *list, const char *type, aift__json **out)
{
    aift__json *object = aift__json_new_object();
    *out = NULL;
    if (!object)
        return AIFT_E_NOMEM;
    *out = object; /* the list keeps it alive */
    aift_status status = aift__json_set(object, "type", aift__json_new_string(type));
    if (status != AIFT_OK) {
        aift__json_free(object);
        return status;
    }
    return aift__json_push(list, object);
}

static aift_status add_resize(aift__json *list, const aift__edges64 *size, int64_t resample)
{
    aift__json *step;
    AIFT__TRY(begin(list, "resize", &step));
    AIFT__TRY(aift__json_set(step, "size", aift__edges64_json(size)));
    return aift__json_set(step, "resample", aift__json_new_string(aift__filter_names[resample]));
}

static aift_status add_crop(aift__json *list, const aift__edges64 *size)
{
    aift__json *step;
    AIFT__TRY(begin(list, "center_crop", &step));
    return aift__json_set(step, "crop_size", aift__edges64_json(size));
}

/* ConvNext's: below 384 the picture is made larger than the size by crop_pct, and cut. */
static aift_status read_convnext(const aift__json *config, const aift__edges64 *size, int64_t resample,
                                 aift__json *list)
{
    double crop_pct = 224.0 / 256;
    int64_t edge = size->shortest;
    aift__edges64 square = {edge, edge, 0};
    if (!edge)
        return aift__fail(AIFT_E_FORMAT, "size must have shortest_edge");
    if (edge >= 384)
        return add_resize(list, &square, resample);
    if (aift__json_given(config, "crop_pct"))
        AIFT__TRY(aift__json_field_real(config, NULL, "crop_pct", 0.05, 1, &crop_pct));
    AIFT__TRY(add_resize(list, &(aift__edges64){0, 0, (int64_t)((double)edge / crop_pct)}, resample));
    return add_crop(list, &square);
}

static aift_status read_sizes(const aift__json *config, const aift__image_class *class, aift__json *list)
{
    bool do_resize, do_center_crop;
    int64_t resample;
    aift__edges64 size, crop_size;
    AIFT__TRY(flag(config, "do_resize", true, &do_resize));
    AIFT__TRY(flag(config, "do_center_crop", class->do_center_crop, &do_center_crop));
    AIFT__TRY(integer(config, NULL, "resample", 5, class->resample, &resample));
    if (do_resize) {
        AIFT__TRY(read_edges(config, "size", class->square, class->size, &size));
        AIFT__TRY(aift__image_class_is(class, "ConvNext") ? read_convnext(config, &size, resample, list)
                                                          : add_resize(list, &size, resample));
    }
    if (do_center_crop) {
        AIFT__TRY(read_edges(config, "crop_size", true, class->crop_size, &crop_size));
        return add_crop(list, &crop_size);
    }
    return AIFT_OK;
}

/* The key's numbers, or the class's. */
static aift_status set_numbers(const aift__json *config, const char *name, const double *otherwise,
                               aift__json *step)
{
    aift__json *array = NULL;
    if (aift__json_given(config, name)) {
        AIFT__TRY(aift__json_copy(aift__json_get(config, name), &array));
        return aift__json_set(step, name, array);
    }
    array = aift__json_new_array();
    for (int i = 0; array && i < 3; i++)
        if (aift__json_push(array, aift__json_new_real(otherwise[i])) != AIFT_OK) {
            aift__json_free(array);
            array = NULL;
        }
    return aift__json_set(step, name, array);
}

static aift_status read_numbers(const aift__json *config, const aift__image_class *class, aift__json *list)
{
    static const double zero[3] = {0, 0, 0}, one[3] = {1, 1, 1};
    bool do_rescale, do_normalize, rescale_offset = false, include_top = false;
    double factor = 1.0 / 255;
    aift__json *step;
    AIFT__TRY(flag(config, "do_rescale", true, &do_rescale));
    AIFT__TRY(flag(config, "do_normalize", true, &do_normalize));
    if (aift__image_class_is(class, "EfficientNet")) {
        AIFT__TRY(flag(config, "rescale_offset", false, &rescale_offset));
        AIFT__TRY(flag(config, "include_top", true, &include_top));
    }
    if (do_rescale && aift__json_given(config, "rescale_factor"))
        AIFT__TRY(aift__json_field_real(config, NULL, "rescale_factor", -1e6, 1e6, &factor));
    AIFT__TRY(begin(list, "normalize", &step));
    AIFT__TRY(aift__json_set(step, "rescale_factor", aift__json_new_real(do_rescale ? factor : 1)));
    AIFT__TRY(aift__json_set(step, "rescale_offset", aift__json_new_bool(do_rescale && rescale_offset)));
    AIFT__TRY(aift__json_set(step, "include_top", aift__json_new_bool(do_normalize && include_top)));
    AIFT__TRY(
        set_numbers(do_normalize ? config : NULL, "image_mean", do_normalize ? class->mean : zero, step));
    return set_numbers(do_normalize || include_top ? config : NULL, "image_std",
                       do_normalize || include_top ? class->std : one, step);
}

static aift_status read(const aift__json *config, const char *name, aift__json *list)
{
    const aift__image_class *class = aift__image_class_of(name);
    bool do_convert_rgb, do_pad;
    aift__json *step;
    AIFT__TRY(flag(config, "do_convert_rgb", class->do_convert_rgb, &do_convert_rgb));
    AIFT__TRY(flag(config, "do_pad", false, &do_pad));
    if (do_pad)
        return aift__fail(AIFT_E_UNSUPPORTED, "do_pad is true: this library does not pad pictures");
    if (do_convert_rgb)
        AIFT__TRY(begin(list, "convert_rgb", &step));
    AIFT__TRY(read_sizes(config, class, list));
    return read_numbers(config, class, list);
}

const aift__processor aift__processor_image = {classes, keys, read, aift__image_write};
