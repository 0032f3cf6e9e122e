/* The classes of Hugging Face's image processors and their defaults. */
#include <string.h>

#include "transforms/image_class.h"

static const aift__image_class image_classes[] = {
    {"ViT", true, 224, 224, false, false, 2, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}},
    {"DeiT", true, 256, 224, true, false, 3, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}},
    {"EfficientNet", true, 346, 289, false, false, 3, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}},
    {"MobileNetV2", false, 256, 224, true, false, 2, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}},
    {"ConvNext", false, 384, 224, false, false, 3, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}},
    {"Bit",
     false,
     224,
     224,
     true,
     true,
     3,
     {0.48145466, 0.4578275, 0.40821073},
     {0.26862954, 0.26130258, 0.27577711}},
    {"CLIP",
     false,
     224,
     224,
     true,
     true,
     3,
     {0.48145466, 0.4578275, 0.40821073},
     {0.26862954, 0.26130258, 0.27577711}},
};

const aift__image_class *aift__image_class_of(const char *class)
{
    const aift__image_class *found = image_classes;
    while (strncmp(found->name, class, strlen(found->name)) != 0)
        found++;
    return found;
}

/* Whether a class has the options of another's. */
bool aift__image_class_is(const aift__image_class *class, const char *name)
{
    return strcmp(class->name, name) == 0;
}

aift__json *aift__edges64_json(const aift__edges64 *of)
{
    aift__json *object = aift__json_new_object();
    aift_status status = !object ? AIFT_E_NOMEM : AIFT_OK;
    if (status == AIFT_OK && of->shortest)
        status = aift__json_set(object, "shortest_edge", aift__json_new_int(of->shortest));
    else if (status == AIFT_OK) {
        status = aift__json_set(object, "height", aift__json_new_int(of->height));
        if (status == AIFT_OK)
            status = aift__json_set(object, "width", aift__json_new_int(of->width));
    }
    if (status == AIFT_OK)
        return object;
    aift__json_free(object);
    return NULL;
}
