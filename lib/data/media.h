/* Pictures and recordings in tables. */
#ifndef AIFT_LIB_DATA_MEDIA_H
#define AIFT_LIB_DATA_MEDIA_H

#include "aift/media.h"
#include "data/table.h"

/* AIFT_E_INVALID or AIFT_E_RANGE says what is wrong with it, without a place. */
aift_status aift__media_check(const aift_media *media);

/* A cell of it; its bytes are copied. */
aift_status aift__table_add_media(aift__table *table, size_t column, const aift_media *media);

#endif
