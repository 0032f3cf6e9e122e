/* Confluence's storage format: XHTML of a page's body. */
#include "lifecycle/export_document.h"

static const aift__markup markup = {
    .parts =
        {
            [AIFT__PART_TITLE] = {"<h1>", "</h1>\n"},
            [AIFT__PART_HEADING] = {"<h2>", "</h2>\n"},
            [AIFT__PART_PARAGRAPH] = {"<p>", "</p>\n"},
            [AIFT__PART_LIST] = {"<ul>\n", "</ul>\n"},
            [AIFT__PART_ITEM] = {"<li>", "</li>\n"},
            [AIFT__PART_TABLE] = {"<table><tbody>\n", "</tbody></table>\n"},
            [AIFT__PART_ROW] = {"<tr>", "</tr>\n"},
            [AIFT__PART_HEAD] = {"<th>", "</th>"},
            [AIFT__PART_CELL] = {"<td>", "</td>"},
        },
    .text = aift__document_xml,
};

static aift_status write_confluence(const aift__export *export, aift__buf *out)
{
    for (size_t i = 0; i < aift__json_size(export->records); i++) {
        const aift__json *record = aift__json_at(export->records, i);
        AIFT__TRY(aift__document_title(&markup, out, record));
        AIFT__TRY(aift__document_facts(&markup, out, record));
        AIFT__TRY(aift__document_sections(&markup, out, record));
    }
    return aift__document_foot(&markup, out, export);
}

const aift__export_format aift__export_confluence = {
    .name = "confluence", .figures = true, .write = write_confluence};
