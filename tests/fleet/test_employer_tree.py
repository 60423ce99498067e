"""The employer tree: paths, no cycles, no move into another company."""

import pytest

from fleet.rules.employer_tree import DEEPEST, covers, depth, moved_paths, path_below, root_key
from fleet.rules.malformed import Malformed


def test_a_path_names_every_ancestor():
    path = path_below(path_below(path_below("", "a"), "b"), "c")
    assert path == "a/b/c/"
    assert depth(path) == 3
    assert root_key(path) == "a"


def test_a_company_covers_itself_and_what_is_below_only():
    assert covers("a/", "a/")
    assert covers("a/", "a/b/c/")
    assert not covers("a/b/", "a/")
    assert not covers("a/", "ab/")
    assert not covers("a/b/", "a/bc/")


def test_a_moved_branch_keeps_its_shape():
    assert moved_paths("a/b/", "a/x/", ["a/b/c/", "a/b/c/d/"]) == ["a/x/b/", "a/x/b/c/", "a/x/b/c/d/"]


@pytest.mark.parametrize(
    ("node", "parent", "code"),
    [
        ("a/b/", "a/b/", "tree_cycle"),
        ("a/b/", "a/b/c/", "tree_cycle"),
        ("a/", "a/b/", "tree_cycle"),
        ("a/b/", "z/", "tree_other_company"),
    ],
)
def test_moves_that_break_the_tree_are_refused(node, parent, code):
    with pytest.raises(Malformed) as refused:
        moved_paths(node, parent, [])
    assert refused.value.code == code


def test_a_tree_has_a_floor():
    deepest = "".join(f"{level}/" for level in range(DEEPEST))
    with pytest.raises(Malformed):
        path_below(deepest, "x")
    with pytest.raises(Malformed):
        moved_paths("0/b/", deepest.rsplit("/", 2)[0] + "/", ["0/b/c/"])
