/* A specification in Markdown (CommonMark with tables). Nothing of a field is markup: each character that could be has a
 * backslash in front. */
#include <string.h>

#include "codec/html.h"
#include "codec/utf8.h"
#include "lifecycle/export_document.h"

/* Where in a line the text stands. */
typedef enum place { START, DIGITS, INSIDE } place;

/* Some characters mean something anywhere, some where a line begins: a list, a rule, "1." */
static bool means_something(char c, place at)
{
    if (strchr("\\`*_[]|~$#!", c))
        return true;
    return (at == START && strchr("+-=", c)) || (at == DIGITS && strchr(".)", c));
}

/* A blank in front would make code of the line. */
static aift_status put_blank(aift__buf *out, char c, place at, bool lines)
{
    if (c == '\n' && lines)
        return aift__buf_add_text(out, "  \n");
    return aift__buf_add_text(out, at == START && c != '\n' ? "&nbsp;" : " ");
}

/* In tables and headings a line end is a blank. */
static aift_status put_text(aift__buf *out, aift__part part, const char *text, size_t size)
{
    const bool lines = part == AIFT__PART_PARAGRAPH;
    const place begin = lines || part == AIFT__PART_ITEM ? START : INSIDE;
    aift__buf clean;
    aift__buf_init(&clean, out->context, out->max);
    aift_status status = aift__utf8_repair(text, size, &clean);
    place at = begin;
    for (size_t i = 0; i < clean.size && status == AIFT_OK; i++) {
        const char c = clean.data[i];
        const bool blank = c == ' ' || c == '\t' || c == '\n';
        if (blank)
            status = put_blank(out, c, at, lines);
        else if ((unsigned char)c < 0x20 || c == 0x7F)
            status = aift__buf_add_text(out, "\xEF\xBF\xBD");
        else if (c == '<' || c == '>' || c == '&') /* also for who reads it as HTML */
            status = aift__html_text(out, &c, 1);
        else
            status = aift__buf_addf(out, means_something(c, at) ? "\\%c" : "%c", c);
        if (c == '\n')
            at = lines ? START : INSIDE;
        else if (!blank)
            at = c >= '0' && c <= '9' && at != INSIDE ? DIGITS : INSIDE;
    }
    aift__buf_finish(&clean);
    return status;
}

const aift__markup aift__markup_markdown = {
    .parts =
        {
            [AIFT__PART_TITLE] = {"# ", "\n\n"},
            [AIFT__PART_HEADING] = {"## ", "\n\n"},
            [AIFT__PART_PARAGRAPH] = {"", "\n\n"},
            [AIFT__PART_LIST] = {"", "\n"},
            [AIFT__PART_ITEM] = {"- ", "\n"},
            [AIFT__PART_TABLE] = {"", "\n"},
            [AIFT__PART_ROW] = {"|", "\n"},
            [AIFT__PART_HEAD] = {" ", " |"},
            [AIFT__PART_CELL] = {" ", " |"},
        },
    .rule = " --- |",
    .text = put_text,
};

static aift_status write_markdown(const aift__export *export, aift__buf *out)
{
    for (size_t i = 0; i < aift__json_size(export->records); i++) {
        const aift__json *record = aift__json_at(export->records, i);
        AIFT__TRY(aift__document_title(&aift__markup_markdown, out, record));
        AIFT__TRY(aift__document_facts(&aift__markup_markdown, out, record));
        AIFT__TRY(aift__document_sections(&aift__markup_markdown, out, record));
    }
    return aift__document_foot(&aift__markup_markdown, out, export);
}

const aift__export_format aift__export_markdown = {
    .name = "markdown", .figures = true, .write = write_markdown};
