"""Answers remembered under a bound, looked up at the speed of a dictionary."""

from collections.abc import Callable

# What is longer is no word of any language, and is not worth remembering.
_LONGEST = 40


class Remembered(dict[str, str]):
    """A function of a word, with its answers: ``remembered[word]``.

    When ``generation`` words are remembered they become the old generation, and what is asked again comes back
    from there: nearly as good as forgetting the least used, at most twice ``generation`` in memory, and what is
    known costs one lookup in C. Threads may share it: at worst an answer is worked out twice.
    """

    def __init__(self, answer: Callable[[str], str], *, generation: int) -> None:
        super().__init__()
        self._answer = answer
        self._generation = generation
        self._old: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        answer = self._old.get(word)
        if answer is None:
            answer = self._answer(word)
        if len(word) <= _LONGEST:
            if len(self) >= self._generation:
                self._old = dict(self)
                self.clear()
            self[word] = answer
        return answer
