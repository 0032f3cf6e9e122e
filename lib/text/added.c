/* Finding added tokens: from left to right, the longest where several begin. */
#include "text/added.h"
#include "text/characters.h"

static unsigned flags_before(const char *text, size_t at)
{
    while (((unsigned char)text[--at] & 0xC0) == 0x80)
        ;
    unsigned n;
    return aift__char_flags(aift__utf8_get(text + at, &n));
}

static unsigned flags_at(const char *text, size_t at, unsigned *n)
{
    return aift__char_flags(aift__utf8_get(text + at, n));
}

static bool stands_alone(const char *text, size_t size, size_t begin, size_t end)
{
    unsigned n;
    return (begin == 0 || !(flags_before(text, begin) & AIFT__CHAR_WORD)) &&
           (end == size || !(flags_at(text, end, &n) & AIFT__CHAR_WORD));
}

/* Where the white space begins that ends at `at`, not before `least`. */
static size_t spaces_before(const char *text, size_t at, size_t least)
{
    while (at > least && flags_before(text, at) & AIFT__CHAR_SPACE)
        do
            at--;
        while (((unsigned char)text[at] & 0xC0) == 0x80);
    return at;
}

/* Where the white space ends that begins at `at`. The last run is remembered: a token in it asks again. */
static size_t spaces_behind(const char *text, size_t size, size_t at, aift__added_cursor *cursor)
{
    if (at >= cursor->spaces_begin && at < cursor->spaces_end)
        return cursor->spaces_end;
    cursor->spaces_begin = at;
    unsigned n;
    while (at < size && flags_at(text, at, &n) & AIFT__CHAR_SPACE)
        at += n;
    return cursor->spaces_end = at;
}

const aift__added_token *aift__added_next(const aift__added_set *set, const char *text, size_t size,
                                          aift__added_cursor *cursor, size_t *begin, size_t *end)
{
    for (size_t i = cursor->at, n = 0; i < size; i++) {
        if (!set->starts[(unsigned char)text[i]])
            continue;
        int32_t found = aift__matcher_longest(&set->matcher, text + i, size - i, &n);
        if (found < 0)
            continue;
        const aift__added_token *token = &set->added->tokens[found];
        *begin = i;
        *end = cursor->at = i + n;
        i += n - 1;
        if (token->single_word && !stands_alone(text, size, *begin, *end))
            continue;
        if (token->lstrip)
            *begin = AIFT__MAX(spaces_before(text, *begin, AIFT__MIN(cursor->done, *begin)), cursor->done);
        if (token->rstrip)
            *end = spaces_behind(text, size, *end, cursor);
        return token;
    }
    cursor->at = size;
    return NULL;
}
