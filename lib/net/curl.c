/* Loads libcurl. */
#include "base/library.h"
#include "net/curl.h"

#ifdef __APPLE__
static const char *const file = "libcurl.4.dylib";
#else
static const char *const file = "libcurl.so.4";
#endif

#define NAME(name) "curl_" #name,
static const char *const names[] = {AIFT__CURL_MAP(NAME)};
#undef NAME

aift_status aift__curl_load(aift__curl *out)
{
    _Static_assert(sizeof *out == AIFT__COUNT(names) * sizeof(void *), "nothing but functions");
    return aift__library_load(file, names, AIFT__COUNT(names), out);
}
