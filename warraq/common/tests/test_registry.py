import pytest

from warraq.common.registry import AlreadyRegistered, Registry


def test_a_name_has_one_owner() -> None:
    registry: Registry[int] = Registry("number")
    registry.register("one", 1)
    with pytest.raises(AlreadyRegistered, match="“one”"):
        registry.register("one", 2)
    assert registry.get("one") == 1


def test_an_unknown_name_says_what_there_is() -> None:
    registry: Registry[int] = Registry("number")
    registry.register("one", 1)
    with pytest.raises(LookupError, match="Known: one"):
        registry.get("two")
    assert list(registry) == ["one"]
    assert "two" not in registry
