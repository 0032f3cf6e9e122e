"""What a declaration must say, so that a binding knows how to call it."""
import re

import ctype


def check(api):
    """The faults, a line each."""
    names = ctype.Names(api)
    functions = {entry["name"]: entry for entry in api["functions"]}
    faults = []

    def fault(entry, text):
        faults.append(f"include/{entry['header']}:{entry['line']}: {entry['name']}: {text}")

    for entry in api["functions"] + api["callbacks"]:
        for name in entry["unknown"]:
            fault(entry, f"its comment tells of a parameter {name}, which it does not have")
        for parameter in entry["parameters"]:
            check_value(names, functions, entry, parameter, entry["parameters"], fault)
    for entry in api["functions"]:
        check_result(names, functions, entry, fault)
        check_order(names, entry, fault)
    for entry in api["structs"]:
        for field in entry["fields"]:
            check_value(names, functions, entry, field, entry["fields"], fault, field=True)
    for entry in api["handles"]:
        if "release" not in entry:
            fault(entry, f"there is no {entry['name']}_release()")
    for kind in ("functions", "handles", "enums", "structs", "callbacks"):
        for entry in api[kind]:
            if "documentation" not in entry:
                fault(entry, "has no /** comment */ before it that says what it is")
            if kind in ("functions", "handles"):
                for word in ("threads", "since"):
                    if word not in entry:
                        fault(entry, f"its comment has no `{word.capitalize()}:`")
    return faults


def check_length(functions, entry, value, others, fault):
    """Every term of an AIFT_LEN is something that a caller can find out."""
    known = {other["name"] for other in others}
    for term in value.get("length", ()):
        call = re.fullmatch(r"(\w+)\((\w*)\)", term)
        if call and call.group(1) in functions and call.group(2) in known:
            continue
        if not call and (term in known or re.fullmatch(r"\d+", term)):
            continue
        fault(entry, f"AIFT_LEN({term}) of {value.get('name', 'what it returns')} is no parameter, field, number or call")


def check_value(names, functions, entry, value, others, fault, field=False):
    """A parameter or field."""
    kind, name = ctype.Type(value["type"]), value["name"]
    what = names.kind(kind.base)
    if what is None:
        return fault(entry, f"the type of {name}, {value['type']}, is not known to bindings/gen")
    check_length(functions, entry, value, others, fault)
    if what == "callback":
        if not value.get("callback"):
            fault(entry, f"{name} is a callback: AIFT_CALLBACK is missing")
        user = ctype.user_of(name, [other["name"] for other in others])
        if not user:
            fault(entry, f"there is no {name}_user, user or arg to go with the callback {name}")
        return None
    if kind.depth == 0:
        if value.get("nullable") or value.get("output"):
            fault(entry, f"{name} is no pointer, so it is neither AIFT_NULLABLE nor AIFT_OUT")
        return None
    if what == "void" and ctype.is_user(name):
        return None
    if kind.array:
        return None
    output, sized = value.get("output"), "length" in value
    if what == "void" and not sized and (output or kind.pointers[0]):  # else a block of an allocator
        fault(entry, f"{name} points to bytes: AIFT_LEN is missing")
    if not output and not kind.pointers[0] and what not in ("handle", "char", "void") and not field:
        fault(entry, f"{name} is written to: AIFT_OUT is missing; or const is")
    if not output and not sized and (kind.depth > 1 or what == "scalar"):
        fault(entry, f"{name} points to several: AIFT_LEN is missing; or AIFT_OUT, if it is one output")
    if not output and what == "char" and not kind.pointers[0] and not field:
        fault(entry, f"{name} is written to: AIFT_OUT is missing")
    if output and what == "char" and kind.depth == 1 and not sized:
        fault(entry, f"{name} is a buffer: AIFT_LEN is missing")
    if output and kind.depth == 2 and "ownership" not in value:
        fault(entry, f"whose is {name}? AIFT_OWNED or AIFT_BORROWED is missing")
    return None


def check_result(names, functions, entry, fault):
    value = entry["returns"]
    kind = ctype.Type(value["type"])
    what = names.kind(kind.base)
    if what is None:
        return fault(entry, f"the type it returns, {value['type']}, is not known to bindings/gen")
    check_length(functions, entry, value, entry["parameters"], fault)
    if kind.depth and "ownership" not in value:
        fault(entry, "whose is what it returns? AIFT_OWNED, AIFT_BORROWED or AIFT_STATIC is missing")
    if kind.depth and what in ("scalar", "void") and "length" not in value:
        fault(entry, "it returns several values: AIFT_LEN is missing")
    if not kind.depth and set(value) & {"nullable", "ownership", "length"}:
        fault(entry, "it returns no pointer, but has notes of one")
    return None


def check_order(names, entry, fault):
    """Outputs come last, in functions that can fail."""
    if entry["returns"]["type"] != "aift_status":
        return
    outputs = [bool(parameter.get("output")) for parameter in entry["parameters"]]
    if outputs != sorted(outputs):
        fault(entry, "its outputs do not come last")


def strip(api):
    """Leaves out what only the checks need."""
    for kind in ("functions", "handles", "enums", "structs", "callbacks"):
        for entry in api[kind]:
            entry.pop("unknown", None)
            entry.pop("line", None)
