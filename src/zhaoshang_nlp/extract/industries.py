"""Industry systems: codes (“246”产业体系), counts (六大主导产业), enumerations (光伏、储能等新兴产业)."""

from __future__ import annotations

import re
from pathlib import Path

from zhaoshang_nlp.extract import industry_names, industry_phrase, industry_rules, industry_tree
from zhaoshang_nlp.extract.industry_draft import Draft
from zhaoshang_nlp.extract.industry_rules import IndustryRules
from zhaoshang_nlp.extract.passage import Firing, Passage
from zhaoshang_nlp.types import Industry, Span

__all__ = ["IndustryRules", "find", "firings", "load"]

_SORT = re.compile("[一-龥]{2}[型性]$")  # 资源型|产业, 功能性|产业
_BUILT = re.compile(r"(?P<verb>构建|打造|形成|建立|构筑)[^，。；：、]*的[“‘「『\"]?$")
_MARKS = '“”‘’「」『』"'


def load(folder: Path | None = None) -> IndustryRules:
    """Read the rules of ``data/industries.toml``.

    Args:
        folder: the user's own rules folder, or None for the shipped rules.

    Raises:
        BadRule: if the file is missing or wrong.
    """
    return industry_rules.load(folder)


def find(passage: Passage, rules: IndustryRules) -> list[Industry]:
    """Give the industry systems of a passage in text order."""
    return [f.record for f in firings(passage, rules) if isinstance(f.record, Industry)]


def firings(passage: Passage, rules: IndustryRules) -> list[Firing]:
    """Give every rule that fired: winners with their record, losers with the reason why they lost, in text order."""
    text = passage.text
    drafts = _drafts(text, rules)
    _resolve(drafts)
    winners = sorted((d for d in drafts if not d.reason), key=lambda d: (d.span, d.name))
    industry_tree.plant(text, winners)
    for draft in winners:
        if draft.alone and draft.parent is None:
            draft.reason = draft.alone
    winners = [d for d in winners if not d.reason]
    kept = [Firing(d.rule, d.span, _record(passage, d, rules)) for d in winners]
    lost = [Firing(d.rule, d.span, None, d.reason) for d in drafts if d.reason]
    return sorted(kept + lost, key=lambda f: (f.span, f.rule, f.reason))


def _drafts(text: str, rules: IndustryRules) -> list[Draft]:
    """Read every head noun and every code of links."""
    found = [industry_phrase.read(text, Span(*head.span()), rules) for head in rules.head.finditer(text)]
    found += [industry_phrase.read_coded(text, Span(*head.span()), rules) for head in rules.code_head.finditer(text)]
    return [d for d in found if d is not None] + [
        industry_phrase.read_code(m) for m in industry_phrase.chain_codes(text)
    ]


def _resolve(drafts: list[Draft]) -> None:
    """Let one phrase win where several overlap: more members, else something declared, else the longer."""
    alive = sorted((d for d in drafts if not d.reason), key=lambda d: d.span)
    crowd: list[Draft] = []
    reach = 0
    for draft in alive:
        if draft.span.start >= reach:
            _settle(crowd)
            crowd = []
        crowd.append(draft)
        reach = max(reach, draft.span.end)
    _settle(crowd)


def _settle(crowd: list[Draft]) -> None:
    """Settle phrases of which each overlaps another."""
    won: list[Draft] = []
    for draft in sorted(crowd, key=_weight):
        rival = next((w for w in won if _clash(draft, w)), None)
        if rival is None:
            won.append(draft)
        else:
            draft.reason = f"overlaps a stronger {rival.rule}"


def _weight(draft: Draft) -> tuple[bool, int, int, int, int]:
    return (
        bool(draft.alone),
        -len(draft.members),
        -(draft.code is not None or draft.count is not None),
        draft.span.start - draft.span.end,
        draft.span.start,
    )


def _clash(a: Draft, b: Draft) -> bool:
    return a.span.start < b.span.end and b.span.start < a.span.end


def _record(passage: Passage, draft: Draft, rules: IndustryRules) -> Industry:
    text = passage.text
    return Industry(
        mention=passage.mention(draft.span, draft.rule),
        name=_cut(text, draft.name),
        code=draft.code,
        count=draft.count,
        category=_category(text, draft, rules),
        members=() if draft.tiers else tuple(_cut(text, m) for m in draft.members),
        tiers=tuple(_cut(text, t.name) for t in draft.tiers),
        parent=_cut(text, draft.parent.name) if draft.parent else None,
        action=_action(text, draft.span.start, rules),
        consistent=industry_tree.consistent(draft),
    )


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _category(text: str, draft: Draft, rules: IndustryRules) -> str | None:
    """Give the head noun, with the word that makes it a kind (主导产业); None for a code that stands alone."""
    if draft.head == draft.name and draft.code:
        return None
    head = _cut(text, draft.head)
    if head != "产业":
        return head
    kind = rules.kind_end.search(text, draft.name.start, draft.head.start)
    kind = kind or _SORT.search(text, draft.name.start, draft.head.start)
    return (kind.group() if kind else "") + head


def _action(text: str, start: int, rules: IndustryRules) -> str | None:
    """Give the governing verb before a mention: directly, or before an attribute (构建|具有特色的“2+3”产业体系)."""
    low = max(0, start - 14)
    near = text[low:start].rstrip(_MARKS)
    found = rules.verbs_end.search(near.removesuffix("以"))
    if found is None and near.endswith("的"):
        built = _BUILT.search(text, industry_names.clause_start(text, start), start)
        return built["verb"] if built else None
    return found.group() if found else None
