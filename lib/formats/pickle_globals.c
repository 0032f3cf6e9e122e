/* What a pickle may name and call: the table, and the opcodes that do so. */
#include <string.h>

#include "formats/pickle_machine.h"

enum { STORAGE_TYPE = AIFT__PICKLE_STORAGE_TYPE, ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER };

static const aift__pickle_global globals[] = {
    {"collections", "OrderedDict", ORDERED_DICT},
    {"torch._utils", "_rebuild_tensor_v2", REBUILD_TENSOR},
    {"torch._utils", "_rebuild_parameter", REBUILD_PARAMETER},
    {"torch", "FloatStorage", STORAGE_TYPE, AIFT_DTYPE_F32},
    {"torch", "DoubleStorage", STORAGE_TYPE, AIFT_DTYPE_F64},
    {"torch", "HalfStorage", STORAGE_TYPE, AIFT_DTYPE_F16},
    {"torch", "BFloat16Storage", STORAGE_TYPE, AIFT_DTYPE_BF16},
    {"torch", "LongStorage", STORAGE_TYPE, AIFT_DTYPE_I64},
    {"torch", "IntStorage", STORAGE_TYPE, AIFT_DTYPE_I32},
    {"torch", "ShortStorage", STORAGE_TYPE, AIFT_DTYPE_I16},
    {"torch", "CharStorage", STORAGE_TYPE, AIFT_DTYPE_I8},
    {"torch", "ByteStorage", STORAGE_TYPE, AIFT_DTYPE_U8},
    {"torch", "BoolStorage", STORAGE_TYPE, AIFT_DTYPE_BOOL},
};

static aift_status fail_long(void)
{
    return aift__fail(AIFT_E_FORMAT, "the pickle names a global that has no end, or is longer than %d bytes",
                      AIFT__PICKLE_MAX_GLOBAL - 1);
}

/* A name with nothing in it that could not stand in a message. */
static void clean(char *to, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i] > 0x20 && from[i] < 0x7F ? (char)from[i] : '?';
    to[n] = '\0';
}

static aift_status take_line(aift__pickle *p, char *line)
{
    const unsigned char *at = p->bytes + p->at;
    const size_t room = AIFT__MIN(p->size - p->at, (size_t)AIFT__PICKLE_MAX_GLOBAL);
    const unsigned char *end = room ? memchr(at, '\n', room) : NULL;
    if (!end)
        return fail_long();
    clean(line, at, (size_t)(end - at));
    p->at += (size_t)(end - at) + 1;
    return AIFT_OK;
}

static aift_status push_global(aift__pickle *p, const char *module, const char *name)
{
    for (size_t i = 0; i < AIFT__COUNT(globals); i++)
        if (strcmp(globals[i].module, module) == 0 && strcmp(globals[i].name, name) == 0)
            return aift__pickle_push(
                p, (aift__pickle_value){.kind = AIFT__PICKLE_GLOBAL, .global = &globals[i]});
    /* what Python calls os.system is posix.system in a pickle */
    const char *known_as = strcmp(module, "posix") == 0 || strcmp(module, "nt") == 0 ? "os" : module;
    return aift__fail(
        AIFT_E_UNSUPPORTED,
        "the pickle names %s.%s, which is refused: only tensors and plain values are read, and nothing "
        "is run; torch.save(model.state_dict(), ...) writes no more than those",
        known_as, name);
}

aift_status aift__pickle_global_line(aift__pickle *p, int unused)
{
    char module[AIFT__PICKLE_MAX_GLOBAL], name[AIFT__PICKLE_MAX_GLOBAL];
    AIFT__TRY(take_line(p, module));
    AIFT__TRY(take_line(p, name));
    return push_global(p, module, name);
}

aift_status aift__pickle_global_stack(aift__pickle *p, int unused)
{
    char module[AIFT__PICKLE_MAX_GLOBAL], name[AIFT__PICKLE_MAX_GLOBAL];
    aift__pickle_value texts[2];
    AIFT__TRY(aift__pickle_pop(p, &texts[1]));
    AIFT__TRY(aift__pickle_pop(p, &texts[0]));
    for (int i = 0; i < 2; i++) {
        AIFT__TRY(aift__pickle_expect(&texts[i], AIFT__PICKLE_TEXT, "names a global by"));
        if (texts[i].size >= AIFT__PICKLE_MAX_GLOBAL)
            return fail_long();
        clean(i ? name : module, (const unsigned char *)texts[i].text, texts[i].size);
    }
    return push_global(p, module, name);
}

/* OrderedDict() or OrderedDict([[key, value], ...]) */
static aift_status make_dict(aift__pickle *p, const aift__pickle_value *args)
{
    aift__pickle_value dict;
    AIFT__TRY(aift__pickle_make(p, AIFT__PICKLE_DICT, NULL, 0, &dict));
    size_t n = p->objects[args->object].n;
    if (n > 0) {
        const aift__pickle_value pairs = p->objects[args->object].items[0];
        AIFT__TRY(aift__pickle_expect(&pairs, AIFT__PICKLE_LIST, "makes an OrderedDict of"));
        for (size_t i = 0; i < p->objects[pairs.object].n; i++) {
            const aift__pickle_value pair = p->objects[pairs.object].items[i];
            bool good = (pair.kind == AIFT__PICKLE_LIST || pair.kind == AIFT__PICKLE_TUPLE) &&
                        p->objects[pair.object].n == 2;
            if (!good)
                return aift__fail(AIFT_E_FORMAT, "the pickle makes an OrderedDict of what are no pairs");
            AIFT__TRY(aift__pickle_add_items(p, dict.object, p->objects[pair.object].items, 2));
        }
    }
    return aift__pickle_push(p, dict);
}

static aift_status make_parameter(aift__pickle *p, const aift__pickle_value *args)
{
    const aift__pickle_object *o = &p->objects[args->object];
    aift__pickle_value data = o->n > 0 ? o->items[0] : (aift__pickle_value){.kind = AIFT__PICKLE_UNSET};
    AIFT__TRY(aift__pickle_expect(&data, AIFT__PICKLE_TENSOR, "makes a parameter of"));
    return aift__pickle_push(p, data);
}

aift_status aift__pickle_reduce(aift__pickle *p, int unused)
{
    aift__pickle_value args, called, tensor;
    AIFT__TRY(aift__pickle_pop(p, &args));
    AIFT__TRY(aift__pickle_pop(p, &called));
    AIFT__TRY(aift__pickle_expect(&args, AIFT__PICKLE_TUPLE, "calls with"));
    AIFT__TRY(aift__pickle_expect(&called, AIFT__PICKLE_GLOBAL, "calls"));
    switch (called.global->role) {
    case ORDERED_DICT:
        return make_dict(p, &args);
    case REBUILD_PARAMETER:
        return make_parameter(p, &args);
    case REBUILD_TENSOR:
        AIFT__TRY(aift__pickle_make(p, AIFT__PICKLE_TENSOR, &args, 1, &tensor));
        return aift__pickle_push(p, tensor);
    default:
        return aift__fail(AIFT_E_UNSUPPORTED, "the pickle calls %s.%s, which is refused",
                          called.global->module, called.global->name);
    }
}

/* Attributes: an OrderedDict's _metadata, which nobody needs. */
aift_status aift__pickle_build(aift__pickle *p, int unused)
{
    aift__pickle_value state, of;
    AIFT__TRY(aift__pickle_pop(p, &state));
    AIFT__TRY(aift__pickle_top(p, &of));
    return aift__pickle_expect(&of, AIFT__PICKLE_DICT, "sets attributes of");
}
