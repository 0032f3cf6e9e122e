/* The report as a page that is read, decided on and signed. It needs nothing beside itself, and runs nothing. */
#include <string.h>

#include "codec/html.h"
#include "lifecycle/report_matrix.h"

static const char style[] =
    ".verdict{border-radius:12px;padding:18px 22px;margin:22px 0;background:#eceff4}"
    ".verdict b{display:block;font-size:24px;line-height:1.25}"
    ".verdict.viable{background:#e3f4ea}.verdict.viable b{color:var(--good)}"
    ".verdict.redefine{background:#fbf1dc}.verdict.redefine b{color:var(--wait)}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:12px;margin:6px 0}"
    ".matrix{width:auto;margin:8px 0}.matrix td{width:96px;height:46px;border:2px solid "
    "var(--paper);padding:4px;"
    "text-align:center;vertical-align:middle}.matrix th{padding:4px 10px 4px "
    "0;text-transform:none;letter-spacing:0}"
    ".matrix tr:last-child th{text-align:center;border:0}"
    ".r1{background:#e3f4ea}.r2{background:#fbf4cf}.r3{background:#fbdfc0}.r4{background:#f6c6c1}"
    ".is,.then{display:inline-block;min-width:24px;border-radius:12px;padding:0 "
    "6px;margin:1px;font-size:13px;"
    "font-weight:600;text-align:center}.is{background:var(--ink);color:#fff}"
    ".then{background:#fff;color:var(--ink);border:1px dashed var(--ink)}"
    ".legend{color:var(--soft);font-size:13px}"
    ".goal{display:grid;grid-template-columns:200px 1fr 70px 90px;gap:14px;align-items:center}"
    ".goal small{color:var(--soft)}"
    ".swot{display:grid;grid-template-columns:1fr 1fr;gap:12px}.swot div{border:1px solid var(--line);"
    "border-radius:12px;padding:12px 16px}.swot b{display:block;margin-bottom:4px}"
    ".word{min-width:86px}.day{min-width:100px}.who{min-width:190px}th,.short{white-space:nowrap}.matrix "
    "th{white-space:normal}"
    ".sign td{height:56px;border-bottom:1px solid var(--ink)}.sign th{width:25%}";

static const char *text_of(const aift__json *object, const char *key)
{
    const char *text = aift__json_text(aift__json_get(object, key), NULL);
    return text ? text : "";
}

/* ---- head ---- */

static aift_status put_head(aift__buf *out, const aift__json *record)
{
    const aift__json *risk = aift__json_path(record, "risk.class");
    AIFT__TRY(aift__html_around(out, "<div class=\"kicker\"><span>Validation report</span><span>",
                                aift__json_get(record, "id"), "</span>"));
    AIFT__TRY(aift__html_pill(out, aift__json_get(record, "state")));
    AIFT__TRY(aift__html_pill(out, risk));
    AIFT__TRY(aift__html_around(out, risk ? "<span>risk, version " : "<span>version ",
                                aift__json_get(record, "version"), "</span></div>\n"));
    return aift__document_title(&aift__markup_html, out, record);
}

static aift_status put_verdict(aift__buf *out, const aift__json *view)
{
    const bool viable = strcmp(text_of(view, "verdict"), "viable") == 0;
    const bool judged = *text_of(view, "verdict");
    AIFT__TRY(aift__buf_addf(out, "<div class=\"verdict %s\"><b>%s</b>",
                             !judged  ? ""
                             : viable ? "viable"
                                      : "redefine",
                             !judged  ? "Not validated"
                             : viable ? "Viable"
                                      : "To be redefined"));
    return aift__html_around(out, "", aift__json_get(view, "summary"), "</div>\n");
}

/* ---- tables ---- */

static bool is_status(const char *path)
{
    return strcmp(path, "status") == 0 || strcmp(path, "present") == 0 || strcmp(path, "decision") == 0 ||
           strcmp(path, "state") == 0;
}

/* The least that a column is wide: words of ours stay in one line, and those of others in one piece where they can. */
static const char *class_of(const char *path)
{
    static const struct {
        const char *path, *class;
    } classes[] = {{"id", "short"},  {"value", "short"}, {"needed", "short"},
                   {"at", "day"},    {"by", "who"},      {"owner", "who"},
                   {"role", "word"}, {"gate", "word"},   {"comment", "who"}};
    for (size_t i = 0; i < AIFT__COUNT(classes); i++)
        if (strcmp(path, classes[i].path) == 0)
            return classes[i].class;
    return NULL;
}

static bool is_used(const aift__json *list, const char *key)
{
    for (size_t i = 0; i < aift__json_size(list); i++)
        if (aift__json_get(aift__json_at(list, i), key))
            return true;
    return false;
}

