/* Reading from the web: one GET, as a stream. Nothing outside net/ sees libcurl.
 *
 * http and https only; certificates and names are verified; redirects are followed a few times, never from https to http. What is
 * read of headers and body, and the time for all, are bounded. No proxy, no cookies, no names and passwords of any file or
 * variable. libcurl's own memory is not counted on the context. */
#ifndef AIFT_LIB_NET_HTTP_H
#define AIFT_LIB_NET_HTTP_H

#include "base/stream.h"

enum { AIFT__HTTP_REDIRECTS = 5, AIFT__HTTP_TYPE = 64 };

typedef struct aift__http_limits {
    double deadline;   /* of aift__clock_seconds(), for all */
    int64_t max_bytes; /* of the body */
} aift__http_limits;

/* What the answer's head says. */
typedef struct aift__http_head {
    int64_t modified;           /* seconds since 1970; -1: not said */
    char type[AIFT__HTTP_TYPE]; /* "text/csv", lower case, without what is behind it; "": not said */
} aift__http_head;

/* Asks, and waits for the answer's head. AIFT_E_IO: no connection, no certificate, a status of 400 or more, too many redirects;
 * AIFT_E_CANCELLED: the deadline, then and while the stream is read; AIFT_E_RANGE: it is longer; AIFT_E_INVALID: no address
 * of http or https; AIFT_E_UNAVAILABLE: built without libcurl, or it is not installed. Messages begin with the address. */
aift_status aift__http_open(aift_context *context, const char *url, const aift__http_limits *limits,
                            aift__http_head *head, aift__stream **out);

#endif
