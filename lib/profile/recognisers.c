/* The registry of recognisers, and what they share: digits and context. */
#include "profile/recogniser.h"

#define AIFT_RECOGNISER(name) extern const aift__recogniser aift__recogniser_##name;
#include "profile/recognisers.def"
#undef AIFT_RECOGNISER

const aift__recogniser *const aift__recognisers[] = {
#define AIFT_RECOGNISER(name) &aift__recogniser_##name,
#include "profile/recognisers.def"
#undef AIFT_RECOGNISER
    NULL,
};

size_t aift__count_digits(const aift__scanned *s, size_t at)
{
    size_t n = 0;
    while (at + n < s->size && aift__is_digit(s->text[at + n]))
        n++;
    return n;
}

/* ---- context ---- */

/* One of the words, or with an s behind it. */
static bool is_listed(const char *word, size_t size, const char *const *words)
{
    for (; *words; words++) {
        const size_t n = strlen(*words);
        if (size != n && !(size == n + 1 && aift__lower(word[n]) == 's'))
            continue;
        size_t i = 0;
        while (i < n && aift__lower(word[i]) == (*words)[i])
            i++;
        if (i == n)
            return true;
    }
    return false;
}

enum { LOOK_BACK = 256 }; /* bytes: words may be as long as a value */

/* Looks back from `at` at so many words. */
static bool before_has(const char *text, size_t at, int count, const char *const *words)
{
    const size_t least = at > LOOK_BACK ? at - LOOK_BACK : 0;
    while (at > least && count-- > 0) {
        while (at > least && !aift__is_word(text[at - 1]))
            at--;
        const size_t end = at;
        while (at > least && aift__is_word(text[at - 1]) && text[at - 1] != '_')
            at--;
        if (end > at && is_listed(text + at, end - at, words))
            return true;
        while (at > least && text[at - 1] == '_') /* joins words: phone_number */
            at--;
    }
    return false;
}

bool aift__has_context(const aift__scanned *s, size_t at, const char *const *words)
{
    return before_has(s->text, at, AIFT__CONTEXT_WORDS, words) ||
           before_has(s->column, strlen(s->column), AIFT__CONTEXT_WORDS, words);
}
