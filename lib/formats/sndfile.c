/* Loads libsndfile. */
#include <string.h>

#include "base/library.h"
#include "formats/sndfile.h"

#ifdef __APPLE__
static const char *const file = "libsndfile.1.dylib";
#else
static const char *const file = "libsndfile.so.1";
#endif

#define NAME(name) "sf_" #name,
static const char *const names[] = {AIFT__SNDFILE_MAP(NAME)};
#undef NAME

aift_status aift__sndfile_load(aift__sndfile *out)
{
    void *symbols[AIFT__COUNT(names)];
    _Static_assert(sizeof *out == sizeof symbols, "nothing but functions");
    AIFT__TRY(aift__library_load(file, names, AIFT__COUNT(names), symbols));
    memcpy(out, symbols, sizeof symbols); /* C has no other way from an object to a function */
    return AIFT_OK;
}
