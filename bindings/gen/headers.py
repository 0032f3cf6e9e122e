"""Reads the public headers with libclang into one description (bindings/api.json)."""
import os
import re
import sys
import tempfile

import clang.cindex as ci

import comments
import ctype

# The two standard headers, so that the description does not depend on the compiler that is installed.
STANDARD = {
    "stddef.h": "typedef unsigned long size_t;\n#define NULL ((void *)0)\n",
    "stdint.h": "typedef signed char int8_t;\ntypedef short int16_t;\ntypedef int int32_t;\ntypedef long int64_t;\n"
                "typedef unsigned char uint8_t;\ntypedef unsigned short uint16_t;\ntypedef unsigned int uint32_t;\n"
                "typedef unsigned long uint64_t;\n",
}
TARGET = "x86_64-linux-gnu"  # of the sizes and offsets
LISTS = ("modules", "constants", "handles", "enums", "structs", "callbacks", "functions")


def parse(include):
    """The cursors of the interface's declarations, in the order of headers and lines."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in STANDARD.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        unit = ci.Index.create().parse(os.path.join(include, "aift", "aift.h"), args=[
            "-x", "c", "-std=c11", "-nostdinc", "-target", TARGET, "-DAIFT_BINDGEN", "-I", folder, "-I", include])
    faults = [d for d in unit.diagnostics if d.severity >= ci.Diagnostic.Warning]
    if faults:
        sys.exit("\n".join(str(fault) for fault in faults))
    found = []
    for cursor in unit.cursor.get_children():
        path = cursor.location.file.name if cursor.location.file else ""
        if os.path.basename(os.path.dirname(path)) == "aift":
            found.append((os.path.basename(path), cursor))
    return unit, sorted(found, key=lambda f: f[0])  # stable: a header's declarations keep their order


def spelled(kind):
    """A type as the headers write it."""
    return re.sub(r"^(struct|enum) ", "", kind.spelling)


def notes(cursor):
    """The annotations of a parameter, field or function."""
    found = {}
    for child in cursor.get_children():
        if child.kind != ci.CursorKind.ANNOTATE_ATTR:
            continue
        note = child.displayname
        if note.startswith("len:"):
            depth, terms = 0, [""]
            for character in note[len("len:"):]:
                depth += {"(": 1, ")": -1}.get(character, 0)
                if character == "," and depth == 0:
                    terms.append("")
                else:
                    terms[-1] += character
            found["length"] = [term.strip() for term in terms]
        elif note in ("owned", "borrowed", "static"):
            found["ownership"] = note
        else:
            found[{"out": "output"}.get(note, note)] = True
    order = ("output", "nullable", "nullable_items", "ownership", "length", "flag", "callback")
    return {name: found[name] for name in order if name in found}


def described(entry, text):
    if text:
        entry["documentation"] = text
    return entry


def place(entry, header, cursor):
    entry["header"] = f"aift/{header}"
    entry["line"] = cursor.location.line
    return entry


def head(cursor, header, comment):
    """What every declaration has."""
    entry = place({"name": cursor.spelling}, header, cursor)
    for key in ("since", "threads"):
        if key in comment:
            entry[key] = comment[key]
    return described(entry, comment.get("text"))


def parameters(cursors, comment):
    texts = dict(comment.get("parameters", {}))
    found = []
    for cursor in cursors:
        entry = {"name": cursor.spelling, "type": spelled(cursor.type), **notes(cursor)}
        found.append(described(entry, texts.pop(cursor.spelling, None)))
    return found, sorted(texts)


def function(cursor, header):
    comment = comments.parse(cursor.raw_comment)
    entry = head(cursor, header, comment)
    if cursor.availability == ci.AvailabilityKind.DEPRECATED:
        entry["deprecated"] = True
    entry["returns"] = described({"type": spelled(cursor.result_type), **notes(cursor)}, comment.get("returns"))
    entry["parameters"], entry["unknown"] = parameters(cursor.get_arguments(), comment)
    return entry


def callback(cursor, header):
    comment = comments.parse(cursor.raw_comment)
    entry = head(cursor, header, comment)
    kind = cursor.underlying_typedef_type.get_pointee()
    entry["returns"] = described({"type": spelled(kind.get_result())}, comment.get("returns"))
    declared = [child for child in cursor.get_children() if child.kind == ci.CursorKind.PARM_DECL]
    entry["parameters"], entry["unknown"] = parameters(declared, comment)
    return entry


def struct(cursor, header, definition):
    entry = head(cursor, header, comments.parse(cursor.raw_comment or definition.raw_comment))
    entry["size"] = definition.type.get_size()
    entry["fields"] = []
    for field in definition.type.get_fields():
        text = comments.parse(field.raw_comment).get("text")
        entry["fields"].append(described({"name": field.spelling, "type": spelled(field.type), **notes(field),
                                          "offset": definition.type.get_offset(field.spelling) // 8}, text))
    return entry


def enum(cursor, header, definition):
    entry = head(cursor, header, comments.parse(cursor.raw_comment or definition.raw_comment))
    entry["values"] = []
    for value in definition.get_children():
        if value.kind == ci.CursorKind.ENUM_CONSTANT_DECL:
            text = comments.parse(value.raw_comment).get("text")
            entry["values"].append(described({"name": value.spelling, "value": value.enum_value}, text))
    return entry


def add(api, header, cursor):
    """Puts a declaration in its list."""
    if cursor.kind == ci.CursorKind.FUNCTION_DECL:
        api["functions"].append(function(cursor, header))
    if cursor.kind != ci.CursorKind.TYPEDEF_DECL:
        return  # of a struct or enum its typedef is what counts
    kind = cursor.underlying_typedef_type
    declaration = kind.get_declaration()
    if kind.kind == ci.TypeKind.POINTER:
        api["callbacks"].append(callback(cursor, header))
    elif declaration.kind == ci.CursorKind.ENUM_DECL:
        api["enums"].append(enum(cursor, header, declaration))
    elif declaration.get_definition() is None:
        api["handles"].append(head(cursor, header, comments.parse(cursor.raw_comment)))
    else:
        api["structs"].append(struct(cursor, header, declaration.get_definition()))


def module(api, include, name):
    """A header's first comment, and the constants that are no enums."""
    with open(os.path.join(include, "aift", name), encoding="utf-8") as file:
        text = file.read()
    first = comments.paragraphs(comments.clean(text[:text.index("*/") + 2]))
    api["modules"].append({"header": f"aift/{name}", "documentation": first})
    for constant, value in re.findall(r'^#define (AIFT_[A-Z_]+) (\d+|"[^"]*")$', text, re.M):
        api["constants"].append({"name": constant, "value": value.strip('"') if value[0] == '"' else int(value)})


