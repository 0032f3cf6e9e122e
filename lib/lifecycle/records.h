/* Records in a store, from inside the library: what imports, bindings of runs and the public calls stand on.
 *
 * A record is a JSON object of a kind ("usecase", "source": lib/lifecycle/record_fields*.c have their fields; "run": below). It goes in
 * and out with names and e-mail addresses where they belong; in the file they are in the table of persons only. Every
 * change is checked against the fields, gives the record its next version, and writes one row of the log; a change that
 * changes nothing writes nothing.
 *
 * Changes stand between begin and commit; whoever sees a failure calls rollback (which is nothing where none is open), and
 * the file is as it was. A failure of one record's call before commit leaves the transaction usable when its status is not
 * AIFT_E_NOMEM, AIFT_E_IO, AIFT_E_BUSY: the record's check is done before anything is written. So an import is
 *
 *     AIFT__GOTO(aift__store_begin(store));
 *     for each row {
 *         status = aift__record_import(store, "jira", key, fields, &result);
 *         if (aift__store_is_lost(status)) goto out;
 *         count, or report the row: aift_last_error() has field, value and what was expected
 *     }
 *     status = aift__store_commit(store);
 * out:
 *     aift__store_rollback(store);
 *
 * and the binding of a run
 *
 *     AIFT__GOTO(aift__store_begin(store));
 *     AIFT__GOTO(aift__record_get(store, id, &usecase));   inside: nobody can change it before the commit
 *     AIFT__GOTO(aift__record_add(store, "run", run, "bind", false, NULL));
 *     AIFT__GOTO(aift__store_commit(store));
 *
 * JSON that is given stays the caller's; JSON that comes out is freed with aift__json_free. */
#ifndef AIFT_LIB_LIFECYCLE_RECORDS_H
#define AIFT_LIB_LIFECYCLE_RECORDS_H

#include "aift/store.h"
#include "base/base.h"
#include "codec/json.h"

aift_context *aift__store_context(const aift_store *store);

/* Transactions; they do not nest. begin waits for other processes. */
aift_status aift__store_begin(aift_store *store);
aift_status aift__store_commit(aift_store *store);
void aift__store_rollback(aift_store *store);
/* Whether a transaction cannot go on after this status. */
bool aift__store_is_lost(aift_status status);

/* A record with all its fields in their order; AIFT_E_NOT_FOUND. Without a transaction it is what was committed last. */
aift_status aift__record_get(aift_store *store, const char *id, aift__json **out);

/* The same of a record that must be of that kind (else AIFT_E_NOT_FOUND too). */
aift_status aift__record_get_of(aift_store *store, const char *kind, const char *id, aift__json **out);

/* A new record of the kind. "id" may be given; "version", "created", "updated" are the store's own and are passed over, and
 * so is "state" unless `keep_state` (an import of a record that was in a store). `action` stands in the log ("create",
 * "import", "bind"). `out` (may be NULL): the record. */
aift_status aift__record_add(aift_store *store, const char *kind, const aift__json *record,
                             const char *action, bool keep_state, aift__json **out);

/* Changes of a record: an object of paths and values, as aift_store_set has them; null removes. `if_version` 0: any.
 * `changed` and `out` may be NULL. */
aift_status aift__record_change(aift_store *store, const char *id, const aift__json *changes,
                                const char *action, int64_t if_version, bool *changed, aift__json **out);

/* Sets a field that is the store's own and not a user's ("check" of a source). `out` may be NULL. */
aift_status aift__record_keep(aift_store *store, const char *id, const char *field, const aift__json *value,
                              const char *action, aift__json **out);

/* ---- imports ---- */

typedef enum aift__import_result {
    AIFT__IMPORT_CREATED,
    AIFT__IMPORT_UPDATED,
    AIFT__IMPORT_UNCHANGED
} aift__import_result;

typedef struct aift__import {
    aift__import_result result;
    char id[128];
    aift__json *conflicts; /* [{id, key, field, here, there}], or NULL; the caller frees it */
} aift__import;

/* One row of a file: `source` is the format ("jira"), `key` the row's name there, `fields` the record's fields that the
 * row has, as they go into a new record ("title", "extra", ...; an "id" among them is taken for a new one; of a field that
 * the row does not have nothing is changed).
 *
 * Met for the first time, it is a new record (or, where "id" names a record that is there, that record). Later each field
 * is compared with the last import: one that the file has changed since is taken over, unless it was edited here as well:
 * then what is here stays and a conflict is reported. Fields of "extra" are compared one by one. What the last import had
 * is kept in the record, out of sight (as digests). */
aift_status aift__record_import(aift_store *store, const char *source, const char *key,
                                const aift__json *fields, bool keep_state, aift__import *out);

/* The same of records of another kind. */
aift_status aift__record_import_as(aift_store *store, const char *kind, const char *source, const char *key,
                                   const aift__json *fields, bool keep_state, aift__import *out);

/* ---- questions ---- */

/* The ids of records of a kind whose field is this text; fields that can be asked for: of "run": "usecase",
 * "model_sha256", "parameters_sha256", "data_sha256"; of "usecase": "import:SOURCE" (the key). An array of texts, oldest first. */
aift_status aift__record_find(aift_store *store, const char *kind, const char *field, const char *value,
                              aift__json **ids);

/* Walks all records of a kind in the order of their ids: call with *after = NULL first; *after and *record are the
 * caller's to free (aift__free, aift__json_free), *record NULL: there are no more.
 *     char *at = NULL; aift__json *record;
 *     do { AIFT__GOTO(aift__record_next(store, "usecase", &at, &record)); ... } while (record); */
aift_status aift__record_next(aift_store *store, const char *kind, char **after, aift__json **record);

/* The log's rows of a record: [{seq, at, actor, action, id, ...}], as aift_store_audit has them. */
aift_status aift__record_log(aift_store *store, const char *id, aift__json **rows);

/* The log's end as "SEQ:HASH", for reports. */
aift_status aift__store_head(aift_store *store, char head[96]);

/* The fields of a "run" (kept by aift__record_add with "run") are in record_fields.c. A run does not change the use case: what its KPIs came to is read from its latest run. */

#endif
