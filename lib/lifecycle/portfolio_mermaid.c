/* A roadmap as a Gantt chart in Mermaid. */
#include <string.h>

#include "lifecycle/portfolio.h"

/* What a text must lose: Mermaid gives # : ; and line ends a meaning, a page < > ` and &, and %% begins a comment. */
static const char *instead_of(unsigned char c)
{
    switch (c) {
    case '<':
        return "\xE2\x80\xB9"; /* ‹ */
    case '>':
        return "\xE2\x80\xBA"; /* › */
    case '%':
        return "\xEF\xBC\x85"; /* the wide % */
    case '&':
        return "+";
    case '`':
    case '"':
        return "'";
    case '#':
    case ':':
    case ';':
    case '{':
    case '}':
        return " ";
    default:
        return c < 0x20 || c == 0x7f ? " " : NULL;
    }
}

/* Blanks in a row become one, and those at the ends none. */
static aift_status add_text(aift__buf *out, const char *text)
{
    bool blank = false, any = false;
    for (; *text; text++) {
        const char *other = instead_of((unsigned char)*text);
        if ((other && *other == ' ') || *text == ' ') {
            blank = true;
            continue;
        }
        if (blank && any)
            AIFT__TRY(aift__buf_add(out, " ", 1));
        AIFT__TRY(other ? aift__buf_add_text(out, other) : aift__buf_add(out, text, 1));
        blank = false;
        any = true;
    }
    return AIFT_OK;
}

/* A line must not begin as one of Mermaid's own does ("section", "title"): ids that the library makes never do. */
static aift_status add_task(aift__buf *out, const aift__planned *item, size_t number)
{
    const bool ours = strncmp(item->id, "UC-", 3) == 0;
    const bool building = strcmp(item->state, "building") == 0, built = strcmp(item->state, "validated") == 0;
    AIFT__TRY(aift__buf_add_text(out, ours ? "    " : "    UC "));
    AIFT__TRY(add_text(out, item->id));
    AIFT__TRY(aift__buf_add(out, " ", 1));
    AIFT__TRY(add_text(out, item->title));
    return aift__buf_addf(out, " :%st%zu, %s, %lldd\n",
                          built      ? "done, "
                          : building ? "active, "
                                     : "",
                          number, item->start, (long long)(item->end_day - item->first_day));
}

aift_status aift__plan_mermaid(const aift__plan_of *plan, aift__buf *out)
{
    AIFT__TRY(aift__buf_addf(out,
                             "gantt\n    title Roadmap from %s to %s\n    dateFormat YYYY-MM-DD\n"
                             "    axisFormat %%Y-%%m-%%d\n",
                             plan->start, plan->end));
    if (plan->n > 0)
        AIFT__TRY(aift__buf_add_text(out, "    section Use cases\n"));
    for (size_t i = 0; i < plan->n; i++)
        AIFT__TRY(add_task(out, &plan->items[i], i + 1));
    return AIFT_OK;
}
