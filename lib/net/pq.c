/* Loads libpq. */
#include "base/library.h"
#include "net/pq.h"

#ifdef __APPLE__
static const char *const file = "libpq.5.dylib";
#else
static const char *const file = "libpq.so.5";
#endif

#define NAME(name) "PQ" #name,
static const char *const names[] = {AIFT__PQ_MAP(NAME)};
#undef NAME

aift_status aift__pq_load(aift__pq *out)
{
    _Static_assert(sizeof *out == AIFT__COUNT(names) * sizeof(void *), "nothing but functions");
    return aift__library_load(file, names, AIFT__COUNT(names), out);
}
