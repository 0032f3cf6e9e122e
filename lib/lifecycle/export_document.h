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

/* A section of a document, as data: what stands at `path` of an object, under a heading. */
typedef struct aift__document_column {
    const char *title, *path;
} aift__document_column;

typedef struct aift__document_section {
    const char *title, *path;
    enum { AIFT__SECTION_TEXT, AIFT__SECTION_LIST, AIFT__SECTION_TABLE, AIFT__SECTION_PAIRS } kind;
    const aift__document_column *columns; /* of a table; ends in a title of NULL */
} aift__document_section;

extern const aift__markup aift__markup_html, aift__markup_markdown;

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
/* The sections of such a table that the object has. */
aift_status aift__document_walk(const aift__markup *markup, aift__buf *out, const aift__json *object,
                                const aift__document_section *of, size_t n);
/* The log's head and the time, if they are given. */
aift_status aift__document_foot(const aift__markup *markup, aift__buf *out, const aift__export *export);

/* For markups of XML: what has a meaning there as itself, line ends as <br/>. */
aift_status aift__document_xml(aift__buf *out, aift__part part, const char *text, size_t size);

/* ---- of pages (export_html.c) ---- */

extern const char aift__document_style[];
/* The text of a value, between texts of this library. */
aift_status aift__html_around(aift__buf *out, const char *before, const aift__json *value, const char *after);
/* A whole record as an article, the number'th of its page. */
aift_status aift__html_record(aift__buf *out, const aift__json *record, size_t number);
/* A word of ours in a pill of its colour; others have the plain one. */
aift_status aift__html_pill(aift__buf *out, const aift__json *value);

#endif
