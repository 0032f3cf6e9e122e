/* The portfolio as a page for people who decide: what comes first, how firm that is, and when it is done. It needs nothing
 * beside itself, and runs nothing. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "codec/html.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/portfolio_axis.h"
#include "lifecycle/records.h"

enum { BARS = 200, LEFT_OUT = 100, CAN_TURN = 3 }; /* that are shown */
enum { PLAIN = 10000 };                            /* scores below are written out */

static const char style[] =
    ":root{--ink:#1b2430;--soft:#5d6878;--line:#dfe4ec;--back:#f4f6f9}"
    "*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 "
    "system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}"
    "main,footer{max-width:1200px;margin:0 auto;padding:0 24px}header{padding:32px 0 4px}"
    "h1{font-size:30px;line-height:1.2;margin:0 0 14px}h2{font-size:19px;margin:0 0 4px}p{margin:0 0 14px}"
    "section{background:#fff;border:1px solid var(--line);border-radius:14px;margin:20px 0;padding:24px "
    "28px;overflow-wrap:anywhere}"
    ".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px}"
    ".fact{background:#fff;border:1px solid var(--line);border-radius:10px;padding:10px 14px}"
    ".fact span{display:block;color:var(--soft);font-size:12px;text-transform:uppercase;letter-spacing:.05em}"
    ".fact b{font-size:18px;font-weight:600}.soft{color:var(--soft)}"
    "svg{display:block;max-width:100%;height:auto;margin-top:10px}"
    "table{border-collapse:collapse;width:100%;font-size:15px;margin-top:8px}"
    "th{text-align:left;font-size:12px;color:var(--soft);text-transform:uppercase;letter-spacing:.05em}"
    "td,th{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}"
    "tr:last-child td{border-bottom:0}td.n,th.n{text-align:right;white-space:nowrap}"
    ".numbers{columns:3 "
    "280px;column-gap:28px;font-size:14px;margin-top:12px}.numbers>div{display:flex;gap:9px;"
    "padding:3px 0;break-inside:avoid}.numbers "
    "b{flex:none;width:24px;height:24px;border-radius:12px;color:#fff;"
    "font-size:12px;line-height:24px;text-align:center}"
    "th.with{min-width:120px}td.id{white-space:nowrap;color:var(--soft)}"
    ".pill{white-space:nowrap;border-radius:99px;padding:2px 11px;font-size:13px;font-weight:600;"
    "background:#eef1f5;color:#5d6878}.quick_win{background:#e3f4ea;color:#1c7c4a}"
    ".major_project{background:#e8eefb;color:#2459c4}.fill_in{background:#e9eff4;color:#44627c}"
    ".thankless,.open{background:#fbf1dc;color:#8a6100}"
    "footer{color:var(--soft);font-size:13px;padding-bottom:32px;overflow-wrap:anywhere}"
    "@media print{body{background:#fff}section{break-inside:avoid;border:0;padding:0}}"
    "@media(max-width:700px){section{padding:18px 14px}}";

static aift_status put_text(aift__buf *out, const char *before, const char *text, const char *after)
{
    AIFT__TRY(aift__buf_add_text(out, before));
    AIFT__TRY(aift__html_text(out, text, strlen(text)));
    return aift__buf_add_text(out, after);
}

/* ---- the top ---- */

static const char *title_of(const char *method)
{
    return strcmp(method, "weighted") == 0 ? "weighted matrix"
           : strcmp(method, "rice") == 0   ? "RICE"
           : strcmp(method, "wsjf") == 0   ? "WSJF"
                                           : "ICE";
}