/* As other documents have it, but with its states as pills. */
static aift_status put_table(aift__buf *out, const aift__json *list, const aift__document_column *columns)
{
    AIFT__TRY(aift__buf_add_text(out, "<table>\n<tr>"));
    for (const aift__document_column *c = columns; c->title; c++)
        if (is_used(list, c->path))
            AIFT__TRY(aift__buf_addf(out, "<th>%s</th>", c->title));
    AIFT__TRY(aift__buf_add_text(out, "</tr>\n"));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        AIFT__TRY(aift__buf_add_text(out, "<tr>"));
        for (const aift__document_column *c = columns; c->title; c++) {
            const aift__json *value = aift__json_get(aift__json_at(list, i), c->path);
            if (!is_used(list, c->path))
                continue;
            const char *class = class_of(c->path);
            if (class) {
                AIFT__TRY(aift__buf_addf(out, "<td class=\"%s\">", class));
                AIFT__TRY(aift__html_around(out, "", value, "</td>"));
            } else if (is_status(c->path)) {
                AIFT__TRY(aift__buf_add_text(out, "<td>"));
                AIFT__TRY(aift__html_pill(out, value));
                AIFT__TRY(aift__buf_add_text(out, "</td>"));
            } else {
                AIFT__TRY(aift__document_value(&aift__markup_html, out, AIFT__PART_CELL, value));
            }
        }
        AIFT__TRY(aift__buf_add_text(out, "</tr>\n"));
    }
    return aift__buf_add_text(out, "</table>\n");
}

static aift_status put_cards(aift__buf *out, const aift__json *figures)
{
    AIFT__TRY(aift__buf_add_text(out, "<div class=\"cards\">\n"));
    for (size_t i = 0; i < aift__json_size(figures); i++) {
        const aift__json *one = aift__json_at(figures, i);
        AIFT__TRY(
            aift__html_around(out, "<div class=\"fact\"><span>", aift__json_get(one, "figure"), "</span>"));
        AIFT__TRY(aift__html_around(out, "<b>", aift__json_get(one, "value"), "</b></div>\n"));
    }
    return aift__buf_add_text(out, "</div>\n");
}

static aift_status put_goals(aift__buf *out, const aift__json *view)
{
    AIFT__TRY(aift__report_goals(out, aift__json_get(view, "goals")));
    return aift__json_get(view, "goals_score")
               ? aift__html_around(out, "<p>Weighted score: <b>", aift__json_get(view, "goals_score"),
                                   "</b> of 5</p>\n")
               : AIFT_OK;
}

static aift_status put_section(aift__buf *out, const aift__json *view, const aift__document_section *s)
{
    const aift__json *list = aift__json_get(view, s->path);
    if (aift__json_size(list) == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<h2>%s</h2>\n", s->title));
    if (strcmp(s->path, "finance") == 0)
        return put_cards(out, list);
    if (strcmp(s->path, "goals") == 0)
        return put_goals(out, view);
    if (strcmp(s->path, "risks") == 0)
        AIFT__TRY(aift__report_matrix(out, list));
    return put_table(out, list, s->columns);
}

/* ---- the rest ---- */

static aift_status put_swot(aift__buf *out, const aift__json *swot)
{
    static const char *const titles[] = {"Strengths", "Weaknesses", "Opportunities", "Threats"};
    static const char *const keys[] = {"strengths", "weaknesses", "opportunities", "threats"};
    if (aift__json_size(swot) == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, "<h2>Strengths and weaknesses</h2>\n<div class=\"swot\">\n"));
    for (size_t k = 0; k < AIFT__COUNT(keys); k++) {
        const aift__json *list = aift__json_get(swot, keys[k]);
        AIFT__TRY(aift__buf_addf(out, "<div><b>%s</b><ul>", titles[k]));
        for (size_t i = 0; i < aift__json_size(list); i++)
            AIFT__TRY(aift__html_around(out, "<li>", aift__json_at(list, i), "</li>"));
        AIFT__TRY(aift__buf_add_text(out, "</ul></div>\n"));
    }
    return aift__buf_add_text(out, "</div>\n");
}

/* Nothing where it was neither validated nor signed. */
static aift_status put_body(aift__buf *out, const aift__json *record, const aift__json *view)
{
    static const char lines[] =
        "<h2>Signatures</h2>\n<table "
        "class=\"sign\">\n<tr><th>Role</th><th>Name</th><th>Date</th><th>Signature</th>"
        "</tr>\n<tr><td></td><td></td><td></td><td></td></tr>\n<tr><td></td><td></td><td></td><td></td></"
        "tr>\n"
        "</table>\n</article>\n";
    if (!aift__json_get(view, "verdict") && aift__json_size(aift__json_get(view, "signoffs")) == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, "<article>\n"));
    AIFT__TRY(put_head(out, record));
    AIFT__TRY(put_verdict(out, view));
    for (const aift__document_section *s = aift__report_sections; s->title; s++)
        AIFT__TRY(put_section(out, view, s));
    AIFT__TRY(put_swot(out, aift__json_get(view, "swot")));
    return aift__buf_add_text(out, lines);
}

aift_status aift__report_html(const aift__export *export, aift__buf *out)
{
    const aift__json *record = aift__json_at(export->records, 0);
    aift__buf styles;
    aift__buf_init(&styles, out->context, 1 << 16);
    aift_status status = aift__buf_addf(&styles, "%s%s", aift__document_style, style);
    if (status == AIFT_OK)
        status = aift__html_begin_style(out, text_of(record, "title"), styles.data);
    aift__buf_finish(&styles);
    AIFT__TRY(status);
    AIFT__TRY(aift__buf_add_text(out, "<main>\n"));
    AIFT__TRY(put_body(out, record, export->user));
    AIFT__TRY(aift__html_record(out, record, 1));
    AIFT__TRY(aift__buf_add_text(out, "</main>\n<footer>"));
    AIFT__TRY(aift__document_foot(&aift__markup_html, out, export));
    AIFT__TRY(aift__buf_add_text(out, "</footer>\n"));
    return aift__html_end(out);
}
