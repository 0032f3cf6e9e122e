/* Reading the fields of a JSON file. What is missing, of the wrong kind or out of range is an error that names the
 * field, what was met and what was expected; the caller puts the file's name in front (aift__fail_in).
 *
 * `where` is the place of the object in the file ("normalizer", "kpis[1]"); NULL: the file's top. A field must be
 * there, unless the caller asks aift__json_given first.
 */
#ifndef AIFT_LIB_CODEC_JSON_FIELD_H
#define AIFT_LIB_CODEC_JSON_FIELD_H

#include "codec/json.h"

enum { AIFT__WHERE_CAP = 256 };

/* Prints a place; one that is too long is cut. */
void aift__json_place(char place[AIFT__WHERE_CAP], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether the field is there and not null. */
bool aift__json_given(const aift__json *object, const char *name);

/* A value of a kind. */
aift_status aift__json_field(const aift__json *object, const char *where, const char *name,
                             aift__json_type kind, const aift__json **out);
aift_status aift__json_field_bool(const aift__json *object, const char *where, const char *name, bool *out);

/* A text. Without `size` it must do without NUL, as the caller will not see what is behind one. */
aift_status aift__json_field_text(const aift__json *object, const char *where, const char *name,
                                  const char **out, size_t *size);
/* One of the texts `choices`, which end in NULL; anything else is AIFT_E_UNSUPPORTED. */
aift_status aift__json_field_choice(const aift__json *object, const char *where, const char *name,
                                    const char *const *choices, size_t *out);

/* A number from min to max; else AIFT_E_RANGE. */
aift_status aift__json_field_int(const aift__json *object, const char *where, const char *name, int64_t min,
                                 int64_t max, int64_t *out);
aift_status aift__json_field_real(const aift__json *object, const char *where, const char *name, double min,
                                  double max, double *out);

/* The same of a value that is no field: an array's, or the root. `where` is its own place. */
aift_status aift__json_expect(const aift__json *value, const char *where, aift__json_type kind);

/* Fails with AIFT_E_FORMAT: "<where>.<name> is <the value met>: expected <what>". `where` may be NULL. */
aift_status aift__json_field_fail(const char *where, const char *name, const aift__json *value,
                                  const char *expected);

#endif
