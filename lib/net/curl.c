/* Loads libcurl. */
#include <string.h>

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
    void *symbols[AIFT__COUNT(names)];
    _Static_assert(sizeof *out == sizeof symbols, "nothing but functions");
    AIFT__TRY(aift__library_load(file, names, AIFT__COUNT(names), symbols));
    memcpy(out, symbols, sizeof symbols); /* C has no other way from an object to a function */
    return AIFT_OK;
}
