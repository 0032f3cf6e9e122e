/* The table of one level. */
#include "kernels/simd/level.h"

#define AIFT__SIMD_TEXT_OF(level) #level
#define AIFT__SIMD_TEXT(level) AIFT__SIMD_TEXT_OF(level)

extern const aift__simd AIFT__SIMD(simd);

const aift__simd AIFT__SIMD(simd) = {.name = AIFT__SIMD_TEXT(AIFT_SIMD_LEVEL),
#define AIFT__SIMD_ENTRY(name, arguments) .name = AIFT__SIMD(name),
                                     AIFT__SIMD_MAP(AIFT__SIMD_ENTRY)
#undef AIFT__SIMD_ENTRY
};
