/* Impact and effort of the use cases that are shown, as SVG: numbered discs, with titles where there is room, and a list of
 * the numbers below. Where a quadrant ends is where half of the portfolio is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "codec/html.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/portfolio_axis.h"

enum {
    WIDTH = 1100,
    HEIGHT = 540,
    LEFT = 84,
    RIGHT = 1084,
    TOP = 16,
    BOTTOM = 480,
    RADIUS = 12,
    MARGIN = 44
};
enum {
    MOST = 60,
    TITLED = 24,
    SHORT = 240,
    LONG = 60,
    TEXT = 18
}; /* use cases, pixels, characters, a text's height */

#define HALO " stroke-width=\"3\" paint-order=\"stroke\"" /* lines behind a text do not cross it */

/* What the axes are. */
static const struct {
    const char *method, *impact, *effort;
} names[] = {
    {"rice", "Impact: reach \xC3\x97 impact \xC3\x97 confidence", "Effort (person-months)"},
    {"wsjf", "Impact: business value + time criticality + risk reduction", "Effort: job size"},
    {"ice", "Impact: impact \xC3\x97 confidence (1 to 100)", "Effort: 11 \xE2\x88\x92 ease (1 to 10)"},
    {"weighted", "Impact: the weighted criteria (0 to 1)", NULL}, /* see put_names */
};

typedef struct point {
    size_t shown;
    int x, y;           /* where it belongs */
    int at_x, at_y;     /* where there is room */
    int text_x, text_y; /* of its title */
    size_t title;       /* bytes of it that are beside the disc; 0: none */
} point;

typedef struct chart {
    const aift__ranking *ranking;
    aift__axis impact, effort;
    aift__places places;
    point points[MOST];
    size_t n, left_out;
} chart;

/* ---- values and places ---- */

/* Whether a picture can have it. */
static bool is_drawn(double value)
{
    return value == 0 || (fabs(value) < 1e100 && fabs(value) > 1e-100); /* false for NaN */
}

/* Between the ends there is room for a disc and, above and below, for the quadrants' names. */
static int place(const aift__axis *axis, double value, int from, int to)
{
    const int margin = from < to ? MARGIN : -MARGIN;
    const double share = fmin(fmax(aift__axis_share(axis, value), 0), 1);
    return from + margin + (int)lround((to - from - 2 * margin) * share);
}

static int x_of(const chart *c, double effort)
{
    return place(&c->effort, effort, LEFT, RIGHT);
}

static int y_of(const chart *c, double impact)
{
    return place(&c->impact, impact, BOTTOM, TOP);
}

static void take_points(chart *c)
{
    const aift__ranking *r = c->ranking;
    const aift__rank_axes *axes = &r->portfolio->axes;
    for (size_t i = 0; i < r->end - r->first; i++) {
        const size_t row = r->portfolio->ranked[r->first + i].row;
        if (c->n < MOST && is_drawn(axes->impact[row]) && is_drawn(axes->effort[row]))
            c->points[c->n++].shown = i;
        else
            c->left_out++;
    }
}

static aift__axis make_axis(const chart *c, const double *values, double median)
{
    double least = median, most = median;
    for (size_t i = 0; i < c->n; i++) {
        const double value =
            values[c->ranking->portfolio->ranked[c->ranking->first + c->points[i].shown].row];
        least = fmin(least, value);
        most = fmax(most, value);
    }
    return aift__axis_make(least, most);
}

/* Discs first, then titles as long as there is room: the list below has all of them. */
static void place_points(chart *c)
{
    const aift__rank_axes *axes = &c->ranking->portfolio->axes;
    for (size_t i = 0; i < c->n; i++) {
        point *p = &c->points[i];
        const size_t row = c->ranking->portfolio->ranked[c->ranking->first + p->shown].row;
        p->x = p->at_x = x_of(c, axes->effort[row]);
        p->y = p->at_y = y_of(c, axes->impact[row]);
        aift__places_disc(&c->places, RADIUS, &p->at_x, &p->at_y);
    }
    for (size_t i = 0; i < c->n && c->n <= TITLED; i++) {
        point *p = &c->points[i];
        int width;
        const size_t size = aift__svg_fit(c->ranking->titles[p->shown], SHORT, &width);
        p->text_x = p->at_x;
        p->text_y = p->at_y;
        if (aift__places_text(&c->places, RADIUS, width, TEXT, &p->text_x, &p->text_y))
            p->title = size;
    }
}

/* ---- the ground ---- */

