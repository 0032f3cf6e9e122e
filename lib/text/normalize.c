/* One pass of normalization: ASCII by a table, everything else a code point at a time.
 *
 * Origins follow the way Hugging Face's tokenizers keeps them: NFD gives a list of (code point, is it the
 * first of its character?), marks are put in canonical order with that flag, and then the flags are read in
 * their new order: each first one takes the next character of the text, every other one the character last
 * taken. So a mark that changed places stands where another was.
 */
#include <string.h>

#include "text/characters.h"
#include "text/normalize.h"

enum { NOTHING = 128, BLANK = ' ' };

/* No code point becomes more bytes than this after NFD: its lower case, and a blank in front. */
enum { MOST_BYTES = AIFT__LOWER_PARTS * AIFT__UTF8_MAX + 1 };

typedef struct steps {
    unsigned steps;
    unsigned char ascii[128]; /* what becomes of ASCII */
} steps;

typedef struct pass {
    unsigned steps;
    aift__text *out;
    aift__marks *marks;
    uint32_t taken; /* the origin of the character last taken */
} pass;

aift_status aift__steps_create(aift_context *context, unsigned which, void **out)
{
    steps *self = aift__malloc(context, 1, sizeof *self);
    *out = self;
    if (!self)
        return AIFT_E_NOMEM;
    self->steps = which;
    for (unsigned c = 0; c < 128; c++) {
        unsigned flags = aift__ascii_flags[c];
        bool is_upper = c >= 'A' && c <= 'Z';
        self->ascii[c] = (unsigned char)(which & AIFT__STEP_LOWER && is_upper ? c + 32 : c);
        if (which & AIFT__STEP_CLEAN)
            self->ascii[c] = flags & AIFT__CHAR_DROPPED ? NOTHING
                             : flags & AIFT__CHAR_SPACE ? BLANK
                                                        : self->ascii[c];
    }
    return AIFT_OK;
}

void aift__marks_finish(aift__marks *marks)
{
    if (marks->context)
        aift__free(marks->context, marks->data);
    *marks = (aift__marks){.context = marks->context};
}

/* Adds a code point; room for AIFT__UTF8_MAX bytes is there. */
static void put(aift__text *out, uint32_t code, uint32_t origin)
{
    unsigned n = aift__utf8_put(code, out->data + out->size);
    if (out->with_origins)
        for (unsigned i = 0; i < n; i++)
            out->origins[out->size + i] = origin;
    out->size += n;
}

/* The steps after NFD. */
static void emit(pass *p, uint32_t code, uint32_t origin)
{
    if (p->steps & (AIFT__STEP_STRIP_NONSPACING | AIFT__STEP_STRIP_MARKS)) {
        unsigned flags = aift__char_flags(code);
        if ((p->steps & AIFT__STEP_STRIP_NONSPACING && flags & AIFT__CHAR_NONSPACING) ||
            (p->steps & AIFT__STEP_STRIP_MARKS && flags & AIFT__CHAR_MARK))
            return;
    }
    if (!(p->steps & AIFT__STEP_LOWER)) {
        put(p->out, code, origin);
        return;
    }
    uint32_t parts[AIFT__LOWER_PARTS];
    unsigned n = aift__char_lower(code, parts);
    for (unsigned i = 0; i < n; i++)
        put(p->out, parts[i], origin);
}

/* A stable sort by combining class into the second half, in linear time: a hostile text is one long run. */
static const aift__mark *sorted(const aift__marks *marks)
{
    size_t at[256] = {0};
    bool in_order = true;
    for (size_t i = 0; i < marks->n; i++) {
        at[marks->data[i].ccc]++;
        in_order = in_order && (i == 0 || marks->data[i - 1].ccc <= marks->data[i].ccc);
    }
    if (in_order)
        return marks->data;
    for (size_t ccc = 0, sum = 0; ccc < 256; ccc++) {
        size_t n = at[ccc];
        at[ccc] = sum;
        sum += n;
    }
    aift__mark *to = marks->data + marks->cap;
    for (size_t i = 0; i < marks->n; i++)
        to[at[marks->data[i].ccc]++] = marks->data[i];
    return to;
}

