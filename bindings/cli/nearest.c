/* What somebody probably meant to type. */
#include <string.h>

#include "options.h"

enum { MAX_NAME = 40 };

/* Edits that make one out of the other: an insertion, a deletion, a change, or two neighbours swapped. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][MAX_NAME + 1], n = strlen(a), m = strlen(b);
    if (n > MAX_NAME || m > MAX_NAME)
        return MAX_NAME;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_above[j - 2] + 1 < best)
                best = two_above[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[n % 3][m];
}

const char *cli_nearest(const char *typed, const char *const *names)
{
    const char *best = NULL;
    size_t least = strlen(typed) / 3 + 1; /* more edits than that are another word */
    for (; *names; names++) {
        size_t edits = distance(typed, *names);
        size_t length = strlen(typed);
        if (length >= 3 && strncmp(typed, *names, length) == 0)
            edits = 0; /* a beginning */
        if (edits < least || (edits == least && !best)) {
            least = edits;
            best = *names;
        }
    }
    return best;
}
