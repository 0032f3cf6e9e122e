/* Inside the reader of checkpoints: the file while it is opened. */
#ifndef AIFT_LIB_FORMATS_PTH_FILE_H
#define AIFT_LIB_FORMATS_PTH_FILE_H

#include "base/map.h"
#include "formats/pickle.h"
#include "formats/pth.h"

/* What several tensors may share. */
typedef struct aift__pth_storage {
    const char *key; /* in the file, without a NUL */
    size_t key_size;
    aift_dtype dtype;
    int64_t elements;
    const unsigned char *data; /* NULL until it was found */
} aift__pth_storage;

typedef struct aift__pth_reader {
    aift_context *context;
    const unsigned char *bytes;
    size_t size;
    aift__pickle pickle;
    aift__pickle_value root; /* what was saved */
    aift__pth_storage *storages;
    size_t num_storages, storages_cap;
    aift__map *keys; /* of the storages: their places */
} aift__pth_reader;

/* Reads the pickles and finds the storages: all that storages and tensors need is there and in its range. */
aift_status aift__pth_read(aift__pth_reader *reader);

/* The storage of a value that was checked; NULL if it is none. */
const aift__pth_storage *aift__pth_storage_of(const aift__pth_reader *reader,
                                              const aift__pickle_value *value);

/* The tensor of an object of that kind; its elements lie in the file, or in *copy if they are not row-major there.
 * *copied counts the bytes of all copies. */
aift_status aift__pth_tensor(const aift__pth_reader *reader, const aift__pickle_object *object,
                             size_t *copied, aift__safetensor *out, void **copy);

#endif
