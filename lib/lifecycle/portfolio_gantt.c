/* A roadmap as a Gantt chart in SVG: a bar for each use case over the months, and lines to what waits for it. All that it
 * needs is in it. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "codec/html.h"
#include "lifecycle/portfolio.h"

enum { WIDTH = 1100, LEFT = 330, RIGHT = 1080, TOP = 44, ROW = 30, BAR = 18, TICKS = 11 };

const char *const aift__quadrant_colours[] = {
    [AIFT__QUADRANT_NONE] = "#8a94a6", [AIFT__QUICK_WIN] = "#1c7c4a", [AIFT__MAJOR_PROJECT] = "#2459c4",
    [AIFT__FILL_IN] = "#5b7c99",       [AIFT__THANKLESS] = "#a86a00",
};

aift_status aift__svg_text(aift__buf *out, const char *text, size_t most)
{
    size_t size = 0, characters = 0;
    for (; text[size]; size++) {
        if (((unsigned char)text[size] & 0xC0) == 0x80) /* goes on */
            continue;
        if (characters == most)
            break;
        characters++;
    }
    return aift__svg_cut(out, text, size);
}

aift_status aift__svg_cut(aift__buf *out, const char *text, size_t size)
{
    AIFT__TRY(aift__html_text(out, text, size));
    return aift__buf_add_text(out, text[size] ? "\xE2\x80\xA6" : "");
}

/* Of a letter of 14 pixels, rather too wide: whose font it is, is not known. */
static int width_of(const char *letter)
{
    const unsigned char first = (unsigned char)*letter;
    if (first >= 0x80)
        return first >= 0xE0   ? 15
               : first >= 0xC0 ? 9
                               : 0; /* Chinese, ..., a letter with an accent, or the rest of one */
    return strchr(" !'(),.:;I[]fijlrt|", first) ? 5 : strchr("%@MWmw", first) ? 13 : first < 'a' ? 10 : 8;
}

size_t aift__svg_fit(const char *text, int width, int *used)
{
    enum { DOTS = 14 };
    size_t size = 0, fits = 0;
    *used = 0;
    for (; text[size] && *used <= width; size++) {
        if (*used <= width - DOTS && ((unsigned char)text[size] & 0xC0) != 0x80)
            fits = size;
        *used += width_of(text + size);
    }
    if (*used <= width)
        return size;
    *used = width;
    return fits;
}

static int x_of(const aift__plan_of *plan, int64_t day)
{
    return LEFT + (int)((RIGHT - LEFT) * day / AIFT__MAX(plan->days, (int64_t)1));
}

static int middle_of(size_t row)
{
    return TOP + (int)row * ROW + ROW / 2;
}

/* ---- the calendar ---- */

/* So many months from tick to tick that there are few. */
static int months_between(int64_t days)
{
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240};
    size_t i = 0;
    while (i + 1 < AIFT__COUNT(steps) && days > (int64_t)steps[i] * 30 * TICKS)
        i++;
    return steps[i];
}

/* Its line, and its date where the one before leaves room for it; `room` is where that ends. */
static aift_status put_tick(const aift__plan_of *plan, int64_t day, const char *date, size_t shown,
                            size_t rows, int *room, aift__buf *out)
{
    enum { CHARACTER = 7, BETWEEN = 10 };
    const int x = x_of(plan, day), end = x + 3 + (int)shown * CHARACTER;
    AIFT__TRY(
        aift__buf_addf(out, "<path d=\"M%d %dV%d\" stroke=\"#e3e7ee\"/>", x, TOP - 6, TOP + (int)rows * ROW));
    if (x + 3 < *room || end > WIDTH)
        return AIFT_OK;
    *room = end + BETWEEN;
    return aift__buf_addf(out, "<text x=\"%d\" y=\"%d\" fill=\"#5d6878\" font-size=\"12\">%.*s</text>\n",
                          x + 3, TOP - 12, (int)shown, date);
}

static aift_status put_weeks(const aift__plan_of *plan, int64_t start, size_t rows, aift__buf *out)
{
    char date[AIFT__DATE_SIZE];
    int room = 0;
    for (int64_t week = 0; week < plan->days; week += 7)
        if (aift__date_print(start + week, date))
            AIFT__TRY(put_tick(plan, week, date, 10, rows, &room, out));
    return AIFT_OK;
}

/* The first days of months, or of years; of a roadmap of few weeks its weeks. */
static aift_status put_calendar(const aift__plan_of *plan, size_t rows, aift__buf *out)
{
    char date[AIFT__DATE_SIZE];
    int64_t start = 0, day = 0;
    int room = 0;
    const int step = months_between(plan->days);
    aift__date_days(plan->start, &start);
    if (plan->days <= 70)
        return put_weeks(plan, start, rows, out);
    int year = (int)strtol(plan->start, NULL, 10), month = (int)strtol(plan->start + 5, NULL, 10);
    while (day < start + plan->days) {
        month += step - (step < 12 ? (month - 1) % step : month - 1); /* January, April, ... */
        year += (month - 1) / 12;
        month = (month - 1) % 12 + 1;
        snprintf(date, sizeof date, "%04u-%02u-01", (unsigned)year % 10000, (unsigned)month % 100);
        if (!aift__date_days(date, &day) || year > 9999)
            break;
        if (day < start + plan->days)
            AIFT__TRY(put_tick(plan, day - start, date, step < 12 ? 7 : 4, rows, &room, out));
    }
    return AIFT_OK;
}

