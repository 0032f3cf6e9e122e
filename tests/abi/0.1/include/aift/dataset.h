/* Data sets: rows of named columns, from CSV or JSON Lines files (plain or gzip), from folders of pictures or
 * recordings, or from the caller.
 *
 * Pictures and recordings stand in a column "image" or "audio": as the path of a file, which is read when it is needed,
 * or as bytes. In a CSV or JSON Lines file the column holds paths, relative to that file's folder.
 *
 * A value is a text, or it is missing. A CSV field is a text, if only an empty one. Of a JSON value that is no
 * text, the text is its JSON ("7", "true", "[1,2]"), and null is missing; where the library needs a text (to
 * tokenize it), it refuses what was none in the file. Texts are UTF-8; what is not, and a NUL byte, is an error
 * of the file, or is replaced (see aift_invalid_utf8). JSON's \\u0000 is a character like others: only the size tells
 * where such a text ends.
 *
 * The most there can be: 16 MiB a row, 10,000 columns, 2,147,483,647 rows.
 *
 * Threads: a data set is immutable once made; any number of threads may read one. A reader belongs to one
 * thread at a time.
 */
#ifndef AIFT_DATASET_H
#define AIFT_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/media.h"
#include "aift/status.h"

/** Rows of named columns; they do not change.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_dataset aift_dataset;

/** A data file that is read row by row.
 *  Threads: one at a time. Since: 0.1 */
typedef struct aift_reader aift_reader;

/** The format of a data file. */
typedef enum aift_data_format {
    AIFT_DATA_AUTO = 0, /**< by the name's ending: .csv, .jsonl or .ndjson, each also with .gz */
    AIFT_DATA_CSV = 1,  /**< RFC 4180 with a header row; BOM, CRLF, LF and CR are accepted, blank
                             lines are skipped */
    AIFT_DATA_JSONL = 2 /**< one JSON object a line; BOM and CRLF are accepted, blank lines are
                              skipped; a column is a key that some row has */
} aift_data_format;

/** What to do about invalid UTF-8, a NUL, and half a surrogate pair in JSON: about what no text may be. With
 *  REPLACE U+FFFD takes the place of each; of invalid UTF-8, of each longest run of bytes that begins a code point,
 *  or of one byte. */
typedef enum aift_invalid_utf8 {
    AIFT_INVALID_UTF8_ERROR = 0, /**< stop, and name the line */
    AIFT_INVALID_UTF8_REPLACE = 1
} aift_invalid_utf8;

/** What to do about a picture or recording that cannot be read or decoded. What is no fault of the file, as a lack of
 *  memory, too many open files (AIFT_E_NOMEM) or a library that is not installed (AIFT_E_UNAVAILABLE), stops either way. */
typedef enum aift_on_error {
    AIFT_ON_ERROR_STOP = 0, /**< fail, and name it */
    AIFT_ON_ERROR_SKIP = 1  /**< leave the row out; the report counts and names those that were */
} aift_on_error;

/** Options of reading a data file. */
typedef struct aift_dataset_options {
    size_t struct_size;             /**< sizeof(aift_dataset_options) */
    aift_data_format format;        /**< default AIFT_DATA_AUTO */
    aift_invalid_utf8 invalid_utf8; /**< default AIFT_INVALID_UTF8_ERROR */
    aift_on_error
        on_error;     /**< of files in a folder that are links to nothing, folders that cannot be listed, that
                                         lead in a circle or are met twice for one label, names that are not
                                         UTF-8; default AIFT_ON_ERROR_STOP */
    int32_t reserved; /**< 0 */
} aift_dataset_options;
/** The defaults of aift_dataset_options. */
#define AIFT_DATASET_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        sizeof(aift_dataset_options), AIFT_DATA_AUTO, AIFT_INVALID_UTF8_ERROR, AIFT_ON_ERROR_STOP, 0         \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_DATASET_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_dataset_options_init(aift_dataset_options *options AIFT_OUT);