static aift_status put_facts(const aift__ranking *r, const aift__plan_of *plan, aift__buf *out)
{
    char number[32];
    size_t incomplete = 0;
    for (size_t i = 0; i < r->portfolio->rows; i++)
        incomplete += r->portfolio->ranked[i].missing != 0;
    AIFT__TRY(aift__buf_addf(out,
                             "<header><h1>Portfolio of use cases</h1><div class=\"facts\">\n"
                             "<div class=\"fact\"><span>Use cases</span><b>%zu</b></div>\n"
                             "<div class=\"fact\"><span>Ranked by</span><b>%s</b></div>\n"
                             "<div class=\"fact\"><span>With missing figures</span><b>%zu</b></div>\n",
                             r->portfolio->rows, title_of(r->portfolio->method->name), incomplete));
    if (plan)
        AIFT__TRY(aift__buf_addf(out,
                                 "<div class=\"fact\"><span>Roadmap</span><b>%s to %s</b></div>\n"
                                 "<div class=\"fact\"><span>People at a time</span><b>%s</b></div>\n",
                                 plan->start, plan->end, aift__dtoa_short(number, plan->capacity, 6)));
    return aift__buf_add_text(out, "</div></header>\n");
}

/* ---- the ranking ---- */

static aift_status put_score(const aift__ranked *item, aift__buf *out)
{
    char low[32], high[32];
    if (isnan(item->low) || isnan(item->high))
        return aift__buf_add_text(out, "<td class=\"n\">not known</td>");
    aift__print_figure(low, item->low, 4, PLAIN);
    aift__print_figure(high, item->high, 4, PLAIN);
    return item->missing ? aift__buf_addf(out, "<td class=\"n\">%s to %s</td>", low, high)
                         : aift__buf_addf(out, "<td class=\"n\">%s</td>", low);
}

static const char *words_of(aift__quadrant quadrant)
{
    static const char *const words[] = {[AIFT__QUADRANT_NONE] = "",
                                        [AIFT__QUICK_WIN] = "Quick win",
                                        [AIFT__MAJOR_PROJECT] = "Major project",
                                        [AIFT__FILL_IN] = "Fill-in",
                                        [AIFT__THANKLESS] = "Thankless"};
    return words[quadrant];
}

static aift_status put_missing(const aift__rank_method *method, uint64_t missing, aift__buf *out)
{
    const char *before = " <span class=\"pill open\">missing: ";
    if (!missing)
        return AIFT_OK;
    for (size_t i = 0; i < method->n; i++)
        if (missing >> i & 1) {
            AIFT__TRY(aift__buf_add_text(out, before));
            AIFT__TRY(aift__ranking_words(method->inputs[i].name, out));
            before = ", ";
        }
    return aift__buf_add_text(out, "</span>");
}

/* Whom it would change its place with. */
static aift_status put_rivals(const aift__ranking *r, size_t shown, aift__buf *out)
{
    size_t rivals[CAN_TURN], n = 0;
    const size_t row = r->first + shown - r->from;
    bool more = false;
    for (size_t i = 0; i < r->n_reversals; i++) {
        const aift__reversal *v = &r->reversals[i];
        if (v->a != row && v->b != row)
            continue;
        const size_t other = v->a == row ? v->b : v->a;
        bool known = false;
        for (size_t k = 0; k < n; k++)
            known |= rivals[k] == other;
        if (!known && n < CAN_TURN)
            rivals[n++] = other;
        else if (!known)
            more = true;
    }
    for (size_t k = 0; k < n; k++)
        AIFT__TRY(put_text(out, k ? ", " : "", aift__ranking_turned(r, rivals[k]), ""));
    return aift__buf_add_text(out, n == 0 ? "<span class=\"soft\">firm</span>"
                                   : more ? ", \xE2\x80\xA6"
                                          : "");
}

static aift_status put_row(const aift__ranking *r, size_t shown, aift__buf *out)
{
    const aift__portfolio *p = r->portfolio;
    const aift__ranked *item = &p->ranked[r->first + shown];
    const aift__quadrant quadrant = aift__rank_quadrant(&p->axes, item->row);
    AIFT__TRY(aift__buf_addf(out, "<tr><td class=\"n\">%lld</td>", (long long)item->rank));
    AIFT__TRY(put_text(out, "<td class=\"id\">", aift__ranking_id(r, shown), "</td>"));
    AIFT__TRY(put_text(out, "<td>", r->titles[shown], ""));
    AIFT__TRY(put_missing(p->method, item->missing, out));
    AIFT__TRY(aift__buf_add_text(out, "</td>"));
    AIFT__TRY(put_score(item, out));
    AIFT__TRY(quadrant == AIFT__QUADRANT_NONE
                  ? aift__buf_add_text(out, "<td></td>")
                  : aift__buf_addf(out, "<td><span class=\"pill %s\">%s</span></td>",
                                   aift__quadrant_names[quadrant], words_of(quadrant)));
    if (r->share != 0) {
        AIFT__TRY(aift__buf_add_text(out, "<td>"));
        AIFT__TRY(put_rivals(r, shown, out));
        AIFT__TRY(aift__buf_add_text(out, "</td>"));
    }
    return aift__buf_add_text(out, "</tr>\n");
}

