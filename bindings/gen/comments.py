"""What a documentation comment says: text, parameters, result, threads, since."""
import re


def clean(comment):
    """The comment's text without its frame, a line a list item."""
    text = re.sub(r"^/\*\*?<?|\*/$", "", comment.strip())
    return [re.sub(r"^\s*\*? {0,2}", "", line).rstrip() for line in text.split("\n")]


def paragraphs(lines):
    """Lines joined, but for empty ones between them."""
    blocks = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join(" ".join(block) for block in blocks if block)


def parse(comment):
    """{"text", "parameters": {name: text}, "returns", "threads", "since"}; what is not there is left out."""
    if not comment:
        return {}
    body = "\n".join(clean(comment))
    found = {}
    since = re.search(r"\bSince:\s*(\d+\.\d+)\s*$", body)
    if since:
        found["since"] = since.group(1)
        body = body[:since.start()]
    threads = re.search(r"\bThreads:\s*(.*?)\s*$", body, re.S)
    if threads:
        found["threads"] = paragraphs(threads.group(1).rstrip(".").split("\n"))
        body = body[:threads.start()]
    parts = re.split(r"@(param|return)\s+", body)
    text = paragraphs(parts[0].split("\n"))
    if text:
        found["text"] = text
    for kind, part in zip(parts[1::2], parts[2::2]):
        if kind == "return":
            found["returns"] = paragraphs(part.split("\n"))
            continue
        names = re.match(r"(?:\w+,\s*)*\w+", part)
        for name in re.split(r",\s*", names.group(0)):
            found.setdefault("parameters", {})[name] = paragraphs(part[names.end():].split("\n"))
    return found
