/* What charts are drawn by: axes with round numbers, and places of labels that do not lie over each other. */
#ifndef AIFT_LIB_LIFECYCLE_PORTFOLIO_AXIS_H
#define AIFT_LIB_LIFECYCLE_PORTFOLIO_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum { AIFT__TICKS = 12 };

typedef struct aift__axis {
    double least, most; /* its ends */
    bool log;           /* values far apart stand on a scale of powers */
    double tick[AIFT__TICKS];
    size_t n;
} aift__axis;

/* An axis for finite values from `least` to `most`. */
aift__axis aift__axis_make(double least, double most);
/* Where a value stands on it, 0 to 1. */
double aift__axis_share(const aift__axis *axis, double value);

/* A number as people read it, rounded to significant digits: 950, 12k, 1.2M, 3bn. Below `plain` it has no such letter.
 * `buf` holds 32 bytes. */
const char *aift__print_figure(char *buf, double value, int digits, double plain);

/* ---- places (portfolio_places.c) ---- */

typedef struct aift__box {
    int left, top, right, bottom;
} aift__box;

enum { AIFT__BOXES = 256 };

/* What is taken, in a frame. */
typedef struct aift__places {
    aift__box frame, taken[AIFT__BOXES];
    size_t n;
} aift__places;

/* Whether it lies in the frame and on nothing else; then it is taken. */
bool aift__places_take(aift__places *places, aift__box box);
/* The free place of a disc that is nearest to x, y, which it moves there; where there is none they stay. */
void aift__places_disc(aift__places *places, int radius, int *x, int *y);
/* A free place for a text beside a disc: *x is where it begins, *y its middle. False: there is none. */
bool aift__places_text(aift__places *places, int radius, int width, int height, int *x, int *y);

#endif
