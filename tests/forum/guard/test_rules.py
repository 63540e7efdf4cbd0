"""Each rule of the guard finds its examples, ignores the others, and reads in linear time."""

import pytest

from forum.guard.check import MOST, check
from forum.guard.finding import Rule, Verdict
from forum.guard.reading import sentences
from forum.guard.rules import RULES
from tests.work_done import grows_in_proportion

FOUND = [(rule, text) for rule in RULES for text in rule.finds]
IGNORED = [(rule, text) for rule in RULES for text in rule.ignores]
# Beginnings that patterns could try again and again.
REPEATED = [
    *(
        "a",
        "A",
        " ",
        "12 ",
        "22 33 44 5",
        "+45 ",
        "+1 22",
        "a@",
        "a.",
        "a@a.",
        "Nørregade 1 ",
        "Aa",
    ),
    *(
        "AB 12 345 ",
        "ab 12 345 bil ",
        "Kim ",
        "tyven er ",
        "naboen i den ",
        "stjal ",
        "mand jakke ",
    ),
    *(
        "er ",
        "Naboen i nr 1 har taget ",
        "foto tyven http ",
        "1.",
        "\n",
        "jeg mistænker ",
        "*",
        "9999 ",
    ),
]


def passages(rule: Rule, text: str) -> list[str]:
    return [passage for sentence in sentences(text) for passage in rule.find(sentence)]


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=[f"{r.name}: {t}" for r, t in FOUND])
def test_a_rule_finds_its_examples(rule, text):
    assert passages(rule, text)


@pytest.mark.parametrize(("rule", "text"), IGNORED, ids=[f"{r.name}: {t}" for r, t in IGNORED])
def test_a_rule_ignores_ordinary_texts(rule, text):
    assert passages(rule, text) == []


@pytest.mark.parametrize("text", REPEATED)
def test_the_rules_read_in_time_in_proportion_to_the_length(text):
    def read(text: str) -> list[object]:
        return [check([text], is_safety=True)]

    assert grows_in_proportion(read, text * (3_000 // len(text)))


def test_names_of_rules_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_writers_own_address_is_not_asked_about():
    text = "Skriv endelig til Karen.Holm@example.org eller poul@example.org."

    found = check([text], is_safety=False, own=["karen.holm@example.org"])

    assert [(each.rule, each.passage) for each in found] == [("email", "poul@example.org")]


@pytest.mark.parametrize(("is_safety", "verdict"), [(False, Verdict.ASK), (True, Verdict.HOLD)])
def test_a_number_plate_is_held_in_a_thread_about_crime(is_safety, verdict):
    found = check(["En varevogn, AB 12 345, holdt der."], is_safety=is_safety)

    assert [each.verdict for each in found] == [verdict]


def test_looks_are_read_in_threads_about_crime_only():
    text = "En ældre mand med skæg og rød jakke spiller harmonika på torvet."

    assert check([text], is_safety=False) == []
    assert [each.rule for each in check([text], is_safety=True)] == ["looks"]


def test_each_passage_is_found_once_however_it_is_spaced():
    found = check(["Ring til Karen, 22 33 44 55.", "Karens nummer: 22334455"], is_safety=False)

    assert [each.passage for each in found] == ["22 33 44 55"]
    assert found[0].digest == check(["Karen: 2233 4455"], is_safety=False)[0].digest


def test_a_text_with_many_numbers_has_a_bounded_number_of_findings():
    text = "\n".join(f"Liste: 22 33 {number:02} {number:02}" for number in range(90))

    assert len(check([text], is_safety=False)) == MOST
