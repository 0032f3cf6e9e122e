/* The machine that reads pickles: bytes, a stack with marks on it, and objects. */
#include <string.h>

#include "formats/pickle_machine.h"

static const char *const kind_names[] = {
    "nothing",  "None",    "a bool", "an int", "a float",   "a str",
    "a global", "a tuple", "a list", "a dict", "a storage", "a tensor",
};

const char *aift__pickle_kind_name(aift__pickle_kind kind)
{
    return kind_names[kind];
}

bool aift__pickle_is_text(const aift__pickle_value *value, const char *text)
{
    return value->kind == AIFT__PICKLE_TEXT && value->size == strlen(text) &&
           memcmp(value->text, text, value->size) == 0;
}

const aift__pickle_object *aift__pickle_object_of(const aift__pickle *p, const aift__pickle_value *value,
                                                  aift__pickle_kind kind)
{
    return value->kind == kind && kind >= AIFT__PICKLE_TUPLE ? &p->objects[value->object] : NULL;
}

aift_status aift__pickle_take(aift__pickle *p, uint64_t n, const unsigned char **out)
{
    if (n > p->size - p->at)
        return aift__fail(AIFT_E_FORMAT, "is truncated: the pickle goes on behind byte %zu", p->size);
    *out = p->bytes + p->at;
    p->at += (size_t)n;
    return AIFT_OK;
}

/* A little-endian number of n bytes, 1 to 8. */
aift_status aift__pickle_take_number(aift__pickle *p, int n, uint64_t *out)
{
    const unsigned char *at = NULL;
    AIFT__TRY(aift__pickle_take(p, (uint64_t)n, &at));
    *out = 0;
    while (n-- > 0)
        *out = *out << 8 | at[n];
    return AIFT_OK;
}

/* ---- the stack ---- */

aift_status aift__pickle_add_value(aift__pickle *p, aift__pickle_values *to, aift__pickle_value value)
{
    if (to->n >= AIFT__PICKLE_MAX_VALUES)
        return aift__fail(AIFT_E_RANGE, "the pickle has more than the maximum of %d values at a time",
                          AIFT__PICKLE_MAX_VALUES);
    AIFT__TRY(AIFT__RESERVE(p->context, to->at, to->n, to->cap));
    to->at[to->n++] = value;
    return AIFT_OK;
}

aift_status aift__pickle_push(aift__pickle *p, aift__pickle_value value)
{
    return aift__pickle_add_value(p, &p->stack, value);
}

size_t aift__pickle_above_mark(const aift__pickle *p)
{
    return p->stack.n - (p->num_marks ? p->marks[p->num_marks - 1] : 0);
}

/* The last value; it stays there. */
aift_status aift__pickle_top(const aift__pickle *p, aift__pickle_value *out)
{
    if (aift__pickle_above_mark(p) == 0)
        return aift__fail(AIFT_E_FORMAT, "the pickle takes a value from an empty stack (byte %zu)",
                          p->at - 1);
    *out = p->stack.at[p->stack.n - 1];
    return AIFT_OK;
}

aift_status aift__pickle_pop(aift__pickle *p, aift__pickle_value *out)
{
    AIFT__TRY(aift__pickle_top(p, out));
    p->stack.n--;
    return AIFT_OK;
}

/* Takes the last mark away; `from` is where it stood. */
aift_status aift__pickle_pop_mark(aift__pickle *p, size_t *from)
{
    if (p->num_marks == 0)
        return aift__fail(AIFT_E_FORMAT, "the pickle looks for a mark that is not there (byte %zu)",
                          p->at - 1);
    *from = p->marks[--p->num_marks];
    return AIFT_OK;
}

aift_status aift__pickle_expect(const aift__pickle_value *value, aift__pickle_kind kind, const char *what)
{
    if (value->kind == kind)
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT, "the pickle %s %s; %s is expected", what, kind_names[value->kind],
                      kind_names[kind]);
}

/* ---- objects ---- */

aift_status aift__pickle_add_items(aift__pickle *p, size_t object, const aift__pickle_value *items, size_t n)
{
    aift__pickle_object *o = &p->objects[object];
    p->num_values += n;
    if (p->num_values > AIFT__PICKLE_MAX_VALUES)
        return aift__fail(AIFT_E_RANGE, "the pickle has more than the maximum of %d values",
                          AIFT__PICKLE_MAX_VALUES);
    for (size_t i = 0; i < n; i++) {
        AIFT__TRY(AIFT__RESERVE(p->context, o->items, o->n, o->cap));
        o->items[o->n++] = items[i];
    }
    return AIFT_OK;
}

aift_status aift__pickle_make(aift__pickle *p, aift__pickle_kind kind, const aift__pickle_value *items,
                              size_t n, aift__pickle_value *out)
{
    if (p->num_objects >= AIFT__PICKLE_MAX_OBJECTS)
        return aift__fail(AIFT_E_RANGE, "the pickle has more than the maximum of %d objects",
                          AIFT__PICKLE_MAX_OBJECTS);
    AIFT__TRY(AIFT__RESERVE(p->context, p->objects, p->num_objects, p->objects_cap));
    size_t object = p->num_objects++;
    p->objects[object] = (aift__pickle_object){.kind = kind};
    *out = (aift__pickle_value){.kind = kind, .object = object};
    return aift__pickle_add_items(p, object, items, n);
}

/* ---- the whole ---- */

void aift__pickle_init(aift__pickle *p, aift_context *context, const void *bytes, size_t size)
{
    *p = (aift__pickle){.context = context, .bytes = bytes, .size = size};
}

void aift__pickle_finish(aift__pickle *p)
{
    if (!p->context)
        return;
    for (size_t i = 0; i < p->num_objects; i++)
        aift__free(p->context, p->objects[i].items);
    aift__free(p->context, p->objects);
    aift__free(p->context, p->stack.at);
    aift__free(p->context, p->memo.at);
    aift__free(p->context, p->marks);
    *p = (aift__pickle){0};
}

static aift_status run_opcode(aift__pickle *p)
{
    const unsigned char *byte = NULL;
    AIFT__TRY(aift__pickle_take(p, 1, &byte));
    const aift__pickle_opcode *op = &aift__pickle_opcodes[*byte];
    if (op->run)
        return op->run(p, op->argument);
    if (!op->name)
        return aift__fail(AIFT_E_FORMAT, "byte 0x%02X at %zu of the pickle is no opcode", *byte, p->at - 1);
    return aift__fail(
        AIFT_E_UNSUPPORTED,
        "the pickle uses the opcode %s at byte %zu, which is refused: only tensors and plain values "
        "are read, and nothing is run",
        op->name, p->at - 1);
}

aift_status aift__pickle_load(aift__pickle *p, aift__pickle_value *out)
{
    p->stack.n = p->memo.n = p->num_marks = 0;
    p->stopped = false;
    while (!p->stopped)
        AIFT__TRY(run_opcode(p));
    return aift__pickle_pop(p, out);
}
