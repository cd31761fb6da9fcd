"""Write what is known of the lint rules: `docs/rules.md`, and the excerpts of specs that `explain` shows.

Each rule has a wrong and a right spec in `tests/lint/examples`, which differ only in what the rule is about. An excerpt
is what one of them has and the other has not; of the wrong one, also the line of the finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from hpo_spec.lint.examples import Example
from hpo_spec.lint.explaining import as_markdown
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.topics import topics

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "tests" / "lint" / "examples"
PAGE = ROOT / "docs" / "rules.md"
EXCERPTS = ROOT / "hpo_spec" / "lint" / "examples.json"
LONGEST = 200
"""Characters of a line that is shown whole."""
HEAD = """# Every lint rule

`hpo-spec validate` keeps these rules, and `hpo-spec explain RULE` shows one of them. The rule of a finding stands in
brackets behind it. A rule that does not matter for a spec is passed over with `--ignore RULE`, or in the spec itself,
where the reason stands beside it:

```yaml
lint:
  ignore: {RULE: why it does not matter here}
```

An error of the text or of the models, without which there is no spec, cannot be passed over. This page is made by
`make docs`.
"""


def page() -> str:
    """The whole page."""
    pairs = excerpts()
    contents, sections = "", ""
    for title, rules in topics().items():
        contents += f"- [{title}](#{_anchor(title)}): {', '.join(f'[{rule.id}](#{rule.id})' for rule in rules)}\n"
        sections += f"\n## {title}\n"
        for rule in rules:
            sections += f"\n### {rule.id}\n\n{rule.severity.value.capitalize()}. "
            sections += f"{as_markdown(rule, pairs.get(rule.id))}\n"
    return f"{HEAD}\n{contents}{sections}"


def excerpts() -> dict[str, Example]:
    """By rule, what its two specs do not have in common."""
    return {rule.id: _example(rule.id) for rule in sorted(RULES) if any(SPECS.glob(f"{rule.id}.wrong.*"))}


def excerpts_json() -> str:
    """The text of the file that is shipped."""
    plain = {rule: example._asdict() for rule, example in excerpts().items()}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def differing(wrong: str, right: str, found: int | None = None) -> Example:
    """The lines of two texts that the other does not have, below the lines they belong to; `…` for what is left out.

    Of the wrong text it shows the line with the index `found` too. A text that has nothing to show shows where the
    other one's lines would be: the line they would belong to.
    """
    sides = wrong.splitlines(), right.splitlines()
    changes = [change for change in SequenceMatcher(None, *sides, autojunk=False).get_opcodes() if change[0] != "equal"]
    places = [[range(c[1], c[2]) for c in changes], [range(c[3], c[4]) for c in changes]]
    own = [[line for place in side for line in place] for side in places]
    if found is not None and (own[0] or _depth(sides[0][found])):
        own[0].append(found)
    shown = [
        own[side] or _parents(sides[side], places[side], [sides[1 - side][place[0]] for place in places[1 - side]])
        for side in (0, 1)
    ]
    return Example(*(_rendered(lines, numbers) for lines, numbers in zip(sides, shown, strict=True)))


def _example(rule: str) -> Example:
    """Of the specs of a rule, without their first line: in the wrong one it says where the finding is."""
    texts = (
        next(SPECS.glob(f"{rule}.{kind}.*")).read_text(encoding="utf-8", errors="replace")
        for kind in ("wrong", "right")
    )
    (place, _, wrong), (_, _, right) = (text.partition("\n") for text in texts)
    line = int(place.removeprefix("# ").partition(":")[0])
    return differing(wrong, right, line - 2)


def _parents(lines: list[str], places: Iterable[range], missing: Iterable[str]) -> list[int]:
    """What the missing lines would belong to, at their places; at the top level, everything there."""
    parents = [_parent(lines, place.start, _depth(line)) for place, line in zip(places, missing, strict=True)]
    if None in parents:
        return [number for number, line in enumerate(lines) if _depth(line) == 0]
    return [parent for parent in parents if parent is not None]


def _parent(lines: list[str], number: int, depth: float) -> int | None:
    return next((above for above in range(number - 1, -1, -1) if _depth(lines[above]) < depth), None)


def _depth(line: str) -> float:
    """How far a line is indented; an item of a list a little more, so that it is below a key at the same column."""
    text = line.strip()
    if not text:
        return float("inf")
    return len(line) - len(line.lstrip()) + (0.5 if text.startswith("- ") else 0)


def _rendered(lines: list[str], numbers: Iterable[int]) -> str:
    shown = set(numbers)
    for number in list(shown):
        above: int | None = number
        while above is not None:
            shown.add(above)
            above = _parent(lines, above, _depth(lines[above]))
    return "\n".join(_with_gaps(lines, sorted(shown)))


def _with_gaps(lines: list[str], shown: list[int]) -> Iterator[str]:
    for number, following in zip(shown, [*shown[1:], None], strict=True):
        yield lines[number] if len(lines[number]) <= LONGEST else lines[number][:LONGEST] + "…"
        left_out = next((line for line in lines[number + 1 : following] if line.strip()), None)
        if left_out and (following is not None or _depth(left_out) > _depth(lines[number])):
            yield " " * int(_depth(left_out)) + "…"


def _anchor(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


if __name__ == "__main__":
    EXCERPTS.write_text(excerpts_json(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
