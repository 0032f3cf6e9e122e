/* Reading fields of tokenizer.json: what is missing or of the wrong kind is an error that names the field.
 *
 * `where` is the place of the object ("normalizer", "model.vocab"); NULL: the file's top.
 */
#ifndef AIFT_LIB_TEXT_FIELD_H
#define AIFT_LIB_TEXT_FIELD_H

#include "codec/json.h"

enum { AIFT__WHERE_CAP = 256 }; /* a place; longer ones are cut */

/* Fails with "<where>.<name> is <the value met>: expected <what>". */
aift_status aift__field_fail(const char *where, const char *name, const aift__json *value,
                             const char *expected);

/* A value of a kind, in the object. */
aift_status aift__field(const aift__json *object, const char *where, const char *name, aift__json_type kind,
                        const aift__json **out);
aift_status aift__field_bool(const aift__json *object, const char *where, const char *name, bool *out);
aift_status aift__field_text(const aift__json *object, const char *where, const char *name, const char **out,
                             size_t *size);
aift_status aift__field_int(const aift__json *object, const char *where, const char *name, int64_t min,
                            int64_t max, int64_t *out);

#endif
