/* Bytes of a picture or recording to the sample that a model's pipeline takes. */
#ifndef AIFT_LIB_TASKS_DECODE_H
#define AIFT_LIB_TASKS_DECODE_H

#include "models/model.h"
#include "tasks/items.h"

/* What a decoder is to give. */
typedef struct aift__decoding {
    aift_context *context;
    aift__modality modality; /* image or audio */
    bool grey;
    int32_t least_height, least_width; /* of a picture that may be decoded smaller; 0, 0: whole */
} aift__decoding;

/* What the model's pipeline takes, in training or outside of it. */
aift__decoding aift__decoding_of(const aift_model *model, bool training);

/* Decodes a file's bytes; `place` stands in front of messages. */
aift_status aift__decode(const aift__decoding *how, const void *bytes, size_t size, const char *place,
                         aift__sample *out);

/* The same of pixels that are decoded already; grey and RGB become each other as a decoder makes them. */
aift_status aift__decode_pixels(const aift__decoding *how, const aift__item *item, aift__sample *out);

/* Any item but a tensor, whose file is read; messages begin with the file or `place`. */
aift_status aift__decode_item(const aift__decoding *how, const aift__item *item, const char *place,
                              aift__sample *out);

/* The item's file; freed with aift__free. */
aift_status aift__item_file(aift_context *context, const aift__item *item, char **path);

/* Whether what the pipeline gave is what the model takes. */
aift_status aift__decode_check(const aift_model *model, const aift__shape *shape);

#endif
