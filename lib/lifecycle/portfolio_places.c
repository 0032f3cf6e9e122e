/* Places of discs and texts in a chart, none over another. */
#include <math.h>

#include "base/base.h"
#include "lifecycle/portfolio_axis.h"

enum { GAP = 2, ROUND = 16, RINGS = 60, RING = 5 };

static bool apart(const aift__box *a, const aift__box *b)
{
    return a->right + GAP <= b->left || b->right + GAP <= a->left || a->bottom + GAP <= b->top ||
           b->bottom + GAP <= a->top;
}

bool aift__places_take(aift__places *p, aift__box box)
{
    const aift__box *frame = &p->frame;
    bool fine = p->n < AIFT__BOXES && box.left >= frame->left && box.right <= frame->right &&
                box.top >= frame->top && box.bottom <= frame->bottom;
    for (size_t i = 0; i < p->n && fine; i++)
        fine = apart(&box, &p->taken[i]);
    if (fine)
        p->taken[p->n++] = box;
    return fine;
}

/* Round and round, further and further out. */
void aift__places_disc(aift__places *p, int radius, int *x, int *y)
{
    for (int ring = 0; ring < RINGS; ring++)
        for (int i = 0; i < (ring ? ROUND : 1); i++) {
            const double angle = 2 * 3.14159265358979 * i / ROUND;
            const int a = *x + (int)lround(ring * RING * cos(angle)),
                      b = *y + (int)lround(ring * RING * sin(angle));
            if (aift__places_take(p, (aift__box){a - radius, b - radius, a + radius, b + radius})) {
                *x = a;
                *y = b;
                return;
            }
        }
}

bool aift__places_text(aift__places *p, int radius, int width, int height, int *x, int *y)
{
    const int side = radius + 3 + width / 2, above = radius + 3 + height / 2, half = height / 2;
    const int tries[][2] = {{side, 0},           {-side, 0},          {0, -above},
                            {0, above},          {side, -half},       {side, half},
                            {-side, -half},      {-side, half},       {width / 2, above},
                            {-width / 2, above}, {width / 2, -above}, {-width / 2, -above}};
    for (size_t i = 0; i < AIFT__COUNT(tries); i++) {
        const int a = *x + tries[i][0] - width / 2, b = *y + tries[i][1];
        if (aift__places_take(p, (aift__box){a, b - half, a + width, b + half})) {
            *x = a;
            *y = b;
            return true;
        }
    }
    return false;
}
