"""Count the steps in which a regular expression is matched by backtracking, as `re` does it.

Steps do not depend on the machine or its load. A pattern becomes a program of a few instructions;
each instruction that is carried out is one step.
"""

import re
import unicodedata
from collections.abc import Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# A repeat with more than this many optional rounds has no limit.
_MOST_COPIES = 400


class TooManySteps(Exception):
    """Matching took more steps than allowed."""


class Program:
    """The instructions of a pattern."""

    def __init__(self, pattern: "re.Pattern[Any]") -> None:
        text = pattern.pattern
        self.source = text.decode("latin-1") if isinstance(text, bytes) else text
        self.flags = pattern.flags
        self.code: list[tuple[Any, ...]] = []
        self.tree = parser.parse(self.source, self.flags & ~re.UNICODE)
        self._emit(self.tree)
        self.code.append(("match",))

    def steps(self, text: str, *, anywhere: bool, most: int) -> int:
        """Return the steps of matching `text` at its start, or of finding all matches in it.

        Raises `TooManySteps`.
        """
        count, start = 0, 0
        while start <= len(text):
            end, used = _run(self, self.code, text, start, most - count)
            count += used
            if not anywhere:
                break
            start = end if end is not None and end > start else start + 1
        return count

    def _emit(self, nodes: Any) -> None:
        for op, value in nodes:
            if op in (c.MAX_REPEAT, c.MIN_REPEAT):
                self._repeat(*value, is_lazy=op is c.MIN_REPEAT)
            elif op is c.POSSESSIVE_REPEAT:
                self.code.append(("sub", "atomic", self._part([(c.MAX_REPEAT, value)]), 0))
            elif op is c.ATOMIC_GROUP:
                self.code.append(("sub", "atomic", self._part(value), 0))
            elif op in (c.ASSERT, c.ASSERT_NOT):
                direction, part = value
                kind = "ahead" if op is c.ASSERT else "not"
                width = part.getwidth()[0] if direction < 0 else 0
                self.code.append(("sub", kind, self._part(part), width))
            elif op is c.SUBPATTERN:
                self._emit(value[3])
            elif op is c.BRANCH:
                self._branch(value[1])
            elif op is c.AT:
                self.code.append(("at", value))
            else:
                assert op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN), op
                self.code.append(("char", op, value))

    def _part(self, nodes: Any) -> list[tuple[Any, ...]]:
        outer, self.code = self.code, []
        self._emit(nodes)
        part, self.code = [*self.code, ("match",)], outer
        return part

    def _branch(self, branches: Any) -> None:
        jumps = []
        for number, branch in enumerate(branches):
            split = len(self.code)
            if number < len(branches) - 1:
                self.code.append(())
            self._emit(branch)
            if number < len(branches) - 1:
                jumps.append(len(self.code))
                self.code.append(())
                self.code[split] = ("split", split + 1, len(self.code))
        for jump in jumps:
            self.code[jump] = ("jump", len(self.code))

    def _repeat(self, least: int, most: int, nodes: Any, *, is_lazy: bool) -> None:
        for _time in range(least):
            self._emit(nodes)
        if most is not c.MAXREPEAT and most - least <= _MOST_COPIES:
            splits = []
            for _time in range(most - least):
                splits.append(len(self.code))
                self.code.append(())
                self._emit(nodes)
            for split in splits:
                self.code[split] = self._split(split + 1, len(self.code), is_lazy)
            return
        split = len(self.code)
        self.code.append(())
        self.code.append(("mark", split))
        self._emit(nodes)
        self.code.append(("moved", split))
        self.code.append(("jump", split))
        self.code[split] = self._split(split + 1, len(self.code), is_lazy)

    @staticmethod
    def _split(body: int, after: int, is_lazy: bool) -> tuple[Any, ...]:
        return ("split", after, body) if is_lazy else ("split", body, after)


def _run(
    program: Program, code: list[tuple[Any, ...]], text: str, start: int, most: int
) -> tuple[int | None, int]:
    """Return the end of the first match, or None, and the number of steps."""
    stack: list[tuple[int, int, dict[int, int]]] = [(0, start, {})]
    count = 0
    while stack:
        at, position, marks = stack.pop()
        while True:
            count += 1
            if count > most:
                raise TooManySteps
            instruction = code[at]
            kind = instruction[0]
            at += 1
            if kind == "char":
                if position >= len(text) or not _matches(program, instruction, text[position]):
                    break
                position += 1
            elif kind == "split":
                stack.append((instruction[2], position, marks))
                at = instruction[1]
            elif kind == "jump":
                at = instruction[1]
            elif kind == "mark":
                marks = {**marks, instruction[1]: position}
            elif kind == "moved":
                if marks[instruction[1]] == position:
                    break
            elif kind == "at":
                if not _is_at(program, instruction[1], text, position):
                    break
            elif kind == "sub":
                _sub, what, part, width = instruction
                begin = position - width
                end, used = (None, 0)
                if begin >= 0:
                    end, used = _run(program, part, text, begin, most - count)
                count += used
                if (end is None) != (what == "not"):
                    break
                if what == "atomic":
                    assert end is not None
                    position = end
            else:
                return position, count
    return None, count


