/* Tensors as the library takes them and hands them out: a dtype, a shape, and row-major elements.
 *
 * Threads: a tensor's elements do not change while it exists; any thread may read them.
 */
#ifndef AIFT_TENSOR_H
#define AIFT_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/macros.h"
#include "aift/status.h"

/** A dtype, a shape, and row-major elements.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_tensor aift_tensor;

/** Element types; the names are safetensors'. Numbers are part of the ABI. */
typedef enum aift_dtype {
    AIFT_DTYPE_F32 = 0,
    AIFT_DTYPE_F64 = 1,
    AIFT_DTYPE_I32 = 2,
    AIFT_DTYPE_I64 = 3,
    AIFT_DTYPE_U8 = 4,
    AIFT_DTYPE_BOOL = 5,
    AIFT_DTYPE_F16 = 6,
    AIFT_DTYPE_BF16 = 7,
    AIFT_DTYPE_I8 = 8,
    AIFT_DTYPE_I16 = 9,
    AIFT_DTYPE_U16 = 10,
    AIFT_DTYPE_U32 = 11,
    AIFT_DTYPE_U64 = 12
} aift_dtype;

/** Told that a caller's memory is no longer used; on any thread. */
typedef void (*aift_release_fn)(void *user AIFT_NULLABLE);

AIFT_BEGIN_DECLS

/** The dtype's name in safetensors, for example "F32"; "?" for any other number.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_dtype_name(aift_dtype dtype) AIFT_STATIC;

/** A tensor over the caller's elements, which are not copied.
 *  @param shape   the sizes, slowest first; `rank` of them, 0 to 8.
 *  @param data    row-major elements, aligned as their type asks; they must not change while the tensor exists.
 *  @param size    their bytes: as many as shape and dtype ask.
 *  @param release called once when the elements are no longer used, not when this fails; NULL: they outlive the tensor.
 *  @param user    first argument of release.
 *  @param out     release with aift_tensor_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID (no such dtype, or data that is not aligned), AIFT_E_SHAPE, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_tensor_wrap(aift_context *context, aift_dtype dtype,
                                      const int64_t *shape AIFT_LEN(rank) AIFT_NULLABLE, int32_t rank,
                                      const void *data AIFT_LEN(size), size_t size,
                                      aift_release_fn release AIFT_CALLBACK AIFT_NULLABLE,
                                      void *user AIFT_NULLABLE, aift_tensor **out AIFT_OUT AIFT_OWNED);

/** Gives the tensor back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_tensor_release(aift_tensor *tensor AIFT_NULLABLE);

/** The element type.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_dtype aift_tensor_dtype(const aift_tensor *tensor);

/** The number of dimensions, 0 to 8; 0 is one element.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_tensor_rank(const aift_tensor *tensor);

/** The sizes, slowest first: aift_tensor_rank() of them.
 *  @return owned by the tensor.
 *  Threads: safe. Since: 0.1 */
AIFT_API const int64_t *aift_tensor_shape(const aift_tensor *tensor)
    AIFT_BORROWED AIFT_LEN(aift_tensor_rank(tensor));

/** The elements, row-major; 64-byte aligned, but for those of aift_tensor_wrap().
 *  @return owned by the tensor.
 *  Threads: safe. Since: 0.1 */
AIFT_API const void *aift_tensor_data(const aift_tensor *tensor)
    AIFT_BORROWED AIFT_LEN(aift_tensor_nbytes(tensor));

/** The size of all elements in bytes.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_tensor_nbytes(const aift_tensor *tensor);

AIFT_END_DECLS

#endif
