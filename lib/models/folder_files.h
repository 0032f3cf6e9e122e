/* The files of a model folder, wherever they come from. */
#ifndef AIFT_LIB_MODELS_FOLDER_FILES_H
#define AIFT_LIB_MODELS_FOLDER_FILES_H

#include "base/file.h"
#include "codec/json.h"

/* Where the folder's files come from: a path, or the caller's sources. */
typedef struct aift__folder_files {
    aift_context *context;
    const char *path; /* NULL: sources */
    const aift_source *sources;
    size_t num_sources;
    bool copy; /* read instead of mapping */
} aift__folder_files;

enum { AIFT__FOLDER_FILE_MAX = 1 << 28 }; /* bytes of each file but that of the weights */

/* The bytes of the weights' file, mapped unless `copy` is set; *found is false if there is no such file. */
aift_status aift__files_map(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                            bool *found);
/* The bytes of any other file, read. AIFT_E_RANGE: more than AIFT__FOLDER_FILE_MAX. */
aift_status aift__files_read(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                             bool *found);

/* The name of the only file that ends so and does not begin with a dot, freed with aift__free; NULL if there is none.
 * AIFT_E_INVALID: there are several, named. */
aift_status aift__files_ending(const aift__folder_files *files, const char *ending, char **name);

/* A file that holds JSON of a kind; *out is NULL if there is no such file. */
aift_status aift__files_parse(const aift__folder_files *files, const char *name, aift__json_type kind,
                              aift__json **out);
/* The same of an object, which most hold. */
aift_status aift__files_read_json(const aift__folder_files *files, const char *name, aift__json **out);

/* The folder's path or "the model's sources", for messages. */
const char *aift__files_place(const aift__folder_files *files);

#endif
