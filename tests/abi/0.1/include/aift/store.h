/* The store: records of use cases in one SQLite file, with a log of all changes that cannot be altered unseen.
 *
 * Records go in and out as JSON; aift_store_schema() tells their fields. docs/store.md has the shapes of all answers.
 *
 * Threads: a store is used by one thread at a time; another thread opens the file itself. Several processes may use a file.
 */
#ifndef AIFT_STORE_H
#define AIFT_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/status.h"
#include "aift/text.h"

/** A file of records with their log.
 *  Threads: one at a time for a store. Since: 0.1 */
typedef struct aift_store aift_store;

/** Options of aift_store_create and aift_store_open. */
typedef struct aift_store_options {
    size_t struct_size;              /**< sizeof(aift_store_options) */
    const char *actor AIFT_NULLABLE; /**< who changes records: a person's id, or an e-mail address; NULL: P-0,
                                          of whom nothing is known */
    int32_t busy_timeout;            /**< milliseconds to wait for another process; default 10,000 */
    int32_t read_only AIFT_FLAG;     /**< 1: nothing is written */
    int32_t migrate AIFT_FLAG;       /**< 1: a store of an older version becomes one of this version; 0: it is
                                          refused */
    int32_t reserved;                /**< 0 */
} aift_store_options;
/** The defaults of aift_store_options. */
#define AIFT_STORE_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        sizeof(aift_store_options), NULL, 10000, 0, 0, 0                                                     \
    }

