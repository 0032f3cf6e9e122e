/* What cash flows are worth, in figures for people. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lifecycle/report.h"

/* ---- figures ---- */

/* The C library's printing of reals goes by the locale; of whole numbers it does not. */
const char *aift__report_figure(char text[AIFT__FIGURE], double value)
{
    char whole[32];
    if (!isfinite(value) || fabs(value) >= 1e15) {
        snprintf(text, AIFT__FIGURE, "%s", isfinite(value) ? "more than can be told" : "none");
        return text;
    }
    const bool small = fabs(value) < 10;
    const long long scale = small ? 1000 : 100, scaled = llround(fabs(value) * (double)scale);
    const int n = snprintf(whole, sizeof whole, "%lld", scaled / scale);
    int at = 0;
    if (value < 0 && scaled)
        text[at++] = '-';
    for (int i = 0; i < n; i++) {
        text[at++] = whole[i];
        if (i + 1 < n && (n - 1 - i) % 3 == 0)
            text[at++] = ',';
    }
    at += snprintf(text + at, (size_t)(AIFT__FIGURE - at), small ? ".%03lld" : ".%02lld", scaled % scale);
    while (text[at - 1] == '0')
        at--;
    text[at - (text[at - 1] == '.')] = 0;
    return text;
}

void aift__report_percent(char text[AIFT__FIGURE], double value)
{
    aift__report_figure(text, 100 * value);
    if (isfinite(value))
        snprintf(text + strlen(text), AIFT__FIGURE - strlen(text), " %%");
}

/* ---- finance ---- */

static aift_status put_figure(aift__json *list, const char *name, const char *value)
{
    aift__json *row = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, row));
    AIFT__TRY(aift__json_set(row, "figure", aift__json_new_string(name)));
    return aift__json_set(row, "value", aift__json_new_string(value));
}

static void rates(char *text, size_t size, const aift__json *irr)
{
    const aift__json *values = aift__json_get(irr, "values");
    size_t n = 0;
    snprintf(text, size, "none");
    for (size_t i = 0; i < aift__json_size(values) && i < 4; i++) {
        char one[AIFT__FIGURE];
        aift__report_percent(one, aift__json_real(aift__json_at(values, i), NAN));
        n += (size_t)snprintf(text + n, size - n, "%s%s", i ? ", " : "", one);
    }
}

aift_status aift__report_finance(const aift__json *finance, aift__json *to)
{
    static const struct {
        const char *name, *path;
        enum { MONEY, SHARE, PERIODS, RATES } unit;
    } figures[] = {
        {"Net present value", "npv", MONEY},
        {"Discount rate of a period", "rate", SHARE},
        {"Return on investment", "roi", SHARE},
        {"Internal rate of return", "irr", RATES},
        {"Payback, periods", "payback", PERIODS},
        {"Payback discounted, periods", "payback_discounted", PERIODS},
        {"Net present value, 5 % of draws are below", "monte_carlo.p5", MONEY},
        {"Net present value, median of draws", "monte_carlo.p50", MONEY},
        {"Net present value, 5 % of draws are above", "monte_carlo.p95", MONEY},
        {"Probability of a loss", "monte_carlo.p_negative", SHARE},
        {"Draws", "monte_carlo.draws", MONEY},
    };
    char text[4 * AIFT__FIGURE + 16], value[AIFT__FIGURE];
    aift__json *list;
    AIFT__TRY(aift__json_set(to, "finance", list = aift__json_new_array()));
    if (aift__json_kind(finance) != AIFT__JSON_OBJECT)
        return AIFT_OK;
    rates(text, sizeof text, aift__json_get(finance, "irr"));
    for (size_t i = 0; i < AIFT__COUNT(figures); i++) {
        const double of = aift__json_real(aift__json_path(finance, figures[i].path), NAN);
        if (figures[i].unit == SHARE)
            aift__report_percent(value, of);
        else
            aift__report_figure(value, of);
        if (figures[i].unit == PERIODS && !isfinite(of))
            snprintf(value, sizeof value, "never");
        AIFT__TRY(put_figure(list, figures[i].name, figures[i].unit == RATES ? text : value));
    }
    return AIFT_OK;
}
