/* URL: with http:// or https:// in front, or a name with a top-level domain that files do not end in. */
#include "profile/recogniser.h"

enum { LONGEST = 2048 }; /* bytes of a path */

/* Where the host ends that begins at `at`: names with dots between, the last one a top-level domain; 0: there is none. */
static size_t host_end(const aift__scanned *s, size_t at)
{
    size_t best = 0, label = at, end = at;
    bool dotted = false;
    for (;;) {
        while (end < s->size && (aift__is_word(s->text[end]) || s->text[end] == '-'))
            end++;
        if (end == label)
            return best;
        if (dotted && aift__is_tld(s->text + label, end - label))
            best = end;
        if (aift__char_at(s, end) != '.')
            return best == end ? best : 0;
        if (!aift__is_word(aift__char_at(s, end + 1)))
            return best;
        label = ++end;
        dotted = true;
    }
}

/* A port, a path, a query: up to a blank or what cannot stand in one, without the sentence's signs behind. */
static size_t path_end(const aift__scanned *s, size_t at)
{
    size_t end = at;
    if (aift__char_at(s, end) == ':' && aift__count_digits(s, end + 1) > 0)
        end += 1 + aift__count_digits(s, end + 1);
    const char c = aift__char_at(s, end);
    if (c != '/' && c != '?' && c != '#')
        return end;
    while (end < s->size && end - at < LONGEST && (unsigned char)s->text[end] > ' ' &&
           !strchr("\"'<>`|^{}", s->text[end]))
        end++;
    while (end > at + 1 && strchr(".,;:!?)]*", s->text[end - 1]))
        end--;
    return end;
}

static bool has_before(const aift__scanned *s, size_t at, const char *word)
{
    const size_t n = strlen(word);
    if (at < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (aift__lower(s->text[at - n + i]) != word[i])
            return false;
    return aift__word_begins(s, at - n);
}

static bool find_scheme(const aift__scanned *s, size_t at, aift__match *out)
{
    const size_t scheme = has_before(s, at, "http") ? 4 : has_before(s, at, "https") ? 5 : 0;
    size_t end = 0;
    if (!scheme || aift__char_at(s, at + 1) != '/' || aift__char_at(s, at + 2) != '/')
        return false;
    end = host_end(s, at + 3);
    if (!end && !aift__take_ipv4(s, at + 3, &end))
        return false;
    *out = (aift__match){at - scheme, path_end(s, end), 0.6};
    return true;
}

/* Domains that are hardly the ending of a file, or of an abbreviation. */
static bool is_plain(const char *tld, size_t size)
{
    static const char *const names[] = {"com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io",
                                        "de",  "fr",  "uk",  "eu",  "ch",  "at",  "nl",  "es",   "it",  "be",
                                        "us",  "ca",  "au",  "jp",  "cn",  "br",  "in",  "ru",   "se",  "dk"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (size == strlen(names[i]) && strncmp(tld, names[i], size) == 0)
            return true;
    return false;
}

/* At the first dot of a name. */
static bool find_host(const aift__scanned *s, size_t at, aift__match *out)
{
    size_t start = at, tld;
    while (start > 0 && (aift__is_word(s->text[start - 1]) || s->text[start - 1] == '-'))
        start--;
    const char before = start > 0 ? s->text[start - 1] : ' ';
    if (start == at || before == '@' || before == '.' || before == '/' || before == '\\' || before == ':')
        return false;
    const size_t end = host_end(s, start);
    if (!end || aift__char_at(s, end) == '@' || aift__char_at(s, end) == '(')
        return false;
    for (tld = end; s->text[tld - 1] != '.';)
        tld--;
    const bool www = at - start == 3 && has_before(s, at, "www"), path = aift__char_at(s, end) == '/';
    if (!www && !path && !is_plain(s->text + tld, end - tld))
        return false;
    *out = (aift__match){start, path_end(s, end), 0.5};
    return true;
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    return s->text[at] == ':' ? find_scheme(s, at, out) : find_host(s, at, out);
}

static const char *const context[] = {"url", "website", "link", NULL};

const aift__recogniser aift__recogniser_url = {"URL", AIFT__AT_COLON | AIFT__AT_DOT, context, find};
