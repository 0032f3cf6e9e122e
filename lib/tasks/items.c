/* The caller's pictures, recordings and texts as rows. */
#include <stdio.h>
#include <string.h>

#include "data/dataset.h"
#include "data/media.h"
#include "tasks/items.h"

void aift__item_pixels(const void *cell, aift__item *item)
{
    aift__pixels_head head;
    memcpy(&head, cell, sizeof head);
    item->kind = AIFT__ITEM_PIXELS;
    item->data = (const char *)cell + sizeof head;
    item->size -= sizeof head;
    item->height = head.height;
    item->width = head.width;
    item->channels = head.channels;
}

aift_status aift__fail_at(aift_status status, const char *place, const char *name)
{
    const size_t n = strlen(place), m = strlen(name);
    /* A name that was too long has its end in the message. */
    if (status == AIFT_OK || status == AIFT_E_NOMEM || strncmp(aift_last_error(), place, n) == 0 ||
        strncmp(aift_last_error(), "...", 3) == 0)
        return status;
    if (n > m && strcmp(place + n - m, name) == 0 && strncmp(aift_last_error(), name, m) == 0)
        return aift__fail_in(status, "%.*s", (int)(n - m), place);
    return aift__fail_in(status, "%s: ", place);
}

static void media_place(void *user, size_t row, char *buf, size_t size)
{
    const aift_media *media = &((const aift__media_items *)user)->media[row];
    if (media->kind == AIFT_MEDIA_FILE && media->path)
        snprintf(buf, size, "%s", media->path);
    else
        snprintf(buf, size, "row %zu", row + 1);
}

static aift_status media_item(void *user, size_t row, aift__item *item)
{
    static const aift__item_kind kinds[] = {
        [AIFT_MEDIA_FILE] = AIFT__ITEM_PATH,
        [AIFT_MEDIA_BYTES] = AIFT__ITEM_BYTES,
        [AIFT_MEDIA_PIXELS] = AIFT__ITEM_PIXELS,
        [AIFT_MEDIA_TENSOR] = AIFT__ITEM_VALUES,
    };
    const aift_media *media = &((const aift__media_items *)user)->media[row];
    aift_status status = aift__media_check(media);
    if (status != AIFT_OK)
        return aift__fail_in(status, "row %zu: ", row + 1);
    *item = (aift__item){.kind = kinds[media->kind],
                         .data = media->kind == AIFT_MEDIA_FILE ? (const void *)media->path : media->data,
                         .size = media->size,
                         .height = media->height,
                         .width = media->width,
                         .channels = media->channels};
    return AIFT_OK;
}

static void text_place(void *user, size_t row, char *buf, size_t size)
{
    (void)user;
    snprintf(buf, size, "text %zu", row + 1);
}

static aift_status text_item(void *user, size_t row, aift__item *item)
{
    const aift__text_items *of = user;
    const char *text = of->texts[row];
    if (!text)
        return aift__fail(AIFT_E_FORMAT, "text %zu: the text is missing", row + 1);
    *item = (aift__item){
        .kind = AIFT__ITEM_TEXT, .data = text, .size = of->sizes ? of->sizes[row] : strlen(text)};
    return AIFT_OK;
}

aift__items aift__items_of_texts(aift__text_items *of)
{
    return (aift__items){of, of->n, text_item, text_place};
}

aift__items aift__items_of_media(aift__media_items *of)
{
    return (aift__items){of, of->n, media_item, media_place};
}
