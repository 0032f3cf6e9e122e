/* Looking into a table: what its columns hold, and which personal data.
 *
 * A table is CSV or JSON Lines, plain or gzip, or the rows of a query on an SQLite file. It is read once from its
 * beginning to its end, in bounded memory, however long it is. docs/profile.md has the shapes of all answers.
 *
 * The most there can be: 16 MiB a row, 10,000 columns.
 */
#ifndef AIFT_PROFILE_H
#define AIFT_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/dataset.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/predict.h"
#include "aift/status.h"
#include "aift/text.h"

/** The table that is looked into: a path, or bytes. */
typedef struct aift_table {
    size_t struct_size;                      /**< sizeof(aift_table) */
    const char *path AIFT_NULLABLE;          /**< a file; NULL: `source` */
    const aift_source *source AIFT_NULLABLE; /**< NULL: `path` */
    const char *query AIFT_NULLABLE;         /**< SQL that reads; then `path` is an SQLite file. NULL: none */
    aift_data_format format;                 /**< of a file or source; default AUTO */
    int32_t timeout; /**< seconds that it may take, at most 86,400: AIFT_E_CANCELLED; 0: any, the default */
    aift_progress_fn
        progress AIFT_CALLBACK AIFT_NULLABLE; /**< bytes read and in all (0: not known), of a query
                                                                rows; anything but 0 stops; default NULL */
    void *user AIFT_NULLABLE;                 /**< first argument of progress */
} aift_table;
/** The defaults of aift_table. */
#define AIFT_TABLE_INIT                                                                                      \
    {                                                                                                        \
        sizeof(aift_table), NULL, NULL, NULL, AIFT_DATA_AUTO, 0, NULL, NULL                                  \
    }

/** Options of aift_table_profile. */
typedef struct aift_profile_options {
    size_t struct_size; /**< sizeof(aift_profile_options) */
    int32_t bins;       /**< of a histogram, 1 to 1000; default 20 */
    int32_t top;        /**< most frequent values that are named, 0 to 1000; default 10 */
} aift_profile_options;
/** The defaults of aift_profile_options. */
#define AIFT_PROFILE_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        sizeof(aift_profile_options), 20, 10                                                                 \
    }

/** Options of aift_table_scan. */
typedef struct aift_scan_options {
    size_t struct_size; /**< sizeof(aift_scan_options) */
    const char
        *entities AIFT_NULLABLE;   /**< names with commas between: "EMAIL_ADDRESS,IBAN_CODE"; NULL: all */
    double threshold;              /**< the least score that counts, 0 to 1; default 0.4 */
    int32_t show_values AIFT_FLAG; /**< 1: a finding tells the text that was found; default 0 */
    int32_t reserved;              /**< 0 */
    aift_write_fn
        write AIFT_CALLBACK AIFT_NULLABLE; /**< is given "findings.jsonl", a line a finding: {row, column,
                                                          start, end, entity, score}; NULL: they are only counted */
    void *user AIFT_NULLABLE;              /**< first argument of write */
} aift_scan_options;
/** The defaults of aift_scan_options. */
#define AIFT_SCAN_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_scan_options), NULL, 0.4, 0, 0, NULL, NULL                                               \
    }

/** Options of aift_table_mask. */
typedef struct aift_mask_options {
    size_t struct_size; /**< sizeof(aift_mask_options) */
    const char *
        operators AIFT_NULLABLE; /**< what becomes of findings: "replace" (by the entity's name in angle brackets), "redact" (taken out),
                                              "mask" (a * for each character), "hash" (SHA-256 of text and salt) or
                                              "keep"; for single entities too: "replace,IBAN_CODE=hash". NULL: replace */
    const char *entities AIFT_NULLABLE;                    /**< as for a scan */
    double threshold;                                      /**< as for a scan; default 0.4 */
    const uint8_t *salt AIFT_LEN(salt_size) AIFT_NULLABLE; /**< for hash */
    size_t salt_size;                                      /**< bytes of salt; for hash 16 at least */
} aift_mask_options;
/** The defaults of aift_mask_options. */
#define AIFT_MASK_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_mask_options), NULL, NULL, 0.4, NULL, 0                                                  \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_TABLE_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_table_init(aift_table *table AIFT_OUT);

/** Fills in the defaults, the same bytes as AIFT_PROFILE_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_profile_options_init(aift_profile_options *options AIFT_OUT);

/** Fills in the defaults, the same bytes as AIFT_SCAN_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_scan_options_init(aift_scan_options *options AIFT_OUT);

/** Fills in the defaults, the same bytes as AIFT_MASK_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_mask_options_init(aift_mask_options *options AIFT_OUT);

/** What each column holds: {rows, bytes, seconds, peak_rss_bytes, columns [{name, type, nulls, distinct {value, approx},
 *  min, max, mean, quantiles, histogram {edges, counts}, top [{value, count}]}]}. Exact up to 100,000 distinct values of a
 *  column; beyond, distinct values within 2%, quantiles within 0.5% of rank, and both are marked. The same table gives
 *  the same answer with any number of threads, times and memory aside.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_FORMAT (names the line), AIFT_E_NOT_FOUND, AIFT_E_UNSUPPORTED (format), AIFT_E_INVALID (an
 *          option, a query), AIFT_E_RANGE, AIFT_E_CANCELLED, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_table_profile(aift_context *context, const aift_table *table,
                                        const aift_profile_options *options AIFT_NULLABLE,
                                        aift_text **out AIFT_OUT AIFT_OWNED);

/** A profile as an HTML page that needs nothing beside itself, its histograms as SVG.
 *  @param name    stands as its title.
 *  @param profile an answer of aift_table_profile().
 *  @param out     the page; release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_FORMAT (no profile), AIFT_E_RANGE (it would be larger than 1 GiB), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_profile_page(aift_context *context, const char *name, const char *profile,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

/** Looks for personal data: {rows, findings, columns [{name, entities [{entity, count, max_score}]}], unsupported}. What was
 *  found is told by its place alone, never by its text, unless `show_values` is set.
 *  @param options  NULL means the defaults.
 *  @param findings how many there are.
 *  @param out      release with aift_text_release().
 *  @return as aift_table_profile().
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_table_scan(aift_context *context, const aift_table *table,
                                     const aift_scan_options *options AIFT_NULLABLE,
                                     int64_t *findings AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

/** Writes the table again without the personal data: a JSON Lines file as JSON Lines, all else as CSV.
 *  {rows, findings, columns [{name, entities [{entity, count, max_score}]}], unsupported}.
 *  @param options NULL means the defaults.
 *  @param write   is given one file, "table.csv" or "table.jsonl", piece by piece; after a failure it is incomplete.
 *  @param out     release with aift_text_release().
 *  @return as aift_table_profile(); AIFT_E_IO also where `write` refused.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_table_mask(aift_context *context, const aift_table *table,
                                     const aift_mask_options *options AIFT_NULLABLE,
                                     aift_write_fn write AIFT_CALLBACK, void *user AIFT_NULLABLE,
                                     aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
