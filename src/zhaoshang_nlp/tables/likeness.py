"""Tables of what documents have in common: similarity, clusters, topics, passages."""

from __future__ import annotations

from zhaoshang_nlp.tables.columns import DOC_ID, GROUP, Column, Table, hidden

_CLUSTER = (
    Column("cluster", "int", "类号", "1 for the largest; missing where there are no terms"),
    Column("size", "int", "类内数目", "members of the cluster"),
    Column(
        "stability",
        "float",
        "稳定性",
        "mean Jaccard similarity of the cluster with its like in runs on four fifths of the members, 0 to 1",
    ),
    Column("silhouette", "float", "轮廓系数", "-1 to 1: nearness to its own cluster against the next one"),
    Column("terms", "list", "代表词", "terms that the cluster uses more than all others, by the z-score of log odds"),
)
_SIDES = tuple(
    hidden(f"{side}_{name}", "int", f"{zh}{place}", f"{meaning} of `{side}`", "code points")
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

_TOPIC = Column("topic", "int", "主题号", "1 for the one with the largest share")

_TERMS = Column("terms", "list", "代表词", "heaviest terms of the topic")


TABLES = (
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
            GROUP,
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
        "clusters",
        "聚类",
        "one document with the cluster that it belongs to",
        (DOC_ID, *_CLUSTER),
    ),
    Table("group_clusters", "分组聚类", "one group with the cluster that it belongs to", (GROUP, *_CLUSTER)),
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
            hidden("jaccard_low", "float", "稳定性下限", "the smallest of them"),
            Column("cosine", "float", "权重稳定性", "mean cosine of all term weights with its match"),
        ),
    ),
    Table(
        "topic_documents",
        "文档主题",
        "one topic in a document",
        (
            DOC_ID,
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
            GROUP,
            Column("year", "int", "年份", "year of the documents, where groups are parted by year"),
            _TOPIC,
            Column("share", "float", "占比", "mean share of the topic in the documents"),
            Column("n_docs", "int", "文档数", "documents with at least one term that the model knows", "documents"),
            _TERMS,
        ),
    ),
    Table(
        "reuse",
        "文本复用",
        "one passage that two documents share",
        (
            *_PAIR,
            Column("chars", "int", "字数", "its length without punctuation and white space", "characters"),
            hidden("boilerplate", "int", "套语字数", "how many of them lie in boilerplate of the corpus", "characters"),
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
            hidden("chars_a", "int", "甲复用字数", "characters of `a` in shared passages", "characters"),
            hidden("chars_b", "int", "乙复用字数", "characters of `b` in shared passages", "characters"),
            Column("share_a", "float", "甲复用占比", "`chars_a` of all characters of `a`, 0 to 1"),
            Column("share_b", "float", "乙复用占比", "`chars_b` of all characters of `b`, 0 to 1"),
        ),
    ),
    Table(
        "reuse_documents",
        "文档复用占比",
        "one document with how much of it stands elsewhere",
        (
            DOC_ID,
            Column("chars", "int", "字数", "without punctuation and white space", "characters"),
            Column("boilerplate", "float", "套语占比", "share that lies in boilerplate of the corpus"),
            Column("shared", "float", "共有占比", "share, boilerplate left out, in passages shared with any other"),
            Column("borrowed", "float", "沿用占比", "share, boilerplate left out, shared with an earlier document"),
            Column("lent", "float", "被沿用占比", "share, boilerplate left out, shared with a later document"),
            Column("original", "float", "原创占比", "1 - boilerplate - shared"),
            hidden("n_sources", "int", "来源数", "earlier documents that it shares passages with", "documents"),
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
)
