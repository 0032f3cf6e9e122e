/* libcurl's functions, loaded when they are needed: it brings some twenty libraries, which nobody who reads nothing from the web
 * is to map and wait for. Once loaded it stays. */
#ifndef AIFT_LIB_NET_CURL_H
#define AIFT_LIB_NET_CURL_H

#include <curl/curl.h>

#include "base/base.h"

#define AIFT__CURL_MAP(X)                                                                                    \
    X(easy_init)                                                                                             \
    X(easy_setopt)                                                                                           \
    X(easy_getinfo)                                                                                          \
    X(easy_pause)                                                                                            \
    X(easy_strerror)                                                                                         \
    X(easy_cleanup)                                                                                          \
    X(multi_init)                                                                                            \
    X(multi_add_handle)                                                                                      \
    X(multi_remove_handle)                                                                                   \
    X(multi_perform)                                                                                         \
    X(multi_poll)                                                                                            \
    X(multi_info_read)                                                                                       \
    X(multi_strerror)                                                                                        \
    X(multi_cleanup)

typedef struct aift__curl {
#define AIFT__CURL_FIELD(name) __typeof__(curl_##name) *name;
    AIFT__CURL_MAP(AIFT__CURL_FIELD)
#undef AIFT__CURL_FIELD
} aift__curl;

/* AIFT_E_UNAVAILABLE: it is not installed. Any thread. */
aift_status aift__curl_load(aift__curl *out);

#endif
