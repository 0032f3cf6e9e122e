/* Rows of named values, read one by one from a stream; what a format must do, and what a caller sees.
 *
 * A format is one file and one line in readers.def. It gets bytes that are inflated already and have no byte
 * order mark, and gives rows whose texts are valid UTF-8 without NUL.
 */
#ifndef AIFT_LIB_FORMATS_RECORDS_H
#define AIFT_LIB_FORMATS_RECORDS_H

#include "aift/dataset.h"
#include "base/stream.h"

enum {
    AIFT__RECORD_MAX = 16 << 20, /* bytes of a row */
    AIFT__COLUMNS_MAX = 10000
};

/* What a value was; all but a NULL have a text: of a number or boolean, and of an array or object, as JSON.
 */
typedef enum aift__cell_kind {
    AIFT__CELL_NULL,
    AIFT__CELL_TEXT,
    AIFT__CELL_NUMBER,
    AIFT__CELL_BOOL,
    AIFT__CELL_OTHER,
    /* Of data sets that are read from no text: */
    AIFT__CELL_FILE,   /* the path of a picture or recording, relative to the table's folder */
    AIFT__CELL_BYTES,  /* an encoded picture or recording */
    AIFT__CELL_PIXELS, /* uint8 [height, width, channels], behind an aift__pixels_head */
    AIFT__CELL_VALUES  /* float, as a model's preprocessing gives them */
} aift__cell_kind;

typedef struct aift__field {
    const char *name;
    size_t name_size;
    aift__cell_kind kind;
    const char *text; /* NUL-ended; NULL for AIFT__CELL_NULL */
    size_t size;
} aift__field;

typedef struct aift__records aift__records;

typedef struct aift__record_format {
    const char *name;                            /* "CSV" */
    aift_data_format number;                     /* 0: by the name's ending alone */
    const char *const *endings;                  /* of file names, with the dot, lower case; ends in NULL */
    size_t state_size;                           /* bytes of records->state, zeroed at the start */
    aift_status (*open)(aift__records *records); /* reads a header, if the format has one; or NULL */
    aift_status (*next)(aift__records *records, bool *more); /* sets line, fields and num_fields */
    void (*close)(aift__records *records);                   /* also after a failed open; or NULL */
} aift__record_format;

struct aift__records {
    const aift__record_format *format;
    aift_context *context;
    aift__stream *stream;
    bool replace; /* invalid UTF-8 */
    bool rows;    /* of CSV: opened by aift__records_open_rows */
    void *state;  /* the format's */

    /* The present row; after opening, a header. Valid until the next call. */
    int64_t line; /* on which it begins */
    aift__field *fields;
    size_t num_fields;
    size_t fields_cap;
    bool fixed; /* the header holds the columns of every row (CSV) */

    /* The bytes that were read ahead; see aift__records_fill. */
    unsigned char *ahead;
    size_t at, end;
    int64_t next_line; /* the line that the byte at `at` stands on */
    aift__buf text;    /* of aift__records_line */
    aift__buf repaired;
};

/* All of readers.def; ends in NULL. */
extern const aift__record_format *const aift__record_formats[];

/* The format of a name's ending, unless `number` says it. AIFT_E_UNSUPPORTED, AIFT_E_RANGE. */
aift_status aift__records_format_of(const char *name, aift_data_format number, aift_data_format *out);

/* Opens. `stream` is taken over, also on failure. AIFT_DATA_AUTO goes by the ending of the stream's name. */
aift_status aift__records_open(aift_context *context, aift__stream *stream, aift_data_format format,
                               aift_invalid_utf8 invalid_utf8, aift__records **out);
/* CSV as it stands: the header is a row like the others, its names may be empty or repeat, and rows may have any
 * number of fields. `stream` is taken over, also on failure. */
aift_status aift__records_open_rows(aift_context *context, aift__stream *stream, aift__records **out);
void aift__records_close(aift__records *records); /* NULL is accepted */

/* *more is false at the end. Messages begin with "<name>: line <n>: ". */
aift_status aift__records_next(aift__records *records, bool *more);

/* For formats. */

/* Fills the empty read-ahead; at == end afterwards means the end. */
aift_status aift__records_fill(aift__records *records);
/* What a text must not contain, since it ends in one; replaced like invalid UTF-8. */
#define AIFT__RECORDS_NUL "a NUL; remove it, or set invalid_utf8 to replace"
/* The next line without its end (LF or CRLF), valid UTF-8, NUL-ended and without NULs; it may be changed, until the
 * next call. Sets records->line. *more is false at the end of the file. */
aift_status aift__records_line(aift__records *records, char **text, size_t *size, bool *more);
/* One more field; it is zeroed. */
aift_status aift__records_add(aift__records *records, aift__field **out);
/* AIFT_E_FORMAT "<name>: line <line>: ...". */
aift_status aift__records_fail(const aift__records *records, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Checks for invalid UTF-8 a text that begins on `line` and may hold NULs; *text and *size may become a
 * repaired copy, valid until the next call of this function. */
aift_status aift__records_check(aift__records *records, int64_t line, const char **text, size_t *size);

#endif
