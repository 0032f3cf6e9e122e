/* SPDX expressions are read: identifiers, +, WITH, AND, OR and parentheses. */
#include <string.h>

#include "lifecycle/spdx.h"

enum { MAX_DEPTH = 32 };

typedef struct reader {
    const char *at;
    int depth;
} reader;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same(const char *id, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!id[i] || lower(id[i]) != lower(text[i]))
            return false;
    return !id[size];
}

static bool is_known(const char *const *ids, const char *text, size_t size)
{
    for (; *ids; ids++)
        if (same(*ids, text, size))
            return true;
    return false;
}

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == ':';
}

/* The next word's size; 0: there is none. */
static size_t word(reader *r)
{
    size_t n = 0;
    r->at += strspn(r->at, " ");
    while (in_word(r->at[n]))
        n++;
    return n;
}

static bool take(reader *r, const char *keyword)
{
    const size_t n = word(r);
    if (!same(keyword, r->at, n))
        return false;
    r->at += n;
    return true;
}

/* LicenseRef-x, DocumentRef-x:LicenseRef-y */
static bool is_reference(const char *text, size_t size)
{
    static const char document[] = "DocumentRef-", license[] = "LicenseRef-";
    const char *colon = memchr(text, ':', size), *end = text + size;
    if (colon &&
        (colon - text < (ptrdiff_t)sizeof document || strncmp(text, document, sizeof document - 1) != 0))
        return false;
    text = colon ? colon + 1 : text;
    return end - text >= (ptrdiff_t)sizeof license && strncmp(text, license, sizeof license - 1) == 0 &&
           !memchr(text, ':', (size_t)(end - text));
}

static bool read_license(reader *r)
{
    size_t n = word(r);
    const bool reference = is_reference(r->at, n);
    if (n == 0 || (!reference && !is_known(aift__spdx_licenses, r->at, n)))
        return false;
    r->at += n;
    if (*r->at == '+' && !reference)
        r->at++;
    if (!take(r, "WITH"))
        return true;
    n = word(r);
    if (n == 0 || !is_known(aift__spdx_exceptions, r->at, n))
        return false;
    r->at += n;
    return true;
}

static bool read_expression(reader *r)
{
    do {
        r->at += strspn(r->at, " ");
        if (*r->at != '(') {
            if (!read_license(r))
                return false;
            continue;
        }
        r->at++;
        if (++r->depth > MAX_DEPTH || !read_expression(r))
            return false;
        r->at += strspn(r->at, " ");
        if (*r->at++ != ')')
            return false;
        r->depth--;
    } while (take(r, "AND") || take(r, "OR"));
    return true;
}

bool aift__is_spdx(const char *text)
{
    reader r = {.at = text};
    return read_expression(&r) && !r.at[strspn(r.at, " ")];
}
