#!/usr/bin/env python3
"""Writes a dictionary for the targets that read text: words of every table of the ontology, marks, and what markup is made of.

usage: words.py ONTOLOGY > DICTIONARY
"""
import pathlib
import re
import sys

# Rows that are taken of each table, evenly spread: enough that every kind of word is among them, few enough to be tried often.
MOST = 24
MARKUP = [
    "<p>", "</p>", "<br>", "&nbsp;", "&#x4e2d;", "&amp;", "\\n", "\\u4e2d", "(zhōng)", "（音lèlè）", "http://a.cn/2024/0506/1.html",
    "\u200b", "\ufeff", "\ufffd", "\ue000", "\u3000", "\n\n", "\r\n", "“”", "《》", "·", "……", "——", "2024年5月6日", "5月6日电", "（记者张三）",
    "鎴戜滑", "ä¸­å›½", "锟斤拷", "烫烫烫",
]
ontology = pathlib.Path(sys.argv[1])
words = list(MARKUP)
for table in sorted(ontology.glob("lexicon/*.tsv")) + sorted(ontology.glob("clean/*.tsv")):
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line and not line.startswith("#")][1:]
    for row in rows[:: max(1, len(rows) // MOST)]:
        words += [word for cell in row for word in cell.split("|") if not word.isascii() or word in ",;:!?()\""]
for rules in sorted(ontology.glob("rules/*.ttl")):
    triggers = [word for text in re.findall(r'tupu:trigger "([^"]*)"', rules.read_text("utf-8")) for word in text.split()]
    words += triggers[:: max(1, len(triggers) // MOST)]
for word in dict.fromkeys(word for word in words if 0 < len(word.encode()) <= 48):
    print('"' + "".join(f"\\x{byte:02X}" for byte in word.encode()) + '"')
