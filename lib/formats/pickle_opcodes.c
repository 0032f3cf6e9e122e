/* The opcodes of pickle, protocols 2 to 4: each reads its argument and changes the stack. */
#include <inttypes.h>
#include <string.h>

#include "formats/pickle_machine.h"

static aift_status do_nothing(aift__pickle *p, int n)
{
    const unsigned char *skipped = NULL;
    return aift__pickle_take(p, (uint64_t)n, &skipped);
}

static aift_status do_stop(aift__pickle *p, int unused)
{
    p->stopped = true;
    return AIFT_OK;
}

static aift_status do_mark(aift__pickle *p, int unused)
{
    if (p->num_marks >= AIFT__PICKLE_MAX_OBJECTS)
        return aift__fail(AIFT_E_RANGE, "the pickle has more than the maximum of %d marks",
                          AIFT__PICKLE_MAX_OBJECTS);
    AIFT__TRY(AIFT__RESERVE(p->context, p->marks, p->num_marks, p->marks_cap));
    p->marks[p->num_marks++] = p->stack.n;
    return AIFT_OK;
}

static aift_status do_none(aift__pickle *p, int unused)
{
    return aift__pickle_push(p, (aift__pickle_value){.kind = AIFT__PICKLE_NONE});
}

static aift_status do_bool(aift__pickle *p, int value)
{
    return aift__pickle_push(p, (aift__pickle_value){.kind = AIFT__PICKLE_BOOL, .integer = value});
}

/* An int of n bytes: unsigned but for 4. */
static aift_status do_int(aift__pickle *p, int n)
{
    uint64_t value = 0;
    AIFT__TRY(aift__pickle_take_number(p, n, &value));
    return aift__pickle_push(p, (aift__pickle_value){.kind = AIFT__PICKLE_INT,
                                                     .integer = n == 4 ? (int32_t)value : (int64_t)value});
}

static aift_status do_long(aift__pickle *p, int unused)
{
    uint64_t size = 0, value = 0;
    AIFT__TRY(aift__pickle_take_number(p, 1, &size));
    if (size > 8)
        return aift__fail(AIFT_E_UNSUPPORTED, "the pickle has an int of %d bytes; 8 are the most", (int)size);
    AIFT__TRY(aift__pickle_take_number(p, (int)size, &value));
    if (size > 0 && size < 8 && value >> (8 * size - 1)) /* negative */
        value |= UINT64_MAX << (8 * size);
    return aift__pickle_push(p, (aift__pickle_value){.kind = AIFT__PICKLE_INT, .integer = (int64_t)value});
}

static aift_status do_float(aift__pickle *p, int unused)
{
    uint64_t bits = 0;
    AIFT__TRY(aift__pickle_take_number(p, 8, &bits));
    bits = __builtin_bswap64(bits); /* the one number that is big-endian */
    aift__pickle_value value = {.kind = AIFT__PICKLE_FLOAT};
    memcpy(&value.number, &bits, sizeof bits);
    return aift__pickle_push(p, value);
}

/* A text whose size stands in front in n bytes. */
static aift_status do_text(aift__pickle *p, int n)
{
    uint64_t size = 0;
    const unsigned char *text = NULL;
    AIFT__TRY(aift__pickle_take_number(p, n, &size));
    AIFT__TRY(aift__pickle_take(p, size, &text));
    if (size > UINT32_MAX)
        return aift__fail(AIFT_E_RANGE, "the pickle has a text of %" PRIu64 " bytes; %u are the most", size,
                          UINT32_MAX);
    return aift__pickle_push(
        p,
        (aift__pickle_value){.kind = AIFT__PICKLE_TEXT, .size = (uint32_t)size, .text = (const char *)text});
}

static aift_status do_empty(aift__pickle *p, int kind)
{
    aift__pickle_value value;
    AIFT__TRY(aift__pickle_make(p, (aift__pickle_kind)kind, NULL, 0, &value));
    return aift__pickle_push(p, value);
}

static aift_status check_pairs(size_t n)
{
    return n % 2 == 0 ? AIFT_OK
                      : aift__fail(AIFT_E_FORMAT, "the pickle has a dict with a key without a value");
}

