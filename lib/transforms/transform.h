/* What one transform is: a file of its own and a line in transforms.def.
 *
 * A transform has parameters, a plain struct whose members are listed in a table of fields: the table reads them from
 * JSON, checks their ranges, fills in defaults and writes them. It is immutable once made, and used by several threads
 * at once. docs/adding-a-transform.md shows one.
 */
#ifndef AIFT_LIB_TRANSFORMS_TRANSFORM_H
#define AIFT_LIB_TRANSFORMS_TRANSFORM_H

#include "base/philox.h"
#include "codec/json.h"
#include "transforms/pipeline.h"
#include "transforms/sample.h"

/* Members that a field can be. */
enum { AIFT__MOST_REALS = 16 };

typedef struct aift__reals { /* in JSON an array of numbers; a number alone is an array of one */
    int32_t n;
    double v[AIFT__MOST_REALS];
} aift__reals;

typedef struct
    aift__edges { /* {"height", "width"}, or {"shortest_edge"}, in pixels; a number alone is both of the first */
    int32_t height, width;
    int32_t shortest_edge; /* 0: not this form */
} aift__edges;

typedef enum aift__field_kind {
    AIFT__FIELD_BOOL,   /* bool */
    AIFT__FIELD_INT,    /* int64_t, min to max */
    AIFT__FIELD_REAL,   /* double, min to max */
    AIFT__FIELD_CHOICE, /* int32_t: the place of a text in choices */
    AIFT__FIELD_REALS,  /* aift__reals: least to most numbers, each min to max */
    AIFT__FIELD_EDGES   /* aift__edges, each min to max */
} aift__field_kind;

typedef struct aift__field {
    const char *name; /* NULL ends a table */
    aift__field_kind kind;
    size_t offset; /* of the member */
    bool required; /* else it has a default: */
    double otherwise;
    double min, max;
    const char *const *choices; /* ended by NULL */
    int32_t least, most;
    aift__reals reals; /* the default of REALS */
} aift__field;

/* Lines of a table; `type` is the struct, `member` its member and the field's name. */
#define AIFT__F(type, member, ...)                                                                           \
    {                                                                                                        \
        .name = #member, .offset = offsetof(type, member), __VA_ARGS__                                       \
    }
#define AIFT__F_BOOL(type, member, value)                                                                    \
    AIFT__F(type, member, .kind = AIFT__FIELD_BOOL, .otherwise = (value))
#define AIFT__F_INT(type, member, from, to, value)                                                           \
    AIFT__F(type, member, .kind = AIFT__FIELD_INT, .min = (from), .max = (to), .otherwise = (value))
#define AIFT__F_REAL(type, member, from, to, value)                                                          \
    AIFT__F(type, member, .kind = AIFT__FIELD_REAL, .min = (from), .max = (to), .otherwise = (value))
#define AIFT__F_CHOICE(type, member, texts, value)                                                           \
    AIFT__F(type, member, .kind = AIFT__FIELD_CHOICE, .choices = (texts), .otherwise = (value))
/* The default's numbers stand last: AIFT__F_REALS(type, mean, 1, 4, -1e6, 1e6, 3, {0.5, 0.5, 0.5}). */
#define AIFT__F_REALS(type, member, fewest, greatest, from, to, count, ...)                                  \
    AIFT__F(type, member, .kind = AIFT__FIELD_REALS, .least = (fewest), .most = (greatest), .min = (from),   \
            .max = (to), .reals = {count, __VA_ARGS__})
#define AIFT__F_EDGES(type, member, from, to)                                                                \
    AIFT__F(type, member, .kind = AIFT__FIELD_EDGES, .min = (from), .max = (to), .required = true)
#define AIFT__F_END                                                                                          \
    {                                                                                                        \
        .name = NULL                                                                                         \
    }

typedef struct aift__transform {
    const char *name;          /* "resize": its "type" in JSON, and the file's name */
    aift__sample_kind takes;   /* one kind, or several */
    aift__sample_kind gives;   /* 0: the kind that it was given */
    bool random;               /* an augmentation: draws random numbers, and is for training alone */
    bool resizes;              /* settles the picture's size: see aift__pipeline_read's augmentations */
    size_t size;               /* of the parameters */
    const aift__field *fields; /* NULL: it has none */
    /* Checks fields against each other, computes what does not depend on the sample; NULL: nothing to do. On failure
     * `finish` is called too. */
    aift_status (*prepare)(aift_context *context, void *self);
    void (*finish)(aift_context *context, void *self); /* gives back what prepare took; NULL: nothing */
    /* What becomes of a sample of this shape, whose sizes and rate may vary. It fails where `apply` would fail for every
     * such sample. NULL: the shape stays (but for the kind). */
    aift_status (*shape)(const void *self, aift__shape *shape);
    /* Of a transform that makes pictures smaller: the least height and width of a picture that it does so from. NULL: it
     * needs all of it. */
    void (*least)(const void *self, int32_t *height, int32_t *width);
    bool keeps_places; /* it changes what pixels are, not where: a decoder may look past it */
    /* Does it. `rng` is the sample's and this step's own. The message says what is wrong with the sample; the pipeline
     * puts the step in front. */
    aift_status (*apply)(const void *self, aift__rng *rng, aift__workspace *space, aift__sample *sample);
    /* Instead of `apply`: works on a whole batch, behind all others; see aift__pipeline_run_batch. */
    aift_status (*batch)(const void *self, aift__rng *rng, aift__workspace *space, const aift__batch *batch,
                         double *lambda);
} aift__transform;

/* All of transforms.def, ended by NULL. */
extern const aift__transform *const aift__transforms[];

/* NULL: there is none of the name. */
const aift__transform *aift__transform_find(const char *name);

/* Makes the parameters from an object of JSON. `where` is its place, for messages. A field that the transform does not
 * have is refused; "type" and "when" are the step's. */
aift_status aift__transform_create(aift_context *context, const aift__transform *type, const aift__json *json,
                                   const char *where, void **self);
void aift__transform_destroy(aift_context *context, const aift__transform *type, void *self);

/* All fields, added to an object. */
aift_status aift__transform_write(const aift__transform *type, const void *self, aift__json *object);

#endif
