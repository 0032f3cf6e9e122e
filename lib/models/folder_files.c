/* Reading a model folder's files from where they are. */
#include <string.h>

#include "codec/json_field.h"
#include "models/folder_files.h"

const char *aift__files_place(const aift__folder_files *files)
{
    return files->path ? files->path : "the model's sources";
}

static aift_status read_source(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                               bool *found)
{
    for (size_t i = 0; i < files->num_sources; i++)
        if (files->sources[i].name && strcmp(files->sources[i].name, name) == 0) {
            *found = true;
            return aift__file_map_source(files->context, &files->sources[i], out);
        }
    return AIFT_OK;
}

aift_status aift__files_read(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                             bool *found)
{
    *out = (aift__file_bytes){0};
    *found = false;
    if (!files->path)
        return read_source(files, name, out, found);
    char *path = aift__file_join(files->context, files->path, name);
    if (!path)
        return AIFT_E_NOMEM;
    aift__file_kind kind;
    aift_status status = aift__file_kind_of(path, &kind);
    *found = status == AIFT_OK && kind != AIFT__FILE_NONE;
    if (*found)
        status = aift__file_map(files->context, path, files->copy, out);
    aift__free(files->context, path);
    return status;
}

aift_status aift__files_read_json(const aift__folder_files *files, const char *name, aift__json **out)
{
    *out = NULL;
    bool found;
    aift__file_bytes bytes;
    AIFT__TRY(aift__files_read(files, name, &bytes, &found));
    if (!found)
        return AIFT_OK;
    aift_status status = aift__json_parse((const char *)bytes.data, bytes.size, name, out);
    aift__file_unmap(&bytes);
    return status == AIFT_OK ? aift__json_expect(*out, name, AIFT__JSON_OBJECT) : status;
}