/* An object of all that stands above the mark. */
static aift_status do_marked(aift__pickle *p, int kind)
{
    size_t from = 0;
    aift__pickle_value value;
    AIFT__TRY(aift__pickle_pop_mark(p, &from));
    if (kind == AIFT__PICKLE_DICT)
        AIFT__TRY(check_pairs(p->stack.n - from));
    AIFT__TRY(aift__pickle_make(p, (aift__pickle_kind)kind, p->stack.at + from, p->stack.n - from, &value));
    p->stack.n = from;
    return aift__pickle_push(p, value);
}

/* A tuple of the last n values. */
static aift_status do_tuple(aift__pickle *p, int n)
{
    aift__pickle_value value;
    if (aift__pickle_above_mark(p) < (size_t)n)
        return aift__fail(AIFT_E_FORMAT, "the pickle makes a tuple of values that are not there");
    p->stack.n -= (size_t)n;
    AIFT__TRY(aift__pickle_make(p, AIFT__PICKLE_TUPLE, p->stack.at + p->stack.n, (size_t)n, &value));
    return aift__pickle_push(p, value);
}

/* Adds the last n values to the list or dict below them. */
static aift_status add_last(aift__pickle *p, size_t n, aift__pickle_kind kind)
{
    aift__pickle_value value;
    if (aift__pickle_above_mark(p) <= n)
        return aift__fail(AIFT_E_FORMAT, "the pickle adds values to an object that is not there");
    p->stack.n -= n;
    AIFT__TRY(aift__pickle_top(p, &value));
    AIFT__TRY(aift__pickle_expect(&value, kind, "adds values to"));
    return aift__pickle_add_items(p, value.object, p->stack.at + p->stack.n, n);
}

static aift_status do_add(aift__pickle *p, int kind)
{
    return add_last(p, kind == AIFT__PICKLE_DICT ? 2 : 1, (aift__pickle_kind)kind);
}

static aift_status do_add_marked(aift__pickle *p, int kind)
{
    size_t from = 0;
    AIFT__TRY(aift__pickle_pop_mark(p, &from));
    if (kind == AIFT__PICKLE_DICT)
        AIFT__TRY(check_pairs(p->stack.n - from));
    return add_last(p, p->stack.n - from, (aift__pickle_kind)kind);
}

static aift_status do_put(aift__pickle *p, int n)
{
    uint64_t place = 0;
    aift__pickle_value value;
    AIFT__TRY(aift__pickle_take_number(p, n, &place));
    AIFT__TRY(aift__pickle_top(p, &value));
    if (place >= AIFT__PICKLE_MAX_VALUES || place > p->at) /* who counts up cannot have come so far */
        return aift__fail(AIFT_E_RANGE,
                          "the pickle puts a value at the place %" PRIu64 " of its memo, too far", place);
    while (p->memo.n <= place)
        AIFT__TRY(aift__pickle_add_value(p, &p->memo, (aift__pickle_value){.kind = AIFT__PICKLE_UNSET}));
    p->memo.at[place] = value;
    return AIFT_OK;
}

static aift_status do_memoize(aift__pickle *p, int unused)
{
    aift__pickle_value value;
    AIFT__TRY(aift__pickle_top(p, &value));
    return aift__pickle_add_value(p, &p->memo, value);
}

static aift_status do_get(aift__pickle *p, int n)
{
    uint64_t place = 0;
    AIFT__TRY(aift__pickle_take_number(p, n, &place));
    if (place >= p->memo.n || p->memo.at[place].kind == AIFT__PICKLE_UNSET)
        return aift__fail(AIFT_E_FORMAT, "the pickle takes place %" PRIu64 " of its memo, where nothing is",
                          place);
    return aift__pickle_push(p, p->memo.at[place]);
}

static aift_status do_persistent(aift__pickle *p, int unused)
{
    aift__pickle_value id, storage;
    AIFT__TRY(aift__pickle_pop(p, &id));
    AIFT__TRY(aift__pickle_expect(&id, AIFT__PICKLE_TUPLE, "has as persistent id"));
    AIFT__TRY(aift__pickle_make(p, AIFT__PICKLE_STORAGE, &id, 1, &storage));
    return aift__pickle_push(p, storage);
}

