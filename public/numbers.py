"""Numbers in addresses."""


def number_asked(request, name, otherwise):
    """A number that the address asks for, 1 or more; `otherwise` where it is none, or longer than any we have."""
    asked = request.GET.get(name, "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise
