/* Bytes of a picture or recording to the sample that a model's pipeline takes. */
#ifndef AIFT_LIB_TASKS_DECODE_H
#define AIFT_LIB_TASKS_DECODE_H

#include "models/model.h"
#include "tasks/items.h"

/* Decodes a file's bytes; `place` stands in front of messages. */
aift_status aift__decode(const aift_model *model, const void *bytes, size_t size, const char *place,
                         aift__sample *out);

/* The same of pixels that are decoded already. */
aift_status aift__decode_pixels(const aift_model *model, const aift__item *item, aift__sample *out);

/* Whether what the pipeline gave is what the model takes. */
aift_status aift__decode_check(const aift_model *model, const aift__shape *shape);

#endif