/* ---- the table ---- */

const aift__pickle_opcode aift__pickle_opcodes[256] = {
    ['('] = {"MARK", do_mark},
    [')'] = {"EMPTY_TUPLE", do_empty, AIFT__PICKLE_TUPLE},
    ['.'] = {"STOP", do_stop},
    ['0'] = {"POP"},
    ['1'] = {"POP_MARK"},
    ['2'] = {"DUP"},
    ['B'] = {"BINBYTES"},
    ['C'] = {"SHORT_BINBYTES"},
    ['F'] = {"FLOAT"},
    ['G'] = {"BINFLOAT", do_float},
    ['I'] = {"INT"},
    ['J'] = {"BININT", do_int, 4},
    ['K'] = {"BININT1", do_int, 1},
    ['L'] = {"LONG"},
    ['M'] = {"BININT2", do_int, 2},
    ['N'] = {"NONE", do_none},
    ['P'] = {"PERSID"},
    ['Q'] = {"BINPERSID", do_persistent},
    ['R'] = {"REDUCE", aift__pickle_reduce},
    ['S'] = {"STRING"},
    ['T'] = {"BINSTRING", do_text, 4},
    ['U'] = {"SHORT_BINSTRING", do_text, 1},
    ['V'] = {"UNICODE"},
    ['X'] = {"BINUNICODE", do_text, 4},
    [']'] = {"EMPTY_LIST", do_empty, AIFT__PICKLE_LIST},
    ['a'] = {"APPEND", do_add, AIFT__PICKLE_LIST},
    ['b'] = {"BUILD", aift__pickle_build},
    ['c'] = {"GLOBAL", aift__pickle_global_line},
    ['d'] = {"DICT", do_marked, AIFT__PICKLE_DICT},
    ['e'] = {"APPENDS", do_add_marked, AIFT__PICKLE_LIST},
    ['g'] = {"GET"},
    ['h'] = {"BINGET", do_get, 1},
    ['i'] = {"INST"},
    ['j'] = {"LONG_BINGET", do_get, 4},
    ['l'] = {"LIST", do_marked, AIFT__PICKLE_LIST},
    ['o'] = {"OBJ"},
    ['p'] = {"PUT"},
    ['q'] = {"BINPUT", do_put, 1},
    ['r'] = {"LONG_BINPUT", do_put, 4},
    ['s'] = {"SETITEM", do_add, AIFT__PICKLE_DICT},
    ['t'] = {"TUPLE", do_marked, AIFT__PICKLE_TUPLE},
    ['u'] = {"SETITEMS", do_add_marked, AIFT__PICKLE_DICT},
    ['}'] = {"EMPTY_DICT", do_empty, AIFT__PICKLE_DICT},
    [0x80] = {"PROTO", do_nothing, 1},
    [0x81] = {"NEWOBJ"},
    [0x82] = {"EXT1"},
    [0x83] = {"EXT2"},
    [0x84] = {"EXT4"},
    [0x85] = {"TUPLE1", do_tuple, 1},
    [0x86] = {"TUPLE2", do_tuple, 2},
    [0x87] = {"TUPLE3", do_tuple, 3},
    [0x88] = {"NEWTRUE", do_bool, 1},
    [0x89] = {"NEWFALSE", do_bool, 0},
    [0x8A] = {"LONG1", do_long},
    [0x8B] = {"LONG4"},
    [0x8C] = {"SHORT_BINUNICODE", do_text, 1},
    [0x8D] = {"BINUNICODE8", do_text, 8},
    [0x8E] = {"BINBYTES8"},
    [0x8F] = {"EMPTY_SET"},
    [0x90] = {"ADDITEMS"},
    [0x91] = {"FROZENSET"},
    [0x92] = {"NEWOBJ_EX"},
    [0x93] = {"STACK_GLOBAL", aift__pickle_global_stack},
    [0x94] = {"MEMOIZE", do_memoize},
    [0x95] = {"FRAME", do_nothing, 8},
    [0x96] = {"BYTEARRAY8"},
    [0x97] = {"NEXT_BUFFER"},
    [0x98] = {"READONLY_BUFFER"},
};
