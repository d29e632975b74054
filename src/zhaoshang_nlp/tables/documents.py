"""Tables of the documents themselves: what was read, what was changed, what failed."""

from __future__ import annotations

from dataclasses import replace

from zhaoshang_nlp.tables.columns import DOC_ID, METADATA, Column, Table, hidden

TABLES = (
    Table(
        "documents",
        "文档",
        "one document that was read",
        (
            DOC_ID,
            hidden("path", "str", "文件", "the file"),
            Column("encoding", "str", "编码", "codec that decoded it; missing for table cells and office files"),
            hidden("encoding_score", "float", "编码可信度", "plausibility of the decoding, 0 to 1"),
            hidden("lost", "int", "丢失字符", "characters that could not be decoded", "characters"),
            Column("note", "str", "备注", "what a reader should know of the reading"),
            hidden("digest", "str", "摘要", "sha256 of the bytes read"),
            hidden("raw_chars", "int", "源文字数", "length of the decoded source", "characters"),
            Column("chars", "int", "字数", "length of the normalised text", "characters"),
            Column("edits", "int", "修改数", "edits that normalisation made"),
            Column("tokens", "int", "词数", "words and punctuation marks of the normalised text"),
            hidden("terms", "int", "词种数", "different content words"),
            Column("targets", "int", "目标数", "records of targets"),
            Column("industries", "int", "产业体系数", "records of industry systems"),
            Column("slogans", "int", "提法数", "records of slogans and other quoted expressions"),
            hidden(
                "metadata_from",
                "list",
                "元数据来源",
                "`field=source`, source being sidecar, column, name, page or head; `head:rule` for a genre",
            ),
            *METADATA,
        ),
        metadata=True,
    ),
    Table(
        "corpus",
        "语料",
        "one document, or file that gave none, in the form of a `metadata.csv`: correct it, and feed it back",
        (
            Column("file", "str", "文件", "path relative to the input folder; `/` and the number for a table's row"),
            *(c for c in METADATA if c.name in ("region", "region_code", "level")),
            Column("year", "int", "年份", "year that the document belongs to"),
            *(replace(c, shown=True) for c in METADATA if c.name in ("date", "title", "speaker", "genre")),
            Column(
                "missing", "list", "缺失", "what is not known of region, region_code, year, date, title, speaker, genre"
            ),
            Column("status", "str", "状态", "`read`, or `failed`: no document, as `error` says"),
            Column("error", "str", "错误", "why there is no document, or what is wrong with its metadata"),
            hidden("advice", "str", "建议", "what to try"),
            hidden(
                "found_in",
                "list",
                "元数据来源",
                "`field=source`: sidecar, column, name, page or head; for a genre the rule: `head:title-speech`",
            ),
            hidden("doc_id", "str", "文档编号", "the document's id"),
            hidden("encoding", "str", "编码", "codec that decoded it; missing for table cells and office files"),
            hidden("encoding_score", "float", "编码可信度", "plausibility of the decoding, 0 to 1"),
            hidden("lost", "int", "丢失字符", "characters that could not be decoded", "characters"),
            hidden("chars", "int", "字数", "length of the normalised text", "characters"),
            hidden("note", "str", "备注", "what a reader should know of the reading"),
        ),
        metadata=True,
    ),
    Table(
        "duplicates",
        "重复",
        "one document that repeats an earlier one",
        (
            DOC_ID,
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
            DOC_ID,
            Column("step", "str", "步骤", "step of normalisation"),
            Column("rule", "str", "规则", "id of the rule"),
            Column("old", "str", "原文", "the characters as the step saw them; invisible ones as <U+200B>"),
            Column("new", "str", "改为", "what it made of them"),
            hidden("raw_start", "int", "源文起点", "where they begin in the decoded source", "code points"),
            hidden("raw_end", "int", "源文终点", "where they end there, exclusive", "code points"),
            Column("note", "str", "依据", "the evidence"),
        ),
    ),
    Table(
        "firings",
        "规则命中",
        "one rule that fired, whether or not a record came of it",
        (
            hidden("kind", "str", "类别", "`targets`, `industries` or `slogans`"),
            DOC_ID,
            Column("rule", "str", "规则", "id of the rule"),
            Column("text", "str", "原文", "what it found, in the normalised text"),
            Column("won", "bool", "成立", "whether a record came of it"),
            Column("reason", "str", "原因", "why not, where none did"),
            Column("start", "int", "起点", "where it begins in the normalised text", "code points"),
            hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
            hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
            hidden("raw_end", "int", "源文终点", "where it ends there, exclusive", "code points"),
        ),
    ),
    Table(
        "errors",
        "错误",
        "one input that gave no result",
        (
            DOC_ID,
            Column("path", "str", "文件", "the file"),
            Column("step", "str", "步骤", "where it failed"),
            Column("error", "str", "问题", "what is wrong"),
            Column("advice", "str", "建议", "what to try"),
        ),
    ),
)
