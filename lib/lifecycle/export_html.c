/* A page for people who decide: what it is, how its figures stand, and all the rest below. It needs nothing beside itself,
 * and runs nothing. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "codec/html.h"
#include "lifecycle/export_document.h"

const char aift__document_style[] =
    ":root{--ink:#1b2430;--soft:#5d6878;--line:#dfe4ec;--paper:#fff;--back:#f4f6f9;--blue:#2459c4;--good:#"
    "1c7c4a;"
    "--bad:#b3261e;--wait:#8a6100}"
    "*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.55 "
    "system-ui,-apple-system,"
    "\"Segoe UI\",Roboto,sans-serif}"
    "nav,main,footer{max-width:960px;margin:0 auto;padding:0 24px}nav{padding-top:24px}nav "
    "a{margin-right:18px}"
    "article{background:var(--paper);border:1px solid var(--line);border-radius:14px;margin:28px "
    "0;padding:32px 40px;"
    "overflow-wrap:anywhere}"
    "h1{font-size:30px;line-height:1.2;margin:10px 0 4px}h2{font-size:18px;margin:34px 0 "
    "10px;padding-bottom:6px;"
    "border-bottom:1px solid var(--line)}p{margin:0 0 12px}a{color:var(--blue)}"
    ".kicker{display:flex;gap:10px;align-items:center;color:var(--soft);font-size:14px}"
    ".pill{white-space:nowrap;border-radius:99px;padding:2px "
    "12px;font-size:13px;font-weight:600;background:#e8eefb;color:var(--blue)}"
    ".met,.viable,.pass,.yes,.approve{background:#e3f4ea;color:var(--good)}"
    ".missed,.prohibited,.rejected,.fail,.reject{background:#fbe7e5;color:var(--bad)}"
    ".pending,.high,.redefine,.waived,.waive,.no{background:#fbf1dc;color:var(--wait)}"
    ".void{background:#eceff4;color:var(--soft);text-decoration:line-through}"
    ".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin:22px 0 6px}"
    ".fact{background:var(--back);border-radius:10px;padding:10px 14px}.fact "
    "span{display:block;color:var(--soft);"
    "font-size:12px;text-transform:uppercase;letter-spacing:.05em}.fact b{font-weight:600}"
    ".kpis{display:grid;grid-template-columns:repeat(auto-fill,minmax(255px,1fr));gap:14px}"
    ".kpi{border:1px solid var(--line);border-radius:12px;padding:16px}"
    ".kpi .name{display:flex;justify-content:space-between;gap:8px;align-items:start;font-weight:600}"
    ".kpi .value{font-size:30px;font-weight:650;margin:8px 0 2px;line-height:1.1}"
    ".kpi .unit{font-size:14px;font-weight:400;color:var(--soft)}"
    ".kpi "
    "small{color:var(--soft);display:block}.bar{height:8px;border-radius:4px;background:var(--line);margin:"
    "10px 0;"
    "overflow:hidden}.bar i{display:block;height:100%;background:var(--blue);border-radius:4px}"
    ".bar.met i{background:var(--good)}.bar.missed i{background:var(--bad)}"
    "ul{margin:0;padding-left:22px}li{margin:3px 0}"
    "table{border-collapse:collapse;width:100%;font-size:15px}th{text-align:left;font-size:12px;color:var(--"
    "soft);"
    "text-transform:uppercase;letter-spacing:.05em}td,th{padding:7px 14px 7px 0;border-bottom:1px solid "
    "var(--line);"
    "vertical-align:top}tr:last-child td{border-bottom:0}"
    "footer{color:var(--soft);font-size:13px;padding-bottom:32px;overflow-wrap:anywhere}"
    "@media "
    "print{body{background:#fff}article{border:0;padding:0;break-after:page}h2,.kpi{break-inside:avoid}}"
    "@media(max-width:600px){article{padding:22px 18px}}";

/* An address can be followed; any other text is a text. */
static bool is_address(const char *text, size_t size)
{
    const bool web =
        (size > 8 && memcmp(text, "https://", 8) == 0) || (size > 7 && memcmp(text, "http://", 7) == 0);
    for (size_t i = 0; web && i < size; i++)
        if ((unsigned char)text[i] <= 0x20)
            return false;
    return web;
}

static aift_status put_text(aift__buf *out, aift__part part, const char *text, size_t size)
{
    if (part != AIFT__PART_CELL || !is_address(text, size))
        return aift__document_xml(out, part, text, size);
    AIFT__TRY(aift__buf_add_text(out, "<a rel=\"noopener noreferrer\" href=\""));
    AIFT__TRY(aift__html_text(out, text, size));
    AIFT__TRY(aift__buf_add_text(out, "\">"));
    AIFT__TRY(aift__html_text(out, text, size));
    return aift__buf_add_text(out, "</a>");
}

