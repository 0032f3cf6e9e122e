/* The version and how the library was built. */
#include "aift/version.h"
#include "kernels/simd/simd.h"

#define INFO(instructions)                                                                                   \
    "libaift " AIFT_VERSION_STRING ", products " AIFT_PRODUCTS ", instructions " instructions                \
    ", threads " AIFT_THREADS ", compiler " __VERSION__

const char *aift_version(void)
{
    return AIFT_VERSION_STRING;
}

const char *aift_build_info(void)
{
    return aift__simd_table(AIFT__SIMD_AVX2) ? INFO("avx2") : INFO("generic");
}
