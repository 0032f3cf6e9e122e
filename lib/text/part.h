/* What a tokenizer part is. Each is one file, and one line in parts.def.
 *
 * tokenizer.json has four fields that hold parts: a normalizer rewrites a text, a pre-tokenizer cuts it into
 * words, a model makes tokens of a word, and a post-processor says which special tokens stand around them
 * all. A part is an aift__part_type: its name, how it reads its own fields, and what it does.
 */
#ifndef AIFT_LIB_TEXT_PART_H
#define AIFT_LIB_TEXT_PART_H

#include "codec/json_field.h"
#include "text/normalize.h"
#include "text/vocab.h"

typedef struct aift__part_type aift__part_type;

typedef struct aift__part {
    const aift__part_type *type;
    void *self; /* what `read` made; NULL if it needs nothing */
} aift__part;

enum { AIFT__MOST_PARTS = 16, AIFT__MOST_NESTED = 8 }; /* of one kind; "Sequence" in "Sequence" */

/* Parts of one kind, done one after the other. */
typedef struct aift__part_list {
    aift__part parts[AIFT__MOST_PARTS];
    size_t n;
} aift__part_list;

typedef struct aift__special {
    int32_t id, type_id;
} aift__special;

enum { AIFT__MOST_SPECIALS = 64 };

/* What stands around a text: the first `before` specials in front, the others behind. */
typedef struct aift__template {
    aift__special specials[AIFT__MOST_SPECIALS];
    size_t n, before;
    int32_t type_id; /* of the text's own tokens */
} aift__template;

/* What parts write to while tokenizer.json is read. */
typedef struct aift__plan {
    aift_context *context;
    aift__part_list normalizers, pre_tokenizers;
    aift__part model;
    aift__vocab vocab; /* the model fills it in */
    aift__template around;
    int depth;
} aift__plan;

/* Takes the next word; false: no more are wanted. */
typedef bool (*aift__word_fn)(void *arg, const aift__span *word);

struct aift__part_type {
    const char *field; /* "normalizer", "pre_tokenizer", "model", "post_processor" */
    const char *type;  /* its "type" in the file */
    /* Reads the part's fields; on failure *self is what aift__free can take. NULL: it has no fields. A part
     * of other parts ("Sequence") adds those to the plan itself, and nothing else of it is set. */
    aift_status (*read)(aift__plan *plan, const aift__json *json, const char *where, void **self);
    void (*destroy)(aift_context *context, void *self); /* NULL: aift__free */
    /* A normalizer: writes what becomes of `in` to `out`. */
    aift_status (*normalize)(const void *self, const aift__span *in, aift__marks *marks, aift__text *out);
    /* A pre-tokenizer: gives the words of `in`, none empty, in their order. @return what `word` returned
     * last. */
    bool (*split)(const void *self, const aift__span *in, aift__word_fn word, void *arg);
    /* A model: adds the tokens of a word, which is not empty. */
    aift_status (*tokenize)(const void *self, const aift__span *word, aift__tokens *out);
};

/* All types, by parts.def; ended by NULL. */
extern const aift__part_type *const aift__part_types[];

/* Reads a part of the field `field` and adds it to the plan. */
aift_status aift__part_read(aift__plan *plan, const char *field, const aift__json *json, const char *where);

/* The same for each of the array json[name]: what a "Sequence" consists of. */
aift_status aift__part_read_list(aift__plan *plan, const char *field, const aift__json *json,
                                 const char *where, const char *name);

/* Puts one more special token behind those there are; `where` and `name` are the field that has its id. */
aift_status aift__template_add(aift__plan *plan, int64_t id, int32_t type_id, const char *where,
                               const char *name);

void aift__plan_finish(aift__plan *plan); /* gives back all that was read */

#endif
