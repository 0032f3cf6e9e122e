/* What a format of imports is made of, and what their parts share. */
#ifndef AIFT_LIB_LIFECYCLE_IMPORT_FORMAT_H
#define AIFT_LIB_LIFECYCLE_IMPORT_FORMAT_H

#include "base/map.h"
#include "formats/records.h"
#include "lifecycle/import.h"

/* Where a column goes that has a meaning. Of several columns for one path, the first of the table gets it. */
typedef struct aift__import_column {
    const char *header; /* in any case of letters */
    const char *path;
} aift__import_column;

/* How a value is read, which follows from its path. */
typedef enum aift__import_kind {
    AIFT__IMPORT_EXTRA, /* as it stands */
    AIFT__IMPORT_TEXT,
    AIFT__IMPORT_NUMBER,
    AIFT__IMPORT_DATE,
    AIFT__IMPORT_PERSON, /* "Ada <ada@x.org>", "ada@x.org" or "Ada" */
    AIFT__IMPORT_TEXTS,  /* from here on lists, of one text or as JSON: of texts */
    AIFT__IMPORT_PEOPLE, /* persons, by commas */
    AIFT__IMPORT_LINK,   /* an address */
    AIFT__IMPORT_NAMES,  /* a requirement's name */
    AIFT__IMPORT_RISKS,  /* a risk's text */
    AIFT__IMPORT_PAINS,  /* a pain point's text */
    AIFT__IMPORT_LIST,   /* as JSON alone */
    AIFT__IMPORT_JSON,   /* JSON where it parses, else a text */
    AIFT__IMPORT_OWN,    /* what the store gives: id, version, created, ... */
    AIFT__IMPORT_SKIP
} aift__import_kind;

/* A path, and what its values are. */
typedef struct aift__import_entry {
    const char *path; /* NULL ends the table */
    aift__import_kind kind;
    aift__import_kind under; /* of what lies deeper; AIFT__IMPORT_SKIP: nothing does */
} aift__import_entry;

typedef struct aift__import_format {
    const char *name;
    const char *kind;                   /* of the records that it makes; NULL: use cases */
    const aift__import_entry *entries;  /* the paths of what it makes; NULL: of use cases */
    const char *required;               /* the path that every row has; NULL: "title" */
    bool many;                          /* rows have no key, and may be the same */
    const aift__import_column *columns; /* ends in a header of NULL */
    const char *key;                    /* the header of the key */
    bool paths;                         /* headers that are paths of the record go there */
    const char *own;   /* headers that begin so hold a path, up to ")"; blanks are its points */
    bool json, csv;    /* what it can be; with both, the first character tells */
    const char *items; /* of JSON: the member of the root with the items */
    /* Of JSON: gives the items all that the file has about them, by the names of the columns; or NULL. */
    aift_status (*prepare)(aift_context *context, aift__json *root);
} aift__import_format;

/* Of data sources, and what their formats make of a row's kind, where it is not said. */
extern const aift__import_entry aift__import_source_entries[];

/* All of imports.def; ends in NULL. */
extern const aift__import_format *const aift__import_list[];

/* Where the values of one column go. */
typedef struct aift__import_target {
    const char *header;
    const char *path; /* of the record; of AIFT__IMPORT_EXTRA the name in `extra` */
    aift__import_kind kind;
    bool list;  /* the header stands there several times: its values are a list */
    bool key;   /* its values are the rows' keys, too */
    bool own;   /* this library wrote the column */
    int column; /* of the format's table, from 1; 0: none */
} aift__import_target;

struct aift__importer {
    aift_context *context;
    const aift__import_format *format;
    const aift__import_options *options;
    char *name;             /* of the file, for messages */
    aift__records *records; /* of CSV */
    aift__buf bytes;        /* of what can be JSON */
    aift__json *root;       /* of JSON */
    const aift__json *items;
    int64_t *lines;               /* of the items */
    aift__import_target *targets; /* of CSV, one a column */
    size_t num_targets;
    aift__buf names; /* of the columns, each with a NUL behind it */
    aift__map *keys; /* key -> row */
    bool guarded;    /* the file is our own: cells have a ' in front of = + - @ */

    int64_t row;
    aift__json *record, *own;
    char key[AIFT__IMPORT_MAX_KEY + 1];
    char field[256];
    char message[AIFT__ERROR_CAP];
};

/* Whether there is such a path; its kind. `entries` NULL: of use cases. */
bool aift__import_path(const aift__import_entry *entries, const char *path, aift__import_kind *kind);
/* Sets a value (taken over) at such a path; numbers in it count elements of lists. Lists are joined. AIFT_E_INVALID: the path does not fit what is there. */
aift_status aift__import_set(const aift__import_entry *entries, aift__json *record, const char *path,
                             aift__json *value);

/* Where a header goes: by the options' map, by the format's columns, as a path; else into `extra`. */
void aift__import_resolve(const aift__importer *import, const char *header, aift__import_target *out);
/* Checks the map of the options. */
aift_status aift__import_check_map(const aift__import_entry *entries, const aift__import_options *options);
/* aift__import_open with a format that is in no table. */
aift_status aift__import_open_format(aift_context *context, aift__stream *stream,
                                     const aift__import_format *format, const aift__import_options *options,
                                     aift__importer **out);
/* Forgets the present row. */
void aift__import_clear(aift__importer *import);
/* Reads the header of CSV into `targets`. */
aift_status aift__import_header(aift__importer *import);

/* Puts a value where it goes: a text as it stood in the file (an empty one is none), or any JSON. AIFT_E_INVALID: the
 * row is rejected, for the message and `field`. */
aift_status aift__import_put(aift__importer *import, const aift__import_target *target,
                             const aift__json *value);
/* The value as its kind has it, null for none. *more: a date had a time of day too. AIFT_E_INVALID: it is none of the
 * kind; the message has the value and what was expected. */
aift_status aift__import_value(const aift__importer *import, const aift__import_target *target,
                               const aift__json *value, aift__json **out, bool *more);

#endif
