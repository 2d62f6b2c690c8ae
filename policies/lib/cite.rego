# METADATA
# title: What a rule says of itself
# description: The words of a rule for people are those of its METADATA, and nowhere else.
package lib.cite

# rule is the citation of the rule whose METADATA is given.
rule(meta) := {
	"code": meta.custom.code,
	"title": meta.title,
	"article": meta.custom.article,
	"reason": meta.description,
}
