/* Names of the functions of the level that is being compiled: AIFT__SIMD(exp) is aift__exp_avx2, say. */
#ifndef AIFT_LIB_KERNELS_SIMD_LEVEL_H
#define AIFT_LIB_KERNELS_SIMD_LEVEL_H

#include "kernels/simd/simd.h"

#define AIFT__SIMD_JOIN(name, level) aift__##name##_##level
#define AIFT__SIMD_NAME(name, level) AIFT__SIMD_JOIN(name, level)
#define AIFT__SIMD(name) AIFT__SIMD_NAME(name, AIFT_SIMD_LEVEL)

#define AIFT__SIMD_PROTOTYPE(name, arguments) void AIFT__SIMD(name) arguments;
AIFT__SIMD_MAP(AIFT__SIMD_PROTOTYPE)
#undef AIFT__SIMD_PROTOTYPE

#endif
