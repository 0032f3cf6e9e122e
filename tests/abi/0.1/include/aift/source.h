/* Data sources: an inventory in the store of which data there is, whose it is, and on what basis it may be used.
 *
 * A source is a record of the kind "source" (aift/store.h adds, gets, lists and sets it). docs/sources.md has its fields
 * and the shapes of all answers.
 *
 * Threads: as the store's.
 */
#ifndef AIFT_SOURCE_H
#define AIFT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "aift/io.h"
#include "aift/macros.h"
#include "aift/profile.h"
#include "aift/status.h"
#include "aift/store.h"
#include "aift/text.h"

AIFT_BEGIN_DECLS

/** Takes a data source out of use: its state is "removed", its record stays and can be got, but is in no list, and can no
 *  longer be changed.
 *  @param id         of a source.
 *  @param if_version the version that the record must have; 0: any.
 *  @param out        the record; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_STATE (another version, or removed already), AIFT_E_INVALID (records of its
 *          kind are not removed), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_remove(aift_store *store, const char *id, int64_t if_version,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

/** Gives the password that sources of the kind postgresql are opened with. It is kept in memory alone, until another one is
 *  given or the store is released; records, log and messages never have it. It goes to whatever server a record names.
 *  @param password 1 to 1000 bytes; NULL: none, the default: what a service file or password file of libpq says.
 *  @return AIFT_OK, AIFT_E_INVALID (length), AIFT_E_NOMEM; the one before stays after a failure.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_set_password(aift_store *store, const char *password AIFT_NULLABLE);

/** Looks whether a source can be reached, and what it has: {reachable, rows, bytes, modified, schema [{name, type}],
 *  checked_at, error}; what cannot be told is null. The answer is kept in the source's record, as "check".
 *  Nothing is written to the source.
 *  @param timeout   seconds, more than 0 and at most 86,400; what takes longer is not reachable.
 *  @param reachable 1 if it could be reached, else 0.
 *  @param out       release with aift_text_release().
 *  @return AIFT_OK, also where it cannot be reached; AIFT_E_NOT_FOUND (the id), AIFT_E_INVALID, AIFT_E_STATE (it was removed),
 *          AIFT_E_BUSY, AIFT_E_IO (the store), AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_check_source(aift_store *store, const char *id, double timeout,
                                             int32_t *reachable AIFT_OUT AIFT_FLAG,
                                             aift_text **out AIFT_OUT AIFT_OWNED);

/** What each column of a source holds, as aift_table_profile() tells it. The record keeps rows, names and types as "profile",
 *  and no value of the table. Tables are: a file, the one file of CSV or JSON Lines in a folder, the query of an SQLite
 *  file or of PostgreSQL, an address of http.
 *  @param table   its progress, timeout and user; all else are its defaults. NULL: no progress, no timeout.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_text_release().
 *  @return as aift_table_profile(); AIFT_E_NOT_FOUND also the id, AIFT_E_STATE (it was removed), AIFT_E_UNSUPPORTED also a
 *          source that is no table, or of a kind that is not read.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_profile_source(aift_store *store, const char *id,
                                               const aift_table *table AIFT_NULLABLE,
                                               const aift_profile_options *options AIFT_NULLABLE,
                                               aift_text **out AIFT_OUT AIFT_OWNED);

/** Looks for personal data in a source, as aift_table_scan() does. The record keeps the counts as "scan", and no text that
 *  was found, with `show_values` neither.
 *  @param table    as of aift_store_profile_source().
 *  @param options  NULL means the defaults.
 *  @param findings how many there are.
 *  @param out      release with aift_text_release().
 *  @return as aift_store_profile_source().
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_scan_source(aift_store *store, const char *id,
                                            const aift_table *table AIFT_NULLABLE,
                                            const aift_scan_options *options AIFT_NULLABLE,
                                            int64_t *findings AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

/** Writes a source's table again without the personal data, as aift_table_mask() does. The store is only read.
 *  @param table   as of aift_store_profile_source().
 *  @param options NULL means the defaults.
 *  @param write   as of aift_table_mask().
 *  @param out     release with aift_text_release().
 *  @return as aift_store_profile_source(); AIFT_E_IO also where `write` refused.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_mask_source(aift_store *store, const char *id,
                                            const aift_table *table AIFT_NULLABLE,
                                            const aift_mask_options *options AIFT_NULLABLE,
                                            aift_write_fn write AIFT_CALLBACK, void *user AIFT_NULLABLE,
                                            aift_text **out AIFT_OUT AIFT_OWNED);

/** Tells which sources meet the requirements of a use case, and names the gaps: {requirements [{name, sources [], gap}]}; a
 *  gap is a text, or null. What a source has is what its last check found.
 *  @param usecase    its id.
 *  @param sources    JSON: sources that are added to requirements before, a list of texts "NAME=ID" or an object of names
 *                    and ids; NULL: none.
 *  @param if_version the version that the use case must have; 0: any.
 *  @param gaps       the number of requirements with a gap.
 *  @param out        release with aift_text_release().
 *  @return AIFT_OK, also where gaps are left; AIFT_E_NOT_FOUND (the use case, a requirement, a source), AIFT_E_FORMAT,
 *          AIFT_E_STATE (another version), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_map_sources(aift_store *store, const char *usecase,
                                            const char *sources AIFT_NULLABLE, int64_t if_version,
                                            int64_t *gaps AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

/** Writes the record of processing activities (GDPR Art. 30) of all sources in use, and names each field that is missing.
 *  @param format "json", "csv" or "html".
 *  @param out    the file; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_INVALID (format), AIFT_E_RANGE (it would be larger than 1 GiB), AIFT_E_FORMAT, AIFT_E_BUSY,
 *          AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_ropa(aift_store *store, const char *format,
                                     aift_text **out AIFT_OUT AIFT_OWNED);

/** Describes a source for other catalogues: "croissant" (1.1), or "frictionless" (a data package, version 2). The files
 *  are read, for their sizes and SHA-256; columns are those of the last check. A source that came in from such a
 *  description goes out as it came, with name and description as they are now.
 *  @param format "croissant" or "frictionless".
 *  @param out    JSON; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (the id), AIFT_E_INVALID (format), AIFT_E_IO (a file), AIFT_E_RANGE (more than
 *          10,000 files), AIFT_E_UNSUPPORTED (a kind that has no files), AIFT_E_STATE (no file), AIFT_E_BUSY, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_export_source(aift_store *store, const char *id, const char *format,
                                              aift_text **out AIFT_OUT AIFT_OWNED);

/** Adds a source that such a description tells of: the record. A description that this library wrote gives the record that
 *  it was made of, any other is kept as it was in `extra`.
 *  @param format "croissant" or "frictionless".
 *  @param out    the record; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_FORMAT (names the field), AIFT_E_INVALID (format), AIFT_E_RANGE, AIFT_E_EXISTS, AIFT_E_BUSY,
 *          AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_import_source(aift_store *store, const aift_source *source,
                                              const char *format, aift_text **out AIFT_OUT AIFT_OWNED);

/** What became of a source as OpenLineage 2-0-2 events, one JSON object a line: a DatasetEvent for each time that it was
 *  looked at, START and COMPLETE for each run that is bound to a use case whose requirements name it.
 *  @param out the lines, or an empty text; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_RANGE, AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_lineage(aift_store *store, const char *id,
                                        aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
