/* Impact and effort of the use cases that are shown, as SVG: where a quadrant ends is where half of the portfolio is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "codec/html.h"
#include "lifecycle/portfolio.h"

enum { WIDTH = 1100, HEIGHT = 520, LEFT = 70, RIGHT = 1080, TOP = 16, BOTTOM = 470, RADIUS = 8, LINE = 14 };
enum { MOST = 60 }; /* use cases that are drawn */

/* What the axes are. */
static const struct {
    const char *method, *impact, *effort;
} names[] = {
    {"rice", "Impact: reach \xC3\x97 impact \xC3\x97 confidence", "Effort: person-months"},
    {"wsjf", "Impact: business value + time criticality + risk reduction", "Effort: job size"},
    {"ice", "Impact: impact \xC3\x97 confidence", "Effort: 11 \xE2\x88\x92 ease"},
    {"weighted", "Impact: the weighted criteria", "Effort: the weighted costs, or person-months"},
};

/* One direction: from where to where, and in which steps. */
typedef struct axis {
    double least, most;
    bool log;
    int from, to; /* on the picture */
} axis;

static double height_of(const axis *a, double value)
{
    return a->log ? log(value) : value;
}

static int place(const axis *a, double value)
{
    const double from = height_of(a, a->least), to = height_of(a, a->most);
    const double share = to > from ? (height_of(a, value) - from) / (to - from) : 0.5;
    return a->from + (int)lround((a->to - a->from) * (0.06 + 0.88 * share));
}

/* Values far apart stand on a scale of powers. */
static axis make_axis(const aift__ranking *r, const double *values, double median, int from, int to)
{
    axis a = {.least = median, .most = median, .from = from, .to = to};
    for (size_t i = r->first; i < r->end; i++) {
        a.least = fmin(a.least, values[r->portfolio->ranked[i].row]);
        a.most = fmax(a.most, values[r->portfolio->ranked[i].row]);
    }
    a.log = a.least > 0 && a.most / a.least > 30;
    return a;
}

/* ---- the ground ---- */

static aift_status put_ground(int x, int y, aift__buf *out)
{
    const struct {
        int x, y, width, height, text_x, text_y;
        const char *anchor, *fill, *ink, *name;
    } parts[] = {
        {LEFT, TOP, x - LEFT, y - TOP, LEFT + 12, TOP + 22, "start", "#eaf6ef", "#1c7c4a", "Quick wins"},
        {x, TOP, RIGHT - x, y - TOP, RIGHT - 12, TOP + 22, "end", "#eaf0fb", "#2459c4", "Major projects"},
        {LEFT, y, x - LEFT, BOTTOM - y, LEFT + 12, BOTTOM - 12, "start", "#f1f4f7", "#5b7c99", "Fill-ins"},
        {x, y, RIGHT - x, BOTTOM - y, RIGHT - 12, BOTTOM - 12, "end", "#fbf3e3", "#a86a00", "Thankless"},
    };
    for (size_t i = 0; i < AIFT__COUNT(parts); i++) {
        AIFT__TRY(aift__buf_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                                 parts[i].x, parts[i].y, parts[i].width, parts[i].height, parts[i].fill));
        AIFT__TRY(aift__buf_addf(out,
                                 "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"600\" "
                                 "fill=\"%s\">%s</text>\n",
                                 parts[i].text_x, parts[i].text_y, parts[i].anchor, parts[i].ink,
                                 parts[i].name));
    }
    return AIFT_OK;
}

static aift_status put_number(const axis *a, double value, bool across, aift__buf *out)
{
    char number[32];
    const int at = place(a, value);
    return aift__buf_addf(
        out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"12\" fill=\"#5d6878\">%s</text>",
        across ? at : LEFT - 6, across ? BOTTOM + 17 : at + 4, across ? "middle" : "end",
        aift__dtoa_short(number, value, 3));
}

static aift_status put_axis(const axis *a, double median, bool across, aift__buf *out)
{
    const double values[] = {a->least, median, a->most};
    for (size_t i = 0; i < 3; i++) {
        bool room = true; /* for the ends beside the median */
        if (i != 1)
            room = abs(place(a, values[i]) - place(a, median)) > (across ? 60 : 16);
        if (room)
            AIFT__TRY(put_number(a, values[i], across, out));
    }
    return AIFT_OK;
}

