"""C types as the headers write them, taken apart."""
import re

SCALARS = {
    "char": ("C.c_char", "c_char", "int"),
    "int": ("C.c_int", "c_int", "int"),
    "int8_t": ("C.c_int8", "i8", "int"),
    "int32_t": ("C.c_int32", "i32", "int"),
    "int64_t": ("C.c_int64", "i64", "int"),
    "uint8_t": ("C.c_uint8", "u8", "int"),
    "uint32_t": ("C.c_uint32", "u32", "int"),
    "uint64_t": ("C.c_uint64", "u64", "int"),
    "size_t": ("C.c_size_t", "usize", "int"),
    "float": ("C.c_float", "f32", "float"),
    "double": ("C.c_double", "f64", "float"),
}
PYTHON, RUST, HINT = 0, 1, 2


class Type:
    """base: the name without pointers; pointers: for each level, outermost last, whether what it points to is const;
    array: the number of elements of a fixed array, or 0."""

    def __init__(self, text):
        fixed = re.match(r"(.*?)\s*\[(\d+)\]$", text)
        self.array = int(fixed.group(2)) if fixed else 0
        tokens = re.findall(r"\w+|\*", fixed.group(1) if fixed else text)
        const, self.pointers, self.base = False, [], None
        for token in tokens:
            if token == "const":
                const = True
            elif token == "*":
                self.pointers.append(const)
                const = False
            else:
                self.base = token
        if self.array:
            self.pointers.append(const)

    @property
    def depth(self):
        return len(self.pointers)


class Names:
    """What the names of an api.json stand for."""

    def __init__(self, api):
        for kind in ("handles", "enums", "structs", "callbacks"):
            setattr(self, kind, {entry["name"]: entry for entry in api[kind]})

    def kind(self, base):
        if base == "void" or base in SCALARS:
            return base if base in ("void", "char") else "scalar"
        for kind in ("handles", "enums", "structs", "callbacks"):
            if base in getattr(self, kind):
                return kind[:-1]
        return None


def prefix(enum):
    """What the names of an enum's values have in common: "AIFT_DTYPE_"."""
    names = [value["name"] for value in enum["values"]]
    common = names[0]
    for name in names:
        while not name.startswith(common):
            common = common[:-1]
    common = common[:common.rindex("_") + 1]
    # A name that would begin with a digit keeps a word of it.
    return common if not any(re.match(r"\d", name[len(common):]) for name in names) else common[:common[:-1].rindex("_") + 1]


def is_user(name):
    """A callback's first argument, and what is passed for it."""
    return name in ("user", "arg") or name.endswith("_user")


def user_of(callback, names):
    """The parameter or field that goes with a callback: `log_user` of `log`, else the next one, else the one before."""
    behind = names[names.index(callback) + 1:]
    return next((name for name in [n for n in names if n == f"{callback}_user"] + behind + names if is_user(name)), None)
