/* aift_profile_page: a profile for people, made of its JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "codec/html.h"
#include "codec/json.h"
#include "aift/profile.h"

enum { PAGE_BYTES = 1 << 30, WIDTH = 460, HEIGHT = 150, BASE = 128, TOP = 14 };

static const char style[] =
    "body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#f6f7f9;color:#1c2330}"
    "header,section{max-width:1080px;margin:0 auto;padding:14px 24px}"
    "h1{font-size:24px;margin:8px 0;overflow-wrap:anywhere}h2{font-size:17px;margin:0 0 "
    "2px;overflow-wrap:anywhere}"
    ".facts{display:flex;flex-wrap:wrap;gap:12px}"
    ".fact{background:#fff;border:1px solid #dfe3ea;border-radius:8px;padding:8px 14px}"
    ".fact b{display:block;font-size:19px}.fact span,.type{color:#5b6678;font-size:13px}"
    ".column{background:#fff;border:1px solid #dfe3ea;border-radius:8px;padding:14px 18px;margin-bottom:14px;"
    "display:grid;grid-template-columns:minmax(230px,1fr) minmax(300px,1.6fr) minmax(260px,1.5fr);gap:8px "
    "26px}"
    ".column.plain{grid-template-columns:minmax(260px,1fr) minmax(260px,1fr)}"
    ".column>div{min-width:0}.column h2,.column .type{grid-column:1/-1}"
    "@media(max-width:860px){.column,.column.plain{grid-template-columns:1fr}}"
    "table{border-collapse:collapse;width:100%;font-size:13px;table-layout:fixed}"
    "td{padding:2px 4px;border-bottom:1px solid #eef0f4;overflow-wrap:anywhere;vertical-align:top}"
    "td.n{text-align:right;width:76px;font-variant-numeric:tabular-nums}td.k{width:92px}td.k,th{color:#"
    "5b6678}"
    "th{font-weight:400;text-align:left;padding:2px 4px;border-bottom:1px solid "
    "#dfe3ea}th.n{text-align:right;"
    "width:76px}"
    "svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#5b6678}"
    ".bar{fill:#3f6fd1}.approx{color:#8a5a00}";

/* ---- pieces ---- */

static aift_status add_escaped(aift__buf *out, const char *text)
{
    return aift__html_text(out, text, strlen(text));
}

static const char *short_number(char *buf, const aift__json *value)
{
    if (aift__json_kind(value) == AIFT__JSON_INT) {
        snprintf(buf, 32, "%lld", (long long)aift__json_int(value, 0));
        return buf;
    }
    return aift__dtoa_short(buf, aift__json_real(value, 0), 6);
}

static aift_status add_value(aift__buf *out, const aift__json *value)
{
    char number[32];
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (text)
        return size ? aift__html_text(out, text, size) : aift__buf_add_text(out, "<i>empty</i>");
    if (aift__json_kind(value) == AIFT__JSON_BOOL)
        return aift__buf_add_text(out, aift__json_bool(value, false) ? "true" : "false");
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return aift__buf_add_text(out, "&ndash;");
    return aift__buf_add_text(out, short_number(number, value));
}

static aift_status add_fact(aift__buf *out, const char *name, const char *value)
{
    return aift__buf_addf(out, "<div class=\"fact\"><b>%s</b><span>%s</span></div>", value, name);
}

static aift_status add_row(aift__buf *out, const char *name, const aift__json *value)
{
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<tr><td class=\"k\">%s</td><td>", name));
    AIFT__TRY(add_value(out, value));
    return aift__buf_add_text(out, "</td></tr>");
}

/* ---- a column ---- */