/** Opens a data file to be read row by row in bounded memory.
 *  @param path    the file; gzip is recognised by its first bytes.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_reader_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_IO, AIFT_E_FORMAT, AIFT_E_UNSUPPORTED (unknown ending), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_reader_open(aift_context *context, const char *path,
                                      const aift_dataset_options *options AIFT_NULLABLE,
                                      aift_reader **out AIFT_OUT AIFT_OWNED);

/** The same from memory or a callback.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_reader_open_source(aift_context *context, const aift_source *source,
                                             const aift_dataset_options *options AIFT_NULLABLE,
                                             aift_reader **out AIFT_OUT AIFT_OWNED);

/** Reads the next row; its values are valid until the next call.
 *  @param more 1 if there is a row, 0 at the end.
 *  @return AIFT_OK, AIFT_E_IO, AIFT_E_FORMAT (the message has file and line), AIFT_E_RANGE (a maximum, see
 *          above), AIFT_E_NOMEM; after a failure AIFT_E_STATE.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_reader_next(aift_reader *reader, int32_t *more AIFT_OUT AIFT_FLAG);

/** The line on which the present row begins, from 1.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API int64_t aift_reader_line(const aift_reader *reader);

/** The present row's value in a column.
 *  @param column its name.
 *  @param size   the value's bytes; may be NULL.
 *  @return NUL-ended UTF-8, owned by the reader; NULL where the row has no such value (a JSON null, or a
 *          column that does not exist).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API const char *aift_reader_value(const aift_reader *reader, const char *column,
                                       size_t *size AIFT_OUT AIFT_NULLABLE)
    AIFT_BORROWED AIFT_NULLABLE AIFT_LEN(size);

/** The present row's value in a column that must be a text.
 *  @param text NUL-ended UTF-8, owned by the reader. NULL on failure.
 *  @param size its bytes.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (no such column; the message has file and line and lists those there are),
 *          AIFT_E_FORMAT (it is missing or no text in the file), AIFT_E_STATE (there is no present row).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_reader_text(const aift_reader *reader, const char *column,
                                      const char **text AIFT_OUT AIFT_BORROWED AIFT_LEN(size),
                                      size_t *size AIFT_OUT);

/** The number of columns: a CSV file's, by its header; for JSON Lines, the keys of the present row.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API size_t aift_reader_num_columns(const aift_reader *reader);

/** A column's name.
 *  @return owned by the reader, valid until aift_reader_next(); NULL if there is no such column.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API const char *aift_reader_column_name(const aift_reader *reader, size_t column)
    AIFT_BORROWED AIFT_NULLABLE;

/** Closes the file. NULL is accepted.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API void aift_reader_release(aift_reader *reader AIFT_NULLABLE);

/** Reads a whole data file, or a folder of pictures or recordings.
 *
 *  A folder has one folder for each label, with the files in it or below (Hugging Face's imagefolder, audiofolder). The
 *  columns are "image" or "audio", and "label". A folder with files and no folders has no labels. Files are known by
 *  their endings, others and those that begin with a dot are passed over; links are followed. The rows are in the order
 *  of the names' bytes.
 *
 *  A file whose name has "idx" in it is that of the pictures of an IDX pair (MNIST), plain or gzip: the labels are read
 *  from the file beside it, "labels" in the place of "images", "idx1" of "idx3".
 *  @param path, options as aift_reader_open.
 *  @param out  release with aift_dataset_release(). NULL on failure.
 *  @return as aift_reader_open and aift_reader_next; AIFT_E_FORMAT too if there is no row.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_load(aift_context *context, const char *path,
                                       const aift_dataset_options *options AIFT_NULLABLE,
                                       aift_dataset **out AIFT_OUT AIFT_OWNED);

/** The same from memory or a callback.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_load_source(aift_context *context, const aift_source *source,
                                              const aift_dataset_options *options AIFT_NULLABLE,
                                              aift_dataset **out AIFT_OUT AIFT_OWNED);

/** Makes a data set of the caller's rows; they are copied.
 *  @param columns the column names, all different.
 *  @param values  num_rows * num_columns NUL-ended UTF-8 texts, row by row; NULL is a missing value.
 *  @param out     release with aift_dataset_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_FORMAT (not UTF-8; names row and column), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_from_rows(aift_context *context,
                                            const char *const *columns AIFT_LEN(num_columns),
                                            size_t num_columns,
                                            const char *const *values AIFT_LEN(num_rows, num_columns)
                                                AIFT_NULLABLE_ITEMS,
                                            size_t num_rows, aift_dataset **out AIFT_OUT AIFT_OWNED);

/** Makes a data set of the caller's pictures or recordings. Bytes are copied; files are read when they are needed.
 *  @param column "image" or "audio".
 *  @param labels one a row; NULL: there are none.
 *  @param out    release with aift_dataset_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_RANGE (both name the row), AIFT_E_FORMAT (a label is not UTF-8),
 *          AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_from_media(aift_context *context, const char *column,
                                             const aift_media *items AIFT_LEN(num_items),
                                             const char *const *labels AIFT_LEN(num_items) AIFT_NULLABLE,
                                             size_t num_items, aift_dataset **out AIFT_OUT AIFT_OWNED);

/** The number of files that were left out when the data set was read (see on_error).
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_dataset_num_skipped(const aift_dataset *dataset);

/** Why the i-th was, with its path. @return owned by the data set; NULL if there is no such, or it is beyond the
 *  first 10,000.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_dataset_skipped(const aift_dataset *dataset, size_t i) AIFT_BORROWED AIFT_NULLABLE;

/** Adds a reference. @return the data set given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_dataset *aift_dataset_retain(aift_dataset *dataset) AIFT_OWNED;

/** Gives a reference back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_dataset_release(aift_dataset *dataset AIFT_NULLABLE);

/** The number of rows.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_dataset_num_rows(const aift_dataset *dataset);

/** The number of columns.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_dataset_num_columns(const aift_dataset *dataset);

/** A column's name. @return owned by the data set; NULL if there is no such column.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_dataset_column_name(const aift_dataset *dataset, size_t column)
    AIFT_BORROWED AIFT_NULLABLE;

/** The column of a name. @return its number from 0; -1 if there is none.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_dataset_column_index(const aift_dataset *dataset, const char *name);

/** One value.
 *  @param size its bytes; may be NULL.
 *  @return NUL-ended UTF-8, owned by the data set; of a picture or recording its path, or its bytes. NULL if it is
 *          missing or out of range.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_dataset_value(const aift_dataset *dataset, size_t row, size_t column,
                                        size_t *size AIFT_OUT AIFT_NULLABLE)
    AIFT_BORROWED AIFT_NULLABLE AIFT_LEN(size);

/** Where a row came from: "train.csv: line 7", "photos/cat/1.jpg", or "row 7" for rows that the caller gave; they count
 *  from 1.
 *  @param buffer, size receives the NUL-ended text, cut to fit.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_dataset_row_place(const aift_dataset *dataset, size_t row,
                                     char *buffer AIFT_OUT AIFT_LEN(size), size_t size);

/** SHA-256 over columns and rows in their order, as 64 lower-case hexadecimal digits and a NUL. Pictures and recordings count
 *  by the bytes of their files; a file that cannot be read, by its name.
 *  @param media_column a column whose texts are paths of pictures or recordings; NULL: there is none. Of a folder's data
 *                      set, and of rows that the caller gave as such, it need not be named.
 *  @param hex          "" on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (media_column, with the list of those there are), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_digest(const aift_dataset *dataset, const char *media_column AIFT_NULLABLE,
                                         char hex[65] AIFT_OUT);

/** A data set of some of the rows, in the order given; a row may be taken several times. Shares the texts.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_select(const aift_dataset *dataset, const size_t *rows AIFT_LEN(num_rows),
                                         size_t num_rows, aift_dataset **out AIFT_OUT AIFT_OWNED);

/** Splits at random, both parts in random order; the same seed gives the same split on every machine and in
 *  every version (Fisher and Yates' shuffle, drawn from Philox4x32-10).
 *  @param test_size       share of the rows that go to `test`, between 0 and 1, rounded up; each side gets one
 *                         at least.
 *  @param stratify_column the shares of this column's values are kept, by largest remainder, and where it is
 *                         possible each value keeps a row in `train`; NULL: not stratified.
 *  @param train, test     release each with aift_dataset_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_NOT_FOUND (no such column), AIFT_E_INVALID (fewer than two rows),
 *          AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_train_test_split(const aift_dataset *dataset, double test_size,
                                                   uint64_t seed, const char *stratify_column AIFT_NULLABLE,
                                                   aift_dataset **train AIFT_OUT AIFT_OWNED,
                                                   aift_dataset **test AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
