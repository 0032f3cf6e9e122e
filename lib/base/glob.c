/* Shell patterns. When a literal fails, only the last star need take one byte more: that keeps the work within
 * pattern times text, whatever the pattern. */
#include <stddef.h>

#include "base/glob.h"

bool aift__glob_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *star_text = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            star_text = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++star_text;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
