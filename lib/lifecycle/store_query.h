/* Reading a query: an object of some fields, and no others. */
#ifndef AIFT_LIB_LIFECYCLE_STORE_QUERY_H
#define AIFT_LIB_LIFECYCLE_STORE_QUERY_H

#include "codec/json.h"

/* NULL is {}. The names end in NULL. AIFT_E_INVALID names the field. */
aift_status aift__query_read(const char *text, const char *const *names, aift__json **out);

/* A text that is given; NULL: it is not. */
aift_status aift__query_text(const aift__json *query, const char *name, const char **out);

/* A number from 1 on. */
aift_status aift__query_limit(const aift__json *query, int64_t otherwise, int64_t *out);

#endif
