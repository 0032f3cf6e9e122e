/* safetensors: the header, and all tensors' bytes; what was read can be written and read again. */
#include "base/buf.h"
#include "formats/safetensors.h"
#include "fuzz.h"

static aift_status keep(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    return aift__buf_add(sink->user, data, size);
}

static bool open_bytes(aift_context *context, const void *data, size_t size, aift__safetensors **out)
{
    const aift_source source = fuzz_source("model.safetensors", data, size);
    aift__file_bytes bytes;
    *out = NULL;
    if (!fuzz_call(aift__file_map_source(context, &source, &bytes), bytes.data))
        return false;
    return fuzz_call(aift__safetensors_open(context, source.name, &bytes, out), *out);
}

static void look(const aift__safetensors *file)
{
    for (size_t i = 0; i < aift__safetensors_size(file); i++) {
        const aift__safetensor *t = aift__safetensors_at(file, i);
        fuzz_expect(aift__safetensors_find(file, t->name) == t);
        fuzz_touch(t->data, t->nbytes);
    }
    fuzz_expect(!aift__safetensors_at(file, aift__safetensors_size(file)));
    aift__safetensors_metadata(file, "format");
}

static void write_again(aift_context *context, const aift__safetensors *file)
{
    aift__buf buf;
    aift__safetensors *again;
    const size_t n = aift__safetensors_size(file);
    const aift__sink sink = {.write = keep, .user = &buf};
    aift__buf_init(&buf, context, 1 << 24);
    const aift_status status =
        aift__safetensors_write(context, n ? aift__safetensors_at(file, 0) : NULL, n, &sink, "again");
    fuzz_expect(status == AIFT_OK || status == AIFT_E_NOMEM);
    if (status == AIFT_OK && open_bytes(context, buf.data, buf.size, &again)) {
        fuzz_expect(aift__safetensors_size(again) == n);
        for (size_t i = 0; i < n; i++) {
            const aift__safetensor *a = aift__safetensors_at(file, i), *b = aift__safetensors_at(again, i);
            fuzz_expect(strcmp(a->name, b->name) == 0 && a->nbytes == b->nbytes && a->dtype == b->dtype);
            fuzz_expect(a->nbytes == 0 || memcmp(a->data, b->data, a->nbytes) == 0);
        }
        aift__safetensors_close(again);
    }
    aift__buf_finish(&buf);
}

FUZZ_HARNESS(safetensors)
{
    aift_context *context = fuzz_begin(64 << 20);
    aift__safetensors *file;
    if (open_bytes(context, data, size, &file)) {
        look(file);
        write_again(context, file);
        aift__safetensors_close(file);
    }
    fuzz_end(context);
    return 0;
}
