/* Loads libcurl. */
#include <dlfcn.h>
#include <string.h>

#include "net/curl.h"

#ifdef __APPLE__
static const char *const file = "libcurl.4.dylib";
#else
static const char *const file = "libcurl.so.4";
#endif

static aift_status failure(void)
{
    const char *reason = dlerror();
    return aift__fail(AIFT_E_UNSUPPORTED, "libcurl, which reads http, cannot be loaded: %s",
                      reason ? reason : file);
}

aift_status aift__curl_load(aift__curl *out)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE), *symbol;
    if (!library)
        return failure();
#define AIFT__CURL_FIND(name)                                                                                \
    if (!(symbol = dlsym(library, "curl_" #name))) {                                                         \
        dlclose(library);                                                                                    \
        return failure();                                                                                    \
    }                                                                                                        \
    memcpy(&out->name, &symbol, sizeof symbol); /* C has no other way from an object to a function */
    AIFT__CURL_MAP(AIFT__CURL_FIND)
#undef AIFT__CURL_FIND
    dlclose(library);
    return AIFT_OK;
}
