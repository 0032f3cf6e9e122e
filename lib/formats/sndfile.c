/* Loads libsndfile. */
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
    _Static_assert(sizeof *out == AIFT__COUNT(names) * sizeof(void *), "nothing but functions");
    return aift__library_load(file, names, AIFT__COUNT(names), out);
}
