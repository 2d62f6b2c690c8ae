package petition

import (
	"slices"

	c "followthrough/casework"
)

// carrying are the roles in which somebody works on the matter itself.
var carrying = by(Leader, Handler, Team, Owner)

// remembered notes with every row who worked on the case, also for another: a role can be
// given away, having worked on the case cannot, and none of them approves its closure. To
// say that no conflict stands in the way, or that one does, is not yet work.
func remembered(rows []row) []row {
	rows = slices.Clone(rows)
	for i, m := range rows {
		if m.Card || !slices.ContainsFunc(m.By, func(r c.Role) bool { return slices.Contains(carrying, r) }) {
			continue
		}
		rows[i].Apply = func(f *File, cmd command, e env) {
			if m.Apply != nil {
				m.Apply(f, cmd, e)
			}
			if role, _ := cmd.As(m.By); slices.Contains(carrying, role) && !slices.Contains(f.Facts.Worked, cmd.Actor.ID) {
				f.Facts.Worked = append(slices.Clone(f.Facts.Worked), cmd.Actor.ID)
			}
		}
	}
	return rows
}