def _matches(program: Program, instruction: tuple[Any, ...], char: str) -> bool:
    _char, op, value = instruction
    chars = {char, char.lower(), char.upper()} if program.flags & re.IGNORECASE else {char}
    if op is c.ANY:
        return char != "\n" or bool(program.flags & re.DOTALL)
    if op is c.IN:
        return any(_is_in(value, each) for each in chars)
    return any(ord(each) == value for each in chars if len(each) == 1) == (op is c.LITERAL)


def _is_in(items: Any, char: str) -> bool:
    if len(char) != 1:
        return False
    found, negated = False, False
    for op, value in items:
        if op is c.NEGATE:
            negated = True
        elif op is c.LITERAL:
            found = found or ord(char) == value
        elif op is c.RANGE:
            found = found or value[0] <= ord(char) <= value[1]
        else:
            found = found or _is_of_category(value, char)
    return found != negated


def _is_of_category(category: Any, char: str) -> bool:
    name = str(category).removeprefix("CATEGORY_")
    test = {
        "DIGIT": unicodedata.category(char) == "Nd",
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    return not test[name[4:]] if name.startswith("NOT_") else test[name]


def _is_at(program: Program, where: Any, text: str, position: int) -> bool:
    name = str(where)
    is_multiline = bool(program.flags & re.MULTILINE)
    if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        at_line = is_multiline and name == "AT_BEGINNING" and text[position - 1 : position] == "\n"
        return position == 0 or at_line
    if name in ("AT_END", "AT_END_STRING"):
        if position == len(text):
            return True
        if name == "AT_END_STRING":
            return False
        return text[position] == "\n" and (is_multiline or position == len(text) - 1)
    sides = [
        each and _is_of_category("CATEGORY_WORD", each)
        for each in (
            text[position - 1 : position] if position else "",
            text[position : position + 1],
        )
    ]
    is_boundary = bool(sides[0]) != bool(sides[1])
    return is_boundary == (name == "AT_BOUNDARY")


def characters(program: Program) -> list[str]:
    """Return one character for each literal, set and category of the pattern."""
    found = dict.fromkeys(_characters(program.tree))
    return list(found)


def _characters(nodes: Any) -> Iterator[str]:
    for op, value in nodes:
        if op in (c.LITERAL, c.NOT_LITERAL):
            yield chr(value)
        elif op is c.IN:
            yield from _of_set(value)
        elif op is c.ANY:
            yield "a"
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield from _characters(value[2])
        elif op is c.SUBPATTERN:
            yield from _characters(value[3])
        elif op is c.ATOMIC_GROUP:
            yield from _characters(value)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            yield from _characters(value[1])
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from _characters(branch)


_SAMPLES = "a1 _-.,/:@<>\n\tZé%\x00"


def _of_set(items: Any) -> Iterator[str]:
    for sample in _SAMPLES:
        if _is_in(items, sample):
            yield sample
            break
    for op, value in items:
        if op is c.LITERAL and not any(op is c.NEGATE for op, _value in items):
            yield chr(value)


def example(nodes: Any) -> str:
    """Return a text that the nodes match, more or less: the shortest way through them."""
    text = ""
    for op, value in nodes:
        if op is c.LITERAL:
            text += chr(value)
        elif op in (c.NOT_LITERAL, c.ANY):
            text += "a"
        elif op is c.IN:
            text += next(_of_set(value), next((s for s in _SAMPLES if _is_in(value, s)), ""))
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            text += example(value[2]) * max(value[0], 1)
        elif op is c.SUBPATTERN:
            text += example(value[3])
        elif op is c.ATOMIC_GROUP:
            text += example(value)
        elif op is c.BRANCH:
            text += example(value[1][0])
    return text


def attacks(program: Program) -> list[tuple[str, str, str]]:
    """Return texts in three parts, of which the second is to be repeated."""
    chars = characters(program)[:40]
    whole = example(program.tree)
    repeated: list[str] = [whole, *_examples_of_repeats(program.tree), *chars]
    repeated += [one + other for one in chars[:9] for other in chars[:9] if one != other]
    found = []
    for pump in dict.fromkeys(each for each in repeated if each):
        found += [("", pump, end) for end in ("", "\x01")]
        found += [(whole[: len(whole) // 2], pump, "\x01"), (whole, pump, "\x01")]
    return found


def _examples_of_repeats(nodes: Any) -> Iterator[str]:
    for op, value in nodes:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield example(value[2])
            yield from _examples_of_repeats(value[2])
        elif op is c.SUBPATTERN:
            yield from _examples_of_repeats(value[3])
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from _examples_of_repeats(branch)
