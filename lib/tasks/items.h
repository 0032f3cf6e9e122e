/* Rows of data, wherever they come from: a data set, the caller's texts, files or tensors. */
#ifndef AIFT_LIB_TASKS_ITEMS_H
#define AIFT_LIB_TASKS_ITEMS_H

#include "aift/media.h"
#include "base/base.h"

typedef enum aift__item_kind {
    AIFT__ITEM_TEXT,   /* UTF-8 */
    AIFT__ITEM_PATH,   /* of a file; NUL-ended, relative to `folder` unless that is NULL */
    AIFT__ITEM_BYTES,  /* of an encoded picture or recording */
    AIFT__ITEM_PIXELS, /* uint8 [height, width, channels], as a decoder gives them */
    AIFT__ITEM_VALUES  /* float, as the transforms give them */
} aift__item_kind;

typedef struct aift__item {
    aift__item_kind kind;
    const void *data;
    size_t size; /* bytes of data */
    const char *folder;
    int32_t height, width, channels;
} aift__item;

/* `get` fails, with the place in its message, where there is none. Both are called from any thread. */
typedef struct aift__items {
    void *user;
    size_t n;
    aift_status (*get)(void *user, size_t row, aift__item *item);
    void (*place)(void *user, size_t row, char *buf, size_t size); /* "train.csv: line 7" */
} aift__items;

/* Puts a row's place in front of the present message, once: a file's `name` may be the end of it, or the beginning of the
 * message. Returns the status. */
aift_status aift__fail_at(aift_status status, const char *place, const char *name);

/* Pixels that stand behind an aift__pixels_head, as in a data set's cell. */
void aift__item_pixels(const void *cell, aift__item *item);

/* The caller's pictures or recordings as items; `media` must last as long. */
typedef struct aift__media_items {
    const aift_media *media;
    size_t n;
} aift__media_items;
aift__items aift__items_of_media(aift__media_items *of);

/* The caller's texts as items; they must last as long. */
typedef struct aift__text_items {
    const char *const *texts;
    const size_t *sizes; /* NULL: the texts end in a NUL */
    size_t n;
} aift__text_items;
aift__items aift__items_of_texts(aift__text_items *of);

#endif
