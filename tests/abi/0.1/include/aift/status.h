/* What a call returns, and the message that goes with a failure.
 *
 * Every function that can fail returns an aift_status. On failure each output is NULL (or 0) and
 * aift_last_error() says what went wrong, where, and what to do about it.
 */
#ifndef AIFT_STATUS_H
#define AIFT_STATUS_H

#include "aift/macros.h"

/** All statuses: X(name, number, text). Numbers are part of the ABI: they are never changed or used again. */
#define AIFT_STATUS_MAP(X)                                                                                   \
    X(OK, 0, "success")                                                                                      \
    X(E_INVALID, 1, "an argument or option is invalid")                                                      \
    X(E_NOMEM, 2, "out of memory")                                                                           \
    X(E_IO, 3, "a file could not be read or written")                                                        \
    X(E_NOT_FOUND, 4, "something named does not exist")                                                      \
    X(E_EXISTS, 5, "something is already there")                                                             \
    X(E_FORMAT, 6, "the data is malformed")                                                                  \
    X(E_UNSUPPORTED, 7, "valid, but not supported by this library")                                          \
    X(E_SHAPE, 8, "shapes or dtypes do not fit")                                                             \
    X(E_RANGE, 9, "a value is out of range")                                                                 \
    X(E_BUSY, 10, "the object is in use by another operation")                                               \
    X(E_CANCELLED, 11, "cancelled by the caller")                                                            \
    X(E_NOT_FINITE, 12, "a computed value is not finite")                                                    \
    X(E_STATE, 13, "the call does not fit the object's state")                                               \
    X(E_INTERNAL, 14, "a defect in the library")                                                             \
    X(E_UNAVAILABLE, 15, "needs a library that is not installed, or was left out of this build")

/** What a call returns. */
typedef enum aift_status {
#define AIFT__STATUS_ENUM(name, number, text) AIFT_##name = number,
    AIFT_STATUS_MAP(AIFT__STATUS_ENUM)
#undef AIFT__STATUS_ENUM
} aift_status;

AIFT_BEGIN_DECLS

/** The status' name as written in C, for example "AIFT_E_FORMAT"; "AIFT_E_UNKNOWN" for any other number.
 *  @return a static string.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_status_name(aift_status status) AIFT_STATIC;

/** What the status means, in a few English words.
 *  @return a static string.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_status_text(aift_status status) AIFT_STATIC;

/** The message of the last call of this thread that failed: one line of UTF-8 that names the place (file,
 *  line or row, field), the value met and the value expected. Calls that succeed leave it as it was.
 *  Setting it never allocates: a message longer than 1,023 bytes is cut.
 *  @return a string owned by the thread, valid until its next failing call; "" if none failed.
 *  Threads: safe; each thread has its own. Since: 0.1 */
AIFT_API const char *aift_last_error(void) AIFT_BORROWED;

AIFT_END_DECLS

#endif
