package web

import "net/http"

type healthy struct {
	Record string `json:"record"` // ok, or away
	Engine string `json:"engine"` // ok, building, or away: the portal works without
}

// health answers 200 while the record can be reached; the engine's state is told, not asked of.
func health(v *visit) error {
	h := healthy{Record: "ok", Engine: "away"}
	if v.s.Status != nil {
		if h.Engine = v.s.Status.EngineState(); h.Engine == "" {
			h.Engine = "ok"
		}
	}
	if err := v.s.Reader.Ping(v.Request().Context()); err != nil {
		h.Record = "away"
		return v.JSON(http.StatusServiceUnavailable, h)
	}
	return v.JSON(http.StatusOK, h)
}
