/* A folder of pictures or recordings as a data set: the first folder below it is the label, as in Hugging Face's
 * imagefolder and audiofolder. The order is that of the names' bytes. */
#include <stdio.h>
#include <string.h>

#include "base/entries.h"
#include "base/map.h"
#include "codec/unicode.h"
#include "data/dataset.h"
#include "data/folder_files.h"

enum { DEPTH = 32 };

typedef struct walk {
    aift_context *context;
    aift__table *table;
    bool skip;
    const char *root;
    const char *label; /* NULL: in the root itself */
    aift__file_media media;
    size_t labelled, others;
    aift__entry above[DEPTH]; /* the folders that lead here */
    aift__map *read;          /* folders, and by which label they were read last */
    int64_t labels;           /* met so far */
} walk;

/* A failure that is passed over is reported with the data set. */
static aift_status trouble(walk *w, aift_status status)
{
    if (status == AIFT_OK || status == AIFT_E_NOMEM || !w->skip)
        return status;
    return aift__skipped_add(&w->table->skipped, SIZE_MAX, aift_last_error());
}

static aift_status add_row(walk *w, const char *path, aift__file_media media)
{
    size_t column;
    if (w->media != AIFT__NO_MEDIA && w->media != media)
        return aift__fail(AIFT_E_FORMAT,
                          "%s/%s: the folder holds pictures and recordings: a data set is of one of them",
                          w->root, path);
    w->media = media;
    AIFT__TRY(aift__table_begin_row(w->table, (int64_t)w->table->num_rows + 1));
    const char *name = aift__file_media_column(media);
    AIFT__TRY(aift__table_column(w->table, name, strlen(name), 0, &column));
    AIFT__TRY(aift__table_add(w->table, column, AIFT__CELL_FILE, path, strlen(path)));
    if (w->label) {
        AIFT__TRY(aift__table_column(w->table, "label", 5, 1, &column));
        AIFT__TRY(aift__table_add(w->table, column, AIFT__CELL_TEXT, w->label, strlen(w->label)));
    }
    *(w->label ? &w->labelled : &w->others) += 1;
    aift__table_end_row(w->table);
    return AIFT_OK;
}

/* Bytes that are no UTF-8 are written \xE9 in messages. */
static aift_status check_name(const walk *w, const char *folder, const char *name)
{
    char shown[300];
    size_t n = strlen(name), valid = aift__utf8_valid(name, n), used = 0;
    if (valid == n)
        return AIFT_OK;
    for (size_t i = 0; i < n && used + 5 < sizeof shown; i++)
        used += (size_t)snprintf(shown + used, sizeof shown - used,
                                 (unsigned char)name[i] < 0x80 ? "%c" : "\\x%02X", (unsigned char)name[i]);
    return aift__fail(AIFT_E_FORMAT, "%s%s%s: the name \"%s\" is not UTF-8: rename it", w->root,
                      *folder ? "/" : "", folder, shown);
}

static aift_status walk_folder(walk *w, const char *path, int depth);

/* Links may lead to a folder by any number of ways, in few folders by more than could ever be walked. */
static aift_status check_unread(walk *w, const char *path, const aift__entry *entry)
{
    const uint64_t key[2] = {entry->device, entry->number};
    int64_t label;
    if (aift__map_get(w->read, key, sizeof key, &label) && label == w->labels)
        return aift__fail(AIFT_E_IO, "%s/%s: the link leads to a folder that was read already for this label",
                          w->root, path);
    return aift__map_put(w->read, key, sizeof key, w->labels, NULL);
}

static aift_status enter(walk *w, const char *path, const aift__entry *entry, int depth)
{
    for (int i = 0; i < depth; i++)
        if (w->above[i].device == entry->device && w->above[i].number == entry->number)
            return aift__fail(AIFT_E_IO, "%s/%s: the link leads back to a folder that it lies in", w->root,
                              path);
    if (depth == DEPTH)
        return aift__fail(AIFT_E_RANGE, "%s/%s: more than %d folders in one another", w->root, path, DEPTH);
    AIFT__TRY(check_unread(w, path, entry));
    w->above[depth] = *entry;
    return walk_folder(w, path, depth + 1);
}

