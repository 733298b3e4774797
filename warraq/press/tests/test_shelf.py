import gc
import random
import sys
import threading
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from warraq.press.shelf import ENTRY_OVERHEAD, Shelf


def test_what_was_put_is_found_until_it_is_discarded() -> None:
    shelf: Shelf[str] = Shelf(budget=10_000)

    shelf.put("a", "one", cost=10)
    shelf.put("a", "two", cost=20)

    assert shelf.get("a") == "two"
    assert shelf.used == 20 + ENTRY_OVERHEAD + 1
    shelf.discard(["a", "unknown"])
    assert shelf.get("a") is None
    assert shelf.used == 0


def test_a_thing_larger_than_the_shelf_is_not_kept() -> None:
    shelf: Shelf[str] = Shelf(budget=5_000)
    shelf.put("small", "s", cost=100)
    shelf.get("small")

    shelf.put("huge", "h", cost=6_000)

    assert "huge" not in shelf
    assert shelf.get("small") == "s"


def test_a_thing_that_grew_beyond_the_shelf_leaves_even_when_it_is_read() -> None:
    shelf: Shelf[str] = Shelf(budget=5_000)
    item = "grows"
    shelf.put("a", item, cost=100)
    shelf.get("a")

    shelf.weigh("a", item=item, cost=9_000)

    assert "a" not in shelf
    assert shelf.used <= 5_000


def test_the_weight_of_a_thing_that_was_replaced_meanwhile_is_not_touched() -> None:
    shelf: Shelf[object] = Shelf(budget=50_000)
    first, second = object(), object()
    shelf.put("a", first, cost=100)
    shelf.put("a", second, cost=200)

    shelf.weigh("a", item=first, cost=9_000)

    assert shelf.used == 200 + ENTRY_OVERHEAD + 1


def test_a_crawler_through_cold_things_leaves_the_hot_ones_alone() -> None:
    shelf: Shelf[int] = Shelf(budget=500 * (1_000 + ENTRY_OVERHEAD + 8))
    hot = [f"hot-{number:03}" for number in range(300)]
    for key in hot:
        shelf.put(key, 1, cost=1_000)
    for _ in range(3):
        for key in hot:
            shelf.get(key)

    for number in range(100_000):
        key = f"c{number:07}"
        if shelf.get(key) is None:
            shelf.put(key, number, cost=1_000)
        if number % 100 == 0:
            for hot_key in hot[:150]:
                shelf.get(hot_key)

    assert all(key in shelf for key in hot[:150])


def test_a_thing_that_comes_back_soon_is_kept_with_the_proven_ones() -> None:
    shelf: Shelf[int] = Shelf(budget=100 * (1_000 + ENTRY_OVERHEAD + 4))
    for number in range(120):
        shelf.put(f"{number:04}", number, cost=1_000)
    assert "0000" not in shelf

    shelf.put("0019", 0, cost=1_000)
    for number in range(500, 580):
        shelf.put(f"{number:04}", number, cost=1_000)

    assert "0019" in shelf


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("prdw"), st.integers(0, 30), st.integers(0, 3_000)), max_size=300
    ),
    budget=st.integers(0, 20_000),
)
def test_the_budget_is_never_exceeded(steps: list[tuple[str, int, int]], budget: int) -> None:
    shelf: Shelf[object] = Shelf(budget=budget)
    for step, name, cost in steps:
        key = str(name)
        if step == "p":
            shelf.put(key, object(), cost=cost)
        elif step == "r":
            shelf.get(key)
        elif step == "d":
            shelf.discard([key])
        elif (item := shelf.get(key)) is not None:
            shelf.weigh(key, item=item, cost=cost)
        assert shelf.used <= budget
        assert shelf.used >= sum(shelved.cost for shelved in shelf.entries.values())
    shelf.clear()
    assert len(shelf) == 0
    assert shelf._small_used == 0


def test_the_overhead_told_is_the_overhead_taken() -> None:
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        shelf: Shelf[None] = Shelf(budget=10**9)
        for number in range(20_000):
            shelf.put(f"maghrib.localhost/section/{number}", None, cost=0)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 0.8 <= (after - before) / shelf.used <= 1.05


def test_many_writers_keep_the_books_straight() -> None:
    shelf: Shelf[int] = Shelf(budget=60_000)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(2_000):
            key = str(chance.randrange(200))
            if chance.random() < 0.5:
                shelf.put(key, 0, cost=chance.randrange(900))
            elif chance.random() < 0.5:
                shelf.get(key)
            else:
                shelf.discard([key])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert shelf.used <= 60_000
    shelf.clear()
    assert shelf._small_used == 0
