/* PyTorch's checkpoints: ZIP, pickles, storages, and all tensors' bytes. */
#include "formats/pth.h"
#include "fuzz.h"

FUZZ_HARNESS(pth)
{
    aift_context *context = fuzz_begin(64 << 20);
    const aift_source source = fuzz_source("net.pth", data, size);
    aift__file_bytes bytes;
    aift__pth *file = NULL;
    fuzz_expect(aift__file_map_source(context, &source, &bytes) == AIFT_OK);
    if (fuzz_call(aift__pth_open(context, source.name, &bytes, &file), file)) {
        fuzz_expect(aift__pth_size(file) > 0);
        size_t all = 0;
        for (size_t i = 0; i < aift__pth_size(file); i++) {
            const aift__safetensor *t = aift__pth_at(file, i);
            fuzz_expect(aift__pth_find(file, t->name) == t && strlen(t->name) <= AIFT__PTH_MAX_NAME);
            if (all < 1 << 20) /* many may share their bytes */
                fuzz_touch(t->data, t->nbytes);
            all += t->nbytes;
        }
        aift__pth_close(file);
    }
    fuzz_end(context);
    return 0;
}
