/* Inside the pickle reader: what opcodes work with. */
#ifndef AIFT_LIB_FORMATS_PICKLE_MACHINE_H
#define AIFT_LIB_FORMATS_PICKLE_MACHINE_H

#include "formats/pickle.h"

typedef struct aift__pickle_opcode {
    const char *name;                                  /* NULL: there is no such opcode */
    aift_status (*run)(aift__pickle *p, int argument); /* NULL: refused */
    int argument;
} aift__pickle_opcode;

extern const aift__pickle_opcode aift__pickle_opcodes[256];

/* The next n bytes. */
aift_status aift__pickle_take(aift__pickle *p, uint64_t n, const unsigned char **out);
/* A little-endian number of n bytes, 0 to 8. */
aift_status aift__pickle_take_number(aift__pickle *p, int n, uint64_t *out);

aift_status aift__pickle_add_value(aift__pickle *p, aift__pickle_values *to, aift__pickle_value value);
aift_status aift__pickle_push(aift__pickle *p, aift__pickle_value value);
aift_status aift__pickle_pop(aift__pickle *p, aift__pickle_value *out);
aift_status aift__pickle_top(const aift__pickle *p, aift__pickle_value *out); /* it stays there */
size_t aift__pickle_above_mark(const aift__pickle *p);                        /* values that may be popped */
/* Takes the last mark away; `from` is where it stood. */
aift_status aift__pickle_pop_mark(aift__pickle *p, size_t *from);
/* AIFT_E_FORMAT "the pickle <what> a list; a dict is expected" unless the value is of that kind. */
aift_status aift__pickle_expect(const aift__pickle_value *value, aift__pickle_kind kind, const char *what);

/* A new object with these items (which are no object's). */
aift_status aift__pickle_make(aift__pickle *p, aift__pickle_kind kind, const aift__pickle_value *items,
                              size_t n, aift__pickle_value *out);
/* `items` are not the object's own. */
aift_status aift__pickle_add_items(aift__pickle *p, size_t object, const aift__pickle_value *items, size_t n);

/* The opcodes that name something or call it. */
aift_status aift__pickle_global_line(aift__pickle *p, int unused);
aift_status aift__pickle_global_stack(aift__pickle *p, int unused);
aift_status aift__pickle_reduce(aift__pickle *p, int unused);
aift_status aift__pickle_build(aift__pickle *p, int unused);

#endif
