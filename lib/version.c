/* The version and how the library was built. */
#include "aift/version.h"

const char *aift_version(void)
{
    return AIFT_VERSION_STRING;
}

const char *aift_build_info(void)
{
    return "libaift " AIFT_VERSION_STRING ", products " AIFT_PRODUCTS ", threads " AIFT_THREADS
           ", compiler " __VERSION__;
}