const aift__markup aift__markup_html = {
    .parts =
        {
            [AIFT__PART_TITLE] = {"<h1>", "</h1>\n"},
            [AIFT__PART_HEADING] = {"<h2>", "</h2>\n"},
            [AIFT__PART_PARAGRAPH] = {"<p>", "</p>\n"},
            [AIFT__PART_LIST] = {"<ul>\n", "</ul>\n"},
            [AIFT__PART_ITEM] = {"<li>", "</li>\n"},
            [AIFT__PART_TABLE] = {"<table>\n", "</table>\n"},
            [AIFT__PART_ROW] = {"<tr>", "</tr>\n"},
            [AIFT__PART_HEAD] = {"<th>", "</th>"},
            [AIFT__PART_CELL] = {"<td>", "</td>"},
        },
    .text = put_text,
};

static const char *text_of(const aift__json *value)
{
    const char *text = aift__json_text(value, NULL);
    return text ? text : "";
}

/* The text of a value, between texts of this library. */
aift_status aift__html_around(aift__buf *out, const char *before, const aift__json *value, const char *after)
{
    aift__buf text;
    aift__buf_init(&text, out->context, out->max);
    aift_status status = aift__buf_add_text(out, before);
    if (status == AIFT_OK)
        status = aift__export_text(&text, value);
    if (status == AIFT_OK)
        status = aift__html_text(out, text.data ? text.data : "", text.size);
    aift__buf_finish(&text);
    return status == AIFT_OK ? aift__buf_add_text(out, after) : status;
}

/* A word of ours in a pill of its colour; others have the plain one. */
aift_status aift__html_pill(aift__buf *out, const aift__json *value)
{
    static const char *const colours[] = {
        "met",  "missed", "pending", "prohibited", "high",    "rejected", "redefine", "viable", "pass",
        "fail", "waived", "yes",     "no",         "approve", "reject",   "waive",    "void",   NULL};
    const char *colour = "";
    for (size_t i = 0; colours[i]; i++)
        if (strcmp(colours[i], text_of(value)) == 0)
            colour = colours[i];
    if (!*text_of(value))
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<span class=\"pill %s\">", colour));
    return aift__html_around(out, "", value, "</span>");
}

static aift_status put_fact(aift__buf *out, const char *label, const aift__json *value)
{
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<div class=\"fact\"><span>%s</span><b>", label));
    return aift__html_around(out, "", value, "</b></div>\n");
}

/* How many of the KPIs are met, if any has been measured. */
static aift_status put_score(aift__buf *out, const aift__json *kpis)
{
    size_t met = 0, judged = 0;
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        const char *state = text_of(aift__json_get(aift__json_at(kpis, i), "state"));
        met += strcmp(state, "met") == 0;
        judged += strcmp(state, "met") == 0 || strcmp(state, "missed") == 0;
    }
    if (judged == 0)
        return AIFT_OK;
    return aift__buf_addf(out, "<div class=\"fact\"><span>KPIs met</span><b>%zu of %zu</b></div>\n", met,
                          aift__json_size(kpis));
}

static aift_status put_facts(aift__buf *out, const aift__json *record)
{
    static const struct {
        const char *label, *path;
    } facts[] = {
        {"Owner", "owner"},          {"Task", "task"},
        {"Modality", "modality"},    {"Industry", "industry"},
        {"Start", "timeline.start"}, {"Target date", "timeline.target"},
        {"People", "people"},
    };
    AIFT__TRY(aift__buf_add_text(out, "<div class=\"facts\">\n"));
    for (size_t i = 0; i < AIFT__COUNT(facts); i++)
        AIFT__TRY(put_fact(out, facts[i].label, aift__json_path(record, facts[i].path)));
    AIFT__TRY(put_score(out, aift__json_get(record, "kpis")));
    return aift__buf_add_text(out, "</div>\n");
}

/* How far a figure has come from its baseline to its target, 0 to 100; negative: that cannot be said. */
static double progress(const aift__json *kpi)
{
    const double value = aift__json_real(aift__json_get(kpi, "value"), NAN);
    const double target = aift__json_real(aift__json_get(kpi, "target"), NAN);
    const bool lower = strcmp(text_of(aift__json_get(kpi, "direction")), "lower") == 0;
    const double from = aift__json_real(aift__json_get(kpi, "baseline"), lower ? NAN : 0);
    const double way = (value - from) / (target - from);
    return isfinite(way) ? 100 * fmin(fmax(way, 0), 1) : -1;
}

