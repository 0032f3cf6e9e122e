/* The part of Python's pickle that torch.save writes, of which nothing is run.
 *
 * Values are None, bool, int (64 bits), float, str, tuple, list, dict (OrderedDict is one), torch's storage types,
 * storages and tensors. Any other opcode, or any other global, is refused by name.
 */
#ifndef AIFT_LIB_FORMATS_PICKLE_H
#define AIFT_LIB_FORMATS_PICKLE_H

#include "tensor/dtype.h"

enum {
    AIFT__PICKLE_MAX_OBJECTS = 1 << 20, /* tuples, lists, dicts, storages and tensors of a file */
    AIFT__PICKLE_MAX_VALUES = 1 << 22,  /* in all of them together; on the stack; and in the memo */
    AIFT__PICKLE_MAX_GLOBAL = 256       /* bytes of a global's module, and of its name */
};

typedef enum aift__pickle_kind {
    AIFT__PICKLE_UNSET, /* a place of the memo that nothing was put into */
    AIFT__PICKLE_NONE,
    AIFT__PICKLE_BOOL,
    AIFT__PICKLE_INT,
    AIFT__PICKLE_FLOAT,
    AIFT__PICKLE_TEXT,
    AIFT__PICKLE_GLOBAL,
    /* objects */
    AIFT__PICKLE_TUPLE,
    AIFT__PICKLE_LIST,
    AIFT__PICKLE_DICT,    /* its items are key, value, key, value, ... */
    AIFT__PICKLE_STORAGE, /* one item: the persistent id, a tuple */
    AIFT__PICKLE_TENSOR   /* one item: the arguments of torch._utils._rebuild_tensor_v2, a tuple */
} aift__pickle_kind;

typedef struct aift__pickle_global {
    const char *module, *name;
    int role; /* what pickle.c does with it; AIFT__PICKLE_STORAGE_TYPE for a storage type */
    aift_dtype dtype;
} aift__pickle_global;

enum { AIFT__PICKLE_STORAGE_TYPE = 0 };

typedef struct aift__pickle_value {
    aift__pickle_kind kind;
    uint32_t size; /* bytes of a text, which has no NUL behind it */
    union {
        int64_t integer; /* BOOL (0 or 1), INT */
        double number;
        const char *text; /* in the file's bytes */
        const aift__pickle_global *global;
        size_t object; /* its place among the objects */
    };
} aift__pickle_value;

typedef struct aift__pickle_object {
    aift__pickle_kind kind;
    aift__pickle_value *items;
    size_t n, cap;
} aift__pickle_object;

typedef struct aift__pickle_values {
    aift__pickle_value *at;
    size_t n, cap;
} aift__pickle_values;

/* Reads pickles that stand one behind the other; objects of all of them are kept. */
typedef struct aift__pickle {
    aift_context *context;
    const unsigned char *bytes;
    size_t size, at;
    aift__pickle_object *objects;
    size_t num_objects, objects_cap, num_values;
    aift__pickle_values stack, memo;
    size_t *marks; /* places of the stack */
    size_t num_marks, marks_cap;
    bool stopped;
} aift__pickle;

void aift__pickle_init(aift__pickle *pickle, aift_context *context, const void *bytes, size_t size);
void aift__pickle_finish(aift__pickle *pickle); /* a zeroed one is accepted */

/* Reads the next pickle.
 * @return AIFT_OK, AIFT_E_FORMAT (malformed, truncated), AIFT_E_UNSUPPORTED (an opcode or global that is refused),
 * AIFT_E_RANGE (a limit above), AIFT_E_NOMEM. */
aift_status aift__pickle_load(aift__pickle *pickle, aift__pickle_value *out);

/* The object of a value; NULL if the value is not of that kind. */
const aift__pickle_object *aift__pickle_object_of(const aift__pickle *pickle, const aift__pickle_value *value,
                                                  aift__pickle_kind kind);
const char *aift__pickle_kind_name(aift__pickle_kind kind); /* "a tuple": for messages */
bool aift__pickle_is_text(const aift__pickle_value *value, const char *text);

#endif
