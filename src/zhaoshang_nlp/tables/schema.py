"""The one description of every table: its columns in order, each with type, unit, meaning and Chinese header.

Files, data frames, the terminal and ``docs/records.md`` all follow it. A missing value is None everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from zhaoshang_nlp.errors import UnknownName

ColumnType = Literal["str", "int", "float", "bool", "list"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: English name, the key of the rows.
        type: ``str``, ``int``, ``float``, ``bool`` or ``list`` (of str; joined with ``；`` in flat files).
        zh: Chinese header.
        meaning: what stands in it.
        unit: unit of a number, where it has one.
        shown: whether a terminal, which is narrow, shows it.
    """

    name: str
    type: ColumnType
    zh: str
    meaning: str
    unit: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: English name, also the name of its file.
        zh: Chinese title.
        meaning: what a row is.
        columns: in order.
        metadata: whether the columns of the documents' own metadata follow at the end.
    """

    name: str
    zh: str
    meaning: str
    columns: tuple[Column, ...]
    metadata: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _hidden(name: str, type: ColumnType, zh: str, meaning: str, unit: str = "") -> Column:  # noqa: A002 - as in Column
    return Column(name, type, zh, meaning, unit, shown=False)


_DOC_ID = Column(
    "doc_id", "str", "文档编号", "path relative to the input folder without suffix, or the id column of a table"
)
_MENTION = (
    _hidden("kind", "str", "类别", "`target`, `industry` or `slogan`"),
    _DOC_ID,
    Column("text", "str", "原文", "the mention, contiguous in the normalised text"),
    _hidden("start", "int", "起点", "where it begins in the normalised text", "code points"),
    _hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
    _hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
    _hidden(
        "raw_end", "int", "源文终点", "where it ends there, exclusive; wide where an edit was coarse", "code points"
    ),
    _hidden("sentence", "str", "所在句", "the sentence around it"),
    _hidden("section", "str", "所在节", "the nearest heading above it"),
    _hidden("rule", "str", "规则", "id of the rule that found it"),
)
_TARGET = (
    Column("indicator", "str", "指标", "what is measured, resolved in coordinated clauses"),
    _hidden("indicator_norm", "str", "规范指标", "canonical name from the list of indicators"),
    Column(
        "value", "float", "数值", "as written, in Arabic figures; missing for relative targets", "the column `unit`"
    ),
    Column("value_high", "float", "数值上限", "the high end of a range", "the column `unit`"),
    Column("unit", "str", "单位", "as written (%, 个百分点, 亿元, 万人 …)"),
    _hidden("value_base", "float", "基本单位数值", "the value in base units", "the column `unit_base`"),
    _hidden("unit_base", "str", "基本单位", "元, 人, 公顷, % …"),
    Column("change", "str", "变动方向", "`growth`, `decline` or `level`"),
    Column("bound", "str", "界限", "`exact`, `about`, `at_least`, `at_most`, `range` or `relative`"),
    Column("hedge", "str", "修饰词", "the literal hedge (左右, 以上, 力争, 确保, 不低于 …)"),
    _hidden("constraint", "str", "约束", "`hard` or `soft`, by the editable map of hedges"),
    _hidden("stretch", "str", "争取条款", "the literal clause that reaches further (在实际工作中努力争取更好结果)"),
    Column("status", "str", "状态", "`target` or `achieved`"),
    Column("year", "str", "所指时期", "the period it is for (2026, 十四五, 2030)"),
    _hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`"),
    Column("relative_to", "str", "参照", "what a relative target is measured against (经济增长, 全国平均 …)"),
)
_INDUSTRY = (
    Column("name", "str", "名称", "head phrase with code or count"),
    Column("code", "str", "代号", "`33618`, `3+2`, `4×4` …, without quotation marks"),
    Column("count", "int", "数目", "declared number of industries, clusters or chains"),
    Column("category", "str", "类属", "head noun (产业体系, 产业集群, 产业链, 主导产业 …)"),
    Column("members", "list", "成员", "enumerated industries in order"),
    _hidden("tiers", "list", "层次", "names of the counted groups it consists of; each is a record of its own"),
    _hidden("parent", "str", "上级体系", "name of the system that this group belongs to"),
    Column("action", "str", "动词", "governing verb (构建, 壮大, 培育 …)"),
    Column(
        "consistent", "bool", "是否相符", "whether declared numbers fit what is listed; missing if nothing to check"
    ),
)
_SLOGAN = (
    Column("label", "str", "标签", "`slogan`, `formula`, `parallel`, `initiative`, `term` or `industry_code`"),
    _hidden("quoted", "bool", "带引号", "stood in quotation marks"),
    _hidden("segments", "list", "分句", "its clauses"),
    Column("numeral", "int", "数字", "leading number of a formula (三个一批: 3)"),
    Column("expansion", "list", "展开", "what a formula stands for, where the document spells it out"),
    Column("form", "str", "规范形式", "normal form for counting across documents"),
)
_METADATA = (
    Column("region", "str", "地区", "name of the place, in full"),
    _hidden("region_code", "str", "行政区划代码", "its six-digit 行政区划代码"),
    _hidden("level", "str", "层级", "`nation`, `province`, `prefecture` or `county`"),
    Column("doc_year", "int", "文档年份", "year that the document belongs to"),
    _hidden("date", "str", "日期", "ISO date of the document"),
    _hidden("title", "str", "标题", "headline of the document"),
    _hidden("speaker", "str", "讲话人", "name or office of who speaks"),
)
_KEYWORD = (
    Column("term", "str", "词语", "the word"),
    Column("tf", "int", "词频", "how often it stands there", "occurrences"),
    Column("df", "int", "文档频率", "in how many rows of the comparison (documents, or groups) it stands"),
    Column("weight", "float", "权重", "TF-IDF, 0 to 1"),
    Column("rank", "int", "排名", "1 for the heaviest; ties in order of the terms"),
)

_SIDES = tuple(
    _hidden(f"{side}_{name}", "int", f"{zh}{place}", f"{meaning} of `{side}`", "code points")
    for side, zh in (("a", "甲"), ("b", "乙"))
    for name, place, meaning in (
        ("start", "起点", "where it begins in the normalised text"),
        ("end", "终点", "where it ends there, exclusive,"),
        ("raw_start", "源文起点", "where it begins in the decoded source text"),
        ("raw_end", "源文终点", "where it ends there, exclusive,"),
    )
)
_PAIR = (
    Column("a", "str", "甲", "the earlier document where `direction` is `earlier`, else the first in the input"),
    Column("b", "str", "乙", "the other document"),
    Column("direction", "str", "先后", "`earlier` (a before b), `same_day` or `unknown`"),
)
_COUNTED = (
    Column("dictionary", "str", "词典", "name of the dictionary"),
    Column("category", "str", "类别", "full name of the category; one that holds others counts them all"),
    Column("n", "int", "次数", "finds", "occurrences"),
    _hidden("n_entries", "int", "词条数", "different entries among them"),
    Column("n_docs", "int", "文档数", "documents that hold one", "documents"),
    _hidden("docs", "int", "全部文档数", "all documents", "documents"),
    _hidden("chars", "int", "字数", "characters, white space left out", "characters"),
    _hidden("words", "int", "词数", "words, punctuation left out", "words"),
    _hidden("n_sentences", "int", "含词句数", "sentences in which a find begins", "sentences"),
    _hidden("sentences", "int", "全部句数", "all sentences", "sentences"),
    Column("per_chars", "float", "每万字频次", "finds", "per 10,000 characters"),
    Column("per_words", "float", "每万词频次", "finds", "per 10,000 words"),
    Column("sentence_share", "float", "句子占比", "`n_sentences` / `sentences`, 0 to 1"),
    Column("share", "float", "类别占比", "of the finds of all categories beside it, 0 to 1; missing where these are 0"),
)
_TOPIC = Column("topic", "int", "主题号", "1 for the one with the largest share")
_TERMS = Column("terms", "list", "代表词", "heaviest terms of the topic")
_GROUP = Column("group", "str", "分组", "value of the grouping column; (none) where it is empty")

_KEYTERM = (
    Column("term", "str", "词语", "the word or phrase"),
    Column("tf", "int", "词频", "how often it stands there", "occurrences"),
    Column("df", "int", "频率行数", "in how many rows of the comparison (documents, or groups) it stands"),
    Column(
        "docs", "int", "文档数", "documents of the group that hold it; of all, where rows are documents", "documents"
    ),
    Column("dp", "float", "离散度DP", "normalised deviation of proportions over the same documents, 0 even to 1"),
    Column("weight", "float", "权重", "by the method and weighting asked for"),
    Column("rank", "int", "排名", "1 for the heaviest; ties in order of the terms"),
)

_TABLES = (
    Table(
        "documents",
        "文档",
        "one document that was read",
        (
            _DOC_ID,
            _hidden("path", "str", "文件", "the file"),
            Column("encoding", "str", "编码", "codec that decoded it; missing for table cells and office files"),
            _hidden("encoding_score", "float", "编码可信度", "plausibility of the decoding, 0 to 1"),
            _hidden("lost", "int", "丢失字符", "characters that could not be decoded", "characters"),
            Column("note", "str", "备注", "what a reader should know of the reading"),
            _hidden("digest", "str", "摘要", "sha256 of the bytes read"),
            _hidden("raw_chars", "int", "源文字数", "length of the decoded source", "characters"),
            Column("chars", "int", "字数", "length of the normalised text", "characters"),
            Column("edits", "int", "修改数", "edits that normalisation made"),
            Column("tokens", "int", "词数", "words and punctuation marks of the normalised text"),
            _hidden("terms", "int", "词种数", "different content words"),
            Column("targets", "int", "目标数", "records of targets"),
            Column("industries", "int", "产业体系数", "records of industry systems"),
            Column("slogans", "int", "提法数", "records of slogans and other quoted expressions"),
            _hidden(
                "metadata_from",
                "list",
                "元数据来源",
                "`field=source`, source being sidecar, column, name, page or head",
            ),
            *_METADATA,
        ),
        metadata=True,
    ),
    Table(
        "corpus",
        "语料",
        "one document that was read, in the form of a `metadata.csv`: correct it, and feed it back",
        (
            Column("file", "str", "文件", "path relative to the input folder; `/` and the number for a table's row"),
            *(c for c in _METADATA if c.name in ("region", "region_code", "level")),
            Column("year", "int", "年份", "year that the document belongs to"),
            *(replace(c, shown=True) for c in _METADATA if c.name in ("date", "title", "speaker")),
            Column("missing", "list", "缺失", "what is not known of region, region_code, year, date, title, speaker"),
            Column("found_in", "list", "元数据来源", "`field=source`: sidecar, column, name, page or head"),
            _hidden("doc_id", "str", "文档编号", "the document's id"),
            _hidden("encoding", "str", "编码", "codec that decoded it; missing for table cells and office files"),
            _hidden("encoding_score", "float", "编码可信度", "plausibility of the decoding, 0 to 1"),
            _hidden("lost", "int", "丢失字符", "characters that could not be decoded", "characters"),
            _hidden("chars", "int", "字数", "length of the normalised text", "characters"),
            _hidden("note", "str", "备注", "what a reader should know of the reading"),
        ),
        metadata=True,
    ),
    Table("targets", "目标", "one quantified or relative statement", (*_MENTION, *_TARGET, *_METADATA), metadata=True),
    Table("industries", "产业体系", "one industry system", (*_MENTION, *_INDUSTRY, *_METADATA), metadata=True),
    Table("slogans", "提法", "one slogan, formula or parallel", (*_MENTION, *_SLOGAN, *_METADATA), metadata=True),
    Table(
        "records",
        "记录",
        "one record of any kind; columns of other kinds are missing",
        (*_MENTION, *_TARGET, *_INDUSTRY, *_SLOGAN, *_METADATA),
        metadata=True,
    ),
    Table(
        "panel",
        "面板",
        "one document, indicator, status and horizon, with the statement that counts; there is a row even if none does",
        (
            _DOC_ID,
            *_METADATA[:4],
            Column("year", "str", "所指时期", "the period the value is for; in rows without one the year looked for"),
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            *(c for c in _TARGET if c.name in ("value", "value_high", "unit")),
            *(c for c in _TARGET if c.name in ("value_base", "unit_base", "change", "bound", "hedge", "constraint")),
            *(c for c in _TARGET if c.name in ("stretch", "relative_to")),
            _hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`, as asked for"),
            _hidden("status", "str", "状态", "`target` or `achieved`, as asked for"),
            Column(
                "note", "str", "备注", "why there is no value, or what to know of it: `relative only`, `also 5.5%` …"
            ),
            *(c for c in _MENTION if c.name == "text"),
            *(c for c in _MENTION if c.name in ("sentence", "section", "raw_start", "raw_end")),
            _hidden("n_candidates", "int", "候选数", "how many statements competed"),
            _hidden(
                "chosen_because", "str", "入选理由", "on what ground it is before the next one; `only one` if alone"
            ),
            *(c for c in _MENTION if c.name == "rule"),
            *_METADATA[4:],
        ),
        metadata=True,
    ),
    Table("keywords", "关键词", "one of the heaviest terms of a document", (_DOC_ID, *_KEYWORD)),
    Table(
        "group_keywords",
        "分组关键词",
        "one of the heaviest terms of a group; the texts of a group count as one",
        (Column("group", "str", "分组", "value of the grouping column; (none) where it is empty"), *_KEYWORD),
    ),
    Table(
        "similarity",
        "相似度",
        "one of the nearest neighbours of a document or group",
        (
            Column("a", "str", "甲", "document or group"),
            Column("b", "str", "乙", "its neighbour"),
            Column("cosine", "float", "余弦相似度", "of the TF-IDF weights, 0 to 1; 0 where one side has no terms"),
            Column("rank", "int", "排名", "1 for the nearest; ties in order of the ids"),
        ),
    ),
    Table(
        "distinctive",
        "特征词",
        "a term that a group uses more or less often than all others together",
        (
            Column("group", "str", "分组", "value of the grouping column ((none) where empty), else the document's id"),
            Column("term", "str", "词语", "the word"),
            Column("direction", "str", "方向", "`more` or `less` often than the rest"),
            Column("tf", "int", "词频", "how often it stands in the group", "occurrences"),
            Column("rest_tf", "int", "其余词频", "how often in the rest", "occurrences"),
            _hidden("df", "int", "文档数", "documents of the group that hold it", "documents"),
            _hidden("rest_df", "int", "其余文档数", "documents of the rest that hold it", "documents"),
            Column("rate", "float", "每万词频次", "occurrences in the group", "per 10,000 words"),
            Column("rest_rate", "float", "其余每万词频次", "occurrences in the rest", "per 10,000 words"),
            Column("g2", "float", "对数似然值", "signed log-likelihood G2, negative for `less`"),
            _hidden("p", "float", "p值", "p-value of G2, chi-squared with one degree of freedom"),
            Column("q", "float", "q值", "false discovery rate among all terms of the group (Benjamini-Hochberg)"),
            Column(
                "log_ratio", "float", "对数比", "binary logarithm of rate / rest_rate; a count of 0 is taken as 0.5"
            ),
            _hidden("log_ratio_low", "float", "对数比下限", "lower end of its 95 % interval"),
            _hidden("log_ratio_high", "float", "对数比上限", "upper end of its 95 % interval"),
            Column("rank", "int", "排名", "1 for the largest |g2| of group and direction"),
        ),
    ),
    Table("keyterms", "关键词（含离散度）", "one of the heaviest terms of a document", (_DOC_ID, *_KEYTERM)),
    Table(
        "group_keyterms",
        "分组关键词（含离散度）",
        "one of the heaviest terms of a group",
        (Column("group", "str", "分组", "value of the grouping column; (none) where it is empty"), *_KEYTERM),
    ),
    Table(
        "keyness",
        "关键性",
        "a term that the target says more or less often than the reference",
        (
            Column("group", "str", "目标组", "the group that is compared with all others, or `target`"),
            Column("term", "str", "词语", "the word"),
            Column("direction", "str", "方向", "`more` or `less` often than in the reference"),
            Column("rank", "int", "排名", "1 for the strongest of group and direction; ties in order of the terms"),
            Column("tf", "int", "词频", "how often it stands in the target", "occurrences"),
            Column("ref_tf", "int", "参照词频", "how often in the reference", "occurrences"),
            Column("df", "int", "文档数", "documents of the target that hold it (its range)", "documents"),
            Column("ref_df", "int", "参照文档数", "documents of the reference that hold it", "documents"),
            _hidden("docs", "int", "目标文档总数", "documents of the target", "documents"),
            _hidden("ref_docs", "int", "参照文档总数", "documents of the reference", "documents"),
            Column("rate", "float", "每万词频次", "occurrences in the target", "per 10,000 words"),
            Column("ref_rate", "float", "参照每万词频次", "occurrences in the reference", "per 10,000 words"),
            Column("g2", "float", "对数似然值", "signed log-likelihood G2 over four cells, negative for `less`"),
            _hidden("p", "float", "p值", "p-value of the test asked for (survival function, two sides)"),
            Column("q", "float", "q值", "false discovery rate of p among all terms of the group (Benjamini-Hochberg)"),
            Column("log_ratio", "float", "对数比", "binary logarithm of rate / ref_rate; a count of 0 is taken as 0.5"),
            _hidden("log_ratio_low", "float", "对数比下限", "lower end of its 95 % interval"),
            _hidden("log_ratio_high", "float", "对数比上限", "upper end of its 95 % interval"),
            _hidden("percent_diff", "float", "频率差百分比", "%DIFF: rate above ref_rate, a count of 0 as 0.5", "%"),
            _hidden("odds_ratio", "float", "优势比", "odds in the target by odds in the reference"),
            _hidden("odds_ratio_low", "float", "优势比下限", "lower end of its 95 % interval"),
            _hidden("odds_ratio_high", "float", "优势比上限", "upper end of its 95 % interval"),
            _hidden("log_odds", "float", "对数优势差", "log-odds difference, Dirichlet prior of both sides together"),
            _hidden("log_odds_z", "float", "对数优势差z值", "its z-score (Monroe et al. 2008, variance of two cells)"),
            _hidden("g2_two_term", "float", "对数似然值（两项）", "signed G2 over the two cells of the term only"),
            _hidden("g2_williams", "float", "对数似然值（Williams）", "signed G2 over four cells by Williams' q"),
            _hidden("chi2", "float", "卡方值", "signed chi-squared, not corrected"),
            _hidden("chi2_yates", "float", "卡方值（Yates）", "signed chi-squared with Yates' correction"),
            _hidden("chi2_williams", "float", "卡方值（Williams）", "signed chi-squared by Williams' q"),
            _hidden("fisher_p", "float", "Fisher精确检验p值", "p-value of Fisher's exact test, two sides"),
            _hidden("bayes_factor", "float", "贝叶斯因子", "|g2| - ln(words of both sides), approximate (BIC)"),
            Column("dp", "float", "离散度DP", "normalised DP over the target's documents, 0 even to 1"),
            _hidden("ref_dp", "float", "参照离散度DP", "the same over the reference's documents"),
            _hidden("juilland_d", "float", "Juilland D", "evenness over the target's documents, 1 even"),
            _hidden("ref_juilland_d", "float", "参照Juilland D", "the same over the reference's documents"),
            _hidden("examples", "list", "例句", "`doc_id: sentence`, from the side that uses the term more"),
        ),
    ),
    Table(
        "frequency",
        "词频",
        "a term of the corpus or of a group",
        (
            Column("group", "str", "分组", "value of the grouping column; missing where nothing is grouped"),
            Column("term", "str", "词语", "the word"),
            Column("rank", "int", "排名", "1 for the most frequent; ties in order of the terms"),
            Column("tf", "int", "词频", "how often it stands there", "occurrences"),
            Column("df", "int", "文档数", "documents that hold it", "documents"),
            _hidden("docs", "int", "文档总数", "documents in all", "documents"),
            Column("range", "float", "覆盖率", "share of the documents that hold it, 0 to 1"),
            Column("per_10k_words", "float", "每万词频次", "words: tokens with a letter, Han character or digit"),
            Column("per_1k_chars", "float", "每千字频次", "characters: all that are not white space"),
            Column("per_100_sentences", "float", "每百句频次", "occurrences in a hundred sentences"),
            Column("dp", "float", "离散度DP", "Gries' deviation of proportions over the parts, 0 even"),
            _hidden("dp_norm", "float", "标准化DP", "dp by its limit, 0 even to 1 all in the smallest part"),
            Column("juilland_d", "float", "Juilland D", "evenness of the rates in the parts, 1 even"),
            _hidden("carroll_d2", "float", "Carroll D2", "entropy of the rates in the parts, 1 even"),
            Column("arf", "float", "平均缩减频率", "average reduced frequency: occurrences in clusters count less"),
            _hidden("parts", "int", "部分数", "parts that dispersion is over: documents, or equal parts"),
        ),
    ),
    Table(
        "diversity",
        "词汇多样性",
        "a document or group",
        (
            Column("id", "str", "文档或分组", "document, or value of the grouping column"),
            Column("words", "int", "词数", "tokens with a letter or Han character, stop words too", "words"),
            Column("types", "int", "词种数", "different words", "words"),
            Column("ttr", "float", "型例比", "types / words; falls with the length"),
            _hidden("rttr", "float", "Guiraud R", "types / square root of words"),
            _hidden("herdan_c", "float", "Herdan C", "ln types / ln words"),
            Column("mattr", "float", "移动平均型例比", "mean type-token ratio of all windows; missing in short texts"),
            Column("mtld", "float", "MTLD", "mean length of stretches with a type-token ratio of 0.72", "words"),
            Column("hdd", "float", "HD-D", "type-token ratio to expect of 42 words drawn"),
            Column("yule_k", "float", "Yule K", "10,000 times the chance that two words drawn are the same"),
            _hidden("entropy", "float", "信息熵", "of the words", "bits"),
        ),
    ),
    Table(
        "collocations",
        "搭配",
        "two words that stand near each other",
        (
            Column("node", "str", "节点词", "the word asked for; of all pairs the more frequent word, or the first"),
            Column("collocate", "str", "搭配词", "the word near it"),
            Column("rank", "int", "排名", "1 for the strongest (of its node); ties in order of the words"),
            Column("tf", "int", "共现次数", "how often the collocate stands in the window of the node", "occurrences"),
            Column("left", "int", "左侧次数", "to the left of the node", "occurrences"),
            Column("right", "int", "右侧次数", "to the right of it", "occurrences"),
            Column("df", "int", "文档数", "documents that hold the pair", "documents"),
            Column("node_tf", "int", "节点词频", "how often the node stands in the corpus", "occurrences"),
            Column("collocate_tf", "int", "搭配词频", "how often the collocate stands in the corpus", "occurrences"),
            _hidden("expected", "float", "期望次数", "tf if the words stood independently", "occurrences"),
            Column("g2", "float", "对数似然值", "signed log-likelihood of the pair, negative if rarer than expected"),
            _hidden("p", "float", "p值", "p-value of g2"),
            Column("q", "float", "q值", "false discovery rate among the pairs tested (Benjamini-Hochberg)"),
            Column("pmi", "float", "点互信息", "log2 of tf / expected; high for rare words", "bits"),
            Column("npmi", "float", "标准化点互信息", "pmi by its limit: -1 never, 0 independent, 1 always together"),
            _hidden("pmi2", "float", "PMI2", "log2 of tf² / expected / pairs: prefers rare words less", "bits"),
            _hidden("pmi3", "float", "PMI3", "log2 of tf³ / expected / pairs²", "bits"),
            Column("log_dice", "float", "logDice", "14 + log2(2 tf / (node_tf + collocate_tf)); 14 at most as a rule"),
            _hidden("dice", "float", "Dice", "2 tf / (node_tf + collocate_tf)"),
            _hidden("min_sensitivity", "float", "最小敏感度", "smaller share of either word that stands in the pair"),
            Column("t", "float", "t值", "(tf - expected) / square root of tf"),
            _hidden("z", "float", "z值", "(tf - expected) / square root of expected"),
            _hidden("delta_p", "float", "ΔP", "how much the node raises the chance of the collocate, -1 to 1"),
            _hidden("delta_p_back", "float", "ΔP（反向）", "how much the collocate raises the chance of the node"),
        ),
    ),
    Table(
        "ngrams",
        "词串",
        "a sequence of words",
        (
            Column("ngram", "str", "词串", "the words; Latin ones with spaces, words of a skip-gram with …"),
            Column("n", "int", "词数", "how many words it has", "words"),
            Column("rank", "int", "排名", "1 for the most frequent; ties in order of the sequences"),
            Column("tf", "int", "频次", "how often it stands in the corpus", "occurrences"),
            Column("nested", "int", "内嵌次数", "how many of these lie within a longer sequence of the table"),
            Column("df", "int", "文档数", "documents that hold it", "documents"),
            Column("range", "float", "覆盖率", "share of the documents that hold it, 0 to 1"),
            Column("per_10k_words", "float", "每万词频次", "words: tokens with a letter, Han character or digit"),
            Column("dp", "float", "离散度DP", "normalised deviation of proportions over the documents, 0 even"),
            _hidden("juilland_d", "float", "Juilland D", "evenness over the documents, 1 even"),
        ),
    ),
    Table(
        "shared",
        "共有提法",
        "an expression that several documents use",
        (
            Column("form", "str", "规范形式", "normal form of the expression"),
            Column("label", "str", "标签", "the label that it carries most often"),
            Column("n_mentions", "int", "出现次数", "how often it stands in all documents", "mentions"),
            Column("n_docs", "int", "文档数", "how many documents hold it", "documents"),
            Column("n_groups", "int", "分组数", "how many groups hold it; missing without groups", "groups"),
            Column("documents", "list", "文档", "ids of the documents"),
            _hidden("groups", "list", "分组", "the groups"),
        ),
    ),
    Table(
        "clusters",
        "聚类",
        "one document or group with the cluster that it belongs to",
        (
            _DOC_ID,
            Column("cluster", "int", "类号", "1 for the largest; missing for a document without terms"),
            Column("size", "int", "类内文档数", "documents of the cluster", "documents"),
            Column("silhouette", "float", "轮廓系数", "-1 to 1: nearness to its own cluster against the next one"),
            Column("terms", "list", "代表词", "terms that weigh most in the cluster"),
        ),
    ),
    Table(
        "kwic",
        "语境索引",
        "one place of a pattern with what stands around it",
        (
            _DOC_ID,
            Column("left", "str", "左文", "what stands before it, in text order"),
            Column("match", "str", "命中", "what was found"),
            Column("right", "str", "右文", "what stands behind it"),
            _hidden("sentence", "str", "所在句", "the sentence in which it begins"),
            Column("category", "str", "类别", "category of the dictionary; missing for words and regular expressions"),
            _hidden("entry", "str", "词条", "what was looked for"),
            *(c for c in _MENTION if c.name in ("start", "end", "raw_start", "raw_end")),
            *_METADATA,
        ),
        metadata=True,
    ),
    Table(
        "neighbours",
        "近邻",
        "one of the nearest neighbours of a document or group, by any measure and among some groups",
        (
            Column("a", "str", "甲", "document or group"),
            Column("b", "str", "乙", "its neighbour"),
            Column("measure", "str", "度量", "`cosine`, `jaccard` or `jensen_shannon` (1 - divergence)"),
            Column("similarity", "float", "相似度", "0 to 1; 0 where one side has no terms"),
            Column("rank", "int", "排名", "1 for the nearest; ties in order of the ids"),
            Column("a_group", "str", "甲分组", "group of `a`"),
            Column("b_group", "str", "乙分组", "group of `b`"),
        ),
    ),
    Table(
        "similarity_matrix",
        "相似度矩阵",
        "one cell of the table of all similarities, alike rows side by side",
        (
            Column("a", "str", "甲", "document or group of the row"),
            Column("b", "str", "乙", "of the column"),
            Column("similarity", "float", "相似度", "0 to 1"),
            Column("a_place", "int", "行序", "place of the row in the order of the clustering, from 1"),
            Column("b_place", "int", "列序", "place of the column"),
        ),
    ),
    Table(
        "similarity_groups",
        "组内相似度",
        "one group with its most typical and its most unusual document",
        (
            _GROUP,
            Column("n_docs", "int", "文档数", "documents with terms", "documents"),
            Column("cohesion", "float", "组内均值", "mean similarity of two documents of the group; missing below two"),
            Column("separation", "float", "组外均值", "mean similarity of a document of the group and one outside"),
            Column("medoid", "str", "典型文档", "the document most similar to the others of its group on average"),
            Column("medoid_similarity", "float", "典型文档均值", "its mean similarity to them"),
            Column("unusual", "str", "特殊文档", "the document least similar to them"),
            Column("unusual_similarity", "float", "特殊文档均值", "its mean similarity to them"),
        ),
    ),
    Table(
        "reuse",
        "文本复用",
        "one passage that two documents share",
        (
            *_PAIR,
            Column("chars", "int", "字数", "its length without punctuation and white space", "characters"),
            _hidden(
                "boilerplate", "int", "套语字数", "how many of them lie in boilerplate of the corpus", "characters"
            ),
            Column("text", "str", "原文", "how it stands in `a`"),
            *_SIDES,
        ),
    ),
    Table(
        "reuse_pairs",
        "复用文档对",
        "one pair of documents that share passages; boilerplate of the corpus is not counted",
        (
            *_PAIR,
            Column("n_passages", "int", "段数", "passages they share"),
            Column("longest", "int", "最长字数", "length of the longest", "characters"),
            _hidden("chars_a", "int", "甲复用字数", "characters of `a` in shared passages", "characters"),
            _hidden("chars_b", "int", "乙复用字数", "characters of `b` in shared passages", "characters"),
            Column("share_a", "float", "甲复用占比", "`chars_a` of all characters of `a`, 0 to 1"),
            Column("share_b", "float", "乙复用占比", "`chars_b` of all characters of `b`, 0 to 1"),
        ),
    ),
    Table(
        "reuse_documents",
        "文档复用占比",
        "one document with how much of it stands elsewhere",
        (
            _DOC_ID,
            Column("chars", "int", "字数", "without punctuation and white space", "characters"),
            Column("boilerplate", "float", "套语占比", "share that lies in boilerplate of the corpus"),
            Column("shared", "float", "共有占比", "share, boilerplate left out, in passages shared with any other"),
            Column("borrowed", "float", "沿用占比", "share, boilerplate left out, shared with an earlier document"),
            Column("lent", "float", "被沿用占比", "share, boilerplate left out, shared with a later document"),
            Column("original", "float", "原创占比", "1 - boilerplate - shared"),
            _hidden("n_sources", "int", "来源数", "earlier documents that it shares passages with", "documents"),
            Column("source", "str", "主要来源", "the earlier document that it shares most with"),
            Column("source_share", "float", "主要来源占比", "share of the document that is shared with it"),
        ),
    ),
    Table(
        "boilerplate",
        "通用套语",
        "one passage that many documents have",
        (
            Column("text", "str", "原文", "as it stands where it is met first"),
            Column("chars", "int", "字数", "its length without punctuation and white space", "characters"),
            Column("n_docs", "int", "文档数", "documents that hold just this stretch", "documents"),
            Column("n_places", "int", "出现次数", "how often it stands in them"),
            Column("first", "str", "首见文档", "the first document in the input that holds it"),
        ),
    ),
    Table(
        "near_duplicates",
        "近似重复",
        "one pair of documents that are nearly the same",
        (
            *_PAIR,
            Column("jaccard", "float", "雅卡尔相似度", "runs of five characters that both have, of those of either"),
        ),
    ),
    Table(
        "diffusion",
        "提法扩散",
        "one slogan, formula, industry system or term with its way through the corpus",
        (
            Column("form", "str", "规范形式", "normal form; for industry systems code or name"),
            Column("label", "str", "标签", "label of the slogan, `industry`, or `search` for a term asked for"),
            Column("n_mentions", "int", "出现次数", "how often it stands in all documents", "mentions"),
            Column("n_docs", "int", "文档数", "documents that hold it", "documents"),
            Column("n_regions", "int", "地区数", "regions with such a document", "regions"),
            _hidden("n_years", "int", "年数", "years with such a document", "years"),
            Column("first_doc", "str", "首见文档", "the earliest document that holds it; missing without any date"),
            Column("first_date", "str", "首见时间", "its date, or its year"),
            _hidden("first_region", "str", "首见地区", "its region"),
            _hidden("first_level", "str", "首见层级", "its level"),
            _hidden("last_year", "int", "末见年份", "the last year with such a document"),
            _hidden("peak_year", "int", "最盛年份", "the year with the largest share of documents that hold it"),
            Column("origin", "str", "来源层级", "`national` or `local` by the first document; `unclear` if not known"),
            _hidden("nation_year", "int", "国家首见年份", "first year in which a national document said it"),
            Column("dispersion", "float", "地区离散度", "normalised DP over regions: 0 even, 1 in the smallest only"),
            _hidden("region_share", "float", "地区覆盖率", "`n_regions` of all regions of the corpus"),
            Column("variants", "list", "写法", "its wordings, the most frequent first"),
            _hidden("n_variants", "int", "写法数", "how many wordings there are"),
        ),
    ),
    Table(
        "diffusion_series",
        "提法年度序列",
        "one form in a year, from its first year on",
        (
            Column("form", "str", "规范形式", "as in the table `diffusion`"),
            Column("label", "str", "标签", "as in the table `diffusion`"),
            Column("year", "int", "年份", "year of the documents"),
            Column("n_mentions", "int", "出现次数", "how often it stands in the documents of the year", "mentions"),
            Column("n_docs", "int", "文档数", "documents of the year that hold it", "documents"),
            Column("docs", "int", "全部文档数", "all documents of the year", "documents"),
            Column("share", "float", "文档占比", "`n_docs` / `docs`"),
            Column("n_regions", "int", "地区数", "regions with such a document in the year", "regions"),
            Column("new_regions", "int", "新增地区数", "those of them without one in an earlier year", "regions"),
            Column("cum_regions", "int", "累计地区数", "regions with such a document up to the year", "regions"),
        ),
    ),
    Table(
        "targets_compared",
        "目标比较",
        "one target of a place and year, against last year's, the levels above and results",
        (
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            Column("year", "int", "年份", "the year the target is for"),
            *_METADATA[:3],
            _DOC_ID,
            *(c for c in _TARGET if c.name in ("value", "value_high", "unit", "bound", "hedge", "change")),
            Column("point", "float", "目标点值", "the value, of a range the middle, a decline negative", "`unit_base`"),
            _hidden("unit_base", "str", "基本单位", "%, 元, 人 …"),
            _hidden("aim", "str", "目标取向", "`up`, `down` or `none`: which way the indicator is meant to go"),
            Column("previous", "float", "上年目标", "point of the target of the year before", "`unit_base`"),
            Column("change_on_previous", "float", "较上年目标", "point - previous", "`unit_base`, points for %"),
            _hidden(
                "change_rate", "float", "较上年目标变化率", "100 * (point / previous - 1); not for percentages", "%"
            ),
            Column("nation", "float", "国家目标", "point of the nation's target, for percentages", "`unit_base`"),
            Column("gap_nation", "float", "与国家目标之差", "point - nation", "points"),
            Column("above_region", "str", "上级地区", "the nearest place above that has a comparable target"),
            _hidden("above_level", "str", "上级层级", "its level"),
            _hidden("above", "float", "上级目标", "point of its target", "`unit_base`"),
            _hidden("gap_above", "float", "与上级目标之差", "point - above", "points"),
            Column("amplified", "float", "加码幅度", "gap_above, its sign turned where less is better", "points"),
            _hidden("last_achieved", "float", "上年实际", "result of the year before", "`unit_base`"),
            Column("over_achieved", "float", "较上年实际", "point - last_achieved", "`unit_base`, points for %"),
            Column("achieved", "float", "当年实际", "result of the year, from a later document", "`unit_base`"),
            _hidden("achieved_doc", "str", "实际值出处", "that document"),
            Column("difference", "float", "实际与目标之差", "achieved - point", "`unit_base`, points for %"),
            Column("outcome", "str", "完成情况", "`missed`, `met` or `exceeded`; missing where neither way is better"),
            Column("note", "str", "备注", "what to know of the target; other documents of the place that differ"),
            _hidden("text", "str", "原文", "the statement, contiguous in the normalised text"),
            *(c for c in _MENTION if c.name in ("raw_start", "raw_end")),
        ),
    ),
    Table(
        "amplification",
        "层层加码",
        "how the places of a level differ from the target of a place above",
        (
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            Column("year", "int", "年份", "the year the targets are for"),
            Column("above_region", "str", "上级地区", "the place above"),
            _hidden("above_level", "str", "上级层级", "its level"),
            Column("above", "float", "上级目标", "point of its target", "%"),
            Column("level", "str", "下级层级", "level of the places below"),
            Column("n", "int", "地区数", "places below with a comparable target", "places"),
            Column("mean", "float", "均值", "mean of their points", "%"),
            Column("median", "float", "中位数", "median of their points", "%"),
            _hidden("low", "float", "最低", "the lowest", "%"),
            _hidden("high", "float", "最高", "the highest", "%"),
            Column(
                "mean_amplified", "float", "平均加码", "mean of `amplified`, or of the gap without an aim", "points"
            ),
            _hidden("median_amplified", "float", "加码中位数", "median of the same", "points"),
            Column("n_more", "int", "加码地区数", "places that go further", "places"),
            Column("n_equal", "int", "持平地区数", "places that go as far", "places"),
            Column("n_less", "int", "减码地区数", "places that go less far", "places"),
            Column("share_more", "float", "加码占比", "n_more / n"),
            _hidden("more", "list", "加码地区", "places that go further"),
            _hidden("less", "list", "减码地区", "places that go less far"),
        ),
    ),
    Table(
        "dictionary",
        "词典计数",
        "one category of a dictionary in a document",
        (_DOC_ID, *_COUNTED, *_METADATA),
        metadata=True,
    ),
    Table(
        "group_dictionary",
        "分组词典计数",
        "one category of a dictionary in a group of documents, or in a year of it",
        (_GROUP, Column("year", "int", "年份", "year of the documents, where groups are parted by year"), *_COUNTED),
    ),
    Table(
        "topics",
        "主题",
        "one topic",
        (
            _TOPIC,
            Column("share", "float", "占比", "mean share of the topic in the documents; all topics add up to 1"),
            Column("n_docs", "int", "主导文档数", "documents in which no other topic has a larger share", "documents"),
            _TERMS,
            Column("jaccard", "float", "稳定性", "mean share of common terms with its match in runs from other seeds"),
            _hidden("jaccard_low", "float", "稳定性下限", "the smallest of them"),
            Column("cosine", "float", "权重稳定性", "mean cosine of all term weights with its match"),
        ),
    ),
    Table(
        "topic_documents",
        "文档主题",
        "one topic in a document",
        (
            _DOC_ID,
            _TOPIC,
            Column("share", "float", "占比", "share of the document; all topics of a document add up to 1"),
            Column("rank", "int", "排名", "1 for the largest of the document"),
        ),
    ),
    Table(
        "topic_groups",
        "分组主题",
        "one topic in a group of documents, or in a year of it",
        (
            _GROUP,
            Column("year", "int", "年份", "year of the documents, where groups are parted by year"),
            _TOPIC,
            Column("share", "float", "占比", "mean share of the topic in the documents"),
            Column("n_docs", "int", "文档数", "documents with at least one term that the model knows", "documents"),
            _TERMS,
        ),
    ),
    Table(
        "duplicates",
        "重复",
        "one document that repeats an earlier one",
        (
            _DOC_ID,
            Column("path", "str", "文件", "its file"),
            Column("kept", "str", "保留文档", "id of the document that it repeats"),
            Column("kept_path", "str", "保留文件", "that one's file"),
            Column("kind", "str", "类型", "`bytes`, `text` or `near`"),
            Column("similarity", "float", "相似度", "Jaccard similarity of five-character sequences, 0 to 1"),
        ),
    ),
    Table(
        "edits",
        "修改",
        "one edit that normalisation made",
        (
            _DOC_ID,
            Column("step", "str", "步骤", "step of normalisation"),
            Column("rule", "str", "规则", "id of the rule"),
            Column("old", "str", "原文", "the characters as the step saw them; invisible ones as <U+200B>"),
            Column("new", "str", "改为", "what it made of them"),
            _hidden("raw_start", "int", "源文起点", "where they begin in the decoded source", "code points"),
            _hidden("raw_end", "int", "源文终点", "where they end there, exclusive", "code points"),
            Column("note", "str", "依据", "the evidence"),
        ),
    ),
    Table(
        "firings",
        "规则命中",
        "one rule that fired, whether or not a record came of it",
        (
            _hidden("kind", "str", "类别", "`targets`, `industries` or `slogans`"),
            _DOC_ID,
            Column("rule", "str", "规则", "id of the rule"),
            Column("text", "str", "原文", "what it found, in the normalised text"),
            Column("won", "bool", "成立", "whether a record came of it"),
            Column("reason", "str", "原因", "why not, where none did"),
            Column("start", "int", "起点", "where it begins in the normalised text", "code points"),
            _hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
            _hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
            _hidden("raw_end", "int", "源文终点", "where it ends there, exclusive", "code points"),
        ),
    ),
    Table(
        "errors",
        "错误",
        "one input that gave no result",
        (
            _DOC_ID,
            Column("path", "str", "文件", "the file"),
            Column("step", "str", "步骤", "where it failed"),
            Column("error", "str", "问题", "what is wrong"),
            Column("advice", "str", "建议", "what to try"),
        ),
    ),
)

SCHEMA: Mapping[str, Table] = {table.name: table for table in _TABLES}
# The table of each kind of record, in the order in which results are shown.
KIND_TABLES: Mapping[str, str] = {"target": "targets", "industry": "industries", "slogan": "slogans"}
_RESERVED = frozenset(name for table in _TABLES if table.metadata for name in table.names)
_PREFIX = "meta_"


def table(name: str) -> Table:
    """Give a table's description.

    Raises:
        UnknownName: for a table that does not exist.
    """
    if name not in SCHEMA:
        raise UnknownName("table", name, SCHEMA)
    return SCHEMA[name]


def extra_column(name: str) -> str:
    """Give the column of a metadata field of the user's own: its name, or ``meta_`` and the name where that is taken.

    A name counts as taken in every table if any table with metadata has it, so that a field is called the same
    everywhere. A field that is itself called ``meta_text`` becomes ``meta_meta_text``: no two fields share a column.

    >>> [extra_column(name) for name in ("issuer", "text", "meta_text", "meta_issuer")]
    ['issuer', 'meta_text', 'meta_meta_text', 'meta_issuer']
    """
    bare = name
    while bare.startswith(_PREFIX):
        bare = bare.removeprefix(_PREFIX)
    return _PREFIX + name if bare in _RESERVED else name
