/* WhitespaceSplit: white space goes. */
#include "text/characters.h"
#include "text/part.h"

static bool split(const void *self, const aift__span *in, aift__word_fn word, void *arg)
{
    (void)self;
    size_t begin = 0;
    unsigned n;
    for (size_t i = 0; i < in->size; i += n) {
        if (!(aift__char_flags(aift__utf8_get(in->text + i, &n)) & AIFT__CHAR_SPACE))
            continue;
        if (begin < i) {
            aift__span before = aift__span_part(in, begin, i);
            if (!word(arg, &before))
                return false;
        }
        begin = i + n;
    }
    if (begin == in->size)
        return true;
    aift__span rest = aift__span_part(in, begin, in->size);
    return word(arg, &rest);
}

const aift__part_type aift__pre_tokenizer_whitespace_split = {
    .field = "pre_tokenizer", .type = "WhitespaceSplit", .split = split};
