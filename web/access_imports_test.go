package web

import "maps"

// The doors of the room in which files are brought in: none of these files is there, so 404 says that the door is open.
func init() {
	maps.Copy(matrix, map[string]string{
		"GET /imports":              "401 200 200 200 403 403 403 403 403 403 403 200 403 403 403",
		"POST /imports":             "401 422 422 422 403 403 403 403 403 403 403 422 403 403 403",
		"GET /imports/:id":          "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
		"POST /imports/:id/columns": "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
		"POST /imports/:id/commit":  "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
		"POST /imports/:id/discard": "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
		"POST /imports/:id/approve": "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
		"POST /imports/:id/undo":    "401 404 404 404 403 403 403 403 403 403 403 404 403 403 403",
	})
}
