"""No regular expression of ours takes more than linear time for any text.

They are found in the source code, so a new one cannot be forgotten, and matched step by step
(`regex_steps`), so the verdict depends on no clock.
"""

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.sweeps import regex_steps

ROOT = Path(__file__).resolve().parents[2]
APPS = ("campaigns", "core", "desk", "events", "forum", "home", "hub", "notifications", "residents")
METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
ANCHORED = {"match", "fullmatch"}
# Lengths of a text. Between them the steps of a linear pattern grow by four, those of a quadratic
# one by sixteen. The larger ones decide: bounded repeats are linear only beyond their bounds.
SHORT, LONG, GROWTH = (40, 160), (600, 2_400), 8
MOST_STEPS = {SHORT: 300_000, LONG: 3_000_000}
# The patterns are tried in parts, which run at once.
PARTS = 2

# Files that read only what the project itself ships, or its settings.
OWN_INPUT = {
    "hub/management/commands/translations.py",
    "hub/settings",
    "hub/static_storage.py",
    "home/component_gallery",
}
# Patterns that are put together from what there is, by file: an example of each.
COMPOSED = {
    "core/positions/finding.py": [r"(?<!\w)hirtshals(?!\w)"],
    "core/text/normalization.py": ["[\u0300-\u036f\u0483-\u0487]{9,}"],
    "core/text/mentions.py": [r"(?<![\w@.])@(Alice\ Jensen|Bob)(?![\w-])"],
    "forum/moderation/conflicts.py": [r"(?<!\w)hjørring\ kommune(?!\w)"],
    "core/charts/numbers.py": [r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(\D.*)?"],
    "forum/by_mail/quotations.py": [
        r"svar\+[a-z2-7]{20}|https://hub\.example\.org/\S{0,80}/[\w.-]+:[\w-]+:[\w-]{20}"
    ],
    "forum/reply_addresses.py": [r"svar\+([a-z2-7]{20})@mail\.example\.org(?![\w.-]*\w)"],
}


def sources() -> list[Path]:
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if not any(name(path).startswith(own) for own in OWN_INPUT)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def patterns() -> list[tuple[str, "re.Pattern", bool]]:
    """Return where each pattern stands, the pattern, and whether it is looked for anywhere."""
    found: dict[tuple[str, object, int], tuple[str, re.Pattern, bool]] = {}
    for path in sources():
        tree = ast.parse(path.read_text())
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in METHODS | {"compile"}
        ]
        if not calls:
            continue
        module = importlib.import_module(
            name(path)[:-3].replace("/", ".").removesuffix(".__init__")
        )
        for call in calls:
            anywhere = not _methods(call, tree) <= ANCHORED
            for pattern in _patterns_of(call, module, name(path)):
                key = (name(path), pattern.pattern, pattern.flags)
                found[key] = (f"{name(path)}:{call.lineno}", pattern, anywhere)
    return list(found.values())


def _methods(call: ast.Call, tree: ast.Module) -> set[str]:
    """Return the methods by which a pattern is used: all, if it has no name of its own."""
    if call.func.attr != "compile":
        return {call.func.attr}
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.value is call
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in names
    } or METHODS


def _patterns_of(call: ast.Call, module: object, path: str) -> list["re.Pattern"]:
    keywords = [each for each in call.keywords if each.arg == "flags"]
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2)
    flags = [each.value for each in keywords] or call.args[position : position + 1]
    try:
        text = _value(call.args[0], module)
        if isinstance(text, re.Pattern):
            return [text]
        return [re.compile(text, _value(flags[0], module) if flags else 0)]
    except NameError:
        return [re.compile(each, re.IGNORECASE) for each in COMPOSED[path]]


def _value(node: ast.expr, module: object) -> object:
    """Return the value of an expression of constants of the module."""
    return eval(compile(ast.Expression(node), "pattern", "eval"), vars(module))  # noqa: S307


def verdict(pattern: "re.Pattern", anywhere: bool) -> str:
    """Return a text for which the steps grow more than linearly, or ""."""
    program = regex_steps.Program(pattern)
    for attack in regex_steps.attacks(program):
        if _grows(program, attack, SHORT, anywhere) and _grows(program, attack, LONG, anywhere):
            return repr(attack)
    return ""


def _grows(program, attack, lengths, anywhere) -> bool:
    begin, pump, end = attack
    counts = []
    for length in lengths:
        text = begin + pump * (length // len(pump) or 1) + end
        try:
            counts.append(program.steps(text, anywhere=anywhere, most=MOST_STEPS[lengths]))
        except regex_steps.TooManySteps:
            return True
    return counts[1] > GROWTH * max(counts[0], lengths[0])


@pytest.mark.parametrize("part", range(PARTS))
def test_no_pattern_takes_more_than_linear_time(part):
    """All texts for all patterns, whatever the sample."""
    found = {}
    for place, pattern, anywhere in patterns()[part::PARTS]:
        if text := verdict(pattern, anywhere):
            found[f"{place} {str(pattern.pattern)[:80]}"] = text
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "anywhere", "grows"),
    [
        (r"(a+)+b", False, True),
        (r"(?:a|a)*b", False, True),
        (r"a*a*b", False, True),
        (r"\s+$", True, True),
        (r"[^@]+@x", True, True),
        (r"(?<!\s)\s+$", True, False),
        (r"a{0,300}b", True, False),
        (r"[a-z]+b?", True, False),
        (r"(?>a+)b|^x", False, False),
        (r"(?i:æ[^\W_]{1,9})\b", True, False),
    ],
)
def test_the_counter_knows_the_bad_ones(pattern, anywhere, grows):
    assert bool(verdict(re.compile(pattern), anywhere)) == grows


def test_the_counter_matches_what_re_matches():
    texts = ["", "a", "ab", "aab b", "x1 y2", "A-b.c@d.dk", "\n\n", "æøå 12 34", "::"]
    for pattern in (r"\w+", r"(?:a|b)+?b", r"\b\d", r"[^a-c\s]+", r"(?<=a)b", r"^$", r"a(?!b)"):
        compiled = re.compile(pattern)
        program = regex_steps.Program(compiled)
        for text in texts:
            end, _steps = regex_steps._run(program, program.code, text, 0, 10_000)
            real = compiled.match(text)
            assert end == (real.end() if real else None), (pattern, text)
