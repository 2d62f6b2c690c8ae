package lib.cite_test

import data.lib.cite

_meta := {"title": "题目", "description": "说明", "custom": {"code": "x.y", "article": "civil-code 203", "title_en": "Title"}}

test_says_code_words_and_article if {
	cite.rule(_meta) == {"code": "x.y", "title": "题目", "article": "civil-code 203", "reason": "说明"}
}

test_says_nothing_without_an_article if {
	not cite.rule(object.union(_meta, {"custom": {"article": false}})).article == "civil-code 203"
	not cite.rule({"title": "题目", "description": "说明", "custom": {"code": "x.y"}})
}
