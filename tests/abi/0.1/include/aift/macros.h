/* Export, annotation and deprecation macros of the public headers.
 *
 * The annotations are empty for a compiler. The binding generator defines AIFT_BINDGEN and reads them:
 *   AIFT_OUT        the function writes through this pointer
 *   AIFT_NULLABLE   the pointer may be NULL; every other pointer must not be
 *   AIFT_NULLABLE_ITEMS   pointers in the array may be NULL
 *   AIFT_LEN(n)     the number of elements (of void: bytes): a parameter, a field, an output, a number or a call of
 *                   the object's function; AIFT_LEN(rows, columns) is their product, slowest first. A char array
 *                   without it ends in a NUL
 *   AIFT_OWNED      the caller owns what is returned and releases it
 *   AIFT_BORROWED   the object the function was called on owns what is returned
 *   AIFT_STATIC     what is returned lasts as long as the library
 *   AIFT_FLAG       an int32_t that is 0 or 1
 *   AIFT_CALLBACK   a function pointer whose first argument is the `user` beside it
 *
 * Arrays have AIFT_LEN, outputs AIFT_OUT, pointers returned one of OWNED, BORROWED and STATIC; the generator refuses a
 * function of which that is not known, or that has no comment. Behind a function's parameters stand the notes of what
 * it returns.
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
#define AIFT_NULLABLE_ITEMS AIFT__NOTE("nullable_items")
#define AIFT_LEN(...) AIFT__NOTE("len:" #__VA_ARGS__)
#define AIFT_OWNED AIFT__NOTE("owned")
#define AIFT_BORROWED AIFT__NOTE("borrowed")
#define AIFT_STATIC AIFT__NOTE("static")
#define AIFT_FLAG AIFT__NOTE("flag")
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