/* Their grounds, or, over the lines, their names. */
static aift_status put_quadrants(chart *c, int x, int y, bool named, aift__buf *out)
{
    enum { HIGH = 24, WIDE = 120 };
    const struct {
        int x, y, width, height;
        bool right, below;
        const char *fill, *ink, *name;
    } parts[] = {
        {LEFT, TOP, x - LEFT, y - TOP, false, false, "#eaf6ef", "#1c7c4a", "Quick wins"},
        {x, TOP, RIGHT - x, y - TOP, true, false, "#eaf0fb", "#2459c4", "Major projects"},
        {LEFT, y, x - LEFT, BOTTOM - y, false, true, "#f1f4f7", "#5b7c99", "Fill-ins"},
        {x, y, RIGHT - x, BOTTOM - y, true, true, "#fbf3e3", "#a86a00", "Thankless"},
    };
    for (size_t i = 0; i < AIFT__COUNT(parts) && !named; i++)
        AIFT__TRY(aift__buf_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                                 parts[i].x, parts[i].y, parts[i].width, parts[i].height, parts[i].fill));
    for (size_t i = 0; i < AIFT__COUNT(parts) && named; i++) {
        const int left = parts[i].right ? RIGHT - WIDE - 4 : LEFT + 4,
                  top = parts[i].below ? BOTTOM - HIGH - 4 : TOP + 4;
        AIFT__TRY(aift__buf_addf(out,
                                 "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"600\" "
                                 "fill=\"%s\" stroke=\"%s\"" HALO ">%s</text>\n",
                                 parts[i].right ? RIGHT - 10 : LEFT + 10, top + 17,
                                 parts[i].right ? "end" : "start", parts[i].ink, parts[i].fill,
                                 parts[i].name));
        (void)aift__places_take(&c->places, (aift__box){left, top, left + WIDE, top + HIGH});
    }
    return AIFT_OK;
}

static aift_status put_ticks(const chart *c, bool across, aift__buf *out)
{
    const aift__axis *axis = across ? &c->effort : &c->impact;
    for (size_t i = 0; i < axis->n; i++) {
        char number[32];
        const int at = across ? x_of(c, axis->tick[i]) : y_of(c, axis->tick[i]);
        AIFT__TRY(
            across ? aift__buf_addf(out, "<path d=\"M%d %dV%d\" stroke=\"#d5dbe4\"/>", at, TOP, BOTTOM + 5)
                   : aift__buf_addf(out, "<path d=\"M%d %dH%d\" stroke=\"#d5dbe4\"/>", LEFT - 5, at, RIGHT));
        AIFT__TRY(aift__buf_addf(
            out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"12\" fill=\"#5d6878\">%s</text>\n",
            across ? at : LEFT - 9, across ? BOTTOM + 20 : at + 4, across ? "middle" : "end",
            aift__print_figure(number, axis->tick[i], 4, 1000)));
    }
    return AIFT_OK;
}

static aift_status put_medians(int x, int y, aift__buf *out)
{
    return aift__buf_addf(out,
                          "<path d=\"M%d %dV%dM%d %dH%d\" fill=\"none\" stroke=\"#5d6878\" "
                          "stroke-dasharray=\"5 4\"/>\n",
                          x, TOP, BOTTOM, LEFT, y, RIGHT);
}

static aift_status put_names(const aift__rank_method *method, aift__buf *out)
{
    size_t i = 0;
    bool costs = false;
    while (i + 1 < AIFT__COUNT(names) && strcmp(names[i].method, method->name) != 0)
        i++;
    for (size_t k = 0; k < method->n; k++)
        costs |= method->inputs[k].cost;
    const char *effort = names[i].effort ? names[i].effort
                         : costs         ? "Effort: the weighted costs (0 to 1)"
                                         : "Effort (person-months)";
    AIFT__TRY(aift__buf_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                             (LEFT + RIGHT) / 2, HEIGHT - 12, effort));
    return aift__buf_addf(
        out, "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
        (TOP + BOTTOM) / 2, names[i].impact);
}

/* ---- use cases ---- */

static const char *colour_of(const chart *c, const point *p)
{
    const aift__portfolio *of = c->ranking->portfolio;
    return aift__quadrant_colours[aift__rank_quadrant(&of->axes,
                                                      of->ranked[c->ranking->first + p->shown].row)];
}

