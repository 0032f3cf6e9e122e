/* Checkpoints: the tensors in what was saved, each with its name. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/pth_file.h"

typedef struct entry {
    aift__safetensor tensor;
    char *name;
    void *copy; /* its elements if they do not lie row-major in the file; else NULL */
} entry;

struct aift__pth {
    aift_context *context;
    aift__file_bytes bytes;
    entry *entries;
    size_t n, cap;
};

/* While the tensors are collected. */
typedef struct collector {
    aift__pth *file;
    const aift__pth_reader *reader;
    aift__buf path; /* the name so far */
    size_t visited; /* values: something may stand in many places */
    size_t copied;  /* bytes */
} collector;

static aift_status add_tensor(collector *c, const aift__pickle_object *object)
{
    aift__pth *file = c->file;
    if (file->n >= AIFT__PTH_MAX_TENSORS)
        return aift__fail(AIFT_E_RANGE, "it has more than the maximum of %d tensors", AIFT__PTH_MAX_TENSORS);
    AIFT__TRY(AIFT__RESERVE(file->context, file->entries, file->n, file->cap));
    entry *e = &file->entries[file->n];
    *e = (entry){.name = aift__strndup(file->context, c->path.size ? c->path.data : "", c->path.size)};
    if (!e->name)
        return AIFT_E_NOMEM;
    file->n++;
    e->tensor.name = e->name;
    aift_status status = aift__pth_tensor(c->reader, object, &c->copied, &e->tensor, &e->copy);
    return status == AIFT_OK || status == AIFT_E_NOMEM ? status
                                                       : aift__fail_in(status, "tensor \"%s\": ", e->name);
}

/* ---- all of them ---- */

static aift_status collect(collector *c, const aift__pickle_value *value, int depth);

static aift_status add_part(collector *c, const void *part, size_t n)
{
    if (memchr(part, 0, n))
        return aift__fail(AIFT_E_FORMAT, "a tensor's name has a NUL in it");
    aift_status status = c->path.size ? aift__buf_add(&c->path, ".", 1) : AIFT_OK;
    if (status == AIFT_OK)
        status = aift__buf_add(&c->path, part, n);
    return status == AIFT_E_RANGE ? aift__fail_in(status, "a tensor's name has ") : status;
}

/* A value below the present one, with the key or place that it has there. */
static aift_status collect_part(collector *c, const aift__pickle_value *key, int64_t place,
                                const aift__pickle_value *value, int depth)
{
    const size_t size = c->path.size;
    const aift__pickle_kind kind = key ? key->kind : AIFT__PICKLE_INT;
    if (value->kind < AIFT__PICKLE_TUPLE) /* no object: no tensor in it */
        return AIFT_OK;
    if (kind == AIFT__PICKLE_TEXT) {
        AIFT__TRY(add_part(c, key->text, key->size));
    } else if (kind == AIFT__PICKLE_INT) {
        char number[24];
        int n = snprintf(number, sizeof number, "%" PRId64, key ? key->integer : place);
        AIFT__TRY(add_part(c, number, (size_t)n));
    } else {
        return AIFT_OK;
    }
    aift_status status = collect(c, value, depth + 1);
    c->path.size = size;
    return status;
}

static aift_status collect(collector *c, const aift__pickle_value *value, int depth)
{
    if (value->kind < AIFT__PICKLE_TUPLE || value->kind == AIFT__PICKLE_STORAGE)
        return AIFT_OK;
    const aift__pickle_object *object = &c->reader->pickle.objects[value->object];
    c->visited += object->n + 1;
    if (depth > AIFT__PTH_MAX_DEPTH || c->visited > AIFT__PICKLE_MAX_VALUES)
        return aift__fail(AIFT_E_RANGE, "its values lie more than %d deep in each other, or are more than %d",
                          AIFT__PTH_MAX_DEPTH, AIFT__PICKLE_MAX_VALUES);
    if (value->kind == AIFT__PICKLE_TENSOR)
        return add_tensor(c, object);
    const bool dict = value->kind == AIFT__PICKLE_DICT;
    for (size_t i = 0; i < object->n; i += dict ? 2 : 1)
        AIFT__TRY(collect_part(c, dict ? &object->items[i] : NULL, (int64_t)i,
                               &object->items[dict ? i + 1 : i], depth));
    return AIFT_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->name, ((const entry *)b)->name);
}

static aift_status sort(aift__pth *file)
{
    if (file->n == 0)
        return aift__fail(AIFT_E_FORMAT, "it holds no tensors");
    qsort(file->entries, file->n, sizeof *file->entries, by_name);
    for (size_t i = 1; i < file->n; i++)
        if (by_name(&file->entries[i - 1], &file->entries[i]) == 0)
            return aift__fail(AIFT_E_FORMAT, "it holds two tensors with the name \"%s\"",
                              file->entries[i].name);
    return AIFT_OK;
}

static aift_status read_file(aift__pth *file)
{
    aift__pth_reader reader = {.context = file->context, .bytes = file->bytes.data, .size = file->bytes.size};
    collector c = {.file = file, .reader = &reader};
    aift__buf_init(&c.path, file->context, AIFT__PTH_MAX_NAME);
    aift_status status = aift__pth_read(&reader);
    if (status == AIFT_OK)
        status = collect(&c, &reader.root, 0);
    if (status == AIFT_OK)
        status = sort(file);
    aift__buf_finish(&c.path);
    aift__pickle_finish(&reader.pickle);
    aift__map_destroy(reader.keys);
    aift__free(file->context, reader.storages);
    return status;
}

aift_status aift__pth_open(aift_context *context, const char *name, aift__file_bytes *bytes, aift__pth **out)
{
    *out = NULL;
    aift__pth *file = aift__calloc(context, 1, sizeof *file);
    if (!file) {
        aift__file_unmap(bytes);
        return AIFT_E_NOMEM;
    }
    file->context = context;
    file->bytes = *bytes;
    *bytes = (aift__file_bytes){0};
    aift_status status = read_file(file);
    if (status != AIFT_OK) {
        aift__pth_close(file);
        return status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", name);
    }
    *out = file;
    return AIFT_OK;
}

void aift__pth_close(aift__pth *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->n; i++) {
        aift__free(file->context, file->entries[i].name);
        aift__free(file->context, file->entries[i].copy);
    }
    aift__free(file->context, file->entries);
    aift__file_unmap(&file->bytes);
    aift__free(file->context, file);
}

size_t aift__pth_size(const aift__pth *file)
{
    return file->n;
}

const aift__safetensor *aift__pth_at(const aift__pth *file, size_t i)
{
    return i < file->n ? &file->entries[i].tensor : NULL;
}

const aift__safetensor *aift__pth_find(const aift__pth *file, const char *name)
{
    const entry key = {.name = (char *)(uintptr_t)name};
    const entry *found = bsearch(&key, file->entries, file->n, sizeof key, by_name);
    return found ? &found->tensor : NULL;
}

bool aift__pth_mapped(const aift__pth *file, const aift__safetensor *tensor)
{
    const unsigned char *at = tensor->data, *begin = file->bytes.data;
    return file->bytes.mapped && at >= begin && at <= begin + file->bytes.size;
}
