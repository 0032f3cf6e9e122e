/* Running a tokenizer's normalizers one after the other, from one text into the other and back. */
#include "text/normalizers.h"

void aift__scratch_init(aift__scratch *scratch, aift_context *context, bool with_origins)
{
    *scratch = (aift__scratch){.marks = {.context = context}};
    aift__text_init(&scratch->texts[0], context, with_origins);
    aift__text_init(&scratch->texts[1], context, with_origins);
}

void aift__scratch_finish(aift__scratch *scratch)
{
    aift__text_finish(&scratch->texts[0]);
    aift__text_finish(&scratch->texts[1]);
    aift__marks_finish(&scratch->marks);
}

aift_status aift__normalize(const aift__part_list *normalizers, aift__scratch *scratch, aift__span *span)
{
    for (size_t i = 0; i < normalizers->n; i++) {
        const aift__part *part = &normalizers->parts[i];
        aift__text *out = &scratch->texts[i & 1];
        AIFT__TRY(part->type->normalize(part->self, span, &scratch->marks, out));
        *span = aift__text_span(out);
    }
    return AIFT_OK;
}