static aift_status put_names(const char *method, aift__buf *out)
{
    size_t i = 0;
    while (i + 1 < AIFT__COUNT(names) && strcmp(names[i].method, method) != 0)
        i++;
    AIFT__TRY(aift__buf_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                             (LEFT + RIGHT) / 2, HEIGHT - 10, names[i].effort));
    return aift__buf_addf(
        out, "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
        (TOP + BOTTOM) / 2, names[i].impact);
}

/* ---- use cases ---- */

typedef struct label {
    int x, y;
} label;

/* Beside its point, and above or below where others' labels are. */
static label find_place(const label *others, size_t n, int x, int y)
{
    for (int step = 0; step < 12; step++) {
        const int at = y + (step % 2 ? 1 : -1) * ((step + 1) / 2) * LINE;
        bool free = at > TOP + 10 && at < BOTTOM;
        for (size_t i = 0; i < n; i++)
            free = free && (abs(others[i].x - x) > 80 || abs(others[i].y - at) >= LINE);
        if (free)
            return (label){x, at};
    }
    return (label){x, y};
}

static aift_status put_point(const aift__ranking *r, size_t shown, int x, int y, label at, aift__buf *out)
{
    const aift__portfolio *p = r->portfolio;
    const bool left = x > RIGHT - 100;
    const aift__quadrant quadrant = aift__rank_quadrant(&p->axes, p->ranked[r->first + shown].row);
    AIFT__TRY(aift__buf_addf(out,
                             "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\" fill-opacity=\"0.85\" "
                             "stroke=\"#fff\"><title>",
                             x, y, RADIUS, aift__quadrant_colours[quadrant]));
    AIFT__TRY(aift__svg_text(out, r->titles[shown], 200));
    AIFT__TRY(aift__buf_addf(out, "</title></circle><text x=\"%d\" y=\"%d\" font-size=\"12\"%s>",
                             left ? x - RADIUS - 4 : x + RADIUS + 4, at.y + 4,
                             left ? " text-anchor=\"end\"" : ""));
    AIFT__TRY(aift__svg_text(out, aift__ranking_id(r, shown), 14));
    return aift__buf_add_text(out, "</text>\n");
}

static aift_status put_points(const aift__ranking *r, const axis *effort, const axis *impact, aift__buf *out)
{
    const aift__portfolio *p = r->portfolio;
    label labels[MOST];
    size_t n = 0;
    for (size_t i = 0; i < r->end - r->first && n < MOST; i++) {
        const size_t row = p->ranked[r->first + i].row;
        if (aift__rank_quadrant(&p->axes, row) == AIFT__QUADRANT_NONE)
            continue;
        const int x = place(effort, p->axes.effort[row]), y = place(impact, p->axes.impact[row]);
        labels[n] = find_place(labels, n, x, y);
        AIFT__TRY(put_point(r, i, x, y, labels[n], out));
        n++;
    }
    return AIFT_OK;
}

aift_status aift__ranking_chart(const aift__ranking *r, aift__buf *out)
{
    const aift__rank_axes *axes = &r->portfolio->axes;
    if (isnan(axes->median_impact) || isnan(axes->median_effort))
        return aift__buf_add_text(out, "<p>No use case has all that impact and effort are made from.</p>\n");
    const axis effort = make_axis(r, axes->effort, axes->median_effort, LEFT, RIGHT);
    const axis impact = make_axis(r, axes->impact, axes->median_impact, BOTTOM, TOP);
    AIFT__TRY(aift__svg_begin(out, "Impact and effort", WIDTH, HEIGHT));
    AIFT__TRY(put_ground(place(&effort, axes->median_effort), place(&impact, axes->median_impact), out));
    AIFT__TRY(put_axis(&effort, axes->median_effort, true, out));
    AIFT__TRY(put_axis(&impact, axes->median_impact, false, out));
    AIFT__TRY(put_names(r->portfolio->method->name, out));
    AIFT__TRY(put_points(r, &effort, &impact, out));
    return aift__buf_add_text(out, "</svg>\n");
}
