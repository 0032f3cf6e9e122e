/* Axes of charts: their ends, and ticks at round numbers. */
#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "base/number.h"
#include "lifecycle/portfolio_axis.h"

enum { STEPS = 5 }; /* about so many between ticks */
static const double far_apart = 50;

static const double round_numbers[] = {1, 2, 5};

/* ---- from tick to tick the same ---- */

/* The least of 1, 2, 5, 10, 20, ... and of their tenths that is not below a number above 0. */
static double round_up(double value)
{
    const double power = pow(10, floor(log10(value)));
    for (size_t i = 0; i < AIFT__COUNT(round_numbers); i++)
        if (round_numbers[i] * power >= value * (1 - 1e-9))
            return round_numbers[i] * power;
    return 10 * power;
}

static aift__axis even_axis(double least, double most)
{
    if (least >= 0 && least < 0.4 * most)
        least = 0;
    const double step = round_up((most - least) / STEPS);
    const double first = floor(least / step + 1e-9), last = ceil(most / step - 1e-9);
    aift__axis axis = {.least = first * step, .most = last * step};
    for (double i = first; i <= last && axis.n < AIFT__TICKS; i++)
        axis.tick[axis.n++] = i * step;
    return axis;
}

/* ---- a scale of powers ---- */

static aift__axis log_axis(double least, double most)
{
    const int first = (int)floor(log10(least)), last = (int)ceil(log10(most));
    const int step = (last - first) / (AIFT__TICKS - 2) + 1; /* decades from tick to tick */
    const size_t inner = last - first <= 3 ? AIFT__COUNT(round_numbers) : 1;
    aift__axis axis = {.least = least, .most = most, .log = true};
    for (int power = first; power <= last; power += step)
        for (size_t i = 0; i < inner; i++) {
            const double tick = round_numbers[i] * pow(10, power);
            if (tick >= least && tick <= most && axis.n < AIFT__TICKS)
                axis.tick[axis.n++] = tick;
        }
    return axis;
}

aift__axis aift__axis_make(double least, double most)
{
    if (least > 0 && most / least > far_apart)
        return log_axis(least, most);
    const double most_of_all = fmax(fabs(least), fabs(most));
    if (!(most - least > 1e-9 * most_of_all)) { /* all the same: in the middle */
        const double around = most_of_all > 0 ? most_of_all : 1;
        least -= around;
        most += around;
    }
    return even_axis(least, most);
}

double aift__axis_share(const aift__axis *axis, double value)
{
    if (axis->log)
        return log(value / axis->least) / log(axis->most / axis->least);
    return (value - axis->least) / (axis->most - axis->least);
}

/* ---- numbers ---- */

const char *aift__print_figure(char *buf, double value, int digits, double plain)
{
    static const struct {
        double of;
        const char *name;
    } units[] = {{1e9, "bn"}, {1e6, "M"}, {1e3, "k"}};
    const double size = fabs(value) * (1 + 0.5 * pow(10, -digits)); /* 999,999 becomes 1M */
    for (size_t i = 0; i < AIFT__COUNT(units); i++)
        if (size >= units[i].of && size >= plain && size < 1e13) {
            char number[32];
            const char *text = aift__dtoa_short(number, value / units[i].of, digits + (size >= 1e12));
            snprintf(buf, 32, "%s%s", text, units[i].name);
            return buf;
        }
    return aift__dtoa_short(buf, value, digits);
}