static aift_status visit(walk *w, const char *folder, const aift__entry *entry, int depth)
{
    aift__file_media media = aift__file_media_of(entry->name);
    if (entry->name[0] == '.' || (entry->kind != AIFT__FILE_FOLDER && media == AIFT__NO_MEDIA))
        return AIFT_OK;
    AIFT__TRY(check_name(w, folder, entry->name));
    char *path =
        *folder ? aift__file_join(w->context, folder, entry->name) : aift__strdup(w->context, entry->name);
    if (!path)
        return AIFT_E_NOMEM;
    aift_status status;
    if (entry->kind == AIFT__FILE_FOLDER) {
        if (depth == 1) {
            w->label = entry->name;
            w->labels++;
        }
        status = enter(w, path, entry, depth);
        if (depth == 1)
            w->label = NULL;
    } else if (entry->kind == AIFT__FILE_REGULAR) {
        status = add_row(w, path, media);
    } else {
        status = aift__fail(AIFT_E_IO, "%s/%s: %s", w->root, path,
                            entry->kind == AIFT__FILE_NONE ? "a link to nothing"
                                                           : "a device or a pipe, not a file");
    }
    aift__free(w->context, path);
    return status;
}

/* A folder of splits would make their names the labels. */
static aift_status check_splits(const walk *w, const aift__entry *entries, size_t n)
{
    size_t folders = 0, splits = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        bool folder = entries[i].kind == AIFT__FILE_FOLDER && entries[i].name[0] != '.';
        folders += folder;
        if (folder && aift__is_split_name(entries[i].name)) {
            splits++;
            last = i;
        }
    }
    if (folders != splits || splits == 0)
        return AIFT_OK;
    return aift__fail(
        AIFT_E_INVALID,
        "%s: holds the parts of a data set, not folders named by labels: give one of them, such as %s/%s",
        w->root, w->root, entries[last].name);
}

static aift_status walk_folder(walk *w, const char *path, int depth)
{
    aift__entry *entries;
    size_t n;
    char *whole = *path ? aift__file_join(w->context, w->root, path) : aift__strdup(w->context, w->root);
    if (!whole)
        return AIFT_E_NOMEM;
    aift_status status = aift__entries_list(w->context, whole, &entries, &n);
    aift__free(w->context, whole);
    AIFT__TRY(status);
    if (depth == 1)
        status = check_splits(w, entries, n);
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        status = trouble(w, visit(w, path, &entries[i], depth));
    aift__entries_free(w->context, entries, n);
    return status;
}

static aift_status check(const walk *w)
{
    if (w->table->num_rows == 0)
        return aift__fail(
            AIFT_E_FORMAT,
            "%s: holds no picture and no recording (.jpg, .png, .wav, .flac, .ogg); a data set is a "
            "folder with one folder for each label",
            w->root);
    if (!w->labelled || !w->others)
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT,
                      "%s: %zu files lie beside the folders that are named by labels: move them into one",
                      w->root, w->others);
}

aift_status aift__folder_load(aift_context *context, const char *path, bool skip, aift_dataset **out)
{
    aift__table *table;
    AIFT__TRY(aift__table_create(context, path, &table));
    walk w = {.context = context, .table = table, .skip = skip, .root = path};
    aift_status status = aift__entry_of(path, &w.above[0]);
    table->by_file = true;
    w.read = aift__map_create(context);
    if (status == AIFT_OK && (!w.read || !(table->folder = aift__strdup(context, path))))
        status = AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = walk_folder(&w, "", 1);
    aift__map_destroy(w.read);
    if (status == AIFT_OK)
        status = check(&w);
    if (status == AIFT_OK)
        return aift__dataset_create(table, out);
    aift__table_release(table);
    return status;
}
