"""Web pages as local governments make them, with their true body: thirteen by hand, others at random."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

SENTENCES = (
    "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。",
    "一季度，青禾开发区实现规模以上工业增加值十二亿元，同比增长百分之八。",
    "会议强调，要持续优化营商环境，把企业的事当作自己的事来办。",
    "各乡镇要紧盯目标任务，逐项对照清单，确保开门红。",
    "新能源、新材料两条产业链已集聚企业四十六家；年产值突破百亿元。",
    "下一步，招商专班将赴长三角开展驻点招商，力争引进龙头企业三家。",
    "县长指出，发展的成果要由群众来评价，工作的成效要用数据来说话！",
    "园区新建标准厂房二十万平方米，年底前全部交付使用。",
    "要强化要素保障，做到土地等项目、资金等项目、服务等项目。",
    "与会人员实地察看了云岭镇光伏基地和白石港物流园。",
)
HEADINGS = (
    "一、工作回顾",
    "二、目标任务",
    "（一）加快产业升级",
    "（二）扩大有效投资",
    "三、保障措施",
    "1.强化组织领导",
)
LINKS = (
    "青禾县召开招商引资推进会", "云岭镇光伏项目开工", "关于公布行政审批事项的公告", "白石港吞吐量创新高",
    "政务公开", "办事指南", "领导之窗", "县情概况", "互动交流", "部门动态", "乡镇动态", "图片新闻",
    "专题专栏", "通知公告", "人事任免",
)  # fmt: skip
TEASERS = (
    "近日，县文旅局组织开展文明旅游宣传活动，倡导绿色出行。",
    "为方便群众办事，县政务服务中心推出延时服务，受到好评。",
    "据气象部门预计，未来三天我县多云间晴，气温回升。",
)
DISCLAIMERS = (
    "凡本网注明“来源：青禾新闻”的所有文字、图片和音视频，转载时必须注明出处。",
    "免责声明：本网转载此文仅为传播更多信息，不代表本网赞同其观点。",
)


class Made(NamedTuple):
    """A page, its true body without white space, and what stands in the lines around its title."""

    html: str
    body: str
    title: str
    date: str


def grams(text: str, size: int = 4) -> Counter[str]:
    text = "".join(text.split())
    return Counter(text[i : i + size] for i in range(max(1, len(text) - size + 1)))


def scores(found: str, page: Made) -> tuple[float, float]:
    """Give precision and recall on four-grams; title and date count neither way."""
    neutral = grams(page.title) | grams(page.date)
    got, true = grams(found), grams(page.body)
    for gram in neutral:
        got.pop(gram, None)
        true.pop(gram, None)
    both = sum((got & true).values())
    return both / max(1, sum(got.values())), both / max(1, sum(true.values()))


def links(chance: random.Random, number: int, form: str = "<li><a href='#'>{}</a></li>") -> str:
    return "".join(form.format(chance.choice(LINKS)) for _ in range(number))


def paragraphs(chance: random.Random, size: int) -> list[str]:
    """Give paragraphs and headings of about so many characters."""
    found: list[str] = []
    while sum(map(len, found)) < size:
        if size > 600 and chance.random() < 0.2:
            found.append(chance.choice(HEADINGS))
        found.append("".join(chance.choices(SENTENCES, k=chance.randint(1, 5))))
    text = found[0][:size] if len(found) == 1 else found[0]
    return [text, *found[1:]]


# --- by hand ---

_TITLE, _DATE = "全县项目建设推进会召开", "2031-03-05"
_NAV = (
    "<div class='nav'><ul>" + "".join(f"<li><a href='/{i}'>{t}</a></li>" for i, t in enumerate(LINKS)) + "</ul></div>"
)
_FOOT = (
    "<div class='foot'><p>主办：青禾县人民政府办公室　承办：青禾县大数据中心</p>"
    "<p>青ICP备12345678号-1 青公网安备 12345678901234号 网站标识码：1234567890</p>"
    "<p><a href='#'>网站地图</a> | <a href='#'>联系我们</a></p></div>"
)
_TOOLS = (
    "<div class='tools'>【字号：<a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a>】"
    " 【打印】【关闭】 分享到：</div>"
)
_META = "<div class='info'>发布时间：2031-03-05 10:20　来源：青禾日报　浏览次数：<span id='hits'></span></div>"


def _page(inner: str, head: str = "", title: str = _TITLE) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_青禾县人民政府</title>{head}"
        "<script>var a = '<div>不是正文，也不是链接。</div>';</script><style>.a{color:red}</style></head>"
        f"<body>{_NAV}<div class='pos'>您的位置：<a href='#'>首页</a> &gt; <a href='#'>要闻</a></div>"
        f"{inner}{_FOOT}</body></html>"
    )


def _joined(parts: Sequence[str], form: str = "<p>　　{}</p>") -> str:
    return "\n".join(form.format(part) for part in parts)


def by_hand() -> dict[str, Made]:
    """Give the thirteen pages; ``list`` has no body."""
    chance = random.Random(13)
    text = paragraphs(chance, 1500)
    made: dict[str, tuple[str, Sequence[str]]] = {}
    heading = f"<h1>{_TITLE}</h1>{_META}{_TOOLS}"
    made["editor"] = _page(f"<div class='w'>{heading}<div class='TRS_Editor'>{_joined(text)}</div>{_TOOLS}</div>"), text
    old = "<br><br>　　".join(text)
    made["old table"] = (
        _page(
            f"<table width=900><tr><td width=200>{links(chance, 12, '<a href=x>{}</a><br>')}<td>"
            "<table><tr><td align=center>"
            f"<b>{_TITLE}</b><tr><td>{_META}<tr><td class=bt>　　{old}</td></tr></table></td></tr></table>"
        ),
        text,
    )
    spans = _joined([f"<span style='font-size:16px'>{part}</span>" for part in text])
    made["spans"] = _page(f"<ucaptitle>{_TITLE}</ucaptitle>{_META}<span id='UCAP-CONTENT'>{spans}</span>{_TOOLS}"), text
    made["article"] = (
        _page(
            f"<main><article><header><h1>{_TITLE}</h1><time>2031-03-05</time></header>{_joined(text)}</article>"
            f"<aside>{''.join(f'<p>{t}</p>' for t in TEASERS)}</aside></main>"
        ),
        text,
    )
    index = (
        "<table><tr><td>索 引 号：</td><td>000014349/2031-00001</td><td>主题分类：</td><td>工业、交通</td></tr>"
        "<tr><td>发文机关：</td><td>青禾县人民政府办公室</td><td>成文日期：</td><td>2031年03月05日</td></tr></table>"
    )
    made["metadata table"] = (
        _page(f"<div>{index}<h1>{_TITLE}</h1><div class='pages_content'>{_joined(text)}</div></div>"),
        text,
    )
    rows = [("指标", "单位", "数值"), ("地区生产总值", "亿元", "312.5"), ("进出口", "万美元", "8800")]
    grid = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    made["data table"] = (
        _page(f"{heading}<div class='con'>{_joined(text[:4])}<table border=1>{grid}</table>{_joined(text[4:])}</div>"),
        [*text[:4], *("".join(row) for row in rows), *text[4:]],
    )
    word = _joined(
        text, "<p class=MsoNormal style='text-indent:2em'><span lang=EN-US><o:p></o:p></span><span>{}</span></p>"
    )
    made["word export"] = (
        _page(f"{heading}<div class=Section1><!--[if gte mso 9]><xml></xml><![endif]-->{word}</div>"),
        text,
    )
    short = ["经研究，定于3月8日（星期六）停水检修，请相互转告。", "青禾县水务局", "2031年3月5日"]
    made["short notice"] = _page(f"<div class='w'>{heading}<div class='txt'>{_joined(short)}</div></div>"), short
    soup = "".join(f"<div><div class='x{i}'><div>{part}</div></div></div>" for i, part in enumerate(text))
    made["div soup"] = (
        _page(f"<div><div><div>{_TITLE}</div><div>{_META}</div><div id='c7'>{soup}</div></div></div>"),
        text,
    )
    made["wrong meta"] = (
        _page(f"{heading}<div id='zoom'>{_joined(text)}</div>").replace("charset='utf-8'", "charset='iso-8859-1'"),
        text,
    )
    headed = [part for pair in zip(HEADINGS, text, strict=False) for part in pair]
    listed = (
        _joined(headed[:4])
        + "<ol>"
        + _joined(headed[4:8], "<li>{}</li>")
        + "</ol>"
        + _joined(headed[8:], "<h3>{}</h3>")
    )
    made["headings"] = _page(f"{heading}<section class='art'>{listed}</section>{_TOOLS}"), headed
    made["plain"] = (
        _page(f"<center><h2>{_TITLE}</h2></center>{_META}<font id=Zoom>　　{old}</font><p>责任编辑：某某</p>"),
        text,
    )
    listing = "".join(
        f"<li><a href='/{i}'>{chance.choice(LINKS)}</a><span>2031-03-{i:02}</span></li>" for i in range(1, 29)
    )
    made["list"] = _page(f"<div class='list'><ul>{listing}</ul><div>共 3 页 当前第 1 页</div></div>", title="要闻"), ()
    return {name: Made(html, "".join(body), _TITLE, _DATE) for name, (html, body) in made.items()}


# --- at random ---

_WRAPS: tuple[Callable[[Sequence[str]], str], ...] = (
    _joined,
    "<br/>\n　　".join,
    lambda ps: _joined(ps, "<p style='x'><span>{}</span></p>"),
    lambda ps: _joined(ps, "<div>{}</div>"),
    lambda ps: "<table><tr><td>" + "<br>".join(ps) + "</td></tr></table>",
    lambda ps: "".join(f"<p>{p}" for p in ps),
)
_NAMES = (
    "class='TRS_Editor'",
    "id='zoom'",
    "class='c12'",
    "class='main-r'",
    "id='con_x'",
    "",
    "class='box txt'",
    "class='view'",
)


def at_random(seed: int) -> Made:
    """Give a page with a body of 15 to 20,000 characters among navigation, teasers, forms and disclaimers."""
    chance = random.Random(seed)
    size = int(15 * (20_000 / 15) ** chance.random())
    text = paragraphs(chance, size)
    title, date = f"{chance.choice(LINKS)}{seed}", f"2031-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    body = f"<div {chance.choice(_NAMES)}>{chance.choice(_WRAPS)(text)}</div>"
    info = chance.choice(
        ("发布时间：{} 来源：青禾日报 浏览次数：12", "日期：{}", "{} 10:20:33", "时间：{}　作者：某某　【大 中 小】")
    )
    around = [
        f"<div class='t'><h1>{title}</h1></div>" if chance.random() < 0.6 else f"<p align=center><b>{title}</b></p>",
        f"<div class='i'>{info.format(date)}</div>",
        _TOOLS if chance.random() < 0.5 else "",
        body,
        "<p>责任编辑：某某</p>" if chance.random() < 0.4 else "",
        "<div>上一篇：<a href=x>云岭镇光伏项目开工</a></div><div>下一篇：没有了</div>" if chance.random() < 0.4 else "",
        f"<div class='sm'><p>{chance.choice(DISCLAIMERS)}</p></div>" if chance.random() < 0.3 else "",
        "<form>姓名：<input> 验证码：<input> <button>提交</button><p>网友评论仅供其表达个人看法</p></form>"
        if chance.random() < 0.2
        else "",
    ]
    side = [f"<div class='side'><h3>图片新闻</h3><ul>{links(chance, chance.randint(3, 15))}</ul></div>"]
    if chance.random() < 0.4:
        side += [
            f"<div class='zt'><a href=x>{chance.choice(LINKS)}</a><p>{teaser}</p></div>"
            for teaser in chance.choices(TEASERS, k=2)
        ]
    if chance.random() < 0.5:
        layout = f"<table><tr><td>{''.join(side)}</td><td>{''.join(around)}</td></tr></table>"
    else:
        layout = f"<div class='l'>{''.join(around)}</div>{''.join(side)}"
    return Made(_page(layout, title=title), "".join(text), title, date)
