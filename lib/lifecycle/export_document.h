/* A record as a document for people: the same sections in every markup. */
#ifndef AIFT_LIB_LIFECYCLE_EXPORT_DOCUMENT_H
#define AIFT_LIB_LIFECYCLE_EXPORT_DOCUMENT_H

#include "lifecycle/export.h"

typedef enum aift__part {
    AIFT__PART_TITLE,
    AIFT__PART_HEADING,
    AIFT__PART_PARAGRAPH,
    AIFT__PART_LIST,
    AIFT__PART_ITEM,
    AIFT__PART_TABLE,
    AIFT__PART_ROW,
    AIFT__PART_HEAD, /* a cell of the first row */
    AIFT__PART_CELL,
    AIFT__PARTS
} aift__part;

/* A markup, as data: what stands around each part, and how a text is written in it. */
typedef struct aift__markup {
    struct {
        const char *before, *after;
    } parts[AIFT__PARTS];
    const char *rule; /* a cell of the row below a table's first; NULL: there is none */
    /* The text's line ends are LF. */
    aift_status (*text)(aift__buf *out, aift__part part, const char *text, size_t size);
} aift__markup;

/* The text of a value in its part, with what is around. */
aift_status aift__document_text(const aift__markup *markup, aift__buf *out, aift__part part, const char *text,
                                size_t size);
aift_status aift__document_value(const aift__markup *markup, aift__buf *out, aift__part part,
                                 const aift__json *value);

/* A record's title and what stands about it in one table: id, state, owner, ... */
aift_status aift__document_title(const aift__markup *markup, aift__buf *out, const aift__json *record);
aift_status aift__document_facts(const aift__markup *markup, aift__buf *out, const aift__json *record);
/* All else, section by section; what a record does not have is left out. */
aift_status aift__document_sections(const aift__markup *markup, aift__buf *out, const aift__json *record);
/* The log's head and the time, if they are given. */
aift_status aift__document_foot(const aift__markup *markup, aift__buf *out, const aift__export *export);

/* For markups of XML: what has a meaning there as itself, line ends as <br/>. */
aift_status aift__document_xml(aift__buf *out, aift__part part, const char *text, size_t size);

#endif