static aift_status flush(pass *p)
{
    aift__marks *marks = p->marks;
    if (marks->n == 0)
        return AIFT_OK;
    AIFT__TRY(aift__text_reserve(p->out, marks->n * MOST_BYTES));
    const aift__mark *mark = sorted(marks);
    const aift__mark *next = marks->data; /* the characters in the order of the text */
    for (size_t i = 0; i < marks->n; i++) {
        if (mark[i].first) {
            while (!next->first)
                next++;
            p->taken = next++->origin;
        }
        emit(p, mark[i].code, p->taken);
    }
    marks->n = 0;
    return AIFT_OK;
}

static aift_status hold(aift__marks *marks, aift__mark mark)
{
    if (marks->n == marks->cap) {
        size_t cap = marks->cap ? marks->cap * 2 : 16;
        aift__mark *data = aift__realloc(marks->context, marks->data, cap, 2 * sizeof *data);
        if (!data)
            return AIFT_E_NOMEM;
        marks->data = data;
        marks->cap = cap;
    }
    marks->data[marks->n++] = mark;
    return AIFT_OK;
}

static aift_status decompose(pass *p, uint32_t code, uint32_t origin)
{
    uint32_t parts[AIFT__UNICODE_PARTS];
    unsigned n = aift__char_decompose(code, parts);
    for (unsigned i = 0; i < n; i++) {
        unsigned ccc = aift__char_combining_class(parts[i]);
        if (ccc) {
            AIFT__TRY(hold(p->marks, (aift__mark){parts[i], origin, (unsigned char)ccc, i == 0}));
            continue;
        }
        AIFT__TRY(flush(p));
        p->taken = origin;
        AIFT__TRY(aift__text_reserve(p->out, MOST_BYTES));
        emit(p, parts[i], origin);
    }
    return AIFT_OK;
}

/* A code point beyond ASCII. */
static aift_status other(pass *p, uint32_t code, uint32_t origin)
{
    if (p->steps & AIFT__STEP_CLEAN) {
        unsigned flags = aift__char_flags(code);
        if (flags & AIFT__CHAR_DROPPED)
            return AIFT_OK;
        if (flags & AIFT__CHAR_SPACE)
            code = BLANK;
    }
    AIFT__TRY(aift__text_reserve(p->out, MOST_BYTES));
    bool ideograph = p->steps & AIFT__STEP_CJK && aift__char_is_cjk(code);
    if (ideograph || code == BLANK)
        AIFT__TRY(flush(p));
    if (ideograph)
        put(p->out, BLANK, origin);
    if (p->steps & AIFT__STEP_DECOMPOSE && code != BLANK)
        AIFT__TRY(decompose(p, code, origin));
    else
        emit(p, code, origin);
    if (ideograph) {
        AIFT__TRY(aift__text_reserve(p->out, 1));
        put(p->out, BLANK, origin);
    }
    return AIFT_OK;
}

/* The ASCII from `i` on; @return where it ends. */
static size_t ascii(const steps *self, const aift__span *in, size_t i, aift__text *out)
{
    size_t n = out->size;
    const char *text = in->text;
    for (; i < in->size && (unsigned char)text[i] < 128; i++) {
        unsigned char c = self->ascii[(unsigned char)text[i]];
        out->data[n] = (char)c;
        if (out->with_origins)
            out->origins[n] = aift__span_origin(in, i);
        n += c != NOTHING;
    }
    out->size = n;
    return i;
}

aift_status aift__steps_normalize(const void *which, const aift__span *in, aift__marks *marks,
                                  aift__text *out)
{
    const steps *self = which;
    pass p = {self->steps, out, marks, 0};
    out->size = 0;
    marks->n = 0;
    for (size_t i = 0; i < in->size;) {
        if ((unsigned char)in->text[i] < 128) {
            /* Marks come after what the ASCII before them became, but a control that goes does not end them.
             */
            if (marks->n && self->ascii[(unsigned char)in->text[i]] == NOTHING) {
                i++;
                continue;
            }
            AIFT__TRY(flush(&p));
            AIFT__TRY(aift__text_reserve(out, in->size - i));
            i = ascii(self, in, i, out);
            continue;
        }
        unsigned n;
        uint32_t code = aift__utf8_get(in->text + i, &n);
        AIFT__TRY(other(&p, code, aift__span_origin(in, i)));
        i += n;
    }
    return flush(&p);
}
