/* EMAIL_ADDRESS: a local part, an @, and a domain that ends in a top-level domain. */
#include "profile/recogniser.h"

static bool is_local(char c)
{
    return aift__is_word(c) || (c && strchr("!#$%&'*+-/=?^`{|}~.", c));
}

/* Where the longest domain ends that begins at `at`: labels, the last one a top-level domain; 0: there is none. */
static size_t domain_end(const aift__scanned *s, size_t at)
{
    size_t best = 0, label = at, end = at;
    for (bool dotted = false; aift__is_word(aift__char_at(s, end));) {
        while (end < s->size && aift__is_word(s->text[end]))
            end++;
        if (dotted && aift__is_tld(s->text + label, end - label))
            best = end;
        const bool dot = aift__char_at(s, end) == '.';
        if (dot) {
            label = ++end;
            dotted = true;
        }
        while (!dot && aift__char_at(s, end) == '-')
            end++;
    }
    return best;
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    size_t start = at;
    while (start > 0 && is_local(s->text[start - 1]))
        start--;
    for (size_t i = start; i < at; i++) /* "mail=anna@..." */
        if (s->text[i] == '=' || s->text[i] == '/')
            start = i + 1;
    while (start < at && !aift__is_word(s->text[start]))
        start++;
    const size_t end = start < at && s->text[at - 1] != '.' ? domain_end(s, at + 1) : 0;
    if (!end)
        return false;
    *out = (aift__match){start, end, 1};
    return true;
}

static const char *const context[] = {"email", NULL};

const aift__recogniser aift__recogniser_email_address = {"EMAIL_ADDRESS", AIFT__AT_AT, context, find};