static aift_status put_ranking(const aift__ranking *r, aift__buf *out)
{
    const size_t n = r->end - r->first;
    AIFT__TRY(aift__buf_addf(
        out,
        "<section><h2>Ranking</h2><p class=\"soft\">%zu of %zu use cases, the best first. Where "
        "a figure is missing the score is a range, and its lower end counts.</p>\n",
        n, r->portfolio->rows));
    AIFT__TRY(aift__buf_add_text(out, "<table><tr><th class=\"n\">Rank</th><th>Id</th><th>Title</th><th "
                                      "class=\"n\">Score</th><th></th>"));
    AIFT__TRY(aift__buf_add_text(
        out, r->share != 0 ? "<th class=\"with\">Could change places with</th></tr>\n" : "</tr>\n"));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put_row(r, i, out));
    return aift__buf_add_text(out, "</table></section>\n");
}

/* ---- the roadmap ---- */

static aift_status put_left_out(const aift__plan_of *plan, aift__buf *out)
{
    if (plan->n_left_out == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(out, "<p class=\"soft\">Not in it (%zu):</p><table>\n", plan->n_left_out));
    for (size_t i = 0; i < plan->n_left_out && i < LEFT_OUT; i++) {
        AIFT__TRY(put_text(out, "<tr><td class=\"id\">", plan->left_out[i].id, "</td>"));
        AIFT__TRY(put_text(out, "<td>", plan->left_out[i].reason, "</td></tr>\n"));
    }
    return aift__buf_add_text(out, "</table>\n");
}

static aift_status put_plan(const aift__plan_of *plan, aift__buf *out)
{
    if (!plan)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(
        out,
        "<section><h2>Roadmap</h2><p class=\"soft\">%zu use case%s%s. An end is the day after the "
        "last.</p>\n",
        plan->n, plan->n == 1 ? "" : "s", plan->n > BARS ? ", of which the first are shown" : ""));
    if (plan->n > 0)
        AIFT__TRY(aift__plan_svg(plan, BARS, false, out));
    AIFT__TRY(put_left_out(plan, out));
    return aift__buf_add_text(out, "</section>\n");
}

aift_status aift__portfolio_page(aift_store *store, const aift__ranking *r, const aift__plan_of *plan,
                                 aift__buf *out)
{
    char head[96], now[AIFT__CLOCK_UTC];
    AIFT__TRY(aift__store_head(store, head));
    aift__clock_utc(now);
    AIFT__TRY(aift__html_begin_style(out, "Portfolio of use cases", style));
    AIFT__TRY(aift__buf_add_text(out, "<main>\n"));
    AIFT__TRY(put_facts(r, plan, out));
    AIFT__TRY(aift__buf_add_text(
        out, "<section><h2>Impact and effort</h2><p class=\"soft\">The dashed lines are the "
             "portfolio's medians; the numbers go by the ranking.</p>\n"));
    AIFT__TRY(aift__ranking_chart(r, out));
    AIFT__TRY(aift__buf_add_text(out, "</section>\n"));
    AIFT__TRY(put_ranking(r, out));
    AIFT__TRY(put_plan(plan, out));
    AIFT__TRY(aift__ranking_firmness(r, out));
    AIFT__TRY(aift__buf_addf(out, "</main>\n<footer>Made %s. The log of the store ends in %s.</footer>\n",
                             now, head));
    return aift__html_end(out);
}
