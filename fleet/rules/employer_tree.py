"""The tree of employers and their units as a materialised path of keys: "a/", "a/b/", "a/b/c/".

A path names every ancestor, so "everything below a company" is one prefix and the organisation of an access is found
inside the path itself.
"""

from fleet.rules.malformed import Malformed

DEEPEST = 12
"""Most levels of one tree; a group, its countries, companies, sites and cost centres need six."""


def path_below(parent_path: str, key: str) -> str:
    """Return the path of a node; an empty parent path makes a root.

    Raises Malformed("tree_too_deep") beyond DEEPEST levels.
    """
    path = f"{parent_path}{key}/"
    if depth(path) > DEEPEST:
        raise Malformed("tree_too_deep")
    return path


def depth(path: str) -> int:
    """Return the level of a node, a root being 1."""
    return path.count("/")


def root_key(path: str) -> str:
    """Return the key of the company at the top."""
    return path.split("/", 1)[0]


def covers(ancestor_path: str, path: str) -> bool:
    """True when the first node is the second one or stands above it."""
    return path.startswith(ancestor_path)


def moved_paths(node_path: str, new_parent_path: str, paths_below: list[str]) -> list[str]:
    """Return the new paths of a node's branch (the node first) after it was hung below another node.

    `paths_below` are the present paths of all nodes strictly below. Raises Malformed with code tree_cycle when the new
    parent is the node itself or stands below it, tree_other_company when it belongs to another company's tree (grants
    and contracts would silently change hands) and tree_too_deep.
    """
    if covers(node_path, new_parent_path):
        raise Malformed("tree_cycle")
    if root_key(node_path) != root_key(new_parent_path):
        raise Malformed("tree_other_company")
    key = node_path.rstrip("/").rsplit("/", 1)[-1]
    new_path = path_below(new_parent_path, key)
    moved = [new_path, *(new_path + path.removeprefix(node_path) for path in paths_below)]
    if max(map(depth, moved)) > DEEPEST:
        raise Malformed("tree_too_deep")
    return moved
