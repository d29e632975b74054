"""Tables of expressions and where they stand: concordance, diffusion, dictionaries."""

from __future__ import annotations

from zhaoshang_nlp.tables.columns import DOC_ID, GROUP, MENTION, METADATA, Column, Table, hidden

_COUNTED = (
    Column("dictionary", "str", "词典", "name of the dictionary"),
    Column("category", "str", "类别", "full name of the category; one that holds others counts them all"),
    Column("n", "int", "次数", "finds", "occurrences"),
    hidden("n_entries", "int", "词条数", "different entries among them"),
    Column("n_docs", "int", "文档数", "documents that hold one", "documents"),
    hidden("docs", "int", "全部文档数", "all documents", "documents"),
    hidden("chars", "int", "字数", "characters, white space left out", "characters"),
    hidden("words", "int", "词数", "words, punctuation left out", "words"),
    hidden("n_sentences", "int", "含词句数", "sentences in which a find begins", "sentences"),
    hidden("sentences", "int", "全部句数", "all sentences", "sentences"),
    Column("per_chars", "float", "每万字频次", "finds", "per 10,000 characters"),
    Column("per_words", "float", "每万词频次", "finds", "per 10,000 words"),
    Column("sentence_share", "float", "句子占比", "`n_sentences` / `sentences`, 0 to 1"),
    Column("share", "float", "类别占比", "of the finds of all categories beside it, 0 to 1; missing where these are 0"),
)


TABLES = (
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
            hidden("groups", "list", "分组", "the groups"),
        ),
    ),
    Table(
        "kwic",
        "语境索引",
        "one place of a pattern with what stands around it",
        (
            DOC_ID,
            Column("left", "str", "左文", "what stands before it, in text order"),
            Column("match", "str", "命中", "what was found"),
            Column("right", "str", "右文", "what stands behind it"),
            hidden("sentence", "str", "所在句", "the sentence in which it begins"),
            Column("category", "str", "类别", "category of the dictionary; missing for words and regular expressions"),
            hidden("entry", "str", "词条", "what was looked for"),
            *(c for c in MENTION if c.name in ("start", "end", "raw_start", "raw_end")),
            *METADATA,
        ),
        metadata=True,
    ),
    Table(
        "diffusion",
        "提法扩散",
        "one slogan, formula, industry system or term with its way through the corpus",
        (
            Column("form", "str", "规范形式", "normal form; for industry systems code or name"),
            Column("label", "str", "标签", "label of the slogan, `industry`, or `search` for a term asked for"),
            Column("family", "str", "提法族", "the form of its family of wordings that the most documents hold"),
            Column(
                "linked_by",
                "list",
                "归并规则",
                "rules that link it to that form (`data/variants.toml`); empty for itself",
            ),
            Column("n_mentions", "int", "出现次数", "how often it stands in all documents", "mentions"),
            Column("n_docs", "int", "文档数", "documents that hold it", "documents"),
            Column("n_regions", "int", "地区数", "regions with such a document", "regions"),
            hidden("n_years", "int", "年数", "years with such a document", "years"),
            Column("first_doc", "str", "首见文档", "the earliest document that holds it; missing without any date"),
            Column("first_date", "str", "首见时间", "its date, or its year"),
            hidden("first_region", "str", "首见地区", "its region"),
            hidden("first_level", "str", "首见层级", "its level"),
            hidden("last_year", "int", "末见年份", "the last year with such a document"),
            hidden("peak_year", "int", "最盛年份", "the year with the largest share of documents that hold it"),
            Column("origin", "str", "来源层级", "`national` or `local` by the first document; `unclear` if not known"),
            hidden("nation_year", "int", "国家首见年份", "first year in which a national document said it"),
            Column("dispersion", "float", "地区离散度", "normalised DP over regions: 0 even, 1 in the smallest only"),
            hidden("region_share", "float", "地区覆盖率", "`n_regions` of all regions of the corpus"),
            Column("variants", "list", "写法", "its wordings, the most frequent first"),
            hidden("n_variants", "int", "写法数", "how many wordings there are"),
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
        "dictionary",
        "词典计数",
        "one category of a dictionary in a document",
        (DOC_ID, *_COUNTED, *METADATA),
        metadata=True,
    ),
    Table(
        "group_dictionary",
        "分组词典计数",
        "one category of a dictionary in a group of documents, or in a year of it",
        (GROUP, Column("year", "int", "年份", "year of the documents, where groups are parted by year"), *_COUNTED),
    ),
)
