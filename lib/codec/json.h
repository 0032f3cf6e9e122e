/* The seam to the JSON library. Nothing outside codec/ sees it.
 *
 * Numbers are integers (int64) or doubles, or numerals where it matters that two stay different; texts are UTF-8 and may contain NUL. Duplicate keys are refused.
 * The library allocates with malloc: its memory is not counted on the context. So the maxima below bound it: less than
 * 1 GiB besides the text.
 */
#ifndef AIFT_LIB_CODEC_JSON_H
#define AIFT_LIB_CODEC_JSON_H

#include "base/base.h"

enum {
    AIFT__JSON_MAX_BYTES = 1 << 30,  /* of a text that is read */
    AIFT__JSON_MAX_DEPTH = 512,      /* arrays and objects in each other */
    AIFT__JSON_MAX_VALUES = 1 << 22, /* an empty array of two bytes takes some hundred */
};

typedef struct aift__json aift__json; /* a value; freed with aift__json_free when it is a root */

typedef enum aift__json_type {
    AIFT__JSON_NULL,
    AIFT__JSON_BOOL,
    AIFT__JSON_INT,
    AIFT__JSON_REAL,
    AIFT__JSON_NUMERAL, /* of aift__json_parse_line alone: a number beyond int64 or double, as it was written */
    AIFT__JSON_TEXT,
    AIFT__JSON_ARRAY,
    AIFT__JSON_OBJECT
} aift__json_type;

/* Reading. `name` stands in front of the message, which has line and column. Any value may be the root. A whole
 * number beyond int64 becomes a double, one beyond double the greatest. */
aift_status aift__json_parse(const char *text, size_t size, const char *name, aift__json **out);
/* The same of a line of data, number `line` of its file, where such a number is a numeral: two different ones
 * must not become equal, and one in a column that nobody asked for is in nobody's way. */
aift_status aift__json_parse_line(const char *text, size_t size, const char *name, int64_t line,
                                  aift__json **out);
void aift__json_free(aift__json *root); /* NULL is accepted */

/* Questions; every one accepts NULL (as JSON null), so look-ups can be chained. */
aift__json_type aift__json_kind(const aift__json *value);
const char *aift__json_kind_name(const aift__json *value); /* "an object", "a number", ... for messages */
const char *aift__json_text(const aift__json *value,
                            size_t *size); /* NULL if it is no text; size may be NULL */
const char *aift__json_numeral(const aift__json *value, size_t *size); /* NULL if it is none */
int64_t aift__json_int(const aift__json *value, int64_t otherwise);
double aift__json_real(const aift__json *value, double otherwise); /* an integer too */
bool aift__json_bool(const aift__json *value, bool otherwise);
size_t aift__json_size(const aift__json *value);                    /* of an array or object, else 0 */
const aift__json *aift__json_at(const aift__json *array, size_t i); /* NULL beyond the end */
const aift__json *aift__json_get(const aift__json *object, const char *key); /* NULL if there is none */
const aift__json *aift__json_path(const aift__json *root, const char *path); /* "a.b.c" */

/* The same value: 1 and 1.0 are, and objects whatever the order of their keys. */
bool aift__json_equal(const aift__json *a, const aift__json *b);

/* Walks an object in the order of its text: for (it = first; it; it = next). */
typedef struct aift__json_item {
    const char *key;
    size_t key_size;
    const aift__json *value;
    void *position;
} aift__json_item;
bool aift__json_first(const aift__json *object, aift__json_item *item);
bool aift__json_next(const aift__json *object, aift__json_item *item);

/* Writing. Each function takes over `value` (also on failure), and NULL as a value means that making it
 * failed; so a whole tree can be built and the one status at the end looked at. */
aift__json *aift__json_new_null(void);
aift__json *aift__json_new_bool(bool value);
aift__json *aift__json_new_int(int64_t value);
aift__json *aift__json_new_real(double value); /* not finite: null */
aift__json *
aift__json_new_float(float value); /* written with a float's digits, 9 at most; not finite: null */
aift__json *aift__json_new_text(const char *text, size_t size);
aift__json *aift__json_new_string(const char *text); /* NULL: null */
aift__json *aift__json_new_array(void);
aift__json *aift__json_new_object(void);
aift_status aift__json_push(aift__json *array, aift__json *value);
aift_status aift__json_set(aift__json *object, const char *key, aift__json *value); /* replaces */
aift_status aift__json_copy(const aift__json *value, aift__json **out);

/* Changing. A member or element to be changed itself; it stays its parent's. NULL if there is none. */
aift__json *aift__json_member(aift__json *object, const char *key);
aift__json *aift__json_element(aift__json *array, size_t i);
void aift__json_remove(aift__json *object, const char *key); /* what is not there is accepted */

/* Text of a value, keys in their order; `indent` 0 is one line without blanks. A real has the fewest digits that
 * read back as the same double. Freed with aift__free. */
aift_status aift__json_write(aift_context *context, const aift__json *value, int indent, char **out);

/* Canonical JSON (RFC 8785), for hashing: numbers are doubles, so that integers beyond 2^53 are rounded. */
aift_status aift__json_canonical(aift_context *context, const aift__json *value, char **out);

#endif
