/* Persons: records in the file have ids, records outside have names and e-mail addresses. */
#ifndef AIFT_LIB_LIFECYCLE_PEOPLE_H
#define AIFT_LIB_LIFECYCLE_PEOPLE_H

#include "lifecycle/store.h"

/* ---- the table ---- */
/* Who has just this name and this address (either may be NULL); a new person where there is none. */
aift_status aift__people_find(aift_store *store, const char *name, const char *email, char id[AIFT__ID_CAP]);
/* Who has this id; "" where nobody has. */
aift_status aift__people_find_id(aift_store *store, const char *given, char id[AIFT__ID_CAP]);

/* ---- walking a record ---- */
typedef aift_status (*aift__people_change)(aift_store *store, const aift__record_field *field,
                                           const aift__json *from, aift__json **out);
typedef aift_status (*aift__people_fill)(aift_store *store, const aift__record_field *fields,
                                         const aift__json *from, aift__json *to);

/* Whether a field may name somebody, or hold one that does. */
bool aift__people_named(const aift__record_field *field);
/* What becomes of a field's value, or of each value of its list. */
aift_status aift__people_each(aift_store *store, const aift__record_field *field, const aift__json *from,
                              aift__people_change change, aift__json **out);
aift_status aift__people_whole(aift_store *store, const aift__record_kind *kind, const aift__json *from,
                               aift__people_fill fill, aift__json **out);

#endif
