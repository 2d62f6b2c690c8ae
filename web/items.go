package web

import (
	"strings"

	"followthrough/casework"
)

// items says each missing or wrong thing of a refusal in words; move says whose form it is about, if any.
func (v *visit) items(r *casework.Refusal, move string) []item {
	if r == nil {
		return nil
	}
	var all []item
	for _, i := range r.Items {
		all = append(all, item{Key: i.Key, Field: i.Field, Args: i.Args, Message: v.itemText(r.Code, i, move)})
	}
	return all
}

func (v *visit) itemText(code string, i casework.Item, move string) string {
	switch {
	case v.words.Has("item." + i.Key):
		return v.words.T("item."+i.Key) + v.about(i.Args)
	case code == casework.Incomplete && i.Field != "":
		return v.words.T("wrong.missing", "Field", v.fieldOf(move, i))
	case code == casework.Invalid && i.Field != "":
		return v.words.T("wrong.invalid", "Field", v.fieldOf(move, i))
	case v.words.Has("stage." + i.Key):
		return v.words.T("wrong.stage", "Stage", v.words.T("stage."+i.Key))
	default:
		return v.words.First("refusal."+i.Key, "refusal."+code, "trouble.refused")
	}
}

// fieldOf names the field an item is about, with its row.
func (v *visit) fieldOf(move string, i casework.Item) string {
	name, row := i.Field, ""
	if p := strings.Split(i.Field, "."); len(p) == 3 {
		name, row = p[0]+"."+p[2], v.words.T("wrong.row", "N", rowNumber(p[1]))
	}
	return row + v.label(move, name)
}

func (v *visit) about(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return v.words.T("wrong.about", "Args", strings.Join(args, v.words.T("sign.list")))
}

// label is the name of a field: as the move words it, else as everybody does.
func (v *visit) label(move, name string) string {
	last := name[strings.LastIndex(name, ".")+1:]
	return v.words.First("field."+move+"."+name, "field."+name, "field."+last)
}