/** Options of aift_store_import. */
typedef struct aift_import_options {
    size_t struct_size;               /**< sizeof(aift_import_options) */
    const char *format AIFT_NULLABLE; /**< "jira", "trello", "asana", "airtable", "csv" or "json"; of data
                                sources "catalog", "alation", "collibra"; NULL: csv */
    const char
        *map AIFT_NULLABLE; /**< JSON: where columns go, {"column": "path of the record"}; null leaves one
                                                out. NULL: as the format has it */
    const char
        *key AIFT_NULLABLE; /**< the column that tells rows apart; NULL: the format's, or else the title */
    const char *
        date_format AIFT_NULLABLE; /**< as "%d/%m/%Y", of Y y m d b H I M S p f z; NULL: ISO 8601 and Jira's */
    int32_t dry_run AIFT_FLAG;     /**< 1: tells what would become of the rows, and changes nothing */
    int32_t reserved;              /**< 0 */
} aift_import_options;
/** The defaults of aift_import_options. */
#define AIFT_IMPORT_OPTIONS_INIT                                                                             \
    {                                                                                                        \
        sizeof(aift_import_options), NULL, NULL, NULL, NULL, 0, 0                                            \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_STORE_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_store_options_init(aift_store_options *options AIFT_OUT);

/** Makes a new store.
 *  @param path    where nothing may be yet; ":memory:" is no file, and ends with the store.
 *  @param options NULL means the defaults; `read_only` and `migrate` say nothing here.
 *  @param out     release with aift_store_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_EXISTS, AIFT_E_IO, AIFT_E_INVALID, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_store_create(aift_context *context, const char *path,
                                       const aift_store_options *options AIFT_NULLABLE,
                                       aift_store **out AIFT_OUT AIFT_OWNED);

/** Opens a store.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_store_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_FORMAT (no store, or damaged), AIFT_E_UNSUPPORTED (of a newer version, or
 *          of an older one without `migrate`; the file stays as it is), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_store_open(aift_context *context, const char *path,
                                     const aift_store_options *options AIFT_NULLABLE,
                                     aift_store **out AIFT_OUT AIFT_OWNED);

/** Adds a reference. @return the store given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_store *aift_store_retain(aift_store *store) AIFT_OWNED;

/** Gives a reference back; the last one closes the file. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_store_release(aift_store *store AIFT_NULLABLE);

/** Its version, the number of records, and the log's end: {file, version, latest, records {usecase, ...}, persons, rows,
 *  head {seq, hash}}.
 *  @param out release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_info(aift_store *store, aift_text **out AIFT_OUT AIFT_OWNED);

/** Copies the store, while others use it: {file, head {seq, hash}}.
 *  @param path where nothing may be yet.
 *  @param out  release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_EXISTS, AIFT_E_IO, AIFT_E_BUSY, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_backup(aift_store *store, const char *path,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

/** Checks the log's chain and digests, each record against the log, and the file: {ok, rows, head {seq, hash},
 *  first_bad: null, or {seq, table, id, reason}}.
 *  @param expect "SEQ:HASH", a head that was noted earlier and must be in the log; NULL: none.
 *  @param ok     1 if nothing is wrong.
 *  @param out    release with aift_text_release().
 *  @return AIFT_OK, also where something is wrong; AIFT_E_INVALID (expect), AIFT_E_FORMAT (the file cannot be read),
 *          AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_verify(aift_store *store, const char *expect AIFT_NULLABLE,
                                       int32_t *ok AIFT_OUT AIFT_FLAG, aift_text **out AIFT_OUT AIFT_OWNED);

/** The log: {items [{seq, at, actor, action, id, before, after, salt, before_digest, after_digest, prev, hash}], total,
 *  next}.
 *  @param query NULL, or JSON: {"id": of one record, "limit": items (default: all), "after": a `next`}.
 *  @param out   release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_INVALID (query), AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_audit(aift_store *store, const char *query AIFT_NULLABLE,
                                      aift_text **out AIFT_OUT AIFT_OWNED);

/** Erases a person: name and e-mail address, wherever they stand in records, and the log's copies of what held them:
 *  {person, rows}. No byte of them is left in the file; the log's chain stays valid.
 *  @param person an id, an e-mail address or a name; also a name that is nothing but a value of a record's `extra`.
 *  @param out    release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_BUSY (it has been erased, but others who read keep old bytes in the file: do
 *          it again), AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_erase(aift_store *store, const char *person,
                                      aift_text **out AIFT_OUT AIFT_OWNED);

/** The JSON Schema (draft 2020-12) of a kind's records.
 *  @param kind "usecase".
 *  @param out  release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_INVALID (kind), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_store_schema(aift_context *context, const char *kind,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

/** Adds a record. Without an "id" it gets the next one (UC-1, UC-2, ...).
 *  @param kind   "usecase".
 *  @param record JSON: an object of fields; or a list of such objects, of texts that are one as JSON, and of names of
 *                templates ("text-classification"), of which the later ones' fields count.
 *  @param out    the record; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_FORMAT (names the field), AIFT_E_EXISTS (the id), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_add(aift_store *store, const char *kind, const char *record,
                                    aift_text **out AIFT_OUT AIFT_OWNED);

/** A record.
 *  @param out release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_get(aift_store *store, const char *id, aift_text **out AIFT_OUT AIFT_OWNED);

/** Records of a kind: {items, total, next}.
 *  @param query NULL, or JSON: {"state", "task", "owner": an e-mail address, "search": words that all begin a word of the
 *               record's texts, "sort": "id" | "updated" (latest first) | "title", "limit": items (default 50), "after": a
 *               `next`}.
 *  @param out   release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_INVALID (names the field), AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_list(aift_store *store, const char *kind, const char *query AIFT_NULLABLE,
                                     aift_text **out AIFT_OUT AIFT_OWNED);

/** Changes fields of a record; where nothing changes, version and log stay as they are.
 *  @param changes    JSON, an object of paths and values: {"title": "T", "kpis.0.target": 0.9}; null removes a field.
 *                   Or a list of such objects, of texts that are one as JSON, and of texts "PATH=VALUE", where VALUE is
 *                   JSON if it can be read so, else a text.
 *  @param if_version the version that the record must have (AIFT_E_STATE); 0: any.
 *  @param out        the record; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_FORMAT (names the field), AIFT_E_STATE, AIFT_E_BUSY, AIFT_E_IO,
 *          AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_set(aift_store *store, const char *id, const char *changes,
                                    int64_t if_version, aift_text **out AIFT_OUT AIFT_OWNED);

/** Moves a use case to another state: {id, from, to}. "approved" needs an approval that is signed (aift/validate.h) in the
 *  role "sponsor" for the record as it is.
 *  @param reason     why; it is kept in the record and the log.
 *  @param if_version as for aift_store_set().
 *  @param out        release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_STATE (names both states, or all that is missing), AIFT_E_INVALID,
 *          AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_move(aift_store *store, const char *id, const char *state, const char *reason,
                                     int64_t if_version, aift_text **out AIFT_OUT AIFT_OWNED);

/** Fills in the defaults, the same bytes as AIFT_IMPORT_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_import_options_init(aift_import_options *options AIFT_OUT);

/** Takes use cases out of another tool's file, all in one change: {rows, created, updated, unchanged, conflicts [{row, line,
 *  id, key, field, here, there}], rejected [{row, line, key, field, message}]}. A row that was imported before is compared
 *  field by field with what it was then: what was edited here stays, and is a conflict. docs/exchange.md has the formats.
 *  @param options  NULL means the defaults.
 *  @param rejected the number of rows that were not taken.
 *  @param out      release with aift_text_release().
 *  @return AIFT_OK, also where rows were rejected; AIFT_E_FORMAT (the file is malformed, and nothing is changed),
 *          AIFT_E_NOT_FOUND (a column), AIFT_E_INVALID (an option), AIFT_E_RANGE, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_import(aift_store *store, const aift_source *source,
                                       const aift_import_options *options AIFT_NULLABLE,
                                       int64_t *rejected AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

/** Writes use cases for people or another tool.
 *  @param format  "json", "jira", "csv", "markdown", "confluence", "html" or "cyclonedx"; of data sources "catalog".
 *  @param ids     which; NULL: all.
 *  @param out     the file; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (an id), AIFT_E_INVALID (format), AIFT_E_RANGE (it would be larger than 1 GiB),
 *          AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_export(aift_store *store, const char *format,
                                       const char *const *ids AIFT_NULLABLE AIFT_LEN(num_ids), size_t num_ids,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

/** Adds rows of a survey, or notes of interviews and workshops, to a use case: {rows, rejected [{row, line, key, field,
 *  message}], pain_points [{text, count, stakeholders}]}. A row that is there already changes nothing.
 *  @param source   CSV or JSON with stakeholder, email, date, channel (survey, interview, workshop), text, pain points.
 *  @param rejected the number of rows that were not taken.
 *  @param out      release with aift_text_release().
 *  @return AIFT_OK, also where rows were rejected; AIFT_E_NOT_FOUND, AIFT_E_FORMAT (the file), AIFT_E_RANGE, AIFT_E_BUSY,
 *          AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_survey(aift_store *store, const char *id, const aift_source *source,
                                       int64_t *rejected AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

/** What a new use case of a task begins with, a record to be completed.
 *  @param task "text-classification", ...; NULL: all of them, {items [{name, title, modality, about, record}], total, next}.
 *  @param out  release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (the message lists the tasks), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_store_template(aift_context *context, const char *task AIFT_NULLABLE,
                                         aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
