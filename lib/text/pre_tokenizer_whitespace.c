/* Whitespace: runs of \w and runs of what is neither \w nor white space; white space goes. */
#include "text/characters.h"
#include "text/part.h"

enum kind { SPACE, WORD, OTHER };

static enum kind kind_of(unsigned flags)
{
    return flags & AIFT__CHAR_WORD ? WORD : flags & AIFT__CHAR_SPACE ? SPACE : OTHER;
}

static bool split(const void *self, const aift__span *in, aift__word_fn word, void *arg)
{
    (void)self;
    size_t begin = 0;
    enum kind run = SPACE;
    for (size_t i = 0; i <= in->size;) {
        unsigned n = 1;
        enum kind kind = i < in->size ? kind_of(aift__char_flags(aift__utf8_get(in->text + i, &n))) : SPACE;
        if (kind != run || i == in->size) {
            if (run != SPACE) {
                aift__span before = aift__span_part(in, begin, i);
                if (!word(arg, &before))
                    return false;
            }
            begin = i;
            run = kind;
        }
        i += n;
    }
    return true;
}

const aift__part_type aift__pre_tokenizer_whitespace = {
    .field = "pre_tokenizer", .type = "Whitespace", .split = split};
