/* A build without libcurl. */
#include "net/http.h"

aift_status aift__http_open(aift_context *context, const char *url, const aift__http_limits *limits,
                            aift__http_head *head, aift__stream **out)
{
    *out = NULL;
    *head = (aift__http_head){.modified = -1};
    return aift__fail(AIFT_E_UNAVAILABLE, "%s: this library was built without libcurl, which reads http",
                      url);
}
