/* Reading fields of config.json, with errors that name field, value and what was expected. */
#ifndef AIFT_LIB_MODELS_CONFIG_H
#define AIFT_LIB_MODELS_CONFIG_H

#include "codec/json.h"

/* A whole number in [min, max] that must be there. */
aift_status aift__config_int(const aift__json *json, const char *field, int64_t min, int64_t max,
                             int64_t *out);

/* A number in [min, max] that must be there; or, with the second, that may be missing or null. */
aift_status aift__config_real(const aift__json *json, const char *field, double min, double max, double *out);
aift_status aift__config_real_or(const aift__json *json, const char *field, double min, double max,
                                 double otherwise, double *out);

/* A text that must be there. */
aift_status aift__config_text(const aift__json *json, const char *field, const char **out);

/* Refuses a field that is there, not null, and has another value. */
aift_status aift__config_only_text(const aift__json *json, const char *field, const char *only);
aift_status aift__config_only_bool(const aift__json *json, const char *field, bool only);

#endif
