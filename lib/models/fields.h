/* Fields of a config.json that several architectures have. A field that is missing or null leaves `out` as it is: what the
 * library that wrote the file takes then. What is there must be of its kind and range; messages name the field. */
#ifndef AIFT_LIB_MODELS_FIELDS_H
#define AIFT_LIB_MODELS_FIELDS_H

#include "codec/json_field.h"
#include "models/blocks.h"

enum { AIFT__MAX_SIDE = 65536 }; /* of a picture, in pixels */

aift_status aift__read_int(const aift__json *json, const char *name, int64_t min, int64_t max, int64_t *out);
aift_status aift__read_real(const aift__json *json, const char *name, double min, double max, double *out);
aift_status aift__read_bool(const aift__json *json, const char *name, bool *out);

/* One of the names that aift__build_activation knows: "gelu", "gelu_new", "relu", "relu6", "silu", ... */
aift_status aift__read_activation(const aift__json *json, const char *name, aift__activation *out);

/* A whole number, or a list of 1 to `cap` of them: *n receives how many. */
aift_status aift__read_ints(const aift__json *json, const char *name, int64_t min, int64_t max, int64_t *out,
                            size_t cap, size_t *n);

/* [height, width], or one number for both. */
aift_status aift__read_sides(const aift__json *json, const char *name, int64_t max, int64_t *height,
                             int64_t *width);

#endif
