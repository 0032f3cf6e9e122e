/* Products by our own kernels, on the calling thread alone. */
#include "kernels/backend.h"
#include "kernels/simd/simd.h"

aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *gemm)
{
    aift__gemm product = *gemm;
    product.tail = (aift__tail){0}; /* the caller's */
    aift__simd_of(kernel)->gemm(&product);
    return AIFT_OK;
}