/* ---- use cases ---- */

static aift_status put_label(const aift__planned *item, size_t row, aift__buf *out)
{
    AIFT__TRY(aift__buf_addf(out, "<text x=\"0\" y=\"%d\"><tspan fill=\"#5d6878\">", middle_of(row) + 5));
    enum { ID = 110, SPACE = 6, MARGIN = 10 };
    int id, title;
    AIFT__TRY(aift__svg_cut(out, item->id, aift__svg_fit(item->id, ID, &id)));
    AIFT__TRY(aift__buf_add_text(out, "</tspan> "));
    AIFT__TRY(
        aift__svg_cut(out, item->title, aift__svg_fit(item->title, LEFT - MARGIN - SPACE - id, &title)));
    return aift__buf_add_text(out, "</text>");
}

static aift_status put_bar(const aift__plan_of *plan, const aift__planned *item, size_t row, aift__buf *out)
{
    char people[32];
    const int from = x_of(plan, item->first_day), width = AIFT__MAX(x_of(plan, item->end_day) - from, 3);
    const int y = middle_of(row) - BAR / 2;
    const bool inside = width > 60, last = from + width > RIGHT - 70;
    aift__dtoa_short(people, item->people, 4);
    AIFT__TRY(aift__buf_addf(
        out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\"><title>", from, y,
        width, BAR, aift__quadrant_colours[aift__rank_quadrant(&plan->portfolio->axes, item->row)]));
    AIFT__TRY(aift__svg_text(out, item->title, 200));
    AIFT__TRY(aift__buf_addf(out, ", %s to %s, people: %s</title></rect>", item->start, item->end, people));
    const int x = inside ? from + 8 : last ? from - 6 : from + width + 6;
    return aift__buf_addf(out, "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"%s\"%s>%s %s</text>\n", x,
                          middle_of(row) + 4, inside ? "#fff" : "#5d6878",
                          inside || !last ? "" : " text-anchor=\"end\"", people,
                          strcmp(people, "1") == 0 ? "person" : "people");
}

/* From the end of what it waited for, down and to its beginning. */
static aift_status put_lines(const aift__plan_of *plan, const aift__planned *item, size_t row, aift__buf *out)
{
    const int to = x_of(plan, item->first_day), y = middle_of(row);
    for (size_t i = 0; i < item->n_after; i++) {
        const size_t before = item->after[i];
        const int x = AIFT__MAX(x_of(plan, plan->items[before].end_day) - 8, LEFT);
        AIFT__TRY(
            aift__buf_addf(out,
                           "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#5d6878\" stroke-width=\"1.2\"/>"
                           "<path d=\"M%d %dl-6 -4v8z\" fill=\"#5d6878\"/>\n",
                           x, middle_of(before) + BAR / 2, y, AIFT__MAX(to - 5, x), to, y));
    }
    return AIFT_OK;
}

static aift_status put_row(const aift__plan_of *plan, size_t row, aift__buf *out)
{
    const aift__planned *item = &plan->items[row];
    if (row % 2 == 0)
        AIFT__TRY(aift__buf_addf(out, "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f6f8fb\"/>",
                                 TOP + (int)row * ROW, WIDTH, ROW));
    return put_label(item, row, out);
}

aift_status aift__svg_begin(aift__buf *out, const char *label, int width, int height)
{
    return aift__buf_addf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
        "role=\"img\" aria-label=\"%s\" font-family=\"system-ui,-apple-system,Segoe "
        "UI,Roboto,sans-serif\" font-size=\"14\" fill=\"#1b2430\">\n",
        width, height, width, height, label);
}

aift_status aift__plan_svg(const aift__plan_of *plan, size_t rows, bool own, aift__buf *out)
{
    const size_t n = AIFT__MIN(plan->n, AIFT__MIN(rows, (size_t)50000));
    const int height = TOP + (int)n * ROW + 12;
    AIFT__TRY(aift__buf_add_text(out, own ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : ""));
    AIFT__TRY(aift__svg_begin(out, "Roadmap", WIDTH, height));
    if (own)
        AIFT__TRY(aift__buf_addf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, height));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put_row(plan, i, out));
    AIFT__TRY(put_calendar(plan, n, out));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put_lines(plan, &plan->items[i], i, out));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put_bar(plan, &plan->items[i], i, out));
    return aift__buf_add_text(out, "</svg>\n");
}