static aift_status add_figures(aift__buf *out, const aift__json *column, int64_t rows)
{
    const int64_t nulls = aift__json_int(aift__json_get(column, "nulls"), 0);
    const bool approx = aift__json_bool(aift__json_path(column, "distinct.approx"), false);
    char share[32];
    aift__dtoa_short(share, rows ? 100.0 * (double)nulls / (double)rows : 0, 3);
    AIFT__TRY(aift__buf_addf(out, "<div><table><tr><td class=\"k\">nulls</td><td>%lld (%s%%)</td></tr>",
                             (long long)nulls, share));
    AIFT__TRY(aift__buf_addf(out, "<tr><td class=\"k\">distinct</td><td>%s%lld%s</td></tr>",
                             approx ? "<span class=\"approx\">about " : "",
                             (long long)aift__json_int(aift__json_path(column, "distinct.value"), 0),
                             approx ? "</span>" : ""));
    AIFT__TRY(add_row(out, "least", aift__json_get(column, "min")));
    AIFT__TRY(add_row(out, "most", aift__json_get(column, "max")));
    AIFT__TRY(add_row(out, "mean", aift__json_get(column, "mean")));
    aift__json_item item;
    const aift__json *quantiles = aift__json_get(column, "quantiles");
    for (bool is = aift__json_first(quantiles, &item); is; is = aift__json_next(quantiles, &item)) {
        char name[64];
        snprintf(name, sizeof name, "%s of all", item.key);
        AIFT__TRY(add_row(out, strcmp(item.key, "0.5") == 0 ? "median" : name, item.value));
    }
    return aift__buf_add_text(out, "</table></div>");
}

static aift_status add_bars(aift__buf *out, const aift__json *edges, const aift__json *counts)
{
    const size_t bins = aift__json_size(counts);
    const double step = (double)WIDTH / (double)bins;
    int64_t most = 1;
    for (size_t i = 0; i < bins; i++)
        most = AIFT__MAX(most, aift__json_int(aift__json_at(counts, i), 0));
    for (size_t i = 0; i < bins; i++) {
        const int64_t count = aift__json_int(aift__json_at(counts, i), 0);
        char low[32], high[32], x[32], y[32], width[32], height[32];
        const double tall = count <= 0 ? 0 : fmax((double)count / (double)most * (BASE - TOP), 1);
        AIFT__TRY(
            aift__buf_addf(out,
                           "<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s to "
                           "%s: %lld</title></rect>",
                           aift__dtoa_short(x, step * (double)i, 6), aift__dtoa_short(y, BASE - tall, 6),
                           aift__dtoa_short(width, fmax(step - 1, 0.3), 6), aift__dtoa_short(height, tall, 6),
                           short_number(low, aift__json_at(edges, i)),
                           short_number(high, aift__json_at(edges, i + 1)), (long long)count));
    }
    return aift__buf_addf(out, "<text x=\"%d\" y=\"10\" text-anchor=\"end\">%lld at most</text>", WIDTH,
                          (long long)most);
}

static bool has_histogram(const aift__json *column)
{
    const size_t bins = aift__json_size(aift__json_path(column, "histogram.counts"));
    return bins > 0 && aift__json_size(aift__json_path(column, "histogram.edges")) == bins + 1;
}

static aift_status add_histogram(aift__buf *out, const aift__json *column)
{
    const aift__json *edges = aift__json_path(column, "histogram.edges");
    const aift__json *counts = aift__json_path(column, "histogram.counts");
    char low[32], high[32];
    AIFT__TRY(aift__buf_addf(out, "<div><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"histogram\">",
                             WIDTH, HEIGHT));
    AIFT__TRY(add_bars(out, edges, counts));
    return aift__buf_addf(out,
                          "<path d=\"M0 %d.5H%d\" stroke=\"#c5ccd8\"/><text x=\"0\" y=\"%d\">%s</text>"
                          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text></svg></div>",
                          BASE, WIDTH, HEIGHT - 4, short_number(low, aift__json_at(edges, 0)), WIDTH,
                          HEIGHT - 4, short_number(high, aift__json_at(edges, aift__json_size(counts))));
}

static aift_status add_top(aift__buf *out, const aift__json *column)
{
    const aift__json *top = aift__json_get(column, "top");
    if (aift__json_size(top) == 0)
        return AIFT_OK;
    AIFT__TRY(
        aift__buf_add_text(out, "<div><table><tr><th>most frequent</th><th class=\"n\">rows</th></tr>"));
    for (size_t i = 0; i < aift__json_size(top); i++) {
        const aift__json *item = aift__json_at(top, i);
        AIFT__TRY(aift__buf_add_text(out, "<tr><td>"));
        AIFT__TRY(add_value(out, aift__json_get(item, "value")));
        AIFT__TRY(aift__buf_addf(out, "%s</td><td class=\"n\">%lld</td></tr>",
                                 aift__json_bool(aift__json_get(item, "cut"), false) ? "&hellip;" : "",
                                 (long long)aift__json_int(aift__json_get(item, "count"), 0)));
    }
    return aift__buf_add_text(out, "</table></div>");
}

