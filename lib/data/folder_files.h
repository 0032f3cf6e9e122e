/* Which files are pictures and recordings, by the endings of their names. */
#ifndef AIFT_LIB_DATA_FOLDER_FILES_H
#define AIFT_LIB_DATA_FOLDER_FILES_H

#include "base/base.h"

typedef enum aift__file_media { AIFT__NO_MEDIA, AIFT__PICTURE_FILE, AIFT__SOUND_FILE } aift__file_media;

aift__file_media aift__file_media_of(const char *name);

/* "image" or "audio": the column's name in a data set. */
const char *aift__file_media_column(aift__file_media media);

/* Whether the name is that of a part of a data set: train, test, ... */
bool aift__is_split_name(const char *name);

#endif
