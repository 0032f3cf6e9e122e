/* Products by our own kernels, on the calling thread alone. */
#include "kernels/backend.h"
#include "kernels/simd/simd.h"

aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *gemm)
{
    aift__simd_of(kernel)->gemm(gemm);
    return AIFT_OK;
}
