/* Sign-offs: who decided what of a use case. A sign-off is bound to the version of the record that it was given for, so a
 * later change of the record voids it; and of one version the last decision of a role (of a waiver: on the gate) counts. */
#ifndef AIFT_LIB_LIFECYCLE_SIGNOFFS_H
#define AIFT_LIB_LIFECYCLE_SIGNOFFS_H

#include "lifecycle/records.h"

/* All of a use case, oldest first: [{id, usecase_version, role, decision, gate, comment, by, at, valid}]. `version` is the
 * one that the record has now; NULL for `out` on failure. */
aift_status aift__signoffs_of(aift_store *store, const char *id, int64_t version, aift__json **out);

/* Whether the role's last decision on this version of the use case is an approval. */
aift_status aift__signoff_approved(aift_store *store, const char *id, int64_t version, const char *role,
                                   bool *approved);

/* The sign-off in such a list that waives the gate now; NULL: none does. */
const aift__json *aift__signoff_waiver(const aift__json *signoffs, const char *gate);

#endif
