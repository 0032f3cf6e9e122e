/* Reading a model folder's files from where they are. */
#include <string.h>

#include "base/entries.h"
#include "codec/json_field.h"
#include "models/folder_files.h"

const char *aift__files_place(const aift__folder_files *files)
{
    return files->path ? files->path : "the model's sources";
}

/* The caller's array has elements of the caller's size, which another version of the header may give. */
static const aift_source *source_at(const aift__folder_files *files, size_t i)
{
    return (const aift_source *)((const char *)files->sources + i * files->sources->struct_size);
}

static aift_status read_source(const aift__folder_files *files, const char *name, size_t most,
                               aift__file_bytes *out, bool *found)
{
    for (size_t i = 0; i < files->num_sources; i++) {
        const aift_source *source = source_at(files, i);
        if (source->name && strcmp(source->name, name) == 0) {
            *found = true;
            return aift__file_read_source(files->context, source, most, out);
        }
    }
    return AIFT_OK;
}

static aift_status read_any(const aift__folder_files *files, const char *name, bool weights,
                            aift__file_bytes *out, bool *found)
{
    *out = (aift__file_bytes){0};
    *found = false;
    if (!files->path)
        return read_source(files, name, weights ? PTRDIFF_MAX : AIFT__FOLDER_FILE_MAX, out, found);
    char *path = aift__file_join(files->context, files->path, name);
    if (!path)
        return AIFT_E_NOMEM;
    aift__file_kind kind;
    aift_status status = aift__file_kind_of(path, &kind);
    *found = status == AIFT_OK && kind != AIFT__FILE_NONE;
    if (*found && weights)
        status = aift__file_map(files->context, path, files->copy, out);
    else if (*found)
        status = aift__file_read(files->context, path, AIFT__FOLDER_FILE_MAX, out);
    aift__free(files->context, path);
    return status;
}

aift_status aift__files_map(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                            bool *found)
{
    return read_any(files, name, true, out, found);
}

aift_status aift__files_read(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                             bool *found)
{
    return read_any(files, name, false, out, found);
}

/* Takes a name that ends so: the first is kept, a second is refused. */
static aift_status take_ending(const aift__folder_files *files, const char *candidate, const char *ending,
                               char **name)
{
    const size_t size = candidate ? strlen(candidate) : 0, n = strlen(ending);
    if (size <= n || candidate[0] == '.' || strcmp(candidate + size - n, ending) != 0)
        return AIFT_OK;
    if (*name)
        return aift__fail(
            AIFT_E_INVALID,
            "there are several files that end in %s, %s and %s among them: leave the one that is meant",
            ending, *name, candidate);
    *name = aift__strdup(files->context, candidate);
    return *name ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__files_ending(const aift__folder_files *files, const char *ending, char **name)
{
    aift__entry *entries = NULL;
    size_t n = 0;
    aift_status status = AIFT_OK;
    *name = NULL;
    if (files->path)
        AIFT__TRY(aift__entries_list(files->context, files->path, &entries, &n));
    for (size_t i = 0; status == AIFT_OK && i < n; i++)
        if (entries[i].kind == AIFT__FILE_REGULAR)
            status = take_ending(files, entries[i].name, ending, name);
    for (size_t i = 0; status == AIFT_OK && !files->path && i < files->num_sources; i++)
        status = take_ending(files, source_at(files, i)->name, ending, name);
    aift__entries_free(files->context, entries, n);
    if (status != AIFT_OK) {
        aift__free(files->context, *name);
        *name = NULL;
    }
    return status;
}

aift_status aift__files_parse(const aift__folder_files *files, const char *name, aift__json_type kind,
                              aift__json **out)
{
    *out = NULL;
    bool found;
    aift__file_bytes bytes;
    AIFT__TRY(aift__files_read(files, name, &bytes, &found));
    if (!found)
        return AIFT_OK;
    aift_status status = aift__json_parse((const char *)bytes.data, bytes.size, name, out);
    aift__file_unmap(&bytes);
    if (status == AIFT_OK)
        status = aift__json_expect(*out, name, kind);
    if (status != AIFT_OK) {
        aift__json_free(*out);
        *out = NULL;
    }
    return status;
}

aift_status aift__files_read_json(const aift__folder_files *files, const char *name, aift__json **out)
{
    return aift__files_parse(files, name, AIFT__JSON_OBJECT, out);
}
