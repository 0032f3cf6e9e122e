/* Counting lines in a JSON text that is known to be whole: strings are stepped over, the rest is brackets. */
#include <string.h>

#include "codec/json_lines.h"

typedef struct walk {
    const char *at, *end;
    int64_t line;
} walk;

/* To behind the closing quote; line ends cannot stand inside. */
static void skip_string(walk *w)
{
    for (w->at++; w->at < w->end && *w->at != '"'; w->at++)
        if (*w->at == '\\')
            w->at++;
    if (w->at < w->end)
        w->at++;
}

static void skip_space(walk *w)
{
    for (; w->at < w->end && strchr(" \t\r\n", *w->at) && *w->at; w->at++)
        w->line += *w->at == '\n' || (*w->at == '\r' && (w->at + 1 == w->end || w->at[1] != '\n'));
}

/* To the comma or bracket behind the value. */
static void skip_value(walk *w)
{
    int depth = 0;
    for (skip_space(w); w->at < w->end; skip_space(w)) {
        const char c = *w->at;
        if (depth == 0 && (c == ',' || c == ']' || c == '}'))
            return;
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        if (c == '"')
            skip_string(w);
        else
            w->at++;
    }
}

/* To the value of the member; false: there is none. */
static bool find(walk *w, const char *key)
{
    const size_t n = strlen(key);
    for (w->at++, skip_space(w); w->at < w->end && *w->at == '"'; skip_space(w)) {
        const char *name = w->at + 1;
        skip_string(w);
        const bool it = (size_t)(w->at - name) == n + 1 && memcmp(name, key, n) == 0;
        skip_space(w);
        w->at += w->at < w->end; /* the colon */
        skip_space(w);
        if (it)
            return true;
        skip_value(w);
        w->at += w->at < w->end; /* the comma */
    }
    return false;
}

void aift__json_lines(const char *text, size_t size, const char *key, int64_t *lines, size_t n)
{
    walk w = {text, text + size, 1};
    skip_space(&w);
    const walk begin = w;
    if (key && w.at < w.end && *w.at == '{' && !find(&w, key))
        w = begin;
    if (w.at < w.end && *w.at == '[')
        w.at++;
    for (size_t i = 0; i < n; i++) {
        skip_space(&w);
        lines[i] = w.line;
        skip_value(&w);
        w.at += w.at < w.end && *w.at == ',';
    }
}