/* From where it belongs to where there was room. */
static aift_status put_line(const chart *c, const point *p, aift__buf *out)
{
    if (p->x == p->at_x && p->y == p->at_y)
        return AIFT_OK;
    return aift__buf_addf(out,
                          "<path d=\"M%d %dL%d %d\" stroke=\"%s\"/><circle cx=\"%d\" cy=\"%d\" r=\"3\" "
                          "fill=\"%s\"/>\n",
                          p->x, p->y, p->at_x, p->at_y, colour_of(c, p), p->x, p->y, colour_of(c, p));
}

static aift_status put_disc(const chart *c, const point *p, size_t number, aift__buf *out)
{
    AIFT__TRY(aift__buf_addf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\" stroke=\"#fff\"><title>",
                             p->at_x, p->at_y, RADIUS, colour_of(c, p)));
    AIFT__TRY(aift__svg_text(out, c->ranking->titles[p->shown], 200));
    AIFT__TRY(
        aift__buf_addf(out,
                       "</title></circle><text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\" "
                       "font-weight=\"600\" fill=\"#fff\">%zu</text>",
                       p->at_x, p->at_y + 4, number));
    if (p->title == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<text x=\"%d\" y=\"%d\" font-size=\"13\" stroke=\"#fff\"" HALO ">",
                             p->text_x + 2, p->text_y + 4));
    AIFT__TRY(aift__svg_cut(out, c->ranking->titles[p->shown], p->title));
    return aift__buf_add_text(out, "</text>\n");
}

/* What the numbers are. */
static aift_status put_list(const chart *c, aift__buf *out)
{
    AIFT__TRY(aift__buf_add_text(out, "<div class=\"numbers\">\n"));
    for (size_t i = 0; i < c->n; i++) {
        AIFT__TRY(aift__buf_addf(out, "<div><b style=\"background:%s\">%zu</b><span><span class=\"soft\">",
                                 colour_of(c, &c->points[i]), i + 1));
        AIFT__TRY(aift__svg_text(out, aift__ranking_id(c->ranking, c->points[i].shown), 20));
        AIFT__TRY(aift__buf_add_text(out, "</span> "));
        AIFT__TRY(aift__svg_text(out, c->ranking->titles[c->points[i].shown], LONG));
        AIFT__TRY(aift__buf_add_text(out, "</span></div>\n"));
    }
    AIFT__TRY(aift__buf_add_text(out, "</div>\n"));
    if (c->left_out == 0)
        return AIFT_OK;
    return aift__buf_addf(out, "<p class=\"soft\">Not drawn: %zu use case%s %s.</p>\n", c->left_out,
                          c->left_out == 1 ? "" : "s",
                          c->n == MOST ? "beyond the first, or without a known impact or effort"
                                       : "without a known impact or effort");
}

static aift_status draw(chart *c, aift__buf *out)
{
    const aift__rank_axes *axes = &c->ranking->portfolio->axes;
    c->effort = make_axis(c, axes->effort, axes->median_effort);
    c->impact = make_axis(c, axes->impact, axes->median_impact);
    c->places.frame = (aift__box){LEFT + 2, TOP + 2, RIGHT - 2, BOTTOM - 2};
    const int x = x_of(c, axes->median_effort), y = y_of(c, axes->median_impact);
    AIFT__TRY(aift__svg_begin(out, "Impact and effort", WIDTH, HEIGHT));
    AIFT__TRY(put_quadrants(c, x, y, false, out));
    AIFT__TRY(put_ticks(c, true, out));
    AIFT__TRY(put_ticks(c, false, out));
    AIFT__TRY(put_medians(x, y, out));
    AIFT__TRY(put_quadrants(c, x, y, true, out));
    place_points(c);
    AIFT__TRY(put_names(c->ranking->portfolio->method, out));
    for (size_t i = 0; i < c->n; i++)
        AIFT__TRY(put_line(c, &c->points[i], out));
    for (size_t i = 0; i < c->n; i++)
        AIFT__TRY(put_disc(c, &c->points[i], i + 1, out));
    AIFT__TRY(aift__buf_add_text(out, "</svg>\n"));
    return put_list(c, out);
}

aift_status aift__ranking_chart(const aift__ranking *r, aift__buf *out)
{
    chart c = {.ranking = r};
    take_points(&c);
    if (c.n == 0 || !is_drawn(r->portfolio->axes.median_impact) ||
        !is_drawn(r->portfolio->axes.median_effort))
        return aift__buf_add_text(out, "<p>No use case has all that impact and effort are made from.</p>\n");
    return draw(&c, out);
}
