/* Names of files in folders of pictures and recordings. */
#include <string.h>

#include "data/folder_files.h"

/* Kinds that no decoder here knows are listed too: better they are refused by name than passed over. */
static const char *const pictures[] = {".jpg", ".jpeg", ".jpe", ".png",  ".bmp",  ".gif", ".webp",
                                       ".tif", ".tiff", ".ppm", ".heic", ".avif", NULL};
static const char *const sounds[] = {".wav",  ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif",
                                     ".aiff", ".au",   ".m4a", ".w64", ".rf64", ".caf", NULL};

/* Without regard to case; not the locale's. */
static bool ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    for (size_t i = 0; i < m && n >= m; i++) {
        char c = name[n - m + i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != ending[i])
            return false;
    }
    return n > m;
}

static bool any(const char *name, const char *const *endings)
{
    while (*endings && !ends_in(name, *endings))
        endings++;
    return *endings != NULL;
}

aift__file_media aift__file_media_of(const char *name)
{
    return any(name, pictures) ? AIFT__PICTURE_FILE : any(name, sounds) ? AIFT__SOUND_FILE : AIFT__NO_MEDIA;
}

const char *aift__file_media_column(aift__file_media media)
{
    return media == AIFT__PICTURE_FILE ? "image" : "audio";
}

bool aift__is_split_name(const char *name)
{
    static const char *const names[] = {"train", "training", "test",       "testing",
                                        "val",   "valid",    "validation", "dev"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}