static aift_status put_kpi(aift__buf *out, const aift__json *kpi)
{
    const aift__json *value = aift__json_get(kpi, "value"), *target = aift__json_get(kpi, "target");
    const bool measured = aift__json_kind(value) != AIFT__JSON_NULL;
    const double done = progress(kpi);
    AIFT__TRY(aift__html_around(out, "<div class=\"kpi\"><div class=\"name\"><span>",
                                aift__json_get(kpi, "name"), "</span>"));
    AIFT__TRY(aift__json_get(kpi, "state")
                  ? aift__html_pill(out, aift__json_get(kpi, "state"))
                  : aift__buf_add_text(out, "<span class=\"pill pending\">pending</span>"));
    AIFT__TRY(aift__html_around(out, "</div><div class=\"value\">", measured ? value : target,
                                " <span class=\"unit\">"));
    AIFT__TRY(aift__html_around(out, "", aift__json_get(kpi, "unit"),
                                measured ? "</span></div>\n"
                                : aift__json_kind(target) != AIFT__JSON_NULL
                                    ? " (target)</span></div>\n"
                                    : "no target yet</span></div>\n"));
    if (done >= 0) {
        const char *state = text_of(aift__json_get(kpi, "state"));
        const char *colour = strcmp(state, "met") == 0 ? "met" : strcmp(state, "missed") == 0 ? "missed" : "";
        AIFT__TRY(aift__buf_addf(out, "<div class=\"bar %s\"><i style=\"width:%d%%\"></i></div>\n", colour,
                                 (int)done));
    }
    if (measured && aift__json_kind(target) != AIFT__JSON_NULL)
        AIFT__TRY(aift__html_around(out, "<small>target ", target, "</small>"));
    if (aift__json_kind(aift__json_get(kpi, "baseline")) != AIFT__JSON_NULL)
        AIFT__TRY(aift__html_around(out, "<small>baseline ", aift__json_get(kpi, "baseline"), "</small>"));
    AIFT__TRY(aift__html_around(out, "<small>", aift__json_get(kpi, "direction"), " is better, by "));
    AIFT__TRY(aift__html_around(out, "", aift__json_get(kpi, "metric"), "</small>"));
    if (aift__json_get(kpi, "review_date"))
        AIFT__TRY(aift__html_around(out, "<small>review ", aift__json_get(kpi, "review_date"), "</small>"));
    return aift__buf_add_text(out, "</div>\n");
}

static aift_status put_kpis(aift__buf *out, const aift__json *kpis)
{
    if (aift__json_size(kpis) == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, "<h2>Where it stands</h2>\n<div class=\"kpis\">\n"));
    for (size_t i = 0; i < aift__json_size(kpis); i++)
        AIFT__TRY(put_kpi(out, aift__json_at(kpis, i)));
    return aift__buf_add_text(out, "</div>\n");
}

aift_status aift__html_record(aift__buf *out, const aift__json *record, size_t number)
{
    const aift__json *risk = aift__json_path(record, "risk.class");
    AIFT__TRY(aift__buf_addf(out, "<article id=\"record-%zu\"><div class=\"kicker\">", number));
    AIFT__TRY(aift__html_around(out, "<span>", aift__json_get(record, "id"), "</span>"));
    AIFT__TRY(aift__html_pill(out, aift__json_get(record, "state")));
    AIFT__TRY(aift__html_pill(out, risk));
    AIFT__TRY(aift__html_around(out, risk ? "<span>risk, version " : "<span>version ",
                                aift__json_get(record, "version"), "</span></div>\n"));
    AIFT__TRY(aift__document_title(&aift__markup_html, out, record));
    AIFT__TRY(put_facts(out, record));
    AIFT__TRY(put_kpis(out, aift__json_get(record, "kpis")));
    AIFT__TRY(aift__document_sections(&aift__markup_html, out, record));
    return aift__buf_add_text(out, "</article>\n");
}

static aift_status put_contents(aift__buf *out, const aift__json *records)
{
    if (aift__json_size(records) < 2)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, "<nav>"));
    for (size_t i = 0; i < aift__json_size(records); i++) {
        AIFT__TRY(aift__buf_addf(out, "<a href=\"#record-%zu\">", i + 1));
        AIFT__TRY(aift__html_around(out, "", aift__json_get(aift__json_at(records, i), "title"), "</a>\n"));
    }
    return aift__buf_add_text(out, "</nav>\n");
}

static aift_status write_html(const aift__export *export, aift__buf *out)
{
    const size_t n = aift__json_size(export->records);
    const char *title = text_of(aift__json_get(aift__json_at(export->records, 0), "title"));
    AIFT__TRY(aift__html_begin_style(out, n == 1 ? title : "Use cases", aift__document_style));
    AIFT__TRY(put_contents(out, export->records));
    AIFT__TRY(aift__buf_add_text(out, "<main>\n"));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(aift__html_record(out, aift__json_at(export->records, i), i + 1));
    AIFT__TRY(aift__buf_add_text(out, "</main>\n<footer>"));
    AIFT__TRY(aift__document_foot(&aift__markup_html, out, export));
    AIFT__TRY(aift__buf_add_text(out, "</footer>\n"));
    return aift__html_end(out);
}

const aift__export_format aift__export_html = {.name = "html", .figures = true, .write = write_html};
