/* aift_dataset_digest: SHA-256 over the rows of a data set. */
#include <string.h>

#include "base/file.h"
#include "base/sha256.h"
#include "data/dataset.h"

enum { MAX_FILE = 1 << 30 }; /* as decoders have it */

static void add_number(aift__sha256 *sha, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    aift__sha256_add(sha, bytes, sizeof bytes);
}

static void add_bytes(aift__sha256 *sha, const void *data, size_t size)
{
    add_number(sha, size);
    aift__sha256_add(sha, data, size);
}

/* A file's bytes; one that cannot be read counts by its name, as training may pass over it. */
static aift_status add_file(aift__sha256 *sha, const aift__table *table, const char *name, size_t size)
{
    const bool whole = !table->folder || *name == '/';
    char *path =
        whole ? aift__strdup(table->context, name) : aift__file_join(table->context, table->folder, name);
    aift__file_bytes bytes;
    if (!path)
        return AIFT_E_NOMEM;
    aift_status status = aift__file_read(table->context, path, MAX_FILE, &bytes);
    if (status == AIFT_OK)
        add_bytes(sha, bytes.data, bytes.size);
    else
        add_bytes(sha, name, size);
    aift__file_unmap(&bytes);
    aift__free(table->context, path);
    return status == AIFT_E_NOMEM ? status : AIFT_OK;
}

static aift_status add_row(aift__sha256 *sha, const aift_dataset *dataset, size_t row, size_t media)
{
    const size_t columns = dataset->table->num_columns;
    for (size_t i = 0; i < columns; i++) {
        const aift__cell *cell = aift__dataset_cell(dataset, row, i);
        if (!cell)
            continue;
        const char *data = dataset->table->texts.data + cell->at;
        add_number(sha, i);
        add_number(sha, cell->kind);
        if (cell->kind == AIFT__CELL_FILE || (i == media && cell->kind == AIFT__CELL_TEXT))
            AIFT__TRY(add_file(sha, dataset->table, data, cell->size));
        else
            add_bytes(sha, data, cell->size);
    }
    add_number(sha, columns); /* no column: the row ends */
    return AIFT_OK;
}

aift_status aift_dataset_digest(const aift_dataset *dataset, const char *media_column, char hex[65])
{
    size_t media = SIZE_MAX;
    aift__sha256 sha;
    hex[0] = '\0';
    if (media_column)
        AIFT__TRY(aift__dataset_need_column(dataset, media_column, &media));
    aift__sha256_init(&sha);
    add_number(&sha, dataset->table->num_columns);
    for (size_t i = 0; i < dataset->table->num_columns; i++)
        add_bytes(&sha, dataset->table->columns[i], strlen(dataset->table->columns[i]));
    for (size_t row = 0; row < dataset->num_rows; row++)
        AIFT__TRY(add_row(&sha, dataset, row, media));
    aift__sha256_hex(&sha, hex);
    return AIFT_OK;
}
