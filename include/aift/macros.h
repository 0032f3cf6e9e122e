/* Export, annotation and deprecation macros of the public headers.
 *
 * The annotations are empty for a compiler. The binding generator defines AIFT_BINDGEN and reads them:
 *   AIFT_OUT        the function writes through this pointer
 *   AIFT_NULLABLE   the pointer may be NULL; every other pointer must not be
 *   AIFT_LEN(n)     the array's length is the parameter or field n
 *   AIFT_OWNED      the caller owns what is returned and releases it
 *   AIFT_BORROWED   the object the function was called on owns what is returned
 *   AIFT_CALLBACK   a function pointer whose first argument is the `user` beside it
 */
#ifndef AIFT_MACROS_H
#define AIFT_MACROS_H

#if defined(_WIN32)
#define AIFT_API
#else
#define AIFT_API __attribute__((visibility("default")))
#endif

#ifdef AIFT_BINDGEN
#define AIFT__NOTE(text) __attribute__((annotate(text)))
#else
#define AIFT__NOTE(text)
#endif

#define AIFT_OUT AIFT__NOTE("out")
#define AIFT_NULLABLE AIFT__NOTE("nullable")
#define AIFT_LEN(n) AIFT__NOTE("len:" #n)
#define AIFT_OWNED AIFT__NOTE("owned")
#define AIFT_BORROWED AIFT__NOTE("borrowed")
#define AIFT_CALLBACK AIFT__NOTE("callback")

#if defined(__GNUC__)
#define AIFT_DEPRECATED(since, instead) __attribute__((deprecated("since " since "; use " instead)))
#else
#define AIFT_DEPRECATED(since, instead)
#endif

#ifdef __cplusplus
#define AIFT_BEGIN_DECLS extern "C" {
#define AIFT_END_DECLS }
#else
#define AIFT_BEGIN_DECLS
#define AIFT_END_DECLS
#endif

#endif
