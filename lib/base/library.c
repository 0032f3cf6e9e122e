/* Loads libraries by the system's loader. */
#include <dlfcn.h>
#include <string.h>

#include "base/library.h"

static aift_status failure(const char *file)
{
    const char *reason = dlerror();
    return aift__fail(AIFT_E_UNAVAILABLE, "%s cannot be loaded: %s", file,
                      reason ? reason : "no reason is known");
}

aift_status aift__library_load(const char *file, const char *const *names, size_t n, void *functions)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        return failure(file);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < n && status == AIFT_OK; i++) {
        void *symbol = dlsym(library, names[i]);
        if (!symbol)
            status = failure(file);
        memcpy((char *)functions + i * sizeof symbol, &symbol,
               sizeof symbol); /* C has no cast to a function */
    }
    dlclose(library);
    return status;
}