static aift_status add_column(aift__buf *out, const aift__json *column, int64_t rows)
{
    const char *name = aift__json_text(aift__json_get(column, "name"), NULL);
    const char *type = aift__json_text(aift__json_get(column, "type"), NULL);
    const bool histogram = has_histogram(column);
    AIFT__TRY(aift__buf_addf(out, "<div class=\"column%s\"><h2>", histogram ? "" : " plain"));
    AIFT__TRY(add_escaped(out, name ? name : ""));
    AIFT__TRY(aift__buf_add_text(out, "</h2><div class=\"type\">"));
    AIFT__TRY(add_escaped(out, type ? type : ""));
    if (aift__json_bool(aift__json_get(column, "approx"), false))
        AIFT__TRY(
            aift__buf_add_text(out, ", <span class=\"approx\">too many values to keep: approximate</span>"));
    AIFT__TRY(aift__buf_add_text(out, "</div>"));
    AIFT__TRY(add_figures(out, column, rows));
    if (histogram)
        AIFT__TRY(add_histogram(out, column));
    AIFT__TRY(add_top(out, column));
    return aift__buf_add_text(out, "</div>\n");
}

/* ---- the page ---- */

static aift_status write_page(aift__buf *out, const char *name, const aift__json *profile)
{
    const aift__json *columns = aift__json_get(profile, "columns");
    const int64_t rows = aift__json_int(aift__json_get(profile, "rows"), 0);
    char number[32];
    AIFT__TRY(aift__html_begin_style(out, name, style));
    AIFT__TRY(aift__buf_add_text(out, "<header><h1>"));
    AIFT__TRY(add_escaped(out, name));
    AIFT__TRY(aift__buf_add_text(out, "</h1><div class=\"facts\">"));
    AIFT__TRY(add_fact(out, "rows", short_number(number, aift__json_get(profile, "rows"))));
    snprintf(number, sizeof number, "%zu", aift__json_size(columns));
    AIFT__TRY(add_fact(out, "columns", number));
    AIFT__TRY(add_fact(out, "bytes", short_number(number, aift__json_get(profile, "bytes"))));
    AIFT__TRY(add_fact(out, "seconds", short_number(number, aift__json_get(profile, "seconds"))));
    AIFT__TRY(aift__buf_add_text(out, "</div></header><section>\n"));
    for (size_t i = 0; i < aift__json_size(columns); i++)
        AIFT__TRY(add_column(out, aift__json_at(columns, i), rows));
    AIFT__TRY(aift__buf_add_text(out, "</section>"));
    return aift__html_end(out);
}

aift_status aift_profile_page(aift_context *context, const char *name, const char *text, aift_text **out)
{
    aift__json *profile = NULL;
    aift__buf page;
    char *data = NULL;
    size_t size = 0;
    *out = NULL;
    AIFT__TRY(aift__json_parse(text, strlen(text), "profile", &profile));
    aift__buf_init(&page, context, PAGE_BYTES);
    aift_status status = AIFT_OK;
    if (aift__json_kind(aift__json_get(profile, "columns")) != AIFT__JSON_ARRAY)
        status = aift__fail(AIFT_E_FORMAT,
                            "profile: \"columns\" is %s; an array is expected, as "
                            "aift_table_profile gives it",
                            aift__json_kind_name(aift__json_get(profile, "columns")));
    if (status == AIFT_OK)
        status = write_page(&page, name, profile);
    size = page.size;
    if (status == AIFT_OK)
        status = aift__buf_take(&page, &data);
    aift__buf_finish(&page);
    aift__json_free(profile);
    return status == AIFT_OK ? aift__text_take(context, data, size, out) : status;
}