def link(api):
    """Which function releases, retains or fills in what."""
    names = {f["name"] for f in api["functions"]}
    for handle in api["handles"]:
        for verb in ("release", "retain"):
            if f"{handle['name']}_{verb}" in names:
                handle[verb] = f"{handle['name']}_{verb}"
    for entry in api["structs"]:
        if f"{entry['name']}_init" in names:
            entry["init"] = f"{entry['name']}_init"
            entry["fields"] = entry.pop("fields")  # last
    for entry in api["structs"] + api["functions"] + api["callbacks"]:
        values = entry.get("fields") or entry.get("parameters", [])
        for value in values:
            if value.get("callback"):
                value["user"] = ctype.user_of(value["name"], [v["name"] for v in values])
    released = {handle.get("release") for handle in api["handles"]}
    for entry in api["functions"]:
        if entry["name"] in released:
            entry["parameters"][0]["ownership"] = "taken"


def read(include):
    unit, found = parse(include)
    api = {"comment": "Generated by bindings/gen from include/aift/*.h; sizes and offsets are those of " + TARGET,
           **{name: [] for name in LISTS}}
    for name in sorted(os.listdir(os.path.join(include, "aift"))):
        if name.endswith(".h"):
            module(api, include, name)
    for header, cursor in found:
        add(api, header, cursor)
    link(api)
    return api
